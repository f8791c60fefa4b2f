// Sourcing many orders together, and holding one after the other what was planned.
#include "engine/base/decimal.h"
#include "engine/engine.h"
#include "engine/joint_batch.h"
#include "engine/joint_sourcing.h"

#include <optional>
#include <string>
#include <utility>

namespace earmark {

namespace {

constexpr std::uint32_t kShortPercentMax = 1'000;

std::optional<std::string> bad_batch(const JointSourceRequest& request) {
    if (request.orders.size() > kJointOrdersMax) {
        return found_expected(
            "orders",
            std::to_string(request.orders.size()),
            "at most " + std::to_string(kJointOrdersMax)
        );
    }
    if (request.short_price < 0 || request.short_price > JointBatch::kShortPriceMax) {
        return found_expected("short_price", format_money(request.short_price), "0 to 1,000,000");
    }
    if (request.short_value_percent > kShortPercentMax) {
        return found_expected(
            "short_value_percent", std::to_string(request.short_value_percent), "0 to 1000"
        );
    }
    if (request.threads > kJointThreadsMax)
        return found_expected("threads", std::to_string(request.threads), "at most 256");
    if (request.time_max <= std::chrono::milliseconds(0) || request.time_max > kJointTimeMax) {
        return found_expected(
            "time_max", std::to_string(request.time_max.count()) + " ms", "1 ms to 1 hour"
        );
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(JointStanding standing) {
    constexpr std::string_view kNames[] = {"planned", "replanned", "left_out", "alone", "refused"};
    return kNames[static_cast<std::size_t>(standing)];
}

std::string_view to_string(JointPhase phase) {
    constexpr std::string_view kNames[] = {"none", "planning", "holding", "ended"};
    return kNames[static_cast<std::size_t>(phase)];
}

void Engine::source_jointly(
    const JointSourceRequest& request,
    const CallContext& context,
    const JointWatch& watch,
    JointSourceReply& reply
) {
    reply = {};
    if (auto bad = bad_batch(request)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = *std::move(bad);
        return;
    }
    JointBatch batch(*state_, request, context, watch, reply);
    batch.look();
    if (const Status planned = batch.plan(); !planned) {
        reply = {};
        reply.outcome = Outcome::bad_value;
        reply.detail = planned.error().detail;
        return;
    }
    batch.hold();
    if (request.keep_prices) batch.keep_prices(*this);
}

}  // namespace earmark
