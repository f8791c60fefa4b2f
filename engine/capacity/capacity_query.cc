// What is used of the limits of nodes' days.
#include "engine/capacity/capacity.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/engine.h"
#include "engine/engine_state.h"

#include <span>

namespace earmark {

namespace {

void tell_node(
    const CapacityUses& uses, const CapacityTable& limits, NodeId node, CapacityReply& reply
) {
    for (const unsigned method :
         {0U,
          unsigned{method_ship},
          unsigned{method_pickup},
          unsigned{method_ship_to_store},
          unsigned{method_same_day}}) {
        const auto of = static_cast<std::uint8_t>(method);
        const CapacityFigures most = limits.most(node, reply.day, of);
        const CapacityFigures used = uses.used(node, reply.day, of);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] == kNoCapacityLimit) continue;
            reply.entries.push_back(
                {node, of, static_cast<CapacityUnit>(unit), most[unit], used[unit]}
            );
        }
    }
}

}  // namespace

void Engine::capacity(const CapacityRequest& request, Time now, CapacityReply& reply) const {
    reply = {};
    if (state_->log != nullptr) reply.lsn = state_->log->newest();
    reply.day = request.day == kNoDay ? day_of(now) : request.day;
    const ReferenceData& reference = state_->reference.current();
    if (!request.node.is_none() && reference.nodes->find(request.node) == nullptr) {
        reply.outcome = Outcome::unknown_node;
        reply.detail = "node handle " + std::to_string(request.node.value());
        return;
    }
    if (reference.capacity == nullptr) return;
    const auto nodes = request.node.is_none() ? reference.capacity->nodes()
                                              : std::span<const NodeId>(&request.node, 1);
    for (const NodeId node : nodes)
        tell_node(state_->capacity_uses, *reference.capacity, node, reply);
}

}  // namespace earmark
