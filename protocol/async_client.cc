#include "protocol/async_client.h"

#include "protocol/client_connection.h"
#include "protocol/client_loop.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

Result<std::unique_ptr<AsyncClient>> AsyncClient::connect(
    ClientLoop& loop, const std::string& host, std::uint16_t port, const ClientOptions& options
) {
    auto connection = std::make_shared<Connection>(loop.state_->context, options);
    if (auto status = connection->connect(host, port); !status) return status.error();
    connection->start();
    return std::unique_ptr<AsyncClient>(new AsyncClient(std::move(connection)));
}

AsyncClient::AsyncClient(std::shared_ptr<Connection> connection)
    : connection_(std::move(connection)) {}

AsyncClient::~AsyncClient() {
    connection_->close("the client was closed");
}

const ServerHello& AsyncClient::server() const {
    return connection_->server();
}

std::size_t AsyncClient::in_flight() const {
    return connection_->in_flight();
}

bool AsyncClient::is_connected() const {
    return connection_->is_connected();
}

// ---- Reference data -------------------------------------------------------------------------

void AsyncClient::put_items(
    std::span<const ItemRow> rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_items, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_nodes(
    std::span<const NodeRow> rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_nodes, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_groups(
    std::span<const GroupRow> rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_groups, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_tariffs(
    std::span<const TariffRow> rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_tariffs, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_zones(
    const ZoneRows& rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_zones, Effect::change, options, std::move(on_reply));
}

void AsyncClient::resolve(
    NameKind kind,
    std::span<const std::string_view> names,
    OnReply<ResolveReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), kind, names);
    connection_->ask(MessageKind::resolve, Effect::none, options, std::move(on_reply));
}

void AsyncClient::list_items(
    SkuId after, std::uint32_t limit, OnReply<ItemPage> on_reply, const CallOptions& options
) {
    const ListRequest request{.after = after.value(), .limit = limit};
    encode_request(connection_->builder(), request, MessageKind::list_items);
    connection_->ask(MessageKind::list_items, Effect::none, options, std::move(on_reply));
}

void AsyncClient::list_nodes(
    NodeId after, std::uint32_t limit, OnReply<NodePage> on_reply, const CallOptions& options
) {
    const ListRequest request{.after = after.value(), .limit = limit};
    encode_request(connection_->builder(), request, MessageKind::list_nodes);
    connection_->ask(MessageKind::list_nodes, Effect::none, options, std::move(on_reply));
}

void AsyncClient::list_groups(
    GroupId after, std::uint32_t limit, OnReply<GroupPage> on_reply, const CallOptions& options
) {
    const ListRequest request{.after = after.value(), .limit = limit};
    encode_request(connection_->builder(), request, MessageKind::list_groups);
    connection_->ask(MessageKind::list_groups, Effect::none, options, std::move(on_reply));
}

// ---- Stock ----------------------------------------------------------------------------------

void AsyncClient::apply_supply(
    const SupplyRequest& request, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::apply_supply, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_segments(
    std::span<const std::string_view> names, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_segments(connection_->builder(), names, options.note);
    connection_->ask(MessageKind::put_segments, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_segments(OnReply<SegmentList> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::list_segments, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_segment_rules(
    std::span<const SegmentRuleRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_segment_rules, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_segment_rules(
    SkuId sku, OnReply<SegmentRules> on_reply, const CallOptions& options
) {
    encode_rules_request(connection_->builder(), sku);
    connection_->ask(MessageKind::list_segment_rules, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_backorders(
    std::span<const BackorderRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_backorders, Effect::change, options, std::move(on_reply));
}

void AsyncClient::backorders(
    const BackordersRequest& request, OnReply<BackordersReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::backorders, Effect::none, options, std::move(on_reply));
}

void AsyncClient::claim_backorder(
    const ClaimRequest& request, OnReply<ReservationReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::claim_backorder, Effect::change, options, std::move(on_reply));
}

void AsyncClient::confirm_backorders(
    const ConfirmRequest& request, OnReply<ConfirmReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    const Effect effect = request.preview ? Effect::none : Effect::change;
    connection_->ask(MessageKind::confirm_backorders, effect, options, std::move(on_reply));
}

void AsyncClient::put_receipts(
    const ReceiptRequest& request, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::put_receipts, Effect::change, options, std::move(on_reply));
}

void AsyncClient::receipts(
    const ReceiptsRequest& request, OnReply<ReceiptsReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::receipts, Effect::none, options, std::move(on_reply));
}

void AsyncClient::dispose(
    const DispositionRequest& request, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::dispose, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_promise_terms(
    std::span<const PromiseTermsRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_promise_terms, Effect::change, options, std::move(on_reply));
}

void AsyncClient::available_to_promise(
    const PromiseRequest& request, OnReply<PromiseReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::available_to_promise, Effect::none, options, std::move(on_reply));
}

void AsyncClient::explain(
    const ExplainRequest& request, OnReply<ExplainReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::explain, Effect::none, options, std::move(on_reply));
}

void AsyncClient::late_supply(
    const LateRequest& request, OnReply<LateReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::late_supply, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_selling_rules(
    std::span<const SellingRuleRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_selling_rules, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_selling_rules(
    RuleId after, OnReply<SellingRules> on_reply, const CallOptions& options
) {
    encode_selling_rules_request(connection_->builder(), {.after = after.value()});
    connection_->ask(MessageKind::list_selling_rules, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_shipping(
    std::span<const ShippingRowChange> rows,
    OnReply<SupplyReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_shipping, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_shipping(
    const ListShippingRequest& request, OnReply<ShippingPage> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::list_shipping, Effect::none, options, std::move(on_reply));
}

void AsyncClient::capacity(
    const CapacityRequest& request, OnReply<CapacityReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::capacity, Effect::none, options, std::move(on_reply));
}

void AsyncClient::preview_rules(
    const RulePreviewRequest& request,
    OnReply<RulePreviewReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(
        MessageKind::preview_selling_rules, Effect::none, options, std::move(on_reply)
    );
}

void AsyncClient::preview_rules(
    const SegmentPreviewRequest& request,
    OnReply<RulePreviewReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(
        MessageKind::preview_segment_rules, Effect::none, options, std::move(on_reply)
    );
}

void AsyncClient::preview_rules(
    const TermsPreviewRequest& request,
    OnReply<RulePreviewReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(
        MessageKind::preview_promise_terms, Effect::none, options, std::move(on_reply)
    );
}

void AsyncClient::preview_rules(
    const NodePreviewRequest& request,
    OnReply<RulePreviewReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::preview_nodes, Effect::none, options, std::move(on_reply));
}

void AsyncClient::availability(
    const AvailabilityRequest& request,
    AvailabilityForm form,
    OnReply<AvailabilityReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request, form);
    connection_->ask(MessageKind::availability, Effect::none, options, std::move(on_reply));
}

void AsyncClient::item_availability(
    SkuId sku,
    std::string_view own_reservation,
    const Asking& asking,
    OnReply<ItemAvailabilityReply> on_reply,
    const CallOptions& options
) {
    const ItemAvailabilityRequest request{
        .sku = sku, .own_reservation = own_reservation, .asking = asking
    };
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::item_availability, Effect::none, options, std::move(on_reply));
}

// ---- Reservations and orders ----------------------------------------------------------------

void AsyncClient::reserve(
    const ReserveRequest& request, OnReply<ReserveReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::reserve, Effect::change, options, std::move(on_reply));
}

