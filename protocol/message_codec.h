// Messages between FlatBuffers and the engine's structs, both ways.
//
// decode_* verifies first, with tight caps on depth and tables, then reads in one pass. Lines and
// texts of a request stay where they lie in the payload: wire structs have the layout of the
// engine's. encode_* writes field by field, so that no padding of ours travels.
//
// Errors of every decode_*: malformed_frame - the payload is not that message; the detail names the
// field.
#pragma once

#include "engine/base/result.h"
#include "engine/stream/read_changes.h"
#include "protocol/earmark_generated.h"
#include "protocol/level_messages.h"
#include "protocol/messages.h"

#include <flatbuffers/flatbuffers.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::protocol {

using Builder = flatbuffers::FlatBufferBuilder;
using Payload = std::span<const std::byte>;

/// Room for what a decoded request points at besides its payload; reused from one to the next.
struct DecodeRoom {
    std::vector<ItemRow> items;
    std::vector<NodeRow> nodes;
    std::vector<GroupRow> groups;
    std::vector<TariffRow> tariffs;
    std::vector<TariffStep> steps;
    std::vector<ZonePair> pairs;
    std::vector<SourceRequest> orders;
};

/// Frees nothing: the room is for the next message.
inline Payload finished(const Builder& builder) {
    return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

// ---- Requests -------------------------------------------------------------------------------

struct ListRequest {
    std::uint32_t after = 0;
    std::uint32_t limit = kPageEntriesMax;
};
struct ItemAvailabilityRequest {
    SkuId sku;
    std::string_view own_reservation{};
    Asking asking{};
};

void encode_hello(Builder& builder, std::string_view client);
void encode_empty(Builder& builder);
void encode_request(Builder& builder, std::span<const ItemRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const NodeRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const GroupRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const TariffRow> rows, const Note& note);
void encode_request(Builder& builder, const RerateRequest& request);
void encode_request(Builder& builder, const ZoneRows& rows, const Note& note);
void encode_request(Builder& builder, NameKind kind, std::span<const std::string_view> names);
void encode_request(Builder& builder, const ListRequest& request, wire::MessageKind kind);
void encode_request(Builder& builder, const SupplyRequest& request, const Note& note);
void encode_segments(Builder& builder, std::span<const std::string_view> names, const Note& note);
void encode_request(Builder& builder, std::span<const SegmentRuleRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const SellingRuleRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const ProfileRow> rows, const Note& note);
void encode_request(Builder& builder, const ScarcityRequest& request, const Note& note);
void encode_request(Builder& builder, const RulePreviewRequest& request);
void encode_request(Builder& builder, const SegmentPreviewRequest& request);
void encode_request(Builder& builder, const TermsPreviewRequest& request);
void encode_request(Builder& builder, const NodePreviewRequest& request);
void encode_request(Builder& builder, std::span<const KitRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const UnitRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const OrderQuantityRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const SubstituteRow> rows, const Note& note);
void encode_assortment_request(Builder& builder, SkuId sku);
void encode_request(Builder& builder, std::span<const UnitQuantity> quantities);
void encode_request(Builder& builder, std::span<const ShippingRowChange> rows, const Note& note);
void encode_request(Builder& builder, const ListShippingRequest& request);
void encode_request(Builder& builder, std::span<const SourcingRuleRow> rows, const Note& note);
void encode_request(Builder& builder, const ListSourcingRulesRequest& request);
void encode_request(Builder& builder, const CapacityRequest& request);
void encode_selling_rules_request(Builder& builder, const ListRequest& request);
void encode_rules_request(Builder& builder, SkuId sku);
void encode_request(Builder& builder, const JobRequest& request, const Note& note);
void encode_request(Builder& builder, const LoadPage& request, const Note& note);
void encode_request(Builder& builder, const BeginCount& request, const Note& note);
void encode_request(Builder& builder, const CountRows& request);
void encode_close_count(Builder& builder, std::string_view id, const Note& note);
void encode_request(Builder& builder, const SettleCount& request, const Note& note);
void encode_request(Builder& builder, const CountReportRequest& request);
void encode_request(Builder& builder, const ReceiptRequest& request, const Note& note);
void encode_request(Builder& builder, const DispositionRequest& request, const Note& note);
void encode_request(Builder& builder, std::span<const PromiseTermsRow> rows, const Note& note);
void encode_request(Builder& builder, std::span<const BackorderRow> rows, const Note& note);
void encode_request(Builder& builder, const BackordersRequest& request);
void encode_request(Builder& builder, const ConfirmRequest& request, const Note& note);
void encode_request(Builder& builder, const ClaimRequest& request, const Note& note);
void encode_request(Builder& builder, const ReceiptsRequest& request);
void encode_request(Builder& builder, const PromiseRequest& request);
void encode_request(Builder& builder, const LateRequest& request);
void encode_request(Builder& builder, const ExplainRequest& request);
void encode_request(Builder& builder, const AvailabilityRequest& request, AvailabilityForm form);
void encode_request(Builder& builder, const ItemAvailabilityRequest& request);
void encode_request(Builder& builder, const ReserveRequest& request, const Note& note);
void encode_request(Builder& builder, const StepRequest& request, const Note& note);
void encode_request(Builder& builder, const AmendRequest& request, const Note& note);
void encode_request(Builder& builder, const SplitRequest& request, const Note& note);
void encode_request(Builder& builder, const ListReservationsRequest& request);
void encode_reservation_request(Builder& builder, std::string_view id);
void encode_request(Builder& builder, const SourceRequest& request, const Note& note);
void encode_request(Builder& builder, const DeliveryRequest& request);
void encode_request(Builder& builder, const ResourceRequest& request, const Note& note);
void encode_request(Builder& builder, const JointCall& call, const Note& note);
void encode_request(Builder& builder, const JointOrdersPart& request);

/// Of the orders as many, from the first on, as stay below so many bytes, but one in any case.
///
/// Returns: how many.
std::size_t encode_part(
    Builder& builder, const JointOrdersPart& request, std::size_t payload_bytes_max
);
void encode_request(Builder& builder, const JointRowsRequest& request);
void encode_joint_progress(Builder& builder, std::string_view batch);
void encode_request(Builder& builder, const ChangeOrderRequest& request, const Note& note);
void encode_request(Builder& builder, const PlanQuestion& question, const Note& note);
void encode_request(Builder& builder, const ReadChangesRequest& request);
void encode_request(Builder& builder, std::span<const LevelRuleRow> rows, const Note& note);
void encode_levels_request(Builder& builder, SkuId sku);

Status decode_hello(Payload payload, std::string_view& client);
Status decode_empty(Payload payload);
Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const ItemRow>& rows, Note& note
);
Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const NodeRow>& rows, Note& note
);
Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const GroupRow>& rows, Note& note
);
Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const TariffRow>& rows, Note& note
);
Status decode_request(Payload payload, DecodeRoom& room, RerateRequest& request);
Status decode_request(Payload payload, DecodeRoom& room, ZoneRows& zones, Note& note);
Status decode_request(Payload payload, ResolveRequest& request);
Status decode_request(Payload payload, ListRequest& request, wire::MessageKind kind);
Status decode_request(Payload payload, SupplyRequest& request, Note& note);
Status decode_segments(Payload payload, std::vector<std::string_view>& names, Note& note);
Status decode_request(Payload payload, std::vector<SegmentRuleRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<SellingRuleRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<ProfileRow>& rows, Note& note);
Status decode_request(Payload payload, ScarcityRequest& request, Note& note);
/// The request's rows are then in `rows`.
Status decode_request(
    Payload payload, std::vector<SegmentRuleRow>& rows, SegmentPreviewRequest& request
);
Status decode_request(
    Payload payload, std::vector<SellingRuleRow>& rows, RulePreviewRequest& request
);
Status decode_request(
    Payload payload, std::vector<PromiseTermsRow>& rows, TermsPreviewRequest& request
);
Status decode_request(Payload payload, std::vector<NodeRow>& rows, NodePreviewRequest& request);
Status decode_request(Payload payload, std::vector<KitRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<UnitRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<OrderQuantityRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<SubstituteRow>& rows, Note& note);
Status decode_assortment_request(Payload payload, SkuId& sku);
Status decode_request(Payload payload, std::vector<UnitQuantity>& quantities);
Status decode_request(Payload payload, std::vector<ShippingRowChange>& rows, Note& note);
Status decode_request(Payload payload, ListShippingRequest& request);
Status decode_request(Payload payload, std::vector<SourcingRuleRow>& rows, Note& note);
Status decode_request(Payload payload, ListSourcingRulesRequest& request);
Status decode_request(Payload payload, CapacityRequest& request);
Status decode_selling_rules_request(Payload payload, ListRequest& request);
Status decode_rules_request(Payload payload, SkuId& sku);
Status decode_request(Payload payload, JobRequest& request, Note& note);
Status decode_request(Payload payload, LoadPage& request, Note& note);
Status decode_request(Payload payload, BeginCount& request, Note& note);
Status decode_request(Payload payload, CountRows& request);
Status decode_close_count(Payload payload, std::string_view& id, Note& note);
Status decode_request(Payload payload, SettleCount& request, Note& note);
Status decode_request(Payload payload, CountReportRequest& request);
/// The request's rows are those in `rows`.
Status decode_request(
    Payload payload, std::vector<ReceiptRow>& rows, ReceiptRequest& request, Note& note
);
Status decode_request(
    Payload payload, std::vector<DispositionRow>& rows, DispositionRequest& request, Note& note
);
Status decode_request(Payload payload, std::vector<PromiseTermsRow>& rows, Note& note);
Status decode_request(Payload payload, std::vector<BackorderRow>& rows, Note& note);
Status decode_request(Payload payload, BackordersRequest& request);
Status decode_request(Payload payload, ConfirmRequest& request, Note& note);
Status decode_request(Payload payload, ClaimRequest& request, Note& note);
Status decode_request(Payload payload, ReceiptsRequest& request);
Status decode_request(Payload payload, PromiseRequest& request);
Status decode_request(Payload payload, LateRequest& request);
Status decode_request(Payload payload, ExplainRequest& request);
Status decode_request(Payload payload, AvailabilityRequest& request, AvailabilityForm& form);
Status decode_request(Payload payload, ItemAvailabilityRequest& request);
Status decode_request(Payload payload, ReserveRequest& request, Note& note);
Status decode_request(Payload payload, StepRequest& request, Note& note);
Status decode_request(Payload payload, AmendRequest& request, Note& note);
Status decode_request(Payload payload, SplitRequest& request, Note& note);
Status decode_request(Payload payload, ListReservationsRequest& request);
Status decode_reservation_request(Payload payload, std::string_view& id);
Status decode_request(Payload payload, SourceRequest& request, Note& note);
Status decode_request(Payload payload, DeliveryRequest& request);
Status decode_request(Payload payload, ResourceRequest& request, Note& note);
/// The orders' lines and texts stay where they lie.
Status decode_request(Payload payload, DecodeRoom& room, JointCall& call, Note& note);
Status decode_request(Payload payload, DecodeRoom& room, JointOrdersPart& request);
Status decode_request(Payload payload, JointRowsRequest& request);
Status decode_joint_progress(Payload payload, std::string_view& batch);
Status decode_request(Payload payload, ChangeOrderRequest& request, Note& note);
/// The question borrows from `lists` and the message.
Status decode_request(Payload payload, PlanQuestionRows& lists, PlanQuestion& question, Note& note);
Status decode_request(Payload payload, ReadChangesRequest& request);
Status decode_request(Payload payload, std::vector<LevelRuleRow>& rows, Note& note);
Status decode_levels_request(Payload payload, SkuId& sku);

