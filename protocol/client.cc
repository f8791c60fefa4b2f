// The blocking client: an AsyncClient with one request in flight, and its loop.
#include "protocol/client.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace earmark::protocol {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{20};
constexpr milliseconds kLongestPause{1'000};

/// May the same request be sent twice without doing anything twice?
enum class Repeat : std::uint8_t { harmless, harmful };

Repeat if_named(bool is_named) {
    return is_named ? Repeat::harmless : Repeat::harmful;
}

/// Of rows that their source may have numbered.
template <typename Request>
Repeat repeat_of(const Request& request) {
    const auto is_numbered = [](const auto& row) { return row.sequence != 0; };
    return if_named(std::all_of(request.rows.begin(), request.rows.end(), is_numbered));
}

/// Errors after which the same request may fare better.
bool is_passing(const Error& error) {
    return error.code == ErrorCode::unreachable || error.code == ErrorCode::unknown_outcome ||
           error.code == ErrorCode::overloaded || error.code == ErrorCode::closing;
}

/// Errors that say that nothing was done: asking again cannot do it twice.
bool is_certainly_not_done(const Error& error) {
    return error.code == ErrorCode::overloaded || error.code == ErrorCode::closing;
}

}  // namespace

class Client::State {
  public:
    State(std::string host, std::uint16_t port, ClientOptions options)
        : host_(std::move(host)), port_(port), options_(std::move(options)) {}

    Status connect() {
        auto connected = AsyncClient::connect(loop_, host_, port_, options_);
        if (!connected) return connected.error();
        client_ = std::move(*connected);
        return Done{};
    }

    const ServerHello& server() const { return client_->server(); }

    /// `start(client, on_reply)` sends the request.
    template <typename Reply, typename Start>
    Result<Reply> ask(Repeat repeat, const Start& start) {
        milliseconds pause = kFirstPause;
        for (std::uint32_t attempt = 1;; ++attempt) {
            auto result = ask_once<Reply>(start);
            if (result || attempt >= options_.attempts_max) return result;
            const Error& error = result.error();
            const bool is_safe = repeat == Repeat::harmless || is_certainly_not_done(error);
            if (!is_safe || !is_passing(error)) return result;
            std::this_thread::sleep_for(pause);
            pause = std::min(2 * pause, kLongestPause);
        }
    }

  private:
    template <typename Reply, typename Start>
    Result<Reply> ask_once(const Start& start) {
        if (!client_->is_connected()) {
            if (auto status = connect(); !status) return status.error();
        }
        std::optional<Result<Reply>> answered;
        start(*client_, [&answered](const Result<Reply>& result) { answered = result; });
        while (!answered)
            loop_.run_one_for(milliseconds(100));
        return std::move(*answered);
    }

    const std::string host_;
    const std::uint16_t port_;
    const ClientOptions options_;
    ClientLoop loop_;
    std::unique_ptr<AsyncClient> client_;
};

Result<Client> Client::connect(
    const std::string& host, std::uint16_t port, const ClientOptions& options
) {
    auto state = std::make_unique<State>(host, port, options);
    if (auto status = state->connect(); !status) return status.error();
    return Client(std::move(state));
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const ServerHello& Client::server() const {
    return state_->server();
}

// ---- Reference data -------------------------------------------------------------------------

Result<PutReply> Client::put_items(std::span<const ItemRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_items(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_nodes(std::span<const NodeRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_nodes(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_groups(std::span<const GroupRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_groups(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_tariffs(std::span<const TariffRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_tariffs(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_profiles(
    std::span<const ProfileRow> rows, const CallOptions& options
) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_profiles(rows, on_reply, options);
    });
}

Result<ProfileList> Client::list_profiles(const CallOptions& options) {
    return state_->ask<ProfileList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_profiles(on_reply, options);
    });
}

Result<PutReply> Client::put_scarcity(const ScarcityRequest& request, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_scarcity(request, on_reply, options);
    });
}

Result<PutReply> Client::put_zones(const ZoneRows& rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_zones(rows, on_reply, options);
    });
}

Result<ResolveReply> Client::resolve(
    NameKind kind, std::span<const std::string_view> names, const CallOptions& options
) {
    return state_->ask<ResolveReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.resolve(kind, names, on_reply, options);
    });
}

Result<ItemPage> Client::list_items(SkuId after, std::uint32_t limit, const CallOptions& options) {
    return state_->ask<ItemPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_items(after, limit, on_reply, options);
    });
}

Result<NodePage> Client::list_nodes(NodeId after, std::uint32_t limit, const CallOptions& options) {
    return state_->ask<NodePage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_nodes(after, limit, on_reply, options);
    });
}

Result<GroupPage> Client::list_groups(
    GroupId after, std::uint32_t limit, const CallOptions& options
) {
    return state_->ask<GroupPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_groups(after, limit, on_reply, options);
    });
}

