// Supply and availability: vectors of structs.
#include "protocol/codec_parts.h"

#include <algorithm>
#include <cstddef>

namespace earmark::protocol {
namespace {

wire::AvailabilityQuery to_struct(const AvailabilityQuery& query) {
    return {query.sku.value(), query.node.value(), query.group.value()};
}

wire::Availability to_struct(const Availability& figures) {
    return {
        to_wire<wire::QueryVerdict>(figures.verdict),
        figures.ats,
        figures.on_hand,
        figures.reserved,
        figures.allocated,
        figures.safety,
        figures.withheld,
        figures.kept,
        figures.shortage,
        figures.lsn
    };
}

wire::Ats to_ats(const Availability& figures) {
    return {figures.ats, to_wire<wire::QueryVerdict>(figures.verdict)};
}

wire::NodeAvailability to_struct(const NodeAvailability& position) {
    return {
        position.node.value(),
        to_struct(position.figures),
        position.safety_rule.value(),
        position.stopped_by.value()
    };
}

}  // namespace

void encode_request(Builder& builder, const SupplyRequest& request, const Note& note) {
    builder.Clear();
    const auto source = write(builder, request.source);
    const auto rows_offset = write_structs<wire::SupplyRow>(builder, request.rows, &to_struct);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateApplySupplyRequest(builder, source, rows_offset, note_offset));
}

Status decode_request(Payload payload, SupplyRequest& request, Note& note) {
    const auto* message = verified<wire::ApplySupplyRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ApplySupplyRequest>(payload);
    request.source = view(message->source());
    request.rows = rows<SupplyRow>(message->rows());
    if (!is_aligned(request.rows)) return misaligned("ApplySupplyRequest.rows");
    const auto known = [](const SupplyRow& row) { return row.change <= SupplyChange::safety; };
    const auto bad = std::find_if_not(request.rows.begin(), request.rows.end(), known);
    if (bad != request.rows.end())
        return bad_enum("SupplyRow.change", to_wire<wire::SupplyChange>(bad->change));
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const SupplyReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto answers = write_answers(builder, reply.answers);
    builder.Finish(wire::CreateApplySupplyReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.applied,
        reply.unchanged,
        reply.refused,
        answers,
        reply.lsn
    ));
}

Status decode_reply(Payload payload, SupplyReply& reply) {
    const auto* message = verified<wire::ApplySupplyReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ApplySupplyReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.applied = message->applied();
    reply.unchanged = message->unchanged();
    reply.refused = message->refused();
    read_answers(message->answers(), reply.answers);
    reply.lsn = message->lsn();
    return Done{};
}

void encode_request(Builder& builder, const AvailabilityRequest& request, AvailabilityForm form) {
    builder.Clear();
    const auto own_reservation = write(builder, request.own_reservation);
    const auto queries =
        write_structs<wire::AvailabilityQuery>(builder, request.queries, &to_struct);
    builder.Finish(wire::CreateAvailabilityRequest(
        builder,
        queries,
        own_reservation,
        to_wire<wire::AvailabilityForm>(form),
        request.segment.value(),
        request.method,
        request.ignore_safety
    ));
}

Status decode_request(Payload payload, AvailabilityRequest& request, AvailabilityForm& form) {
    const auto* message = verified<wire::AvailabilityRequest>(payload);
    if (message == nullptr) return not_that_message<wire::AvailabilityRequest>(payload);
    request.queries = rows<AvailabilityQuery>(message->queries());
    if (!is_aligned(request.queries)) return misaligned("AvailabilityRequest.queries");
    request.own_reservation = view(message->own_reservation());
    if (!read_enum(message->form(), form))
        return bad_enum("AvailabilityRequest.form", message->form());
    request.segment = SegmentId(message->segment());
    request.method = message->method();
    request.ignore_safety = message->ignore_safety();
    return Done{};
}

namespace {

using DetailOffset = flatbuffers::Offset<flatbuffers::String>;

void finish_availability(
    Builder& builder,
    Outcome outcome,
    DetailOffset detail,
    std::span<const Availability> all,
    AvailabilityForm form
) {
    flatbuffers::Offset<flatbuffers::Vector<const wire::Availability*>> figures;
    flatbuffers::Offset<flatbuffers::Vector<const wire::Ats*>> ats;
    if (form == AvailabilityForm::full) {
        figures = write_structs<wire::Availability>(builder, all, &to_struct);
    } else {
        ats = write_structs<wire::Ats>(builder, all, &to_ats);
    }
    builder.Finish(wire::CreateAvailabilityReply(
        builder, to_wire<wire::Outcome>(outcome), detail, figures, ats
    ));
}

}  // namespace

void encode_reply(Builder& builder, const AvailabilityReply& reply, AvailabilityForm form) {
    builder.Clear();
    const DetailOffset detail = write(builder, reply.detail);
    finish_availability(builder, reply.outcome, detail, reply.figures, form);
}

void encode_figures(
    Builder& builder, std::span<const Availability> figures, AvailabilityForm form
) {
    builder.Clear();
    finish_availability(builder, Outcome::done, {}, figures, form);
}

Status decode_reply(Payload payload, AvailabilityReply& reply) {
    const auto* message = verified<wire::AvailabilityReply>(payload);
    if (message == nullptr) return not_that_message<wire::AvailabilityReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.figures.clear();
    if (message->ats() != nullptr) {
        if (!is_aligned(message->ats())) return misaligned("AvailabilityReply.ats");
        for (const wire::Ats* ats : *message->ats()) {
            Availability& figures = reply.figures.emplace_back();
            figures.verdict = static_cast<QueryVerdict>(ats->verdict());
            figures.ats = ats->ats();
        }
        return Done{};
    }
    const auto figures = rows<Availability>(message->figures());
    if (!is_aligned(figures)) return misaligned("AvailabilityReply.figures");
    reply.figures.assign(figures.begin(), figures.end());
    return Done{};
}

void encode_request(Builder& builder, const ItemAvailabilityRequest& request) {
    builder.Clear();
    const auto own_reservation = write(builder, request.own_reservation);
    builder.Finish(wire::CreateItemAvailabilityRequest(
        builder,
        request.sku.value(),
        own_reservation,
        request.asking.segment.value(),
        request.asking.method,
        request.asking.ignore_safety
    ));
}

Status decode_request(Payload payload, ItemAvailabilityRequest& request) {
    const auto* message = verified<wire::ItemAvailabilityRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ItemAvailabilityRequest>(payload);
    request.sku = SkuId(message->sku());
    request.own_reservation = view(message->own_reservation());
    request.asking.segment = SegmentId(message->segment());
    request.asking.method = message->method();
    request.asking.ignore_safety = message->ignore_safety();
    return Done{};
}

void encode_reply(Builder& builder, const ItemAvailabilityReply& reply) {
    builder.Clear();
    const auto positions = write_structs<wire::NodeAvailability>(
        builder, std::span<const NodeAvailability>(reply.positions), &to_struct
    );
    builder.Finish(wire::CreateItemAvailabilityReply(builder, positions));
}

Status decode_reply(Payload payload, ItemAvailabilityReply& reply) {
    const auto* message = verified<wire::ItemAvailabilityReply>(payload);
    if (message == nullptr) return not_that_message<wire::ItemAvailabilityReply>(payload);
    const auto positions = rows<NodeAvailability>(message->positions());
    if (!is_aligned(positions)) return misaligned("ItemAvailabilityReply.positions");
    reply.positions.assign(positions.begin(), positions.end());
    return Done{};
}

}  // namespace earmark::protocol
