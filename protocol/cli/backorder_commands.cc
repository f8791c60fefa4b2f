// Backorders: made and withdrawn one at a time, listed, and given supply anew.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/option_reader.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct BackorderArguments {
    BackorderChange change = BackorderChange::put;
    std::string backorder;
    PlaceArguments place;
    std::string quantity;
    std::string day;
    std::string latest;
    std::uint16_t priority = 0;
    std::string strategy = "improve";
    std::string segment;
};

/// Figures and dates of the row; its names are resolved already.
Status understand(const BackorderArguments& arguments, std::uint8_t scale, BackorderRow& row) {
    row.change = arguments.change;
    if (row.change == BackorderChange::withdraw) return Done{};
    const auto quantity = parse_quantity(arguments.quantity, scale);
    if (!quantity) return option_error("--quantity", arguments.quantity, quantity.error());
    row.quantity = *quantity;
    const auto strategy = parse_backorder_strategy(arguments.strategy);
    if (!strategy) return option_error("--strategy", arguments.strategy, strategy.error());
    row.strategy = *strategy;
    row.priority = arguments.priority;
    if (Status read = read_option("--day", arguments.day, parse_date, row.day); !read) return read;
    return read_option("--latest", arguments.latest, parse_date, row.latest);
}

ExitCode change_backorder(Session& session, const BackorderArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto place = find_place(names, arguments.place);
    if (!place) return session.fail(place.error());
    const auto segment = names.segment(arguments.segment);
    if (!segment) return session.fail(segment.error());
    BackorderRow row{
        .sku = place->item.id,
        .node = place->node,
        .backorder = arguments.backorder,
        .segment = *segment
    };
    if (const Status understood = understand(arguments, place->item.scale, row); !understood)
        return session.fail(understood.error());
    const auto reply = (*client)->put_backorders({&row, 1}, session.call());
    return finish(session, reply, [&](const SupplyReply& done) {
        if (session.json()) {
            session.out() << protocol::to_json(done) << '\n';
        } else {
            session.out() << arguments.backorder << ": "
                          << (done.unchanged > 0                              ? "as it was"
                              : arguments.change == BackorderChange::withdraw ? "withdrawn"
                                                                              : "waits")
                          << '\n';
        }
        return ExitCode::done;
    });
}

// ---- claim-backorder --------------------------------------------------------------------------

struct ClaimArguments {
    std::string backorder;
    PlaceArguments place;
    std::string reservation;
    std::string hold_for = "15m";
    std::string reference;
};

ExitCode claim(Session& session, const ClaimArguments& arguments) {
    const auto hold_for = parse_duration(arguments.hold_for);
    if (!hold_for)
        return session.fail(option_error("--hold-for", arguments.hold_for, hold_for.error()));
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto place = find_place(names, arguments.place);
    if (!place) return session.fail(place.error());
    const auto reply = (*client)->claim_backorder(
        {.sku = place->item.id,
         .node = place->node,
         .backorder = arguments.backorder,
         .reservation = arguments.reservation,
         .hold_for = *hold_for,
         .reference = arguments.reference},
        session.call()
    );
    if (!reply) return session.fail(reply.error());
    return answer(session, **client, arguments.reservation, *reply);
}

void add_claim_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ClaimArguments>();
    CLI::App* command = app.add_subcommand(
        "claim-backorder", "Make a reservation of what is confirmed, in one step"
    );
    command->add_option("BACKORDER", arguments->backorder)->required();
    command->add_option("SKU", arguments->place.sku)->required();
    command->add_option("NODE", arguments->place.node)->required();
    command
        ->add_option(
            "RESERVATION", arguments->reservation, "Your name for it; repeating is harmless"
        )
        ->required();
    command->add_option("--hold-for", arguments->hold_for, "90s, 15m, 2h, 1d")
        ->capture_default_str();
    command->add_option("--reference", arguments->reference, "Your order or customer number");
    command->footer(
        "\nThe hold is of the segment of the backorder, whose rest, if any, waits on.\n"
        "\nExample:\n  earmark claim-backorder order-7/1 85123A reno order-7 --hold-for 1d"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return claim(session, *arguments); };
    });
}

// ---- backorders, confirm-backorders ----------------------------------------------------------

