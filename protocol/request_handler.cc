#include "protocol/request_handler.h"

#include "engine/network/network_place.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

namespace {

/// Lines times nodes up to which a plan is made on the connection's thread: tens of microseconds.
/// Lines that split over shallow stock may take a thousand times as long as whole ones.
constexpr std::size_t kInlineSourcingWholeLines = 10'000;
constexpr std::size_t kInlineSourcingSplitLines = 24;

/// Longer lists are read on job threads.
constexpr std::uint32_t kInlineListEntries = 8;

/// Availability requests up to this size are gathered, up to so many queries.
constexpr std::size_t kGatherPayloadBytesMax = 512;
constexpr std::size_t kGatheredQueriesMax = 256;

bool is_always_long(MessageKind kind) {
    switch (kind) {
        case MessageKind::put_items:
        case MessageKind::put_nodes:
        case MessageKind::put_groups:
        case MessageKind::put_tariffs:
        case MessageKind::put_zones:
        case MessageKind::put_profiles:
        case MessageKind::put_scarcity:
        case MessageKind::list_reservations:
        case MessageKind::delivery:
        case MessageKind::resource:
        case MessageKind::source_jointly:
        case MessageKind::joint_orders:
        case MessageKind::joint_rows:
        case MessageKind::change_order:
        case MessageKind::ask_plan:
        case MessageKind::put_segments:
        case MessageKind::put_segment_rules:
        case MessageKind::load_page:
        case MessageKind::begin_count:
        case MessageKind::count_rows:
        case MessageKind::list_counts:
        case MessageKind::close_count:
        case MessageKind::settle_count:
        case MessageKind::count_report:
        case MessageKind::put_kits:
        case MessageKind::put_units:
        case MessageKind::put_order_quantities:
        case MessageKind::put_substitutes:
        case MessageKind::put_receipts:
        case MessageKind::receipts:
        case MessageKind::dispose:
        case MessageKind::put_promise_terms:
        case MessageKind::late_supply:
        case MessageKind::put_backorders:
        case MessageKind::backorders:
        case MessageKind::confirm_backorders:
        case MessageKind::claim_backorder:
        case MessageKind::explain:
        case MessageKind::put_selling_rules:
        case MessageKind::list_selling_rules:
        case MessageKind::put_shipping:
        case MessageKind::list_shipping:
        case MessageKind::put_sourcing_rules:
        case MessageKind::list_sourcing_rules:
        case MessageKind::rerate:
        case MessageKind::capacity:
        case MessageKind::preview_selling_rules:
        case MessageKind::preview_segment_rules:
        case MessageKind::preview_promise_terms:
        case MessageKind::preview_nodes:
        case MessageKind::audit:
        case MessageKind::state_digest:
        case MessageKind::snapshot:
        case MessageKind::read_changes:
        case MessageKind::put_level_rules:
        case MessageKind::list_level_rules:
        case MessageKind::list_levels:
            return true;
        default:
            return false;
    }
}

bool is_long(const SourceRequest& request, std::size_t node_count) {
    const bool is_short_list = !request.allowed_nodes.empty() &&
                               std::ranges::none_of(request.allowed_nodes, is_group_place);
    const std::size_t nodes = is_short_list ? request.allowed_nodes.size() : node_count;
    const std::size_t work = request.lines.size() * nodes;
    return request.splitting == LineSplit::whole_lines
               ? work > kInlineSourcingWholeLines || request.lines.size() > 12
               : work > kInlineSourcingSplitLines;
}

}  // namespace

RequestHandler::RequestHandler(Service& service)
    : service_(service), counters_(service.add_counters()) {}

