#include "engine/profile/profile_change.h"

#include <algorithm>

namespace earmark {

void put_profile(ByteWriter& out, ProfileId id, const ProfileRow& row) {
    out.put(id.value());
    out.put_text(row.name);
    out.put(row.kind);
    out.put(static_cast<std::uint8_t>(row.criteria.size()));
    for (const Criterion criterion : row.criteria)
        out.put(criterion);
    // How many: terms come to be more.
    out.put(static_cast<std::uint8_t>(row.weights.thousandths.size()));
    for (const std::uint32_t weight : row.weights.thousandths)
        out.put(weight);
    out.put_all(row.split_penalty, row.per_priority, row.shortage_per_unit);
    out.put_all(row.carbon_per_tonne, row.load_price);
}

std::shared_ptr<const ProfileTable> apply_profile(
    const std::shared_ptr<const ProfileTable>& table, Lsn lsn, ByteReader& in
) {
    auto profile = std::make_shared<Profile>();
    const ProfileId id(in.get<std::uint16_t>());
    profile->name = in.get_text();
    profile->kind = in.get<ProfileKind>();
    const auto criteria = in.get<std::uint8_t>();
    for (std::uint8_t index = 0; index < criteria && !in.failed(); ++index)
        profile->criteria.push_back(in.get<Criterion>());
    const auto weights = in.get<std::uint8_t>();
    if (in.failed() || id.is_none() || criteria > kCriteria || weights > kCostTerms) return nullptr;
    for (std::uint8_t term = 0; term < weights; ++term)
        profile->weights.thousandths[term] = in.get<std::uint32_t>();
    // Before it was a term of its own, lateness was weighed as transport.
    constexpr auto kLateness = static_cast<std::size_t>(CostTerm::lateness);
    if (weights <= kLateness)
        profile->weights.thousandths[kLateness] = profile->weights.of(CostTerm::transport);
    profile->split_penalty = in.get<Micros>();
    profile->per_priority = in.get<Micros>();
    profile->shortage_per_unit = in.get<Micros>();
    if (!in.at_end()) {  // Else of a time before these terms.
        profile->carbon_per_tonne = in.get<Micros>();
        profile->load_price = in.get<Micros>();
    }
    if (in.failed()) return nullptr;
    profile->lsn = lsn;
    auto next = std::make_shared<ProfileTable>(*table);
    if (next->profiles.size() < id.value()) next->profiles.resize(id.value());
    auto& place = next->profiles[id.value() - 1U];
    if (place != nullptr && place->lsn >= lsn) return table;
    next->ids[profile->name] = id;
    place = std::move(profile);
    return next;
}

}  // namespace earmark
