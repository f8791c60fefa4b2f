// The engine's state out to a snapshot and in from one.
#include "engine/conditions/sourcing_rule_change.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/image_codec.h"
#include "engine/reconcile_replay.h"
#include "engine/reference_change.h"
#include "engine/rules/rule_change.h"
#include "engine/shipping_change.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::uint32_t kItemParts = 64;
/// Neighbours that go into one part, so that it is written and read through memory in order.
constexpr std::uint32_t kItemRun = 256;
constexpr std::uint32_t kReservationParts = 64;
constexpr std::size_t kFlushBytes = std::size_t{1} << 18U;

/// Gathers whole entries into chunks.
class ChunkBuilder {
  public:
    ChunkBuilder(ImageChunkKind kind, StateImageSink& sink) : kind_(kind), sink_(sink) {}

    /// Where the next entry goes. Call end_entry() behind it.
    ByteWriter entry() { return ByteWriter(entries_); }
    void end_entry() { ends_.push_back(entries_.size()); }

    bool is_full() const { return entries_.size() >= kFlushBytes; }

    /// Writes what was gathered. Call it holding no lock.
    Status flush() {
        std::size_t begin = 0;
        std::size_t entry = 0;
        while (entry < ends_.size()) {
            std::size_t end = ends_[entry++];
            while (entry < ends_.size() && ends_[entry] - begin < kImageChunkBytesMax - 16)
                end = ends_[entry++];
            chunk_.clear();
            ByteWriter(chunk_).put(kind_);
            chunk_.insert(
                chunk_.end(),
                entries_.begin() + static_cast<std::ptrdiff_t>(begin),
                entries_.begin() + static_cast<std::ptrdiff_t>(end)
            );
            EARMARK_CHECK(chunk_.size() <= kImageChunkBytesMax);
            if (Status status = sink_.write(chunk_); !status) return status;
            begin = end;
        }
        entries_.clear();
        ends_.clear();
        return Done{};
    }

  private:
    const ImageChunkKind kind_;
    StateImageSink& sink_;
    std::vector<std::byte> entries_;
    std::vector<std::size_t> ends_;
    std::vector<std::byte> chunk_;
};

Status write_names(const InternTable& names, ImageChunkKind kind, StateImageSink& sink) {
    ChunkBuilder builder(kind, sink);
    const std::size_t count = names.count();
    for (std::size_t number = 0; number < count; ++number) {
        ByteWriter out = builder.entry();
        out.put(static_cast<std::uint16_t>(number + 1));
        out.put_text(names.text_of(static_cast<std::uint32_t>(number)));
        builder.end_entry();
    }
    return builder.flush();
}

Status write_levels(const EngineState& state, StateImageSink& sink) {
    ChunkBuilder rules(ImageChunkKind::level_rules, sink);
    ChunkBuilder levels(ImageChunkKind::levels, sink);
    {
        const LevelBoard& board = state.levels;
        const MutexLock lock(board.mutex());
        for (const LevelBoard::KeptRule& kept : board.rules()) {
            ByteWriter out = rules.entry();
            out.put(kept.lsn);
            put_level_rule(out, {.rule = kept.rule});
            rules.end_entry();
        }
        for (const auto& [sku, places] : board.all_places()) {
            for (const PlaceLevel& told : places) {
                ByteWriter out = levels.entry();
                out.put(told.lsn);
                put_crossing(out, crossing_of(SkuId(sku), told));
                levels.end_entry();
            }
        }
    }
    if (Status status = rules.flush(); !status) return status;
    return levels.flush();
}

/// Sources, counts of nodes, and since when movements are known.
Status write_reconciliation(EngineState& state, StateImageSink& sink) {
    ChunkBuilder kept(ImageChunkKind::movements_kept, sink);
    kept.entry().put(state.movements.kept_since().time_since_epoch().count());
    kept.end_entry();
    if (Status status = kept.flush(); !status) return status;
    ChunkBuilder feeds(ImageChunkKind::feeds, sink);
    const auto sources = static_cast<std::uint16_t>(state.sources.count());
    for (std::uint16_t source = 1; source <= sources; ++source) {
        const SourceFeeds::Feed feed = state.feeds.read(SourceId(source));
        if (feed.lsn == 0) continue;
        ByteWriter out = feeds.entry();
        put_feed_entry(out, SourceId(source), feed);
        feeds.end_entry();
    }
    if (Status status = feeds.flush(); !status) return status;
    ChunkBuilder counts(ImageChunkKind::counts_of_nodes, sink);
    {
        const MutexLock lock(state.counts.mutex);
        for (const auto& [id, count] : state.counts.closed) {
            for (std::size_t begin = 0; begin == 0 || begin < count.corrections.size();
                 begin += kCorrectionsPerRecord) {
                ByteWriter out = counts.entry();
                put_count_entry(out, count, begin);
                counts.end_entry();
            }
        }
    }
    return counts.flush();
}

