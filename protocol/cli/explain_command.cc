// Why a figure is what it is: its sum, line by line.
#include "engine/base/decimal.h"
#include "protocol/cli/asking_options.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct ExplainArguments {
    std::string sku;
    std::string node;
    std::string group;
    std::string own_reservation;
    std::string day;
    std::uint32_t holders = 10;
    AskingArguments asking;
};

std::string signed_text(Units units, std::uint8_t scale) {
    return (units > 0 ? "+" : "") + format_decimal(units, scale);
}

std::string what_text(TermKind kind) {
    switch (kind) {
        case TermKind::on_hand:
            return "on hand";
        case TermKind::reserved:
            return "held";
        case TermKind::allocated:
            return "ordered";
        case TermKind::backorder:
            return "confirmed to a backorder";
        case TermKind::receipt:
            return "comes";
        case TermKind::counted_back:
            return "held by the asker";
        case TermKind::beyond_horizon:
            return "so far ahead nothing is promised";
        case TermKind::unlimited:
            return "replenished without end";
        case TermKind::shortage:
            return "short, counted as 0";
        case TermKind::safety:
            return "safety stock";
        case TermKind::stop:
            return "sale stopped";
        case TermKind::node_disabled:
            return "node disabled";
        case TermKind::later_promises:
            return "kept for later promises";
        case TermKind::floor:
            return "floor of a segment";
        case TermKind::ceiling:
            return "over the ceiling";
        case TermKind::network:
            return "needed by network holds";
        case TermKind::network_safety:
            return "safety of the group";
        case TermKind::group_kept:
            return "kept by groups of its nodes";
    }
    return "?";
}

/// Who or what causes a term.
std::string by_text(const AvailabilityTerm& term, std::uint8_t scale) {
    const bool is_line = term.kind == TermKind::reserved || term.kind == TermKind::allocated;
    const bool has_rest = is_line || term.kind == TermKind::backorder ||
                          term.kind == TermKind::receipt || term.kind == TermKind::floor;
    std::string text = term.name;
    if (is_line && !term.name.empty()) text += ", line " + std::to_string(term.line);
    if (has_rest && term.name.empty())
        text += term.count == 0 ? "changing all the time" : std::to_string(term.count) + " more";
    if (term.day != kNoDay) {
        const bool is_least = term.kind == TermKind::later_promises;
        text += (text.empty() ? "" : ", ") + std::string(is_least ? "fewest on " : "for ") +
                format_day(term.day);
    }
    if (term.kind == TermKind::safety) {
        text = (term.name.empty() ? std::string("the position's own") : "rule " + term.name) +
               ", " + format_decimal(term.figure, scale);
    }
    if (term.kind == TermKind::stop) text = "rule " + term.name;
    if (term.kind == TermKind::floor && !term.name.empty())
        text += ", rank " + std::to_string(term.rank);
    if (term.kind == TermKind::ceiling) {
        text += ", " + format_decimal(term.figure, scale) + ", used " +
                format_decimal(term.used, scale);
    }
    if (term.kind == TermKind::network_safety)
        text = "of " + term.name + ", " + format_decimal(term.figure, scale);
    if (term.kind == TermKind::network && !term.name.empty())
        text = "of " + term.name + ", which hold " + format_decimal(term.figure, scale);
    return text;
}

/// The same for many positions together.
std::string total_text(const AvailabilityTerm& term, std::uint8_t scale) {
    if (term.kind >= TermKind::network) return by_text(term, scale);
    const std::string places =
        "at " + std::to_string(term.count) + (term.count == 1 ? " node" : " nodes");
    return term.name.empty() || term.kind <= TermKind::receipt ? places : term.name + ", " + places;
}

void add_sum(
    TextTable& table,
    const std::string& where,
    const std::vector<AvailabilityTerm>& terms,
    Units ats,
    std::uint8_t scale,
    std::string (*text)(const AvailabilityTerm&, std::uint8_t)
) {
    for (const AvailabilityTerm& term : terms)
        table.add({where, signed_text(term.units, scale), what_text(term.kind), text(term, scale)});
    const bool is_unlimited = ats == kUnitsMax;
    table.add({where, is_unlimited ? "= unlimited" : "= " + format_decimal(ats, scale), "", ""});
}

void print_groups(Session& session, const ExplainReply& reply, std::uint8_t scale) {
    if (reply.groups.empty()) return;
    TextTable table({{"over group"}, {"units", Align::right}, {"what"}, {"by"}});
    for (const ExplainedGroup& group : reply.groups) {
        for (const AvailabilityTerm& holder : group.holders) {
            table.add(
                {group.name,
                 signed_text(holder.units, scale),
                 what_text(holder.kind),
                 by_text(holder, scale)}
            );
        }
    }
    table.print(session.out());
}

