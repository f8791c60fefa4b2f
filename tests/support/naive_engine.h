// The naive twin: the engine's answers, worked out the obvious way.
//
// One map of positions, one map of reservations, one mutex. What is reserved or allocated is summed
// over the reservations each time it is asked for, so that no counter can be wrong. It takes the
// engine's own requests and answers with the engine's own replies; it knows no log and no limits of
// size, and leaves every LSN 0.
//
// Sourcing is judged by its own brute force.
#pragma once

#include "engine/base/mutex.h"
#include "engine/levels/level.h"
#include "tests/support/naive_state.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

class NaiveEngine {
  public:
    using PositionKey = std::pair<SkuId, NodeId>;

    explicit NaiveEngine(std::chrono::seconds keep_finished = kKeepFinishedDefault)
        : keep_finished_(keep_finished) {}

    /// Handles are the engine's: the twin is told of them.
    void know_item(SkuId sku, std::string category = {});
    void know_node(NodeId node, bool enabled, NodeType type = NodeType::dc);
    void know_group(GroupId group, std::vector<NodeId> members);
    void know_segment(SegmentId segment);

    // As the engine's functions of the same name.
    void put_segment_rules(
        std::span<const SegmentRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    void put_selling_rules(
        std::span<const SellingRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    void put_kits(std::span<const KitRow> rows, const CallContext& context, SupplyReply& reply);
    void put_order_quantities(
        std::span<const OrderQuantityRow> rows, const CallContext& context, SupplyReply& reply
    );
    void put_substitutes(
        std::span<const SubstituteRow> rows, const CallContext& context, SupplyReply& reply
    );
    void apply_supply(const SupplyRequest& request, const CallContext& context, SupplyReply& reply);
    void availability(const AvailabilityRequest& request, AvailabilityReply& reply) const;
    void reserve(const ReserveRequest& request, const CallContext& context, ReserveReply& reply);
    void step(const StepRequest& request, const CallContext& context, ReservationReply& reply);
    void amend(const AmendRequest& request, const CallContext& context, ReservationReply& reply);
    void split(const SplitRequest& request, const CallContext& context, ReservationReply& reply);
    void reservation(std::string_view id, ReservationReply& reply) const;

    void put_receipts(
        const ReceiptRequest& request, const CallContext& context, SupplyReply& reply
    );
    void dispose(const DispositionRequest& request, const CallContext& context, SupplyReply& reply);
    void put_promise_terms(
        std::span<const PromiseTermsRow> rows, const CallContext& context, SupplyReply& reply
    );
    void available_to_promise(const PromiseRequest& request, PromiseReply& reply);

    /// All in one page.
    void put_backorders(
        std::span<const BackorderRow> rows, const CallContext& context, SupplyReply& reply
    );
    void backorders(const BackordersRequest& request, BackordersReply& reply) const;
    void claim_backorder(
        const ClaimRequest& request, const CallContext& context, ReservationReply& reply
    );
    void confirm_backorders(
        const ConfirmRequest& request, const CallContext& context, ConfirmReply& reply
    );
    void receipts(const ReceiptsRequest& request, ReceiptsReply& reply) const;
    void late_supply(const LateRequest& request, LateReply& reply) const;

    void put_level_rules(
        std::span<const LevelRuleRow> rows, const CallContext& context, SupplyReply& reply
    );
    /// The crossings since the last call, by item and place.
    std::vector<LevelCrossing> sweep_levels();

    /// All in one page, by id.
    void list_reservations(
        const ListReservationsRequest& request, Time now, ListReservationsReply& reply
    ) const;
    std::size_t tick(Time now, Duration steady);
    void accept_clock();

    /// What the count says and does, as text.
    std::string count(const NaiveCount& count, Time now);

    /// What an audit of right counters finds: positions, reservations, open lines.
    AuditReply audit() const;

    /// The figures of a position; all zero if there is none.
    Availability position(SkuId sku, NodeId node, const Asking& asking = {}) const;

    /// What may be sold over a group.
    Availability over(SkuId sku, GroupId group, const Asking& asking = {}) const;

    /// The name of the safety rule that applies to a position, and whether its sale is stopped.
    std::pair<std::string, bool> rules_at(SkuId sku, NodeId node, const Asking& asking) const;

  private:
    /// Who asks for more of an item of which groups hold or keep some.
    struct GroupAsking {
        Asking asking{};
        std::string_view own{};    ///< This reservation's holds are counted back.
        GroupId without{};         ///< This group's holds are going to the node.
        bool takes_all = false;    ///< Whatever anyone may have.
        bool takes_spare = false;  ///< Of that, what the node withholds, too.
        bool heeds_kept = true;    ///< Leaves groups what they keep.
    };
    /// What a group holds for a segment, or for none; or what it keeps, from all there is.
    struct GroupDemand {
        GroupId group;
        SegmentId segment{};
        Units units = 0;
        bool is_kept = false;
    };
    /// What lines of an item take more, by place and day.
    using TakenUnits = std::map<std::pair<NodeId, Day>, Units>;
    static TakenUnits taken_by_place(
        SkuId sku, const std::vector<NaiveLine>& before, const std::vector<NaiveLine>& after
    );
    /// Groups that share nodes, directly or by way of others.
    struct Neighbours {
        std::set<NodeId> nodes{};
        std::vector<GroupDemand> demands{};
        std::vector<GroupId> keeping{};
    };
    /// A part of what is there at a node: what a floor keeps for its segment, what the node
    /// withholds from all but groups that keep safety themselves, or the rest.
    struct StockPart {
        NodeId node;
        Units units = 0;
        Units offered = 0;  ///< Of it to who asks.
        std::optional<SegmentId> floor_of{};
        bool is_withheld = false;
    };
    /// What a group keeps from a segment, and how much more that may take there by its ceiling.
    struct GroupKeeps {
        Units units = 0;
        std::optional<Units> room{};
    };
    /// Units of groups go where they leave others what those are kept, else where they leave
    /// other holds enough, else where there is stock.
    enum class BindingTurn : std::uint8_t { for_all, for_holds, for_stock };
    /// A line that is to be reserved, taken apart.
    struct JudgedLine {
        NodeId node;
        Day day = kNoDay;
        bool is_kit = false;
        bool stops = false;  ///< A kit that is not sold, whatever its parts are.
        std::vector<KitPart> parts{};
    };
    /// Of units on their way from a line of a group to its nodes.
    struct Binding {
        NaiveReservation& reservation;
        std::vector<Units>& moved;      ///< By line: that are to go, or have come.
        std::size_t line = 0;           ///< Being bound,
        std::vector<NodeId> members{};  ///< of this group,
        std::set<NodeId> chosen{};      ///< to these nodes so far,
        std::size_t last_chosen = 0;    ///< the last of which has this line.
    };

    Availability figures(PositionKey key, std::string_view own, const Asking& asking) const
        EARMARK_REQUIRES(mutex_);
    std::map<SegmentId, Units> grants(PositionKey key, Units available, std::string_view own) const
        EARMARK_REQUIRES(mutex_);

    // Groups: naive_networks.cc, and naive_binding.cc.
    bool is_within(NodeId place, NodeId node) const EARMARK_REQUIRES(mutex_);
    bool covers(NodeId place, NodeId other) const EARMARK_REQUIRES(mutex_);
    Units held_over(SkuId sku, GroupId group, std::string_view own) const EARMARK_REQUIRES(mutex_);
    bool has_group_holds(SkuId sku) const EARMARK_REQUIRES(mutex_);
    bool has_networks(SkuId sku) const EARMARK_REQUIRES(mutex_);
    Units for_anyone(PositionKey key, std::string_view own, bool ignores_safety = false) const
        EARMARK_REQUIRES(mutex_);
    /// What who asks may have at a node, at the moment that is looked at.
    Units offered_at(PositionKey key, std::string_view own, const Asking& asking) const
        EARMARK_REQUIRES(mutex_);
    std::vector<GroupDemand> demands_over(SkuId sku, GroupId group, std::string_view own) const
        EARMARK_REQUIRES(mutex_);
    Neighbours neighbours(SkuId sku, std::set<NodeId> nodes, const GroupAsking& asked) const
        EARMARK_REQUIRES(mutex_);
    std::vector<StockPart> parts_of(SkuId sku, const std::set<NodeId>& nodes, std::string_view own)
        const EARMARK_REQUIRES(mutex_);
    void offer_to(SkuId sku, NodeId place, const GroupAsking& asked, std::vector<StockPart>& parts)
        const EARMARK_REQUIRES(mutex_);
    bool may_take(SkuId sku, const GroupDemand& demand, const StockPart& part) const
        EARMARK_REQUIRES(mutex_);
    Units left_of_set(
        SkuId sku,
        const std::vector<GroupDemand>& demands,
        std::size_t set,
        const std::vector<StockPart>& parts
    ) const EARMARK_REQUIRES(mutex_);
    Units least_left(
        SkuId sku, const std::vector<GroupDemand>& demands, const std::vector<StockPart>& parts
    ) const EARMARK_REQUIRES(mutex_);
    Units most_addable(SkuId sku, NodeId place, const GroupAsking& asked) const
        EARMARK_REQUIRES(mutex_);
    Units most_for_segment(
        SkuId sku, NodeId place, const Neighbours& near, const GroupAsking& asked
    ) const EARMARK_REQUIRES(mutex_);
    void leave_to_groups(
        SkuId sku, NodeId place, std::string_view own, const Asking& asking, Availability& figures
    ) const EARMARK_REQUIRES(mutex_);
    /// Whether what the lines become leaves no set of groups shorter, and every group what it
    /// keeps, now and on each day. Leaves them as before.
    bool keeps_bindable(
        SkuId sku,
        const Asking& asking,
        NaiveReservation& reservation,
        const std::vector<NaiveLine>& before,
        const std::vector<NaiveLine>& after
    ) EARMARK_REQUIRES(mutex_);
    /// Likewise, at the moment that is looked at, in which `nodes` change.
    bool keeps_bindable_now(
        SkuId sku,
        const Asking& asking,
        NaiveReservation& reservation,
        const std::vector<NaiveLine>& before,
        const std::vector<NaiveLine>& after
    ) EARMARK_REQUIRES(mutex_);
    std::vector<StockPart> segment_parts(
        SkuId sku, NodeId place, const Neighbours& near, const GroupAsking& asked
    ) const EARMARK_REQUIRES(mutex_);
    std::vector<StockPart> parts_for_segment(
        SkuId sku, const std::set<NodeId>& nodes, const Asking& asking
    ) const EARMARK_REQUIRES(mutex_);
    bool is_shorter(
        SkuId sku,
        const std::vector<GroupDemand>& now,
        const std::vector<StockPart>& parts_now,
        const std::vector<GroupDemand>& before,
        const std::vector<StockPart>& parts_before
    ) const EARMARK_REQUIRES(mutex_);

    // Promises by date beside groups: naive_network_promises.cc.
    Units most_promisable_at(PositionKey key, Day day, const Asking& asking, std::string_view name)
        EARMARK_REQUIRES(mutex_);
    Units promisable(PositionKey key, Day day, const Asking& asking) EARMARK_REQUIRES(mutex_);
    Units most_by_moments(SkuId sku, NodeId place, Day day, const Asking& asking)
        EARMARK_REQUIRES(mutex_);
    /// Takes the moved units that groups hold to nodes; `moved` then says the same of all lines.
    /// False, and nothing done, where ceilings leave some of them no node.
    bool bind_lines(NaiveReservation& reservation, std::vector<Units>& moved)
        EARMARK_REQUIRES(mutex_);
    Units ceiling_room(SkuId sku, NodeId node, GroupId group, const NaiveReservation& reservation)
        const EARMARK_REQUIRES(mutex_);
    Units room_for_bound(
        SkuId sku, NodeId node, GroupId group, NaiveReservation& reservation, BindingTurn turn
    ) EARMARK_REQUIRES(mutex_);
    void put_bound(Binding& binding, NodeId node, Units units) EARMARK_REQUIRES(mutex_);
    void bind_to_stock(Binding& binding) EARMARK_REQUIRES(mutex_);
    void bind_short(Binding& binding) EARMARK_REQUIRES(mutex_);
    Units kept_off(const Binding& binding) EARMARK_REQUIRES(mutex_);
    void settle_bound(Binding& binding, std::size_t first_lines) EARMARK_REQUIRES(mutex_);

    // What groups keep: naive_group_limits.cc.
    const NaiveSellingRule* network_rule(SkuId sku, GroupId group) const EARMARK_REQUIRES(mutex_);
    Units network_safety(SkuId sku, GroupId group) const EARMARK_REQUIRES(mutex_);
    bool keeps_some(SkuId sku, GroupId group) const EARMARK_REQUIRES(mutex_);
    Units room_over(SkuId sku, GroupId group, const Neighbours& near, std::string_view own) const
        EARMARK_REQUIRES(mutex_);
    GroupKeeps kept_over(
        SkuId sku, GroupId group, Units there, const Asking& asking, std::string_view own
    ) const EARMARK_REQUIRES(mutex_);
    Units most_beside_kept(
        SkuId sku,
        const Neighbours& near,
        const std::vector<StockPart>& parts,
        const GroupAsking& asked
    ) const EARMARK_REQUIRES(mutex_);
    std::vector<Units> rooms_over(SkuId sku, const Neighbours& near) const EARMARK_REQUIRES(mutex_);

    bool counts(SkuId sku, const NaiveReceipt& receipt, bool late_counts) const
        EARMARK_REQUIRES(mutex_);
    bool has_position(SkuId sku, NodeId node) const EARMARK_REQUIRES(mutex_);
    RowVerdict level_verdict(const LevelRuleRow& row) const EARMARK_REQUIRES(mutex_);
    const LevelRule* level_rule(SkuId sku, const LevelPlace& place) const EARMARK_REQUIRES(mutex_);
    int unlimited_from(SkuId sku) const EARMARK_REQUIRES(mutex_);
    using BackorderKey = std::pair<PositionKey, std::string>;
    /// As they are served.
    std::vector<BackorderKey> backorders_at(PositionKey key) const EARMARK_REQUIRES(mutex_);
    RowVerdict change_backorder(const BackorderRow& row) EARMARK_REQUIRES(mutex_);
    void add_reasons(PositionKey key, ConfirmReply& reply) EARMARK_REQUIRES(mutex_);
    void serve_backorder(NaiveBackorder& backorder, PositionKey key, int last)
        EARMARK_REQUIRES(mutex_);
    void confirm_at(PositionKey key) EARMARK_REQUIRES(mutex_);
    Units confirmed_by(PositionKey key, int day) const EARMARK_REQUIRES(mutex_);
    int horizon(SkuId sku) const EARMARK_REQUIRES(mutex_);
    bool is_behind_horizon(SkuId sku, int day) const EARMARK_REQUIRES(mutex_);
    /// Why a line gets nothing.
    LineVerdict why_none(PositionKey key, const Asking& asking) const EARMARK_REQUIRES(mutex_);
    int last_day(SkuId sku) const EARMARK_REQUIRES(mutex_);
    std::set<int> days_that_differ(SkuId sku) const EARMARK_REQUIRES(mutex_);
    bool has_dates(SkuId sku) const EARMARK_REQUIRES(mutex_);
    Units projected(PositionKey key, int day, std::string_view own) const EARMARK_REQUIRES(mutex_);
    Units least_projected(PositionKey key, int day, std::string_view own) const
        EARMARK_REQUIRES(mutex_);
    Units atp(PositionKey key, Day day, const Asking& asking, std::string_view own = {}) const
        EARMARK_REQUIRES(mutex_);
    RowVerdict day_refusal(Day day) const EARMARK_REQUIRES(mutex_);
    RowVerdict change_receipt(std::string_view source, const ReceiptRow& row)
        EARMARK_REQUIRES(mutex_);
    RowVerdict move_receipt(const ReceiptRow& row) EARMARK_REQUIRES(mutex_);
    RowVerdict dispose_row(std::string_view source, const DispositionRow& row)
        EARMARK_REQUIRES(mutex_);
    RowVerdict dispose_units(const DispositionRow& row) EARMARK_REQUIRES(mutex_);
    bool is_stale(PositionKey key, std::string_view source, std::uint64_t sequence) const
        EARMARK_REQUIRES(mutex_);
    RowVerdict note_number(
        PositionKey key, std::string_view source, std::uint64_t sequence, RowVerdict verdict
    ) EARMARK_REQUIRES(mutex_);
    ReceiptEntry entry_of(PositionKey key, const std::string& id, const NaiveReceipt& receipt) const
        EARMARK_REQUIRES(mutex_);
    void add_at_risk(PositionKey key, LateReply& reply) const EARMARK_REQUIRES(mutex_);
    Units ats(PositionKey key, const Asking& asking) const EARMARK_REQUIRES(mutex_);
    bool concerns(const NaiveSellingRule& rule, PositionKey key, const Asking& asking) const
        EARMARK_REQUIRES(mutex_);
    bool is_stopped(PositionKey key, const Asking& asking) const EARMARK_REQUIRES(mutex_);
    const NaiveSellingRule* safety_rule(PositionKey key, const Asking& asking) const
        EARMARK_REQUIRES(mutex_);
    Units safety(PositionKey key, const Asking& asking) const EARMARK_REQUIRES(mutex_);
    RowVerdict check_rule_scope(const RuleScope& scope) const EARMARK_REQUIRES(mutex_);
    bool share_a_node(GroupId left, GroupId right) const EARMARK_REQUIRES(mutex_);
    bool clashes(const NaiveSellingRule& other, const SellingRuleRow& row, Time now) const
        EARMARK_REQUIRES(mutex_);
    RowVerdict change_selling_rule(const SellingRuleRow& row, Time now) EARMARK_REQUIRES(mutex_);
    void begin_and_end_selling_rules(Time now) EARMARK_REQUIRES(mutex_);
    Units share(PositionKey key, Units available, std::string_view own, SegmentId segment) const
        EARMARK_REQUIRES(mutex_);
    Units used(PositionKey key, const NaiveRule& rule, std::string_view own) const
        EARMARK_REQUIRES(mutex_);
    Units on_hand_at(SkuId sku, NodeId place) const EARMARK_REQUIRES(mutex_);
    Units of_basis(PositionKey key, const NaiveRule& rule, Units figure) const
        EARMARK_REQUIRES(mutex_);
    RowVerdict change_rule(const SegmentRuleRow& row, Time now) EARMARK_REQUIRES(mutex_);
    RowVerdict put_rule(const SegmentRule& rule, Time now) EARMARK_REQUIRES(mutex_);
    RowVerdict shift_floor(const SegmentRule& rule, SegmentId segment, Units by)
        EARMARK_REQUIRES(mutex_);
    NaiveRule* find_rule(const SegmentRule& rule, SegmentId segment) EARMARK_REQUIRES(mutex_);
    void begin_and_end_rules(Time now) EARMARK_REQUIRES(mutex_);
    Availability answer(const AvailabilityQuery& query, std::string_view own, const Asking& asking)
        const EARMARK_REQUIRES(mutex_);
    RowVerdict apply_row(std::string_view source, const SupplyRow& row, bool is_rest)
        EARMARK_REQUIRES(mutex_);
    void note_move(PositionKey key, Units delta) EARMARK_REQUIRES(mutex_);
    Units moved_after(PositionKey key, Time time) const EARMARK_REQUIRES(mutex_);
    LineVerdict line_refusal(const ReserveLine& line, Day day = kNoDay) const
        EARMARK_REQUIRES(mutex_);
    /// Likewise, of a line that is to be reserved: its quantity, too, and where kits may be held.
    LineVerdict first_refusal(const ReserveLine& line, Day day) const EARMARK_REQUIRES(mutex_);
    bool needs_node(SkuId kit, NodeId place) const EARMARK_REQUIRES(mutex_);
    bool is_kit_line(const ReserveLine& line, Day day) const EARMARK_REQUIRES(mutex_);
    bool is_by_groups(SkuId sku, NodeId place) const EARMARK_REQUIRES(mutex_);
    static std::vector<std::size_t> turns_of(const ReserveRequest& request, bool by_place);
    Units room_beside(
        const ReserveRequest& request, const JudgedLine& line, const NaiveReservation& held
    ) EARMARK_REQUIRES(mutex_);
    LineVerdict why_nothing(const JudgedLine& line, const Asking& asking) const
        EARMARK_REQUIRES(mutex_);
    static std::vector<NaiveLine> held_parts(const NaiveLine& judged, const JudgedLine& line);
    void judge_lines(
        const ReserveRequest& request,
        NaiveReservation& made,
        std::vector<NaiveLine>& asked,
        std::vector<Units>& seen
    ) EARMARK_REQUIRES(mutex_);
    RowVerdict change_kit(const KitRow& row) EARMARK_REQUIRES(mutex_);
    RowVerdict change_quantities(const OrderQuantityRow& row) EARMARK_REQUIRES(mutex_);
    RowVerdict change_substitutes(const SubstituteRow& row) EARMARK_REQUIRES(mutex_);
    LineVerdict quantity_refusal(SkuId sku, Units quantity) const EARMARK_REQUIRES(mutex_);
    void offer_substitutes(const ReserveRequest& request, ReserveReply& reply) const
        EARMARK_REQUIRES(mutex_);
    /// Nothing if the line is of no kit.
    std::optional<Outcome> amend_kit(
        const AmendLine& asked,
        std::optional<Day> asked_day,
        std::vector<NaiveLine>& lines,
        LineVerdict& verdict,
        std::size_t& at
    ) const EARMARK_REQUIRES(mutex_);
    bool has_stock(SkuId sku) const EARMARK_REQUIRES(mutex_);
    std::vector<KitPart> flat(SkuId sku) const EARMARK_REQUIRES(mutex_);
    int levels(SkuId sku) const EARMARK_REQUIRES(mutex_);
    int levels_above(SkuId sku) const EARMARK_REQUIRES(mutex_);
    Availability kit_answer(
        const AvailabilityQuery& query,
        const std::vector<NodeId>& nodes,
        std::string_view own,
        const Asking& asking
    ) const EARMARK_REQUIRES(mutex_);
    Units kit_atp(
        const PromiseRequest& request,
        const std::vector<NodeId>& nodes,
        Day day,
        const Asking& asking
    ) EARMARK_REQUIRES(mutex_);
    Outcome take_whole(NaiveReservation& reservation, ReservationStep step, Units& corrected)
        EARMARK_REQUIRES(mutex_);
    Outcome take_parts(NaiveReservation& reservation, const StepRequest& request, Units& corrected)
        EARMARK_REQUIRES(mutex_);
    void move_units(
        const NaiveReservation& reservation,
        NaiveLine& line,
        ReservationStep step,
        Units units,
        Units& corrected
    ) EARMARK_REQUIRES(mutex_);

    Outcome amend_line(
        const AmendLine& asked,
        std::optional<Day> asked_day,
        std::vector<NaiveLine>& lines,
        LineVerdict& verdict,
        std::size_t& at
    ) const EARMARK_REQUIRES(mutex_);
    std::set<std::size_t> find_short_lines(
        const std::string& id,
        const Asking& asking,
        const std::vector<NaiveLine>& before,
        const std::vector<NaiveLine>& after
    ) EARMARK_REQUIRES(mutex_);
    bool is_kit_stopped(const NaiveLine& line, const Asking& asking) const EARMARK_REQUIRES(mutex_);
    void answer_kit(
        std::string_view id,
        const Asking& asking,
        const std::vector<NaiveLine>& before,
        const std::vector<NaiveLine>& lines,
        const NaiveLine& named,
        const std::set<std::size_t>& short_lines,
        LineAnswer& answer
    ) EARMARK_REQUIRES(mutex_);
    Units ats_of_line(
        std::string_view id,
        const Asking& asking,
        const std::vector<NaiveLine>& lines,
        const NaiveLine& line
    ) EARMARK_REQUIRES(mutex_);
    Outcome amend_lines(
        const AmendRequest& request, NaiveReservation& reservation, std::vector<LineAnswer>& answers
    ) EARMARK_REQUIRES(mutex_);

    const std::chrono::seconds keep_finished_;
    mutable Mutex mutex_;
    std::set<SkuId> items_ EARMARK_GUARDED_BY(mutex_);
    std::map<NodeId, bool> nodes_ EARMARK_GUARDED_BY(mutex_);
    std::map<GroupId, std::vector<NodeId>> groups_ EARMARK_GUARDED_BY(mutex_);
    std::map<PositionKey, NaivePosition> positions_ EARMARK_GUARDED_BY(mutex_);
    std::set<PositionKey> group_places_ EARMARK_GUARDED_BY(mutex_);  ///< That ever held units.
    std::map<std::string, NaiveReservation, std::less<>> reservations_ EARMARK_GUARDED_BY(mutex_);
    std::set<SegmentId> segments_ EARMARK_GUARDED_BY(mutex_);
    std::map<PositionKey, std::vector<NaiveRule>> rules_ EARMARK_GUARDED_BY(mutex_);
    std::map<SkuId, std::vector<NaiveMove>> moves_ EARMARK_GUARDED_BY(mutex_);
    Time now_ EARMARK_GUARDED_BY(mutex_){};
    /// Positions that were there before the request.
    std::set<PositionKey> there_before_ EARMARK_GUARDED_BY(mutex_);
    std::map<PositionKey, std::vector<NaiveShipment>> shipments_ EARMARK_GUARDED_BY(mutex_);
    Day today_ EARMARK_GUARDED_BY(mutex_) = kNoDay;
    Day looks_at_ EARMARK_GUARDED_BY(mutex_) = kNoDay;  ///< Of groups; none = now.
    int past_due_days_ EARMARK_GUARDED_BY(mutex_) = 0;
    std::map<SkuId, PromiseTermsRow> terms_ EARMARK_GUARDED_BY(mutex_);
    std::map<std::pair<PositionKey, std::string>, NaiveReceipt> receipts_ EARMARK_GUARDED_BY(mutex_
    );
    std::map<BackorderKey, NaiveBackorder> backorders_ EARMARK_GUARDED_BY(mutex_);
    std::map<std::pair<PositionKey, Disposition>, Units> dispositions_ EARMARK_GUARDED_BY(mutex_);
    std::map<SkuId, std::string> categories_ EARMARK_GUARDED_BY(mutex_);
    std::map<NodeId, NodeType> types_ EARMARK_GUARDED_BY(mutex_);
    std::vector<NaiveSellingRule> selling_rules_ EARMARK_GUARDED_BY(mutex_);
    std::map<SkuId, NaiveKit> kits_ EARMARK_GUARDED_BY(mutex_);
    std::map<SkuId, NaiveOrdering> ordering_ EARMARK_GUARDED_BY(mutex_);
    std::vector<LevelRule> level_rules_ EARMARK_GUARDED_BY(mutex_);
    std::map<std::pair<SkuId, LevelPlace>, Level> told_ EARMARK_GUARDED_BY(mutex_);
    std::uint64_t moment_ EARMARK_GUARDED_BY(mutex_) = 0;
    std::optional<Duration> clock_offset_ EARMARK_GUARDED_BY(mutex_);
    bool is_clock_accepted_ EARMARK_GUARDED_BY(mutex_) = false;
};

/// How much of the line's own units the part of a request may take: of a kit, whole kits.
Outcome take_part(
    const PartLine& part,
    const std::vector<NaiveLine>& lines,
    Units NaiveLine::* figure,
    std::vector<Units>& taken
);

/// Where the units of a reservation are, as an answer.
void fill_reply(const NaiveReservation& reservation, ReservationReply& reply);

}  // namespace earmark
