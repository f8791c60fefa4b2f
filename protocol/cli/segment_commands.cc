#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/option_reader.h"
#include "protocol/cli/rule_preview_view.h"
#include "protocol/cli/segment_rule_cells.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

// ---- segments, segment-rules -----------------------------------------------------------------

ExitCode list_segments(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto list = (*client)->list_segments(session.call());
    if (!list) return session.fail(list.error());
    if (session.json()) {
        session.out() << protocol::to_json(*list) << '\n';
        return ExitCode::done;
    }
    for (const std::string& name : list->names)
        session.out() << name << '\n';
    return ExitCode::done;
}

void print_rules(
    Session& session,
    NameBook& names,
    const std::vector<std::string>& segments,
    const protocol::SegmentRules& rules,
    std::uint8_t scale
) {
    TextTable table({
        {"node"},
        {"rank", Align::right},
        {"segment"},
        {"floor", Align::right},
        {"ceiling", Align::right},
        {"counts"},
        {"live", Align::right},
        {"shipped", Align::right},
        {"from"},
        {"until"},
        {"now"},
    });
    const auto moment = [](std::uint32_t seconds) {
        if (seconds == 0) return std::string();
        return format_time(Time(std::chrono::seconds(seconds)));
    };
    for (const SegmentRow& rule : rules.rules) {
        const std::size_t number = rule.segment.value() - 1U;
        table.add({
            names.name_of(rule.node),
            std::to_string(rule.rank),
            number < segments.size() ? segments[number] : "#" + std::to_string(number + 1),
            format_segment_figure(rule.basis, rule.floor, scale),
            format_segment_figure(rule.basis, rule.ceiling, scale),
            rule.standing ? "what is live" : "since it began",
            format_decimal(rule.live, scale),
            format_decimal(rule.shipped, scale),
            moment(rule.from_s),
            moment(rule.until_s),
            rule.active ? "in effect" : "to come",
        });
    }
    table.print(session.out());
}

ExitCode list_rules(Session& session, const std::string& sku) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(sku);
    if (!item) return session.fail(item.error());
    const auto rules = (*client)->list_segment_rules(item->id, session.call());
    if (!rules) return session.fail(rules.error());
    if (session.json()) {
        session.out() << protocol::to_json(*rules) << '\n';
        return ExitCode::done;
    }
    const auto segments = (*client)->list_segments(session.call());
    if (!segments) return session.fail(segments.error());
    print_rules(session, names, segments->names, *rules, item->scale);
    return ExitCode::done;
}

// ---- segment-rule ----------------------------------------------------------------------------

struct SegmentRuleArguments {
    std::string sku;
    std::string node;
    std::string segment;
    std::string floor;
    std::string ceiling;
    std::uint16_t rank = 0;
    std::string from;
    std::string until;
    std::string allocate;
    std::string unallocate;
    std::string move;
    std::string to;
    bool standing = false;
    bool remove = false;
    bool preview = false;
};

/// What the options ask for; names are resolved already.
Status understand(const SegmentRuleArguments& arguments, std::uint8_t scale, SegmentRuleRow& row) {
    SegmentRule& rule = row.rule;
    if (Status read = read_option("--from", arguments.from, parse_time, rule.from); !read)
        return read;
    if (Status read = read_option("--until", arguments.until, parse_time, rule.until); !read)
        return read;
    rule.rank = arguments.rank;
    rule.standing = arguments.standing;
    const auto shift = [&](const char* option, const std::string& text, SegmentChange change) {
        row.change = change;
        const auto units = parse_quantity(text, scale);
        if (!units) return Status(option_error(option, text, units.error()));
        rule.floor = *units;
        return Status(Done{});
    };
    if (arguments.remove) {
        row.change = SegmentChange::remove;
        return Done{};
    }
    if (!arguments.allocate.empty())
        return shift("--allocate", arguments.allocate, SegmentChange::allocate);
    if (!arguments.unallocate.empty())
        return shift("--unallocate", arguments.unallocate, SegmentChange::unallocate);
    if (!arguments.move.empty()) return shift("--move", arguments.move, SegmentChange::move);
    std::string_view wrong;
    const Status read = read_limits(arguments.floor, arguments.ceiling, scale, rule, wrong);
    if (!read) return option_error("--floor, --ceiling", wrong, read.error());
    return Done{};
}

