// How clients of an earmarkd server connect, and what one call may say beside its request.
#pragma once

#include "protocol/messages.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace earmark::protocol {

/// As many names as one resolve should ask for: a request and a reply of moderate size.
inline constexpr std::size_t kNamesPerRequest = 4'096;

struct ClientOptions {
    std::string name = "earmark client";  ///< For the server's log.
    std::chrono::milliseconds connect_within{5'000};

    /// The server starts nothing later than this; the client waits a little longer for answers.
    std::chrono::milliseconds answer_within{30'000};

    /// How often a Client asks at most when a connection is lost or the server is overloaded. More
    /// than once only for what is safe to repeat: reads, and writes that their caller has named.
    std::uint32_t attempts_max = 1;
};

/// What a request waits for before its reply may leave the server.
enum class ReplyWhen : std::uint8_t {
    usual,    ///< Writes and reads of reservations: durable. Availability: at once.
    durable,  ///< All that the reply saw is durable.
    latest,   ///< At once.
};

struct CallOptions {
    Note note{};
    ReplyWhen when = ReplyWhen::usual;
    std::chrono::milliseconds answer_within{0};  ///< 0 = as ClientOptions says.
};

}  // namespace earmark::protocol
