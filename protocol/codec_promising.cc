// Dated supply and promises.
#include "protocol/codec_parts.h"

#include <algorithm>

namespace earmark::protocol {
namespace {

wire::DispositionRow to_struct(const DispositionRow& row) {
    return {
        row.sku.value(),
        row.node.value(),
        to_wire<wire::Disposition>(row.from),
        to_wire<wire::Disposition>(row.to),
        row.quantity
    };
}

wire::PromiseTermsRow to_struct(const PromiseTermsRow& row) {
    return {row.sku.value(), row.past_due_days, row.lead_days, row.horizon_days};
}

wire::DispositionEntry to_struct(const DispositionEntry& entry) {
    return {
        entry.sku.value(),
        entry.node.value(),
        to_wire<wire::Disposition>(entry.disposition),
        entry.units
    };
}

wire::PromiseStep to_struct(const PromiseStep& step) {
    return {step.day, step.is_unlimited, step.units};
}

using ReceiptVector = flatbuffers::Vector<flatbuffers::Offset<wire::ReceiptEntry>>;

flatbuffers::Offset<ReceiptVector> write_receipts(
    Builder& builder, const std::vector<ReceiptEntry>& receipts
) {
    if (receipts.empty()) return {};
    std::vector<flatbuffers::Offset<wire::ReceiptEntry>> offsets;
    offsets.reserve(receipts.size());
    for (const ReceiptEntry& entry : receipts) {
        const auto id = write(builder, entry.receipt);
        offsets.push_back(wire::CreateReceiptEntry(
            builder,
            entry.sku.value(),
            entry.node.value(),
            id,
            to_wire<wire::SupplyType>(entry.type),
            entry.day,
            entry.first_day,
            entry.promised,
            entry.open,
            entry.received,
            entry.sender.value(),
            entry.is_late,
            entry.counts
        ));
    }
    return builder.CreateVector(offsets);
}

void read_receipts(const ReceiptVector* wire_receipts, std::vector<ReceiptEntry>& receipts) {
    receipts.clear();
    if (wire_receipts == nullptr) return;
    for (const wire::ReceiptEntry* entry : *wire_receipts) {
        receipts.push_back({
            .sku = SkuId(entry->sku()),
            .node = NodeId(entry->node()),
            .receipt = std::string(view(entry->receipt())),
            .type = static_cast<SupplyType>(entry->type()),
            .day = entry->day(),
            .first_day = entry->first_day(),
            .promised = entry->promised(),
            .open = entry->open(),
            .received = entry->received(),
            .sender = NodeId(entry->sender()),
            .is_late = entry->is_late(),
            .counts = entry->counts(),
        });
    }
}

}  // namespace

// ---- Requests -------------------------------------------------------------------------------

void encode_request(Builder& builder, const ReceiptRequest& request, const Note& note) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::ReceiptRow>> offsets;
    offsets.reserve(request.rows.size());
    for (const ReceiptRow& row : request.rows) {
        const auto id = write(builder, row.receipt);
        offsets.push_back(wire::CreateReceiptRow(
            builder,
            to_wire<wire::ReceiptChange>(row.change),
            row.sku.value(),
            row.node.value(),
            id,
            to_wire<wire::SupplyType>(row.type),
            row.day,
            row.quantity,
            row.sender.value(),
            row.received ? flatbuffers::Optional<std::int64_t>(*row.received)
                         : flatbuffers::nullopt,
            row.sequence
        ));
    }
    const auto rows_offset = builder.CreateVector(offsets);
    const auto note_offset = write(builder, note);
    const auto source = write(builder, request.source);
    builder.Finish(wire::CreatePutReceiptsRequest(builder, rows_offset, note_offset, source));
}

Status decode_request(
    Payload payload, std::vector<ReceiptRow>& rows, ReceiptRequest& request, Note& note
) {
    const auto* message = verified<wire::PutReceiptsRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutReceiptsRequest>(payload);
    rows.clear();
    request = {.rows = {}, .source = view(message->source())};
    note = read(message->note());
    if (message->rows() == nullptr) return Done{};
    rows.reserve(message->rows()->size());
    for (const wire::ReceiptRow* row : *message->rows()) {
        ReceiptRow& read_row = rows.emplace_back();
        if (!read_enum(row->change(), read_row.change))
            return bad_enum("ReceiptRow.change", row->change());
        if (!read_enum(row->type(), read_row.type)) return bad_enum("ReceiptRow.type", row->type());
        read_row.sku = SkuId(row->sku());
        read_row.node = NodeId(row->node());
        read_row.receipt = view(row->receipt());
        read_row.day = row->day();
        read_row.quantity = row->quantity();
        read_row.sender = NodeId(row->sender());
        if (const auto received = row->received()) read_row.received = *received;
        read_row.sequence = row->sequence();
    }
    request.rows = rows;
    return Done{};
}

