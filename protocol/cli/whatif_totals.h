// What becomes of many orders under one way of planning them, added up.
#pragma once

#include "engine/planning/plan_question.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/order_reader.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

/// Units of items that count in different fractions, in units of measure.
class MeasuredUnits {
  public:
    void add(Units quantity, std::uint8_t scale);
    /// "17", "17.5".
    std::string text() const;
    double value() const;

  private:
    std::int64_t whole_ = 0;
    std::int64_t millionths_ = 0;
};

struct NodeLoad {
    std::uint64_t shipments = 0;
    MeasuredUnits units;
};

struct WhatIfTotals {
    std::string name;  ///< Of this way of planning.
    std::uint64_t filled = 0;
    std::uint64_t partly = 0;
    std::uint64_t unfilled = 0;
    std::uint64_t refused = 0;
    std::uint64_t shipments = 0;
    std::uint64_t dated = 0;    ///< Orders that need their goods, or wish them, by a day;
    std::uint64_t on_time = 0;  ///< filled, and all of it there by the day wished, or else needed.
    std::uint64_t proven = 0;
    MeasuredUnits units_asked;
    MeasuredUnits units_filled;
    CostTerms cost;
    std::uint64_t carbon_g = 0;               ///< Of CO2e, as services emit.
    std::map<std::uint32_t, NodeLoad> nodes;  ///< By handle.

    /// Whether an order has an answer: a plan, or that there is none. A store that is disabled has
    /// nothing handed out.
    static bool is_answered(Outcome outcome) {
        return outcome == Outcome::done || outcome == Outcome::cannot_source ||
               outcome == Outcome::node_closed;
    }
    std::uint64_t planned() const { return filled + partly; }
    std::uint64_t orders() const { return planned() + unfilled + refused; }
    void count(const SourceRequest& request, const SourceReply& reply, NameBook& names);
};

/// part / whole with two decimals: "1.50"; nothing of nothing.
std::string ratio_of(std::uint64_t part, std::uint64_t whole);

/// "75.00 %"; nothing of nothing.
std::string percent_of(std::uint64_t part, std::uint64_t whole);

}  // namespace earmark::cli
