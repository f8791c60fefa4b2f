// Orders that wait together, and what becomes of them: jointly, or one after another.
#pragma once

#include "engine/joint_sourcing.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace earmark {

inline constexpr Micros kShortPrice = 30'000'000;

/// Time passes by looks at the watch, so that a batch ends soon, and always alike.
inline constexpr double kShareOfALook = 0.04;

/// An order with what its request borrows.
struct WaitingRequest {
    std::string id;
    std::vector<OrderLine> lines;
    SourceRequest request;
};

using Waiting = std::deque<WaitingRequest>;

inline std::vector<SourceRequest> requests_of(const Waiting& waiting) {
    std::vector<SourceRequest> requests;
    requests.reserve(waiting.size());
    for (const WaitingRequest& order : waiting) {
        SourceRequest& request = requests.emplace_back(order.request);
        request.id = order.id;
        request.lines = order.lines;
    }
    return requests;
}

inline JointSourceReply source_jointly(
    Shop& shop,
    const std::vector<SourceRequest>& orders,
    SourceMode mode = SourceMode::reserve,
    const JointWatch& watch = {}
) {
    JointSourceRequest request;
    request.mode = mode;
    request.orders = orders;
    request.short_price = kShortPrice;
    request.threads = 1;
    JointWatch counting = watch;
    int asked = 0;
    counting.time_spent = [&] { return kShareOfALook * ++asked; };
    JointSourceReply reply;
    shop.engine().source_jointly(request, shop.context(), counting, reply);
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(reply.answers.size(), orders.size());
    return reply;
}

/// Of what an answer ships and leaves out.
inline Micros worth(const JointOrderAnswer& answer) {
    return answer.objective + answer.short_units * kShortPrice;
}

/// The same orders one after another, each for itself.
inline Micros first_come(Shop& shop, const std::vector<SourceRequest>& orders) {
    Micros sum = 0;
    for (SourceRequest order : orders) {
        order.mode = SourceMode::reserve;
        SourceReply reply;
        shop.engine().source(order, shop.context(), reply);
        Units missing = 0;
        for (const OrderLine& line : order.lines)
            missing += line.quantity;
        for (const Shipment& shipment : reply.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                missing -= line.quantity;
        }
        sum += reply.objective + missing * kShortPrice;
    }
    return sum;
}

}  // namespace earmark
