// Supply and availability.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <limits>

namespace earmark {
namespace {

/// What a feed says about one position: "cup dc1 10 from erp sequence 3".
struct Feed {
    SupplyRow row;
    std::string source;
};

Feed read_feed(StoryWorld& world, StoryWords& words, SupplyChange change) {
    Feed feed;
    feed.row.change = change;
    feed.row.sku = world.sku(words.take("an item"));
    feed.row.node = world.node(words.take("a node"));
    feed.row.quantity = words.take_decimal(world.scale(feed.row.sku), "a quantity");
    if (words.accept("from")) feed.source = words.take("the name of a source");
    if (words.accept("sequence")) {
        feed.row.sequence = static_cast<std::uint64_t>(
            words.take_whole(0, std::numeric_limits<std::int64_t>::max(), "a sequence number")
        );
    }
    if (words.accept("as_of")) {
        feed.row.as_of = world.context().now - take_duration(words);
        words.demand("ago");
    }
    return feed;
}

StoryAnswer tell_feed(StoryWorld& world, StoryWords& words, SupplyChange change) {
    const Feed feed = read_feed(world, words, change);
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().apply_supply(
        {.source = feed.source, .rows = {&feed.row, 1}}, world.context(), reply
    );
    return StoryAnswer::of(reply);
}

/// "cup dc1", "cup group east", "cup"; then "own r1".
struct Question {
    AvailabilityQuery query;
    std::string own;
    SegmentId segment{};
    std::uint8_t method = method_ship;
    bool ignore_safety = false;
};

Question read_question(StoryWorld& world, StoryWords& words) {
    Question question;
    question.query.sku = world.sku(words.take("an item"));
    bool is_unknown = false;
    if (words.accept("group")) {
        question.query.group = world.group(words.take("a group"));
        is_unknown = question.query.group.is_none();
        // A handle that no group has, so that the engine answers unknown_group.
        if (is_unknown) question.query.group = GroupId(std::numeric_limits<std::uint16_t>::max());
    } else if (!words.at_end() && !words.sees("own") && !words.sees("segment") &&
               !words.sees("method") && !words.sees("ignore_safety")) {
        question.query.node = world.node(words.take("a node"));
        is_unknown = question.query.node.is_none();
        if (is_unknown) question.query.node = NodeId(kNodesMax);
    }
    if (words.accept("segment")) question.segment = take_segment(world, words);
    take_asking(words, question.method, question.ignore_safety);
    if (words.accept("own")) question.own = words.take("a reservation");
    return question;
}

AvailabilityReply ask(StoryWorld& world, const Question& question) {
    AvailabilityReply reply;
    world.engine().availability(
        {.queries = {&question.query, 1},
         .own_reservation = question.own,
         .segment = question.segment,
         .method = question.method,
         .ignore_safety = question.ignore_safety},
        reply
    );
    return reply;
}

/// The answer if there are no figures to tell.
std::optional<StoryAnswer> refusal_of(const AvailabilityReply& reply) {
    if (reply.outcome != Outcome::done) return StoryAnswer::of(to_string(reply.outcome), false);
    const QueryVerdict verdict = reply.figures.at(0).verdict;
    if (verdict != QueryVerdict::known) return StoryAnswer::of(to_string(verdict), false);
    return std::nullopt;
}

}  // namespace

StoryAnswer tell_stock(StoryWorld& world, StoryWords& words) {
    const std::string item = words.take("an item");
    const std::string node = words.take("a node");
    if (words.has_mistake()) return {};
    const SkuId sku = world.ensure_item(item);
    const NodeId at = world.ensure_node(node);
    const std::uint8_t scale = world.scale(sku);
    std::vector<SupplyRow> rows;
    while (!words.at_end() && !words.has_mistake()) {
        SupplyRow& row = rows.emplace_back();
        row.sku = sku;
        row.node = at;
        if (words.accept("safety")) {
            row.change = SupplyChange::safety;
        } else {
            words.demand("on_hand");
        }
        row.quantity = words.take_decimal(scale, "a quantity");
    }
    if (rows.empty()) words.fail("the end of the command", "on_hand or safety");
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().apply_supply({.source = {}, .rows = rows}, world.context(), reply);
    return StoryAnswer::of(reply);
}

StoryAnswer tell_sync(StoryWorld& world, StoryWords& words) {
    return tell_feed(world, words, SupplyChange::sync);
}

StoryAnswer tell_adjust(StoryWorld& world, StoryWords& words) {
    return tell_feed(world, words, SupplyChange::adjust);
}

StoryAnswer tell_safety(StoryWorld& world, StoryWords& words) {
    return tell_feed(world, words, SupplyChange::safety);
}

StoryAnswer tell_ats(StoryWorld& world, StoryWords& words) {
    const Question question = read_question(world, words);
    if (!words.finish()) return {};
    const AvailabilityReply reply = ask(world, question);
    if (auto refusal = refusal_of(reply)) return *refusal;
    return StoryAnswer::of(
        format_decimal(reply.figures[0].ats, world.scale(question.query.sku)), true
    );
}

StoryAnswer tell_figures(StoryWorld& world, StoryWords& words) {
    const Question question = read_question(world, words);
    if (!words.finish()) return {};
    const AvailabilityReply reply = ask(world, question);
    if (auto refusal = refusal_of(reply)) return *refusal;
    const Availability& figures = reply.figures[0];
    auto answer = StoryAnswer::of(to_string(figures.verdict), true);
    const std::uint8_t scale = world.scale(question.query.sku);
    const auto add = [&](std::string_view name, Units units) {
        answer.facts.front().figures.emplace_back(name, format_decimal(units, scale));
    };
    add("on_hand", figures.on_hand);
    add("reserved", figures.reserved);
    add("allocated", figures.allocated);
    add("safety", figures.safety);
    add("withheld", figures.withheld);
    add("kept", figures.kept);
    add("shortage", figures.shortage);
    add("ats", figures.ats);
    return answer;
}

}  // namespace earmark
