// TextArena: names that never move, packed one behind the other.
#pragma once

#include "engine/base/check.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

namespace earmark {

/// A length byte and the characters. Millions of names cost their bytes and nothing else.
///
/// Thread: one writer at a time; what was returned may be read by all.
class TextArena {
  public:
    /// Requires: text.size() <= 255.
    const char* keep(std::string_view text) {
        EARMARK_CHECK(text.size() <= 255);
        const std::size_t bytes = text.size() + 1;
        if (left_ < bytes) {
            left_ = kSlabBytes;
            slabs_.emplace_back(static_cast<char*>(::operator new(kSlabBytes, kSlabAlignment)));
            next_ = slabs_.back().get();
        }
        char* kept = next_;
        kept[0] = static_cast<char>(static_cast<std::uint8_t>(text.size()));
        if (!text.empty()) std::memcpy(kept + 1, text.data(), text.size());
        next_ += bytes;
        left_ -= bytes;
        return kept;
    }

    static std::string_view view(const char* kept) {
        return {kept + 1, static_cast<std::uint8_t>(kept[0])};
    }

  private:
    static constexpr std::size_t kSlabBytes = std::size_t{1} << 14U;
    /// Of a page: for less, the allocator begins a slab anywhere in a page more.
    static constexpr std::align_val_t kSlabAlignment{4096};

    struct SlabDelete {
        void operator()(char* slab) const { ::operator delete(slab, kSlabAlignment); }
    };

    std::vector<std::unique_ptr<char, SlabDelete>> slabs_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace earmark