// ---- Replies --------------------------------------------------------------------------------

/// Why a request was not answered with a reply of its own kind.
struct ErrorAnswer {
    wire::Refusal refusal = wire::Refusal::bad_message;
    std::string detail{};
    std::uint32_t retry_after_ms = 0;
};

void encode_reply(Builder& builder, const ErrorAnswer& reply);
void encode_reply(Builder& builder, const ServerHello& reply);
void encode_reply(Builder& builder, const PutReply& reply);
void encode_reply(Builder& builder, const ResolveReply& reply);
void encode_reply(Builder& builder, const ItemPage& reply);
void encode_reply(Builder& builder, const NodePage& reply);
void encode_reply(Builder& builder, const GroupPage& reply);
void encode_reply(Builder& builder, const SegmentList& reply);
void encode_reply(Builder& builder, const SegmentRules& reply);
void encode_reply(Builder& builder, const SellingRules& reply);
void encode_reply(Builder& builder, const ProfileList& reply);
void encode_reply(Builder& builder, const ShippingPage& reply);
void encode_reply(Builder& builder, const SourcingRulePage& reply);
void encode_reply(Builder& builder, const CapacityReply& reply);
void encode_reply(Builder& builder, const RulePreviewReply& reply);
void encode_reply(Builder& builder, const AssortmentView& reply);
void encode_reply(Builder& builder, const ConvertReply& reply);
void encode_reply(Builder& builder, const SupplyReply& reply);
void encode_reply(Builder& builder, const FeedList& reply);
void encode_reply(Builder& builder, const JobReply& reply);
void encode_reply(Builder& builder, const JobList& reply);
void encode_reply(Builder& builder, const CountReply& reply);
void encode_reply(Builder& builder, const CountReport& reply);
void encode_reply(Builder& builder, const CountList& reply);
void encode_reply(Builder& builder, const BackordersReply& reply);
void encode_reply(Builder& builder, const ConfirmReply& reply);
void encode_reply(Builder& builder, const ReceiptsReply& reply);
void encode_reply(Builder& builder, const PromiseReply& reply);
void encode_reply(Builder& builder, const LateReply& reply);
void encode_reply(Builder& builder, const RerateReply& reply);
void encode_reply(Builder& builder, const ExplainReply& reply);
void encode_reply(
    Builder& builder, const AvailabilityReply& reply, AvailabilityForm form = AvailabilityForm::full
);
void encode_figures(Builder& builder, std::span<const Availability> figures, AvailabilityForm form);
void encode_reply(Builder& builder, const ItemAvailabilityReply& reply);
void encode_reply(Builder& builder, const ReserveReply& reply);
void encode_reply(Builder& builder, const ReservationReply& reply);
void encode_reply(Builder& builder, const ListReservationsReply& reply);
void encode_reply(Builder& builder, const SourceReply& reply);
void encode_reply(Builder& builder, const DeliveryReply& reply);
void encode_reply(Builder& builder, const ResourceReply& reply);
void encode_reply(Builder& builder, const JointPage& page);
void encode_reply(Builder& builder, const JointOrdersReply& reply);
void encode_reply(Builder& builder, const JointSourceProgress& reply);
void encode_reply(Builder& builder, const ChangeOrderReply& reply);
void encode_reply(Builder& builder, const PlanAnswer& reply);
void encode_reply(Builder& builder, const ServerStatus& reply);
void encode_reply(Builder& builder, const AuditReply& reply);
void encode_reply(Builder& builder, const DigestAnswer& reply);
void encode_reply(Builder& builder, const SnapshotAnswer& reply);
void encode_reply(Builder& builder, const ClockAnswer& reply);
void encode_reply(Builder& builder, const ReadChangesReply& reply);
void encode_reply(Builder& builder, const LevelRules& reply);
void encode_reply(Builder& builder, const ItemLevels& reply);

