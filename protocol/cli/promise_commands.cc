// What may be promised by date, what is expected, and what is late.
#include "engine/base/decimal.h"
#include "protocol/cli/asking_options.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

// ---- atp -------------------------------------------------------------------------------------

struct AtpArguments {
    std::string sku;
    std::string node;
    std::string group;
    AskingArguments asking;
    std::string quantity;
};

void print_steps(Session& session, const PromiseReply& reply, std::uint8_t scale) {
    TextTable table({{"from"}, {"atp", Align::right}});
    for (const PromiseStep& step : reply.steps) {
        table.add({
            step.day == reply.today ? "today" : format_day(step.day),
            step.is_unlimited ? "unlimited" : format_decimal(step.units, scale),
        });
    }
    table.print(session.out());
}

ExitCode atp(Session& session, const AtpArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    PromiseRequest request{.sku = item->id};
    if (const Status limited = limit_to_node(names, arguments.node, request); !limited)
        return session.fail(limited.error());
    if (const Status limited = limit_to_group(names, arguments.group, request); !limited)
        return session.fail(limited.error());
    const auto asking = understand(arguments.asking, names);
    if (!asking) return session.fail(asking.error());
    request.segment = asking->segment;
    request.method = asking->method;
    request.ignore_safety = asking->ignore_safety;
    if (!arguments.quantity.empty()) {
        const auto quantity = parse_quantity(arguments.quantity, item->scale);
        if (!quantity)
            return session.fail(option_error("--quantity", arguments.quantity, quantity.error()));
        request.quantity = *quantity;
    }
    const auto reply = (*client)->available_to_promise(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->verdict != QueryVerdict::known)
        return session.refuse(earmark::to_string(reply->verdict), "");
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    print_steps(session, *reply, item->scale);
    if (request.quantity > 0) {
        session.out() << arguments.quantity << ": "
                      << (reply->earliest ? "from " + format_day(*reply->earliest)
                                          : std::string("on no date, as things are"))
                      << '\n';
    }
    return ExitCode::done;
}

void add_atp_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<AtpArguments>();
    CLI::App* command =
        app.add_subcommand("atp", "What of an item may be promised, from which date on");
    command->add_option("SKU", arguments->sku)->required();
    auto* node = command->add_option("--node", arguments->node, "At this node only");
    auto* group = command->add_option("--group", arguments->group, "Over this group");
    node->excludes(group);
    add_asking_options(*command, arguments->asking);
    command->add_option("--quantity", arguments->quantity, "From when may so many be promised?");
    command->footer(
        "\nOne answer with every date on which it changes: what is promised for a date never breaks"
        "\na promise for an earlier or a later one."
        "\nExamples:\n  earmark atp 85123A\n  earmark atp 85123A --node reno --quantity 12"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return atp(session, *arguments); };
    });
}

// ---- receipts --------------------------------------------------------------------------------

void print_dispositions(
    Session& session, NameBook& names, const std::vector<DispositionEntry>& dispositions
) {
    if (dispositions.empty()) return;
    TextTable table({{"sku"}, {"node"}, {"not for sale"}, {"units", Align::right}});
    for (const DispositionEntry& entry : dispositions) {
        table.add({
            names.name_of(entry.sku),
            names.name_of(entry.node),
            std::string(earmark::to_string(entry.disposition)),
            format_decimal(entry.units, names.scale_of(entry.sku)),
        });
    }
    table.print(session.out());
}

ExitCode receipts(Session& session, const PlaceArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    ReceiptsRequest request;
    if (const Status limited = limit_to_place(names, arguments, request); !limited)
        return session.fail(limited.error());
    do {
        const auto reply = (*client)->receipts(request, session.call());
        if (!reply) return session.fail(reply.error());
        if (!is_done(reply->outcome))
            return session.refuse(earmark::to_string(reply->outcome), reply->detail);
        if (session.json()) {
            session.out() << protocol::to_json(*reply) << '\n';
        } else {
            print_receipts(session, names, reply->receipts);
            print_dispositions(session, names, reply->dispositions);
        }
        request.after = reply->next;
    } while (!request.after.is_none());
    return ExitCode::done;
}

// ---- late ------------------------------------------------------------------------------------

void print_at_risk(Session& session, NameBook& names, const std::vector<PromiseAtRisk>& lines) {
    if (lines.empty()) return;
    TextTable table({
        {"reservation"},
        {"line", Align::right},
        {"sku"},
        {"node"},
        {"for"},
        {"units", Align::right},
        {"at risk", Align::right},
    });
    for (const PromiseAtRisk& line : lines) {
        const std::uint8_t scale = names.scale_of(line.sku);
        table.add({
            line.reservation,
            std::to_string(line.line),
            names.name_of(line.sku),
            names.name_of(line.node),
            line.day == kNoDay ? "now" : format_day(line.day),
            format_decimal(line.units, scale),
            format_decimal(line.at_risk, scale),
        });
    }
    table.print(session.out());
}

ExitCode late(Session& session, const PlaceArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    LateRequest request;
    if (const Status limited = limit_to_place(names, arguments, request); !limited)
        return session.fail(limited.error());
    const auto reply = (*client)->late_supply(request, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    session.out() << reply->late.size() << " receipts late, " << reply->at_risk.size()
                  << " promised lines at risk\n";
    if (!reply->detail.empty()) session.note(reply->detail);
    print_receipts(session, names, reply->late);
    print_at_risk(session, names, reply->at_risk);
    return ExitCode::done;
}

template <typename Run>
void add_report(
    CLI::App& app, Chosen& chosen, const char* name, const char* what, const char* footer, Run run
) {
    auto arguments = std::make_shared<PlaceArguments>();
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("SKU", arguments->sku, "Of this item [all]");
    command->add_option("--node", arguments->node, "At this node only");
    command->footer(footer);
    command->callback([&chosen, arguments, run] {
        chosen.run = [arguments, run](Session& session) { return run(session, *arguments); };
    });
}

}  // namespace

void add_promise_commands(CLI::App& app, Chosen& chosen) {
    add_atp_command(app, chosen);
    add_report(
        app,
        chosen,
        "receipts",
        "Supply that is still to come, and units that are not for sale",
        "\nExamples:\n  earmark receipts\n  earmark receipts 85123A --node reno",
        receipts
    );
    add_report(
        app,
        chosen,
        "late",
        "Supply past its day, and the promises that nothing covers in time without it",
        "\nExample:\n  earmark late",
        late
    );
}

}  // namespace earmark::cli
