// Counts of nodes against the book, and how feeds come in.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// What the engine says of a count, and of each position that differs.
StoryAnswer tell_report(StoryWorld& world, std::string_view id) {
    CountReport report;
    world.engine().count_report({.id = id}, report);
    if (report.outcome != Outcome::done) return StoryAnswer::of(to_string(report.outcome), false);
    const CountSummary& summary = report.summary;
    auto answer = StoryAnswer::of(to_string(summary.state), true);
    answer.facts.front().figures = {
        {"rows", std::to_string(summary.rows)},
        {"refused", std::to_string(summary.refused)},
        {"positions", std::to_string(summary.positions)},
        {"differing", std::to_string(summary.differing)},
        {"applied", std::to_string(summary.applied)},
        {"to_approve", std::to_string(summary.waiting)},
        {"rejected", std::to_string(summary.rejected)},
        {"units", format_decimal(summary.units, kMillionthsScale)},
        {"value", format_money(summary.value)},
    };
    for (const Correction& correction : report.corrections) {
        const std::uint8_t scale = world.scale(correction.sku);
        StoryFact& fact = answer.facts.emplace_back();
        fact = {
            .subject = world.engine().item(correction.sku)->sku,
            .words = {std::string(to_string(correction.state))},
            .figures =
                {{"book", format_decimal(correction.book, scale)},
                 {"counted", format_decimal(correction.counted, scale)},
                 {"moved", format_decimal(correction.moved, scale)},
                 {"correction", format_decimal(correction.correction, scale)},
                 {"value", format_money(correction.value)}},
        };
        if (!correction.was_counted) fact.words.emplace_back("absent");
    }
    return answer;
}

StoryAnswer refusal_of(const CountReply& reply) {
    auto answer = StoryAnswer::of(to_string(reply.outcome), false);
    answer.detail = reply.detail;
    return answer;
}

/// The report, and why rows or decisions were not taken.
StoryAnswer answer_of(StoryWorld& world, const CountReply& reply, std::string_view id) {
    if (reply.outcome != Outcome::done) return refusal_of(reply);
    StoryAnswer answer = tell_report(world, id);
    for (const RowAnswer& row : reply.answers)
        answer.facts.front().words.emplace_back(to_string(row.verdict));
    return answer;
}

/// The options of a count, up to its first row.
void read_options(StoryWords& words, BeginCount& count) {
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("zero_absent")) {
            count.absent = AbsentRows::zeroed;
        } else if (words.accept("dry_run")) {
            count.mode = CountMode::dry_run;
        } else if (words.accept("units_each")) {
            count.limits.units_each = words.take_decimal(kMillionthsScale, "a limit");
        } else if (words.accept("units_total")) {
            count.limits.units_total = words.take_decimal(kMillionthsScale, "a limit");
        } else if (words.accept("value_each")) {
            count.limits.value_each = words.take_decimal(kMoneyScale, "money");
        } else if (words.accept("value_total")) {
            count.limits.value_total = words.take_decimal(kMoneyScale, "money");
        } else {
            return;
        }
    }
}

std::vector<CountRow> read_rows(StoryWorld& world, StoryWords& words) {
    std::vector<CountRow> rows;
    while (!words.at_end() && !words.has_mistake()) {
        if (!rows.empty()) words.demand(",");
        CountRow row;
        row.sku = world.sku(words.take("an item"));
        row.quantity = words.take_decimal(world.scale(row.sku), "a quantity");
        rows.push_back(row);
    }
    return rows;
}

StoryAnswer settle(StoryWorld& world, StoryWords& words, CountDecision decision) {
    const std::string id = words.take("a count");
    std::vector<SkuId> items;
    while (!words.at_end() && !words.has_mistake())
        items.push_back(world.sku(words.take("an item")));
    if (!words.finish()) return {};
    CountReply reply;
    world.engine().settle_count(
        {.id = id, .decision = decision, .items = items}, world.context(), reply
    );
    return answer_of(world, reply, id);
}

}  // namespace

StoryAnswer tell_count(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("the name of a count");
    BeginCount count;
    words.demand("of");
    count.node = world.node(words.take("a node"));
    words.demand("taken");
    count.taken_at = world.context().now - take_duration(words);
    words.demand("ago");
    read_options(words, count);
    if (words.has_mistake()) return {};
    if (!words.at_end()) words.demand(":");
    const std::vector<CountRow> rows = read_rows(world, words);
    if (!words.finish()) return {};
    count.id = id;
    CountReply reply;
    world.engine().begin_count(count, world.context(), reply);
    if (reply.outcome != Outcome::done) return refusal_of(reply);
    std::vector<RowAnswer> answers;
    if (!rows.empty()) {
        world.engine().add_count_rows({.id = id, .rows = rows}, reply);
        if (reply.outcome != Outcome::done) return refusal_of(reply);
        answers = reply.answers;
    }
    world.engine().close_count(id, world.context(), reply);
    reply.answers.insert(reply.answers.begin(), answers.begin(), answers.end());
    return answer_of(world, reply, id);
}

StoryAnswer tell_drift(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("a count");
    if (!words.finish()) return {};
    return tell_report(world, id);
}

StoryAnswer tell_approve(StoryWorld& world, StoryWords& words) {
    return settle(world, words, CountDecision::approve);
}

StoryAnswer tell_reject(StoryWorld& world, StoryWords& words) {
    return settle(world, words, CountDecision::reject);
}

StoryAnswer tell_feed_of(StoryWorld& world, StoryWords& words) {
    const std::string source = words.take("the name of a source");
    if (!words.finish()) return {};
    for (const SourceFeed& feed : world.engine().source_feeds()) {
        if (feed.source != source) continue;
        auto answer = StoryAnswer::of("known", true);
        answer.facts.front().figures = {
            {"newest", std::to_string(feed.newest)},
            {"gaps", std::to_string(feed.gaps)},
            {"skipped", std::to_string(feed.skipped)},
            {"stale", std::to_string(feed.stale)},
        };
        return answer;
    }
    return StoryAnswer::of("unknown", false);
}

}  // namespace earmark
