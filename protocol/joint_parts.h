// Joint batches that do not fit into one frame: orders gathered before, rows told afterwards.
//
// Both are kept under the batch's name, within limits, and forgotten a minute after the newest
// word of the client: one that is gone leaves nothing behind.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "protocol/byte_buffer.h"
#include "protocol/message_codec.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::protocol {

inline constexpr std::size_t kJointBatchNameBytesMax = 64;
inline constexpr std::uint32_t kJointPartsMax = 1'024;
/// Of all batches together that are being sent.
inline constexpr std::size_t kJointPartBytesMax = std::size_t{512} << 20U;
inline constexpr std::size_t kJointBatchesSentMax = 16;
inline constexpr std::size_t kJointResultsKept = 4;
inline constexpr Duration kJointKeptFor = std::chrono::seconds(60);

/// The orders of batches that come in parts.
///
/// Thread: any.
class JointParts {
  public:
    /// Keeps a copy of the payload, which is that of the part.
    ///
    /// Outcomes: bad_value - no name, or too many parts or orders; over_budget - too many bytes;
    ///           overloaded - too many batches are being sent. The batch is as it was before.
    void add(const JointOrdersPart& part, Payload payload, Duration now, JointOrdersReply& reply);

    /// Takes all parts of a batch out, in their order.
    ///
    /// Returns: what is wrong; empty = nothing. Parts that are missing may still come.
    std::string take(std::string_view batch, std::uint32_t parts, std::vector<ByteBuffer>& taken);

    void forget_old(Duration now);
    std::size_t bytes() const;

  private:
    struct Batch {
        std::map<std::uint32_t, ByteBuffer> parts;
        std::uint64_t orders = 0;
        std::size_t bytes = 0;
        Duration newest_at{};
    };

    mutable Mutex mutex_;
    std::map<std::string, Batch, std::less<>> batches_ EARMARK_GUARDED_BY(mutex_);
    std::size_t bytes_ EARMARK_GUARDED_BY(mutex_) = 0;
};

/// What is still to be told of batches.
///
/// Thread: any.
class JointResults {
  public:
    /// Keeps the reply, if it does not fit into one page; above kJointResultsKept the oldest goes.
    /// A batch without a name is told whole: nobody could ask for more of it.
    ///
    /// Returns: the first page.
    JointPage keep(
        std::string_view batch, JointSourceReply reply, std::size_t page_bytes_max, Duration now
    );

    /// What is told once to the end is forgotten. bad_value - there is nothing of that name, or no
    /// such row.
    JointPage page(const JointRowsRequest& request, std::size_t page_bytes_max, Duration now);

    void forget_old(Duration now);
    std::size_t count() const;

  private:
    struct Result {
        JointSourceReply reply;
        Duration asked_at{};
    };

    mutable Mutex mutex_;
    std::map<std::string, Result, std::less<>> results_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark::protocol
