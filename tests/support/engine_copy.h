// Recovery without a disk: an image and a log, played into a fresh engine.
#pragma once

#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "tests/support/memory_log.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace earmark {

/// The chunks that write_image produced, by part.
struct StateImage {
    Lsn from = 0;  ///< The newest LSN before the first chunk was written.
    std::vector<std::vector<std::vector<std::byte>>> parts;
};

/// Writes every part. Changes may go on meanwhile.
StateImage image_of(const Engine& engine, const ChangeLog& log);

/// A fresh engine that has read the image, and the log's records after it up to `newest`, with this
/// many workers. Starts no log.
std::unique_ptr<Engine> recovered(
    const StateImage& image,
    const MemoryLog& log,
    Lsn newest,
    std::size_t workers = 1,
    const EngineLimits& limits = {}
);

/// A fresh engine that has read the whole log.
std::unique_ptr<Engine> replayed(
    const MemoryLog& log, std::size_t workers = 1, const EngineLimits& limits = {}
);

}  // namespace earmark
