// PositionBlock: the positions of one item, sorted by node, as atomic words.
//
// Readers walk a block without a lock while a writer may be changing it, or may have replaced it by
// a larger one and given it to another item. That is safe because blocks are type-stable: a block's
// memory stays a block of the same capacity for as long as the pool lives, so a late reader sees
// well-formed words, finds that the item's sequence has moved, and tries again. (The alternative,
// epochs, costs each reader a full fence; this costs it nothing.)
#pragma once

#include "engine/base/mutex.h"
#include "engine/inventory/position.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace earmark {

class PositionBlock {
  public:
    std::uint32_t capacity() const { return capacity_; }

    std::uint32_t count() const { return count_.load(std::memory_order_relaxed); }
    void set_count(std::uint32_t count) { count_.store(count, std::memory_order_relaxed); }

    /// Requires: index < capacity(). A torn value is possible unless the writer is kept out.
    Position load(std::uint32_t index) const {
        const auto* words = words_of(index);
        Position::Words copy;
        for (std::size_t word = 0; word < copy.size(); ++word)
            copy[word] = words[word].load(std::memory_order_relaxed);
        return Position(copy);
    }

    /// Of the position at `index`.
    NodeId node_at(std::uint32_t index) const {
        return Position({words_of(index)[0].load(std::memory_order_relaxed), 0, 0, 0}).node();
    }

    /// As load, without the source and its sequence, which an answer does not need.
    Position load_counters(std::uint32_t index) const {
        const auto* words = words_of(index);
        return Position(
            {words[0].load(std::memory_order_relaxed),
             words[1].load(std::memory_order_relaxed),
             words[2].load(std::memory_order_relaxed),
             0}
        );
    }

    void store(std::uint32_t index, const Position& position) {
        auto* words = words_of(index);
        for (std::size_t word = 0; word < position.words().size(); ++word)
            words[word].store(position.words()[word], std::memory_order_relaxed);
    }

  private:
    friend class PositionPool;
    using Word = std::atomic<std::uint64_t>;

    explicit PositionBlock(std::uint32_t capacity) : capacity_(capacity) {}

    /// While it is free, its first position's sequence says which free one comes next: of a late
    /// reader's words the one that leads it nowhere.
    PositionBlock* next_free() const {
        return reinterpret_cast<PositionBlock*>(words_of(0)[3].load(std::memory_order_relaxed));
    }
    void set_next_free(PositionBlock* next) {
        words_of(0)[3].store(reinterpret_cast<std::uint64_t>(next), std::memory_order_relaxed);
    }

    const Word* words_of(std::uint32_t index) const {
        return reinterpret_cast<const Word*>(this + 1) + std::size_t{index} * 4;
    }
    Word* words_of(std::uint32_t index) {
        return reinterpret_cast<Word*>(this + 1) + std::size_t{index} * 4;
    }

    std::atomic<std::uint32_t> count_{0};
    const std::uint32_t capacity_;
};

static_assert(sizeof(PositionBlock) == 8);
static_assert(sizeof(std::atomic<std::uint64_t>) == 8);

/// Gives out blocks by capacity and never returns their memory before its own end.
///
/// Thread: any thread; one short lock. Blocks change hands only when an item gets a position more
/// than its block holds.
class PositionPool {
  public:
    PositionPool();
    ~PositionPool();
    PositionPool(const PositionPool&) = delete;
    PositionPool& operator=(const PositionPool&) = delete;

    /// A block with room for at least `positions`, and count 0.
    PositionBlock* take(std::uint32_t positions);
    void give_back(PositionBlock* block);

    /// Blocks for one thread that takes many: several at each taking of the pool's lock, and what
    /// is left goes back at the end.
    class Batch {
      public:
        explicit Batch(PositionPool& pool) : pool_(pool), heads_(pool.capacities_.size()) {}
        ~Batch();
        Batch(const Batch&) = delete;
        Batch& operator=(const Batch&) = delete;

        /// As PositionPool::take.
        PositionBlock* take(std::uint32_t positions);

      private:
        PositionPool& pool_;
        std::vector<PositionBlock*> heads_;
    };

  private:
    struct Class;

    std::size_t class_of(std::uint32_t positions) const;

    /// One to `count` blocks of a class, chained.
    PositionBlock* take_chain(std::size_t index, std::size_t count);

    std::vector<std::uint32_t> capacities_;
    std::unique_ptr<Class[]> classes_;
};

}  // namespace earmark
