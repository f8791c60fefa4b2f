// OrderCandidates: an order, seen against the stock and the network of one moment, as a problem for
// the plan solver.
//
// Only nodes that have something of the order, are allowed and can reach the address are
// candidates, best priority first. Lines of one item share its stock. Where lines may split, or are
// more than PlanProblem::kSharedLinesMax, lines of one item are one line to the plan.
//
// A kit that ships together is planned as one item: of it a node has as many as all its parts allow
// there; it weighs and measures what is said of it, or else what its parts do; it is handled as one
// line and by its own units. What kits and other lines take of the same parts is told the solver as
// SharedStock.
//
// Lines that travel together are planned likewise: as one unit of a line whose parts are all of
// them, which a node has if it has all of each. Its handling counts every line and unit, and where
// most units are filled first it counts as all its units. What limits the units of a node's day is
// then told the solver as SharedStock, too.
//
// What backorders whose place the order takes have confirmed is there for it, too.
//
// Of an order that has shipments already, more is planned beside them: each of their nodes that may
// ship more has a line of its own in the problem, behind those of the order, which only it can fill
// and which weighs and measures what its shipment carries. So the solver rates what joins it as it
// would any shipment, and counts it; what it costs without is told apart in the answer.
#pragma once

#include "engine/alike_nodes.h"
#include "engine/assortment/order_parts.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/candidate.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/command.h"
#include "engine/conditions/sourcing_ruling.h"
#include "engine/engine_state.h"
#include "engine/network/reference_data.h"
#include "engine/order_items.h"
#include "engine/order_so_far.h"
#include "engine/order_tariffs.h"
#include "engine/profile/plan_weighing.h"
#include "engine/reply.h"
#include "engine/service_choices.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/shared_stock.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class SupposedStock;

/// What an order is looked at for: all nodes that may ship some of it, or those that the plan may
/// need that comes first (plan.h), where others are alike.
enum class LookFor : std::uint8_t { all_nodes, first_plan };

class OrderCandidates {
  public:
    /// What of now on is looked at is so, besides what there is; null = only what there is.
    void suppose(const SupposedStock* stock) { supposed_ = stock; }
    /// Others take so much of nodes' days, besides what is used of them: by node and day.
    void suppose_taken(std::span<const CapacityLoad> taken) { taken_days_ = taken; }

    /// Looks at the order, made at `now`. Reuse one object for many orders; `rows` outlive what is
    /// seen.
    void look(
        const EngineState& state,
        const ReferenceData& reference,
        const SourceRequest& request,
        const OrderRows& rows,
        Time now,
        const OrderSoFar& so_far = {},
        LookFor look_for = LookFor::all_nodes
    );

    /// Rewrites the problem's costs as the request's profile compares plans, if it has one.
    ///
    /// Errors: limit_exceeded - as weigh_problem says.
    Status weigh(const EngineState& state, const ReferenceData& reference);

