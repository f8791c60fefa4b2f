// Rules of levels, and what was told of places.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {
namespace {

wire::PlaceLevel to_struct(const PlaceLevel& told) {
    return {
        told.place.node.value(),
        told.place.group.value(),
        to_wire<wire::Level>(told.level),
        told.ats,
        told.lsn
    };
}

}  // namespace

flatbuffers::Offset<WireLevelRules> write_level_rules(
    Builder& builder, std::span<const LevelRuleRow> rows
) {
    if (rows.empty()) return {};
    std::vector<flatbuffers::Offset<wire::LevelRuleRow>> entries;
    entries.reserve(rows.size());
    for (const LevelRuleRow& row : rows) {
        const LevelRule& rule = row.rule;
        const auto category = write(builder, rule.category);
        entries.push_back(wire::CreateLevelRuleRow(
            builder,
            row.remove,
            rule.sku.value(),
            category,
            to_wire<wire::LevelScope>(rule.scope),
            rule.place.node.value(),
            rule.place.group.value(),
            rule.low,
            rule.medium
        ));
    }
    return builder.CreateVector(entries);
}

bool read_level_rules(const WireLevelRules* wire_rows, std::vector<LevelRuleRow>& rows) {
    rows.clear();
    if (wire_rows == nullptr) return true;
    for (const wire::LevelRuleRow* from : *wire_rows) {
        LevelRuleRow& row = rows.emplace_back();
        row.remove = from->remove();
        row.rule.sku = SkuId(from->sku());
        assign(row.rule.category, from->category());
        if (!read_enum(from->scope(), row.rule.scope)) return false;
        row.rule.place = {NodeId(from->node()), GroupId(from->group())};
        row.rule.low = from->low();
        row.rule.medium = from->medium();
    }
    return true;
}

void encode_request(Builder& builder, std::span<const LevelRuleRow> rows, const Note& note) {
    builder.Clear();
    const auto rows_offset = write_level_rules(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutLevelRulesRequest(builder, rows_offset, note_offset));
}

Status decode_request(Payload payload, std::vector<LevelRuleRow>& rows, Note& note) {
    const auto* message = verified<wire::PutLevelRulesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutLevelRulesRequest>(payload);
    if (!read_level_rules(message->rows(), rows))
        return malformed("LevelRuleRow.scope", "found a number over 3, expected 0 to 3");
    note = read(message->note());
    return Done{};
}

void encode_levels_request(Builder& builder, SkuId sku) {
    builder.Clear();
    builder.Finish(wire::CreateListLevelsRequest(builder, sku.value()));
}

Status decode_levels_request(Payload payload, SkuId& sku) {
    const auto* message = verified<wire::ListLevelsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListLevelsRequest>(payload);
    sku = SkuId(message->sku());
    return Done{};
}

void encode_reply(Builder& builder, const LevelRules& reply) {
    builder.Clear();
    std::vector<LevelRuleRow> rows;
    rows.reserve(reply.rules.size());
    for (const LevelRule& rule : reply.rules)
        rows.push_back({.rule = rule});
    builder.Finish(wire::CreateListLevelRulesReply(builder, write_level_rules(builder, rows)));
}

Status decode_reply(Payload payload, LevelRules& reply) {
    const auto* message = verified<wire::ListLevelRulesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListLevelRulesReply>(payload);
    std::vector<LevelRuleRow> rows;
    if (!read_level_rules(message->rules(), rows))
        return malformed("LevelRuleRow.scope", "found a number over 3, expected 0 to 3");
    reply.rules.clear();
    for (LevelRuleRow& row : rows)
        reply.rules.push_back(std::move(row.rule));
    return Done{};
}

void encode_reply(Builder& builder, const ItemLevels& reply) {
    builder.Clear();
    const auto places = write_structs<wire::PlaceLevel>(
        builder, std::span<const PlaceLevel>(reply.places), &to_struct
    );
    builder.Finish(wire::CreateListLevelsReply(builder, places));
}

Status decode_reply(Payload payload, ItemLevels& reply) {
    const auto* message = verified<wire::ListLevelsReply>(payload);
    if (message == nullptr) return not_that_message<wire::ListLevelsReply>(payload);
    reply.places.clear();
    if (message->places() == nullptr) return Done{};
    if (!is_aligned(message->places())) return misaligned("ListLevelsReply.places");
    for (const wire::PlaceLevel* from : *message->places()) {
        reply.places.push_back(
            {{NodeId(from->node()), GroupId(from->group())},
             static_cast<Level>(from->level()),
             from->ats(),
             from->lsn()}
        );
    }
    return Done{};
}

}  // namespace earmark::protocol
