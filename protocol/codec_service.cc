// Hello, errors, status and the questions that have no fields.
#include "protocol/codec_parts.h"

#include <utility>

namespace earmark::protocol {

namespace {

/// Enumerators are cast between the engine's and the schema's: their ends must agree. The tests
/// compare those with names of their own one by one.
template <typename Native, typename Wire>
constexpr bool same_end(Native native) {
    return static_cast<unsigned>(native) == static_cast<unsigned>(Wire::MAX);
}
static_assert(same_end<Outcome, wire::Outcome>(Outcome::no_capacity));
static_assert(same_end<LineVerdict, wire::LineVerdict>(LineVerdict::not_in_increments));
static_assert(same_end<RowVerdict, wire::RowVerdict>(RowVerdict::unknown_substitute));
static_assert(same_end<QueryVerdict, wire::QueryVerdict>(QueryVerdict::is_kit));
static_assert(same_end<UnfilledReason, wire::UnfilledReason>(UnfilledReason::line_node_limit));
static_assert(same_end<CapacityUnit, wire::CapacityUnit>(CapacityUnit::units));
static_assert(same_end<ReservationState, wire::ReservationState>(ReservationState::expired));
static_assert(same_end<NodeType, wire::NodeType>(NodeType::third_party));
static_assert(same_end<SupplyChange, wire::SupplyChange>(SupplyChange::safety));
static_assert(same_end<Filling, wire::Filling>(Filling::partial));
static_assert(same_end<ReservationStep, wire::ReservationStep>(ReservationStep::cancel));
static_assert(same_end<SourceMode, wire::SourceMode>(SourceMode::reserve));
static_assert(same_end<ShortCause, wire::ShortCause>(ShortCause::short_pick));
static_assert(same_end<LineSplit, wire::LineSplit>(LineSplit::may_split));
static_assert(same_end<JointStanding, wire::JointStanding>(JointStanding::refused));
static_assert(same_end<JointPhase, wire::JointPhase>(JointPhase::ended));
static_assert(same_end<NameKind, wire::NameKind>(NameKind::profile));
static_assert(same_end<ProfileKind, wire::ProfileKind>(ProfileKind::lexicographic));
static_assert(same_end<Criterion, wire::Criterion>(Criterion::late_days));
static_assert(same_end<StockIfChange, wire::StockIfChange>(StockIfChange::add));
static_assert(same_end<NodeIfChange, wire::NodeIfChange>(NodeIfChange::service));
static_assert(same_end<PlanFate, wire::PlanFate>(PlanFate::no_whole_line));
static_assert(same_end<NodePricing, wire::NodePricing>(NodePricing::not_priced));
static_assert(same_end<SegmentBasis, wire::SegmentBasis>(SegmentBasis::percent));
static_assert(same_end<RuleEffect, wire::RuleEffect>(RuleEffect::stop));
static_assert(same_end<SourcingEffect, wire::SourcingEffect>(SourcingEffect::ship_complete));
static_assert(same_end<AddressKind, wire::AddressKind>(AddressKind::business));
static_assert(same_end<SourcingRuleChange, wire::SourcingRuleChange>(SourcingRuleChange::remove));
static_assert(same_end<RuleChange, wire::RuleChange>(RuleChange::remove));
static_assert(same_end<SegmentChange, wire::SegmentChange>(SegmentChange::move));
static_assert(same_end<JobStep, wire::JobStep>(JobStep::ask));
static_assert(same_end<AbsentRows, wire::AbsentRows>(AbsentRows::zeroed));
static_assert(same_end<CountMode, wire::CountMode>(CountMode::dry_run));
static_assert(same_end<CountState, wire::CountState>(CountState::dry_run));
static_assert(same_end<CorrectionState, wire::CorrectionState>(CorrectionState::rejected));
static_assert(same_end<CountDecision, wire::CountDecision>(CountDecision::reject));
static_assert(same_end<SupplyType, wire::SupplyType>(SupplyType::planned));
static_assert(same_end<Disposition, wire::Disposition>(Disposition::expired));
static_assert(same_end<ReceiptChange, wire::ReceiptChange>(ReceiptChange::cancel));
static_assert(same_end<TermKind, wire::TermKind>(TermKind::group_kept));
static_assert(same_end<WaitingReason, wire::WaitingReason>(WaitingReason::over_ceiling));
static_assert(same_end<Durability, wire::Durability>(Durability::none));
static_assert(same_end<AvailabilityForm, wire::AvailabilityForm>(AvailabilityForm::ats_only));

}  // namespace

void encode_hello(Builder& builder, std::string_view client) {
    builder.Clear();
    const auto offset = write(builder, client);
    builder.Finish(wire::CreateHelloRequest(builder, offset));
}

Status decode_hello(Payload payload, std::string_view& client) {
    const auto* message = verified<wire::HelloRequest>(payload);
    if (message == nullptr) return not_that_message<wire::HelloRequest>(payload);
    client = view(message->client());
    return Done{};
}

/// Tables without fields look the same, whatever their name: one stands for all.
void encode_empty(Builder& builder) {
    builder.Clear();
    builder.Finish(wire::CreateStatusRequest(builder));
}

Status decode_empty(Payload payload) {
    const auto* message = verified<wire::StatusRequest>(payload);
    if (message == nullptr) return not_that_message<wire::StatusRequest>(payload);
    return Done{};
}

void encode_reply(Builder& builder, const ErrorAnswer& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    builder.Finish(wire::CreateErrorReply(builder, reply.refusal, detail, reply.retry_after_ms));
}

Status decode_reply(Payload payload, ErrorAnswer& reply) {
    const auto* message = verified<wire::ErrorReply>(payload);
    if (message == nullptr) return not_that_message<wire::ErrorReply>(payload);
    reply.refusal = message->refusal();
    assign(reply.detail, message->detail());
    reply.retry_after_ms = message->retry_after_ms();
    return Done{};
}

void encode_reply(Builder& builder, const ServerHello& reply) {
    builder.Clear();
    const auto server = write(builder, reply.server);
    const auto version = write(builder, reply.version);
    builder.Finish(wire::CreateHelloReply(
        builder,
        server,
        version,
        to_wire<wire::Durability>(reply.durability),
        reply.frame_bytes_max,
        reply.requests_waiting_max
    ));
}

Status decode_reply(Payload payload, ServerHello& reply) {
    const auto* message = verified<wire::HelloReply>(payload);
    if (message == nullptr) return not_that_message<wire::HelloReply>(payload);
    assign(reply.server, message->server());
    assign(reply.version, message->version());
    if (!read_enum(message->durability(), reply.durability))
        return bad_enum("HelloReply.durability", message->durability());
    reply.frame_bytes_max = message->frame_bytes_max();
    reply.requests_waiting_max = message->requests_waiting_max();
    return Done{};
}

void encode_reply(Builder& builder, const ServerStatus& reply) {
    builder.Clear();
    const auto version = write(builder, reply.version);
    wire::StatusReplyBuilder message(builder);
    message.add_items(reply.engine.items);
    message.add_nodes(reply.engine.nodes);
    message.add_groups(reply.engine.groups);
    message.add_positions(reply.engine.positions);
    message.add_reservations_live(reply.engine.reservations_live);
    message.add_orders_open(reply.engine.orders_open);
    message.add_reservations_kept(reply.engine.reservations_kept);
    message.add_expiry_paused(reply.engine.expiry_paused);
    message.add_newest_lsn(reply.engine.newest_lsn);
    message.add_durable_lsn(reply.engine.durable_lsn);
    message.add_version(version);
    message.add_durability(to_wire<wire::Durability>(reply.durability));
    message.add_uptime_seconds(reply.uptime_seconds);
    message.add_connections(reply.connections);
    message.add_requests(reply.requests);
    message.add_refused_overload(reply.refused_overload);
    message.add_audited_at(reply.audit.ended_at.time_since_epoch().count());
    message.add_audit_positions(reply.audit.positions);
    message.add_audit_changed(reply.audit.changed);
    message.add_audit_mismatches(reply.audit.mismatches);
    message.add_backorders(reply.engine.backorders);
    message.add_backorder_units_waiting(reply.engine.backorder_units_waiting);
    message.add_backorder_confirmations(reply.engine.backorder_confirmations);
    message.add_plan_conflicts(reply.engine.plan_conflicts);
    message.add_plans_under_locks(reply.engine.plans_under_locks);
    builder.Finish(message.Finish());
}

Status decode_reply(Payload payload, ServerStatus& reply) {
    const auto* message = verified<wire::StatusReply>(payload);
    if (message == nullptr) return not_that_message<wire::StatusReply>(payload);
    reply.engine = {
        .items = message->items(),
        .nodes = message->nodes(),
        .groups = message->groups(),
        .positions = message->positions(),
        .reservations_live = message->reservations_live(),
        .orders_open = message->orders_open(),
        .reservations_kept = message->reservations_kept(),
        .expiry_paused = message->expiry_paused(),
        .newest_lsn = message->newest_lsn(),
        .durable_lsn = message->durable_lsn(),
        .backorders = message->backorders(),
        .backorder_units_waiting = message->backorder_units_waiting(),
        .backorder_confirmations = message->backorder_confirmations(),
        .plan_conflicts = message->plan_conflicts(),
        .plans_under_locks = message->plans_under_locks(),
    };
    assign(reply.version, message->version());
    if (!read_enum(message->durability(), reply.durability))
        return bad_enum("StatusReply.durability", message->durability());
    reply.uptime_seconds = message->uptime_seconds();
    reply.connections = message->connections();
    reply.requests = message->requests();
    reply.refused_overload = message->refused_overload();
    reply.audit = {
        .ended_at = Time(Duration(message->audited_at())),
        .positions = message->audit_positions(),
        .changed = message->audit_changed(),
        .mismatches = message->audit_mismatches(),
    };
    return Done{};
}

void encode_reply(Builder& builder, const AuditReply& reply) {
    builder.Clear();
    const auto findings = write_structs<wire::AuditFinding>(
        builder,
        std::span<const AuditFinding>(reply.findings),
        +[](const AuditFinding& finding) {
            return wire::AuditFinding(
                finding.sku.value(),
                finding.node.value(),
                finding.segment.value(),
                finding.day,
                finding.reserved_counter,
                finding.reserved_sum,
                finding.allocated_counter,
                finding.allocated_sum
            );
        }
    );
    builder.Finish(wire::CreateAuditReply(
        builder, reply.positions, reply.reservations, reply.open_lines, reply.mismatches, findings
    ));
}

Status decode_reply(Payload payload, AuditReply& reply) {
    const auto* message = verified<wire::AuditReply>(payload);
    if (message == nullptr) return not_that_message<wire::AuditReply>(payload);
    reply.positions = message->positions();
    reply.reservations = message->reservations();
    reply.open_lines = message->open_lines();
    reply.mismatches = message->mismatches();
    const auto findings = rows<AuditFinding>(message->findings());
    if (!is_aligned(findings)) return misaligned("AuditReply.findings");
    reply.findings.assign(findings.begin(), findings.end());
    return Done{};
}

void encode_reply(Builder& builder, const DigestAnswer& reply) {
    builder.Clear();
    builder.Finish(wire::CreateStateDigestReply(builder, reply.state_digest));
}

Status decode_reply(Payload payload, DigestAnswer& reply) {
    const auto* message = verified<wire::StateDigestReply>(payload);
    if (message == nullptr) return not_that_message<wire::StateDigestReply>(payload);
    reply.state_digest = message->state_digest();
    return Done{};
}

void encode_reply(Builder& builder, const SnapshotAnswer& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    builder.Finish(wire::CreateSnapshotReply(builder, reply.lsn, detail));
}

Status decode_reply(Payload payload, SnapshotAnswer& reply) {
    const auto* message = verified<wire::SnapshotReply>(payload);
    if (message == nullptr) return not_that_message<wire::SnapshotReply>(payload);
    reply.lsn = message->lsn();
    assign(reply.detail, message->detail());
    return Done{};
}

void encode_reply(Builder& builder, const ClockAnswer& reply) {
    builder.Clear();
    builder.Finish(wire::CreateAcceptClockReply(builder, reply.expiry_paused));
}

Status decode_reply(Payload payload, ClockAnswer& reply) {
    const auto* message = verified<wire::AcceptClockReply>(payload);
    if (message == nullptr) return not_that_message<wire::AcceptClockReply>(payload);
    reply.expiry_paused = message->expiry_paused();
    return Done{};
}

std::string_view to_string(Durability durability) {
    switch (durability) {
        case Durability::sync:
            return "sync";
        case Durability::relaxed:
            return "relaxed";
        case Durability::none:
            return "none";
    }
    return "?";
}

}  // namespace earmark::protocol
