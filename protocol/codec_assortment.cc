// Kits, other units, order quantities, substitutes.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

wire::KitPart to_struct(const KitPart& part) {
    return {part.sku.value(), part.quantity};
}

wire::OrderQuantity to_struct(const OrderQuantityRow& row) {
    return {row.sku.value(), row.minimum, row.maximum, row.increment};
}

flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> write_skus(
    Builder& builder, std::span<const SkuId> skus
) {
    if (skus.empty()) return {};
    std::vector<std::uint32_t> values;
    values.reserve(skus.size());
    for (const SkuId sku : skus)
        values.push_back(sku.value());
    return builder.CreateVector(values);
}

/// Writes a table per row through `write_one`.
template <typename Table, typename Row, typename Write>
flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<Table>>> write_tables(
    Builder& builder, std::span<const Row> rows, const Write& write_one
) {
    std::vector<flatbuffers::Offset<Table>> offsets;
    offsets.reserve(rows.size());
    for (const Row& row : rows)
        offsets.push_back(write_one(row));
    return builder.CreateVector(offsets);
}

wire::SubstituteOffer to_struct(const SubstituteOffer& offer) {
    return {offer.line, offer.sku.value(), offer.ats};
}

}  // namespace

flatbuffers::Offset<flatbuffers::Vector<const wire::SubstituteOffer*>> write_offers(
    Builder& builder, const std::vector<SubstituteOffer>& offers
) {
    return write_structs<wire::SubstituteOffer>(
        builder, std::span<const SubstituteOffer>(offers), &to_struct
    );
}

Status read_offers(
    const flatbuffers::Vector<const wire::SubstituteOffer*>* wire_offers,
    std::vector<SubstituteOffer>& offers
) {
    const auto read = protocol::rows<SubstituteOffer>(wire_offers);
    if (!is_aligned(read)) return misaligned("substitutes");
    offers.assign(read.begin(), read.end());
    return Done{};
}

void encode_request(Builder& builder, std::span<const KitRow> rows, const Note& note) {
    builder.Clear();
    const auto kits = write_tables<wire::Kit>(builder, rows, [&](const KitRow& row) {
        const auto parts = write_structs<wire::KitPart>(builder, row.parts, &to_struct);
        return wire::CreateKit(builder, row.sku.value(), row.ships_apart, parts);
    });
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutKitsRequest(builder, kits, note_offset));
}

Status decode_request(Payload payload, std::vector<KitRow>& rows, Note& note) {
    const auto* message = verified<wire::PutKitsRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutKitsRequest>(payload);
    rows.clear();
    note = read(message->note());
    if (message->kits() == nullptr) return Done{};
    for (const wire::Kit* kit : *message->kits()) {
        KitRow& row = rows.emplace_back();
        row.sku = SkuId(kit->sku());
        row.ships_apart = kit->ships_apart();
        row.parts = protocol::rows<KitPart>(kit->parts());
        if (!is_aligned(row.parts)) return misaligned("Kit.parts");
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const UnitRow> rows, const Note& note) {
    builder.Clear();
    const auto units = write_tables<wire::ItemUnit>(builder, rows, [&](const UnitRow& row) {
        const auto unit = write(builder, row.unit);
        return wire::CreateItemUnit(builder, row.sku.value(), unit, row.numerator, row.denominator);
    });
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutUnitsRequest(builder, units, note_offset));
}

Status decode_request(Payload payload, std::vector<UnitRow>& rows, Note& note) {
    const auto* message = verified<wire::PutUnitsRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutUnitsRequest>(payload);
    rows.clear();
    note = read(message->note());
    if (message->units() == nullptr) return Done{};
    for (const wire::ItemUnit* unit : *message->units()) {
        rows.push_back(
            {SkuId(unit->sku()), view(unit->unit()), unit->numerator(), unit->denominator()}
        );
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const OrderQuantityRow> rows, const Note& note) {
    builder.Clear();
    const auto quantities = write_structs<wire::OrderQuantity>(builder, rows, &to_struct);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutOrderQuantitiesRequest(builder, quantities, note_offset));
}

Status decode_request(Payload payload, std::vector<OrderQuantityRow>& rows, Note& note) {
    const auto* message = verified<wire::PutOrderQuantitiesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PutOrderQuantitiesRequest>(payload);
    const auto quantities = protocol::rows<OrderQuantityRow>(message->quantities());
    if (!is_aligned(quantities)) return misaligned("PutOrderQuantitiesRequest.quantities");
    rows.assign(quantities.begin(), quantities.end());
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, std::span<const SubstituteRow> rows, const Note& note) {
    builder.Clear();
    const auto substitutes =
        write_tables<wire::Substitutes>(builder, rows, [&](const SubstituteRow& row) {
            const auto skus = write_skus(builder, row.substitutes);
            return wire::CreateSubstitutes(builder, row.sku.value(), skus);
        });
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutSubstitutesRequest(builder, substitutes, note_offset));
}

