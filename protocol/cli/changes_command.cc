#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <ostream>

namespace earmark::cli {
namespace {

/// How long the server waits for the next change before it answers that there was none.
constexpr std::chrono::milliseconds kFollowWait{20'000};

struct ChangesArguments {
    std::string from = "0";
    bool follow = false;
    std::vector<std::string> items;
    std::vector<std::string> nodes;
    std::vector<std::string> groups;
    std::vector<std::string> kinds;
    std::uint32_t limit = 0;
    bool text = false;
};

/// A kind by its name, or by its number where the server knows more than this program.
Result<ChangeKind> parse_kind(const std::string& text) {
    if (const auto kind = change_kind_named(text)) return *kind;
    const auto number = parse_whole(text, 1, 255);
    if (number) return static_cast<ChangeKind>(*number);
    std::string known;
    for (unsigned kind = 1; kind < 256; ++kind) {
        const auto name = change_kind_name(static_cast<ChangeKind>(kind));
        if (!name.empty()) known += std::string(known.empty() ? "" : ", ") + std::string(name);
    }
    return option_error("--kind", text, {ErrorCode::bad_input, "a number or one of " + known});
}

Status understand(NameBook& names, const ChangesArguments& arguments, ReadChangesRequest& request) {
    const auto from = parse_whole(arguments.from, 0, std::numeric_limits<std::int64_t>::max());
    if (!from) return option_error("--from", arguments.from, from.error());
    request.from_lsn = static_cast<Lsn>(*from);
    request.with_text = arguments.text;
    if (!arguments.items.empty()) {
        const auto items = names.items(arguments.items);
        if (!items) return items.error();
        for (const KnownItem& item : *items)
            request.filter.items.push_back(item.id);
    }
    if (!arguments.nodes.empty()) {
        const auto nodes = names.nodes(arguments.nodes);
        if (!nodes) return nodes.error();
        request.filter.nodes = *nodes;
    }
    for (const std::string& name : arguments.groups) {
        const auto group = names.group(name);
        if (!group) return group.error();
        request.filter.groups.push_back(*group);
    }
    for (const std::string& text : arguments.kinds) {
        const auto kind = parse_kind(text);
        if (!kind) return kind.error();
        request.filter.kinds.push_back(*kind);
    }
    return Done{};
}

/// An event in one line: LSN, time, what, whom, and the first rows.
class EventLine {
  public:
    EventLine(NameBook& book, const ReadChangesReply& page) : book_(book) {
        for (const HandleName& name : page.item_names)
            items_[name.id] = name.name;
        for (const HandleName& name : page.node_names)
            nodes_[name.id] = name.name;
        for (const HandleName& name : page.group_names)
            groups_[name.id] = name.name;
    }

    std::string of(const ChangeEvent& event) {
        text_ = std::to_string(event.lsn) + "  " + format_time(event.time) + "  ";
        const std::string_view kind = change_kind_name(event.kind);
        text_ += event.event ? std::string(earmark::to_string(*event.event))
                             : std::string(kind.empty() ? "?" : kind);
        if (!event.id.empty()) text_ += " " + event.id;
        if (!event.into.empty()) text_ += " into " + event.into;
        if (!event.reference.empty()) text_ += " for " + event.reference;
        rows_ = 0;
        for (const SupplyOutcome& row : event.positions) {
            if (!begin_row(row.sku, row.node)) continue;
            figure("on hand", row.on_hand, row.sku, false);
            if (row.safety != 0) figure("safety", row.safety, row.sku, false);
        }
        add_backorders(event);
        // A confirmation moves no more than its backorders say.
        const bool is_told = !event.backorders.empty() || !event.backorders_gone.empty();
        for (const PositionDelta& row : event.moves) {
            if (is_told) break;
            if (!begin_row(row.sku, row.node)) continue;
            figure("reserved", row.reserved, row.sku, true);
            figure("allocated", row.allocated, row.sku, true);
            figure("on hand", row.on_hand, row.sku, true);
        }
        for (const LevelCrossing& row : event.levels) {
            if (!begin_row(row.sku, row.place.node)) continue;
            if (!row.place.group.is_none())
                text_ += "@" + name_of(groups_, row.place.group.value());
            text_ += " " + std::string(earmark::to_string(row.after));
            if (row.is_back_in_stock()) text_ += ", back in stock";
            figure("at", row.ats, row.sku, false);
        }
        for (const LevelRuleRow& row : event.level_rules)
            begin_row(row.rule.sku, row.rule.place.node);
        for (const SkuId sku : event.items)
            begin_row(sku, NodeId());
        for (const NodeId node : event.nodes)
            begin_row(SkuId(), node);
        for (const SegmentRow& row : event.rules)
            begin_row(event.sku, row.node);
        for (const SegmentRow& row : event.rules_gone)
            begin_row(event.sku, row.node);
        if (rows_ > kRowsShown) text_ += ", " + std::to_string(rows_ - kRowsShown) + " more";
        if (!event.text.empty()) text_ += "  " + event.text;
        if (!event.actor.empty()) text_ += "  by " + event.actor;
        if (!event.reason.empty()) text_ += ": " + event.reason;
        return text_;
    }

  private:
    static constexpr std::size_t kRowsShown = 3;

    void add_backorders(const ChangeEvent& event) {
        for (const BackorderEntry& row : event.backorders) {
            if (!begin_row(row.sku, row.node)) continue;
            if (row.backorder != event.id) text_ += " " + row.backorder;
            figure("wants", row.wanted, row.sku, false);
            figure("confirmed", row.confirmed, row.sku, false);
            if (row.confirmed > 0) text_ += " for " + format_day(row.confirmed_day);
        }
        for (const BackorderEntry& row : event.backorders_gone) {
            if (!begin_row(row.sku, row.node)) continue;
            if (row.backorder != event.id) text_ += " " + row.backorder;
            text_ += " waits no more";
        }
    }

    bool begin_row(SkuId sku, NodeId node) {
        if (++rows_ > kRowsShown) return false;
        text_ += rows_ == 1 ? "  " : ", ";
        text_ += name_of(items_, sku.value());
        if (!sku.is_none() && !node.is_none()) text_ += "@";
        text_ += name_of(nodes_, node.value());
        return true;
    }

    void figure(std::string_view what, Units units, SkuId sku, bool is_change) {
        if (is_change && units == 0) return;
        text_ += " " + std::string(what) + (is_change && units > 0 ? " +" : " ") +
                 format_decimal(units, book_.scale_of(sku));
    }

    static std::string name_of(
        const std::map<std::uint32_t, std::string>& names, std::uint32_t id
    ) {
        if (id == 0) return {};
        const auto found = names.find(id);
        return found == names.end() ? "#" + std::to_string(id) : found->second;
    }

    NameBook& book_;
    std::map<std::uint32_t, std::string> items_;
    std::map<std::uint32_t, std::string> nodes_;
    std::map<std::uint32_t, std::string> groups_;
    std::string text_;
    std::size_t rows_ = 0;
};

void print(Session& session, NameBook& names, const ReadChangesReply& page) {
    if (session.json()) {
        session.out() << protocol::to_json(page) << '\n' << std::flush;
        return;
    }
    EventLine line(names, page);
    for (const ChangeEvent& event : page.events)
        session.out() << line.of(event) << '\n';
    session.out().flush();
}

ExitCode follow(Session& session, const ChangesArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    ReadChangesRequest request;
    if (const auto status = understand(names, arguments, request); !status)
        return session.fail(status.error());
    std::uint32_t left = arguments.limit;
    for (;;) {
        request.limit = kChangesPageMax;
        if (arguments.limit != 0) request.limit = std::min(left, kChangesPageMax);
        const auto page = (*client)->read_changes(request, session.call());
        if (!page) return session.fail(page.error());
        if (page->outcome != ChangesOutcome::done)
            return session.refuse(earmark::to_string(page->outcome), page->detail);
        request.from_lsn = page->next_lsn;
        const bool is_last = page->is_at_end() && !arguments.follow;
        if (!page->events.empty() || (is_last && session.json())) print(session, names, *page);
        left -= static_cast<std::uint32_t>(page->events.size());
        if ((arguments.limit != 0 && left == 0) || is_last) break;
        if (page->is_at_end()) request.wait = kFollowWait;
    }
    session.note("go on with --from " + std::to_string(request.from_lsn));
    return ExitCode::done;
}

}  // namespace

void add_changes_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<ChangesArguments>();
    CLI::App* command =
        app.add_subcommand("changes", "What changed, from an LSN on, in order, each change once");
    command->add_option("--from", arguments->from, "The first LSN; 0 = the oldest that is kept")
        ->capture_default_str();
    command->add_flag("--follow", arguments->follow, "Wait for what comes next, until stopped");
    command->add_option("--item", arguments->items, "Changes of these items");
    command->add_option("--node", arguments->nodes, "At these nodes");
    command->add_option("--group", arguments->groups, "or at the nodes of these groups");
    command->add_option("--kind", arguments->kinds, "supply, reservation, backorder, levels, ...");
    command->add_option("--limit", arguments->limit, "Show at most so many; 0 = all")
        ->capture_default_str();
    command->add_flag("--text", arguments->text, "With the record in words");
    command->footer(
        "\nWith --json, one ReadChangesReply a page: go on from its next_lsn.\n"
        "\"no_longer_kept\" says that the log was trimmed: take an export, go on from its LSN.\n"
        "\nExamples:\n  earmark changes --from 1\n"
        "  earmark changes --from 4711 --follow --item 85123A --node reno\n"
        "  earmark --json changes --from 4711 --kind reservation"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return follow(session, *arguments); };
    });
}

}  // namespace earmark::cli