    PlanProblem& problem() { return problem_; }
    const PlanProblem& problem() const { return problem_; }
    /// The problem with its costs as they are.
    const PlanProblem& costs() const { return profile_ == nullptr ? problem_ : costs_; }
    /// None: plans of least cost are wanted.
    const Profile* profile() const { return profile_; }
    /// Whether what is left out of the plan has a price. Not where whole kits have to be.
    bool prices_shortage() const { return problem_.allow_partial && !problem_.short_cost.empty(); }
    /// What an order with a profile pays besides, unweighted: see WeighedOrder.
    WeighedOrder weighed() const {
        return {weighed_nodes_, scarcity_, shortage_, weighed_columns_, late_choices_};
    }
    /// Whether groups hold or keep some of an item that a plan may take from several nodes: then
    /// these share it, and what a plan takes of it is to be looked at.
    bool has_network_items() const { return !network_items_.empty(); }
    /// What a plan takes more of from several nodes than groups leave them together; as the stock
    /// is now. The plan is of the problem.
    std::optional<Overdraft> find_overdraft(const Plan& plan) const;
    /// What such a look counts as, of a solver's steps, for each entry of the plan.
    std::uint64_t look_steps() const {
        constexpr std::uint64_t kStepsOfPair = 100;
        return kStepsOfPair * network_items_.size() * nodes_.size();
    }
    /// Whether a line wants more of such an item than all nodes can give together.
    bool is_beyond_reach() const;
    /// Of each such item what groups leave to the nodes of the problem, if the cheapest are given
    /// all that they can: what is taken of it so is left by them.
    std::vector<SharedStock> network_shares() const;
    /// What lines of the problem share besides what it says itself.
    const std::vector<SharedStock>& shared() const { return shared_; }
    const OrderRows& rows() const { return *rows_; }
    std::span<const Candidate> nodes() const { return nodes_; }
    std::span<const PlanLine> lines() const { return lines_; }
    /// The plan's line of the order's row `index`.
    std::size_t plan_line(std::size_t index) const { return plan_line_of_[index]; }
    const ServiceChoices& services() const { return services_; }
    /// What a shipment from a full day costs at most, as plans are compared.
    Micros load_most() const {
        return profile_ == nullptr
                   ? 0
                   : weighed_amount(services_.load_price(), profile_->weights.of(CostTerm::load));
    }
    /// What a line's goods are: ItemFacts::tags.
    std::uint64_t tags_of(std::size_t line) const {
        return services_.has_refusals() ? line_tags_[line] : 0;
    }
    /// Whether the plan knows all that each shipment can cost. Not where parcels are too many to
    /// merge.
    bool knows_all_costs() const { return knows_all_costs_; }
    /// The newest change that the stock contains.
    Lsn lsn() const { return lsn_; }
    /// How a node stands to the order; nothing if it has nothing of it.
    std::optional<Standing> standing_of(NodeId node) const {
        const bool is_judged =
            node.value() < judged_.size() && judged_[node.value()].order == order_;
        return is_judged ? std::optional(judged_[node.value()].standing) : std::nullopt;
    }
    /// What such goods are that a node has and only services carry that are too late:
    /// ItemFacts::tags. Nothing if there are none.
    std::optional<std::uint64_t> late_tags(NodeId node) const {
        return standing_of(node) ? judged_[node.value()].late_tags : std::nullopt;
    }
    /// Whether none of a node's services carries anything that it has, whenever that arrives.
    bool refuses_all(NodeId node) const {
        return standing_of(node) == Standing::too_late && judged_[node.value()].refuses_some &&
               !judged_[node.value()].late_tags;
    }
    /// Whether a candidate had enough of a line, were it not for its days.
    bool lacks_room(NodeId node) const {
        return standing_of(node) && judged_[node.value()].lacks_room;
    }
    /// How many shipments the order may have, by itself and by rules; nothing = any number.
    std::optional<std::uint32_t> shipments_max() const { return shipments_max_; }
    /// Whether its lines may split, likewise.
    LineSplit splitting() const { return splitting_; }
    /// From how many nodes a line of it may ship, likewise; nothing = any number.
    std::optional<std::uint32_t> nodes_per_line_max() const { return nodes_per_line_max_; }
    /// Whether it may be filled in part, likewise.
    Filling filling() const { return filling_; }
    const SourcingRuling& ruling() const { return ruling_; }
    /// Rules of this effect, which limits orders, do not count of now on; nothing = all do.
    void lift(std::optional<SourcingEffect> effect) { lifted_ = effect; }
    /// The sourcing rule that keeps a node from shipping some of what it has; null if none does.
    const SourcingRule* kept_by(NodeId node) const { return ruling_.noted(node); }
    /// What `costs()` contains of a shipment of the node for not being of the preferred ones.
    Micros penalty_in_costs(std::size_t place) const {
        return profile_ == nullptr ? penalty(place) : 0;
    }
    Micros penalty(std::size_t place) const {
        return ruling_.has_penalties() ? ruling_.penalty(nodes_[place].node) : 0;
    }
    /// What the order's backorders have confirmed, as far as it was counted as stock.
    std::span<const ConfirmedUnits> confirmed() const { return confirmed_; }
    /// The zone of the address from a node; 0 = none.
    std::uint8_t zone_of(NodeId id, const ReferenceData& reference) const {
        return reference.zone_of(reference.facts_of(id), destination_, point_);
    }
    /// Whether a node sells by the order's method, and the order allows it.
    bool may_ship(NodeId id, const NodeFacts& node) const {
        return sells(id, node) && is_allowed(id);
    }
    /// The tags that a service refuses: ItemFacts::tags.
    std::uint64_t refused_by(std::uint32_t service) { return services_.refused_by(service); }
    /// Whether a service carries a line, on whatever day.
    bool may_carry(std::uint32_t service, std::size_t line) {
        return (refused_by(service) & line_tags_[line]) == 0;
    }
    /// The rates of a node's own tariff on the order's day; null if it does not reach the zone.
    const Tariff* rates_of(NodeId id, std::uint8_t zone, const ReferenceData& reference);
    /// The node's courier, if the address is near enough.
    const CourierRow* courier_at(NodeId id, const Node& node, const ReferenceData& reference) const;
    /// What a day of a node has room for, by the order's method.
    CapacityFigures room_on(
        const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day
    ) const;
    /// The days on which a candidate's shipment may leave, the first as the problem has it, of an
    /// order that was looked at without limits of capacity; as many as `wants_more` says, which is
    /// given each. None: the node's days have no limit, or its services leave on different days or
    /// at rates that change before enough days are told: see find_service_days.
    void find_ship_days(
        const CapacityTable& limits,
        std::uint32_t place,
        const std::function<bool(Day)>& wants_more,
        std::vector<ShipDay>& days
    );
    /// Likewise those of one of a candidate's services, by place, parted where its rates change:
    /// added to what was found of others. False: where they fall, for nothing is to wait for that.
    bool find_service_days(
        std::uint32_t place,
        std::uint32_t service,
        const std::function<bool(Day)>& wants_more,
        std::vector<ServiceShipDays>& found
    );
    /// Lets the candidate's services be these (weigh_again() writes the problem): as they were,
    /// but each as its days are. False: rates are others by now.
    bool leave_by(std::uint32_t place, std::span<const ServiceShipDays> services);
    /// Writes the problem anew, and weighs it.
    ///
    /// Errors: as weigh().
    Status weigh_again() {
        tariffs_.forget_columns();
        fill_problem(*state_, *reference_);
        return weigh(*state_, *reference_);
    }
    /// By rate choice of the problem: ServiceChoice::departures.
    std::span<const std::uint32_t> choice_departures() const { return choice_departures_; }
    /// What these days depend on, of orders made at the same moment.
    void add_ship_days_key(std::uint32_t place, std::vector<std::uint64_t>& key) const;
    /// Whether a line of the problem is a shipment that was there.
    bool is_shipment(std::size_t line) const { return line >= lines_.size(); }
    /// Whether days without room keep some of what the order could have had.
    bool is_any_day_full() const;
    /// Of an order with bundles: of an item, at all candidates,
    Units reachable_of_item(SkuId sku) const;
    /// and at each.
    void stock_of_item(SkuId sku, std::vector<Units>& by_place) const;
    /// Why an item of a set is nowhere to be had even by itself; nothing if it is.
    std::optional<UnfilledReason> missing_item(SkuId sku) const;
    std::size_t joinable() const { return joinable_.size(); }
    /// Shipments of the order that are not in the problem.
    std::size_t closed() const { return closed_; }

