#include "engine/engine.h"

#include "engine/engine_state.h"
#include "engine/item_change.h"

namespace earmark {

Engine::Engine(const EngineLimits& limits) : state_(std::make_unique<EngineState>(limits)) {}

Engine::~Engine() = default;

void Engine::start(ChangeLog& log) {
    EARMARK_CHECK(state_->log == nullptr);
    state_->log = &log;
}

void Engine::resolve(
    NameKind kind, std::span<const std::string_view> names, std::vector<ResolvedName>& resolved
) const {
    resolved.clear();
    const ReferenceData& reference = state_->reference.current();
    for (const std::string_view name : names) {
        ResolvedName& answer = resolved.emplace_back();
        switch (kind) {
            case NameKind::item: {
                const SkuId sku = state_->items.find(name);
                if (state_->items.find_slot(sku) == nullptr) break;
                answer = {sku.value(), state_->items.facts(sku).scale};
                break;
            }
            case NameKind::node: {
                const auto found = reference.nodes->ids.find(name);
                if (found != reference.nodes->ids.end()) answer.id = found->second.value();
                break;
            }
            case NameKind::group: {
                const auto found = reference.groups->ids.find(name);
                if (found != reference.groups->ids.end()) answer.id = found->second.value();
                break;
            }
            case NameKind::profile: {
                const auto found = reference.profiles->ids.find(name);
                if (found != reference.profiles->ids.end()) answer.id = found->second.value();
                break;
            }
            case NameKind::segment: {
                const auto number = state_->segments.find(name);
                if (number) answer.id = *number + 1;
                break;
            }
        }
    }
}

std::optional<ItemView> Engine::item(SkuId sku) const {
    if (state_->items.find_slot(sku) == nullptr) return std::nullopt;
    return item_view(state_->items, sku, state_->items.facts(sku));
}

std::optional<NodeView> Engine::node(NodeId node) const {
    const Node* found = state_->reference.current().nodes->find(node);
    if (found == nullptr) return std::nullopt;
    return *found;
}

std::optional<GroupView> Engine::group(GroupId group) const {
    const Group* found = state_->reference.current().groups->find(group);
    if (found == nullptr) return std::nullopt;
    return *found;
}

std::vector<NodeId> Engine::nodes() const {
    const NodeDirectory& table = *state_->reference.current().nodes;
    std::vector<NodeId> ids;
    for (std::size_t index = 0; index < table.nodes.size(); ++index) {
        if (table.nodes[index]) ids.emplace_back(static_cast<std::uint32_t>(index + 1));
    }
    return ids;
}

std::vector<GroupId> Engine::groups() const {
    const GroupTable& table = *state_->reference.current().groups;
    std::vector<GroupId> ids;
    for (std::size_t index = 0; index < table.groups.size(); ++index) {
        if (table.groups[index]) ids.emplace_back(static_cast<std::uint16_t>(index + 1));
    }
    return ids;
}

std::vector<std::string> Engine::segments() const {
    std::vector<std::string> names;
    const std::size_t count = state_->segments.count();
    names.reserve(count);
    for (std::uint32_t number = 0; number < count; ++number)
        names.emplace_back(state_->segments.text_of(number));
    return names;
}

EngineStatus Engine::status() const {
    const ReferenceData& reference = state_->reference.current();
    const auto& counts = state_->reservations.counts;
    EngineStatus status;
    status.items = state_->items.count();
    status.nodes = reference.nodes->ids.size();
    status.groups = reference.groups->ids.size();
    status.positions = state_->items.position_count();
    status.reservations_live = counts.held.load(std::memory_order_relaxed);
    status.orders_open = counts.open_orders.load(std::memory_order_relaxed);
    status.reservations_kept = counts.finished.load(std::memory_order_relaxed);
    const BackorderCounts& waiting = state_->items.calendar().backorders();
    status.backorders =
        static_cast<std::uint64_t>(waiting.backorders.load(std::memory_order_relaxed));
    status.backorder_units_waiting = waiting.units_waiting.load(std::memory_order_relaxed);
    status.backorder_confirmations = waiting.confirmations.load(std::memory_order_relaxed);
    status.plan_conflicts = state_->plan_counts.conflicts.load(std::memory_order_relaxed);
    status.plans_under_locks = state_->plan_counts.under_locks.load(std::memory_order_relaxed);
    status.expiry_paused = state_->expiry_guard.paused();
    if (state_->log != nullptr) {
        status.newest_lsn = state_->log->newest();
        status.durable_lsn = state_->log->durable();
    }
    return status;
}

}  // namespace earmark
