// Items, nodes, groups, tariffs, zones, names, lists: a table per row.
#include "protocol/codec_parts.h"

#include <cstddef>
#include <utility>

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;
using flatbuffers::Vector;

template <typename T>
using Tables = Vector<Offset<T>>;

Error too_many(std::string_view field, std::size_t found, std::size_t expected) {
    return malformed(
        field, "found " + std::to_string(found) + ", expected at most " + std::to_string(expected)
    );
}

template <typename Wire>
std::size_t count(const Tables<Wire>* tables) {
    return tables == nullptr ? 0 : tables->size();
}

template <typename Item>
Offset<wire::ItemRow> write_item(Builder& builder, const Item& item) {
    const auto sku = write(builder, item.sku);
    const auto unit_of_measure = write(builder, item.unit_of_measure);
    const auto category = write(builder, item.category);
    const auto attributes = write(builder, item.attributes);
    return wire::CreateItemRow(
        builder,
        sku,
        unit_of_measure,
        item.scale,
        item.weight_g,
        item.length_mm,
        item.width_mm,
        item.height_mm,
        item.value_micros,
        category,
        attributes
    );
}

/// Into a row or a view: they differ in who owns the texts.
template <typename Item>
Item read_item(const wire::ItemRow& row) {
    Item item;
    item.sku = view(row.sku());
    item.unit_of_measure = view(row.unit_of_measure());
    item.scale = row.scale();
    item.weight_g = row.weight_g();
    item.length_mm = row.length_mm();
    item.width_mm = row.width_mm();
    item.height_mm = row.height_mm();
    item.value_micros = row.value_micros();
    item.category = view(row.category());
    item.attributes = view(row.attributes());
    return item;
}

template <typename Node>
Offset<wire::NodeRow> write_node(Builder& builder, const Node& node) {
    const auto key = write(builder, node.key);
    const auto country = write(builder, node.country);
    const auto postal_code = write(builder, node.postal_code);
    const auto time_zone = write(builder, node.time_zone);
    const auto tariff = write(builder, node.tariff);
    const wire::Location location =
        node.location ? wire::Location(node.location->latitude_e6, node.location->longitude_e6)
                      : wire::Location();
    return wire::CreateNodeRow(
        builder,
        key,
        to_wire<wire::NodeType>(node.type),
        node.location ? &location : nullptr,
        country,
        postal_code,
        time_zone,
        node.methods,
        node.priority,
        tariff,
        node.handling_per_shipment,
        node.handling_per_line,
        node.handling_per_unit,
        node.enabled
    );
}

template <typename Node>
bool read_node(const wire::NodeRow& row, Node& node) {
    node.key = view(row.key());
    if (const auto* location = row.location()) {
        node.location = Location{location->latitude_e6(), location->longitude_e6()};
    }
    node.country = view(row.country());
    node.postal_code = view(row.postal_code());
    node.time_zone = view(row.time_zone());
    node.methods = row.methods();
    node.priority = row.priority();
    node.tariff = view(row.tariff());
    node.handling_per_shipment = row.handling_per_shipment();
    node.handling_per_line = row.handling_per_line();
    node.handling_per_unit = row.handling_per_unit();
    node.enabled = row.enabled();
    return read_enum(row.type(), node.type);
}

wire::GroupMember to_struct(const GroupMember& member) {
    return {member.node.value(), member.priority};
}

Offset<wire::GroupRow> write_group(
    Builder& builder, std::string_view name, std::span<const GroupMember> members
) {
    const auto name_offset = write(builder, name);
    const auto members_offset = write_structs<wire::GroupMember>(builder, members, &to_struct);
    return wire::CreateGroupRow(builder, name_offset, members_offset);
}

template <typename Wire, typename Rows, typename Write>
Offset<Tables<Wire>> write_tables(Builder& builder, const Rows& rows, Write write_one) {
    std::vector<Offset<Wire>> offsets;
    offsets.reserve(rows.size());
    for (const auto& row : rows)
        offsets.push_back(write_one(row));
    return builder.CreateVector(offsets);
}

}  // namespace

// ---- Requests -------------------------------------------------------------------------------

