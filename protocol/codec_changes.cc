// The stream of changes.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {
namespace {

template <typename Id>
std::vector<Id> ids_of(const flatbuffers::Vector<decltype(Id().value())>* vector) {
    std::vector<Id> ids;
    if (vector == nullptr) return ids;
    ids.reserve(vector->size());
    for (const auto value : *vector)
        ids.push_back(Id(value));
    return ids;
}

template <typename Id>
auto write_ids(Builder& builder, const std::vector<Id>& ids) {
    using Value = decltype(Id().value());
    if (ids.empty()) return flatbuffers::Offset<flatbuffers::Vector<Value>>();
    std::vector<Value> values;
    values.reserve(ids.size());
    for (const Id id : ids)
        values.push_back(id.value());
    return builder.CreateVector(values);
}

wire::PositionNow to_struct(const SupplyOutcome& row) {
    return {row.sku.value(), row.node.value(), row.on_hand, row.safety, row.sequence};
}

wire::PositionMove to_struct(const PositionDelta& row) {
    return {
        row.sku.value(),
        row.node.value(),
        row.on_hand,
        row.reserved,
        row.allocated,
        row.shipped,
        row.day
    };
}

wire::LevelCrossing to_struct(const LevelCrossing& row) {
    return {
        row.sku.value(),
        row.place.node.value(),
        row.place.group.value(),
        to_wire<wire::Level>(row.before),
        to_wire<wire::Level>(row.after),
        row.ats
    };
}

auto write_rules(Builder& builder, const std::vector<SegmentRow>& rules) {
    wire::SegmentRule (*convert)(const SegmentRow&) = &protocol::to_struct;
    return write_structs<wire::SegmentRule>(builder, std::span<const SegmentRow>(rules), convert);
}

flatbuffers::Offset<wire::ChangeEvent> write_event(Builder& builder, const ChangeEvent& event) {
    const auto what = write(builder, change_kind_name(event.kind));
    const auto actor = write(builder, event.actor);
    const auto reason = write(builder, event.reason);
    const auto id = write(builder, event.id);
    const auto reference = write(builder, event.reference);
    const auto lines = write_lines(builder, event.lines);
    const auto moves = write_structs<wire::PositionMove, PositionDelta>(
        builder, event.moves, [](const PositionDelta& row) { return to_struct(row); }
    );
    const auto into = write(builder, event.into);
    const auto into_lines = write_lines(builder, event.into_lines);
    const auto positions = write_structs<wire::PositionNow, SupplyOutcome>(
        builder, event.positions, [](const SupplyOutcome& row) { return to_struct(row); }
    );
    const auto rules = write_rules(builder, event.rules);
    const auto rules_gone = write_rules(builder, event.rules_gone);
    const auto items = write_ids(builder, event.items);
    const auto nodes = write_ids(builder, event.nodes);
    const auto text = write(builder, event.text);
    const auto levels = write_structs<wire::LevelCrossing, LevelCrossing>(
        builder, event.levels, [](const LevelCrossing& row) { return to_struct(row); }
    );
    const auto level_rules = write_level_rules(builder, event.level_rules);
    const auto backorders = write_backorders(builder, event.backorders);
    const auto backorders_gone = write_backorders(builder, event.backorders_gone);
    wire::ChangeEventBuilder message(builder);
    message.add_lsn(event.lsn);
    message.add_kind(static_cast<std::uint8_t>(event.kind));
    message.add_what(what);
    message.add_understood(event.understood);
    message.add_time(event.time.time_since_epoch().count());
    message.add_actor(actor);
    message.add_reason(reason);
    if (event.event) message.add_event(to_wire<wire::ReservationEvent>(*event.event));
    message.add_id(id);
    message.add_reference(reference);
    message.add_segment(event.segment.value());
    if (event.state) message.add_state(to_wire<wire::ReservationState>(*event.state));
    message.add_expires_at(event.expires_at.time_since_epoch().count());
    message.add_lines(lines);
    message.add_moves(moves);
    message.add_into(into);
    message.add_into_lines(into_lines);
    message.add_positions(positions);
    message.add_sku(event.sku.value());
    message.add_rules(rules);
    message.add_rules_gone(rules_gone);
    message.add_items(items);
    message.add_nodes(nodes);
    message.add_group(event.group.value());
    message.add_text(text);
    message.add_levels(levels);
    message.add_level_rules(level_rules);
    message.add_backorders(backorders);
    message.add_backorders_gone(backorders_gone);
    return message.Finish();
}

/// A follower sees what is there, not how a later count would look at it.
bool read_positions(
    const flatbuffers::Vector<const wire::PositionNow*>* vector,
    std::vector<SupplyOutcome>& positions
) {
    if (vector == nullptr) return true;
    if (!is_aligned(vector)) return false;
    for (const wire::PositionNow* row : *vector) {
        positions.push_back({
            .sku = SkuId(row->sku()),
            .node = NodeId(row->node()),
            .on_hand = row->on_hand(),
            .safety = row->safety(),
            .sequence = row->sequence(),
        });
    }
    return true;
}

/// Reads a vector of structs that have the layout of the engine's; false if it is misaligned.
template <typename Native, typename Wire>
bool read_rows(const flatbuffers::Vector<const Wire*>* vector, std::vector<Native>& natives) {
    const auto found = rows<Native>(vector);
    if (!is_aligned(found)) return false;
    natives.assign(found.begin(), found.end());
    return true;
}

bool read_rules(
    const flatbuffers::Vector<const wire::SegmentRule*>* vector, std::vector<SegmentRow>& rules
) {
    if (vector == nullptr) return true;
    if (!is_aligned(vector)) return false;
    for (const wire::SegmentRule* rule : *vector)
        rules.push_back(from_struct(*rule));
    return true;
}

bool read_crossings(
    const flatbuffers::Vector<const wire::LevelCrossing*>* vector, std::vector<LevelCrossing>& rows
) {
    if (vector == nullptr) return true;
    if (!is_aligned(vector)) return false;
    for (const wire::LevelCrossing* row : *vector) {
        rows.push_back(
            {SkuId(row->sku()),
             {NodeId(row->node()), GroupId(row->group())},
             static_cast<Level>(row->before()),
             static_cast<Level>(row->after()),
             row->ats()}
        );
    }
    return true;
}

/// False: a vector is misaligned.
bool read_event(const wire::ChangeEvent& from, ChangeEvent& event) {
    event.lsn = from.lsn();
    event.kind = static_cast<ChangeKind>(from.kind());
    event.understood = from.understood();
    event.time = Time(Duration(from.time()));
    assign(event.actor, from.actor());
    assign(event.reason, from.reason());
    if (const auto what = from.event()) event.event = static_cast<ReservationEvent>(*what);
    assign(event.id, from.id());
    assign(event.reference, from.reference());
    event.segment = SegmentId(from.segment());
    if (const auto state = from.state()) event.state = static_cast<ReservationState>(*state);
    event.expires_at = Time(Duration(from.expires_at()));
    assign(event.into, from.into());
    event.sku = SkuId(from.sku());
    event.items = ids_of<SkuId>(from.items());
    event.nodes = ids_of<NodeId>(from.nodes());
    event.group = GroupId(from.group());
    assign(event.text, from.text());
    read_backorders(from.backorders(), event.backorders);
    read_backorders(from.backorders_gone(), event.backorders_gone);
    return read_rows(from.lines(), event.lines) && read_rows(from.moves(), event.moves) &&
           read_rows(from.into_lines(), event.into_lines) &&
           read_positions(from.positions(), event.positions) &&
           read_rules(from.rules(), event.rules) &&
           read_rules(from.rules_gone(), event.rules_gone) &&
           read_crossings(from.levels(), event.levels) &&
           read_level_rules(from.level_rules(), event.level_rules);
}

using WireNames = flatbuffers::Vector<flatbuffers::Offset<wire::HandleName>>;

flatbuffers::Offset<WireNames> write_names(Builder& builder, const std::vector<HandleName>& names) {
    std::vector<flatbuffers::Offset<wire::HandleName>> entries;
    entries.reserve(names.size());
    for (const HandleName& name : names) {
        const auto text = write(builder, name.name);
        entries.push_back(wire::CreateHandleName(builder, name.id, text));
    }
    return builder.CreateVector(entries);
}

void read_names(const WireNames* from, std::vector<HandleName>& names) {
    names.clear();
    if (from == nullptr) return;
    for (const wire::HandleName* name : *from)
        names.push_back({name->id(), std::string(view(name->name()))});
}

}  // namespace

