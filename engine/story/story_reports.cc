// Reports.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <array>

namespace earmark {
namespace {

std::optional<ReservationState> take_state(StoryWords& words) {
    for (const auto state :
         {ReservationState::held,
          ReservationState::committed,
          ReservationState::released,
          ReservationState::expired}) {
        if (words.accept(to_string(state))) return state;
    }
    return std::nullopt;
}

StoryFact fact_of(StoryWorld& world, const ReservationEntry& entry) {
    StoryFact fact{
        .subject = entry.id,
        .words = {std::string(to_string(entry.state))},
        .figures = {{"lines", std::to_string(entry.lines.size())}}
    };
    if (!entry.reference.empty()) fact.figures.emplace_back("reference", entry.reference);
    if (!entry.made_by.empty()) fact.figures.emplace_back("by", entry.made_by);
    const Duration age = world.context().now - entry.made_at;
    fact.figures.emplace_back(
        "minutes", std::to_string(std::chrono::duration_cast<std::chrono::minutes>(age).count())
    );
    return fact;
}

}  // namespace

StoryAnswer tell_reservations(StoryWorld& world, StoryWords& words) {
    ReservationFilter filter;
    filter.state = take_state(words);
    std::string reference;
    std::string actor;
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("reference")) {
            reference = words.take("a cart, order or customer number");
        } else if (words.accept("by")) {
            actor = words.take("who made it");
        } else if (words.accept("item")) {
            filter.sku = world.sku(words.take("an item"));
        } else if (words.accept("node")) {
            filter.node = world.node(words.take("a node"));
        } else if (words.accept("older_than")) {
            filter.older_than =
                std::chrono::duration_cast<std::chrono::seconds>(take_duration(words));
        } else {
            const std::string_view options = "a state, reference, by, item, node or older_than";
            words.fail(words.take(options), options);
        }
    }
    if (!words.finish()) return {};
    filter.reference = reference;
    filter.made_by = actor;
    StoryAnswer answer;
    answer.facts.emplace_back();
    std::size_t count = 0;
    std::string after;
    ListReservationsReply page;
    do {
        world.engine().list_reservations(
            {.filter = filter, .after = after}, world.context().now, page
        );
        for (const ReservationEntry& entry : page.reservations)
            answer.facts.push_back(fact_of(world, entry));
        count += page.reservations.size();
        after = page.next;
    } while (!after.empty());
    answer.facts.front().words.emplace_back(std::to_string(count));
    return answer;
}

}  // namespace earmark
