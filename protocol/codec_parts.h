// What the codec's files share: verification, texts, vectors, enumerators.
#pragma once

#include "engine/base/result.h"
#include "protocol/message_codec.h"

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace earmark::protocol {

/// No message nests deeper: request, rows, row, steps, step, rates.
inline constexpr flatbuffers::uoffset_t kTableDepthMax = 8;

/// Of messages whose lines are structs.
inline constexpr flatbuffers::uoffset_t kTablesMax = 16;

/// Of messages with a table per row: every row, with its steps.
inline constexpr flatbuffers::uoffset_t kRowTablesMax = 4 * kReferenceRowsMax;

inline Error malformed(std::string_view what, std::string_view found_and_expected) {
    return {ErrorCode::malformed_frame, std::string(what) + ": " + std::string(found_and_expected)};
}

/// The payload as a table of this type, or null if anything in it points where it may not.
template <typename Table>
const Table* verified(Payload payload, flatbuffers::uoffset_t tables_max = kTablesMax) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(payload.data());
    flatbuffers::Verifier verifier(bytes, payload.size(), kTableDepthMax, tables_max);
    if (!verifier.VerifyBuffer<Table>(nullptr)) return nullptr;
    return flatbuffers::GetRoot<Table>(bytes);
}

template <typename Table>
Error not_that_message(Payload payload) {
    return malformed(
        Table::GetFullyQualifiedName(),
        "found " + std::to_string(payload.size()) + " bytes that are not this message"
    );
}

