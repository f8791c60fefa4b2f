// Requests about stock: what there is now, and what may be sold of it.
#include "protocol/request_handler.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

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

namespace {

/// Availability requests up to this size are gathered, up to so many queries.
constexpr std::size_t kGatherPayloadBytesMax = 512;
constexpr std::size_t kGatheredQueriesMax = 256;

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

}  // namespace earmark::protocol