Status decode_request(Payload payload, std::vector<SubstituteRow>& rows, Note& note) {
    const auto* message = verified<wire::PutSubstitutesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutSubstitutesRequest>(payload);
    rows.clear();
    note = read(message->note());
    if (message->substitutes() == nullptr) return Done{};
    for (const wire::Substitutes* substitutes : *message->substitutes()) {
        SubstituteRow& row = rows.emplace_back();
        row.sku = SkuId(substitutes->sku());
        row.substitutes = scalars<SkuId>(substitutes->skus());
        if (!is_aligned(row.substitutes)) return misaligned("Substitutes.skus");
    }
    return Done{};
}

void encode_assortment_request(Builder& builder, SkuId sku) {
    builder.Clear();
    builder.Finish(wire::CreateItemAssortmentRequest(builder, sku.value()));
}

Status decode_assortment_request(Payload payload, SkuId& sku) {
    const auto* message = verified<wire::ItemAssortmentRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ItemAssortmentRequest>(payload);
    sku = SkuId(message->sku());
    return Done{};
}

void encode_reply(Builder& builder, const AssortmentView& reply) {
    builder.Clear();
    const auto parts =
        write_structs<wire::KitPart>(builder, std::span<const KitPart>(reply.parts), &to_struct);
    const auto units = write_tables<wire::ItemUnit>(
        builder,
        std::span<const UnitView>(reply.units),
        [&](const UnitView& unit) {
            const auto name = write(builder, unit.unit);
            return wire::CreateItemUnit(builder, 0, name, unit.numerator, unit.denominator);
        }
    );
    const auto substitutes = write_skus(builder, reply.substitutes);
    builder.Finish(wire::CreateItemAssortmentReply(
        builder,
        reply.ships_apart,
        parts,
        units,
        reply.minimum,
        reply.maximum,
        reply.increment,
        substitutes
    ));
}

Status decode_reply(Payload payload, AssortmentView& reply) {
    const auto* message = verified<wire::ItemAssortmentReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ItemAssortmentReply>(payload);
    reply = {};
    reply.ships_apart = message->ships_apart();
    const auto parts = protocol::rows<KitPart>(message->parts());
    if (!is_aligned(parts)) return misaligned("ItemAssortmentReply.parts");
    reply.parts.assign(parts.begin(), parts.end());
    if (message->units() != nullptr) {
        for (const wire::ItemUnit* unit : *message->units()) {
            reply.units.push_back(
                {std::string(view(unit->unit())), unit->numerator(), unit->denominator()}
            );
        }
    }
    reply.minimum = message->minimum();
    reply.maximum = message->maximum();
    reply.increment = message->increment();
    const auto substitutes = scalars<SkuId>(message->substitutes());
    if (!is_aligned(substitutes)) return misaligned("ItemAssortmentReply.substitutes");
    reply.substitutes.assign(substitutes.begin(), substitutes.end());
    return Done{};
}

void encode_request(Builder& builder, std::span<const UnitQuantity> quantities) {
    builder.Clear();
    const auto offsets =
        write_tables<wire::UnitQuantity>(builder, quantities, [&](const UnitQuantity& given) {
            const auto unit = write(builder, given.unit);
            return wire::CreateUnitQuantity(builder, given.sku.value(), unit, given.quantity);
        });
    builder.Finish(wire::CreateConvertRequest(builder, offsets));
}

Status decode_request(Payload payload, std::vector<UnitQuantity>& quantities) {
    const auto* message = verified<wire::ConvertRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ConvertRequest>(payload);
    quantities.clear();
    if (message->quantities() == nullptr) return Done{};
    for (const wire::UnitQuantity* given : *message->quantities())
        quantities.push_back({SkuId(given->sku()), view(given->unit()), given->quantity()});
    return Done{};
}

void encode_reply(Builder& builder, const ConvertReply& reply) {
    builder.Clear();
    const auto offsets = write_tables<wire::Converted>(
        builder,
        std::span<const Converted>(reply.converted),
        [&](const Converted& converted) {
            const auto detail = write(builder, converted.detail);
            return wire::CreateConverted(
                builder, to_wire<wire::RowVerdict>(converted.verdict), converted.quantity, detail
            );
        }
    );
    builder.Finish(wire::CreateConvertReply(builder, offsets));
}

Status decode_reply(Payload payload, ConvertReply& reply) {
    const auto* message = verified<wire::ConvertReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ConvertReply>(payload);
    reply.converted.clear();
    if (message->converted() == nullptr) return Done{};
    for (const wire::Converted* each : *message->converted()) {
        Converted& converted = reply.converted.emplace_back();
        converted.verdict = static_cast<RowVerdict>(each->verdict());
        converted.quantity = each->quantity();
        assign(converted.detail, each->detail());
    }
    return Done{};
}

}  // namespace earmark::protocol
