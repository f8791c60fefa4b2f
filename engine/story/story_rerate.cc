// What past orders would have cost by a tariff that is told under another name.
#include "engine/base/decimal.h"
#include "engine/rerate/rerate.h"
#include "engine/story/story_verbs.h"

#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

std::string cost_text(const RatedCost& cost) {
    return cost.is_rated ? format_money(cost.cost) : "none";
}

StoryFact rated_fact(StoryWorld& world, const RatedShipment& shipment) {
    StoryFact fact;
    fact.subject = shipment.reservation + " " + world.engine().node(shipment.node)->key;
    fact.figures = {
        {"zone", std::to_string(shipment.zone)},
        {"loaded", cost_text(shipment.loaded)},
        {"proposed", cost_text(shipment.proposed)},
        {"billed_g", std::to_string(shipment.proposed.billed_g)},
        {"parcels", std::to_string(shipment.proposed.parcels)},
    };
    if (!shipment.loaded.service.empty()) {
        fact.figures.emplace_back("by", shipment.loaded.service);
        fact.figures.emplace_back("then_by", shipment.proposed.service);
    }
    return fact;
}

}  // namespace

StoryAnswer tell_rerate(StoryWorld& world, StoryWords& words) {
    const std::string name = words.take("a tariff");
    words.demand("as");
    const std::string other = words.take("another tariff");
    if (!words.finish()) return {};
    const auto told = world.tariffs().find({other, kNoDay});
    std::vector<TariffStep> steps;
    TariffRow row;
    row.name = name;
    if (told != world.tariffs().end()) {
        steps.reserve(told->second.steps.size());
        for (const StoryTariff::Step& step : told->second.steps)
            steps.push_back({.weight_g_max = step.weight_g_max, .rates = step.rates});
        row.dim_cm3_per_kg = told->second.dim_cm3_per_kg;
        row.surcharge_per_parcel = told->second.surcharge_per_parcel;
        row.steps = steps;
    }
    StoryAnswer answer;
    StoryFact whole;
    Micros loaded = 0;
    Micros proposed = 0;
    std::size_t shipments = 0;
    std::string after;
    do {
        RerateReply page;
        const std::string from = std::exchange(after, {});
        // Pages of two, so that stories meet their edges.
        world.engine().rerate({.tariffs = {&row, 1}, .after = from, .limit = 2}, page);
        if (page.outcome != Outcome::done) {
            answer = StoryAnswer::of(to_string(page.outcome), false);
            answer.detail = page.detail;
            return answer;
        }
        for (const RatedShipment& shipment : page.shipments) {
            answer.facts.push_back(rated_fact(world, shipment));
            ++shipments;
            if (!shipment.loaded.is_rated || !shipment.proposed.is_rated) continue;
            loaded += shipment.loaded.cost;
            proposed += shipment.proposed.cost;
        }
        after = page.next;
    } while (!after.empty());
    whole.words.emplace_back("done");
    whole.figures = {
        {"shipments", std::to_string(shipments)},
        {"loaded", format_money(loaded)},
        {"proposed", format_money(proposed)},
    };
    answer.facts.insert(answer.facts.begin(), std::move(whole));
    return answer;
}

}  // namespace earmark
