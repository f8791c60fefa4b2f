// What the searches share: the best plan so far, and the steps they may still take.
#pragma once

#include "engine/sourcing/order_model.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

struct StepBudget {
    std::uint64_t limit;
    std::uint64_t used = 0;
    bool is_spent() const { return used >= limit; }
    std::uint64_t left() const { return is_spent() ? 0 : limit - used; }
};

/// Whether `plan` comes before `other` of the same value (plan.h). Both by node, then line.
bool comes_first(std::span<const PlannedUnits> plan, std::span<const PlannedUnits> other);

class Incumbent {
  public:
    /// Forgets the plan; plans of `value_limit` or more are not wanted, and one of `enough` is as
    /// good as any.
    void reset(std::int64_t value_limit, std::int64_t enough = -kNoValue) {
        value_ = value_limit;
        enough_ = enough;
        has_plan_ = false;
        plan_.clear();
    }

    /// Takes the plan if its value is less than that of the best so far, or the same and the plan
    /// comes first.
    void offer(std::span<const PlannedUnits> plan, std::int64_t value) {
        if (value < value_ || (value == value_ && has_plan_)) consider(plan, value);
    }

    bool has_plan() const { return has_plan_; }
    /// Of the plan, or the limit: a branch whose bound reaches this holds no better plan.
    std::int64_t value() const { return value_; }
    /// A branch whose bound reaches this does not even hold a plan that is as good.
    std::int64_t tie_limit() const { return value_ + (has_plan_ ? 1 : 0); }
    bool is_enough() const { return value_ <= enough_; }
    /// By node, then line.
    std::span<const PlannedUnits> plan() const { return plan_; }
    std::size_t shipment_count() const;

  private:
    void consider(std::span<const PlannedUnits> plan, std::int64_t value);

    std::int64_t value_ = 0;
    std::int64_t enough_ = -kNoValue;
    bool has_plan_ = false;
    std::vector<PlannedUnits> plan_;
    std::vector<PlannedUnits> offered_;
};

}  // namespace earmark