void print_aside(Session& session, NameBook& names, const ExplainReply& reply, std::uint8_t scale) {
    if (reply.aside.empty()) return;
    TextTable table({{"node"}, {"not for sale"}, {"units", Align::right}});
    for (const StockAside& aside : reply.aside) {
        table.add(
            {names.name_of(aside.node),
             std::string(earmark::to_string(aside.disposition)),
             format_decimal(aside.units, scale)}
        );
    }
    table.print(session.out());
}

/// A kit's sum is that of its parts.
void print_parts(
    Session& session,
    const ExplainArguments& arguments,
    const ExplainReply& reply,
    NameBook& names,
    std::uint8_t scale
) {
    TextTable table(
        {{"part"}, {"in one", Align::right}, {"may be sold", Align::right}, {"kits", Align::right}}
    );
    for (const ExplainedPart& part : reply.parts) {
        const auto item = names.item(part.name);
        const std::uint8_t part_scale = item ? item->scale : 0;
        table.add(
            {part.name,
             format_decimal(part.quantity, part_scale),
             format_decimal(part.ats, part_scale),
             format_decimal(part.kits, scale)}
        );
    }
    table.add({"kit " + arguments.sku, "", "", "= " + format_decimal(reply.ats, scale)});
    table.print(session.out());
    session.out() << "as of change " << reply.lsn << '\n';
    session.note("a part is explained by asking for it");
}

void print_explanation(
    Session& session,
    NameBook& names,
    const ExplainArguments& arguments,
    const ExplainReply& reply,
    std::uint8_t scale
) {
    TextTable table({{"where"}, {"units", Align::right}, {"what"}, {"by"}});
    for (const ExplainedPosition& position : reply.positions) {
        const std::string where = names.name_of(position.node);
        add_sum(table, where, position.terms, position.ats, scale, &by_text);
    }
    if (arguments.node.empty() || reply.positions.empty()) {
        const std::string where = !arguments.node.empty()    ? arguments.node
                                  : !arguments.group.empty() ? "group " + arguments.group
                                                             : "all nodes";
        add_sum(table, where, reply.total, reply.ats, scale, &total_text);
    }
    table.print(session.out());
    print_groups(session, reply, scale);
    print_aside(session, names, reply, scale);
    session.out() << "as of change " << reply.lsn << '\n';
    if (reply.position_count > reply.positions.size()) {
        session.note(
            std::to_string(reply.position_count) + " nodes, of these the first " +
            std::to_string(reply.positions.size()) + " one by one"
        );
    }
    if (!reply.are_holders_known)
        session.note("holds changed all the time: the sums are right, not all holders are known");
}

ExitCode explain(Session& session, const ExplainArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    ExplainRequest request{.sku = item->id};
    if (const Status limited = limit_to_node(names, arguments.node, request); !limited)
        return session.fail(limited.error());
    if (const Status limited = limit_to_group(names, arguments.group, request); !limited)
        return session.fail(limited.error());
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    request.asking = *asking;
    if (!arguments.day.empty()) {
        const auto day = parse_date(arguments.day);
        if (!day) return session.fail(option_error("--for-date", arguments.day, day.error()));
        request.asking.day = *day;
    }
    if (const Status own = check_own(session, **client, arguments.own_reservation); !own)
        return session.fail(own.error());
    request.own_reservation = arguments.own_reservation;
    request.holders = arguments.holders;
    const auto reply = (*client)->explain(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->verdict != QueryVerdict::known)
        return session.refuse(earmark::to_string(reply->verdict), "");
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    if (!reply->parts.empty()) {
        print_parts(session, arguments, *reply, names, item->scale);
        return ExitCode::done;
    }
    print_explanation(session, names, arguments, *reply, item->scale);
    return ExitCode::done;
}

}  // namespace

void add_explain_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ExplainArguments>();
    CLI::App* command =
        app.add_subcommand("explain", "Why so much of an item may be sold: the sum, line by line");
    command->add_option("SKU", arguments->sku)->required();
    auto* node = command->add_option("--node", arguments->node, "At this node only");
    auto* group = command->add_option("--group", arguments->group, "Over this group");
    node->excludes(group);
    command->add_option(
        "--own", arguments->own_reservation, "Count this reservation's held units back"
    );
    command->add_option("--for-date", arguments->day, "What may be promised for this date [now]");
    command->add_option("--holders", arguments->holders, "Tell so many of each kind one by one")
        ->capture_default_str()
        ->check(CLI::Range(std::uint32_t{0}, kExplainedHoldersMax));
    add_asking_options(*command, arguments->asking);
    command->footer(
        "\nEach line is a part of the sum, with who or what causes it; the lines of a place add up"
        "\nto what may be sold there. With live network holds all nodes together may sell less than"
        "\neach of them alone."
        "\nExamples:\n  earmark explain 85123A --node reno\n  earmark explain 85123A --group "
        "centres "
        "--segment web\n  earmark explain 85123A --for-date 2026-12-01"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return explain(session, *arguments); };
    });
}

}  // namespace earmark::cli