Answer RequestHandler::answer(const Frame& frame, Place place) {
    const MessageKind kind = frame.header.kind;
    if (place == Place::connection_thread &&
        (is_always_long(kind) || frame.payload.size() > kInlinePayloadBytesMax)) {
        return {.kind = kind, .is_long = true};
    }
    switch (kind) {
        case MessageKind::hello:
            return hello(frame);
        case MessageKind::put_items:
            return put<ItemRow>(frame);
        case MessageKind::put_nodes:
            return put<NodeRow>(frame);
        case MessageKind::put_groups:
            return put<GroupRow>(frame);
        case MessageKind::put_tariffs:
            return put<TariffRow>(frame);
        case MessageKind::put_zones:
            return zones(frame);
        case MessageKind::put_profiles:
            return put_profiles(frame);
        case MessageKind::put_scarcity:
            return put_scarcity(frame);
        case MessageKind::resolve:
            return resolve(frame);
        case MessageKind::list_items:
        case MessageKind::list_nodes:
        case MessageKind::list_groups: {
            ListRequest request;
            const auto status = decode_request(frame.payload, request, kind);
            if (status && place == Place::connection_thread && request.limit > kInlineListEntries)
                return {.kind = kind, .is_long = true};
            return list(frame);
        }
        case MessageKind::put_segments:
            return put_segments(frame);
        case MessageKind::list_segments:
        case MessageKind::list_profiles:
            return no_fields(frame);
        case MessageKind::put_segment_rules:
            return put_segment_rules(frame);
        case MessageKind::put_selling_rules:
            return put_selling_rules(frame);
        case MessageKind::list_selling_rules:
            return selling_rules(frame);
        case MessageKind::put_shipping:
            return put_shipping(frame);
        case MessageKind::list_shipping:
            return list_shipping(frame);
        case MessageKind::put_sourcing_rules:
            return put_sourcing_rules(frame);
        case MessageKind::list_sourcing_rules:
            return list_sourcing_rules(frame);
        case MessageKind::rerate:
            return rerate(frame);
        case MessageKind::capacity:
            return capacity(frame);
        case MessageKind::preview_selling_rules:
        case MessageKind::preview_segment_rules:
        case MessageKind::preview_promise_terms:
        case MessageKind::preview_nodes:
            return preview_rules(frame);
        case MessageKind::list_segment_rules:
            return segment_rules(frame);
        case MessageKind::put_kits:
        case MessageKind::put_units:
        case MessageKind::put_order_quantities:
        case MessageKind::put_substitutes:
        case MessageKind::item_assortment:
        case MessageKind::convert:
            return assortment(frame);
        case MessageKind::put_receipts:
        case MessageKind::receipts:
        case MessageKind::dispose:
        case MessageKind::put_promise_terms:
        case MessageKind::available_to_promise:
        case MessageKind::late_supply:
        case MessageKind::put_backorders:
        case MessageKind::backorders:
        case MessageKind::confirm_backorders:
        case MessageKind::claim_backorder:
        case MessageKind::explain:
            return promising(frame);
        case MessageKind::apply_supply:
            return apply_supply(frame);
        case MessageKind::begin_count:
        case MessageKind::count_rows:
        case MessageKind::close_count:
        case MessageKind::settle_count:
        case MessageKind::count_report:
        case MessageKind::list_counts:
        case MessageKind::source_feeds:
        case MessageKind::job:
        case MessageKind::load_page:
        case MessageKind::list_jobs:
            return reconcile(frame);
        case MessageKind::availability:
            return availability(frame);
        case MessageKind::item_availability:
            return item_availability(frame);
        case MessageKind::reserve:
            return reserve(frame);
        case MessageKind::step:
            return step(frame);
        case MessageKind::amend:
            return amend(frame);
        case MessageKind::split:
            return split(frame);
        case MessageKind::list_reservations:
            return list_reservations(frame);
        case MessageKind::reservation:
            return reservation(frame);
        case MessageKind::source:
            return source(frame, place);
        case MessageKind::delivery:
            return delivery(frame);
        case MessageKind::resource:
            return resource(frame);
        case MessageKind::source_jointly:
            return source_jointly(frame);
        case MessageKind::joint_orders:
            return joint_orders(frame);
        case MessageKind::joint_rows:
            return joint_rows(frame);
        case MessageKind::joint_progress:
            return joint_progress(frame);
        case MessageKind::change_order:
            return change_order(frame);
        case MessageKind::ask_plan:
            return ask_plan(frame);
        case MessageKind::status:
        case MessageKind::audit:
        case MessageKind::state_digest:
        case MessageKind::accept_clock:
            return no_fields(frame);
        case MessageKind::snapshot:
            return snapshot(frame);
        case MessageKind::read_changes:
            return changes(frame, nullptr);
        case MessageKind::put_level_rules:
            return put_level_rules(frame);
        case MessageKind::list_level_rules:
            return level_rules(frame);
        case MessageKind::list_levels:
            return levels(frame);
        case MessageKind::none:
        case MessageKind::error:
            break;
    }
    return refuse(
        {.refusal = wire::Refusal::bad_kind,
         .detail = "frame kind: found " + std::to_string(static_cast<unsigned>(kind)) +
                   ", expected a request of protocol/earmark.fbs"}
    );
}