void encode_request(Builder& builder, const ReadChangesRequest& request) {
    builder.Clear();
    std::vector<std::uint8_t> kinds;
    kinds.reserve(request.filter.kinds.size());
    for (const ChangeKind kind : request.filter.kinds)
        kinds.push_back(static_cast<std::uint8_t>(kind));
    const auto items = write_ids(builder, request.filter.items);
    const auto nodes = write_ids(builder, request.filter.nodes);
    const auto groups = write_ids(builder, request.filter.groups);
    const auto kinds_offset = builder.CreateVector(kinds);
    builder.Finish(wire::CreateReadChangesRequest(
        builder,
        request.from_lsn,
        items,
        nodes,
        groups,
        kinds_offset,
        request.limit,
        request.with_text,
        static_cast<std::uint32_t>(request.wait.count())
    ));
}

Status decode_request(Payload payload, ReadChangesRequest& request) {
    const auto* message = verified<wire::ReadChangesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ReadChangesRequest>(payload);
    request.from_lsn = message->from_lsn();
    request.filter.items = ids_of<SkuId>(message->items());
    request.filter.nodes = ids_of<NodeId>(message->nodes());
    request.filter.groups = ids_of<GroupId>(message->groups());
    request.filter.kinds.clear();
    if (message->kinds() != nullptr) {
        for (const std::uint8_t kind : *message->kinds())
            request.filter.kinds.push_back(static_cast<ChangeKind>(kind));
    }
    request.limit = message->limit();
    request.with_text = message->with_text();
    request.wait = std::chrono::milliseconds(message->wait_ms());
    return Done{};
}

