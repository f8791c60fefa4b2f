// A client of an earmarkd server that asks and waits; AsyncClient (async_client.h) keeps many
// requests in flight.
//
// Methods have the names and structs of Engine. Every answer is one of three:
//   a reply            done, or refused by the domain: reply.outcome says which.
//   certainly not done the error is unreachable, overloaded, deadline_passed, malformed_frame,
//                      limit_exceeded, unsupported or closing: nothing was changed.
//   unknown_outcome    the answer to a write was lost: it may have been done. Ask again with the
//                      same id (reserve, source; step, amend, split, resource and change_order with
//                      their operation; numbered supply rows), and the server says which.
// A lost answer to a read is `unreachable`, since there is nothing to be unsure of.
#pragma once

#include "engine/base/result.h"
#include "engine/stream/read_changes.h"
#include "protocol/client_options.h"
#include "protocol/level_messages.h"
#include "protocol/messages.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earmark::protocol {

/// One request at a time: each call waits for its answer.
///
/// Thread: one at a time.
class Client {
  public:
    /// Errors: unreachable, unsupported (another protocol version).
    static Result<Client> connect(
        const std::string& host, std::uint16_t port, const ClientOptions& options = {}
    );
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    const ServerHello& server() const;

    Result<PutReply> put_items(std::span<const ItemRow> rows, const CallOptions& options = {});
    Result<PutReply> put_nodes(std::span<const NodeRow> rows, const CallOptions& options = {});
    Result<PutReply> put_groups(std::span<const GroupRow> rows, const CallOptions& options = {});
    Result<PutReply> put_tariffs(std::span<const TariffRow> rows, const CallOptions& options = {});
    Result<PutReply> put_profiles(
        std::span<const ProfileRow> rows, const CallOptions& options = {}
    );
    Result<ProfileList> list_profiles(const CallOptions& options = {});
    Result<PutReply> put_scarcity(const ScarcityRequest& request, const CallOptions& options = {});
    Result<PutReply> put_zones(const ZoneRows& rows, const CallOptions& options = {});

    /// One handle per name; id 0 = no such name.
    Result<ResolveReply> resolve(
        NameKind kind, std::span<const std::string_view> names, const CallOptions& options = {}
    );

    /// Errors: bad_input - there is no such item, node or group.
    Result<ItemView> item(SkuId sku, const CallOptions& options = {});
    Result<NodeView> node(NodeId node, const CallOptions& options = {});
    Result<GroupView> group(GroupId group, const CallOptions& options = {});
    Result<ItemPage> list_items(
        SkuId after, std::uint32_t limit = kPageEntriesMax, const CallOptions& options = {}
    );
    Result<NodePage> list_nodes(
        NodeId after, std::uint32_t limit = kPageEntriesMax, const CallOptions& options = {}
    );
    Result<GroupPage> list_groups(
        GroupId after, std::uint32_t limit = kPageEntriesMax, const CallOptions& options = {}
    );

    Result<SupplyReply> apply_supply(const SupplyRequest& request, const CallOptions& options = {});
    /// Names of segments to handles: those that are new are made.
    Result<PutReply> put_segments(
        std::span<const std::string_view> names, const CallOptions& options = {}
    );
    Result<SegmentList> list_segments(const CallOptions& options = {});
    Result<SupplyReply> put_segment_rules(
        std::span<const SegmentRuleRow> rows, const CallOptions& options = {}
    );
    Result<SegmentRules> list_segment_rules(SkuId sku, const CallOptions& options = {});
    Result<FeedList> source_feeds(const CallOptions& options = {});

    // Loads by pages. All are safe to repeat.
    Result<JobReply> job(const JobRequest& request, const CallOptions& options = {});
    Result<JobList> list_jobs(const CallOptions& options = {});

    // Counts of nodes. All are safe to repeat.
    Result<CountReply> begin_count(const BeginCount& request, const CallOptions& options = {});
    Result<CountReply> count_rows(const CountRows& request, const CallOptions& options = {});
    Result<CountReply> close_count(std::string_view id, const CallOptions& options = {});
    Result<CountReply> settle_count(const SettleCount& request, const CallOptions& options = {});
    Result<CountReport> count_report(
        const CountReportRequest& request, const CallOptions& options = {}
    );
    Result<CountList> list_counts(const CallOptions& options = {});

    Result<SupplyReply> put_backorders(
        std::span<const BackorderRow> rows, const CallOptions& options = {}
    );
    Result<BackordersReply> backorders(
        const BackordersRequest& request, const CallOptions& options = {}
    );
    Result<ReservationReply> claim_backorder(
        const ClaimRequest& request, const CallOptions& options = {}
    );
    Result<ConfirmReply> confirm_backorders(
        const ConfirmRequest& request, const CallOptions& options = {}
    );

