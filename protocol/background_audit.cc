#include "protocol/background_audit.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace earmark::protocol {
namespace {

/// So many reservations' lines are added up at a time: tens of megabytes.
constexpr std::uint64_t kReservationsPerSlice = 500'000;
constexpr std::chrono::milliseconds kPause{10};
constexpr int kLooks = 3;

}  // namespace

std::optional<AuditState> audit_by_slices(
    const Engine& engine, const std::function<bool()>& pause
) {
    const EngineStatus status = engine.status();
    const std::uint64_t open = status.reservations_live + status.orders_open;
    const auto slices = static_cast<std::uint32_t>(1 + open / kReservationsPerSlice);
    AuditState state;
    bool is_suspect = false;
    for (std::uint32_t slice = 0; slice < slices; ++slice) {
        AuditSlice found;
        for (int look = 0; look < kLooks; ++look) {
            if (!pause()) return std::nullopt;
            found = engine.audit_slice(slice, slices);
            if (found.audit.mismatches == 0) break;
        }
        is_suspect = is_suspect || found.audit.mismatches > 0;
        state.positions += found.audit.positions;
        state.changed += found.changed;
    }
    if (is_suspect) state.mismatches = engine.audit().mismatches;
    return state;
}

BackgroundAudit::BackgroundAudit(const Engine& engine, Clock& clock, Duration every, Tell tell)
    : engine_(engine), clock_(clock), every_(every), tell_(std::move(tell)) {
    if (every_.count() > 0) thread_ = std::thread([this] { run(); });
}

BackgroundAudit::~BackgroundAudit() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void BackgroundAudit::run() {
    while (wait(every_)) {
        auto state = audit_by_slices(engine_, [this] { return wait(kPause); });
        if (!state) return;
        state->ended_at = clock_.wall();
        tell_(*state);
    }
}

bool BackgroundAudit::wait(Duration time) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, time, [this] { return is_ending_; });
}

}  // namespace earmark::protocol
