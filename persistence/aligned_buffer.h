// Memory that direct writes accept.
#pragma once

#include "engine/base/check.h"
#include "persistence/file_system.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

namespace earmark::persistence {

/// The smallest multiple of a page that holds `bytes`.
constexpr std::size_t whole_pages(std::size_t bytes) {
    return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
}

/// Zeroed, page-aligned, of a fixed number of whole pages.
class AlignedBuffer {
  public:
    explicit AlignedBuffer(std::size_t bytes_wanted)
        : bytes_(whole_pages(bytes_wanted)),
          memory_(static_cast<std::byte*>(std::aligned_alloc(kPageBytes, bytes_))) {
        EARMARK_CHECK(memory_ != nullptr);
        std::memset(memory_.get(), 0, bytes_);
    }

    std::span<std::byte> span() { return {memory_.get(), bytes_}; }
    std::span<const std::byte> span() const { return {memory_.get(), bytes_}; }

  private:
    struct Free {
        void operator()(std::byte* memory) const { std::free(memory); }
    };

    std::size_t bytes_;
    std::unique_ptr<std::byte[], Free> memory_;
};

}  // namespace earmark::persistence