void encode_request(Builder& builder, std::span<const ItemRow> rows, const Note& note) {
    builder.Clear();
    const auto offset = write_tables<wire::ItemRow>(builder, rows, [&](const ItemRow& row) {
        return write_item(builder, row);
    });
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutItemsRequest(builder, offset, note_offset));
}

Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const ItemRow>& rows, Note& note
) {
    const auto* request = verified<wire::PutItemsRequest>(payload, kRowTablesMax);
    if (request == nullptr) return not_that_message<wire::PutItemsRequest>(payload);
    room.items.clear();
    if (request->rows() != nullptr) {
        for (const wire::ItemRow* row : *request->rows())
            room.items.push_back(read_item<ItemRow>(*row));
    }
    rows = room.items;
    note = read(request->note());
    return Done{};
}

Offset<WireNodes> write_nodes(Builder& builder, std::span<const NodeRow> rows) {
    return write_tables<wire::NodeRow>(builder, rows, [&](const NodeRow& row) {
        return write_node(builder, row);
    });
}

Status read_nodes(const WireNodes* wire_rows, std::vector<NodeRow>& rows) {
    rows.clear();
    if (wire_rows == nullptr) return Done{};
    for (const wire::NodeRow* row : *wire_rows) {
        if (!read_node(*row, rows.emplace_back())) return bad_enum("NodeRow.type", row->type());
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const NodeRow> rows, const Note& note) {
    builder.Clear();
    const auto offset = write_nodes(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutNodesRequest(builder, offset, note_offset));
}

Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const NodeRow>& rows, Note& note
) {
    const auto* request = verified<wire::PutNodesRequest>(payload, kRowTablesMax);
    if (request == nullptr) return not_that_message<wire::PutNodesRequest>(payload);
    if (Status read = read_nodes(request->rows(), room.nodes); !read) return read;
    rows = room.nodes;
    note = read(request->note());
    return Done{};
}

void encode_request(Builder& builder, std::span<const GroupRow> rows, const Note& note) {
    builder.Clear();
    const auto offset = write_tables<wire::GroupRow>(builder, rows, [&](const GroupRow& row) {
        return write_group(builder, row.name, row.members);
    });
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutGroupsRequest(builder, offset, note_offset));
}

/// Members of several groups may lie in the same bytes of a hostile payload: their sum is held to
/// what an honest payload of this size can carry.
Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const GroupRow>& group_rows, Note& note
) {
    const auto* request = verified<wire::PutGroupsRequest>(payload, kRowTablesMax);
    if (request == nullptr) return not_that_message<wire::PutGroupsRequest>(payload);
    const std::size_t members_max = payload.size() / sizeof(GroupMember);
    std::size_t members_seen = 0;
    room.groups.clear();
    if (request->rows() != nullptr) {
        for (const wire::GroupRow* row : *request->rows()) {
            const auto members = rows<GroupMember>(row->members());
            if (!is_aligned(members)) return misaligned("GroupRow.members");
            members_seen += members.size();
            if (members_seen > members_max)
                return too_many("GroupRow.members in all", members_seen, members_max);
            room.groups.push_back({.name = view(row->name()), .members = members});
        }
    }
    group_rows = room.groups;
    note = read(request->note());
    return Done{};
}

void encode_request(Builder& builder, const ZoneRows& rows, const Note& note) {
    builder.Clear();
    const auto pairs = write_tables<wire::ZonePair>(builder, rows.pairs, [&](const ZonePair& pair) {
        const auto origin = write(builder, pair.origin_prefix);
        const auto destination = write(builder, pair.destination_prefix);
        return wire::CreateZonePair(builder, origin, destination, pair.zone);
    });
    const auto bands = write_structs(
        builder,
        rows.bands,
        +[](const ZoneBand& band) { return wire::ZoneBand(band.miles_max, band.zone); }
    );
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutZonesRequest(builder, pairs, bands, note_offset));
}

Status decode_request(Payload payload, DecodeRoom& room, ZoneRows& zones, Note& note) {
    const auto* request = verified<wire::PutZonesRequest>(payload, kRowTablesMax);
    if (request == nullptr) return not_that_message<wire::PutZonesRequest>(payload);
    room.pairs.clear();
    if (request->pairs() != nullptr) {
        for (const wire::ZonePair* pair : *request->pairs()) {
            room.pairs.push_back({
                .origin_prefix = view(pair->origin_prefix()),
                .destination_prefix = view(pair->destination_prefix()),
                .zone = pair->zone(),
            });
        }
    }
    zones.pairs = room.pairs;
    zones.bands = rows<ZoneBand>(request->bands());
    if (!is_aligned(zones.bands)) return misaligned("PutZonesRequest.bands");
    note = read(request->note());
    return Done{};
}

