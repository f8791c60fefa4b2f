// Backorders: demand that waits, and what of it is confirmed. Days are told from the story's today.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

std::string days_ahead(Units units, Day day, Day today) {
    return units == 0 ? "none" : std::to_string(int{day} - int{today});
}

std::string name_of(const std::vector<std::string>& segments, SegmentId segment) {
    return segment.is_none() ? "none" : segments.at(segment.value() - 1U);
}

BackorderStrategy take_strategy(StoryWords& words) {
    for (const BackorderStrategy each :
         {BackorderStrategy::keep_at_least,
          BackorderStrategy::improve,
          BackorderStrategy::redistribute,
          BackorderStrategy::give_up,
          BackorderStrategy::skip}) {
        if (words.accept(to_string(each))) return each;
    }
    words.fail(words.take("a strategy"), "keep_at_least, improve, redistribute, give_up or skip");
    return BackorderStrategy::improve;
}

}  // namespace

StoryAnswer tell_backorder(StoryWorld& world, StoryWords& words) {
    BackorderRow row;
    const std::string id = words.take("the name of the backorder");
    row.backorder = id;
    row.sku = world.ensure_item(words.take("an item"));
    row.node = world.ensure_node(words.take("a node"));
    row.quantity = words.take_decimal(world.scale(row.sku), "a quantity");
    if (words.sees("in")) row.day = take_day(world, words);
    if (words.accept("latest")) row.latest = take_day(world, words);
    if (words.accept("priority")) {
        row.priority = static_cast<std::uint16_t>(words.take_whole(0, 65'535, "a priority"));
    }
    if (words.accept("segment")) row.segment = take_segment(world, words);
    if (!words.at_end()) row.strategy = take_strategy(words);
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_backorders({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

StoryAnswer tell_withdraw(StoryWorld& world, StoryWords& words) {
    BackorderRow row;
    row.change = BackorderChange::withdraw;
    const std::string id = words.take("the name of the backorder");
    row.backorder = id;
    row.sku = world.sku(words.take("an item"));
    row.node = world.node(words.take("a node"));
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_backorders({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

StoryAnswer tell_backorders(StoryWorld& world, StoryWords& words) {
    const SkuId sku = world.sku(words.take("an item"));
    if (!words.finish()) return {};
    BackordersReply reply;
    world.engine().backorders({.sku = sku}, reply);
    const std::uint8_t scale = world.scale(sku);
    const std::vector<std::string> segments = world.engine().segments();
    auto answer = StoryAnswer::of(std::to_string(reply.backorders.size()), true);
    for (const BackorderEntry& entry : reply.backorders) {
        answer.facts.push_back(
            {.subject = entry.backorder,
             .words = {},
             .figures =
                 {{"wants", format_decimal(entry.wanted, scale)},
                  {"confirmed", format_decimal(entry.confirmed, scale)},
                  {"day", days_ahead(entry.confirmed, entry.confirmed_day, reply.today)},
                  {"segment", name_of(segments, entry.segment)}}}
        );
    }
    return answer;
}

StoryAnswer tell_confirm(StoryWorld& world, StoryWords& words) {
    ConfirmRequest request;
    if (!words.at_end() && !words.sees("preview")) request.sku = world.sku(words.take("an item"));
    request.preview = words.accept("preview");
    if (!words.finish()) return {};
    ConfirmReply reply;
    world.engine().confirm_backorders(request, world.context(), reply);
    if (reply.outcome != Outcome::done) return StoryAnswer::of(to_string(reply.outcome), false);
    const Day today = world.engine().today();
    auto answer = StoryAnswer::of(std::to_string(reply.changes.size()), true);
    for (const ConfirmedChange& change : reply.changes) {
        const std::uint8_t scale = world.scale(change.now.sku);
        answer.facts.push_back(
            {.subject = change.now.backorder,
             .words = {},
             .figures =
                 {{"before", format_decimal(change.confirmed_before, scale)},
                  {"now", format_decimal(change.now.confirmed, scale)},
                  {"day", days_ahead(change.now.confirmed, change.now.confirmed_day, today)}}}
        );
    }
    for (const WaitingBackorder& waiting : reply.waiting) {
        const std::uint8_t scale = world.scale(waiting.now.sku);
        const std::string rule = world.engine().selling_rule_name(waiting.rule);
        answer.facts.push_back(
            {.subject = waiting.now.backorder + " lacks",
             .words = {std::string(to_string(waiting.reason))},
             .figures =
                 {{"units", format_decimal(waiting.now.wanted - waiting.now.confirmed, scale)},
                  {"short_by", format_decimal(waiting.short_by, scale)},
                  {"rule", rule.empty() ? "none" : rule}}}
        );
    }
    return answer;
}

}  // namespace earmark