    /// Safe to repeat where each row is numbered, or says what it finds.
    Result<SupplyReply> put_receipts(
        const ReceiptRequest& request, const CallOptions& options = {}
    );
    Result<ReceiptsReply> receipts(const ReceiptsRequest& request, const CallOptions& options = {});
    Result<SupplyReply> dispose(const DispositionRequest& request, const CallOptions& options = {});
    Result<SupplyReply> put_promise_terms(
        std::span<const PromiseTermsRow> rows, const CallOptions& options = {}
    );
    Result<PromiseReply> available_to_promise(
        const PromiseRequest& request, const CallOptions& options = {}
    );
    /// What past orders would have cost by other tariffs: one page.
    Result<RerateReply> rerate(const RerateRequest& request, const CallOptions& options = {});
    Result<LateReply> late_supply(const LateRequest& request, const CallOptions& options = {});
    Result<CapacityReply> capacity(const CapacityRequest& request, const CallOptions& options = {});
    Result<ExplainReply> explain(const ExplainRequest& request, const CallOptions& options = {});

    // What items are beyond their attributes. All are safe to repeat.
    Result<SupplyReply> put_kits(std::span<const KitRow> rows, const CallOptions& options = {});
    Result<SupplyReply> put_units(std::span<const UnitRow> rows, const CallOptions& options = {});
    Result<SupplyReply> put_order_quantities(
        std::span<const OrderQuantityRow> rows, const CallOptions& options = {}
    );
    Result<SupplyReply> put_substitutes(
        std::span<const SubstituteRow> rows, const CallOptions& options = {}
    );
    Result<AssortmentView> item_assortment(SkuId sku, const CallOptions& options = {});
    Result<ConvertReply> convert(
        std::span<const UnitQuantity> quantities, const CallOptions& options = {}
    );

    Result<SupplyReply> put_selling_rules(
        std::span<const SellingRuleRow> rows, const CallOptions& options = {}
    );
    /// A page of the rules behind one; none = from the first.
    Result<SellingRules> list_selling_rules(RuleId after, const CallOptions& options = {});
    /// All rows are done, or none if one is refused.
    Result<SupplyReply> put_shipping(
        std::span<const ShippingRowChange> rows, const CallOptions& options = {}
    );
    Result<ShippingPage> list_shipping(
        const ListShippingRequest& request, const CallOptions& options = {}
    );
    /// All rows are done, or none if one is refused.
    Result<SupplyReply> put_sourcing_rules(
        std::span<const SourcingRuleRow> rows, const CallOptions& options = {}
    );
    Result<SourcingRulePage> list_sourcing_rules(
        const ListSourcingRulesRequest& request, const CallOptions& options = {}
    );
    /// A page of what rows would do; nothing is done.
    Result<RulePreviewReply> preview_rules(
        const RulePreviewRequest& request, const CallOptions& options = {}
    );
    Result<RulePreviewReply> preview_rules(
        const SegmentPreviewRequest& request, const CallOptions& options = {}
    );
    Result<RulePreviewReply> preview_rules(
        const TermsPreviewRequest& request, const CallOptions& options = {}
    );
    Result<RulePreviewReply> preview_rules(
        const NodePreviewRequest& request, const CallOptions& options = {}
    );
    Result<AvailabilityReply> availability(
        const AvailabilityRequest& request, const CallOptions& options = {}
    );
    Result<ItemAvailabilityReply> item_availability(
        SkuId sku,
        std::string_view own_reservation = {},
        const Asking& asking = {},
        const CallOptions& options = {}
    );

    Result<ReserveReply> reserve(const ReserveRequest& request, const CallOptions& options = {});
    Result<ReservationReply> step(const StepRequest& request, const CallOptions& options = {});
    Result<ReservationReply> amend(const AmendRequest& request, const CallOptions& options = {});
    Result<ReservationReply> split(const SplitRequest& request, const CallOptions& options = {});
    Result<ListReservationsReply> list_reservations(
        const ListReservationsRequest& request, const CallOptions& options = {}
    );
    Result<ReservationReply> reservation(std::string_view id, const CallOptions& options = {});
    Result<SourceReply> source(const SourceRequest& request, const CallOptions& options = {});
    Result<DeliveryReply> delivery(const DeliveryRequest& request, const CallOptions& options = {});
    Result<ResourceReply> resource(const ResourceRequest& request, const CallOptions& options = {});
    Result<ChangeOrderReply> change_order(
        const ChangeOrderRequest& request, const CallOptions& options = {}
    );

    /// Give it answer_within well over the request's time_max, and a name if it is large.
    Result<JointSourceReply> source_jointly(
        const JointSourceRequest& request, const CallOptions& options = {}
    );
    Result<JointSourceProgress> joint_progress(
        std::string_view batch, const CallOptions& options = {}
    );
    Result<PlanAnswer> ask_plan(const PlanQuestion& question, const CallOptions& options = {});

    Result<ServerStatus> status(const CallOptions& options = {});
    Result<AuditReply> audit(const CallOptions& options = {});
    Result<DigestAnswer> state_digest(const CallOptions& options = {});
    Result<SnapshotAnswer> snapshot(const CallOptions& options = {});
    Result<ClockAnswer> accept_clock(const CallOptions& options = {});

    Result<SupplyReply> put_level_rules(
        std::span<const LevelRuleRow> rows, const CallOptions& options = {}
    );
    Result<LevelRules> list_level_rules(const CallOptions& options = {});
    Result<ItemLevels> list_levels(SkuId sku, const CallOptions& options = {});

    /// A page of the durable changes from an LSN on; waits for the first one if the request says
    /// so.
    Result<ReadChangesReply> read_changes(
        const ReadChangesRequest& request, const CallOptions& options = {}
    );

  private:
    class State;
    explicit Client(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace earmark::protocol
