// Rules of levels, and the sweep that tells crossings.
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/item_change.h"
#include "engine/judged_row.h"
#include "engine/row_answers.h"

#include <algorithm>
#include <span>

namespace earmark {

namespace {

/// Bound the time that a sweep takes, in which nothing expires; the others wait for the next one.
constexpr std::size_t kItemsPerSweep = 50'000;
constexpr std::size_t kPlacesPerSweep = 200'000;
constexpr std::size_t kCrossingsPerRecord = 8'192;
static_assert(kHeadBytesMax + 4 + kCrossingsPerRecord * kLevelCrossingBytes <= kRecordBytesMax);
static_assert(kHeadBytesMax + 4 + kLevelRulesMax * kLevelRuleBytesMax <= kRecordBytesMax);

std::optional<JudgedRow> bad_place(const EngineState& state, const LevelRule& rule) {
    const ReferenceData& reference = state.reference.current();
    const bool names_node = rule.scope == LevelScope::node;
    const bool names_group = rule.scope == LevelScope::group;
    if (rule.place.node.is_none() == names_node) {
        return JudgedRow{
            RowVerdict::unknown_node, "node: expected with scope node, and only there"
        };
    }
    if (rule.place.group.is_none() == names_group)
        return JudgedRow{RowVerdict::bad_value, "group: expected with scope group, and only there"};
    if (names_node && reference.nodes->find(rule.place.node) == nullptr)
        return JudgedRow{RowVerdict::unknown_node, {}};
    if (names_group && reference.groups->find(rule.place.group) == nullptr)
        return JudgedRow{RowVerdict::bad_value, "group: there is none of this handle"};
    return std::nullopt;
}

std::optional<JudgedRow> bad_rule(const EngineState& state, const LevelRule& rule) {
    if (rule.scope > LevelScope::group) return JudgedRow{RowVerdict::bad_value, "scope"};
    if (!rule.sku.is_none() && state.items.find_slot(rule.sku) == nullptr)
        return JudgedRow{RowVerdict::unknown_item, {}};
    if (!rule.sku.is_none() && !rule.category.empty())
        return JudgedRow{RowVerdict::bad_value, "an item or a category, not both"};
    if (rule.category.size() > kTextBytesMax)
        return JudgedRow{RowVerdict::name_too_long, "category"};
    if (rule.low < 0 || rule.medium < 0) return JudgedRow{RowVerdict::negative_quantity, {}};
    if (rule.medium > kLevelUnitsMax) return JudgedRow{RowVerdict::quantity_too_large, {}};
    if (rule.low > rule.medium) {
        return JudgedRow{
            RowVerdict::bad_value,
            found_expected(
                "low", std::to_string(rule.low), "at most medium, " + std::to_string(rule.medium)
            )
        };
    }
    return bad_place(state, rule);
}

/// Marks what a rule watches; from the first time on, changes mark what they change.
void mark(EngineState& state, SkuId sku) {
    DirtyItems& dirty = state.items.dirty();
    if (!dirty.is_watching()) {
        dirty.watch();
        state.items.pass_all_stripes();
    }
    if (sku.is_none()) {
        dirty.mark_all(state.items.count());
    } else {
        dirty.mark(sku);
    }
}

Units unit_of_measure(std::uint8_t scale) {
    Units unit = 1;
    for (std::uint8_t decimal = 0; decimal < scale; ++decimal)
        unit *= 10;
    return unit;
}

/// Room that a sweep uses for one item after the other.
struct SweepRoom {
    std::vector<NodeAvailability> positions;
    std::vector<NodeId> nodes;
    std::vector<LevelBoard::Watch> watches;
    std::vector<AvailabilityQuery> queries;
    AvailabilityReply figures;
    std::vector<Units> ats;
};

/// What may be sold at each place watched.
void read_ats(const Engine& engine, SkuId sku, SweepRoom& room) {
    room.ats.clear();
    constexpr std::size_t kQueries = kAvailabilityQueriesMax;
    for (std::size_t begin = 0; begin < room.watches.size(); begin += kQueries) {
        const std::size_t end = std::min(room.watches.size(), begin + kQueries);
        room.queries.clear();
        for (std::size_t index = begin; index < end; ++index) {
            const LevelPlace& place = room.watches[index].place;
            room.queries.push_back({.sku = sku, .node = place.node, .group = place.group});
        }
        engine.availability({.queries = room.queries}, room.figures);
        for (const Availability& figures : room.figures.figures)
            room.ats.push_back(figures.ats);
    }
}

/// Fills the room with the places of an item that are watched, and what may be sold there.
void watch_item(
    const Engine& engine,
    const EngineState& state,
    const LevelBoard& board,
    SkuId sku,
    SweepRoom& room
) EARMARK_REQUIRES(board.mutex()) {
    const ItemFacts facts = state.items.facts(sku);
    engine.item_availability(sku, {}, {}, room.positions);
    room.nodes.clear();
    for (const NodeAvailability& position : room.positions)
        room.nodes.push_back(position.node);
    const std::string_view category = state.items.categories().text_of(facts.category);
    board.watches(sku, category, unit_of_measure(facts.scale), room.nodes, room.watches);
    read_ats(engine, sku, room);
}

/// Adds the kits that have one of the items in them, also within other kits: what may be sold of
/// them follows their parts, whose changes do not mark them.
void add_kits_of(const KitBook& book, std::vector<SkuId>& items) {
    static thread_local std::vector<SkuId> parts;
    static thread_local std::vector<SkuId> kits;
    static thread_local std::vector<SkuId> known;
    known = items;
    std::ranges::sort(known);
    parts = items;
    for (std::size_t level = 0; level < kKitLevelsMax && !parts.empty(); ++level) {
        kits.clear();
        for (const SkuId part : parts) {
            for (const SkuId kit : book.kits_with(part))
                kits.push_back(kit);
        }
        std::ranges::sort(kits);
        const auto repeated = std::ranges::unique(kits);
        kits.erase(repeated.begin(), repeated.end());
        std::swap(parts, kits);
        for (const SkuId kit : parts) {
            const auto place = std::ranges::lower_bound(known, kit);
            if (place != known.end() && *place == kit) continue;
            known.insert(place, kit);
            items.push_back(kit);
        }
    }
}

/// Logs the crossings and remembers them; false if the log had no room for all.
bool tell(
    EngineState& state,
    LevelBoard& board,
    const CallContext& context,
    std::vector<LevelCrossing>& crossings,
    std::size_t& told
) EARMARK_REQUIRES(board.mutex()) {
    for (std::size_t begin = 0; begin < crossings.size(); begin += kCrossingsPerRecord) {
        const std::size_t end = std::min(crossings.size(), begin + kCrossingsPerRecord);
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::levels, context);
        out.put(static_cast<std::uint32_t>(end - begin));
        for (std::size_t index = begin; index < end; ++index)
            put_crossing(out, crossings[index]);
        LogSpace space(state.log, buffer.size());
        if (!space.granted()) return false;
        const Lsn lsn = space.append(buffer);
        for (std::size_t index = begin; index < end; ++index)
            board.apply(crossings[index], lsn);
        told += end - begin;
    }
    crossings.clear();
    return true;
}

/// Compares places told before with those watched now, both by place.
void compare(
    SkuId sku,
    const LevelBoard::Places& told,
    const SweepRoom& room,
    std::vector<LevelCrossing>& crossings
) {
    auto before = told.begin();
    const auto drop_until = [&](const LevelPlace* place) {
        for (; before != told.end() && (place == nullptr || before->place < *place); ++before)
            crossings.push_back({sku, before->place, before->level, Level::unwatched, 0});
    };
    for (std::size_t index = 0; index < room.watches.size(); ++index) {
        const LevelBoard::Watch& watch = room.watches[index];
        drop_until(&watch.place);
        Level known = Level::unwatched;
        if (before != told.end() && before->place == watch.place) known = (before++)->level;
        const Units ats = room.ats[index];
        const Level level = level_of(ats, watch.low, watch.medium);
        if (level != known) crossings.push_back({sku, watch.place, known, level, ats});
    }
    drop_until(nullptr);
}

/// What is wrong with a row, or that it changes nothing; `count` rules will there be before it.
JudgedRow judge_rule(
    const EngineState& state, const LevelBoard& board, const LevelRuleRow& row, std::size_t count
) EARMARK_REQUIRES(board.mutex()) {
    const LevelBoard::KeptRule* known = board.find(row.rule);
    if (row.remove) return {known == nullptr ? RowVerdict::unknown_rule : RowVerdict::applied};
    if (auto bad = bad_rule(state, row.rule)) return std::move(*bad);
    if (known != nullptr && known->rule == row.rule) return {RowVerdict::unchanged};
    if (known == nullptr && count >= kLevelRulesMax)
        return {RowVerdict::over_budget, "rules: at most " + std::to_string(kLevelRulesMax)};
    return {};
}

/// The rows to be done; the others are answered.
std::vector<LevelRuleRow> judge_rules(
    const EngineState& state,
    const LevelBoard& board,
    std::span<const LevelRuleRow> rows,
    SupplyReply& reply
) EARMARK_REQUIRES(board.mutex()) {
    std::vector<LevelRuleRow> good;
    std::size_t count = board.rules().size();
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const LevelRuleRow& row = rows[index];
        JudgedRow judged = judge_rule(state, board, row, count);
        const bool is_twice =
            std::any_of(good.begin(), good.end(), [&row](const LevelRuleRow& other) {
                return other.rule.is_same_watch(row.rule);
            });
        if (is_twice)
            judged = {RowVerdict::bad_value, "the request has a rule for the same before"};
        if (judged.verdict == RowVerdict::applied) {
            if (row.remove) --count;
            const LevelBoard::KeptRule* known = board.find(row.rule);
            if (!row.remove && known == nullptr) ++count;
            // What ends is found by what it watches: its figures in the row may be anything.
            good.push_back(row.remove ? LevelRuleRow{.remove = true, .rule = known->rule} : row);
        } else if (judged.verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            ++reply.refused;
            reply.answers.push_back(
                {static_cast<std::uint32_t>(index), judged.verdict, std::move(judged.detail)}
            );
        }
    }
    return good;
}

}  // namespace