void encode_request(Builder& builder, NameKind kind, std::span<const std::string_view> names) {
    builder.Clear();
    std::vector<Offset<flatbuffers::String>> offsets;
    offsets.reserve(names.size());
    for (const std::string_view name : names)
        offsets.push_back(builder.CreateString(name.data(), name.size()));
    const auto names_offset = builder.CreateVector(offsets);
    builder.Finish(wire::CreateResolveRequest(builder, to_wire<wire::NameKind>(kind), names_offset)
    );
}

Status decode_request(Payload payload, ResolveRequest& request) {
    const auto* message = verified<wire::ResolveRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ResolveRequest>(payload);
    if (!read_enum(message->kind(), request.kind))
        return bad_enum("ResolveRequest.kind", message->kind());
    request.names.clear();
    if (message->names() == nullptr) return Done{};
    if (message->names()->size() > kReferenceRowsMax)
        return too_many("ResolveRequest.names", message->names()->size(), kReferenceRowsMax);
    for (const flatbuffers::String* name : *message->names())
        request.names.push_back(view(name));
    return Done{};
}

void encode_request(Builder& builder, const ListRequest& request, wire::MessageKind kind) {
    builder.Clear();
    if (kind == wire::MessageKind::list_items) {
        builder.Finish(wire::CreateListItemsRequest(builder, request.after, request.limit));
    } else if (kind == wire::MessageKind::list_nodes) {
        builder.Finish(wire::CreateListNodesRequest(builder, request.after, request.limit));
    } else {
        builder.Finish(wire::CreateListGroupsRequest(builder, request.after, request.limit));
    }
}

namespace {

template <typename Table>
Status decode_list(Payload payload, ListRequest& request) {
    const auto* message = verified<Table>(payload);
    if (message == nullptr) return not_that_message<Table>(payload);
    request = {.after = message->after(), .limit = message->limit()};
    if (request.limit == 0 || request.limit > kPageEntriesMax) {
        return malformed(
            "limit",
            "found " + std::to_string(request.limit) + ", expected 1 to " +
                std::to_string(kPageEntriesMax)
        );
    }
    return Done{};
}

}  // namespace

Status decode_request(Payload payload, ListRequest& request, wire::MessageKind kind) {
    if (kind == wire::MessageKind::list_items)
        return decode_list<wire::ListItemsRequest>(payload, request);
    if (kind == wire::MessageKind::list_nodes)
        return decode_list<wire::ListNodesRequest>(payload, request);
    return decode_list<wire::ListGroupsRequest>(payload, request);
}

// ---- Replies --------------------------------------------------------------------------------

flatbuffers::Offset<Tables<wire::RowAnswer>> write_answers(
    Builder& builder, const std::vector<RowAnswer>& answers
) {
    if (answers.empty()) return {};
    return write_tables<wire::RowAnswer>(builder, answers, [&](const RowAnswer& answer) {
        const auto detail = write(builder, answer.detail);
        return wire::CreateRowAnswer(
            builder, answer.row, to_wire<wire::RowVerdict>(answer.verdict), detail
        );
    });
}

void read_answers(const Tables<wire::RowAnswer>* wire_answers, std::vector<RowAnswer>& answers) {
    answers.clear();
    if (wire_answers == nullptr) return;
    for (const wire::RowAnswer* answer : *wire_answers) {
        answers.push_back({
            .row = answer->row(),
            .verdict = static_cast<RowVerdict>(answer->verdict()),
            .detail = std::string(view(answer->detail())),
        });
    }
}

void encode_reply(Builder& builder, const PutReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto ids = builder.CreateVector(reply.ids);
    const auto answers = write_answers(builder, reply.answers);
    builder.Finish(wire::CreatePutReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, ids, answers, reply.lsn
    ));
}

Status decode_reply(Payload payload, PutReply& reply) {
    const auto* message = verified<wire::PutReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    const auto ids = scalars<std::uint32_t>(message->ids());
    reply.ids.assign(ids.begin(), ids.end());
    read_answers(message->answers(), reply.answers);
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const ResolveReply& reply) {
    builder.Clear();
    const auto resolved = write_structs(
        builder,
        std::span<const ResolvedName>(reply.resolved),
        +[](const ResolvedName& name) { return wire::ResolvedName(name.id, name.scale); }
    );
    builder.Finish(wire::CreateResolveReply(builder, resolved));
}