Answer RequestHandler::refuse(const ErrorAnswer& error) {
    encode_reply(builder_, error);
    return {.kind = MessageKind::error};
}

Answer RequestHandler::bad_message(const Error& error) {
    return refuse({.refusal = wire::Refusal::bad_message, .detail = error.detail});
}

CallContext RequestHandler::context(const Note& note) {
    return {.now = service_.clock.wall(), .actor = note.actor, .reason = note.reason};
}

Answer RequestHandler::hello(const Frame& frame) {
    std::string_view client;
    if (const auto status = decode_hello(frame.payload, client); !status)
        return bad_message(status.error());
    return reply_with(MessageKind::hello, service_.hello, Waits::for_nothing, 0);
}

// ---- Reference data -------------------------------------------------------------------------

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

Answer RequestHandler::list(const Frame& frame) {
    const MessageKind kind = frame.header.kind;
    ListRequest request;
    if (const auto status = decode_request(frame.payload, request, kind); !status)
        return bad_message(status.error());
    if (kind == MessageKind::list_items) {
        return reply_with(kind, items_after(service_.engine, request), Waits::for_nothing, 0);
    }
    if (kind == MessageKind::list_nodes) {
        return reply_with(kind, nodes_after(service_.engine, request), Waits::for_nothing, 0);
    }
    return reply_with(kind, groups_after(service_.engine, request), Waits::for_nothing, 0);
}

// ---- Stock ----------------------------------------------------------------------------------

