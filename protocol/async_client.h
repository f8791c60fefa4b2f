// A client of an earmarkd server that keeps many requests in flight. What answers mean: client.h.
#pragma once

#include "engine/base/result.h"
#include "engine/stream/read_changes.h"
#include "protocol/client_options.h"
#include "protocol/level_messages.h"
#include "protocol/messages.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earmark::protocol {

/// Called once, on the thread that drives the loop. The reply is valid for the call only.
template <typename Reply>
using OnReply = std::function<void(const Result<Reply>&)>;

/// Drives any number of AsyncClients on the calling thread.
class ClientLoop {
  public:
    ClientLoop();
    ~ClientLoop();
    ClientLoop(const ClientLoop&) = delete;
    ClientLoop& operator=(const ClientLoop&) = delete;

    /// Does what is ready; does not wait. Returns the number of things done.
    std::size_t poll();

    /// Waits until at least one thing is done, or the moment has come.
    std::size_t run_one_until(std::chrono::steady_clock::time_point moment);
    std::size_t run_one_for(std::chrono::microseconds span);

  private:
    friend class AsyncClient;
    class State;
    std::unique_ptr<State> state_;
};

/// One connection with many requests in flight. Frames written between two turns of the loop leave
/// together.
///
/// Thread: the one that drives its loop.
class AsyncClient {
  public:
    /// Connects, exchanges hello, and returns; blocks for at most connect_within.
    /// Errors: unreachable, unsupported (another protocol version).
    static Result<std::unique_ptr<AsyncClient>> connect(
        ClientLoop& loop,
        const std::string& host,
        std::uint16_t port,
        const ClientOptions& options = {}
    );

    /// Answers what is still in flight with unreachable or unknown_outcome.
    ~AsyncClient();
    AsyncClient(const AsyncClient&) = delete;
    AsyncClient& operator=(const AsyncClient&) = delete;

    const ServerHello& server() const;

    /// Requests not yet answered. The server refuses more than server().requests_waiting_max.
    std::size_t in_flight() const;
    bool is_connected() const;

    void put_items(
        std::span<const ItemRow> rows, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );
    void put_nodes(
        std::span<const NodeRow> rows, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );
    void put_groups(
        std::span<const GroupRow> rows, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );
    void put_tariffs(
        std::span<const TariffRow> rows, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );
    void put_profiles(
        std::span<const ProfileRow> rows,
        OnReply<PutReply> on_reply,
        const CallOptions& options = {}
    );
    void list_profiles(OnReply<ProfileList> on_reply, const CallOptions& options = {});
    void put_scarcity(
        const ScarcityRequest& request, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );
    void put_zones(
        const ZoneRows& rows, OnReply<PutReply> on_reply, const CallOptions& options = {}
    );

    void resolve(
        NameKind kind,
        std::span<const std::string_view> names,
        OnReply<ResolveReply> on_reply,
        const CallOptions& options = {}
    );
    void list_items(
        SkuId after,
        std::uint32_t limit,
        OnReply<ItemPage> on_reply,
        const CallOptions& options = {}
    );
    void list_nodes(
        NodeId after,
        std::uint32_t limit,
        OnReply<NodePage> on_reply,
        const CallOptions& options = {}
    );
    void list_groups(
        GroupId after,
        std::uint32_t limit,
        OnReply<GroupPage> on_reply,
        const CallOptions& options = {}
    );

    void apply_supply(
        const SupplyRequest& request, OnReply<SupplyReply> on_reply, const CallOptions& options = {}
    );