Status decode_reply(Payload payload, ResolveReply& reply) {
    const auto* message = verified<wire::ResolveReply>(payload);
    if (message == nullptr) return not_that_message<wire::ResolveReply>(payload);
    const auto resolved = rows<ResolvedName>(message->resolved());
    if (!is_aligned(resolved)) return misaligned("ResolveReply.resolved");
    reply.resolved.assign(resolved.begin(), resolved.end());
    return Done{};
}

void encode_reply(Builder& builder, const ItemPage& reply) {
    builder.Clear();
    const auto items =
        write_tables<wire::ItemEntry>(builder, reply.items, [&](const ItemEntry& entry) {
            const auto item = write_item(builder, entry.item);
            return wire::CreateItemEntry(builder, entry.id.value(), item);
        });
    builder.Finish(wire::CreateListItemsReply(builder, items, reply.next.value()));
}

Status decode_reply(Payload payload, ItemPage& reply) {
    const auto* message = verified<wire::ListItemsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListItemsReply>(payload);
    reply.items.clear();
    reply.next = SkuId(message->next());
    for (std::size_t index = 0; index < count(message->items()); ++index) {
        const auto* entry = message->items()->Get(static_cast<flatbuffers::uoffset_t>(index));
        if (entry->item() == nullptr) return malformed("ItemEntry.item", "found none");
        reply.items.push_back({SkuId(entry->id()), read_item<ItemView>(*entry->item())});
    }
    return Done{};
}

void encode_reply(Builder& builder, const NodePage& reply) {
    builder.Clear();
    const auto nodes =
        write_tables<wire::NodeEntry>(builder, reply.nodes, [&](const NodeEntry& entry) {
            const auto node = write_node(builder, entry.node);
            return wire::CreateNodeEntry(builder, entry.id.value(), node);
        });
    builder.Finish(wire::CreateListNodesReply(builder, nodes, reply.next.value()));
}

Status decode_reply(Payload payload, NodePage& reply) {
    const auto* message = verified<wire::ListNodesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListNodesReply>(payload);
    reply.nodes.clear();
    reply.next = NodeId(message->next());
    for (std::size_t index = 0; index < count(message->nodes()); ++index) {
        const auto* entry = message->nodes()->Get(static_cast<flatbuffers::uoffset_t>(index));
        if (entry->node() == nullptr) return malformed("NodeEntry.node", "found none");
        NodeEntry& target = reply.nodes.emplace_back();
        target.id = NodeId(entry->id());
        if (!read_node(*entry->node(), target.node))
            return bad_enum("NodeRow.type", entry->node()->type());
    }
    return Done{};
}

void encode_reply(Builder& builder, const GroupPage& reply) {
    builder.Clear();
    const auto groups =
        write_tables<wire::GroupEntry>(builder, reply.groups, [&](const GroupEntry& entry) {
            const auto group = write_group(builder, entry.group.name, entry.group.members);
            return wire::CreateGroupEntry(builder, entry.id.value(), group);
        });
    builder.Finish(wire::CreateListGroupsReply(builder, groups, reply.next.value()));
}

Status decode_reply(Payload payload, GroupPage& reply) {
    const auto* message = verified<wire::ListGroupsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListGroupsReply>(payload);
    reply.groups.clear();
    reply.next = GroupId(static_cast<std::uint16_t>(message->next()));
    for (std::size_t index = 0; index < count(message->groups()); ++index) {
        const auto* entry = message->groups()->Get(static_cast<flatbuffers::uoffset_t>(index));
        if (entry->group() == nullptr) return malformed("GroupEntry.group", "found none");
        const auto members = rows<GroupMember>(entry->group()->members());
        if (!is_aligned(members)) return misaligned("GroupRow.members");
        GroupEntry& target = reply.groups.emplace_back();
        target.id = GroupId(static_cast<std::uint16_t>(entry->id()));
        assign(target.group.name, entry->group()->name());
        target.group.members.assign(members.begin(), members.end());
    }
    return Done{};
}

}  // namespace earmark::protocol
