#include "engine/inventory/position_block.h"

#include <algorithm>
#include <new>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kSlabBytes = std::size_t{1} << 16U;
constexpr std::size_t kBatchBytes = std::size_t{1} << 13U;
/// Of a page: for less, the allocator begins a slab anywhere in a page more, which is then touched.
constexpr std::align_val_t kSlabAlignment{4096};

std::size_t block_bytes(std::uint32_t capacity) {
    return sizeof(PositionBlock) + std::size_t{capacity} * sizeof(Position);
}

}  // namespace

struct PositionPool::Class {
    struct SlabDelete {
        void operator()(std::byte* slab) const { ::operator delete(slab, kSlabAlignment); }
    };
    using Slab = std::unique_ptr<std::byte, SlabDelete>;

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
    PositionBlock* block = take_chain(class_of(std::max(positions, 1U)), 1);
    block->set_count(0);
    return block;
}

PositionBlock* PositionPool::take_chain(std::size_t index, std::size_t count) {
    Class& home = classes_[index];
    const std::size_t bytes = block_bytes(home.capacity);
    std::byte* fresh = nullptr;
    {
        const MutexLock lock(home.mutex);
        if (home.free != nullptr) {
            PositionBlock* const first = home.free;
            PositionBlock* last = first;
            for (std::size_t taken = 1; taken < count && last->next_free() != nullptr; ++taken)
                last = last->next_free();
            home.free = last->next_free();
            last->set_next_free(nullptr);
            return first;
        }
        if (home.left == 0) {
            home.left = std::max<std::size_t>(1, kSlabBytes / bytes);
            home.slabs.emplace_back(
                static_cast<std::byte*>(::operator new(home.left * bytes, kSlabAlignment))
            );
            home.next = home.slabs.back().get();
        }
        count = std::min(count, home.left);
        fresh = home.next;
        home.next += count * bytes;
        home.left -= count;
    }
    // The first touch of the memory is the slow part: without the lock.
    PositionBlock* first = nullptr;
    for (std::byte* place = fresh + count * bytes; place != fresh;) {
        place -= bytes;
        auto* block = new (place) PositionBlock(home.capacity);
        for (std::uint32_t position = 0; position < home.capacity; ++position) {
            for (std::size_t word = 0; word < 4; ++word)
                new (block->words_of(position) + word) PositionBlock::Word(0);
        }
        block->set_next_free(std::exchange(first, block));
    }
    return first;
}

void PositionPool::give_back(PositionBlock* block) {
    Class& home = classes_[class_of(block->capacity())];
    const MutexLock lock(home.mutex);
    block->set_next_free(home.free);
    home.free = block;
}

PositionBlock* PositionPool::Batch::take(std::uint32_t positions) {
    const std::size_t index = pool_.class_of(std::max(positions, 1U));
    PositionBlock*& head = heads_[index];
    if (head == nullptr) {
        const std::size_t bytes = block_bytes(pool_.capacities_[index]);
        head = pool_.take_chain(index, std::max<std::size_t>(1, kBatchBytes / bytes));
    }
    PositionBlock* block = std::exchange(head, head->next_free());
    block->set_count(0);
    return block;
}

PositionPool::Batch::~Batch() {
    for (PositionBlock* head : heads_) {
        while (head != nullptr)
            pool_.give_back(std::exchange(head, head->next_free()));
    }
}

}  // namespace earmark