    void put_segments(
        std::span<const std::string_view> names,
        OnReply<PutReply> on_reply,
        const CallOptions& options = {}
    );
    void list_segments(OnReply<SegmentList> on_reply, const CallOptions& options = {});
    void put_segment_rules(
        std::span<const SegmentRuleRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void list_segment_rules(
        SkuId sku, OnReply<SegmentRules> on_reply, const CallOptions& options = {}
    );
    void put_selling_rules(
        std::span<const SellingRuleRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void list_selling_rules(
        RuleId after, OnReply<SellingRules> on_reply, const CallOptions& options = {}
    );
    void put_shipping(
        std::span<const ShippingRowChange> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void list_shipping(
        const ListShippingRequest& request,
        OnReply<ShippingPage> on_reply,
        const CallOptions& options = {}
    );
    void put_sourcing_rules(
        std::span<const SourcingRuleRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void list_sourcing_rules(
        const ListSourcingRulesRequest& request,
        OnReply<SourcingRulePage> on_reply,
        const CallOptions& options = {}
    );
    void preview_rules(
        const RulePreviewRequest& request,
        OnReply<RulePreviewReply> on_reply,
        const CallOptions& options = {}
    );
    void preview_rules(
        const SegmentPreviewRequest& request,
        OnReply<RulePreviewReply> on_reply,
        const CallOptions& options = {}
    );
    void preview_rules(
        const TermsPreviewRequest& request,
        OnReply<RulePreviewReply> on_reply,
        const CallOptions& options = {}
    );
    void preview_rules(
        const NodePreviewRequest& request,
        OnReply<RulePreviewReply> on_reply,
        const CallOptions& options = {}
    );

    void put_kits(
        std::span<const KitRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options = {}
    );
    void put_units(
        std::span<const UnitRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void put_order_quantities(
        std::span<const OrderQuantityRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void put_substitutes(
        std::span<const SubstituteRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void item_assortment(
        SkuId sku, OnReply<AssortmentView> on_reply, const CallOptions& options = {}
    );
    void convert(
        std::span<const UnitQuantity> quantities,
        OnReply<ConvertReply> on_reply,
        const CallOptions& options = {}
    );

    void source_feeds(OnReply<FeedList> on_reply, const CallOptions& options = {});

    void job(
        const JobRequest& request, OnReply<JobReply> on_reply, const CallOptions& options = {}
    );
    void load_page(
        const LoadPage& request, OnReply<SupplyReply> on_reply, const CallOptions& options = {}
    );
    void list_jobs(OnReply<JobList> on_reply, const CallOptions& options = {});

    void begin_count(
        const BeginCount& request, OnReply<CountReply> on_reply, const CallOptions& options = {}
    );
    void count_rows(
        const CountRows& request, OnReply<CountReply> on_reply, const CallOptions& options = {}
    );
    void close_count(
        std::string_view id, OnReply<CountReply> on_reply, const CallOptions& options = {}
    );
    void settle_count(
        const SettleCount& request, OnReply<CountReply> on_reply, const CallOptions& options = {}
    );
    void count_report(
        const CountReportRequest& request,
        OnReply<CountReport> on_reply,
        const CallOptions& options = {}
    );
    void list_counts(OnReply<CountList> on_reply, const CallOptions& options = {});

    void put_backorders(
        std::span<const BackorderRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void backorders(
        const BackordersRequest& request,
        OnReply<BackordersReply> on_reply,
        const CallOptions& options = {}
    );
    void claim_backorder(
        const ClaimRequest& request,
        OnReply<ReservationReply> on_reply,
        const CallOptions& options = {}
    );
    void confirm_backorders(
        const ConfirmRequest& request,
        OnReply<ConfirmReply> on_reply,
        const CallOptions& options = {}
    );
    void put_receipts(
        const ReceiptRequest& request,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void receipts(
        const ReceiptsRequest& request,
        OnReply<ReceiptsReply> on_reply,
        const CallOptions& options = {}
    );
    void dispose(
        const DispositionRequest& request,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void put_promise_terms(
        std::span<const PromiseTermsRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void available_to_promise(
        const PromiseRequest& request,
        OnReply<PromiseReply> on_reply,
        const CallOptions& options = {}
    );
    void rerate(
        const RerateRequest& request, OnReply<RerateReply> on_reply, const CallOptions& options = {}
    );
    void late_supply(
        const LateRequest& request, OnReply<LateReply> on_reply, const CallOptions& options = {}
    );
    void capacity(
        const CapacityRequest& request,
        OnReply<CapacityReply> on_reply,
        const CallOptions& options = {}
    );
    void explain(
        const ExplainRequest& request,
        OnReply<ExplainReply> on_reply,
        const CallOptions& options = {}
    );

    /// With ats_only the figures carry verdict and ats; the rest is 0.
    void availability(
        const AvailabilityRequest& request,
        AvailabilityForm form,
        OnReply<AvailabilityReply> on_reply,
        const CallOptions& options = {}
    );
    void item_availability(
        SkuId sku,
        std::string_view own_reservation,
        const Asking& asking,
        OnReply<ItemAvailabilityReply> on_reply,
        const CallOptions& options = {}
    );

    void reserve(
        const ReserveRequest& request,
        OnReply<ReserveReply> on_reply,
        const CallOptions& options = {}
    );
    void step(
        const StepRequest& request,
        OnReply<ReservationReply> on_reply,
        const CallOptions& options = {}
    );
    void amend(
        const AmendRequest& request,
        OnReply<ReservationReply> on_reply,
        const CallOptions& options = {}
    );
    void split(
        const SplitRequest& request,
        OnReply<ReservationReply> on_reply,
        const CallOptions& options = {}
    );
    void list_reservations(
        const ListReservationsRequest& request,
        OnReply<ListReservationsReply> on_reply,
        const CallOptions& options = {}
    );
    void reservation(
        std::string_view id, OnReply<ReservationReply> on_reply, const CallOptions& options = {}
    );
    void source(
        const SourceRequest& request, OnReply<SourceReply> on_reply, const CallOptions& options = {}
    );

    void delivery(
        const DeliveryRequest& request,
        OnReply<DeliveryReply> on_reply,
        const CallOptions& options = {}
    );

    void resource(
        const ResourceRequest& request,
        OnReply<ResourceReply> on_reply,
        const CallOptions& options = {}
    );
    void change_order(
        const ChangeOrderRequest& request,
        OnReply<ChangeOrderReply> on_reply,
        const CallOptions& options = {}
    );

    /// Give it answer_within well over the request's time_max. Orders that one request does not
    /// hold go in parts, and a reply that one frame does not hold comes in pages: such a batch
    /// needs a name.
    /// Requires: what the request and the note point at lives until the reply.
    void source_jointly(
        const JointSourceRequest& request,
        OnReply<JointSourceReply> on_reply,
        const CallOptions& options = {}
    );
    void joint_progress(
        std::string_view batch,
        OnReply<JointSourceProgress> on_reply,
        const CallOptions& options = {}
    );
    void ask_plan(
        const PlanQuestion& question, OnReply<PlanAnswer> on_reply, const CallOptions& options = {}
    );

    void status(OnReply<ServerStatus> on_reply, const CallOptions& options = {});
    void audit(OnReply<AuditReply> on_reply, const CallOptions& options = {});
    void state_digest(OnReply<DigestAnswer> on_reply, const CallOptions& options = {});
    void snapshot(OnReply<SnapshotAnswer> on_reply, const CallOptions& options = {});
    void accept_clock(OnReply<ClockAnswer> on_reply, const CallOptions& options = {});
    void put_level_rules(
        std::span<const LevelRuleRow> rows,
        OnReply<SupplyReply> on_reply,
        const CallOptions& options = {}
    );
    void list_level_rules(OnReply<LevelRules> on_reply, const CallOptions& options = {});
    void list_levels(SkuId sku, OnReply<ItemLevels> on_reply, const CallOptions& options = {});
    void read_changes(
        const ReadChangesRequest& request,
        OnReply<ReadChangesReply> on_reply,
        const CallOptions& options = {}
    );

    class Connection;

  private:
    class JointExchange;

    explicit AsyncClient(std::shared_ptr<Connection> connection);
    std::shared_ptr<Connection> connection_;
};

}  // namespace earmark::protocol