namespace {

flatbuffers::Offset<flatbuffers::Vector<std::uint64_t>> write_sequences(
    Builder& builder, std::span<const DispositionRow> rows
) {
    const auto is_numbered = [](const DispositionRow& row) { return row.sequence != 0; };
    if (std::none_of(rows.begin(), rows.end(), is_numbered)) return {};
    std::vector<std::uint64_t> sequences;
    sequences.reserve(rows.size());
    for (const DispositionRow& row : rows)
        sequences.push_back(row.sequence);
    return builder.CreateVector(sequences);
}

}  // namespace

void encode_request(Builder& builder, const DispositionRequest& request, const Note& note) {
    builder.Clear();
    const auto rows_offset = write_structs<wire::DispositionRow>(builder, request.rows, &to_struct);
    const auto note_offset = write(builder, note);
    const auto source = write(builder, request.source);
    const auto sequences = write_sequences(builder, request.rows);
    builder.Finish(wire::CreateDisposeRequest(builder, rows_offset, note_offset, source, sequences)
    );
}

Status decode_request(
    Payload payload, std::vector<DispositionRow>& rows, DispositionRequest& request, Note& note
) {
    const auto* message = verified<wire::DisposeRequest>(payload);
    if (message == nullptr) return not_that_message<wire::DisposeRequest>(payload);
    rows.clear();
    request = {.rows = {}, .source = view(message->source())};
    note = read(message->note());
    if (message->rows() == nullptr) return Done{};
    if (!is_aligned(message->rows())) return misaligned("DisposeRequest.rows");
    const auto sequences = scalars<std::uint64_t>(message->sequences());
    // An empty vector need not lie where its numbers would.
    if (!sequences.empty() && !is_aligned(sequences)) return misaligned("DisposeRequest.sequences");
    if (!sequences.empty() && sequences.size() != message->rows()->size()) {
        return malformed(
            "DisposeRequest.sequences",
            "found " + std::to_string(sequences.size()) + ", expected one for each row, or none"
        );
    }
    rows.reserve(message->rows()->size());
    for (const wire::DispositionRow* row : *message->rows()) {
        DispositionRow& read_row = rows.emplace_back();
        if (!read_enum(row->from(), read_row.from))
            return bad_enum("DispositionRow.from", row->from());
        if (!read_enum(row->to(), read_row.to)) return bad_enum("DispositionRow.to", row->to());
        read_row.sku = SkuId(row->sku());
        read_row.node = NodeId(row->node());
        read_row.quantity = row->quantity();
        if (!sequences.empty()) read_row.sequence = sequences[rows.size() - 1];
    }
    request.rows = rows;
    return Done{};
}

flatbuffers::Offset<WireTerms> write_terms(
    Builder& builder, std::span<const PromiseTermsRow> rows
) {
    return write_structs<wire::PromiseTermsRow>(builder, rows, &to_struct);
}

bool read_terms(const WireTerms* wire_rows, std::vector<PromiseTermsRow>& rows) {
    rows.clear();
    if (wire_rows == nullptr) return true;
    if (!is_aligned(wire_rows)) return false;
    for (const wire::PromiseTermsRow* row : *wire_rows) {
        rows.push_back(
            {SkuId(row->sku()), row->past_due_days(), row->lead_days(), row->horizon_days()}
        );
    }
    return true;
}

void encode_request(Builder& builder, std::span<const PromiseTermsRow> rows, const Note& note) {
    builder.Clear();
    const auto rows_offset = write_terms(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutPromiseTermsRequest(builder, rows_offset, note_offset));
}

Status decode_request(Payload payload, std::vector<PromiseTermsRow>& rows, Note& note) {
    const auto* message = verified<wire::PutPromiseTermsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PutPromiseTermsRequest>(payload);
    note = read(message->note());
    if (!read_terms(message->rows(), rows)) return misaligned("PutPromiseTermsRequest.rows");
    return Done{};
}

void encode_request(Builder& builder, const ReceiptsRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateReceiptsRequest(
        builder, request.sku.value(), request.after.value(), request.node.value(), request.limit
    ));
}

Status decode_request(Payload payload, ReceiptsRequest& request) {
    const auto* message = verified<wire::ReceiptsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ReceiptsRequest>(payload);
    request.sku = SkuId(message->sku());
    request.after = SkuId(message->after());
    request.node = NodeId(message->node());
    request.limit = message->limit();
    return Done{};
}

void encode_request(Builder& builder, const PromiseRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateAvailableToPromiseRequest(
        builder,
        request.sku.value(),
        request.node.value(),
        request.group.value(),
        request.segment.value(),
        request.quantity,
        request.method,
        request.ignore_safety
    ));
}

