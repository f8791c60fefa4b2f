// OrderTariffs: the nodes' own tariffs as they rate on the day of an order, each looked at once,
// and which lanes of them are columns of its problem.
#pragma once

#include "engine/network/reference_data.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <vector>

namespace earmark {

class OrderTariffs {
  public:
    static constexpr std::uint32_t kNoColumn = PlanProblem::kNoTariff;

    struct Rates {
        std::uint32_t order = 0;       ///< For which it was looked at.
        std::uint32_t first_lane = 0;  ///< Of its zones, from 0.
        const Tariff* on_day = nullptr;

        bool serves(std::uint8_t zone) const { return on_day != nullptr && on_day->serves(zone); }
    };

    /// Forgets what was looked at.
    void start(Day day) {
        ++order_;
        day_ = day;
        columns_.clear();
    }

    const Rates& of(std::int32_t tariff, const ReferenceData& reference) {
        const auto index = static_cast<std::uint32_t>(tariff);
        const bool is_known = index < rates_.size() && rates_[index].order == order_;
        return is_known ? rates_[index] : look_at(index, reference);
    }

    /// The problem is written anew: it has no column yet.
    void forget_columns() { columns_.assign(columns_.size(), kNoColumn); }

    /// Of a lane: the tariff's first and the zone. kNoColumn: it is none yet.
    std::uint32_t& column(std::uint32_t lane) { return columns_[lane]; }

  private:
    const Rates& look_at(std::uint32_t tariff, const ReferenceData& reference) {
        if (tariff >= rates_.size()) rates_.resize(reference.tariffs->tariffs.size());
        Rates& seen = rates_[tariff];
        seen = {
            .order = order_,
            .first_lane = static_cast<std::uint32_t>(columns_.size()),
            .on_day = reference.tariffs->tariffs[tariff].on(day_)
        };
        if (seen.on_day != nullptr)
            columns_.resize(seen.first_lane + seen.on_day->zones() + 1, kNoColumn);
        return seen;
    }

    std::uint32_t order_ = 0;
    Day day_ = kNoDay;
    std::vector<Rates> rates_;  ///< By tariff.
    std::vector<std::uint32_t> columns_;
};

}  // namespace earmark
