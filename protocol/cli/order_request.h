// An order of a file as a request.
#pragma once

#include "engine/command.h"
#include "protocol/cli/order_reader.h"

#include <string>

namespace earmark::cli {

/// `rules` with what the order says itself; borrows of both. `country`: where the order says none.
inline SourceRequest request_of(
    const SourceRequest& rules, const Order& order, const std::string& country
) {
    SourceRequest request = rules;
    request.lines = order.lines;
    request.ship_to = {
        .country = order.country.empty() ? country : order.country,
        .postal_code = order.postal_code,
        .location = order.location,
    };
    request.residential = request.residential || order.residential;
    if (order.need_by != kNoDay) request.delivery.need_by = order.need_by;
    if (order.wish_by != kNoDay) request.delivery.wish_by = order.wish_by;
    // Of orders without a wish none is late.
    if (request.delivery.wish_by == kNoDay) request.delivery.lateness_per_day = 0;
    if (!order.customer_class.empty()) request.customer_class = order.customer_class;
    request.together = order.together;
    request.backorders = order.backorders;
    return request;
}

}  // namespace earmark::cli
