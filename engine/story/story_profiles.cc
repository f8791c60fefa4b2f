// Profiles, and what units are worth to orders to come.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <array>
#include <utility>

namespace earmark {
namespace {

constexpr std::uint8_t kWeightScale = 3;

std::uint32_t take_weight(StoryWords& words) {
    return static_cast<std::uint32_t>(words.take_decimal(kWeightScale, 0, kWeightMax, "a weight"));
}

Micros take_amount(StoryWords& words) {
    return words.take_decimal(kMoneyScale, "an amount of money");
}

/// False if what follows is no term.
bool take_term(StoryWords& words, TermWeights& weights) {
    for (std::size_t term = 0; term < kCostTerms; ++term) {
        if (!words.accept(to_string(static_cast<CostTerm>(term)))) continue;
        weights.thousandths[term] = take_weight(words);
        // Told after transport it has a weight of its own, else that of transport.
        if (static_cast<CostTerm>(term) == CostTerm::transport) {
            weights.thousandths[static_cast<std::size_t>(CostTerm::lateness)] =
                weights.thousandths[term];
        }
        return true;
    }
    return false;
}

void take_criteria(StoryWords& words, std::vector<Criterion>& criteria) {
    while (!words.at_end() && !words.has_mistake()) {
        bool is_known = false;
        for (std::size_t index = 0; index < kCriteria && !is_known; ++index) {
            const auto criterion = static_cast<Criterion>(index);
            is_known = words.accept(to_string(criterion));
            if (is_known) criteria.push_back(criterion);
        }
        if (is_known) continue;
        const std::string found = words.take("a criterion");
        words.fail(found, "late_days, shipments, priority, distance or cost");
    }
}

void take_weights(StoryWords& words, ProfileRow& row) {
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("split_penalty")) {
            row.split_penalty = take_amount(words);
        } else if (words.accept("per_priority")) {
            row.per_priority = take_amount(words);
        } else if (words.accept("shortage_per_unit")) {
            row.shortage_per_unit = take_amount(words);
        } else if (words.accept("carbon_per_tonne")) {
            row.carbon_per_tonne = take_amount(words);
        } else if (words.accept("load_price")) {
            row.load_price = take_amount(words);
        } else if (!take_term(words, row.weights)) {
            const std::string found = words.take("a term");
            words.fail(
                found,
                "transport, handling, split, preference, scarcity, shortage, lateness, carbon or "
                "load and a weight; or split_penalty, per_priority, shortage_per_unit, "
                "carbon_per_tonne or load_price and an amount"
            );
        }
    }
}

StoryAnswer profile_answer(const PutReply& reply) {
    if (reply.outcome != Outcome::done) {
        auto answer = StoryAnswer::of(to_string(reply.outcome), false);
        answer.detail = reply.detail;
        return answer;
    }
    if (reply.answers.empty()) return StoryAnswer::of("applied", true);
    auto answer = StoryAnswer::of(to_string(reply.answers.front().verdict), false);
    answer.detail = reply.answers.front().detail;
    return answer;
}

}  // namespace

StoryAnswer tell_profile(StoryWorld& world, StoryWords& words) {
    const std::string name = words.take("a profile");
    ProfileRow row{.name = name};
    std::vector<Criterion> criteria;
    if (words.accept("compares")) {
        row.kind = ProfileKind::lexicographic;
        take_criteria(words, criteria);
        row.criteria = criteria;
    } else {
        take_weights(words, row);
    }
    if (!words.finish()) return {};
    PutReply reply;
    world.engine().put_profiles({&row, 1}, world.context(), reply);
    return profile_answer(reply);
}

StoryAnswer tell_scarce(StoryWorld& world, StoryWords& words) {
    ScarcityRow row;
    row.sku = world.sku(words.take("an item"));
    words.demand("at");
    row.node = world.node(words.take("a node"));
    row.price = take_amount(words);
    if (!words.finish()) return {};
    PutReply reply;
    world.engine().put_scarcity({.rows = {&row, 1}}, world.context(), reply);
    return profile_answer(reply);
}

}  // namespace earmark
