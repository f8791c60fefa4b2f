// Engine: the front door. One call per command, from any number of threads.
//
// Words (DOMAIN, one word per idea):
//   item       what is sold; named by its SKU         position   one item at one node
//   node       a place that can supply                group      a set of nodes asked as one
//   network on hand    sellable units that are there          reserved   units of holds allocated
//   units of orders not yet shipped        safety     units withheld from sale ATS        what may
//   be sold now: max(0, on hand - reserved - allocated - safety) reservation an atomic, expiring
//   hold over lines; committed it is an order plan       which nodes ship an order; made of
//   shipments
//
// Guarantees:
//   - A command changes everything it says, or nothing, in one moment that all others see alike.
//   - No grant exceeds the ATS of its position in that moment.
//   - Every change is one record of the log, appended before its locks go; a reply carries the LSN
//     up to which the log must be durable before the reply may leave.
//   - The engine reads no clock, does no I/O and calls nobody back, but for the watch that a joint
//     batch is lent.
//
// Locks are taken in one order: reservations, items, capacity of nodes' days, log; within a kind
// the lowest stripe first.
#pragma once

#include "engine/assortment/assortment.h"
#include "engine/backorders/backorder.h"
#include "engine/base/result.h"
#include "engine/capacity/capacity.h"
#include "engine/change_log.h"
#include "engine/command.h"
#include "engine/conditions/sourcing_rule.h"
#include "engine/delivery/delivery_promise.h"
#include "engine/explain/explain.h"
#include "engine/levels/level.h"
#include "engine/limits.h"
#include "engine/planning/plan_question.h"
#include "engine/profile/profile.h"
#include "engine/profile/scarcity.h"
#include "engine/promising/promising.h"
#include "engine/reconcile/reconcile.h"
#include "engine/reply.h"
#include "engine/rerate/rerate.h"
#include "engine/resourcing/change_order.h"
#include "engine/resourcing/resource.h"
#include "engine/rules/rule_preview.h"
#include "engine/rules/selling_rule.h"
#include "engine/shipping/shipping_rows.h"
#include "engine/state_image.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

struct EngineState;
struct JointSourceRequest;
struct JointSourceReply;
struct JointWatch;

class Engine : public StateImageSource, public StateImageTarget {
  public:
    explicit Engine(const EngineLimits& limits = {});
    ~Engine() override;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Connects the log. Before this only recovery (read_image, replay) may change anything.
    /// Requires: called once, after recovery; the log outlives the engine's last command.
    void start(ChangeLog& log);

    // Reference data. Good rows are done, each refused row is answered; of nodes all rows are done
    // or none.
    void put_items(std::span<const ItemRow> rows, const CallContext& context, PutReply& reply);
    void put_nodes(std::span<const NodeRow> rows, const CallContext& context, PutReply& reply);
    void put_groups(std::span<const GroupRow> rows, const CallContext& context, PutReply& reply);
    /// These all or nothing: a table with rows missing would be another table. If a row is
    /// answered, none is done.
    void put_tariffs(std::span<const TariffRow> rows, const CallContext& context, PutReply& reply);
    /// The reply's detail says which of the zones no tariff serves, though they are taken.
    void put_zones(const ZoneRows& rows, const CallContext& context, PutReply& reply);
    /// What plans are to be good at: see profile.h. All or nothing, as prices of scarcity are.
    void put_profiles(
        std::span<const ProfileRow> rows, const CallContext& context, PutReply& reply
    );
    std::vector<ProfileEntry> profiles() const;
    /// What units are worth to orders to come: see scarcity.h. Handles in the reply are 0.
    void put_scarcity(const ScarcityRequest& request, const CallContext& context, PutReply& reply);

