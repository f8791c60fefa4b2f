#include "engine/inventory/item_table.h"

#include <algorithm>
#include <xxhash.h>

namespace earmark {

namespace {

/// The index of the first position at `node` or after it.
std::uint32_t place_of(const PositionBlock& block, NodeId node) {
    std::uint32_t low = 0;
    std::uint32_t high = block.count();
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (block.node_at(middle) < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

}  // namespace

ItemTable::ItemTable(std::uint32_t items_max, std::uint64_t positions_max)
    : items_max_(items_max),
      positions_max_(positions_max),
      chunks_(std::make_unique<std::atomic<Chunk*>[]>(items_max / kChunkItems + 1)),
      stripes_(std::make_unique<Stripe[]>(kStripes)),
      dirty_(items_max),
      waiting_(items_max),
      categories_(kItemCategoriesMax),
      units_(kItemUnitsMax),
      tags_(kItemTagsMax) {
    name_stripes_.reserve(kNameStripes);
    for (std::uint32_t index = 0; index < kNameStripes; ++index)
        name_stripes_.push_back(std::make_unique<NameStripe>(this));
}

ItemTable::~ItemTable() {
    for (std::uint32_t index = 0; index <= items_max_ / kChunkItems; ++index)
        delete chunks_[index].load(std::memory_order_relaxed);
}

// ---- Names
// ---------------------------------------------------------------------------------------

std::size_t ItemTable::NameHash::operator()(std::string_view name) const {
    return XXH3_64bits(name.data(), name.size());
}
std::size_t ItemTable::NameHash::operator()(std::uint32_t sku) const {
    return (*this)(table->name(SkuId(sku)));
}
bool ItemTable::NameEqual::operator()(std::string_view name, std::uint32_t sku) const {
    return table->name(SkuId(sku)) == name;
}
bool ItemTable::NameEqual::operator()(std::uint32_t sku, std::string_view name) const {
    return (*this)(name, sku);
}
ItemTable::NameStripe& ItemTable::name_stripe(std::string_view sku) const {
    // Bits that the set inside does not use first, or its buckets would crowd.
    return *name_stripes_[(XXH3_64bits(sku.data(), sku.size()) >> 48U) % kNameStripes];
}

SkuId ItemTable::find(std::string_view sku) const {
    const NameStripe& stripe = name_stripe(sku);
    const MutexLock lock(stripe.mutex);
    const auto found = stripe.handles.find(sku);
    return found == stripe.handles.end() ? SkuId() : SkuId(*found);
}

SkuId ItemTable::find_or_issue(std::string_view sku) {
    NameStripe& stripe = name_stripe(sku);
    const MutexLock lock(stripe.mutex);
    if (const auto found = stripe.handles.find(sku); found != stripe.handles.end())
        return SkuId(*found);
    std::uint32_t issued = issued_.load(std::memory_order_relaxed);
    do {
        if (issued == items_max_) return {};
    } while (!issued_.compare_exchange_weak(issued, issued + 1, std::memory_order_acq_rel));
    const SkuId handle(issued + 1);
    add_name(stripe, handle, sku);
    return handle;
}

void ItemTable::restore_name(SkuId sku, std::string_view name) {
    EARMARK_CHECK(has_handle(sku));
    const ItemDetails& details = make_chunk(sku).details[sku.value() % kChunkItems];
    NameStripe& stripe = name_stripe(name);
    const MutexLock lock(stripe.mutex);
    if (details.name.load(std::memory_order_relaxed) != nullptr) return;
    std::uint32_t issued = issued_.load(std::memory_order_relaxed);
    while (issued < sku.value() && !issued_.compare_exchange_weak(issued, sku.value())) {
    }
    add_name(stripe, sku, name);
}

void ItemTable::expect(std::uint32_t items) {
    const std::uint32_t each = std::min(items, items_max_) / kNameStripes;
    for (const auto& stripe : name_stripes_) {
        const MutexLock lock(stripe->mutex);
        stripe->handles.reserve(each);
    }
}

void ItemTable::add_name(NameStripe& stripe, SkuId sku, std::string_view name) {
    ItemDetails& details = make_chunk(sku).details[sku.value() % kChunkItems];
    details.name.store(stripe.arena.keep(name), std::memory_order_release);
    stripe.handles.insert(sku.value());
}

const ItemDetails& ItemTable::details(SkuId sku) const {
    EARMARK_CHECK(!sku.is_none() && sku.value() <= items_max_);
    const Chunk* chunk = chunks_[sku.value() / kChunkItems].load(std::memory_order_acquire);
    EARMARK_CHECK(chunk != nullptr);
    return chunk->details[sku.value() % kChunkItems];
}

std::string_view ItemTable::name(SkuId sku) const {
    const char* kept = details(sku).name.load(std::memory_order_acquire);
    return kept == nullptr ? std::string_view{} : TextArena::view(kept);
}

ItemTable::Chunk& ItemTable::make_chunk(SkuId sku) {
    EARMARK_CHECK(!sku.is_none() && sku.value() <= items_max_);
    std::atomic<Chunk*>& place = chunks_[sku.value() / kChunkItems];
    Chunk* chunk = place.load(std::memory_order_acquire);
    if (chunk == nullptr) {
        auto fresh = std::make_unique<Chunk>();
        if (place.compare_exchange_strong(chunk, fresh.get(), std::memory_order_acq_rel))
            chunk = fresh.release();
    }
    return *chunk;
}

// ---- Reading and changing
// --------------------------------------------------------------------------

void ItemTable::prefetch_block(SkuId sku) const {
    const ItemSlot* slot = find_slot(sku);
    if (slot == nullptr) return;
    const PositionBlock* block = slot->block.load(std::memory_order_relaxed);
    if (block == nullptr) return;
    const char* bytes = reinterpret_cast<const char*>(block);
    for (std::size_t line = 0; line < 6; ++line)
        __builtin_prefetch(bytes + line * 64);
}

ItemFacts ItemTable::facts(SkuId sku) const {
    const ItemSlot* slot = find_slot(sku);
    EARMARK_CHECK(slot != nullptr);
    ItemFacts facts;
    read_positions(sku, *slot, [&](const ItemStock& /*stock*/) { facts = facts_locked(sku); });
    return facts;
}

ItemFacts ItemTable::facts_locked(SkuId sku) const {
    const ItemDetails& stored = details(sku);
    ItemFacts::Words words;
    for (std::size_t word = 0; word < words.size(); ++word)
        words[word] = stored.facts[word].load(std::memory_order_relaxed);
    return ItemFacts::from(words);
}

Lsn ItemTable::facts_lsn(SkuId sku) const {
    return details(sku).lsn.load(std::memory_order_relaxed);
}

std::optional<Position> ItemTable::position(SkuId sku, NodeId node) const {
    const ItemSlot* slot = find_slot(sku);
    if (slot == nullptr) return std::nullopt;
    const PositionBlock* block = slot->block.load(std::memory_order_relaxed);
    if (block == nullptr) return std::nullopt;
    const std::uint32_t place = place_of(*block, node);
    if (place == block->count()) return std::nullopt;
    if (block->node_at(place) != node) return std::nullopt;
    return block->load(place);
}

ItemStock ItemTable::stock(SkuId sku) const {
    const ItemSlot* slot = find_slot(sku);
    if (slot == nullptr) return {};
    return {
        .positions = slot->block.load(std::memory_order_relaxed),
        .rows = slot->rows.load(std::memory_order_relaxed),
        .lsn = slot->lsn.load(std::memory_order_relaxed),
        .calendar = &calendar_,
    };
}

ItemTable::Change::Change(ItemTable& table, SkuId sku, Lsn lsn)
    : table_(table),
      chunk_(table.make_chunk(sku)),
      slot_(chunk_.slots[sku.value() % kChunkItems]),
      details_(chunk_.details[sku.value() % kChunkItems]),
      lsn_(lsn),
      sku_(sku) {
    const std::uint64_t sequence = slot_.sequence.load(std::memory_order_relaxed);
    EARMARK_DCHECK((sequence & 1U) == 0);
    slot_.sequence.store(sequence + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
}

ItemTable::Change::~Change() {
    const std::uint64_t sequence = slot_.sequence.load(std::memory_order_relaxed);
    slot_.sequence.store(sequence + 1, std::memory_order_release);
    table_.look_again(sku_);
}

void ItemTable::pass_all_stripes() const {
    for (std::uint32_t stripe = 0; stripe < kStripes; ++stripe)
        const MutexLock lock(stripe_mutex(stripe));
}

void ItemTable::Change::put(const Position& position) {
    slot_.lsn.store(lsn_, std::memory_order_relaxed);
    PositionBlock* block = slot_.block.load(std::memory_order_relaxed);
    const std::uint32_t count = block == nullptr ? 0 : block->count();
    const std::uint32_t place = block == nullptr ? 0 : place_of(*block, position.node());
    if (place < count && block->node_at(place) == position.node()) {
        block->store(place, position);
        return;
    }
    if (block == nullptr || count == block->capacity()) {
        PositionBlock* larger = table_.pool_.take(count + 1);
        for (std::uint32_t index = 0; index < place; ++index)
            larger->store(index, block->load(index));
        for (std::uint32_t index = place; index < count; ++index)
            larger->store(index + 1, block->load(index));
        larger->store(place, position);
        larger->set_count(count + 1);
        slot_.block.store(larger, std::memory_order_release);
        if (block != nullptr) table_.pool_.give_back(block);
    } else {
        for (std::uint32_t index = count; index > place; --index)
            block->store(index, block->load(index - 1));
        block->store(place, position);
        block->set_count(count + 1);
    }
    table_.positions_.fetch_add(1, std::memory_order_relaxed);
}

void ItemTable::Change::append(std::span<const Position> positions, PositionPool::Batch& blocks) {
    slot_.lsn.store(lsn_, std::memory_order_relaxed);
    if (positions.empty()) return;
    PositionBlock* block = slot_.block.load(std::memory_order_relaxed);
    std::uint32_t count = block == nullptr ? 0 : block->count();
    const auto total = count + static_cast<std::uint32_t>(positions.size());
    if (block == nullptr || total > block->capacity()) {
        PositionBlock* larger = blocks.take(total);
        for (std::uint32_t index = 0; index < count; ++index)
            larger->store(index, block->load(index));
        slot_.block.store(larger, std::memory_order_release);
        if (block != nullptr) table_.pool_.give_back(block);
        block = larger;
    }
    NodeId before = count == 0 ? NodeId() : block->node_at(count - 1);
    for (const Position& position : positions) {
        EARMARK_CHECK(before < position.node());
        before = position.node();
        block->store(count++, position);
    }
    block->set_count(count);
    table_.positions_.fetch_add(positions.size(), std::memory_order_relaxed);
}

ItemRows& ItemTable::Change::make_rows() {
    ItemRows* rows = slot_.rows.load(std::memory_order_relaxed);
    if (rows == nullptr) {
        rows = &table_.stripes_[stripe_of(sku_)].rows.emplace_back();
        slot_.rows.store(rows, std::memory_order_release);
    }
    return *rows;
}

void ItemTable::Change::put_facts(const ItemFacts& facts) {
    details_.lsn.store(lsn_, std::memory_order_relaxed);
    const auto words = facts.words();
    for (std::size_t word = 0; word < words.size(); ++word)
        details_.facts[word].store(words[word], std::memory_order_relaxed);
}

namespace {

bool sequence_is_before(
    const ItemTable::OtherSequence& left, const ItemTable::OtherSequence& right
) {
    return std::pair(left.node, left.source) < std::pair(right.node, right.source);
}

}  // namespace

std::uint64_t ItemTable::last_sequence(SkuId sku, const Position& position, SourceId source) const {
    if (position.source() == source) return position.sequence();
    const auto others = other_sequences(sku);
    const OtherSequence wanted{position.node(), source};
    const auto found = std::lower_bound(others.begin(), others.end(), wanted, sequence_is_before);
    const bool known = found != others.end() && !sequence_is_before(wanted, *found);
    return known ? found->sequence : 0;
}

void ItemTable::set_sequence(
    SkuId sku, Position& position, SourceId source, std::uint64_t sequence
) {
    if (position.source().is_none() || position.source() == source) {
        position.set_source(source, sequence);
        return;
    }
    restore_sequence(sku, {position.node(), source, sequence});
}

void ItemTable::restore_sequence(SkuId sku, const OtherSequence& other) {
    auto& others = stripes_[stripe_of(sku)].other_sequences[sku.value()];
    const auto place = std::lower_bound(others.begin(), others.end(), other, sequence_is_before);
    if (place != others.end() && !sequence_is_before(other, *place)) {
        place->sequence = other.sequence;
    } else {
        others.insert(place, other);
    }
}

std::span<const ItemTable::OtherSequence> ItemTable::other_sequences(SkuId sku) const {
    const auto& others = stripes_[stripe_of(sku)].other_sequences;
    const auto found = others.find(sku.value());
    if (found == others.end()) return {};
    return found->second;
}

}  // namespace earmark