Status write_reference(EngineState& state, StateImageSink& sink) {
    ChunkBuilder counts(ImageChunkKind::counts, sink);
    counts.entry().put_all(state.items.count(), state.reservations.count());
    counts.end_entry();
    if (Status status = counts.flush(); !status) return status;
    if (Status status = write_names(state.sources, ImageChunkKind::sources, sink); !status)
        return status;
    if (Status status = write_names(state.segments, ImageChunkKind::segments, sink); !status)
        return status;
    ChunkBuilder calendar(ImageChunkKind::calendar, sink);
    ByteWriter calendar_out = calendar.entry();
    put_calendar(calendar_out, state.items.calendar().terms());
    calendar.end_entry();
    if (Status status = calendar.flush(); !status) return status;
    ChunkBuilder reference(ImageChunkKind::reference, sink);
    for (const ReferenceRecord& record : reference_records(state.reference.current())) {
        ByteWriter out = reference.entry();
        out.put(record.lsn);
        out.put_bytes(record.record);
        reference.end_entry();
    }
    if (Status status = reference.flush(); !status) return status;
    if (Status status = write_levels(state, sink); !status) return status;
    if (Status status = write_reconciliation(state, sink); !status) return status;
    ChunkBuilder rules(ImageChunkKind::selling_rules, sink);
    visit_rules(*state.reference.current().rules, [&](RuleId id, const SellingRule& rule) {
        ByteWriter out = rules.entry();
        put_selling_rule(out, rule.lsn, id, &rule);
        rules.end_entry();
    });
    if (Status status = rules.flush(); !status) return status;
    ChunkBuilder shipping(ImageChunkKind::shipping, sink);
    const std::shared_ptr<const ShippingBook> book = state.reference.current().shipping;
    book->visit_rows([&](const ShippingRow& row) {
        ByteWriter out = shipping.entry();
        put_shipping_entry(out, book->lsn, row);
        shipping.end_entry();
    });
    if (Status status = shipping.flush(); !status) return status;
    ChunkBuilder sourcing(ImageChunkKind::sourcing_rules, sink);
    const std::shared_ptr<const SourcingBook> conditions = state.reference.current().sourcing;
    for (const auto& [name, rule] : conditions->rules) {
        ByteWriter out = sourcing.entry();
        put_sourcing_entry(out, conditions->lsn, rule);
        sourcing.end_entry();
    }
    return sourcing.flush();
}

/// Puts all entries of an item, copied under its own short lock.
void put_item_entries(
    const EngineState& state, SkuId sku, ChunkBuilder& builder, ChunkBuilder& movements
) {
    const MutexLock lock(state.items.stripe_mutex(ItemTable::stripe_of(sku)));
    const ItemSlot* slot = state.items.find_slot(sku);
    if (slot == nullptr) return;
    const PositionBlock* block = slot->block.load(std::memory_order_relaxed);
    const std::uint32_t positions = block == nullptr ? 0 : block->count();
    const std::uint32_t count = std::max(
        {positions,
         state.items.rows<SegmentRow>(sku).count(),
         state.items.rows<DatedRow>(sku).count() * kPositionsPerDatedRow}
    );
    for (std::uint32_t begin = 0; begin == 0 || begin < count; begin += kPositionsPerEntry) {
        ByteWriter out = builder.entry();
        put_item_entry(out, state.items, sku, begin);
        builder.end_entry();
    }
    // In the same moment as the item, whose LSN they share.
    const auto moved = state.movements.of(sku);
    for (std::size_t begin = 0; begin < moved.size(); begin += kPositionsPerEntry) {
        ByteWriter out = movements.entry();
        put_movements(
            out,
            sku,
            moved.subspan(begin, std::min<std::size_t>(kPositionsPerEntry, moved.size() - begin))
        );
        movements.end_entry();
    }
}

Status write_items(const EngineState& state, std::uint32_t part, StateImageSink& sink) {
    ChunkBuilder builder(ImageChunkKind::items, sink);
    ChunkBuilder movements(ImageChunkKind::movements, sink);
    const std::uint32_t count = state.items.count();
    for (std::uint32_t run = part * kItemRun; run <= count; run += kItemParts * kItemRun) {
        const std::uint32_t end = std::min(count + 1, run + kItemRun);
        for (std::uint32_t sku = std::max(run, 1U); sku < end; ++sku) {
            put_item_entries(state, SkuId(sku), builder, movements);
            if (!builder.is_full() && !movements.is_full()) continue;
            if (Status status = builder.flush(); !status) return status;
            if (Status status = movements.flush(); !status) return status;
        }
    }
    if (Status status = builder.flush(); !status) return status;
    return movements.flush();
}

Status write_reservations(const EngineState& state, std::uint32_t part, StateImageSink& sink) {
    ChunkBuilder builder(ImageChunkKind::reservations, sink);
    for (std::uint32_t index = part; index < ReservationTable::kStripes;
         index += kReservationParts) {
        {
            ReservationLock stripe(state.reservations, index);
            for (const Reservation* reservation : stripe->all()) {
                ByteWriter out = builder.entry();
                put_reservation_entry(out, *reservation);
                builder.end_entry();
            }
        }
        if (!builder.is_full()) continue;
        if (Status status = builder.flush(); !status) return status;
    }
    return builder.flush();
}

