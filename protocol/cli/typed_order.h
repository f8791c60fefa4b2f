// One order as it is typed: what `source` and `explain-order` share.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/session.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/source_options.h"

#include <string>
#include <vector>

namespace earmark::cli {

struct OrderArguments {
    SourceArguments how;
    ShipToArguments to;
    std::vector<std::string> lines;
    std::vector<std::string> together;  ///< By set: numbers of lines, with commas.
};

/// Owns what its request borrows, but for the texts of the arguments.
struct TypedOrder {
    std::vector<std::string> skus;
    std::vector<KnownItem> items;
    std::vector<OrderLine> lines;
    std::vector<TogetherLine> together;
    SourceRules rules;
    SourceRequest request;  ///< A quote.
};

void add_order_options(CLI::App& command, OrderArguments& arguments);

/// ship_to: as the arguments say. Errors: bad_input, not_found.
Result<TypedOrder> understand_order(
    NameBook& names, const OrderArguments& arguments, const ShipTo& ship_to
);

/// is_by_cost: the order has no profile.
void print_plan(
    Session& session,
    NameBook& names,
    const TypedOrder& order,
    bool is_by_cost,
    const SourceReply& reply
);

}  // namespace earmark::cli
