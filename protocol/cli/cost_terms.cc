#include "protocol/cli/cost_terms.h"

#include <cstddef>

namespace earmark::cli {

std::vector<NamedCost> terms_of(const CostTerms& cost) {
    return {
        {"transport", cost.transport},
        {"handling", cost.handling},
        {"split", cost.split},
        {"lateness", cost.lateness},
        {"preference", cost.preference},
        {"scarcity", cost.scarcity},
        {"shortage", cost.shortage},
        {"carbon", cost.carbon},
        {"load", cost.load},
    };
}

std::vector<NamedCost> terms_told(const CostTerms& cost) {
    constexpr std::size_t kOfEveryPlan = 3;
    std::vector<NamedCost> told;
    for (const NamedCost& term : terms_of(cost))
        if (told.size() < kOfEveryPlan || term.amount != 0) told.push_back(term);
    return told;
}

boost::json::object cost_json(const CostTerms& cost) {
    boost::json::object object;
    for (const NamedCost& term : terms_of(cost))
        object[term.term] = term.amount;
    object["total"] = cost.total();
    return object;
}

}  // namespace earmark::cli