  private:
    struct Stock {
        std::uint32_t candidate;
        std::uint32_t line;
        Units ats;
    };

    void read_lines(const EngineState& state, const ReferenceData& reference);
    void meet_rules(const EngineState& state, const ReferenceData& reference);
    bool keep_to_limits();

    // Of what groups hold and keep, in order_networks.cc.
    struct NetworkTake;
    void leave_network_holds(
        const ItemTable& items,
        const ItemStock& stock,
        const ReferenceData& reference,
        const ItemWant& want,
        const CountedBack& confirmed,
        FoundStock& found
    );
    bool is_network_item(SkuId sku) const;
    std::vector<NetworkTake> supposed_takes(SkuId sku) const;
    void add_takes(SkuId sku, const Plan& plan, std::vector<NetworkTake>& takes) const;
    void count_takes(SkuId sku, const ItemStock& stock, std::span<NetworkTake> takes) const;
    void read_network(SkuId sku, const std::function<void(const ItemStock& stock)>& read) const;
    Units most_beside(
        SkuId sku, const ItemStock& stock, NodeId node, std::span<const NetworkTake> takes
    ) const;
    std::optional<Overdraft> find_overdraft_of(SkuId sku, const Plan& plan) const;
    void give_what_is_left(SkuId sku, Units enough, std::vector<NetworkTake>& takes) const;
    Units most_anywhere(SkuId sku) const;
    void limit_reachable();
    void share_network_items();

