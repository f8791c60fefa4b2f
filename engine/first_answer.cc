#include "engine/first_answer.h"

#include "engine/base/bytes.h"

#include <xxhash.h>

namespace earmark {

namespace {

std::uint64_t hash_line(
    std::uint64_t hash, std::uint32_t line, SkuId sku, NodeId node, Units quantity, Day day
) {
    const std::uint64_t words[3] = {
        (std::uint64_t{line} << 32U) | sku.value(),
        node.value() <= kNodesMax ? node.value() : 0,  // As a reservation keeps it.
        static_cast<std::uint64_t>(quantity) ^ std::uint64_t{day} << 48U
    };
    return XXH3_64bits_withSeed(words, sizeof(words), hash);
}

}  // namespace

std::uint64_t hash_of(const ReserveRequest& request) {
    std::uint64_t hash = request.lines.size();
    for (std::size_t index = 0; index < request.lines.size(); ++index) {
        const ReserveLine& line = request.lines[index];
        hash = hash_line(hash, line.line, line.sku, line.node, line.quantity, request.day(index));
    }
    return hash | 1U;
}

void keep_first_answer(Reservation& reservation) {
    ReservationDetail& detail = reservation.make_detail();
    if (detail.origin != ReservationOrigin::reserve || detail.request_hash != 0) return;
    std::uint64_t hash = reservation.line_count();
    ByteWriter out(detail.answer);
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        hash = hash_line(
            hash, key.line(), key.sku(), key.node(), key.quantity(), reservation.day(index)
        );
        out.put(detail.units[index].verdict);
        out.put_varint(detail.units[index].granted);
    }
    detail.request_hash = hash | 1U;
}

void keep_first_answer(
    const ReserveRequest& request, const ReserveReply& reply, ReservationDetail& detail
) {
    detail.request_hash = hash_of(request);
    ByteWriter out(detail.answer);
    for (const LineAnswer& line : reply.lines) {
        out.put(line.verdict);
        out.put_varint(line.reserved);
    }
}

void recall_first_answer(
    const Reservation& reservation, const ReserveRequest& request, ReserveReply& reply
) {
    const bool kept = reservation.detail && reservation.detail->request_hash != 0;
    ByteReader in(
        kept ? std::span<const std::byte>(reservation.detail->answer) : std::span<const std::byte>()
    );
    reply.lines.clear();
    for (std::size_t index = 0; index < request.lines.size(); ++index) {
        LineAnswer& answer = reply.lines.emplace_back();
        answer.line = request.lines[index].line;
        if (kept) {
            answer.verdict = in.get<LineVerdict>();
            answer.reserved = in.get_varint();
        } else {
            const LineUnits units = reservation.units(index);
            answer.verdict = units.verdict;
            answer.reserved = units.granted;
        }
    }
}

}  // namespace earmark