namespace {

Error no_such(std::string_view what, std::uint32_t id) {
    return {
        ErrorCode::bad_input,
        std::string(what) + ": found handle " + std::to_string(id) + ", which the server never gave"
    };
}

}  // namespace

Result<ItemView> Client::item(SkuId sku, const CallOptions& options) {
    if (sku.is_none()) return no_such("item", 0);
    auto page = list_items(SkuId(sku.value() - 1), 1, options);
    if (!page) return page.error();
    if (page->items.empty() || page->items[0].id != sku) return no_such("item", sku.value());
    return std::move(page->items[0].item);
}

Result<NodeView> Client::node(NodeId node, const CallOptions& options) {
    if (node.is_none()) return no_such("node", 0);
    auto page = list_nodes(NodeId(node.value() - 1), 1, options);
    if (!page) return page.error();
    if (page->nodes.empty() || page->nodes[0].id != node) return no_such("node", node.value());
    return std::move(page->nodes[0].node);
}

Result<GroupView> Client::group(GroupId group, const CallOptions& options) {
    if (group.is_none()) return no_such("group", 0);
    const GroupId before(static_cast<std::uint16_t>(group.value() - 1));
    auto page = list_groups(before, 1, options);
    if (!page) return page.error();
    if (page->groups.empty() || page->groups[0].id != group) return no_such("group", group.value());
    return std::move(page->groups[0].group);
}

// ---- Stock ----------------------------------------------------------------------------------

Result<SupplyReply> Client::apply_supply(const SupplyRequest& request, const CallOptions& options) {
    return state_->ask<SupplyReply>(repeat_of(request), [&](AsyncClient& client, auto on_reply) {
        client.apply_supply(request, on_reply, options);
    });
}

Result<PutReply> Client::put_segments(
    std::span<const std::string_view> names, const CallOptions& options
) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_segments(names, on_reply, options);
    });
}

Result<SegmentList> Client::list_segments(const CallOptions& options) {
    return state_->ask<SegmentList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_segments(on_reply, options);
    });
}

/// To put or remove a rule twice is harmless; to allocate twice is not.
Result<SupplyReply> Client::put_segment_rules(
    std::span<const SegmentRuleRow> rows, const CallOptions& options
) {
    const bool is_harmless = std::all_of(rows.begin(), rows.end(), [](const SegmentRuleRow& row) {
        return row.change == SegmentChange::put || row.change == SegmentChange::remove;
    });
    return state_->ask<SupplyReply>(if_named(is_harmless), [&](AsyncClient& client, auto on_reply) {
        client.put_segment_rules(rows, on_reply, options);
    });
}

Result<SegmentRules> Client::list_segment_rules(SkuId sku, const CallOptions& options) {
    return state_->ask<SegmentRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_segment_rules(sku, on_reply, options);
    });
}

Result<FeedList> Client::source_feeds(const CallOptions& options) {
    return state_->ask<FeedList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.source_feeds(on_reply, options);
    });
}

Result<JobReply> Client::job(const JobRequest& request, const CallOptions& options) {
    return state_->ask<JobReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.job(request, on_reply, options);
    });
}

Result<JobList> Client::list_jobs(const CallOptions& options) {
    return state_->ask<JobList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_jobs(on_reply, options);
    });
}

Result<CountReply> Client::begin_count(const BeginCount& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.begin_count(request, on_reply, options);
    });
}

Result<CountReply> Client::count_rows(const CountRows& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.count_rows(request, on_reply, options);
    });
}

Result<CountReply> Client::close_count(std::string_view id, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.close_count(id, on_reply, options);
    });
}

Result<CountReply> Client::settle_count(const SettleCount& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.settle_count(request, on_reply, options);
    });
}

Result<CountReport> Client::count_report(
    const CountReportRequest& request, const CallOptions& options
) {
    return state_->ask<CountReport>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.count_report(request, on_reply, options);
    });
}

Result<CountList> Client::list_counts(const CallOptions& options) {
    return state_->ask<CountList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_counts(on_reply, options);
    });
}

/// To put or withdraw twice is harmless.
Result<SupplyReply> Client::put_backorders(
    std::span<const BackorderRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_backorders(rows, on_reply, options);
    });
}

Result<BackordersReply> Client::backorders(
    const BackordersRequest& request, const CallOptions& options
) {
    return state_->ask<BackordersReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.backorders(request, on_reply, options);
    });
}

Result<ReservationReply> Client::claim_backorder(
    const ClaimRequest& request, const CallOptions& options
) {
    return state_->ask<ReservationReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.claim_backorder(request, on_reply, options);
    });
}