ExitCode list_backorders(Session& session, const PlaceArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    BackordersRequest request;
    if (const Status limited = limit_to_place(names, arguments, request); !limited)
        return session.fail(limited.error());
    TextTable table({
        {"backorder"},
        {"sku"},
        {"node"},
        {"priority", Align::right},
        {"wanted", Align::right},
        {"for"},
        {"latest"},
        {"confirmed", Align::right},
        {"on"},
        {"strategy"},
        {"segment"},
    });
    do {
        const auto reply = (*client)->backorders(request, session.call());
        if (!reply) return session.fail(reply.error());
        if (!is_done(reply->outcome))
            return session.refuse(earmark::to_string(reply->outcome), reply->detail);
        if (session.json()) session.out() << protocol::to_json(*reply) << '\n';
        for (const BackorderEntry& entry : reply->backorders) {
            const std::uint8_t scale = names.scale_of(entry.sku);
            table.add({
                entry.backorder,
                names.name_of(entry.sku),
                names.name_of(entry.node),
                std::to_string(entry.priority),
                format_decimal(entry.wanted, scale),
                date_of(entry.day),
                date_of(entry.latest),
                format_decimal(entry.confirmed, scale),
                entry.confirmed == 0 ? "" : date_of(entry.confirmed_day),
                std::string(earmark::to_string(entry.strategy)),
                names.name_of(entry.segment),
            });
        }
        request.after = reply->next;
    } while (!request.after.is_none());
    if (session.json()) return ExitCode::done;
    if (table.row_count() == 0) {
        session.out() << "nobody waits\n";
    } else {
        table.print(session.out());
    }
    return ExitCode::done;
}

void add_changes(TextTable& table, NameBook& names, const ConfirmReply& reply) {
    for (const ConfirmedChange& change : reply.changes) {
        const std::uint8_t scale = names.scale_of(change.now.sku);
        const auto units = [scale](Units count) { return format_decimal(count, scale); };
        table.add({
            change.now.backorder,
            names.name_of(change.now.sku),
            names.name_of(change.now.node),
            units(change.now.wanted),
            units(change.confirmed_before),
            change.confirmed_before == 0 ? "" : date_of(change.day_before),
            units(change.now.confirmed),
            change.now.confirmed == 0 ? "" : date_of(change.now.confirmed_day),
        });
    }
}

/// Why a backorder lacks units, in words.
std::string reason_of(const WaitingBackorder& waiting, NameBook& names) {
    const std::string rule = waiting.rule.is_none() ? "" : names.name_of(waiting.rule);
    switch (waiting.reason) {
        case WaitingReason::short_supply:
            return "too little comes by " + format_day(waiting.until);
        case WaitingReason::no_supply:
            return "nothing comes by " + format_day(waiting.until);
        case WaitingReason::no_day_left:
            return "no day is left on which it may be promised";
        case WaitingReason::sale_stopped:
            return "its sale is stopped by " + rule;
        case WaitingReason::node_disabled:
            return "the node is disabled";
        case WaitingReason::safety_stock:
            return "safety stock" + (rule.empty() ? " of the position" : " by " + rule);
        case WaitingReason::kept_for_segments:
            return "kept for other segments";
        case WaitingReason::network_holds:
            return "network holds need what is there";
        case WaitingReason::left_as_it_is:
            return "its strategy leaves it as it is";
        case WaitingReason::keeps_its_day:
            return "more only for a later day than it has";
        case WaitingReason::over_ceiling:
            return "the ceiling of segment " + names.name_of(waiting.now.segment);
    }
    return "?";
}

void add_waiting(TextTable& table, NameBook& names, const ConfirmReply& reply) {
    for (const WaitingBackorder& waiting : reply.waiting) {
        const std::uint8_t scale = names.scale_of(waiting.now.sku);
        const auto units = [scale](Units count) { return format_decimal(count, scale); };
        table.add({
            waiting.now.backorder,
            names.name_of(waiting.now.sku),
            names.name_of(waiting.now.node),
            units(waiting.now.wanted - waiting.now.confirmed),
            units(waiting.short_by),
            reason_of(waiting, names),
        });
    }
}

struct ConfirmArguments {
    PlaceArguments place;
    bool preview = false;
};

