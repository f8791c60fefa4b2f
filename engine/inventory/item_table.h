// ItemTable: every item, its attributes and its positions, in lock-striped parts.
//
// Handles are dense, so a handle finds its slot in a chunked array that never moves and that
// readers walk without a lock. All positions of an item lie together in one block, sorted by node:
// an answer over a network is one look-up and one scan.
//
// Writers hold the item's stripe lock, and bump the slot's sequence around each change; readers
// copy what they need and look again (a seqlock). Every word both sides touch is atomic. Source:
// H.-J. Boehm, "Can seqlocks get along with programming language memory models?" (2012).
#pragma once

#include "engine/base/intern_table.h"
#include "engine/base/mutex.h"
#include "engine/base/strong_id.h"
#include "engine/base/text_arena.h"
#include "engine/change_log.h"
#include "engine/inventory/dirty_items.h"
#include "engine/inventory/item.h"
#include "engine/inventory/item_rows.h"
#include "engine/inventory/kit_book.h"
#include "engine/inventory/position_block.h"
#include "engine/inventory/promise_calendar.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace earmark {

/// An item's place in the directory: what an availability look-up touches, in half a cache line.
struct alignas(32) ItemSlot {
    std::atomic<std::uint64_t> sequence{0};  ///< Odd while being changed; 0 = no such item.
    std::atomic<PositionBlock*> block{nullptr};
    std::atomic<Lsn> lsn{0};               ///< Of the last change to its stock: positions and rows.
    std::atomic<ItemRows*> rows{nullptr};  ///< What it has besides positions; null for most.
};
static_assert(sizeof(ItemSlot) == 32);

/// What a reader sees of an item's stock in one moment.
struct ItemStock {
    const PositionBlock* positions = nullptr;  ///< Null if there is none.
    const ItemRows* rows = nullptr;            ///< Likewise.
    Lsn lsn = 0;
    const PromiseCalendar* calendar = nullptr;  ///< By which dated rows count.

    template <typename Row>
    RowList<Row> rows_of() const {
        return rows == nullptr ? RowList<Row>() : rows->rows<Row>();
    }
};

/// The rest of an item, touched by sourcing and by people.
struct ItemDetails {
    std::atomic<const char*> name{nullptr};  ///< Set once.
    std::atomic<Lsn> lsn{0};                 ///< Of the last change to its attributes.
    std::array<std::atomic<std::uint64_t>, std::tuple_size_v<ItemFacts::Words>> facts{};
};

class ItemTable {
  public:
    static constexpr std::uint32_t kStripes = 1024;

    ItemTable(std::uint32_t items_max, std::uint64_t positions_max);
    ~ItemTable();

    // ---- Names -------------------------------------------------------------------------------

    /// The handle of a SKU; none if there is no such item.
    SkuId find(std::string_view sku) const;

    /// The handle of a SKU, new or known; none when the table is full.
    SkuId find_or_issue(std::string_view sku);

    /// As recovery needs it: this SKU under this handle.
    void restore_name(SkuId sku, std::string_view name);

    /// So many items will come: the names' index grows once, where growing step by step would read
    /// every name again at each.
    void expect(std::uint32_t items);

    /// Items issued; their handles are 1 .. count.
    std::uint32_t count() const { return issued_.load(std::memory_order_acquire); }

    std::string_view name(SkuId sku) const;

    // ---- Reading without a lock --------------------------------------------------------------

    /// Whether a handle is within the table's limit.
    bool has_handle(SkuId sku) const { return !sku.is_none() && sku.value() <= items_max_; }

    /// The slot of an item; null if the handle names none.
    const ItemSlot* find_slot(SkuId sku) const {
        if (sku.is_none() || sku.value() > items_max_) return nullptr;
        const Chunk* chunk = chunks_[sku.value() / kChunkItems].load(std::memory_order_acquire);
        if (chunk == nullptr) return nullptr;
        const ItemSlot& slot = chunk->slots[sku.value() % kChunkItems];
        return slot.sequence.load(std::memory_order_relaxed) == 0 ? nullptr : &slot;
    }