void encode_reply(Builder& builder, const ReadChangesReply& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::ChangeEvent>> entries;
    entries.reserve(reply.events.size());
    for (const ChangeEvent& event : reply.events)
        entries.push_back(write_event(builder, event));
    const auto detail = write(builder, reply.detail);
    const auto events = builder.CreateVector(entries);
    const auto items = write_names(builder, reply.item_names);
    const auto nodes = write_names(builder, reply.node_names);
    const auto groups = write_names(builder, reply.group_names);
    builder.Finish(wire::CreateReadChangesReply(
        builder,
        to_wire<wire::ChangesOutcome>(reply.outcome),
        detail,
        events,
        reply.next_lsn,
        reply.oldest_lsn,
        reply.durable_lsn,
        items,
        nodes,
        groups
    ));
}

Status decode_reply(Payload payload, ReadChangesReply& reply) {
    const auto* message = verified<wire::ReadChangesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ReadChangesReply>(payload);
    reply = ReadChangesReply();
    reply.outcome = static_cast<ChangesOutcome>(message->outcome());
    assign(reply.detail, message->detail());
    if (message->events() != nullptr) {
        for (const wire::ChangeEvent* from : *message->events()) {
            if (!read_event(*from, reply.events.emplace_back())) return misaligned("ChangeEvent");
        }
    }
    reply.next_lsn = message->next_lsn();
    reply.oldest_lsn = message->oldest_lsn();
    reply.durable_lsn = message->durable_lsn();
    read_names(message->item_names(), reply.item_names);
    read_names(message->node_names(), reply.node_names);
    read_names(message->group_names(), reply.group_names);
    return Done{};
}

}  // namespace earmark::protocol