Status decode_reply(Payload payload, ErrorAnswer& reply);
Status decode_reply(Payload payload, ServerHello& reply);
Status decode_reply(Payload payload, PutReply& reply);
Status decode_reply(Payload payload, ResolveReply& reply);
Status decode_reply(Payload payload, ItemPage& reply);
Status decode_reply(Payload payload, NodePage& reply);
Status decode_reply(Payload payload, GroupPage& reply);
Status decode_reply(Payload payload, SegmentList& reply);
Status decode_reply(Payload payload, SegmentRules& reply);
Status decode_reply(Payload payload, SellingRules& reply);
Status decode_reply(Payload payload, ProfileList& reply);
Status decode_reply(Payload payload, ShippingPage& reply);
Status decode_reply(Payload payload, SourcingRulePage& reply);
Status decode_reply(Payload payload, CapacityReply& reply);
Status decode_reply(Payload payload, RulePreviewReply& reply);
Status decode_reply(Payload payload, AssortmentView& reply);
Status decode_reply(Payload payload, ConvertReply& reply);
Status decode_reply(Payload payload, SupplyReply& reply);
Status decode_reply(Payload payload, FeedList& reply);
Status decode_reply(Payload payload, JobReply& reply);
Status decode_reply(Payload payload, JobList& reply);
Status decode_reply(Payload payload, CountReply& reply);
Status decode_reply(Payload payload, CountReport& reply);
Status decode_reply(Payload payload, CountList& reply);
Status decode_reply(Payload payload, BackordersReply& reply);
Status decode_reply(Payload payload, ConfirmReply& reply);
Status decode_reply(Payload payload, ReceiptsReply& reply);
Status decode_reply(Payload payload, PromiseReply& reply);
Status decode_reply(Payload payload, LateReply& reply);
Status decode_reply(Payload payload, RerateReply& reply);
Status decode_reply(Payload payload, ExplainReply& reply);
Status decode_reply(Payload payload, AvailabilityReply& reply);
Status decode_reply(Payload payload, ItemAvailabilityReply& reply);
Status decode_reply(Payload payload, ReserveReply& reply);
Status decode_reply(Payload payload, ReservationReply& reply);
Status decode_reply(Payload payload, ListReservationsReply& reply);
Status decode_reply(Payload payload, SourceReply& reply);
Status decode_reply(Payload payload, DeliveryReply& reply);
Status decode_reply(Payload payload, ResourceReply& reply);
Status decode_reply(Payload payload, JointPage& page);
Status decode_reply(Payload payload, JointOrdersReply& reply);
Status decode_reply(Payload payload, JointSourceProgress& reply);
Status decode_reply(Payload payload, ChangeOrderReply& reply);
Status decode_reply(Payload payload, PlanAnswer& reply);
Status decode_reply(Payload payload, ServerStatus& reply);
Status decode_reply(Payload payload, AuditReply& reply);
Status decode_reply(Payload payload, DigestAnswer& reply);
Status decode_reply(Payload payload, SnapshotAnswer& reply);
Status decode_reply(Payload payload, ClockAnswer& reply);
Status decode_reply(Payload payload, ReadChangesReply& reply);
Status decode_reply(Payload payload, LevelRules& reply);
Status decode_reply(Payload payload, ItemLevels& reply);

}  // namespace earmark::protocol