Status read_counts(ByteReader& in, EngineState& state) {
    const auto items = in.get<std::uint32_t>();
    const auto reservations = in.get<std::uint64_t>();
    if (in.failed()) return Error{ErrorCode::corrupt_record, "state image: counts"};
    state.items.expect(items);
    state.reservations.expect(std::min(reservations, state.limits.reservations));
    return Done{};
}

Status read_name(ByteReader& in, InternTable& names) {
    const auto id = in.get<std::uint16_t>();
    const std::string_view name = in.get_text();
    const auto number = in.failed() ? std::nullopt : names.number_of(name);
    if (!number || *number + 1 != id)
        return Error{ErrorCode::corrupt_record, "state image: source or segment"};
    return Done{};
}

/// Of a rule, or of what was told of a place.
template <typename Entry>
Status read_level(ByteReader& in, EngineState& state, bool (*get)(ByteReader&, Entry&)) {
    const Lsn lsn = in.get<Lsn>();
    Entry entry;
    if (!get(in, entry)) return Error{ErrorCode::corrupt_record, "state image: levels"};
    LevelBoard& board = state.levels;
    const MutexLock lock(board.mutex());
    board.apply(entry, lsn);
    return Done{};
}

Status read_reconciliation(ImageChunkKind kind, ByteReader& in, EngineState& state) {
    bool is_good = false;
    switch (kind) {
        case ImageChunkKind::movements:
            is_good = read_movements(in, state);
            break;
        case ImageChunkKind::movements_kept:
            state.movements.keep_since(Time(Duration(in.get<std::int64_t>())));
            is_good = !in.failed();
            break;
        case ImageChunkKind::feeds:
            is_good = read_feed_entry(in, state);
            break;
        default:
            is_good = read_count_entry(in, state);
            break;
    }
    if (is_good) return Done{};
    return Error{ErrorCode::corrupt_record, "state image: movements, feeds or counts of nodes"};
}

Status read_reference(ByteReader& in, EngineState& state) {
    const Lsn lsn = in.get<Lsn>();
    const auto record = in.get_bytes();
    if (in.failed()) return Error{ErrorCode::corrupt_record, "state image: reference data"};
    return apply_reference_change(state.reference, lsn, record, ReferenceOrigin::image);
}

}  // namespace

std::size_t Engine::image_parts() const {
    return 1 + kItemParts + kReservationParts;
}

Status Engine::write_image(std::size_t part, StateImageSink& sink) const {
    EARMARK_CHECK(part < image_parts());
    if (part == 0) return write_reference(*state_, sink);
    if (part <= kItemParts) return write_items(*state_, static_cast<std::uint32_t>(part - 1), sink);
    return write_reservations(*state_, static_cast<std::uint32_t>(part - 1 - kItemParts), sink);
}

Status Engine::read_image(std::span<const std::byte> chunk) {
    ByteReader in(chunk);
    const auto kind = in.get<ImageChunkKind>();
    if (in.at_end())
        return Error{ErrorCode::corrupt_record, "state image: a chunk with nothing in it"};
    ItemEntryReader items(state_->items);
    while (!in.at_end()) {
        Status status = Done{};
        switch (kind) {
            case ImageChunkKind::counts:
                status = read_counts(in, *state_);
                break;
            case ImageChunkKind::sources:
                status = read_name(in, state_->sources);
                break;
            case ImageChunkKind::segments:
                status = read_name(in, state_->segments);
                break;
            case ImageChunkKind::level_rules:
                status = read_level(in, *state_, &get_level_rule);
                break;
            case ImageChunkKind::levels:
                status = read_level(in, *state_, &get_crossing);
                break;
            case ImageChunkKind::calendar:
                status = read_calendar(in, state_->items.calendar());
                break;
            case ImageChunkKind::reference:
                status = read_reference(in, *state_);
                break;
            case ImageChunkKind::items:
                status = items.read(in);
                break;
            case ImageChunkKind::selling_rules:
                status = apply_rule_entries(*state_, in);
                break;
            case ImageChunkKind::shipping:
                status = apply_shipping_entries(*state_, in);
                break;
            case ImageChunkKind::sourcing_rules:
                status = apply_sourcing_entries(*state_, in);
                break;
            case ImageChunkKind::reservations:
                status = read_reservation_entry(in, *state_);
                break;
            case ImageChunkKind::movements:
            case ImageChunkKind::movements_kept:
            case ImageChunkKind::feeds:
            case ImageChunkKind::counts_of_nodes:
                status = read_reconciliation(kind, in, *state_);
                break;
            default:
                return Error{
                    ErrorCode::unsupported,
                    "state image: chunk of kind " + std::to_string(static_cast<int>(kind)) +
                        ", which this version does not know"
                };
        }
        if (!status) return status;
    }
    if (in.failed()) return Error{ErrorCode::corrupt_record, "state image: chunk is cut off"};
    return Done{};
}

}  // namespace earmark
