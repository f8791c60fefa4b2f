// Backorders.
#include "protocol/codec_parts.h"

namespace earmark::protocol {

flatbuffers::Offset<wire::BackorderEntry> write_backorder(
    Builder& builder, const BackorderEntry& entry
) {
    const auto id = write(builder, entry.backorder);
    return wire::CreateBackorderEntry(
        builder,
        entry.sku.value(),
        entry.node.value(),
        id,
        entry.wanted,
        entry.day,
        entry.latest,
        entry.priority,
        to_wire<wire::BackorderStrategy>(entry.strategy),
        entry.confirmed,
        entry.confirmed_day,
        entry.segment.value()
    );
}

namespace {

BackorderEntry read_entry(const wire::BackorderEntry& entry) {
    return {
        .sku = SkuId(entry.sku()),
        .node = NodeId(entry.node()),
        .backorder = std::string(view(entry.backorder())),
        .wanted = entry.wanted(),
        .day = entry.day(),
        .latest = entry.latest(),
        .priority = entry.priority(),
        .strategy = static_cast<BackorderStrategy>(entry.strategy()),
        .confirmed = entry.confirmed(),
        .confirmed_day = entry.confirmed_day(),
        .segment = SegmentId(entry.segment()),
    };
}

flatbuffers::Offset<wire::WaitingBackorder> write_waiting(
    Builder& builder, const WaitingBackorder& waiting
) {
    const auto now = write_backorder(builder, waiting.now);
    return wire::CreateWaitingBackorder(
        builder,
        now,
        to_wire<wire::WaitingReason>(waiting.reason),
        waiting.rule.value(),
        waiting.short_by,
        waiting.until
    );
}

bool read_waiting(const wire::WaitingBackorder& from, WaitingBackorder& waiting) {
    if (from.now() != nullptr) waiting.now = read_entry(*from.now());
    waiting.rule = RuleId(from.rule());
    waiting.short_by = from.short_by();
    waiting.until = from.until();
    return read_enum(from.reason(), waiting.reason);
}

}  // namespace

flatbuffers::Offset<WireBackorders> write_backorders(
    Builder& builder, const std::vector<BackorderEntry>& entries
) {
    if (entries.empty()) return {};
    std::vector<flatbuffers::Offset<wire::BackorderEntry>> offsets;
    offsets.reserve(entries.size());
    for (const BackorderEntry& entry : entries)
        offsets.push_back(write_backorder(builder, entry));
    return builder.CreateVector(offsets);
}

void read_backorders(const WireBackorders* wire_entries, std::vector<BackorderEntry>& entries) {
    entries.clear();
    if (wire_entries == nullptr) return;
    for (const wire::BackorderEntry* entry : *wire_entries)
        entries.push_back(read_entry(*entry));
}

void encode_request(Builder& builder, std::span<const BackorderRow> rows, const Note& note) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::BackorderRow>> offsets;
    offsets.reserve(rows.size());
    for (const BackorderRow& row : rows) {
        const auto id = write(builder, row.backorder);
        offsets.push_back(wire::CreateBackorderRow(
            builder,
            to_wire<wire::BackorderChange>(row.change),
            row.sku.value(),
            row.node.value(),
            id,
            row.quantity,
            row.day,
            row.latest,
            row.priority,
            to_wire<wire::BackorderStrategy>(row.strategy),
            row.segment.value()
        ));
    }
    const auto rows_offset = builder.CreateVector(offsets);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutBackordersRequest(builder, rows_offset, note_offset));
}

Status decode_request(Payload payload, std::vector<BackorderRow>& rows, Note& note) {
    const auto* message = verified<wire::PutBackordersRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutBackordersRequest>(payload);
    rows.clear();
    note = read(message->note());
    if (message->rows() == nullptr) return Done{};
    rows.reserve(message->rows()->size());
    for (const wire::BackorderRow* row : *message->rows()) {
        BackorderRow& read_row = rows.emplace_back();
        if (!read_enum(row->change(), read_row.change))
            return bad_enum("BackorderRow.change", row->change());
        if (!read_enum(row->strategy(), read_row.strategy))
            return bad_enum("BackorderRow.strategy", row->strategy());
        read_row.sku = SkuId(row->sku());
        read_row.node = NodeId(row->node());
        read_row.backorder = view(row->backorder());
        read_row.quantity = row->quantity();
        read_row.day = row->day();
        read_row.latest = row->latest();
        read_row.priority = row->priority();
        read_row.segment = SegmentId(row->segment());
    }
    return Done{};
}

void encode_request(Builder& builder, const BackordersRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateBackordersRequest(
        builder, request.sku.value(), request.after.value(), request.node.value(), request.limit
    ));
}

