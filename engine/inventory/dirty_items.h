// Which items changed since somebody looked: one bit each, and a bit for each 64 of these words.
//
// Nothing is kept, and a change pays one load, until somebody watches. A bit is set after the
// change can be seen, by a step that cannot overtake the taking of the bit, so that an item taken
// is seen as it is, or is marked again.
#pragma once

#include "engine/base/check.h"
#include "engine/base/strong_id.h"

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace earmark {

/// Thread: mark from any; the others by one at a time.
class DirtyItems {
  public:
    explicit DirtyItems(std::uint32_t items_max)
        : word_count_(items_max / 64 + 1), summary_count_(word_count_ / 64 + 1) {}

    bool is_watching() const { return words_.load(std::memory_order_acquire) != nullptr; }

    /// From now on changes are marked. Once the stripes' locks were all taken in turn, none is
    /// under way that does not know.
    void watch() {
        if (is_watching()) return;
        room_ = std::make_unique<Word[]>(word_count_);
        summary_ = std::make_unique<Word[]>(summary_count_);
        words_.store(room_.get(), std::memory_order_release);
    }

    void mark(SkuId sku) {
        Word* words = words_.load(std::memory_order_acquire);
        if (words == nullptr) return;
        const std::size_t word = sku.value() / 64;
        const std::uint64_t bit = std::uint64_t{1} << (sku.value() % 64);
        // Whoever set the first bit of a word sets that of the summary.
        if (words[word].fetch_or(bit, std::memory_order_acq_rel) != 0) return;
        summary_[word / 64].fetch_or(std::uint64_t{1} << (word % 64), std::memory_order_acq_rel);
    }

    /// Marks the items 1 .. count.
    void mark_all(std::uint32_t count) {
        for (std::uint32_t sku = 1; is_watching() && sku <= count; ++sku)
            mark(SkuId(sku));
    }

    /// Takes out the items marked, at least `limit` if there are so many, going on where it ended.
    template <typename Visit>
    std::size_t take(std::size_t limit, const Visit& visit) {
        std::size_t taken = 0;
        for (std::size_t step = 0; is_watching() && step < summary_count_; ++step) {
            const std::size_t index = next_summary_;
            std::uint64_t words = summary_[index].exchange(0, std::memory_order_acq_rel);
            while (words != 0) {
                const auto word = static_cast<std::size_t>(std::countr_zero(words));
                words &= words - 1;
                taken += take_word(index * 64 + word, visit);
                if (taken < limit) continue;
                summary_[index].fetch_or(words, std::memory_order_acq_rel);
                return taken;
            }
            next_summary_ = (next_summary_ + 1) % summary_count_;
        }
        return taken;
    }

  private:
    using Word = std::atomic<std::uint64_t>;

    template <typename Visit>
    std::size_t take_word(std::size_t word, const Visit& visit) {
        std::uint64_t bits = room_[word].exchange(0, std::memory_order_acq_rel);
        std::size_t taken = 0;
        for (; bits != 0; bits &= bits - 1, ++taken) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
            visit(SkuId(static_cast<std::uint32_t>(word * 64 + bit)));
        }
        return taken;
    }

    const std::size_t word_count_;
    const std::size_t summary_count_;
    std::unique_ptr<Word[]> room_;
    std::unique_ptr<Word[]> summary_;
    std::atomic<Word*> words_{nullptr};
    std::size_t next_summary_ = 0;
};

}  // namespace earmark