/// Who gives supply out twice gives it to the same ones; the second report is empty.
Result<ConfirmReply> Client::confirm_backorders(
    const ConfirmRequest& request, const CallOptions& options
) {
    const Repeat repeat = request.preview ? Repeat::harmless : Repeat::harmful;
    return state_->ask<ConfirmReply>(repeat, [&](AsyncClient& client, auto on_reply) {
        client.confirm_backorders(request, on_reply, options);
    });
}

/// To receive twice is harmless only if the row has a number or says what was received before.
Result<SupplyReply> Client::put_receipts(
    const ReceiptRequest& request, const CallOptions& options
) {
    const auto is_harmless = [](const ReceiptRow& row) {
        const bool arrives =
            row.change == ReceiptChange::receive || row.change == ReceiptChange::settle;
        return row.sequence != 0 || row.change == ReceiptChange::put || (arrives && row.received);
    };
    const Repeat repeat =
        if_named(std::all_of(request.rows.begin(), request.rows.end(), is_harmless));
    return state_->ask<SupplyReply>(repeat, [&](AsyncClient& client, auto on_reply) {
        client.put_receipts(request, on_reply, options);
    });
}

Result<ReceiptsReply> Client::receipts(const ReceiptsRequest& request, const CallOptions& options) {
    return state_->ask<ReceiptsReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.receipts(request, on_reply, options);
    });
}

Result<SupplyReply> Client::dispose(const DispositionRequest& request, const CallOptions& options) {
    return state_->ask<SupplyReply>(repeat_of(request), [&](AsyncClient& client, auto on_reply) {
        client.dispose(request, on_reply, options);
    });
}

Result<SupplyReply> Client::put_promise_terms(
    std::span<const PromiseTermsRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_promise_terms(rows, on_reply, options);
    });
}

Result<PromiseReply> Client::available_to_promise(
    const PromiseRequest& request, const CallOptions& options
) {
    return state_->ask<PromiseReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.available_to_promise(request, on_reply, options);
    });
}

Result<CapacityReply> Client::capacity(const CapacityRequest& request, const CallOptions& options) {
    return state_->ask<CapacityReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.capacity(request, on_reply, options);
    });
}

Result<ExplainReply> Client::explain(const ExplainRequest& request, const CallOptions& options) {
    return state_->ask<ExplainReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.explain(request, on_reply, options);
    });
}

Result<RerateReply> Client::rerate(const RerateRequest& request, const CallOptions& options) {
    return state_->ask<RerateReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.rerate(request, on_reply, options);
    });
}

Result<LateReply> Client::late_supply(const LateRequest& request, const CallOptions& options) {
    return state_->ask<LateReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.late_supply(request, on_reply, options);
    });
}

Result<SupplyReply> Client::put_kits(std::span<const KitRow> rows, const CallOptions& options) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_kits(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_units(std::span<const UnitRow> rows, const CallOptions& options) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_units(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_order_quantities(
    std::span<const OrderQuantityRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_order_quantities(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_substitutes(
    std::span<const SubstituteRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_substitutes(rows, on_reply, options);
    });
}

Result<AssortmentView> Client::item_assortment(SkuId sku, const CallOptions& options) {
    return state_->ask<AssortmentView>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.item_assortment(sku, on_reply, options);
    });
}

Result<ConvertReply> Client::convert(
    std::span<const UnitQuantity> quantities, const CallOptions& options
) {
    return state_->ask<ConvertReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.convert(quantities, on_reply, options);
    });
}

/// To put or remove a rule twice is harmless.
Result<SupplyReply> Client::put_selling_rules(
    std::span<const SellingRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_selling_rules(rows, on_reply, options);
    });
}

Result<SellingRules> Client::list_selling_rules(RuleId after, const CallOptions& options) {
    return state_->ask<SellingRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_selling_rules(after, on_reply, options);
    });
}

/// Put or removed twice, a row is as it was after the first time.
Result<SupplyReply> Client::put_shipping(
    std::span<const ShippingRowChange> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_shipping(rows, on_reply, options);
    });
}

Result<ShippingPage> Client::list_shipping(
    const ListShippingRequest& request, const CallOptions& options
) {
    return state_->ask<ShippingPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_shipping(request, on_reply, options);
    });
}

/// Put or removed twice, a rule is as it was after the first time.
Result<SupplyReply> Client::put_sourcing_rules(
    std::span<const SourcingRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_sourcing_rules(rows, on_reply, options);
    });
}

Result<SourcingRulePage> Client::list_sourcing_rules(
    const ListSourcingRulesRequest& request, const CallOptions& options
) {
    return state_->ask<SourcingRulePage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_sourcing_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const RulePreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const SegmentPreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const TermsPreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const NodePreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<AvailabilityReply> Client::availability(
    const AvailabilityRequest& request, const CallOptions& options
) {
    return state_->ask<AvailabilityReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.availability(request, AvailabilityForm::full, on_reply, options);
        }
    );
}