inline std::string_view view(const flatbuffers::String* text) {
    return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

inline void assign(std::string& target, const flatbuffers::String* text) {
    target.assign(view(text));
}

inline constexpr std::int64_t kSecondUs = 1'000'000;

/// A time that may be open is 0 on the wire where it is.
inline std::int64_t open_us(const std::optional<Time>& time) {
    return time ? time->time_since_epoch().count() : 0;
}

inline std::optional<Time> open_time(std::int64_t us) {
    if (us == 0) return std::nullopt;
    return Time(Duration(us));
}

/// Nothing is written for an empty text.
inline flatbuffers::Offset<flatbuffers::String> write(Builder& builder, std::string_view text) {
    if (text.empty()) return {};
    return builder.CreateString(text.data(), text.size());
}

/// A vector of wire structs as the engine's structs, where it lies.
///
/// Requires: Native has the fields of Wire in its order (the codec's tests compare each).
/// The verifier does not look at the alignment of structs, hence `is_aligned`.
template <typename Native, typename Wire>
std::span<const Native> rows(const flatbuffers::Vector<const Wire*>* vector) {
    static_assert(sizeof(Native) == sizeof(Wire) && alignof(Native) == alignof(Wire));
    static_assert(std::is_trivially_copyable_v<Native> && std::is_standard_layout_v<Native>);
    if (vector == nullptr) return {};
    return {reinterpret_cast<const Native*>(vector->Data()), vector->size()};
}

template <typename Native, typename Scalar>
std::span<const Native> scalars(const flatbuffers::Vector<Scalar>* vector) {
    static_assert(sizeof(Native) == sizeof(Scalar) && alignof(Native) == alignof(Scalar));
    if (vector == nullptr) return {};
    return {reinterpret_cast<const Native*>(vector->Data()), vector->size()};
}

/// A vector of nothing may lie anywhere.
template <typename Native>
bool is_aligned(std::span<const Native> rows) {
    return rows.empty() || reinterpret_cast<std::uintptr_t>(rows.data()) % alignof(Native) == 0;
}

/// The same of structs that are read one by one.
template <typename Struct>
bool is_aligned(const flatbuffers::Vector<const Struct*>* structs) {
    return structs == nullptr || structs->size() == 0 ||
           reinterpret_cast<std::uintptr_t>(structs->Data()) % alignof(Struct) == 0;
}

inline Error misaligned(std::string_view field) {
    return malformed(field, "found a vector off its alignment, expected one on it");
}

/// Wire enumerators have the numbers of the engine's.
template <typename Wire, typename Native>
Wire to_wire(Native value) {
    return static_cast<Wire>(value);
}

/// The state that a reply tells of a reservation, if there is one.
using WireState = flatbuffers::Optional<wire::ReservationState>;
inline WireState write_state(ReservationState state, bool has_reservation) {
    return has_reservation ? WireState(to_wire<wire::ReservationState>(state))
                           : WireState(flatbuffers::nullopt);
}
inline ReservationState read_state(WireState state) {
    return state ? static_cast<ReservationState>(*state) : ReservationState::held;
}

template <typename Native, typename Wire>
bool read_enum(Wire value, Native& target) {
    target = static_cast<Native>(value);
    return value <= Wire::MAX;
}

template <typename Wire>
Error bad_enum(std::string_view field, Wire found) {
    return malformed(
        field,
        "found " + std::to_string(static_cast<unsigned>(found)) + ", expected 0 to " +
            std::to_string(static_cast<unsigned>(Wire::MAX))
    );
}

inline flatbuffers::Offset<wire::Note> write(Builder& builder, const Note& note) {
    if (note.actor.empty() && note.reason.empty()) return {};
    const auto actor = write(builder, note.actor);
    const auto reason = write(builder, note.reason);
    return wire::CreateNote(builder, actor, reason);
}

inline Note read(const wire::Note* note) {
    if (note == nullptr) return {};
    return {.actor = view(note->actor()), .reason = view(note->reason())};
}

/// Writes structs through `convert`, which sets padding to zero; nothing for no structs.
template <typename Wire, typename Native>
flatbuffers::Offset<flatbuffers::Vector<const Wire*>> write_structs(
    Builder& builder, std::span<const Native> natives, Wire (*convert)(const Native&)
) {
    if (natives.empty()) return {};
    return builder.CreateVectorOfNativeStructs<Wire, Native>(
        natives.data(), natives.size(), convert
    );
}

using WireSellingRules = flatbuffers::Vector<flatbuffers::Offset<wire::SellingRule>>;
flatbuffers::Offset<WireSellingRules> write_selling_rules(
    Builder& builder, std::span<const SellingRuleRow> rows
);
Status read_selling_rules(const WireSellingRules* rules, std::vector<SellingRuleRow>& rows);

flatbuffers::Offset<wire::BackorderEntry> write_backorder(
    Builder& builder, const BackorderEntry& entry
);
using WireBackorders = flatbuffers::Vector<flatbuffers::Offset<wire::BackorderEntry>>;
flatbuffers::Offset<WireBackorders> write_backorders(
    Builder& builder, const std::vector<BackorderEntry>& entries
);
void read_backorders(const WireBackorders* wire_entries, std::vector<BackorderEntry>& entries);

using WireTerms = flatbuffers::Vector<const wire::PromiseTermsRow*>;
flatbuffers::Offset<WireTerms> write_terms(Builder& builder, std::span<const PromiseTermsRow> rows);
/// False if they are misaligned.
bool read_terms(const WireTerms* wire_rows, std::vector<PromiseTermsRow>& rows);

using WireNodes = flatbuffers::Vector<flatbuffers::Offset<wire::NodeRow>>;
flatbuffers::Offset<WireNodes> write_nodes(Builder& builder, std::span<const NodeRow> rows);
Status read_nodes(const WireNodes* wire_rows, std::vector<NodeRow>& rows);

using WireSegmentRules = flatbuffers::Vector<const wire::SegmentRuleRow*>;
flatbuffers::Offset<WireSegmentRules> write_segment_rules(
    Builder& builder, std::span<const SegmentRuleRow> rows
);
Status read_segment_rules(const WireSegmentRules* wire_rows, std::vector<SegmentRuleRow>& rows);

using WireLevelRules = flatbuffers::Vector<flatbuffers::Offset<wire::LevelRuleRow>>;
flatbuffers::Offset<WireLevelRules> write_level_rules(
    Builder& builder, std::span<const LevelRuleRow> rows
);

/// False: an enumerator is out of its range.
bool read_level_rules(const WireLevelRules* wire_rows, std::vector<LevelRuleRow>& rows);

wire::SegmentRule to_struct(const SegmentRow& row);
SegmentRow from_struct(const wire::SegmentRule& rule);

/// Of plans.
using WireShipments = flatbuffers::Vector<flatbuffers::Offset<wire::Shipment>>;
inline wire::CostTerms to_struct(const CostTerms& cost) {
    return {
        cost.transport,
        cost.handling,
        cost.split,
        cost.lateness,
        cost.preference,
        cost.scarcity,
        cost.shortage
    };
}

inline wire::MoreCostTerms more_of(const CostTerms& cost) {
    return {cost.carbon, cost.load};
}

/// more: null in an answer of a time before these terms.
inline CostTerms read(const wire::CostTerms* cost, const wire::MoreCostTerms* more) {
    if (cost == nullptr) return {};
    return {
        .transport = cost->transport(),
        .handling = cost->handling(),
        .split = cost->split(),
        .lateness = cost->lateness(),
        .preference = cost->preference(),
        .scarcity = cost->scarcity(),
        .shortage = cost->shortage(),
        .carbon = more == nullptr ? 0 : more->carbon(),
        .load = more == nullptr ? 0 : more->load(),
    };
}

flatbuffers::Offset<wire::ShipTo> write_address(Builder& builder, const ShipTo& ship_to);
ShipTo read_address(const wire::ShipTo* ship_to);

flatbuffers::Offset<WireShipments> write_shipments(
    Builder& builder, const std::vector<Shipment>& plan
);
Status read_shipments(const WireShipments* shipments, std::vector<Shipment>& plan);
flatbuffers::Offset<flatbuffers::Vector<const wire::UnfilledLine*>> write_unfilled(
    Builder& builder, const std::vector<UnfilledLine>& lines
);

/// Orders and answers, alone or as parts of other messages.
flatbuffers::Offset<wire::SourceRequest> write_order(
    Builder& builder, const SourceRequest& request, const Note& note
);
Status read_order(const wire::SourceRequest& message, SourceRequest& request);
flatbuffers::Offset<wire::SourceReply> write_plan(Builder& builder, const SourceReply& reply);
Status read_plan(const wire::SourceReply& message, SourceReply& reply);

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::SourcingRule>>>
write_sourcing_rules(Builder& builder, std::span<const SourcingRuleRow> rows);
Status read_sourcing_rules(
    const flatbuffers::Vector<flatbuffers::Offset<wire::SourcingRule>>* written,
    std::vector<SourcingRuleRow>& rows
);

flatbuffers::Offset<wire::ProfileRow> write_profile(Builder& builder, const ProfileRow& row);
Status read_profile(const wire::ProfileRow& message, ProfileRow& row);

/// Nothing is written for none.
flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> write_handles(
    Builder& builder, std::span<const NodeId> nodes
);

flatbuffers::Offset<flatbuffers::Vector<const wire::ReservationLine*>> write_lines(
    Builder& builder, const std::vector<ReservationLine>& lines
);

flatbuffers::Offset<flatbuffers::Vector<const wire::SubstituteOffer*>> write_offers(
    Builder& builder, const std::vector<SubstituteOffer>& offers
);
Status read_offers(
    const flatbuffers::Vector<const wire::SubstituteOffer*>* wire_offers,
    std::vector<SubstituteOffer>& offers
);

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::RowAnswer>>> write_answers(
    Builder& builder, const std::vector<RowAnswer>& answers
);
void read_answers(
    const flatbuffers::Vector<flatbuffers::Offset<wire::RowAnswer>>* wire_answers,
    std::vector<RowAnswer>& answers
);

inline wire::OrderLine to_struct(const OrderLine& line) {
    return {line.line, line.sku.value(), line.quantity};
}

/// A row of stock, of a request or of a page of a load.
inline wire::SupplyRow to_struct(const SupplyRow& row) {
    return {
        row.sku.value(),
        row.node.value(),
        to_wire<wire::SupplyChange>(row.change),
        row.quantity,
        row.sequence,
        row.as_of.time_since_epoch().count()
    };
}

}  // namespace earmark::protocol