void Engine::put_level_rules(
    std::span<const LevelRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (!begins_rows(rows.size(), kLevelRulesMax, context, reply)) return;
    LevelBoard& board = state_->levels;
    const MutexLock lock(board.mutex());
    const std::vector<LevelRuleRow> good = judge_rules(*state_, board, rows, reply);
    reply.lsn = state_->log->newest();
    if (good.empty()) return;
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::level_rules, context);
    out.put(static_cast<std::uint32_t>(good.size()));
    for (const LevelRuleRow& row : good)
        put_level_rule(out, row);
    LogSpace space(state_->log, buffer.size());
    if (!space.granted()) {
        reply = SupplyReply();
        reply.outcome = space.refusal();
        return;
    }
    reply.lsn = space.append(buffer);
    reply.applied = static_cast<std::uint32_t>(good.size());
    for (const LevelRuleRow& row : good) {
        board.apply(row, reply.lsn);
        mark(*state_, row.rule.sku);
    }
}

std::vector<LevelRule> Engine::level_rules() const {
    const MutexLock lock(state_->levels.mutex());
    std::vector<LevelRule> rules;
    for (const LevelBoard::KeptRule& kept : state_->levels.rules())
        rules.push_back(kept.rule);
    return rules;
}

std::vector<PlaceLevel> Engine::levels(SkuId sku) const {
    const MutexLock lock(state_->levels.mutex());
    return state_->levels.places(sku);
}

