// Clients of an earmarkd server: Client asks and waits, AsyncClient keeps many requests in flight.
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
#include <vector>

namespace earmark::protocol {

/// As many names as one resolve should ask for: a request and a reply of moderate size.
inline constexpr std::size_t kNamesPerRequest = 4'096;

struct ClientOptions {
    std::string name = "earmark client";  ///< For the server's log.
    std::chrono::milliseconds connect_within{5'000};

    /// The server starts nothing later than this; the client waits a little longer for answers.
    std::chrono::milliseconds answer_within{30'000};

    /// How often a Client asks at most when a connection is lost or the server is overloaded. More
    /// than once only for what is safe to repeat: reads, and writes that their caller has named.
    std::uint32_t attempts_max = 1;
};

/// What a request waits for before its reply may leave the server.
enum class ReplyWhen : std::uint8_t {
    usual,    ///< Writes and reads of reservations: durable. Availability: at once.
    durable,  ///< All that the reply saw is durable.
    latest,   ///< At once.
};

struct CallOptions {
    Note note{};
    ReplyWhen when = ReplyWhen::usual;
    std::chrono::milliseconds answer_within{0};  ///< 0 = as ClientOptions says.
};

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
