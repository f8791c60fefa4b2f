#include "engine/inventory/position_block.h"

#include <algorithm>
#include <new>

namespace earmark {

namespace {

constexpr std::size_t kSlabBytes = std::size_t{1} << 16U;
constexpr std::align_val_t kSlabAlignment{64};

std::size_t block_bytes(std::uint32_t capacity) {
    return sizeof(PositionBlock) + std::size_t{capacity} * sizeof(Position);
}

struct SlabDelete {
    void operator()(std::byte* slab) const { ::operator delete(slab, kSlabAlignment); }
};
using Slab = std::unique_ptr<std::byte, SlabDelete>;

}  // namespace

struct PositionPool::Class {
    Mutex mutex;
    std::uint32_t capacity = 0;
    PositionBlock* free EARMARK_GUARDED_BY(mutex) = nullptr;
    std::byte* next EARMARK_GUARDED_BY(mutex) = nullptr;
    std::size_t left EARMARK_GUARDED_BY(mutex) = 0;  // Whole blocks left in the newest slab.
    std::vector<Slab> slabs EARMARK_GUARDED_BY(mutex);
};

PositionPool::PositionPool() {
    // Exact for small networks, then steps of about a fifth, so that little is wasted.
    for (std::uint32_t capacity = 1; capacity < kNodesMax;
         capacity = std::max(capacity + 1, capacity + capacity / 5)) {
        capacities_.push_back(capacity);
    }
    capacities_.push_back(kNodesMax);
    classes_ = std::make_unique<Class[]>(capacities_.size());
    for (std::size_t index = 0; index < capacities_.size(); ++index)
        classes_[index].capacity = capacities_[index];
}

PositionPool::~PositionPool() = default;

std::size_t PositionPool::class_of(std::uint32_t positions) const {
    const auto found = std::lower_bound(capacities_.begin(), capacities_.end(), positions);
    EARMARK_CHECK(found != capacities_.end());
    return static_cast<std::size_t>(found - capacities_.begin());
}

PositionBlock* PositionPool::take(std::uint32_t positions) {
    Class& home = classes_[class_of(std::max(positions, 1U))];
    const MutexLock lock(home.mutex);
    if (home.free != nullptr) {
        PositionBlock* block = home.free;
        home.free = block->next_free_;
        block->set_count(0);
        return block;
    }
    const std::size_t bytes = block_bytes(home.capacity);
    if (home.left == 0) {
        home.left = std::max<std::size_t>(1, kSlabBytes / bytes);
        home.slabs.emplace_back(
            static_cast<std::byte*>(::operator new(home.left * bytes, kSlabAlignment))
        );
        home.next = home.slabs.back().get();
    }
    auto* block = new (home.next) PositionBlock(home.capacity);
    for (std::uint32_t index = 0; index < home.capacity; ++index) {
        for (std::size_t word = 0; word < 4; ++word)
            new (block->words_of(index) + word) PositionBlock::Word(0);
    }
    home.next += bytes;
    --home.left;
    return block;
}

void PositionPool::give_back(PositionBlock* block) {
    Class& home = classes_[class_of(block->capacity())];
    const MutexLock lock(home.mutex);
    block->next_free_ = home.free;
    home.free = block;
}

}  // namespace earmark
