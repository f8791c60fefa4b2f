// Reservations and what happens to them.
#include "protocol/codec_parts.h"

#include <optional>

namespace earmark::protocol {
namespace {

Time to_time(std::int64_t micros) {
    return Time(Duration(micros));
}

std::int64_t to_micros(Time time) {
    return time.time_since_epoch().count();
}

wire::ReserveLine to_struct(const ReserveLine& line) {
    return {line.line, line.sku.value(), line.node.value(), line.quantity};
}

wire::LineAnswer to_struct(const LineAnswer& answer) {
    return {answer.line, to_wire<wire::LineVerdict>(answer.verdict), answer.reserved, answer.ats};
}

wire::PartLine to_struct(const PartLine& part) {
    return {part.line, part.node.value(), part.quantity};
}

wire::AmendLine to_struct(const AmendLine& line) {
    return {line.line, line.sku.value(), line.node.value(), line.from.value(), line.quantity};
}

wire::ReservationLine to_struct(const ReservationLine& line) {
    return {
        line.line,
        line.sku.value(),
        line.node.value(),
        line.day,
        line.requested,
        line.granted,
        line.held,
        line.allocated,
        line.shipped,
        line.kit.value(),
        line.per_kit
    };
}

}  // namespace

void encode_request(Builder& builder, const ReserveRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto lines = write_structs<wire::ReserveLine>(builder, request.lines, &to_struct);
    const auto note_offset = write(builder, note);
    const auto reference = write(builder, request.reference);
    flatbuffers::Offset<flatbuffers::Vector<Day>> days;
    if (!request.days.empty())
        days = builder.CreateVector(request.days.data(), request.days.size());
    const auto stamped_at =
        request.stamped_at ? flatbuffers::Optional<std::int64_t>(to_micros(*request.stamped_at))
                           : flatbuffers::nullopt;
    builder.Finish(wire::CreateReserveRequest(
        builder,
        id,
        lines,
        request.hold_for.count(),
        to_wire<wire::Filling>(request.filling),
        stamped_at,
        note_offset,
        reference,
        request.segment.value(),
        days,
        request.method,
        request.ignore_safety
    ));
}

Status decode_request(Payload payload, ReserveRequest& request, Note& note) {
    const auto* message = verified<wire::ReserveRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ReserveRequest>(payload);
    request.id = view(message->id());
    request.lines = rows<ReserveLine>(message->lines());
    if (!is_aligned(request.lines)) return misaligned("ReserveRequest.lines");
    request.hold_for = std::chrono::seconds(message->hold_for());
    if (!read_enum(message->filling(), request.filling))
        return bad_enum("ReserveRequest.filling", message->filling());
    request.stamped_at.reset();
    if (const auto stamped_at = message->stamped_at()) request.stamped_at = to_time(*stamped_at);
    request.reference = view(message->reference());
    request.segment = SegmentId(message->segment());
    request.days = scalars<Day>(message->days());
    if (!is_aligned(request.days)) return misaligned("ReserveRequest.days");
    request.method = message->method();
    request.ignore_safety = message->ignore_safety();
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const ReserveReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto lines = write_structs<wire::LineAnswer>(
        builder, std::span<const LineAnswer>(reply.lines), &to_struct
    );
    const auto substitutes = write_offers(builder, reply.substitutes);
    builder.Finish(wire::CreateReserveReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        lines,
        to_micros(reply.expires_at),
        write_state(reply.state, reply.has_state()),
        reply.lsn,
        substitutes
    ));
}

Status decode_reply(Payload payload, ReserveReply& reply) {
    const auto* message = verified<wire::ReserveReply>(payload);
    if (message == nullptr) return not_that_message<wire::ReserveReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    const auto lines = rows<LineAnswer>(message->lines());
    if (!is_aligned(lines)) return misaligned("ReserveReply.lines");
    reply.lines.assign(lines.begin(), lines.end());
    reply.expires_at = to_time(message->expires_at());
    reply.state = read_state(message->state());
    reply.lsn = message->lsn();
    return read_offers(message->substitutes(), reply.substitutes);
}

void encode_request(Builder& builder, const StepRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto operation = write(builder, request.operation);
    const auto parts = write_structs<wire::PartLine>(builder, request.parts, &to_struct);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateStepRequest(
        builder, to_wire<wire::ReservationStep>(request.step), id, operation, parts, note_offset
    ));
}