ExitCode confirm(Session& session, const ConfirmArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    ConfirmRequest request;
    request.preview = arguments.preview;
    if (const Status limited = limit_to_place(names, arguments.place, request); !limited)
        return session.fail(limited.error());
    TextTable table({
        {"backorder"},
        {"sku"},
        {"node"},
        {"wanted", Align::right},
        {"before", Align::right},
        {"on"},
        {"now", Align::right},
        {"on"},
    });
    TextTable waiting({
        {"waits"},
        {"sku"},
        {"node"},
        {"lacks", Align::right},
        {"short by", Align::right},
        {"why"},
    });
    std::uint64_t looked_at = 0;
    std::uint64_t kept_by_groups = 0;
    do {
        const auto reply = (*client)->confirm_backorders(request, session.call());
        if (!reply) return session.fail(reply.error());
        if (!is_done(reply->outcome))
            return session.refuse(earmark::to_string(reply->outcome), reply->detail);
        if (session.json()) session.out() << protocol::to_json(*reply) << '\n';
        add_changes(table, names, *reply);
        add_waiting(waiting, names, *reply);
        looked_at += reply->backorders;
        kept_by_groups += reply->nodes_kept_by_groups;
        request.after = reply->next;
    } while (!request.after.is_none());
    if (session.json()) return ExitCode::done;
    if (table.row_count() > 0) table.print(session.out());
    session.out() << format_count(table.row_count()) << " of " << format_count(looked_at)
                  << (arguments.preview ? " would change" : " changed") << '\n';
    if (kept_by_groups > 0) {
        session.out() << "at " << format_count(kept_by_groups)
                      << (kept_by_groups == 1 ? " position" : " positions")
                      << " network holds, or what groups keep, need what is there\n";
    }
    if (waiting.row_count() > 0) waiting.print(session.out());
    return ExitCode::done;
}

void add_backorder_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<BackorderArguments>();
    CLI::App* command =
        app.add_subcommand("backorder", "Let demand wait for supply, or change how it waits");
    command->add_option("BACKORDER", arguments->backorder, "Your name for it")->required();
    command->add_option("SKU", arguments->place.sku)->required();
    command->add_option("NODE", arguments->place.node)->required();
    command->add_option("--quantity", arguments->quantity, "Units wanted")->required();
    command->add_option("--day", arguments->day, "Wanted for, in UTC: 2026-12-01 [today]");
    command->add_option("--latest", arguments->latest, "Worth nothing after [any day]");
    command->add_option("--priority", arguments->priority, "Lower is served first")
        ->capture_default_str();
    command
        ->add_option(
            "--strategy",
            arguments->strategy,
            "When supply is given out anew: keep_at_least, improve, redistribute, give_up or skip"
        )
        ->capture_default_str();
    command->add_option(
        "--segment", arguments->segment, "For which it waits: by its floor and ceiling [none]"
    );
    command->footer(
        "\nWhat can be promised is confirmed within a second, and again whenever supply arrives,"
        "\nslips or is freed: by priority, then by day. keep_at_least never loses what it has;"
        "\nimprove only what supply no longer covers; redistribute gains or loses; give_up gets "
        "what"
        "\nothers leave; skip stays as it is."
        "\nExample:\n  earmark backorder order-7/1 85123A reno --quantity 12 --priority 2 "
        "--segment "
        "web"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) {
            return change_backorder(session, *arguments);
        };
    });
}

void add_withdraw_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<BackorderArguments>();
    arguments->change = BackorderChange::withdraw;
    CLI::App* command = app.add_subcommand(
        "withdraw-backorder", "End a backorder; what it had confirmed is free again"
    );
    command->add_option("BACKORDER", arguments->backorder)->required();
    command->add_option("SKU", arguments->place.sku)->required();
    command->add_option("NODE", arguments->place.node)->required();
    command->footer("\nExample:\n  earmark withdraw-backorder order-7/1 85123A reno");
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) {
            return change_backorder(session, *arguments);
        };
    });
}

}  // namespace

void add_backorder_commands(CLI::App& app, Chosen& chosen) {
    add_backorder_command(app, chosen);
    add_withdraw_command(app, chosen);
    add_claim_command(app, chosen);
    auto listed = std::make_shared<PlaceArguments>();
    CLI::App* list = app.add_subcommand("backorders", "Who waits, and what is confirmed");
    list->add_option("SKU", listed->sku, "Of this item [all]");
    list->add_option("--node", listed->node, "At this node [all]");
    list->footer("\nExamples:\n  earmark backorders\n  earmark backorders 85123A --node reno");
    list->callback([&chosen, listed] {
        chosen.run = [listed](Session& session) { return list_backorders(session, *listed); };
    });
    auto given = std::make_shared<ConfirmArguments>();
    CLI::App* command = app.add_subcommand(
        "confirm-backorders", "Give supply out anew to those who wait, now, and report"
    );
    command->add_option("SKU", given->place.sku, "Of this item [all]");
    command->add_option("--node", given->place.node, "At this node [all]");
    command->add_flag("--preview", given->preview, "Only say what would change");
    command->footer(
        "\nWho still lacks units is listed with the reason; of what it lacks, \"short by\" is what "
        "supply"
        "\ndoes not cover in time: the rest is there, and kept."
        "\nExample:\n  earmark confirm-backorders 85123A --preview"
    );
    command->callback([&chosen, given] {
        chosen.run = [given](Session& session) { return confirm(session, *given); };
    });
}

}  // namespace earmark::cli
