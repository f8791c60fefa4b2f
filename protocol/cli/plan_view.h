// How plans are shown: what `source` and `resource` share.
#pragma once

#include "engine/reply.h"
#include "protocol/cli/name_book.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace earmark::cli {

/// A table of the shipments; nothing if there are none.
void print_shipments(std::ostream& out, NameBook& names, const std::vector<Shipment>& shipments);

/// When they leave and arrive, those that say so; nothing if none does.
void print_dates(std::ostream& out, NameBook& names, const std::vector<Shipment>& shipments);

/// How an item is shown.
struct ShownItem {
    std::string sku;
    std::uint8_t scale = 0;
};

/// The item of a line; nothing if the line is not shown.
using ItemOfLine = std::function<std::optional<ShownItem>(std::uint32_t line)>;

/// A table of what is not shipped; nothing if all is.
void print_unfilled(
    std::ostream& out, const std::vector<UnfilledLine>& unfilled, const ItemOfLine& item_of
);

/// What a plan costs, and what is known of better ones. Where the order may have a profile a better
/// plan need not cost less, nor does a plan that costs less have to be better.
struct PlanFigures {
    const CostTerms& cost;
    bool is_proven = false;
    Micros objective = 0;
    Micros lower_bound = 0;
    bool is_by_cost = true;  ///< Known to have no profile.
};
void print_cost(std::ostream& out, const PlanFigures& plan);

}  // namespace earmark::cli