    /// Calendars, carrier services, area surcharges, hours of nodes, pickups, capacities, carbon
    /// and couriers: all rows are done, or none if one is refused. One request is one record.
    void put_shipping(
        std::span<const ShippingRowChange> rows, const CallContext& context, SupplyReply& reply
    );
    /// The rows of a kind, in the order of what they are found by.
    std::vector<ShippingRow> shipping_rows(ShippingKind kind) const;

    /// Which nodes may ship what, and which rather than others: all rows are done, or none if one
    /// is refused, as those are that contradict others. One request is one record.
    void put_sourcing_rules(
        std::span<const SourcingRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    /// By name.
    std::vector<SourcingRule> sourcing_rules() const;

    /// What leaves nodes on a day, and what may: the rows of ShippingKind::capacity.
    void capacity(const CapacityRequest& request, Time now, CapacityReply& reply) const;

    /// Names to handles; one entry per name.
    void resolve(
        NameKind kind, std::span<const std::string_view> names, std::vector<ResolvedName>& resolved
    ) const;
    std::optional<ItemView> item(SkuId sku) const;
    std::optional<NodeView> node(NodeId node) const;
    std::optional<GroupView> group(GroupId group) const;
    std::vector<NodeId> nodes() const;
    std::vector<GroupId> groups() const;

    /// Supply. Rows are independent: good ones are done, each refused one is answered.
    void apply_supply(const SupplyRequest& request, const CallContext& context, SupplyReply& reply);

    /// Every source that has a name here, and how its rows have come in.
    std::vector<SourceFeed> source_feeds() const;

    // Counts of nodes (engine/reconcile/reconcile.h). Thread: any; pages of one count one after
    // the other.
    void begin_count(const BeginCount& request, const CallContext& context, CountReply& reply);
    void add_count_rows(const CountRows& request, CountReply& reply);

    /// Compares with the book of then, and makes the corrections that the limits allow.
    /// Cost: a look at every item; locks one at a time.
    void close_count(std::string_view id, const CallContext& context, CountReply& reply);
    void settle_count(const SettleCount& request, const CallContext& context, CountReply& reply);
    void count_report(const CountReportRequest& request, CountReport& report) const;
    std::vector<CountSummary> counts() const;

    /// Segments: demand classes that rules and requests name. ids[i] is the handle of names[i], new
    /// or known.
    void put_segments(
        std::span<const std::string_view> names, const CallContext& context, PutReply& reply
    );
    std::vector<std::string> segments() const;

    /// Rules of segments. Rows are independent: good ones are done, each other one is answered; so
    /// is one done with a floor above the stock.
    void put_segment_rules(
        std::span<const SegmentRuleRow> rows, const CallContext& context, SupplyReply& reply
    );

    /// The rules of an item, by node and rank: those in effect and those to come.
    std::vector<SegmentRow> segment_rules(SkuId sku) const;

    /// Levels: which places of which items are watched, and what was told last (engine/levels).
    /// Rows are independent: good ones are done, each other one is answered.
    void put_level_rules(
        std::span<const LevelRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    std::vector<LevelRule> level_rules() const;
    std::vector<PlaceLevel> levels(SkuId sku) const;

    /// Looks at the watched items that changed since, and logs an event for each place whose level
    /// is another than was told. Call a few times a second. Returns the number of events.
    std::size_t sweep_levels(Time now);

    /// Rules of selling: safety stock and stops. Rows are independent: good ones are done, each
    /// other one is answered.
    void put_selling_rules(
        std::span<const SellingRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    std::vector<SellingRuleEntry> selling_rules() const;
    std::string selling_rule_name(RuleId id) const;  ///< Empty if there is none.

    /// What rows about rules would do, without doing it: page by page
    /// (engine/rules/rule_preview.h). Holds no writer up for longer than a report of reservations
    /// does.
    void preview_rules(const RulePreviewRequest& request, Time now, RulePreviewReply& reply) const;
    void preview_rules(const SegmentPreviewRequest& request, Time now, RulePreviewReply& reply)
        const;
    void preview_rules(const TermsPreviewRequest& request, Time now, RulePreviewReply& reply) const;
    void preview_rules(const NodePreviewRequest& request, Time now, RulePreviewReply& reply) const;

    /// What items are beyond their attributes (engine/assortment). Rows are independent: good ones
    /// are done, each other one is answered.
    void put_kits(std::span<const KitRow> rows, const CallContext& context, SupplyReply& reply);
    void put_units(std::span<const UnitRow> rows, const CallContext& context, SupplyReply& reply);
    void put_order_quantities(
        std::span<const OrderQuantityRow> rows, const CallContext& context, SupplyReply& reply
    );
    void put_substitutes(
        std::span<const SubstituteRow> rows, const CallContext& context, SupplyReply& reply
    );
    AssortmentView assortment(SkuId sku) const;

    /// A quantity in the item's smallest units: applied, or why there is no such number of them.
    RowVerdict convert(const UnitQuantity& given, Units& quantity, std::string& detail) const;

    /// Availability. Reads write nothing that threads share; each figure is of one moment per item.
    /// A kit has an ATS and no other figure (engine/assortment/assortment.h).
    /// Cost: one look-up and one scan of the item's positions per query, of a kit for each of its
    /// parts; no allocation once warm.
    void availability(const AvailabilityRequest& request, AvailabilityReply& reply) const;

    /// Dated supply: receipts, transfers, dispositions, and by which terms they count. Rows are
    /// independent: good ones are done, each other one is answered.
    void put_receipts(
        const ReceiptRequest& request, const CallContext& context, SupplyReply& reply
    );
    void dispose(const DispositionRequest& request, const CallContext& context, SupplyReply& reply);
    void put_promise_terms(
        std::span<const PromiseTermsRow> rows, const CallContext& context, SupplyReply& reply
    );

    /// Receipts that are open, and units of other dispositions.
    void receipts(const ReceiptsRequest& request, ReceiptsReply& reply) const;

    /// Makes, changes or withdraws backorders. What there is for them is confirmed by confirm() or
    /// the next tick.
    void put_backorders(
        std::span<const BackorderRow> rows, const CallContext& context, SupplyReply& reply
    );
    void backorders(const BackordersRequest& request, BackordersReply& reply) const;

    /// Makes a reservation of what a backorder has confirmed, for the day it is confirmed for.
    void claim_backorder(
        const ClaimRequest& request, const CallContext& context, ReservationReply& reply
    );

    /// Gives supply out anew to backorders, or tells only what would become of them.
    void confirm_backorders(
        const ConfirmRequest& request, const CallContext& context, ConfirmReply& reply
    );

    /// What may be promised for each date. Cost: one scan of the item's dated rows for each date
    /// on which the answer changes.
    void available_to_promise(const PromiseRequest& request, PromiseReply& reply) const;

    /// Supply that did not come on its day, and the promises that nothing covers in time.
    /// Cost: looks at all reservations if a promise is at risk.
    void late_supply(const LateRequest& request, LateReply& reply) const;

    /// The day by which promises are dated; kNoDay before the first tick.
    Day today() const;

    /// The positions of an item, by node. Empty if it has none.
    void item_availability(
        SkuId sku,
        std::string_view own_reservation,
        const Asking& asking,
        std::vector<NodeAvailability>& positions
    ) const;

    /// The same with the sum it comes from: every deduction, and who or what causes it.
    /// Cost: looks at every reservation, some times over if they change meanwhile; locks one stripe
    /// at a time.
    void explain(const ExplainRequest& request, ExplainReply& reply) const;

    // Reservations.
    void reserve(const ReserveRequest& request, const CallContext& context, ReserveReply& reply);
    void step(const StepRequest& request, const CallContext& context, ReservationReply& reply);
    void amend(const AmendRequest& request, const CallContext& context, ReservationReply& reply);
    void split(const SplitRequest& request, const CallContext& context, ReservationReply& reply);
    void reservation(std::string_view id, ReservationReply& reply) const;

    /// Cost: looks at up to 100,000 reservations, a few thousand under a lock.
    void list_reservations(
        const ListReservationsRequest& request, Time now, ListReservationsReply& reply
    ) const;

    /// Plans an order, and holds the plan in the same step if asked.
    void source(const SourceRequest& request, const CallContext& context, SourceReply& reply);

    /// By which day items could be at an address, each by itself and all together. Changes nothing.
    /// Cost: of an item about that of two to four calls of source(); of an item that is short, of
    /// one of available_to_promise(), too.
    void promise_delivery(
        const DeliveryRequest& request, const CallContext& context, DeliveryReply& reply
    );

    /// Plans many orders together, and holds each plan if asked (engine/joint_sourcing.h). Locks
    /// are held for single orders only. Cost: seconds to minutes, on several threads; of ten
    /// thousand orders some hundred MB while it runs.
    void source_jointly(
        const JointSourceRequest& request,
        const CallContext& context,
        const JointWatch& watch,
        JointSourceReply& reply
    );

    /// Plans an order as if things were otherwise, or tells why its plan is what it is; without any
    /// effect (engine/planning/plan_question.h). Cost: that of source(); explained, a hundred
    /// times.
    void ask_plan(const PlanQuestion& question, const CallContext& context, PlanAnswer& answer)
        const;

    /// Plans anew what a node declined or did not find of a sourced order, and holds it in the same
    /// step (engine/resourcing/resource.h). Cost: that of source().
    void resource(const ResourceRequest& request, const CallContext& context, ResourceReply& reply);

    /// What the shipments of past orders would have cost by other tariffs, page by page
    /// (engine/rerate/rerate.h). Cost: that of list_reservations, and a few microseconds a
    /// shipment.
    void rerate(const RerateRequest& request, RerateReply& reply) const;

    /// Changes a sourced order, planning anew what must be, in one step
    /// (engine/resourcing/change_order.h). Cost: that of source(), up to three times.
    void change_order(
        const ChangeOrderRequest& request, const CallContext& context, ChangeOrderReply& reply
    );

    /// Ends the holds whose time has come and forgets finished ones kept long enough. Call about
    /// four times a second. Returns the number of reservations that expired.
    ///
    /// A wall clock that jumps more than 5 s against the steady one pauses this until they agree
    /// again or accept_clock() is called.
    std::size_t tick(Time now, Duration steady);
    void accept_clock();

    /// Recomputes every counter from live holds and orders. Stops writers for as long as it runs.
    AuditReply audit() const;

    /// The same for every item whose handle leaves the rest `slice` by `slices`, with short locks
    /// only: what changes meanwhile is left out. Rules of segments are not looked at.
    /// Requires: slice < slices.
    /// Cost: looks at every reservation; memory for the open lines of the slice.
    AuditSlice audit_slice(std::uint32_t slice, std::uint32_t slices) const;

    /// A hash of all state, independent of stripes, memory layout and order of insertion: equal for
    /// the live engine and for one recovered from its log.
    std::uint64_t state_digest() const;

    EngineStatus status() const;

    // StateImageSource, StateImageTarget.
    std::size_t image_parts() const override;
    Status write_image(std::size_t part, StateImageSink& sink) const override;
    Status read_image(std::span<const std::byte> chunk) override;
    Status replay(
        Lsn lsn, std::span<const std::byte> record, std::size_t worker, std::size_t workers
    ) override;
    void prefetch_replay(
        std::span<const std::byte> record, ReplayTurn turn, std::size_t worker, std::size_t workers
    ) const override;

  private:
    std::unique_ptr<EngineState> state_;
};

/// A record of the log in words, for people: "reserve r1 held until ...: sku 7 node 3 reserved +8".
std::string describe_record(std::span<const std::byte> record);

}  // namespace earmark