    // Of stock, in order_stock.cc.
    bool find_stock(
        const EngineState& state,
        const ReferenceData& reference,
        const ItemWant& want,
        FoundStock& found
    );
    CountedBack count_confirmed(SkuId sku, const ItemStock& stock);
    void add_own_stock(SkuId sku, FoundStock& found) const;
    void gather_stock(const EngineState& state, const ReferenceData& reference);

    // Of orders with kits, in order_kits.cc.
    void note_items();
    const OrderItem& read_once(const EngineState& state, const ReferenceData& reference, SkuId sku);
    bool find_with_kits(
        const EngineState& state,
        const ReferenceData& reference,
        const PlanLine& line,
        FoundStock& found
    );
    static bool leave_stopped_nodes(
        const EngineState& state,
        const ReferenceData& reference,
        SkuId kit,
        const Asking& asking,
        FoundStock& found
    );
    void judge_rivals();
    void fill_shared(const ReferenceData& reference);
    void fill_kit(const EngineState& state, std::size_t line);

    // Of lines that travel together, in order_sets.cc.
    std::size_t line_of_set(const EngineState& state, std::uint32_t set);
    void count_units();
    /// All units of a set at a price per unit of measure.
    static std::int64_t units_at(const EngineState& state, const PlanLine& line, Micros price);
    static std::int64_t handling_of_set(
        const EngineState& state, const PlanLine& line, const Node& node
    );
    static std::int64_t units_per_measure(const EngineState& state, SkuId sku);

    enum class Reach : std::uint8_t { in_time, too_late, full, never };

    Reach reach_of(NodeId node, std::size_t line);
    bool is_allowed(NodeId node) const;
    void note_ruled_out(NodeId node, Units ats, const SourcingRule& rule, PlanLine& line);
    Standing late_standing(NodeId node, const ReferenceData& reference) const;
    void judge(NodeId node, const ReferenceData& reference);
    void order_nodes(const ReferenceData& reference, LookFor look_for);
    bool may_leave_out_alike() const;
    void note_whole_lines();
    bool is_needed(std::uint32_t place, const NodeFacts& node);
    void judge_shipments(const ReferenceData& reference, const OrderSoFar& so_far);
    void limit_line_nodes();
    /// A line of the plan, of which so many rows are at the node.
    struct PlacedRows {
        PlacedLine placed;
        std::size_t rows = 0;
    };
    std::vector<PlacedRows> plan_lines_of(std::span<const PlacedLine> order_lines) const;
    void free_node(const PlacedLine& placed);
    Units most_of_nodes(std::size_t line) const;

