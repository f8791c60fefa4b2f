#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/place_arguments.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace earmark::cli {
namespace {

struct ReportArguments {
    std::string reference;
    std::string made_by;
    std::string sku;
    std::string node;
    std::string state;
    std::string older_than;
    std::uint32_t limit = 100;
};

Result<ReservationState> parse_state(const std::string& text) {
    constexpr std::array kStates{
        ReservationState::held,
        ReservationState::committed,
        ReservationState::released,
        ReservationState::expired,
    };
    const auto* const found = std::find_if(kStates.begin(), kStates.end(), [&](auto state) {
        return earmark::to_string(state) == text;
    });
    if (found != kStates.end()) return *found;
    return Error{ErrorCode::bad_input, "held, committed, released or expired"};
}

/// The texts stay with the arguments.
Result<ReservationFilter> understand(NameBook& names, const ReportArguments& arguments) {
    ReservationFilter filter;
    filter.reference = arguments.reference;
    filter.made_by = arguments.made_by;
    if (!arguments.state.empty()) {
        const auto state = parse_state(arguments.state);
        if (!state) return option_error("--state", arguments.state, state.error());
        filter.state = *state;
    }
    if (!arguments.older_than.empty()) {
        const auto age = parse_duration(arguments.older_than);
        if (!age) return option_error("--older-than", arguments.older_than, age.error());
        filter.older_than = *age;
    }
    if (const Status limited = limit_to_item(names, arguments.sku, filter); !limited)
        return limited.error();
    if (const Status limited = limit_to_node(names, arguments.node, filter); !limited)
        return limited.error();
    return filter;
}

/// "85123A@reno 2, rope-8mm@reno 1.5, 3 more": what is held or ordered, of a finished one what was.
std::string lines_of(NameBook& names, const ReservationEntry& entry) {
    constexpr std::size_t kLinesShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(kLinesShown, entry.lines.size()); ++i) {
        const ReservationLine& line = entry.lines[i];
        const Units open = line.held + line.allocated;
        if (i > 0) text += ", ";
        text += names.name_of(line.sku) + "@" + names.name_of(line.node) + " " +
                format_decimal(open > 0 ? open : line.granted, names.scale_of(line.sku));
    }
    if (entry.lines.size() > kLinesShown)
        text += ", " + std::to_string(entry.lines.size() - kLinesShown) + " more";
    return text;
}

void add_rows(TextTable& table, NameBook& names, const ListReservationsReply& page) {
    for (const ReservationEntry& entry : page.reservations) {
        table.add({
            entry.id,
            std::string(earmark::to_string(entry.state)),
            entry.reference,
            entry.made_by,
            format_time(entry.made_at),
            entry.expires_at == Time() ? "" : format_time(entry.expires_at),
            lines_of(names, entry),
        });
    }
}

ExitCode report(Session& session, const ReportArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto filter = understand(names, arguments);
    if (!filter) return session.fail(filter.error());
    TextTable table(
        {{"id"}, {"state"}, {"reference"}, {"made by"}, {"made at"}, {"until"}, {"lines"}}
    );
    std::string after;
    std::uint32_t left = arguments.limit;
    while (left > 0) {
        const auto page = (*client)->list_reservations(
            {.filter = *filter, .after = after, .limit = std::min(left, kReservationsPageMax)},
            session.call()
        );
        if (!page) return session.fail(page.error());
        if (!is_done(page->outcome))
            return session.refuse(earmark::to_string(page->outcome), page->detail);
        if (session.json()) {
            session.out() << protocol::to_json(*page) << '\n';
        } else {
            add_rows(table, names, *page);
        }
        left -= static_cast<std::uint32_t>(page->reservations.size());
        after = page->next;
        if (after.empty()) break;
    }
    if (!session.json()) table.print(session.out());
    if (!after.empty()) session.note("there are more: ask with a greater --limit");
    return ExitCode::done;
}

}  // namespace

void add_report_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App* command = app.add_subcommand(
        "reservations", "Who holds or ordered what, for whom, since when; all filters together"
    );
    command->add_option("--reference", arguments->reference, "A cart, order or customer number");
    command->add_option("--made-by", arguments->made_by, "The actor who made it");
    command->add_option("--item", arguments->sku, "Has a line of this item");
    command->add_option("--node", arguments->node, "at this node");
    command->add_option("--state", arguments->state, "held, committed, released or expired");
    command->add_option(
        "--older-than", arguments->older_than, "Made at least 90s, 15m, 2h, 1d ago"
    );
    command->add_option("--limit", arguments->limit, "Show at most so many")->capture_default_str();
    command->footer(
        "\nWith --json, one ListReservationsReply a page.\n"
        "\nExamples:\n  earmark reservations --state held --older-than 1d\n"
        "  earmark reservations --item 85123A --node reno --state held\n"
        "  earmark reservations --reference cart-4711"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return report(session, *arguments); };
    });
}

}  // namespace earmark::cli