Result<ItemAvailabilityReply> Client::item_availability(
    SkuId sku, std::string_view own_reservation, const Asking& asking, const CallOptions& options
) {
    return state_->ask<ItemAvailabilityReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.item_availability(sku, own_reservation, asking, on_reply, options);
        }
    );
}

// ---- Reservations and orders
// ----------------------------------------------------------------

Result<ReserveReply> Client::reserve(const ReserveRequest& request, const CallOptions& options) {
    return state_->ask<ReserveReply>(
        if_named(!request.id.empty()),
        [&](AsyncClient& client, auto on_reply) { client.reserve(request, on_reply, options); }
    );
}

/// A step on the whole reservation is as good as named: repeating it changes nothing.
Result<ReservationReply> Client::step(const StepRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(request.parts.empty() || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.step(request, on_reply, options); }
    );
}

Result<ReservationReply> Client::amend(const AmendRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(!request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.amend(request, on_reply, options); }
    );
}

Result<ReservationReply> Client::split(const SplitRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(!request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.split(request, on_reply, options); }
    );
}

Result<ListReservationsReply> Client::list_reservations(
    const ListReservationsRequest& request, const CallOptions& options
) {
    return state_->ask<ListReservationsReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.list_reservations(request, on_reply, options);
        }
    );
}

Result<ReservationReply> Client::reservation(std::string_view id, const CallOptions& options) {
    return state_->ask<ReservationReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.reservation(id, on_reply, options);
    });
}

Result<SourceReply> Client::source(const SourceRequest& request, const CallOptions& options) {
    return state_->ask<SourceReply>(
        if_named(request.mode == SourceMode::quote || !request.id.empty()),
        [&](AsyncClient& client, auto on_reply) { client.source(request, on_reply, options); }
    );
}

Result<DeliveryReply> Client::delivery(const DeliveryRequest& request, const CallOptions& options) {
    return state_->ask<DeliveryReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.delivery(request, on_reply, options);
    });
}

Result<ResourceReply> Client::resource(const ResourceRequest& request, const CallOptions& options) {
    return state_->ask<ResourceReply>(
        if_named(request.mode == SourceMode::quote || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.resource(request, on_reply, options); }
    );
}

Result<JointSourceReply> Client::source_jointly(
    const JointSourceRequest& request, const CallOptions& options
) {
    // Those orders that are held already say so.
    return state_->ask<JointSourceReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.source_jointly(request, on_reply, options);
    });
}

Result<JointSourceProgress> Client::joint_progress(
    std::string_view batch, const CallOptions& options
) {
    return state_->ask<JointSourceProgress>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) { client.joint_progress(batch, on_reply, options); }
    );
}

Result<ChangeOrderReply> Client::change_order(
    const ChangeOrderRequest& request, const CallOptions& options
) {
    return state_->ask<ChangeOrderReply>(
        if_named(request.mode == SourceMode::quote || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.change_order(request, on_reply, options); }
    );
}

Result<PlanAnswer> Client::ask_plan(const PlanQuestion& question, const CallOptions& options) {
    return state_->ask<PlanAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.ask_plan(question, on_reply, options);
    });
}

// ---- Service
// --------------------------------------------------------------------------------

Result<ServerStatus> Client::status(const CallOptions& options) {
    return state_->ask<ServerStatus>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.status(on_reply, options);
    });
}

Result<AuditReply> Client::audit(const CallOptions& options) {
    return state_->ask<AuditReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.audit(on_reply, options);
    });
}

Result<DigestAnswer> Client::state_digest(const CallOptions& options) {
    return state_->ask<DigestAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.state_digest(on_reply, options);
    });
}

Result<SnapshotAnswer> Client::snapshot(const CallOptions& options) {
    return state_->ask<SnapshotAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.snapshot(on_reply, options);
    });
}

Result<ClockAnswer> Client::accept_clock(const CallOptions& options) {
    return state_->ask<ClockAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.accept_clock(on_reply, options);
    });
}

Result<ReadChangesReply> Client::read_changes(
    const ReadChangesRequest& request, const CallOptions& options
) {
    return state_->ask<ReadChangesReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.read_changes(request, on_reply, options);
    });
}

Result<SupplyReply> Client::put_level_rules(
    std::span<const LevelRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_level_rules(rows, on_reply, options);
    });
}

Result<LevelRules> Client::list_level_rules(const CallOptions& options) {
    return state_->ask<LevelRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_level_rules(on_reply, options);
    });
}

Result<ItemLevels> Client::list_levels(SkuId sku, const CallOptions& options) {
    return state_->ask<ItemLevels>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_levels(sku, on_reply, options);
    });
}

}  // namespace earmark::protocol
