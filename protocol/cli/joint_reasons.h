// Why orders of a joint batch are not filled: what a quote of each by itself says.
#pragma once

#include "engine/joint_sourcing.h"
#include "protocol/cli/order_reader.h"
#include "protocol/cli/session.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

/// The orders of a file; requests borrow from them.
struct JointOrders {
    std::vector<std::shared_ptr<Order>> orders;
    std::vector<SourceRequest> requests;
};

inline bool is_not_filled(const JointOrderAnswer& answer) {
    return answer.outcome == Outcome::cannot_source;
}

struct LineReason {
    std::uint32_t line = 0;
    std::string_view sku;     ///< Of the order.
    std::string_view reason;  ///< A word.
};

struct OrderReasons {
    std::size_t order = 0;  ///< Its place in the batch.
    std::vector<LineReason> lines;
    std::string refusal;  ///< Not empty: why the order as a whole is not filled.
};

/// Of the first orders that are not filled, so many at most, each by a quote. What the server does
/// not answer is noted and left out: the batch itself is done.
std::vector<OrderReasons> ask_reasons(
    Session& session, const JointOrders& all, const JointSourceReply& reply, std::size_t orders_max
);

/// A table, and of how many orders that are not filled it says nothing; nothing if all are filled.
void print_reasons(
    std::ostream& out,
    const JointOrders& all,
    const JointSourceReply& reply,
    const std::vector<OrderReasons>& reasons
);

/// The reply, in which answers of orders that are not filled have `order`, and `unfilled` or
/// `refusal` where the reason is known.
std::string json_with_reasons(
    const JointOrders& all, const JointSourceReply& reply, const std::vector<OrderReasons>& reasons
);

}  // namespace earmark::cli
