// The orders of one request to source them together, from its reading to its answer. Private to
// engine/*.cc.
#pragma once

#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/joint/waiting_orders.h"
#include "engine/joint_days.h"
#include "engine/joint_quotes.h"
#include "engine/joint_sourcing.h"
#include "engine/order_candidates.h"
#include "engine/pinned_plan.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

class JointBatch {
  public:
    static constexpr Micros kShortPriceMax = Micros{1'000'000} * 1'000'000;

    JointBatch(
        EngineState& state,
        const JointSourceRequest& request,
        const CallContext& context,
        const JointWatch& watch,
        JointSourceReply& reply
    )
        : state_(state),
          request_(request),
          context_(context),
          watch_(watch),
          reply_(reply),
          days_(state.items, request.orders) {
        progress_.orders = request.orders.size();
    }

    /// Sees which orders can be planned together, each with the stock of the moment.
    void look();
    Status plan();
    void hold();

    /// Puts the prices in place of those that are there.
    void keep_prices(Engine& engine);

  private:
    CallContext context_now() const;
    void find_prices();
    SourceRequest order_at(std::size_t index) const;
    void look_at(std::size_t index);
    bool is_first_of_its_id(const SourceRequest& order);
    bool is_known(std::string_view id) const;
    Status look_at_stock(const SourceRequest& order);
    Micros most_extra() const;
    bool has_networks_of(const ReferenceData& reference, SkuId sku);
    bool can_share(const SourceRequest& order);
    std::uint32_t number_of(SkuId sku);
    void add_parts(WaitingOrder& waiting);
    void add_waiting(std::size_t index, const SourceRequest& order);
    Micros shortage_price(SkuId sku) const;
    Micros unit_shortage_price(SkuId sku) const;
    Micros most_shortage(const SourceRequest& order) const;
    void price_shortage(const SourceRequest& order, WaitingOrder& waiting) const;
    std::int64_t shipping_cost_of(std::size_t at) const;
    void hold_planned(std::size_t at);
    void hold_one(std::size_t index, PinnedPlan* pinned);
    void source(const SourceRequest& order, PinnedPlan* pinned);
    void count_backorders(const SourceRequest& order);
    void leave_out(std::size_t index);
    void refuse(std::size_t index, Outcome outcome, std::string detail);
    void tell(JointPhase phase);

    EngineState& state_;
    const JointSourceRequest& request_;
    const CallContext& context_;
    const JointWatch& watch_;
    JointSourceReply& reply_;
    JointSourceProgress progress_;

    OrderRows rows_;
    ReferenceData unlimited_;  ///< As the batch found it, without limits of nodes' days.
    OrderCandidates candidates_;
    WaitingOrders waiting_;
    JointDays days_;
    std::vector<std::uint32_t> departures_;  ///< Of the order that is looked at.
    JointQuotes quotes_;
    WaitingPlan plan_;
    std::vector<std::uint32_t> planned_;  ///< Which order each of waiting_ is.
    std::vector<std::uint32_t> alone_;
    boost::unordered_flat_set<std::string_view> ids_;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> item_of_;  ///< By handle.
    std::vector<SkuId> skus_;                                          ///< By item.
    boost::unordered_flat_map<std::uint32_t, bool> has_networks_;
    UnitPrices unit_prices_;
    std::vector<ScarcityRow> prices_;
    SourceReply sourced_;
};

}  // namespace earmark
