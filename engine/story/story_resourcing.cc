// Re-sourcing: what a node declined or did not find leaves from other nodes.
#include "engine/base/decimal.h"
#include "engine/story/story_plans.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// A re-sourcing as it was told; the request borrows from it.
struct Resourcing {
    std::string id;
    std::string operation;
    std::vector<FoundUnits> found;
    std::vector<NodeId> excluded;
    ReservationReply before;
    ResourceRequest request;

    std::uint8_t scale_of(const StoryWorld& world, std::uint32_t line) const {
        for (const ReservationLine& known : before.lines) {
            if (known.line == line) return world.scale(known.sku);
        }
        return 0;
    }
};

void read_cause(StoryWords& words, ResourceRequest& request) {
    if (words.accept("declined")) {
        request.cause = ShortCause::declined;
    } else if (words.accept("cannot_find")) {
        request.cause = ShortCause::cannot_find;
    } else if (words.accept("short_pick")) {
        request.cause = ShortCause::short_pick;
    } else {
        words.fail(words.take("a cause"), "declined, cannot_find or short_pick");
    }
}

/// "found line 1 2, line 3 1".
void read_found(const StoryWorld& world, StoryWords& words, Resourcing& told) {
    do {
        words.demand("line");
        FoundUnits& found = told.found.emplace_back();
        found.line = static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a line number"));
        found.units = words.take_decimal(told.scale_of(world, found.line), "a quantity");
    } while (words.accept(","));
}

void read_option(StoryWorld& world, StoryWords& words, Resourcing& told) {
    ResourceRequest& request = told.request;
    if (words.accept("found")) {
        read_found(world, words, told);
    } else if (words.accept("correct_count")) {
        request.correct_count = true;
    } else if (words.accept("keep_date")) {
        request.keeps_date = true;
    } else if (words.accept("not")) {
        told.excluded.push_back(world.node(words.take("a node")));
    } else if (!accept_planning(words, told)) {
        const std::string_view options =
            "found, correct_count, keep_date, not, partial, complete, as or quote";
        words.fail(words.take(options), options);
    }
}

StoryAnswer answer_of(StoryWorld& world, const ResourceReply& reply, const Resourcing& told) {
    const bool is_good = reply.outcome == Outcome::done || reply.outcome == Outcome::repeated;
    const bool is_held = reply.outcome == Outcome::done && told.request.mode != SourceMode::quote;
    auto answer = StoryAnswer::of(is_held ? "resourced" : to_string(reply.outcome), is_good);
    answer.detail = reply.detail;
    if (is_good) {
        StoryFact& whole = answer.facts.front();
        whole.words.emplace_back(to_string(reply.state));
        if (reply.unfilled.empty()) whole.words.emplace_back("filled");
        if (reply.proven_optimal) whole.words.emplace_back("optimal");
        whole.figures = {
            {"shipments", std::to_string(reply.shipments.size())},
            {"cost", format_money(reply.cost.total())},
            {"transport", format_money(reply.cost.transport)},
            {"handling", format_money(reply.cost.handling)},
            {"split", format_money(reply.cost.split)},
            {"preference", format_money(reply.cost.preference)},
            {"corrected", std::to_string(reply.corrected_units)},
            {"days_late", std::to_string(reply.days_late)},
        };
    }
    add_shipments(world, reply, answer);
    add_lines(world, reply, told, answer);
    return answer;
}

}  // namespace

StoryAnswer tell_resource(StoryWorld& world, StoryWords& words) {
    Resourcing told;
    told.id = words.take("a reservation");
    world.engine().reservation(told.id, told.before);
    words.demand("at");
    told.request.node = world.node(words.take("a node"));
    read_cause(words, told.request);
    while (!words.at_end() && !words.has_mistake())
        read_option(world, words, told);
    if (!words.finish()) return {};
    told.request.id = told.id;
    told.request.operation = told.operation;
    told.request.found = told.found;
    told.request.excluded_nodes = told.excluded;
    ResourceReply reply;
    world.engine().resource(told.request, world.context(), reply);
    return answer_of(world, reply, told);
}

}  // namespace earmark
