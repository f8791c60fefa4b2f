// How a sample is made: it is encoded at once, and decoded and encoded again when a test asks.
#pragma once

#include "tests/protocol/sample_messages.h"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace earmark::protocol::samples {

inline constexpr Note kSampleNote{.actor = "planner", .reason = "recount"};

inline std::vector<std::byte> bytes_of(const Builder& builder) {
    const Payload payload = finished(builder);
    return {payload.begin(), payload.end()};
}

template <typename Encode>
std::vector<std::byte> encoded(const Encode& encode) {
    Builder builder;
    encode(builder);
    return bytes_of(builder);
}

/// A request that is decoded into Request alone.
template <typename Request>
SampleMessage plain(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_request(builder, request); }),
        .echo =
            [](Payload payload) {
                Request again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    };
}

/// A request that is decoded into Request and Note.
template <typename Request>
SampleMessage noted(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, request, kSampleNote); }),
        .echo =
            [](Payload payload) {
                Request again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

/// A request, with a note, whose rows need room.
template <typename Request>
SampleMessage roomy(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, request, kSampleNote); }),
        .echo =
            [](Payload payload) {
                DecodeRoom room;
                Request again;
                Note note;
                if (!decode_request(payload, room, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

/// A request of rows, with a note, that are decoded into a vector.
template <typename Row>
SampleMessage rows_of(std::string table, const std::vector<Row>& rows) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const Row>(rows), kSampleNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<Row> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const Row>(again), note);
                });
            },
    };
}

/// The same, of rows that their source numbers.
template <typename Row, typename Request>
SampleMessage numbered(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, request, kSampleNote); }),
        .echo =
            [](Payload payload) {
                std::vector<Row> rows;
                Request again;
                Note note;
                if (!decode_request(payload, rows, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

/// A reply that is decoded into Reply.
template <typename Reply>
SampleMessage reply(std::string table, const Reply& sample) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_reply(builder, sample); }),
        .echo =
            [](Payload payload) {
                Reply again;
                if (!decode_reply(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_reply(builder, again); });
            },
    };
}

inline std::vector<RowAnswer> sample_answers() {
    return {
        {.row = 3, .verdict = RowVerdict::stale, .detail = ""},
        {.row = 5, .verdict = RowVerdict::bad_value, .detail = "weight_g: found -1, expected >= 0"},
    };
}

}  // namespace earmark::protocol::samples