    /// Bring an item nearer, ahead of a read: first its slot, some items later its positions.
    void prefetch_slot(SkuId sku) const {
        if (sku.is_none() || sku.value() > items_max_) return;
        const Chunk* chunk = chunks_[sku.value() / kChunkItems].load(std::memory_order_acquire);
        if (chunk != nullptr) __builtin_prefetch(&chunk->slots[sku.value() % kChunkItems]);
    }
    void prefetch_block(SkuId sku) const;
    /// Likewise what is said of it.
    void prefetch_facts(SkuId sku) const {
        if (!has_handle(sku)) return;
        const Chunk* chunk = chunks_[sku.value() / kChunkItems].load(std::memory_order_acquire);
        if (chunk != nullptr) __builtin_prefetch(&chunk->details[sku.value() % kChunkItems]);
    }

    /// Calls read(stock) until it has seen one moment. What `read` computes must start afresh at
    /// each call.
    template <typename Read>
    void read_positions(SkuId sku, const ItemSlot& slot, const Read& read) const;

    /// Requires: the item exists.
    ItemFacts facts(SkuId sku) const;
    Lsn facts_lsn(SkuId sku) const;

    /// Of the last change of an item's positions; 0 if there was none.
    Lsn position_lsn(SkuId sku) const {
        const ItemSlot* slot = find_slot(sku);
        return slot == nullptr ? 0 : slot->lsn.load(std::memory_order_relaxed);
    }

    // ---- Changing, holding the stripe ----------------------------------------------------------

    static std::uint32_t stripe_of(SkuId sku) { return sku.value() % kStripes; }
    Mutex& stripe_mutex(std::uint32_t stripe) const { return stripes_[stripe].mutex; }

    ItemFacts facts_locked(SkuId sku) const;

    /// The position of an item at a node, or nothing.
    std::optional<Position> position(SkuId sku, NodeId node) const;

    /// All of an item's stock.
    ItemStock stock(SkuId sku) const;

    /// The rows of one kind that an item has besides its positions.
    template <typename Row>
    RowList<Row> rows(SkuId sku) const {
        return stock(sku).rows_of<Row>();
    }

  private:
    struct Chunk;

  public:
    /// Changes what readers see of an item in one moment.
    class Change {
      public:
        Change(ItemTable& table, SkuId sku, Lsn lsn);
        ~Change();
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;

        /// Replaces or adds a position.
        void put(const Position& position);
        void put_facts(const ItemFacts& facts);

        /// Appends positions that come after all there are, with room for them made once, from
        /// `blocks` of the table's pool.
        void append(std::span<const Position> positions, PositionPool::Batch& blocks);

        /// Replaces or adds the row of this key.
        template <typename Row>
        void put_row(const Row& row) {
            slot_.lsn.store(lsn_, std::memory_order_relaxed);
            earmark::put_row(make_rows().list<Row>(), table_.pool_, row);
        }

        /// Removes the row of this key. Requires: it is there.
        template <typename Row>
        void drop_row(const Row& row) {
            slot_.lsn.store(lsn_, std::memory_order_relaxed);
            earmark::drop_row(make_rows().list<Row>(), table_.pool_, row);
        }

      private:
        ItemRows& make_rows();

        ItemTable& table_;
        Chunk& chunk_;
        ItemSlot& slot_;
        ItemDetails& details_;
        const Lsn lsn_;
        const SkuId sku_;
    };

    /// A source's last sequence at a position: kept in the position for its first source, and
    /// beside it for others.
    std::uint64_t last_sequence(SkuId sku, const Position& position, SourceId source) const;
    void set_sequence(SkuId sku, Position& position, SourceId source, std::uint64_t sequence);

    struct OtherSequence {
        NodeId node;
        SourceId source;
        std::uint64_t sequence = 0;
    };
    std::span<const OtherSequence> other_sequences(SkuId sku) const;
    void restore_sequence(SkuId sku, const OtherSequence& other);

    /// Room for a position more?
    bool has_room(std::uint64_t positions) const {
        return positions_.load(std::memory_order_relaxed) + positions <= positions_max_;
    }
    std::uint64_t position_count() const { return positions_.load(std::memory_order_relaxed); }

    /// Which items changed since somebody looked.
    DirtyItems& dirty() { return dirty_; }

    /// Items with backorders whose supply or demand changed, for those who give it out anew.
    DirtyItems& waiting() { return waiting_; }

