// Projection: what a position has to promise, by date (DOMAIN 4).
//
//     projected(d) = free + receipts due by d - demand dated by d          (d from today)
//     ATP(d)       = max(0, min over d' >= d of projected(d') - safety)
//
// Rows come in the order of days, so the least projected figure is found in one pass without
// memory. Nothing has to move when a day comes: demand dated by d is all whose day is d or earlier.
#pragma once

#include "engine/inventory/dated_row.h"
#include "engine/inventory/promise_calendar.h"
#include "engine/inventory/segment_row.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace earmark {

/// By which rules the dated rows of an item count.
struct PromiseTerms {
    Day today = kNoDay;
    std::uint16_t past_due_days = 0;
    std::uint16_t lead_days = 0;     ///< 0 = supply is not replenished without end.
    std::uint16_t horizon_days = 0;  ///< Nothing is promised further ahead; 0 = no such limit.

    /// From which day on anything may be promised; after every day if never.
    std::uint32_t unlimited_from() const {
        return lead_days == 0 ? kDayMax + 1U : std::uint32_t{today} + lead_days;
    }
    bool is_behind_horizon(std::uint32_t day) const {
        return horizon_days != 0 && day > std::uint32_t{today} + horizon_days;
    }
    bool is_late(const DatedRow& receipt) const { return receipt.day < today; }

    /// Whether a receipt counts: one past its day for a while only, a planned one never.
    bool counts(const DatedRow& receipt) const {
        if (receipt.type == SupplyType::planned) return false;
        return !is_late(receipt) || today - receipt.day <= past_due_days;
    }
};

/// What a dated row adds to what is projected from its day on.
inline Units projected_change(const DatedRow& row, const PromiseTerms& terms) {
    if (row.kind == DatedRow::Kind::demand) return -row.reserved - row.allocated;
    if (row.kind == DatedRow::Kind::supply && terms.counts(row)) return row.open;
    return 0;
}

/// The least that is projected from a day on: add what changes it in the order of days.
class ProjectedMin {
  public:
    /// `own` is counted back on its days.
    ProjectedMin(Units free, const PromiseTerms& terms, Day from, std::span<const OwnDated> own)
        : own_(own),
          end_(terms.unlimited_from()),
          from_(std::max(from, terms.today)),
          day_(terms.today),
          sum_(free) {
        for (const OwnDated& each : own_) {
            if (each.day <= day_) sum_ += each.units;
        }
    }

    void add(Day day, Units change) {
        advance(day);
        sum_ += change;
    }

    Units least() {
        advance(kDayMax + 1U);
        return least_;
    }

    /// The first day with no more than that: what changes it by that day makes the sum.
    Day least_day() const { return least_day_; }

  private:
    /// Goes on to a day, by the days of own units.
    void advance(std::uint32_t day) {
        while (day > day_) {
            std::uint32_t next = day;
            for (const OwnDated& each : own_) {
                if (each.day > day_) next = std::min<std::uint32_t>(next, each.day);
            }
            // What is projected stays so from day_ to the day before `next`.
            if (next > from_ && day_ < end_ && sum_ < least_) {
                least_ = sum_;
                least_day_ = static_cast<Day>(std::max(day_, from_));
            }
            day_ = next;
            for (const OwnDated& each : own_) {
                if (each.day == day_) sum_ += each.units;
            }
        }
    }

    std::span<const OwnDated> own_;
    const std::uint32_t end_;
    const std::uint32_t from_;
    std::uint32_t day_;
    Units sum_;
    Units least_ = kUnitsMax;
    Day least_day_ = kNoDay;
};

}  // namespace earmark
