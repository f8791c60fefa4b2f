// How plans are told: what `source`, `resource` and `change` share.
#pragma once

#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <algorithm>
#include <string>
#include <utility>

namespace earmark {

/// "unfilled line 2 no_lane units 3 ats 1", in units of the line's item.
inline StoryFact unfilled_fact(const UnfilledLine& line, std::uint8_t scale) {
    return {
        .subject = "unfilled line " + std::to_string(line.line),
        .words = {std::string(to_string(line.reason))},
        .figures =
            {{"units", format_decimal(line.quantity, scale)},
             {"ats", format_decimal(line.ats, scale)}}
    };
}

/// The shipments of a new plan, each with whether it joins one that is there.
template <typename Reply>
void add_shipments(StoryWorld& world, const Reply& reply, StoryAnswer& answer) {
    for (const Shipment& shipment : reply.shipments) {
        StoryFact fact = shipment_fact(world, shipment);
        if (std::ranges::find(reply.joined, shipment.node) != reply.joined.end())
            fact.words.emplace_back("joined");
        answer.facts.push_back(std::move(fact));
    }
}

/// What a new plan leaves out, and the lines as they are. `told` knows the scales of lines.
template <typename Reply, typename Told>
void add_lines(StoryWorld& world, const Reply& reply, const Told& told, StoryAnswer& answer) {
    for (const UnfilledLine& line : reply.unfilled)
        answer.facts.push_back(unfilled_fact(line, told.scale_of(world, line.line)));
    for (const ReservationLine& line : reply.lines)
        answer.facts.push_back(line_fact(world, reply.lines, line));
}

/// "partial", "complete", "as NAME", "quote".
template <typename Told>
bool accept_planning(StoryWords& words, Told& told) {
    if (words.accept("partial")) {
        told.request.filling = Filling::partial;
    } else if (words.accept("complete")) {
        told.request.filling = Filling::all_or_nothing;
    } else if (words.accept("as")) {
        told.operation = words.take("the name of the operation");
    } else if (words.accept("quote")) {
        told.request.mode = SourceMode::quote;
    } else {
        return false;
    }
    return true;
}

}  // namespace earmark
