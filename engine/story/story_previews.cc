// What a preview tells.
#include "engine/base/decimal.h"
#include "engine/network/network_place.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

std::string place_text(const StoryWorld& world, NodeId place) {
    if (!is_group_place(place)) {
        const auto node = world.engine().node(place);
        return node ? node->key : "?";
    }
    const auto group = world.engine().group(group_at(place));
    return group ? "@" + group->name : "?";
}

StoryFact fact_of(const StoryWorld& world, const PositionPreview& preview) {
    const auto item = world.engine().item(preview.sku);
    const std::uint8_t scale = world.scale(preview.sku);
    StoryFact fact;
    fact.subject = (item ? item->sku : "?") + " at " + place_text(world, preview.node);
    if (!preview.segment.is_none())
        fact.subject += " for " + world.engine().segments()[preview.segment.value() - 1U];
    if (preview.day != kNoDay) {
        const Day today = world.engine().today();
        fact.subject += " in " + std::to_string(int{preview.day} - int{today}) + " days";
    }
    if (preview.after.is_stopped) fact.words.emplace_back("stopped");
    const auto units = [scale](Units count) {
        return count >= kUnitsMax ? std::string("unlimited") : format_decimal(count, scale);
    };
    fact.figures = {
        {"ats", units(preview.before.ats)},
        {"then", units(preview.after.ats)},
        {"withheld", format_decimal(preview.after.withheld, scale)},
        {"kept", format_decimal(preview.after.kept, scale)},
    };
    return fact;
}

StoryFact fact_of(const StoryWorld& world, const TouchedLine& line) {
    const auto item = world.engine().item(line.sku);
    const std::uint8_t scale = world.scale(line.sku);
    return {
        .subject = line.reservation + " line " + std::to_string(line.line),
        .words = {std::string(to_string(line.state))},
        .figures =
            {
                {"of", item ? item->sku : "?"},
                {"at", place_text(world, line.node)},
                {"holds", format_decimal(line.held, scale)},
                {"ordered", format_decimal(line.allocated, scale)},
            }
    };
}

}  // namespace

StoryAnswer tell_pages(const StoryWorld& world, const AskPreview& ask) {
    StoryAnswer answer;
    answer.facts.emplace_back();
    PreviewTotals totals;
    RulePreviewReply page;
    std::string after;
    do {
        ask(after, page);
        for (const PositionPreview& preview : page.positions)
            answer.facts.push_back(fact_of(world, preview));
        for (const TouchedLine& line : page.touched)
            answer.facts.push_back(fact_of(world, line));
        totals.positions += page.totals.positions;
        totals.unavailable += page.totals.unavailable;
        totals.available += page.totals.available;
        totals.lines += page.totals.lines;
        after = page.next;
    } while (!after.empty());
    const SupplyReply& judged = page.judged;
    const RowVerdict verdict = !judged.answers.empty() ? judged.answers.front().verdict
                               : judged.applied > 0    ? RowVerdict::applied
                                                       : RowVerdict::unchanged;
    answer.is_good = judged.outcome == Outcome::done && judged.refused == 0;
    if (!judged.answers.empty()) answer.detail = judged.answers.front().detail;
    StoryFact& whole = answer.facts.front();
    whole.words.emplace_back(
        judged.outcome == Outcome::done ? to_string(verdict) : to_string(judged.outcome)
    );
    whole.figures = {
        {"positions", std::to_string(totals.positions)},
        {"unavailable", std::to_string(totals.unavailable)},
        {"available", std::to_string(totals.available)},
        {"touched", std::to_string(totals.lines)},
    };
    return answer;
}

}  // namespace earmark