Status decode_request(Payload payload, StepRequest& request, Note& note) {
    const auto* message = verified<wire::StepRequest>(payload);
    if (message == nullptr) return not_that_message<wire::StepRequest>(payload);
    if (!read_enum(message->step(), request.step))
        return bad_enum("StepRequest.step", message->step());
    request.id = view(message->id());
    request.operation = view(message->operation());
    request.parts = rows<PartLine>(message->parts());
    if (!is_aligned(request.parts)) return misaligned("StepRequest.parts");
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const AmendRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto operation = write(builder, request.operation);
    const auto lines = write_structs<wire::AmendLine>(builder, request.lines, &to_struct);
    const auto note_offset = write(builder, note);
    const auto hold_for = request.hold_for
                              ? flatbuffers::Optional<std::int64_t>(request.hold_for->count())
                              : flatbuffers::nullopt;
    flatbuffers::Offset<flatbuffers::Vector<Day>> days;
    if (!request.days.empty())
        days = builder.CreateVector(request.days.data(), request.days.size());
    builder.Finish(wire::CreateAmendRequest(
        builder,
        id,
        operation,
        hold_for,
        lines,
        note_offset,
        request.method,
        request.ignore_safety,
        days
    ));
}

Status decode_request(Payload payload, AmendRequest& request, Note& note) {
    const auto* message = verified<wire::AmendRequest>(payload);
    if (message == nullptr) return not_that_message<wire::AmendRequest>(payload);
    request.id = view(message->id());
    request.operation = view(message->operation());
    request.hold_for.reset();
    if (const auto hold_for = message->hold_for())
        request.hold_for = std::chrono::seconds(*hold_for);
    request.lines = rows<AmendLine>(message->lines());
    if (!is_aligned(request.lines)) return misaligned("AmendRequest.lines");
    request.days = scalars<Day>(message->days());
    if (!is_aligned(request.days)) return misaligned("AmendRequest.days");
    request.method = message->method();
    request.ignore_safety = message->ignore_safety();
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const SplitRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto into = write(builder, request.into);
    const auto operation = write(builder, request.operation);
    const auto parts = write_structs<wire::PartLine>(builder, request.parts, &to_struct);
    const auto reference = write(builder, request.reference);
    const auto note_offset = write(builder, note);
    builder.Finish(
        wire::CreateSplitRequest(builder, id, into, operation, parts, reference, note_offset)
    );
}

Status decode_request(Payload payload, SplitRequest& request, Note& note) {
    const auto* message = verified<wire::SplitRequest>(payload);
    if (message == nullptr) return not_that_message<wire::SplitRequest>(payload);
    request.id = view(message->id());
    request.into = view(message->into());
    request.operation = view(message->operation());
    request.parts = rows<PartLine>(message->parts());
    if (!is_aligned(request.parts)) return misaligned("SplitRequest.parts");
    request.reference = view(message->reference());
    note = read(message->note());
    return Done{};
}

void encode_reservation_request(Builder& builder, std::string_view id) {
    builder.Clear();
    const auto id_offset = write(builder, id);
    builder.Finish(wire::CreateReservationRequest(builder, id_offset));
}

Status decode_reservation_request(Payload payload, std::string_view& id) {
    const auto* message = verified<wire::ReservationRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ReservationRequest>(payload);
    id = view(message->id());
    return Done{};
}

flatbuffers::Offset<flatbuffers::Vector<const wire::ReservationLine*>> write_lines(
    Builder& builder, const std::vector<ReservationLine>& lines
) {
    return write_structs<wire::ReservationLine>(
        builder, std::span<const ReservationLine>(lines), &to_struct
    );
}

void encode_reply(Builder& builder, const ReservationReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto lines = write_lines(builder, reply.lines);
    const auto answers = write_structs<wire::LineAnswer>(
        builder, std::span<const LineAnswer>(reply.answers), &to_struct
    );
    const auto reference = write(builder, reply.reference);
    const auto made_by = write(builder, reply.made_by);
    builder.Finish(wire::CreateReservationReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        write_state(reply.state, !reply.lines.empty()),
        to_micros(reply.expires_at),
        lines,
        reply.corrected_units,
        reply.lsn,
        answers,
        reference,
        made_by,
        to_micros(reply.made_at)
    ));
}

Status decode_reply(Payload payload, ReservationReply& reply) {
    const auto* message = verified<wire::ReservationReply>(payload);
    if (message == nullptr) return not_that_message<wire::ReservationReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.state = read_state(message->state());
    reply.expires_at = to_time(message->expires_at());
    const auto lines = rows<ReservationLine>(message->lines());
    if (!is_aligned(lines)) return misaligned("ReservationReply.lines");
    reply.lines.assign(lines.begin(), lines.end());
    reply.corrected_units = message->corrected_units();
    reply.lsn = message->lsn();
    const auto answers = rows<LineAnswer>(message->answers());
    if (!is_aligned(answers)) return misaligned("ReservationReply.answers");
    reply.answers.assign(answers.begin(), answers.end());
    assign(reply.reference, message->reference());
    assign(reply.made_by, message->made_by());
    reply.made_at = to_time(message->made_at());
    return Done{};
}

}  // namespace earmark::protocol
