// Profiles: what a merchant wants of a plan, by name (DOMAIN 7).
//
// A weighted profile prices in money what a plan does, and weighs each term: the plan whose
// weighted sum is least is the best. A lexicographic one compares plans by one criterion after the
// other, so that its answer can be told by hand. Without a profile every term counts as it is.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

enum class ProfileKind : std::uint8_t { weighted, lexicographic };

/// What a plan costs, term by term.
enum class CostTerm : std::uint8_t {
    transport,   ///< The carrier's rate, with its surcharges.
    handling,    ///< Per shipment, line and unit at the node.
    split,       ///< Per shipment after the first.
    preference,  ///< Per shipment: the node's priority x per_priority.
    scarcity,    ///< What the units are worth to orders to come: ScarcityPrices.
    shortage,    ///< Per unit left unfilled.
    lateness,    ///< Per day of delivery after the order's wish.
    carbon,      ///< Grams of CO2e of services x carbon_per_tonne: CarbonRow.
    load,        ///< Per shipment: how full its node's day is x load_price.
};
inline constexpr std::size_t kCostTerms = 9;

/// What a lexicographic profile compares plans by; less is better.
enum class Criterion : std::uint8_t {
    shipments,  ///< How many.
    priority,   ///< Of the nodes, added up over shipments.
    distance,   ///< Great-circle kilometres to the address, added up over shipments.
    cost,       ///< Transport, handling and lateness.
    late_days,  ///< Days of delivery after the order's wish, added up over shipments; before cost.
};
inline constexpr std::size_t kCriteria = 5;

/// A weight of 1.
inline constexpr std::uint32_t kWeightOne = 1'000;
inline constexpr std::uint32_t kWeightMax = 1'000 * kWeightOne;

/// Rounded half up to a micro; below 2^61.
Micros weighed_amount(Micros amount, std::uint32_t thousandths);

/// Thousandths; 0 = the term does not count.
struct TermWeights {
    std::array<std::uint32_t, kCostTerms> thousandths = all_one();

    std::uint32_t of(CostTerm term) const { return thousandths[static_cast<std::size_t>(term)]; }
    friend bool operator==(const TermWeights&, const TermWeights&) = default;

  private:
    static constexpr std::array<std::uint32_t, kCostTerms> all_one() {
        std::array<std::uint32_t, kCostTerms> weights{};
        weights.fill(kWeightOne);
        return weights;
    }
};

/// Creates a profile or replaces it.
struct ProfileRow {
    std::string_view name;
    ProfileKind kind = ProfileKind::weighted;
    std::span<const Criterion> criteria{};  ///< Lexicographic only: 1 to 5 different ones.

    // Weighted only.
    TermWeights weights{};
    Micros split_penalty = 0;      ///< Where an order gives none.
    Micros per_priority = 0;       ///< Per step of a node's priority, per shipment.
    Micros shortage_per_unit = 0;  ///< Per unit of measure; 0 = most units are filled first.
    Micros carbon_per_tonne = 0;   ///< Of CO2e: per million grams. Rounded half up, by parcel.
    Micros load_price = 0;         ///< Of a shipment from a node whose day is full.
};

struct Profile {
    std::string name;
    ProfileKind kind = ProfileKind::weighted;
    std::vector<Criterion> criteria;
    TermWeights weights;
    Micros split_penalty = 0;
    Micros per_priority = 0;
    Micros shortage_per_unit = 0;
    Micros carbon_per_tonne = 0;
    Micros load_price = 0;
    Lsn lsn = 0;  ///< Of its last change.
};

/// By id: profiles[id - 1].
struct ProfileTable {
    std::vector<std::shared_ptr<const Profile>> profiles;
    std::map<std::string, ProfileId, std::less<>> ids;

    const Profile* find(ProfileId id) const {
        const bool is_there = !id.is_none() && id.value() <= profiles.size();
        return is_there ? profiles[id.value() - 1U].get() : nullptr;
    }
};

/// A profile with its handle, in a report.
struct ProfileEntry {
    ProfileId id;
    Profile profile;
};

ProfileRow row_of(const Profile& profile);
Profile profile_of(const ProfileRow& row);

std::string_view to_string(ProfileKind kind);
std::string_view to_string(CostTerm term);
std::string_view to_string(Criterion criterion);

}  // namespace earmark
