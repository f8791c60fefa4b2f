#include "engine/profile/profile.h"

#include "engine/base/wide.h"

#include <algorithm>

namespace earmark {

Micros weighed_amount(Micros amount, std::uint32_t thousandths) {
    if (thousandths == kWeightOne) return amount;
    constexpr Wide kMost = std::int64_t{1} << 61U;  // More than any plan may cost.
    const Wide weighed = (Wide{amount} * thousandths + kWeightOne / 2) / kWeightOne;
    return static_cast<Micros>(std::min(weighed, kMost));
}

ProfileRow row_of(const Profile& profile) {
    return {
        .name = profile.name,
        .kind = profile.kind,
        .criteria = profile.criteria,
        .weights = profile.weights,
        .split_penalty = profile.split_penalty,
        .per_priority = profile.per_priority,
        .shortage_per_unit = profile.shortage_per_unit,
        .carbon_per_tonne = profile.carbon_per_tonne,
        .load_price = profile.load_price,
    };
}

Profile profile_of(const ProfileRow& row) {
    return {
        .name = std::string(row.name),
        .kind = row.kind,
        .criteria = {row.criteria.begin(), row.criteria.end()},
        .weights = row.weights,
        .split_penalty = row.split_penalty,
        .per_priority = row.per_priority,
        .shortage_per_unit = row.shortage_per_unit,
        .carbon_per_tonne = row.carbon_per_tonne,
        .load_price = row.load_price,
    };
}

std::string_view to_string(ProfileKind kind) {
    switch (kind) {
        case ProfileKind::weighted:
            return "weighted";
        case ProfileKind::lexicographic:
            return "lexicographic";
    }
    return "?";
}

std::string_view to_string(CostTerm term) {
    switch (term) {
        case CostTerm::transport:
            return "transport";
        case CostTerm::handling:
            return "handling";
        case CostTerm::split:
            return "split";
        case CostTerm::preference:
            return "preference";
        case CostTerm::scarcity:
            return "scarcity";
        case CostTerm::shortage:
            return "shortage";
        case CostTerm::lateness:
            return "lateness";
        case CostTerm::carbon:
            return "carbon";
        case CostTerm::load:
            return "load";
    }
    return "?";
}

std::string_view to_string(Criterion criterion) {
    switch (criterion) {
        case Criterion::shipments:
            return "shipments";
        case Criterion::priority:
            return "priority";
        case Criterion::distance:
            return "distance";
        case Criterion::cost:
            return "cost";
        case Criterion::late_days:
            return "late_days";
    }
    return "?";
}

}  // namespace earmark
