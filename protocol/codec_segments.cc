// Segments and their rules.
#include "protocol/codec_parts.h"

#include <algorithm>

namespace earmark::protocol {
namespace {

wire::SegmentRuleRow to_struct(const SegmentRuleRow& row) {
    const SegmentRule& rule = row.rule;
    return {
        rule.sku.value(),
        rule.node.value(),
        rule.segment.value(),
        row.to_segment.value(),
        rule.rank,
        to_wire<wire::SegmentChange>(row.change),
        to_wire<wire::SegmentBasis>(rule.basis),
        rule.standing,
        rule.floor,
        rule.ceiling,
        open_us(rule.from),
        open_us(rule.until)
    };
}

}  // namespace

wire::SegmentRule to_struct(const SegmentRow& row) {
    return {
        row.node.value(),
        row.segment.value(),
        row.rank,
        to_wire<wire::SegmentBasis>(row.basis),
        row.standing,
        row.active,
        row.floor,
        row.ceiling,
        row.from_s * kSecondUs,
        row.until_s * kSecondUs,
        row.live,
        row.shipped
    };
}

SegmentRow from_struct(const wire::SegmentRule& rule) {
    SegmentRow row;
    row.node = NodeId(rule.node());
    row.segment = SegmentId(rule.segment());
    row.rank = rule.rank();
    row.basis = static_cast<SegmentBasis>(rule.basis());
    row.standing = rule.standing();
    row.active = rule.active();
    row.floor = rule.floor();
    row.ceiling = rule.ceiling();
    row.from_s = static_cast<std::uint32_t>(rule.from() / 1'000'000);
    row.until_s = static_cast<std::uint32_t>(rule.until() / 1'000'000);
    row.live = rule.live();
    row.shipped = rule.shipped();
    return row;
}

void encode_segments(Builder& builder, std::span<const std::string_view> names, const Note& note) {
    builder.Clear();
    std::vector<flatbuffers::Offset<flatbuffers::String>> offsets;
    offsets.reserve(names.size());
    for (const std::string_view name : names)
        offsets.push_back(builder.CreateString(name.data(), name.size()));
    const auto names_offset = builder.CreateVector(offsets);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutSegmentsRequest(builder, names_offset, note_offset));
}

Status decode_segments(Payload payload, std::vector<std::string_view>& names, Note& note) {
    const auto* message = verified<wire::PutSegmentsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PutSegmentsRequest>(payload);
    names.clear();
    if (message->names() != nullptr) {
        for (const auto* name : *message->names())
            names.push_back(view(name));
    }
    note = read(message->note());
    return Done{};
}

flatbuffers::Offset<WireSegmentRules> write_segment_rules(
    Builder& builder, std::span<const SegmentRuleRow> rows
) {
    return write_structs<wire::SegmentRuleRow>(builder, rows, &to_struct);
}

Status read_segment_rules(const WireSegmentRules* wire_rows, std::vector<SegmentRuleRow>& rows) {
    rows.clear();
    if (wire_rows == nullptr) return Done{};
    if (!is_aligned(wire_rows)) return misaligned("SegmentRuleRow");
    rows.reserve(wire_rows->size());
    for (const wire::SegmentRuleRow* row : *wire_rows) {
        SegmentRuleRow& read_row = rows.emplace_back();
        if (!read_enum(row->change(), read_row.change))
            return bad_enum("SegmentRuleRow.change", row->change());
        if (!read_enum(row->basis(), read_row.rule.basis))
            return bad_enum("SegmentRuleRow.basis", row->basis());
        read_row.to_segment = SegmentId(row->to_segment());
        read_row.rule.sku = SkuId(row->sku());
        read_row.rule.node = NodeId(row->node());
        read_row.rule.segment = SegmentId(row->segment());
        read_row.rule.rank = row->rank();
        read_row.rule.standing = row->standing();
        read_row.rule.floor = row->floor();
        read_row.rule.ceiling = row->ceiling();
        read_row.rule.from = open_time(row->from());
        read_row.rule.until = open_time(row->until());
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const SegmentRuleRow> rows, const Note& note) {
    builder.Clear();
    const auto rows_offset = write_segment_rules(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutSegmentRulesRequest(builder, rows_offset, note_offset));
}

Status decode_request(Payload payload, std::vector<SegmentRuleRow>& rows, Note& note) {
    const auto* message = verified<wire::PutSegmentRulesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PutSegmentRulesRequest>(payload);
    note = read(message->note());
    return read_segment_rules(message->rows(), rows);
}

void encode_rules_request(Builder& builder, SkuId sku) {
    builder.Clear();
    builder.Finish(wire::CreateListSegmentRulesRequest(builder, sku.value()));
}

Status decode_rules_request(Payload payload, SkuId& sku) {
    const auto* message = verified<wire::ListSegmentRulesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListSegmentRulesRequest>(payload);
    sku = SkuId(message->sku());
    return Done{};
}

void encode_reply(Builder& builder, const SegmentList& reply) {
    builder.Clear();
    const auto names = builder.CreateVectorOfStrings(reply.names);
    builder.Finish(wire::CreateListSegmentsReply(builder, names));
}

Status decode_reply(Payload payload, SegmentList& reply) {
    const auto* message = verified<wire::ListSegmentsReply>(payload);
    if (message == nullptr) return not_that_message<wire::ListSegmentsReply>(payload);
    reply.names.clear();
    if (message->names() == nullptr) return Done{};
    for (const auto* name : *message->names())
        reply.names.emplace_back(view(name));
    return Done{};
}

void encode_reply(Builder& builder, const SegmentRules& reply) {
    builder.Clear();
    const auto rules = write_structs<wire::SegmentRule>(
        builder, std::span<const SegmentRow>(reply.rules), &to_struct
    );
    builder.Finish(wire::CreateListSegmentRulesReply(builder, rules));
}

Status decode_reply(Payload payload, SegmentRules& reply) {
    const auto* message = verified<wire::ListSegmentRulesReply>(payload);
    if (message == nullptr) return not_that_message<wire::ListSegmentRulesReply>(payload);
    reply.rules.clear();
    if (message->rules() == nullptr) return Done{};
    if (!is_aligned(message->rules())) return misaligned("ListSegmentRulesReply.rules");
    for (const wire::SegmentRule* rule : *message->rules())
        reply.rules.push_back(from_struct(*rule));
    return Done{};
}

}  // namespace earmark::protocol