Status decode_request(Payload payload, PromiseRequest& request) {
    const auto* message = verified<wire::AvailableToPromiseRequest>(payload);
    if (message == nullptr) return not_that_message<wire::AvailableToPromiseRequest>(payload);
    request.sku = SkuId(message->sku());
    request.node = NodeId(message->node());
    request.group = GroupId(message->group());
    request.segment = SegmentId(message->segment());
    request.quantity = message->quantity();
    request.method = message->method();
    request.ignore_safety = message->ignore_safety();
    return Done{};
}

void encode_request(Builder& builder, const LateRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateLateSupplyRequest(builder, request.sku.value(), request.node.value())
    );
}

Status decode_request(Payload payload, LateRequest& request) {
    const auto* message = verified<wire::LateSupplyRequest>(payload);
    if (message == nullptr) return not_that_message<wire::LateSupplyRequest>(payload);
    request.sku = SkuId(message->sku());
    request.node = NodeId(message->node());
    return Done{};
}

// ---- Replies --------------------------------------------------------------------------------

void encode_reply(Builder& builder, const ReceiptsReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto receipts = write_receipts(builder, reply.receipts);
    const auto dispositions = write_structs<wire::DispositionEntry>(
        builder, std::span<const DispositionEntry>(reply.dispositions), &to_struct
    );
    builder.Finish(wire::CreateReceiptsReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.today,
        receipts,
        dispositions,
        reply.next.value(),
        reply.lsn
    ));
}

Status decode_reply(Payload payload, ReceiptsReply& reply) {
    const auto* message = verified<wire::ReceiptsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ReceiptsReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.today = message->today();
    read_receipts(message->receipts(), reply.receipts);
    reply.dispositions.clear();
    if (!is_aligned(message->dispositions())) return misaligned("ReceiptsReply.dispositions");
    if (message->dispositions() != nullptr) {
        for (const wire::DispositionEntry* entry : *message->dispositions()) {
            reply.dispositions.push_back(
                {SkuId(entry->sku()),
                 NodeId(entry->node()),
                 static_cast<Disposition>(entry->disposition()),
                 entry->units()}
            );
        }
    }
    reply.next = SkuId(message->next());
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const PromiseReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto steps = write_structs<wire::PromiseStep>(
        builder, std::span<const PromiseStep>(reply.steps), &to_struct
    );
    builder.Finish(wire::CreateAvailableToPromiseReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        to_wire<wire::QueryVerdict>(reply.verdict),
        reply.today,
        steps,
        reply.earliest ? flatbuffers::Optional<Day>(*reply.earliest) : flatbuffers::nullopt,
        reply.lsn
    ));
}

Status decode_reply(Payload payload, PromiseReply& reply) {
    const auto* message = verified<wire::AvailableToPromiseReply>(payload);
    if (message == nullptr) return not_that_message<wire::AvailableToPromiseReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.verdict = static_cast<QueryVerdict>(message->verdict());
    reply.today = message->today();
    reply.steps.clear();
    if (!is_aligned(message->steps())) return misaligned("AvailableToPromiseReply.steps");
    if (message->steps() != nullptr) {
        for (const wire::PromiseStep* step : *message->steps())
            reply.steps.push_back({step->day(), step->units(), step->is_unlimited()});
    }
    reply.earliest.reset();
    if (const auto earliest = message->earliest()) reply.earliest = *earliest;
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const LateReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto late = write_receipts(builder, reply.late);
    std::vector<flatbuffers::Offset<wire::PromiseAtRisk>> lines;
    for (const PromiseAtRisk& line : reply.at_risk) {
        const auto id = write(builder, line.reservation);
        lines.push_back(wire::CreatePromiseAtRisk(
            builder,
            id,
            line.line,
            line.sku.value(),
            line.node.value(),
            line.day,
            line.units,
            line.at_risk
        ));
    }
    const auto at_risk = builder.CreateVector(lines);
    builder.Finish(wire::CreateLateSupplyReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.today,
        late,
        at_risk,
        reply.lsn
    ));
}

Status decode_reply(Payload payload, LateReply& reply) {
    const auto* message = verified<wire::LateSupplyReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::LateSupplyReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.today = message->today();
    read_receipts(message->late(), reply.late);
    reply.at_risk.clear();
    reply.lsn = message->lsn();
    if (message->at_risk() == nullptr) return Done{};
    for (const wire::PromiseAtRisk* line : *message->at_risk()) {
        reply.at_risk.push_back(
            {.reservation = std::string(view(line->reservation())),
             .line = line->line(),
             .sku = SkuId(line->sku()),
             .node = NodeId(line->node()),
             .day = line->day(),
             .units = line->units(),
             .at_risk = line->at_risk()}
        );
    }
    return Done{};
}

}  // namespace earmark::protocol