std::size_t Engine::sweep_levels(Time now) {
    LevelBoard& board = state_->levels;
    const MutexLock lock(board.mutex());
    // What had changed before a restart and was not told is found by looking at all items once.
    if (!board.has_looked && !(board.rules().empty() && board.all_places().empty()))
        mark(*state_, SkuId());
    board.has_looked = true;
    static thread_local std::vector<SkuId> items;
    items.clear();
    state_->items.dirty().take(kItemsPerSweep, [](SkuId sku) { items.push_back(sku); });
    add_kits_of(state_->items.kit_book(), items);
    static thread_local SweepRoom room;
    std::vector<LevelCrossing> crossings;
    std::size_t told = 0;
    std::size_t first_untold = 0;
    std::size_t places = 0;
    bool goes_on = true;
    for (std::size_t index = 0; goes_on && index < items.size(); ++index) {
        if (state_->items.find_slot(items[index]) != nullptr) {
            watch_item(*this, *state_, board, items[index], room);
            compare(items[index], board.places(items[index]), room, crossings);
            places += room.positions.size() + room.watches.size();
        }
        const bool is_last = index + 1 == items.size() || places >= kPlacesPerSweep;
        if (crossings.size() < kCrossingsPerRecord && !is_last) continue;
        goes_on = tell(*state_, board, {.now = now}, crossings, told);
        if (goes_on) first_untold = index + 1;
        goes_on = goes_on && !is_last;
    }
    // The log had no room, or the sweep was long enough: the next one looks at them.
    for (std::size_t index = first_untold; index < items.size(); ++index)
        state_->items.dirty().mark(items[index]);
    return told;
}

}  // namespace earmark
