// Requests about items, nodes, groups, tariffs, zones and profiles.
#include "protocol/request_handler.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

template <typename Row>
Answer RequestHandler::put(const Frame& frame) {
    std::span<const Row> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, room_, rows, note); !status)
        return bad_message(status.error());
    if constexpr (std::is_same_v<Row, ItemRow>) {
        service_.engine.put_items(rows, context(note), put_reply_);
    } else if constexpr (std::is_same_v<Row, NodeRow>) {
        service_.engine.put_nodes(rows, context(note), put_reply_);
        service_.count_nodes();
    } else if constexpr (std::is_same_v<Row, GroupRow>) {
        service_.engine.put_groups(rows, context(note), put_reply_);
    } else {
        service_.engine.put_tariffs(rows, context(note), put_reply_);
    }
    return reply_with(frame.header.kind, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::put_reference(const Frame& frame) {
    switch (frame.header.kind) {
        case MessageKind::put_items:
            return put<ItemRow>(frame);
        case MessageKind::put_nodes:
            return put<NodeRow>(frame);
        case MessageKind::put_groups:
            return put<GroupRow>(frame);
        default:
            return put<TariffRow>(frame);
    }
}

Answer RequestHandler::zones(const Frame& frame) {
    ZoneRows rows;
    Note note;
    if (const auto status = decode_request(frame.payload, room_, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_zones(rows, context(note), put_reply_);
    return reply_with(MessageKind::put_zones, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::put_profiles(const Frame& frame) {
    std::vector<ProfileRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_profiles(rows, context(note), put_reply_);
    return reply_with(frame.header.kind, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::put_scarcity(const Frame& frame) {
    ScarcityRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.put_scarcity(request, context(note), put_reply_);
    return reply_with(frame.header.kind, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::resolve(const Frame& frame) {
    if (const auto status = decode_request(frame.payload, resolve_request_); !status)
        return bad_message(status.error());
    service_.engine.resolve(resolve_request_.kind, resolve_request_.names, resolve_reply_.resolved);
    return reply_with(MessageKind::resolve, resolve_reply_, Waits::for_nothing, 0);
}

namespace {

/// Longer lists are read on job threads.
constexpr std::uint32_t kInlineListEntries = 8;

ItemPage items_after(const Engine& engine, const ListRequest& request) {
    ItemPage page;
    for (std::uint32_t id = request.after + 1; id != 0; ++id) {
        auto item = engine.item(SkuId(id));
        if (!item) break;
        if (page.items.size() == request.limit) {
            page.next = page.items.back().id;
            break;
        }
        page.items.push_back({SkuId(id), std::move(*item)});
    }
    return page;
}

/// The handles above `after`, rising.
template <typename Id>
std::vector<Id> handles_after(std::vector<Id> ids, std::uint32_t after) {
    std::erase_if(ids, [after](Id id) { return id.value() <= after; });
    std::sort(ids.begin(), ids.end());
    return ids;
}

NodePage nodes_after(const Engine& engine, const ListRequest& request) {
    NodePage page;
    const auto ids = handles_after(engine.nodes(), request.after);
    for (const NodeId id : ids) {
        if (page.nodes.size() == request.limit) {
            page.next = page.nodes.back().id;
            break;
        }
        if (auto node = engine.node(id)) page.nodes.push_back({id, std::move(*node)});
    }
    return page;
}

GroupPage groups_after(const Engine& engine, const ListRequest& request) {
    GroupPage page;
    const auto ids = handles_after(engine.groups(), request.after);
    for (const GroupId id : ids) {
        if (page.groups.size() == request.limit) {
            page.next = page.groups.back().id;
            break;
        }
        if (auto group = engine.group(id)) page.groups.push_back({id, std::move(*group)});
    }
    return page;
}

}  // namespace

Answer RequestHandler::list(const Frame& frame, Place place) {
    const MessageKind kind = frame.header.kind;
    ListRequest request;
    if (const auto status = decode_request(frame.payload, request, kind); !status)
        return bad_message(status.error());
    if (place == Place::connection_thread && request.limit > kInlineListEntries)
        return {.kind = kind, .is_long = true};
    if (kind == MessageKind::list_items) {
        return reply_with(kind, items_after(service_.engine, request), Waits::for_nothing, 0);
    }
    if (kind == MessageKind::list_nodes) {
        return reply_with(kind, nodes_after(service_.engine, request), Waits::for_nothing, 0);
    }
    return reply_with(kind, groups_after(service_.engine, request), Waits::for_nothing, 0);
}

}  // namespace earmark::protocol
