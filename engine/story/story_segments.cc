// Segments: floors, ceilings, and who may take what.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// "8" or "25%": a figure and what it counts.
Units take_figure(StoryWords& words, std::uint8_t scale, SegmentRule& rule) {
    constexpr std::uint8_t kPercentScale = 2;
    std::string text = words.take("a quantity or a percentage");
    const bool is_percent = !text.empty() && text.back() == '%';
    if (is_percent) text.pop_back();
    rule.basis = is_percent ? SegmentBasis::percent : SegmentBasis::units;
    const Decimal figure = parse_decimal(text, is_percent ? kPercentScale : scale);
    if (!figure.is_good()) words.fail(text, "a quantity or a percentage");
    return figure.value;
}

SegmentRuleRow read_place(StoryWorld& world, StoryWords& words, SegmentChange change) {
    SegmentRuleRow row;
    row.change = change;
    row.rule.sku = world.sku(words.take("an item"));
    row.rule.node = world.node(words.take("a node"));
    row.rule.segment = world.ensure_segment(words.take("a segment"));
    return row;
}

StoryAnswer tell_rule_row(StoryWorld& world, StoryWords& words, const SegmentRuleRow& row) {
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_segment_rules({&row, 1}, world.context(), reply);
    const bool is_done = reply.outcome == Outcome::done && reply.refused == 0;
    if (!reply.answers.empty()) {
        auto answer = StoryAnswer::of(to_string(reply.answers.front().verdict), is_done);
        answer.detail = reply.answers.front().detail;
        return answer;
    }
    if (reply.outcome != Outcome::done) return StoryAnswer::of(to_string(reply.outcome), false);
    return StoryAnswer::of(reply.applied > 0 ? "applied" : "unchanged", true);
}

/// By how much a floor changes.
SegmentRuleRow read_shift(StoryWorld& world, StoryWords& words, SegmentChange change) {
    SegmentRuleRow row = read_place(world, words, change);
    row.rule.floor = words.take_decimal(world.scale(row.rule.sku), "a quantity");
    return row;
}

}  // namespace

SegmentId take_segment(const StoryWorld& world, StoryWords& words) {
    const SegmentId known = world.segment(words.take("a segment"));
    constexpr SegmentId kNobody(0xffff);
    return known.is_none() ? kNobody : known;
}

namespace {

SegmentRuleRow read_rule(StoryWorld& world, StoryWords& words) {
    SegmentRuleRow row = read_place(world, words, SegmentChange::put);
    const std::uint8_t scale = world.scale(row.rule.sku);
    const auto moment = [&] { return world.context().now + take_duration(words); };
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("floor")) {
            row.rule.floor = take_figure(words, scale, row.rule);
        } else if (words.accept("ceiling")) {
            row.rule.ceiling = take_figure(words, scale, row.rule);
        } else if (words.accept("rank")) {
            row.rule.rank =
                static_cast<std::uint16_t>(words.take_whole(0, kSegmentRankMax, "a rank"));
        } else if (words.accept("standing")) {
            row.rule.standing = true;
        } else if (words.accept("begins")) {
            row.rule.from = moment();
        } else if (words.accept("ends")) {
            row.rule.until = moment();
        } else {
            const std::string_view options = "floor, ceiling, rank, standing, begins or ends";
            words.fail(words.take(options), options);
        }
    }
    return row;
}

}  // namespace

StoryAnswer tell_rule(StoryWorld& world, StoryWords& words) {
    return tell_rule_row(world, words, read_rule(world, words));
}

StoryAnswer preview_segment_rule(StoryWorld& world, StoryWords& words) {
    const SegmentRuleRow row = read_rule(world, words);
    if (!words.finish()) return {};
    return tell_pages(world, [&](std::string_view after, RulePreviewReply& page) {
        const SegmentPreviewRequest request{.rows = {&row, 1}, .after = after, .limit = 2};
        world.engine().preview_rules(request, world.context().now, page);
    });
}

StoryAnswer tell_end_rule(StoryWorld& world, StoryWords& words) {
    return tell_rule_row(world, words, read_place(world, words, SegmentChange::remove));
}

StoryAnswer tell_allocate(StoryWorld& world, StoryWords& words) {
    return tell_rule_row(world, words, read_shift(world, words, SegmentChange::allocate));
}

StoryAnswer tell_unallocate(StoryWorld& world, StoryWords& words) {
    return tell_rule_row(world, words, read_shift(world, words, SegmentChange::unallocate));
}

StoryAnswer tell_move(StoryWorld& world, StoryWords& words) {
    SegmentRuleRow row = read_shift(world, words, SegmentChange::move);
    words.demand("to");
    row.to_segment = world.ensure_segment(words.take("a segment"));
    return tell_rule_row(world, words, row);
}

}  // namespace earmark