    // What was found as a problem, in order_problem.cc.
    void fill_problem(const EngineState& state, const ReferenceData& reference);
    void fill_shipments();
    void fill_room_per_unit();
    void fill_capacity();
    void fill_line_room();
    void fill_line_rows();
    bool is_there(std::size_t line, const OpenShipment& shipment) const;
    /// Of a kit that goes apart: the plan's lines of its parts are one of the order. Not where they
    /// stand for others, too.
    static bool is_part_of_row(const PlanLine& line) {
        return line.rows == 1 && line.parts.empty() && !line.kit.is_none();
    }
    void fill_nodes(const EngineState& state, const ReferenceData& reference);
    std::uint32_t column_of(const Candidate& candidate);

    // Of nodes with limits of capacity, in capacity/order_capacity.cc and ship_days.cc.
    /// Days with pickups that are looked at for one service of a node.
    static constexpr int kShipDaysLooked = 60;
    class CapacityFit;
    /// method: 0 = of all methods together. Without what the order has itself.
    CapacityFigures used_on(const CapacityUses& uses, NodeId node, Day day, std::uint8_t method)
        const;
    Micros load_on(const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day)
        const;
    const PlannedDay* planned_day(NodeId node) const;
    struct NextDay;
    std::optional<OrderDates::Dispatch> next_dispatch(
        const Candidate& candidate, const ServiceChoice& choice, Day from
    );
    std::optional<NextDay> next_ship_day(const Candidate& candidate, Day from);
    Micros weighed_lateness(Micros lateness) const;
    void keep_to_capacity(const EngineState& state, const ReferenceData& reference, Time now);

    // Of nodes with services, in order_services.cc.
    void read_tags(const EngineState& state);
    void plan_services();
    void plan_services_of(std::uint32_t place);
    void add_choices(std::uint32_t place);
    std::uint32_t service_column(ServiceChoices::Range services, std::uint8_t zone);
    std::uint32_t courier_column(const CourierRow& courier);
    void weigh_service_columns();
    std::int64_t grams_most(std::uint32_t dim_cm3_per_kg) const;

    /// Whether a node may ship an item, and not as a part of a kit.
    static bool tells_kits_apart(const ReferenceData& reference) {
        return reference.rule_index != nullptr || reference.sourcing_index != nullptr;
    }

    void address_store(const ReferenceData& reference);
    bool judge_collection(NodeId node, Candidate& candidate);
    Standing judge_courier(const Node& node, const ReferenceData& reference, Candidate& candidate);
    bool sells(NodeId id, const NodeFacts& node) const;

    const SourceRequest* request_ = nullptr;
    SourceRequest to_store_;     ///< Of an order for a store: with the store's address.
    bool is_store_open_ = true;  ///< Nothing is shipped to one that is disabled.
    std::string store_country_;
    std::string store_postal_code_;
    const SupposedStock* supposed_ = nullptr;
    const OrderRows* rows_ = nullptr;
    bool stay_apart_ = false;  ///< Lines of one item are lines of their own to the plan.
    OrderItems items_;         ///< Of an order with kits.
    std::vector<SharedStock> shared_;
    std::vector<SkuId> network_items_;    ///< Each once.
    const EngineState* state_ = nullptr;  ///< As it was looked at, like the reference data.
    const ReferenceData* reference_ = nullptr;
    std::vector<std::int64_t> units_per_measure_;  ///< By line, as handling is priced.
    std::vector<PlanLine> lines_;
    std::vector<std::size_t> plan_line_of_;
    std::vector<Candidate> nodes_;
    std::vector<Stock> stock_;
    /// Shipments that may be joined, and the first places of their nodes.
    std::vector<std::pair<OpenShipment, std::uint32_t>> joinable_;
    std::size_t closed_ = 0;
    std::span<const OwnStock> own_;
    bool only_own_ = false;
    std::span<const CapacityLoad> own_days_;
    std::span<const CapacityLoad> taken_days_;
    std::span<const PlannedDay> planned_days_;
    static constexpr std::uint32_t kLeftOut = ~std::uint32_t{0};
    /// By first place in nodes_: place by priority, or kLeftOut.
    std::vector<std::uint32_t> rank_;
    AlikeNodes alike_;
    std::vector<AlikeNodes::Lines> whole_lines_;  ///< By first place in nodes_, of some orders.

