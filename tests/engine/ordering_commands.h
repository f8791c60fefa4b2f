// Random commands about in which quantities items are ordered, and what is offered in their place.
#pragma once

#include "engine/engine.h"
#include "tests/support/reply_text.h"

#include <string>
#include <vector>

namespace earmark {

struct OrderQuantityCommand {
    std::vector<OrderQuantityRow> rows;
};

struct SubstituteCommand {
    struct Row {
        SkuId sku;
        std::vector<SkuId> substitutes;
    };
    std::vector<Row> rows;
};

template <typename AnyEngine>
std::string run(AnyEngine& engine, const OrderQuantityCommand& command, Time now) {
    SupplyReply reply;
    engine.put_order_quantities(command.rows, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const SubstituteCommand& command, Time now) {
    std::vector<SubstituteRow> rows;
    for (const SubstituteCommand::Row& row : command.rows)
        rows.push_back({.sku = row.sku, .substitutes = row.substitutes});
    SupplyReply reply;
    engine.put_substitutes(rows, {.now = now}, reply);
    return text_of(reply);
}

}  // namespace earmark
