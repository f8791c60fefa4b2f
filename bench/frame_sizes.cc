#include "bench/frame_sizes.h"

#include "protocol/frame.h"
#include "protocol/message_codec.h"

#include <array>
#include <vector>

namespace earmark::bench {

namespace {

std::size_t frame_bytes(const protocol::Builder& builder) {
    protocol::ByteBuffer frame;
    protocol::append_frame(frame, {}, protocol::finished(builder));
    return frame.bytes();
}

FrameSizes availability_sizes(std::size_t queries) {
    constexpr auto kForm = protocol::AvailabilityForm::ats_only;
    const std::vector<AvailabilityQuery> asked(queries, {.sku = SkuId(1), .node = {}, .group = {}});
    AvailabilityReply answered;
    answered.figures.resize(queries, {.ats = 15'000});
    protocol::Builder builder;
    FrameSizes sizes;
    protocol::encode_request(builder, AvailabilityRequest{.queries = asked}, kForm);
    sizes.request_bytes = frame_bytes(builder);
    protocol::encode_reply(builder, answered, kForm);
    sizes.reply_bytes = frame_bytes(builder);
    return sizes;
}

FrameSizes reserve_sizes() {
    std::array<ReserveLine, kReserveLines> lines;
    for (std::uint32_t line = 0; line < lines.size(); ++line)
        lines[line] = {.line = line + 1, .sku = SkuId(1), .node = NodeId(1), .quantity = 1};
    ReserveReply held;
    held.lines.resize(kReserveLines);
    protocol::Builder builder;
    FrameSizes sizes;
    const ReserveRequest request{.id = "b1990a2b3c4-0-123456", .lines = lines};
    protocol::encode_request(builder, request, protocol::Note{});
    sizes.request_bytes = frame_bytes(builder);
    protocol::encode_reply(builder, held);
    sizes.reply_bytes = frame_bytes(builder);
    return sizes;
}

FrameSizes source_sizes() {
    std::array<OrderLine, kReserveLines> lines;
    SourceReply held;
    Shipment& shipment = held.shipments.emplace_back();
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        lines[line] = {.line = line + 1, .sku = SkuId(1), .quantity = 1};
        shipment.lines.push_back({.line = line + 1, .sku = SkuId(1), .quantity = 1});
    }
    SourceRequest request;
    request.mode = SourceMode::reserve;
    request.id = "b1990a2b3c4-0-123456";
    request.lines = lines;
    request.ship_to.location = Location{};
    protocol::Builder builder;
    FrameSizes sizes;
    protocol::encode_request(builder, request, protocol::Note{});
    sizes.request_bytes = frame_bytes(builder);
    protocol::encode_reply(builder, held);
    sizes.reply_bytes = frame_bytes(builder);
    return sizes;
}

}  // namespace

FrameSizes frame_sizes_of(ServerWork work) {
    switch (work) {
        case ServerWork::ats:
        case ServerWork::mix:
            return availability_sizes(1);
        case ServerWork::ats_batch:
            return availability_sizes(kQueriesPerBatch);
        case ServerWork::reserve:
            return reserve_sizes();
        case ServerWork::source:
            return source_sizes();
    }
    return {};
}

}  // namespace earmark::bench