/// The handle of a segment, made if it is new.
Result<SegmentId> make_segment(Session& session, protocol::Client& client, std::string_view name) {
    const auto reply = client.put_segments({&name, 1}, session.call());
    if (!reply) return reply.error();
    if (reply->ids.empty() || reply->ids.front() == 0) {
        return Error{
            ErrorCode::bad_input,
            "segment: found \"" + std::string(name) + "\", expected a name of 1 to 32 bytes"
        };
    }
    return SegmentId(static_cast<std::uint16_t>(reply->ids.front()));
}

ExitCode put_segment_rule(Session& session, const SegmentRuleArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    const auto node = names.node(arguments.node);
    if (!node) return session.fail(node.error());
    SegmentRuleRow row;
    if (const Status understood = understand(arguments, item->scale, row); !understood)
        return session.fail(understood.error());
    // A preview makes nothing, not even a segment.
    const auto segment = arguments.preview ? names.segment(arguments.segment)
                                           : make_segment(session, **client, arguments.segment);
    if (!segment) return session.fail(segment.error());
    if (!arguments.to.empty()) {
        const auto to = names.segment(arguments.to);
        if (!to) return session.fail(to.error());
        row.to_segment = *to;
    }
    row.rule.sku = item->id;
    row.rule.node = *node;
    row.rule.segment = *segment;
    if (arguments.preview) return show_preview(session, **client, row, arguments.segment);
    const auto reply = (*client)->put_segment_rules({&row, 1}, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->refused > 0) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    for (const RowAnswer& warning : reply->answers)
        session.note(std::string(earmark::to_string(warning.verdict)) + ": " + warning.detail);
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    return list_rules(session, arguments.sku);
}

void add_rule_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<SegmentRuleArguments>();
    CLI::App* command =
        app.add_subcommand("segment-rule", "Keep stock for a segment, or limit what it may take");
    command->add_option("SKU", arguments->sku)->required();
    command->add_option("NODE", arguments->node, "Or @GROUP: over a distribution group")
        ->required();
    command->add_option("SEGMENT", arguments->segment, "Made if it is new")->required();
    command->add_option("--floor", arguments->floor, "What is kept for it: 8, 12.5, 25%");
    command->add_option("--ceiling", arguments->ceiling, "The most it may take [no limit]");
    command->add_option("--rank", arguments->rank, "Whose floor comes first; lower is stronger")
        ->capture_default_str();
    command->add_flag(
        "--standing",
        arguments->standing,
        "Count what is held and ordered, nothing shipped: protects the next units, too"
    );
    command->add_option("--from", arguments->from, "In UTC: 2026-11-27T18:00:00Z [now]");
    command->add_option("--until", arguments->until, "In UTC [for good]");
    command->add_flag(
        "--preview",
        arguments->preview,
        "Change nothing: say what would, and which holds it touches; of a known segment"
    );
    auto* remove = command->add_flag("--remove", arguments->remove, "End the rule");
    auto* allocate = command->add_option("--allocate", arguments->allocate, "Raise its floor by");
    auto* unallocate =
        command->add_option("--unallocate", arguments->unallocate, "Lower its floor by");
    auto* move = command->add_option("--move", arguments->move, "Move so much of its floor ...");
    auto* to = command->add_option("--to", arguments->to, "... to this segment's rule");
    move->needs(to);
    to->needs(move);
    for (auto* one : {remove, allocate, unallocate, move}) {
        for (auto* other : {remove, allocate, unallocate, move}) {
            if (one != other) one->excludes(other);
        }
    }
    command->footer(
        "\nA rule is found by item, node, segment and --from: with other figures it is replaced, "
        "and"
        "\nwhat it has counted is kept."
        "\nExamples:\n  earmark segment-rule 85123A reno web --floor 8 --rank 1"
        "\n  earmark segment-rule 85123A reno market --ceiling 25% --rank 9"
        "\n  earmark segment-rule 85123A reno web --move 3 --to store"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) {
            return put_segment_rule(session, *arguments);
        };
    });
}

}  // namespace

void add_segment_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* segments =
        app.add_subcommand("segments", "The segments that rules and requests may name");
    segments->footer("\nExamples:\n  earmark segments\n  earmark ats 85123A --segment web");
    segments->callback([&chosen] { chosen.run = list_segments; });
    auto sku = std::make_shared<std::string>();
    CLI::App* rules = app.add_subcommand("segment-rules", "An item's rules of segments");
    rules->add_option("SKU", *sku)->required();
    rules->footer("\nExample:\n  earmark segment-rules 85123A");
    rules->callback([&chosen, sku] {
        chosen.run = [sku](Session& session) { return list_rules(session, *sku); };
    });
    add_rule_command(app, chosen);
}

}  // namespace earmark::cli