    SourcingRuling ruling_;
    std::optional<SourcingEffect> lifted_;
    std::optional<std::uint32_t> shipments_max_;
    std::optional<std::uint32_t> nodes_per_line_max_;
    LineSplit splitting_ = LineSplit::whole_lines;
    Filling filling_ = Filling::all_or_nothing;
    std::span<const PlacedLine> placed_;
    std::span<const PlacedLine> anchored_;
    std::span<const StayingUnits> staying_;
    bool leaves_confirmed_ = false;
    std::vector<ConfirmedUnits> confirmed_;  ///< Those of one item stand together.

    /// By node id: what was found about it for this order.
    struct Judged {
        std::uint32_t order = 0;  ///< The order it was judged for.
        Standing standing = Standing::candidate;
        std::uint32_t place = 0;
        ServiceChoices::Range services{};  ///< As they were added; empty if it has none.
        /// Of the first of its goods that only services carry that are too late.
        std::optional<std::uint64_t> late_tags{};
        bool refuses_some = false;  ///< None of its services, late or not, carries some goods.
        /// Of some line it would have enough, had its days more room.
        bool lacks_room = false;
    };
    std::vector<Judged> judged_;
    std::uint32_t order_ = 0;
    Day today_ = kNoDay;  ///< Of the order.
    const Group* group_ = nullptr;
    const GroupTable* groups_ = nullptr;
    std::optional<std::uint16_t> destination_;
    std::optional<SpherePoint> point_;
    OrderTariffs tariffs_;
    /// What the last column bills at most, and by which divisor.
    std::optional<std::pair<std::uint32_t, std::int64_t>> billed_most_;

    struct ServiceColumn {
        ServiceChoices::Range services;
        std::uint8_t zone = 0;
        std::uint32_t column = 0;
    };
    /// Services of a node that bill volume alike, carry the same of what it has of the order, and
    /// leave on days with room for the same of it.
    struct ServiceGroup {
        std::uint32_t place = 0;
        std::uint32_t dim_cm3_per_kg = 0;
        std::vector<std::uint8_t> carried;  ///< By line of the problem.
        std::vector<ServiceChoice> members;
        ServiceChoices::Range services{};
    };
    ServiceChoices services_;
    std::vector<ServiceGroup> service_groups_;  ///< Of nodes with several, in their order.
    std::vector<std::uint32_t> choice_departures_;
    std::vector<ServiceColumn> service_columns_;
    std::vector<std::uint64_t> line_tags_;  ///< Only of orders whose services refuse anything.
    bool knows_all_costs_ = true;
    std::vector<Units> room_;       ///< By place: units of items; empty = none is limited.
    std::vector<Units> line_room_;  ///< Likewise: rows of the order.
    bool limits_services_ = false;  ///< A node's services leave on days of different room.
    PlanProblem problem_;
    Lsn lsn_ = 0;

    // Of orders with a profile, in weigh_order.cc.
    void look_at_nodes(const ReferenceData& reference);
    void look_at_choices();
    void look_at_units(const EngineState& state, const ReferenceData& reference);
    void add_penalties();

    const Profile* profile_ = nullptr;
    PlanProblem costs_;
    std::vector<WeighedNode> weighed_nodes_;
    std::vector<std::uint8_t>
        weighed_columns_;  ///< Empty: lateness and others are weighed as transport.
    std::vector<std::int64_t> late_choices_;  ///< By choice of the problem: days late.
    std::vector<std::int64_t> scarcity_;
    std::vector<std::int64_t> shortage_;
};

}  // namespace earmark
