#include "engine/movement_change.h"

#include <algorithm>
#include <map>

namespace earmark {
namespace {

/// Forgetting goes through all of them: not for less than this.
constexpr std::chrono::minutes kForgetStep{15};

/// The time from which on no more than `count` movements were noted, to the step.
Time since_when_at_most(const EngineState& state, std::uint64_t count) {
    std::map<std::int64_t, std::uint64_t> steps;
    for (std::uint32_t stripe = 0; stripe < ItemTable::kStripes; ++stripe) {
        const MutexLock lock(state.items.stripe_mutex(stripe));
        state.movements.visit(stripe, [&](const Movement& movement) {
            ++steps[movement.at().time_since_epoch() / kForgetStep];
        });
    }
    std::uint64_t kept = 0;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        kept += step->second;
        if (kept > count) return Time((step->first + 1) * kForgetStep);
    }
    return Time{};
}

}  // namespace

void note_movements(EngineState& state, std::span<const PositionDelta> deltas, Time at) {
    for (const PositionDelta& delta : deltas) {
        const Units moved = delta.shipped != 0 ? -delta.shipped : delta.on_hand;
        state.movements.add(delta.sku, delta.node, moved, at);
    }
}

Time movements_known_since(const EngineState& state, Time now) {
    return std::max(state.movements.kept_since(), now - kKeepMovements);
}

void forget_movements(EngineState& state, const CallContext& context) {
    Movements& movements = state.movements;
    const Time oldest = movements.oldest();
    if (oldest == Time::max()) return;
    Time since = context.now - kKeepMovements;
    const bool is_due = since >= oldest + kForgetStep;
    const bool is_full = movements.count() > state.limits.movements;
    if (!is_due && !is_full) return;
    if (is_full) since = std::max(since, since_when_at_most(state, state.limits.movements / 4 * 3));
    if (since > oldest) {
        LogSpace space(state.log, kHeadBytesMax + 8, LogSpace::For::release);
        if (!space.granted()) return;
        // First here, then in the log: an image that is made meanwhile leaves out what the record
        // will forget.
        movements.keep_since(since);
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::movements_kept, context);
        out.put(movements.kept_since().time_since_epoch().count());
        space.append(buffer);
    }
    Time left = Time::max();
    for (std::uint32_t stripe = 0; stripe < ItemTable::kStripes; ++stripe) {
        const MutexLock lock(state.items.stripe_mutex(stripe));
        left = std::min(left, movements.free_forgotten(stripe));
    }
    movements.set_oldest(left);
}

}  // namespace earmark
