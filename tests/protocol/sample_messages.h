// One message of every kind, with a different value in every field.
#pragma once

#include "protocol/message_codec.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace earmark::protocol {

struct SampleMessage {
    std::string table;               ///< Its name in earmark.fbs.
    std::vector<std::byte> payload;  ///< Encoded, aligned to 8 by vector's allocation.

    /// Decodes and encodes again; empty if it cannot be decoded.
    std::function<std::vector<std::byte>(Payload payload)> echo;
};

std::vector<SampleMessage> sample_requests();
std::vector<SampleMessage> sample_replies();

}  // namespace earmark::protocol