void AsyncClient::step(
    const StepRequest& request, OnReply<ReservationReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::step, Effect::change, options, std::move(on_reply));
}

void AsyncClient::amend(
    const AmendRequest& request, OnReply<ReservationReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::amend, Effect::change, options, std::move(on_reply));
}

void AsyncClient::split(
    const SplitRequest& request, OnReply<ReservationReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::split, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_reservations(
    const ListReservationsRequest& request,
    OnReply<ListReservationsReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::list_reservations, Effect::none, options, std::move(on_reply));
}

void AsyncClient::reservation(
    std::string_view id, OnReply<ReservationReply> on_reply, const CallOptions& options
) {
    encode_reservation_request(connection_->builder(), id);
    connection_->ask(MessageKind::reservation, Effect::none, options, std::move(on_reply));
}

void AsyncClient::source(
    const SourceRequest& request, OnReply<SourceReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    const auto effect = request.mode == SourceMode::quote ? Effect::none : Effect::change;
    connection_->ask(MessageKind::source, effect, options, std::move(on_reply));
}

void AsyncClient::delivery(
    const DeliveryRequest& request, OnReply<DeliveryReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::delivery, Effect::none, options, std::move(on_reply));
}

void AsyncClient::resource(
    const ResourceRequest& request, OnReply<ResourceReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    const auto effect = request.mode == SourceMode::quote ? Effect::none : Effect::change;
    connection_->ask(MessageKind::resource, effect, options, std::move(on_reply));
}

// ---- Service --------------------------------------------------------------------------------

void AsyncClient::status(OnReply<ServerStatus> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::status, Effect::none, options, std::move(on_reply));
}

void AsyncClient::audit(OnReply<AuditReply> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::audit, Effect::none, options, std::move(on_reply));
}

void AsyncClient::state_digest(OnReply<DigestAnswer> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::state_digest, Effect::none, options, std::move(on_reply));
}

void AsyncClient::snapshot(OnReply<SnapshotAnswer> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::snapshot, Effect::none, options, std::move(on_reply));
}

void AsyncClient::accept_clock(OnReply<ClockAnswer> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::accept_clock, Effect::none, options, std::move(on_reply));
}

void AsyncClient::read_changes(
    const ReadChangesRequest& request,
    OnReply<ReadChangesReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::read_changes, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_level_rules(
    std::span<const LevelRuleRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_level_rules, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_level_rules(OnReply<LevelRules> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::list_level_rules, Effect::none, options, std::move(on_reply));
}

void AsyncClient::list_levels(SkuId sku, OnReply<ItemLevels> on_reply, const CallOptions& options) {
    encode_levels_request(connection_->builder(), sku);
    connection_->ask(MessageKind::list_levels, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