    /// What may be sold of an item may have changed, though no change of it says so.
    void look_again(SkuId sku) {
        dirty_.mark(sku);
        if (waiting_.is_watching() && !rows<DatedRow>(sku).empty()) waiting_.mark(sku);
    }
    void look_again_at_all() {
        dirty_.mark_all(count());
        if (!waiting_.is_watching()) return;
        for (const SkuId sku : calendar().items(SkuId(1)))
            waiting_.mark(sku);
    }

    /// Takes each stripe's lock in turn: no change that began before is under way afterwards.
    void pass_all_stripes() const;

    PositionPool& pool() { return pool_; }
    PromiseCalendar& calendar() { return calendar_; }
    const PromiseCalendar& calendar() const { return calendar_; }
    KitBook& kit_book() { return kit_book_; }
    const KitBook& kit_book() const { return kit_book_; }
    InternTable& categories() const { return categories_; }
    InternTable& units() const { return units_; }
    InternTable& tags() const { return tags_; }

  private:
    static constexpr std::uint32_t kChunkItems = 4096;
    static constexpr std::uint32_t kNameStripes = 256;

    struct Chunk {
        std::array<ItemSlot, kChunkItems> slots;
        std::array<ItemDetails, kChunkItems> details;
    };

    struct alignas(64) Stripe {
        mutable Mutex mutex;
        /// By item; sorted by node and source.
        boost::unordered_flat_map<std::uint32_t, std::vector<OtherSequence>> other_sequences;
        std::deque<ItemRows> rows;  ///< Of its items that have any.
    };

    /// A set of handles, hashed by the names they stand for: the names are stored once.
    struct NameHash {
        using is_transparent = void;
        const ItemTable* table;
        std::size_t operator()(std::string_view name) const;
        std::size_t operator()(std::uint32_t sku) const;
    };
    struct NameEqual {
        using is_transparent = void;
        const ItemTable* table;
        bool operator()(std::uint32_t left, std::uint32_t right) const { return left == right; }
        bool operator()(std::string_view name, std::uint32_t sku) const;
        bool operator()(std::uint32_t sku, std::string_view name) const;
    };
    struct alignas(64) NameStripe {
        explicit NameStripe(const ItemTable* table)
            : handles(0, NameHash{table}, NameEqual{table}) {}
        mutable Mutex mutex;
        boost::unordered_flat_set<std::uint32_t, NameHash, NameEqual> handles;
        TextArena arena;
    };

    Chunk& make_chunk(SkuId sku);
    const ItemDetails& details(SkuId sku) const;
    NameStripe& name_stripe(std::string_view sku) const;
    void add_name(NameStripe& stripe, SkuId sku, std::string_view name);

    const std::uint32_t items_max_;
    const std::uint64_t positions_max_;
    std::unique_ptr<std::atomic<Chunk*>[]> chunks_;
    std::unique_ptr<Stripe[]> stripes_;
    std::vector<std::unique_ptr<NameStripe>> name_stripes_;
    PositionPool pool_;
    DirtyItems dirty_;
    DirtyItems waiting_;
    PromiseCalendar calendar_;
    KitBook kit_book_;
    std::atomic<std::uint32_t> issued_{0};
    std::atomic<std::uint64_t> positions_{0};
    mutable InternTable categories_;
    mutable InternTable units_;
    mutable InternTable tags_;
};

template <typename Read>
void ItemTable::read_positions(SkuId sku, const ItemSlot& slot, const Read& read) const {
    const auto look = [this, &slot] {
        return ItemStock{
            .positions = slot.block.load(std::memory_order_acquire),
            .rows = slot.rows.load(std::memory_order_acquire),
            .lsn = slot.lsn.load(std::memory_order_relaxed),
            .calendar = &calendar_,
        };
    };
    constexpr int kTries = 8;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const std::uint64_t before = slot.sequence.load(std::memory_order_acquire);
        if ((before & 1U) != 0) continue;
        read(look());
        std::atomic_thread_fence(std::memory_order_acquire);
        if (slot.sequence.load(std::memory_order_relaxed) == before) return;
    }
    // The item is being changed all the time: wait for a turn like a writer.
    const MutexLock lock(stripe_mutex(stripe_of(sku)));
    read(look());
}

}  // namespace earmark