Status decode_request(Payload payload, BackordersRequest& request) {
    const auto* message = verified<wire::BackordersRequest>(payload);
    if (message == nullptr) return not_that_message<wire::BackordersRequest>(payload);
    request.sku = SkuId(message->sku());
    request.after = SkuId(message->after());
    request.node = NodeId(message->node());
    request.limit = message->limit();
    return Done{};
}

void encode_request(Builder& builder, const ConfirmRequest& request, const Note& note) {
    builder.Clear();
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateConfirmBackordersRequest(
        builder,
        request.sku.value(),
        request.after.value(),
        request.node.value(),
        request.preview,
        note_offset
    ));
}

Status decode_request(Payload payload, ConfirmRequest& request, Note& note) {
    const auto* message = verified<wire::ConfirmBackordersRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ConfirmBackordersRequest>(payload);
    request.sku = SkuId(message->sku());
    request.after = SkuId(message->after());
    request.node = NodeId(message->node());
    request.preview = message->preview();
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const ClaimRequest& request, const Note& note) {
    builder.Clear();
    const auto backorder = write(builder, request.backorder);
    const auto reservation = write(builder, request.reservation);
    const auto reference = write(builder, request.reference);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateClaimBackorderRequest(
        builder,
        request.sku.value(),
        request.node.value(),
        backorder,
        reservation,
        request.hold_for.count(),
        reference,
        note_offset
    ));
}

Status decode_request(Payload payload, ClaimRequest& request, Note& note) {
    const auto* message = verified<wire::ClaimBackorderRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ClaimBackorderRequest>(payload);
    request.sku = SkuId(message->sku());
    request.node = NodeId(message->node());
    request.backorder = view(message->backorder());
    request.reservation = view(message->reservation());
    request.hold_for = std::chrono::seconds(message->hold_for());
    request.reference = view(message->reference());
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const BackordersReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto entries_offset = write_backorders(builder, reply.backorders);
    builder.Finish(wire::CreateBackordersReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.today,
        entries_offset,
        reply.next.value(),
        reply.lsn
    ));
}

Status decode_reply(Payload payload, BackordersReply& reply) {
    const auto* message = verified<wire::BackordersReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::BackordersReply>(payload);
    if (!read_enum(message->outcome(), reply.outcome))
        return bad_enum("BackordersReply.outcome", message->outcome());
    reply.detail = view(message->detail());
    reply.today = message->today();
    read_backorders(message->backorders(), reply.backorders);
    reply.next = SkuId(message->next());
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const ConfirmReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    std::vector<flatbuffers::Offset<wire::ConfirmedChange>> changes;
    changes.reserve(reply.changes.size());
    for (const ConfirmedChange& change : reply.changes) {
        const auto now = write_backorder(builder, change.now);
        changes.push_back(
            wire::CreateConfirmedChange(builder, now, change.confirmed_before, change.day_before)
        );
    }
    const auto changes_offset = builder.CreateVector(changes);
    std::vector<flatbuffers::Offset<wire::WaitingBackorder>> waiting;
    waiting.reserve(reply.waiting.size());
    for (const WaitingBackorder& each : reply.waiting)
        waiting.push_back(write_waiting(builder, each));
    const auto waiting_offset = builder.CreateVector(waiting);
    builder.Finish(wire::CreateConfirmBackordersReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        changes_offset,
        reply.backorders,
        reply.nodes_kept_by_groups,
        reply.next.value(),
        reply.lsn,
        waiting_offset
    ));
}

Status decode_reply(Payload payload, ConfirmReply& reply) {
    const auto* message = verified<wire::ConfirmBackordersReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ConfirmBackordersReply>(payload);
    if (!read_enum(message->outcome(), reply.outcome))
        return bad_enum("ConfirmBackordersReply.outcome", message->outcome());
    reply.detail = view(message->detail());
    reply.changes.clear();
    if (message->changes() != nullptr) {
        for (const wire::ConfirmedChange* change : *message->changes()) {
            ConfirmedChange& read_change = reply.changes.emplace_back();
            if (change->now() != nullptr) read_change.now = read_entry(*change->now());
            read_change.confirmed_before = change->confirmed_before();
            read_change.day_before = change->day_before();
        }
    }
    reply.waiting.clear();
    if (message->waiting() != nullptr) {
        for (const wire::WaitingBackorder* each : *message->waiting()) {
            if (!read_waiting(*each, reply.waiting.emplace_back()))
                return bad_enum("WaitingBackorder.reason", each->reason());
        }
    }
    reply.backorders = message->backorders();
    reply.nodes_kept_by_groups = message->nodes_kept_by_groups();
    reply.next = SkuId(message->next());
    reply.lsn = message->lsn();
    return Done{};
}

}  // namespace earmark::protocol