Answer RequestHandler::apply_supply(const Frame& frame) {
    SupplyRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.apply_supply(request, context(note), supply_reply_);
    return reply_with(
        MessageKind::apply_supply, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::put_segments(const Frame& frame) {
    std::vector<std::string_view> names;
    Note note;
    if (const auto status = decode_segments(frame.payload, names, note); !status)
        return bad_message(status.error());
    service_.engine.put_segments(names, context(note), put_reply_);
    return reply_with(MessageKind::put_segments, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::put_segment_rules(const Frame& frame) {
    std::vector<SegmentRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_segment_rules(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_segment_rules, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::put_selling_rules(const Frame& frame) {
    std::vector<SellingRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_selling_rules(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_selling_rules, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::selling_rules(const Frame& frame) {
    ListRequest request;
    if (const auto status = decode_selling_rules_request(frame.payload, request); !status)
        return bad_message(status.error());
    const std::size_t limit = std::clamp<std::uint32_t>(request.limit, 1, kPageEntriesMax);
    SellingRules page;
    for (SellingRuleEntry& entry : service_.engine.selling_rules()) {
        if (entry.id.value() <= request.after) continue;
        if (page.rules.size() == limit) {
            page.next = page.rules.back().id.value();
            break;
        }
        page.rules.push_back(std::move(entry));
    }
    return reply_with(MessageKind::list_selling_rules, page, Waits::for_nothing, 0);
}

Answer RequestHandler::put_shipping(const Frame& frame) {
    std::vector<ShippingRowChange> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_shipping(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_shipping, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::rerate(const Frame& frame) {
    RerateRequest request;
    if (const auto status = decode_request(frame.payload, room_, request); !status)
        return bad_message(status.error());
    RerateReply reply;
    service_.engine.rerate(request, reply);
    return reply_with(MessageKind::rerate, reply, Waits::for_nothing, reply.lsn);
}

Answer RequestHandler::list_shipping(const Frame& frame) {
    ListShippingRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    std::vector<ShippingRow> rows = service_.engine.shipping_rows(request.kind);
    const std::size_t begin = std::min<std::size_t>(request.after, rows.size());
    const std::size_t end =
        std::min(rows.size(), begin + std::clamp<std::uint32_t>(request.limit, 1, kPageEntriesMax));
    ShippingPage page;
    page.rows.assign(
        std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
        std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end))
    );
    if (end < rows.size()) page.next = static_cast<std::uint32_t>(end);
    return reply_with(MessageKind::list_shipping, page, Waits::for_nothing, 0);
}

Answer RequestHandler::capacity(const Frame& frame) {
    CapacityRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    CapacityReply reply;
    service_.engine.capacity(request, service_.clock.wall(), reply);
    return reply_with(MessageKind::capacity, reply, Waits::for_nothing, reply.lsn);
}

Answer RequestHandler::segment_rules(const Frame& frame) {
    SkuId sku;
    if (const auto status = decode_rules_request(frame.payload, sku); !status)
        return bad_message(status.error());
    const SegmentRules rules{.rules = service_.engine.segment_rules(sku)};
    return reply_with(MessageKind::list_segment_rules, rules, Waits::for_nothing, 0);
}

namespace {

Lsn newest_of(std::span<const Availability> all) {
    Lsn newest = 0;
    for (const Availability& figures : all)
        newest = std::max(newest, figures.lsn);
    return newest;
}

}  // namespace

bool RequestHandler::gather(const Frame& frame) {
    if (frame.header.kind != MessageKind::availability ||
        frame.payload.size() > kGatherPayloadBytesMax ||
        gathered_queries_.size() >= kGatheredQueriesMax) {
        return false;
    }
    AvailabilityRequest request;
    AvailabilityForm form = AvailabilityForm::full;
    const auto status = decode_request(frame.payload, request, form);
    if (!status || request.queries.empty() || !request.own_reservation.empty() ||
        !request.segment.is_none() || request.method != method_ship || request.ignore_safety)
        return false;
    gathered_.push_back({frame.header, form, gathered_queries_.size(), request.queries.size()});
    gathered_queries_.insert(
        gathered_queries_.end(), request.queries.begin(), request.queries.end()
    );
    return true;
}

void RequestHandler::begin_gathered() {
    service_.engine.availability({.queries = gathered_queries_}, availability_reply_);
}

Answer RequestHandler::encode_gathered(const Gathered& request) {
    const auto figures = std::span<const Availability>(availability_reply_.figures)
                             .subspan(request.first_query, request.query_count);
    encode_figures(builder_, figures, request.form);
    const bool needs_lsn = (request.header.flags & kFlagWaitDurable) != 0;
    return {.kind = MessageKind::availability, .lsn = needs_lsn ? newest_of(figures) : 0};
}

void RequestHandler::end_gathered() {
    gathered_.clear();
    gathered_queries_.clear();
}

Answer RequestHandler::availability(const Frame& frame) {
    AvailabilityRequest request;
    AvailabilityForm form = AvailabilityForm::full;
    if (const auto status = decode_request(frame.payload, request, form); !status)
        return bad_message(status.error());
    service_.engine.availability(request, availability_reply_);
    encode_reply(builder_, availability_reply_, form);
    const bool needs_lsn = (frame.header.flags & kFlagWaitDurable) != 0;
    const Lsn newest = needs_lsn ? newest_of(availability_reply_.figures) : 0;
    return {.kind = MessageKind::availability, .lsn = newest};
}

Answer RequestHandler::item_availability(const Frame& frame) {
    ItemAvailabilityRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    service_.engine.item_availability(
        request.sku, request.own_reservation, request.asking, item_availability_reply_.positions
    );
    Lsn newest = 0;
    for (const NodeAvailability& position : item_availability_reply_.positions)
        newest = std::max(newest, position.figures.lsn);
    return reply_with(
        MessageKind::item_availability, item_availability_reply_, Waits::for_nothing, newest
    );
}

// ---- Reservations and orders ----------------------------------------------------------------

Answer RequestHandler::reserve(const Frame& frame) {
    ReserveRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.reserve(request, context(note), reserve_reply_);
    return reply_with(MessageKind::reserve, reserve_reply_, Waits::for_durable, reserve_reply_.lsn);
}

Answer RequestHandler::step(const Frame& frame) {
    StepRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.step(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::step, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::amend(const Frame& frame) {
    AmendRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.amend(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::amend, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::split(const Frame& frame) {
    SplitRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.split(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::split, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::list_reservations(const Frame& frame) {
    ListReservationsRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    ListReservationsReply reply;
    service_.engine.list_reservations(request, service_.clock.wall(), reply);
    return reply_with(MessageKind::list_reservations, reply, Waits::for_durable, reply.lsn);
}

Answer RequestHandler::reservation(const Frame& frame) {
    std::string_view id;
    if (const auto status = decode_reservation_request(frame.payload, id); !status)
        return bad_message(status.error());
    service_.engine.reservation(id, reservation_reply_);
    return reply_with(
        MessageKind::reservation, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::source(const Frame& frame, Place place) {
    SourceRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    const auto nodes = service_.node_count.load(std::memory_order_relaxed);
    if (place == Place::connection_thread && is_long(request, nodes))
        return {.kind = MessageKind::source, .is_long = true};
    service_.engine.source(request, context(note), source_reply_);
    const auto waits = request.mode == SourceMode::quote ? Waits::for_nothing : Waits::for_durable;
    return reply_with(MessageKind::source, source_reply_, waits, source_reply_.lsn);
}

Answer RequestHandler::delivery(const Frame& frame) {
    DeliveryRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    DeliveryReply reply;
    service_.engine.promise_delivery(request, context({}), reply);
    return reply_with(MessageKind::delivery, reply, Waits::for_nothing, {});
}

Answer RequestHandler::resource(const Frame& frame) {
    ResourceRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    ResourceReply reply;
    service_.engine.resource(request, context(note), reply);
    const auto waits = request.mode == SourceMode::quote ? Waits::for_nothing : Waits::for_durable;
    return reply_with(MessageKind::resource, reply, waits, reply.lsn);
}

// ---- Service --------------------------------------------------------------------------------

Answer RequestHandler::no_fields(const Frame& frame) {
    const MessageKind kind = frame.header.kind;
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    if (kind == MessageKind::status)
        return reply_with(kind, service_.status(), Waits::for_nothing, 0);
    if (kind == MessageKind::list_segments) {
        const SegmentList list{.names = service_.engine.segments()};
        return reply_with(kind, list, Waits::for_nothing, 0);
    }
    if (kind == MessageKind::list_profiles) {
        const ProfileList list{.profiles = service_.engine.profiles()};
        return reply_with(kind, list, Waits::for_nothing, 0);
    }
    const Lsn newest = service_.log.newest();
    if (kind == MessageKind::audit)
        return reply_with(kind, service_.engine.audit(), Waits::for_nothing, newest);
    if (kind == MessageKind::state_digest) {
        const DigestAnswer digest{.state_digest = service_.engine.state_digest()};
        return reply_with(kind, digest, Waits::for_nothing, newest);
    }
    service_.engine.accept_clock();
    const ClockAnswer clock{.expiry_paused = service_.engine.status().expiry_paused};
    return reply_with(kind, clock, Waits::for_nothing, 0);
}

Answer RequestHandler::snapshot(const Frame& frame) {
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    const char* nothing = "this server keeps no snapshots";
    if (!service_.take_snapshot)
        return refuse({.refusal = wire::Refusal::unavailable, .detail = nothing});
    const auto taken = service_.take_snapshot();
    if (!taken)
        return refuse({.refusal = wire::Refusal::unavailable, .detail = taken.error().detail});
    return reply_with(MessageKind::snapshot, *taken, Waits::for_nothing, taken->lsn);
}

}  // namespace earmark::protocol
