// RowList: rows of one kind that an item has besides its positions, as readers and writers walk
// them.
//
// A row is eight words, sorted by its key, whose first part is the node. Rows lie in a block of the
// position pool, two places a row, so that they share its promise to readers without a lock: what
// is read may be torn, but is well-formed and soon read again. A kind of row gives
//
//     Words = std::array<std::uint64_t, 8>;  words();  static from(words);
//     static NodeId node_of(first word);     key(), different for each row of an item
#pragma once

#include "engine/base/check.h"
#include "engine/inventory/position_block.h"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace earmark {

/// A figure of a row. Masked, for a torn row must not overflow what adds it up before it is read
/// again.
inline Units row_figure(std::uint64_t word) {
    constexpr std::uint64_t kFigureMask = (std::uint64_t{1} << 50U) - 1;
    return static_cast<Units>(word & kFigureMask);
}

/// Thread: as PositionBlock.
template <typename Row>
class RowList {
  public:
    RowList() : RowList(nullptr) {}
    explicit RowList(const PositionBlock* block)
        : block_(block),
          count_(block == nullptr ? 0 : std::min(block->count(), block->capacity()) / kPlaces) {}

    bool empty() const { return count_ == 0; }
    std::uint32_t count() const { return count_; }

    /// Requires: index < count().
    Row load(std::uint32_t index) const {
        const Position low = block_->load(index * kPlaces);
        const Position high = block_->load(index * kPlaces + 1);
        typename Row::Words words;
        const auto middle = std::copy(low.words().begin(), low.words().end(), words.begin());
        std::copy(high.words().begin(), high.words().end(), middle);
        return Row::from(words);
    }
    NodeId node_at(std::uint32_t index) const {
        return Row::node_of(block_->load(index * kPlaces).words()[0]);
    }

    /// The index of the first row of the node, or of one after it.
    std::uint32_t first_of(NodeId node) const {
        std::uint32_t low = 0;
        std::uint32_t high = count_;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (node_at(middle) < node) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Calls visit(row) for each row of the node, by key.
    template <typename Visit>
    void visit_node(NodeId node, const Visit& visit) const {
        for (std::uint32_t index = first_of(node); index < count_ && node_at(index) == node;
             ++index)
            visit(load(index));
    }

    static constexpr std::uint32_t kPlaces = sizeof(typename Row::Words) / sizeof(Position::Words);
    static_assert(kPlaces == 2);

  private:
    const PositionBlock* block_;
    std::uint32_t count_;
};

/// The index of the row of this key, or where it belongs. Keeping other writers out.
template <typename Row>
std::uint32_t place_of(RowList<Row> rows, const Row& wanted) {
    std::uint32_t place = rows.first_of(wanted.node);
    while (place < rows.count() && rows.load(place).key() < wanted.key())
        ++place;
    return place;
}

/// Replaces or adds the row of this key in the block that `list` leads to. Keeping other writers
/// out, and telling readers.
template <typename Row>
void put_row(std::atomic<PositionBlock*>& list, PositionPool& pool, const Row& row) {
    constexpr std::uint32_t kPlaces = RowList<Row>::kPlaces;
    PositionBlock* block = list.load(std::memory_order_relaxed);
    const RowList<Row> rows(block);
    const std::uint32_t row_place = place_of(rows, row);
    const std::uint32_t place = row_place * kPlaces;
    const bool is_known = row_place < rows.count() && rows.load(row_place).key() == row.key();
    if (!is_known) {
        const std::uint32_t count = rows.count() * kPlaces;
        PositionBlock* target = block;
        if (block == nullptr || count + kPlaces > block->capacity()) {
            target = pool.take(count + kPlaces);
            for (std::uint32_t index = 0; index < place; ++index)
                target->store(index, block->load(index));
        }
        for (std::uint32_t index = count; index > place; --index)
            target->store(index + 1, block->load(index - 1));
        target->set_count(count + kPlaces);
        if (target != block) {
            list.store(target, std::memory_order_release);
            if (block != nullptr) pool.give_back(block);
            block = target;
        }
    }
    const typename Row::Words words = row.words();
    block->store(place, Position({words[0], words[1], words[2], words[3]}));
    block->store(place + 1, Position({words[4], words[5], words[6], words[7]}));
}

/// Removes the row of this key. Requires: it is there.
template <typename Row>
void drop_row(std::atomic<PositionBlock*>& list, PositionPool& pool, const Row& row) {
    constexpr std::uint32_t kPlaces = RowList<Row>::kPlaces;
    PositionBlock* block = list.load(std::memory_order_relaxed);
    const RowList<Row> rows(block);
    const std::uint32_t row_place = place_of(rows, row);
    EARMARK_CHECK(row_place < rows.count() && rows.load(row_place).key() == row.key());
    const std::uint32_t count = rows.count() * kPlaces;
    for (std::uint32_t index = row_place * kPlaces; index + kPlaces < count; ++index)
        block->store(index, block->load(index + kPlaces));
    block->set_count(count - kPlaces);
    if (block->count() > 0) return;
    list.store(nullptr, std::memory_order_release);
    pool.give_back(block);
}

}  // namespace earmark
