// Explained figures.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {
namespace {

using TermVector = flatbuffers::Vector<flatbuffers::Offset<wire::AvailabilityTerm>>;

flatbuffers::Offset<TermVector> write_terms(
    Builder& builder, const std::vector<AvailabilityTerm>& terms
) {
    if (terms.empty()) return {};
    std::vector<flatbuffers::Offset<wire::AvailabilityTerm>> offsets;
    offsets.reserve(terms.size());
    for (const AvailabilityTerm& term : terms) {
        const auto name = write(builder, term.name);
        offsets.push_back(wire::CreateAvailabilityTerm(
            builder,
            to_wire<wire::TermKind>(term.kind),
            term.units,
            name,
            term.line,
            term.day,
            term.rank,
            term.figure,
            term.used,
            term.count
        ));
    }
    return builder.CreateVector(offsets);
}

void read_terms(const TermVector* wire_terms, std::vector<AvailabilityTerm>& terms) {
    terms.clear();
    if (wire_terms == nullptr) return;
    terms.reserve(wire_terms->size());
    for (const wire::AvailabilityTerm* from : *wire_terms) {
        terms.push_back({
            .kind = static_cast<TermKind>(from->kind()),
            .units = from->units(),
            .name = std::string(view(from->name())),
            .line = from->line(),
            .day = from->day(),
            .rank = from->rank(),
            .figure = from->figure(),
            .used = from->used(),
            .count = from->count(),
        });
    }
}

wire::StockAside to_struct(const StockAside& aside) {
    return {aside.node.value(), to_wire<wire::Disposition>(aside.disposition), aside.units};
}

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::ExplainedPosition>>>
write_positions(Builder& builder, const std::vector<ExplainedPosition>& positions) {
    std::vector<flatbuffers::Offset<wire::ExplainedPosition>> offsets;
    offsets.reserve(positions.size());
    for (const ExplainedPosition& position : positions) {
        const auto terms = write_terms(builder, position.terms);
        offsets.push_back(
            wire::CreateExplainedPosition(builder, position.node.value(), position.ats, terms)
        );
    }
    return builder.CreateVector(offsets);
}

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::ExplainedGroup>>> write_groups(
    Builder& builder, const std::vector<ExplainedGroup>& groups
) {
    std::vector<flatbuffers::Offset<wire::ExplainedGroup>> offsets;
    offsets.reserve(groups.size());
    for (const ExplainedGroup& group : groups) {
        const auto name = write(builder, group.name);
        const auto holders = write_terms(builder, group.holders);
        offsets.push_back(
            wire::CreateExplainedGroup(builder, group.group.value(), name, group.units, holders)
        );
    }
    return builder.CreateVector(offsets);
}

flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::ExplainedPart>>> write_parts(
    Builder& builder, const std::vector<ExplainedPart>& parts
) {
    if (parts.empty()) return {};
    std::vector<flatbuffers::Offset<wire::ExplainedPart>> offsets;
    offsets.reserve(parts.size());
    for (const ExplainedPart& part : parts) {
        const auto name = write(builder, part.name);
        offsets.push_back(wire::CreateExplainedPart(
            builder, part.sku.value(), name, part.quantity, part.ats, part.kits
        ));
    }
    return builder.CreateVector(offsets);
}

void read_parts(const wire::ExplainReply& message, std::vector<ExplainedPart>& parts) {
    parts.clear();
    if (message.parts() == nullptr) return;
    parts.reserve(message.parts()->size());
    for (const wire::ExplainedPart* from : *message.parts()) {
        parts.push_back(
            {SkuId(from->sku()),
             std::string(view(from->name())),
             from->quantity(),
             from->ats(),
             from->kits()}
        );
    }
}

}  // namespace

void encode_request(Builder& builder, const ExplainRequest& request) {
    builder.Clear();
    const auto own = write(builder, request.own_reservation);
    builder.Finish(wire::CreateExplainRequest(
        builder,
        request.sku.value(),
        request.node.value(),
        request.group.value(),
        request.asking.segment.value(),
        request.asking.method,
        request.asking.ignore_safety,
        request.asking.day,
        own,
        request.holders
    ));
}

Status decode_request(Payload payload, ExplainRequest& request) {
    const auto* message = verified<wire::ExplainRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ExplainRequest>(payload);
    request.sku = SkuId(message->sku());
    request.node = NodeId(message->node());
    request.group = GroupId(message->group());
    request.asking.segment = SegmentId(message->segment());
    request.asking.method = message->method();
    request.asking.ignore_safety = message->ignore_safety();
    request.asking.day = message->day();
    request.own_reservation = view(message->own_reservation());
    request.holders = message->holders();
    return Done{};
}

void encode_reply(Builder& builder, const ExplainReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto total = write_terms(builder, reply.total);
    const auto positions = write_positions(builder, reply.positions);
    const auto groups = write_groups(builder, reply.groups);
    const auto aside = write_structs<wire::StockAside>(
        builder, std::span<const StockAside>(reply.aside), &to_struct
    );
    const auto parts = write_parts(builder, reply.parts);
    builder.Finish(wire::CreateExplainReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        to_wire<wire::QueryVerdict>(reply.verdict),
        reply.today,
        reply.lsn,
        reply.ats,
        reply.are_holders_known,
        reply.position_count,
        total,
        positions,
        groups,
        aside,
        parts
    ));
}

Status decode_reply(Payload payload, ExplainReply& reply) {
    const auto* message = verified<wire::ExplainReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ExplainReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.verdict = static_cast<QueryVerdict>(message->verdict());
    reply.today = message->today();
    reply.lsn = message->lsn();
    reply.ats = message->ats();
    reply.are_holders_known = message->are_holders_known();
    reply.position_count = message->position_count();
    read_terms(message->total(), reply.total);
    read_parts(*message, reply.parts);
    reply.positions.clear();
    if (message->positions() != nullptr) {
        for (const wire::ExplainedPosition* from : *message->positions()) {
            ExplainedPosition& position = reply.positions.emplace_back();
            position.node = NodeId(from->node());
            position.ats = from->ats();
            read_terms(from->terms(), position.terms);
        }
    }
    reply.groups.clear();
    if (message->groups() != nullptr) {
        for (const wire::ExplainedGroup* from : *message->groups()) {
            ExplainedGroup& group = reply.groups.emplace_back();
            group.group = GroupId(from->group());
            assign(group.name, from->name());
            group.units = from->units();
            read_terms(from->holders(), group.holders);
        }
    }
    reply.aside.clear();
    if (message->aside() == nullptr) return Done{};
    if (!is_aligned(message->aside())) return misaligned("ExplainReply.aside");
    for (const wire::StockAside* from : *message->aside()) {
        reply.aside.push_back(
            {NodeId(from->node()), static_cast<Disposition>(from->disposition()), from->units()}
        );
    }
    return Done{};
}

}  // namespace earmark::protocol
