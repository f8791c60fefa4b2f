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
};

class Incumbent {
  public:
    /// Forgets the plan; plans of `value_limit` or more are not wanted.
    void reset(std::int64_t value_limit) {
        value_ = value_limit;
        has_plan_ = false;
        plan_.clear();
    }

    /// Takes the plan if its value is less than that of the best so far.
    void offer(std::span<const PlannedUnits> plan, std::int64_t value) {
        if (value >= value_) return;
        value_ = value;
        has_plan_ = true;
        plan_.assign(plan.begin(), plan.end());
    }

    bool has_plan() const { return has_plan_; }
    /// Of the plan, or the limit: a branch whose bound reaches this holds nothing of interest.
    std::int64_t value() const { return value_; }
    std::span<const PlannedUnits> plan() const { return plan_; }

  private:
    std::int64_t value_ = 0;
    bool has_plan_ = false;
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
