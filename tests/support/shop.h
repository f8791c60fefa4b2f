// A shop to arrange tests in: an engine with its log and clock, and the domain's verbs.
#pragma once

#include "engine/engine.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_log.h"
#include "tests/support/printers.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark {

class Shop {
  public:
    explicit Shop(const EngineLimits& limits = {});

    Engine& engine() { return *engine_; }
    MemoryLog& log() { return log_; }
    FakeClock& clock() { return clock_; }
    CallContext context() { return {.now = clock_.wall()}; }

    /// Creates it, or finds it: fails the test if it is refused.
    SkuId item(std::string_view sku);
    NodeId node(std::string_view key);
    NodeId disabled_node(std::string_view key);
    GroupId group(std::string_view name, const std::vector<NodeId>& members);

    SegmentId segment(std::string_view name);
    SupplyReply rules(const std::vector<SegmentRuleRow>& rows);
    /// Puts services, calendars and all else that orders are shipped by.
    SupplyReply shipping(const std::vector<ShippingRow>& rows);

    /// Sets on hand and safety stock: fails the test if it is refused.
    void stock(SkuId sku, NodeId node, Units on_hand, Units safety = 0);
    SupplyReply supply(std::string_view source, const std::vector<SupplyRow>& rows);

    Availability figures(SkuId sku, NodeId node, std::string_view own_reservation = {});
    Availability figures(const AvailabilityQuery& query, std::string_view own_reservation = {});
    Units ats(SkuId sku, NodeId node, std::string_view own_reservation = {});
    Availability figures_for(
        SegmentId segment, SkuId sku, NodeId node, std::string_view own_reservation = {}
    );

    ReserveReply reserve(const ReserveRequest& request);
    ReserveReply reserve(
        std::string_view id,
        const std::vector<ReserveLine>& lines,
        Filling filling = Filling::all_or_nothing
    );

    ReservationReply step(ReservationStep step, std::string_view id);
    ReservationReply step(
        ReservationStep step,
        std::string_view id,
        std::string_view operation,
        const std::vector<std::pair<std::uint32_t, Units>>& parts  ///< Line and quantity.
    );
    ReservationReply amend(
        std::string_view id, std::string_view operation, const std::vector<AmendLine>& lines
    );
    ReservationReply amend(const AmendRequest& request);
    ReservationReply split(const SplitRequest& request);
    ReservationReply reservation(std::string_view id);

    /// The ids of a report of pages of `limit`, in its order.
    std::vector<std::string> list(const ReservationFilter& filter, std::uint32_t limit = 1'000);

    /// Lets time pass, then ticks. Returns what expired.
    std::size_t wait(Duration time);

    /// Fails the test if a counter is wrong, or if space in the log was set aside and kept.
    void expect_sound();

  private:
    NodeId put_node(std::string_view key, bool enabled);

    MemoryLog log_;
    FakeClock clock_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace earmark
