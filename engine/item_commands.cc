#include "engine/base/plain_text.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/item_change.h"
#include "engine/row_answers.h"

#include <algorithm>
#include <set>

namespace earmark {

namespace {

constexpr std::size_t kRowsPerRecord = 512;

/// Empty if the row is good.
RowAnswer check(const ItemRow& row) {
    const auto bad = [](std::string_view field, std::string_view found, std::string_view expected) {
        return RowAnswer{0, RowVerdict::bad_value, found_expected(field, found, expected)};
    };
    if (row.sku.empty()) return {0, RowVerdict::name_missing, "sku is empty"};
    if (row.sku.size() > kSkuBytesMax) {
        return {
            0,
            RowVerdict::name_too_long,
            found_expected("sku", std::to_string(row.sku.size()) + " bytes", "at most 64")
        };
    }
    if (!is_plain_text(row.sku)) return {0, RowVerdict::bad_value, found_no_text("sku")};
    if (row.scale > kQuantityScaleMax)
        return bad("scale", std::to_string(row.scale), "0 to 6 decimals");
    if (row.weight_g > kItemWeightGramsMax)
        return bad("weight_g", std::to_string(row.weight_g), "at most 100,000,000");
    for (const std::uint32_t side : {row.length_mm, row.width_mm, row.height_mm}) {
        if (side > kItemSideMmMax)
            return bad("dimension", std::to_string(side), "at most 100,000 mm");
    }
    if (row.value_micros < 0) return bad("value", std::to_string(row.value_micros), "0 or more");
    const std::pair<std::string_view, std::string_view> texts[] = {
        {"unit_of_measure", row.unit_of_measure},
        {"category", row.category},
        {"attributes", row.attributes},
    };
    for (const auto& [field, text] : texts) {
        if (text.size() > kTextBytesMax)
            return bad(field, std::to_string(text.size()) + " bytes", "at most 128");
        if (!is_plain_text(text)) return {0, RowVerdict::bad_value, found_no_text(field)};
    }
    return {};
}

/// One record's worth of rows: each good row is issued its handle, checked against what is there,
/// and put into the record.
class ItemBatch {
  public:
    ItemBatch(EngineState& state, const CallContext& context, PutReply& reply)
        : state_(state),
          reply_(reply),
          buffer_(record_buffer()),
          out_(buffer_),
          texts_(state.items),
          locks_(state.items) {
        put_head(out_, ChangeKind::items, context);
        count_at_ = out_.bytes();
        out_.put(std::uint32_t{0});
    }

    void add(std::size_t row, const ItemRow& given) {
        const RowAnswer answer = check(given);
        if (answer.verdict != RowVerdict::applied) return refuse(row, answer);
        const auto facts = item_facts(texts_, given);
        if (!facts) {
            return refuse(
                row,
                {0,
                 RowVerdict::bad_value,
                 "attributes: at most 64 different ones in one engine, and 65,536 units of measure"}
            );
        }
        const SkuId sku = state_.items.find_or_issue(given.sku);
        if (sku.is_none())
            return refuse(row, {0, RowVerdict::over_budget, "the limit of items is reached"});
        reply_.ids[row] = sku.value();
        rows_.push_back({row, sku, *facts, &given});
        locks_.add(sku);
    }

    /// Logs and applies what is new. Requires: the record was given room.
    void finish(LogSpace& space) {
        locks_.lock();
        std::uint32_t count = 0;
        for (Row& entry : rows_) {
            if (!is_change(entry)) {
                entry.row = kLeaveOut;
                continue;
            }
            put_item(out_, entry.sku, *entry.given);
            ++count;
        }
        out_.patch(count_at_, count);
        if (count == 0) return;
        reply_.lsn = space.append(buffer_);
        for (const Row& entry : rows_) {
            if (entry.row == kLeaveOut) continue;
            ItemTable::Change(state_.items, entry.sku, reply_.lsn).put_facts(entry.facts);
        }
    }

  private:
    static constexpr std::size_t kLeaveOut = ~std::size_t{0};

    struct Row {
        std::size_t row;
        SkuId sku;
        ItemFacts facts;
        const ItemRow* given;
    };

    bool is_change(const Row& entry) {
        const ItemSlot* slot = state_.items.find_slot(entry.sku);
        if (slot == nullptr) return true;
        const ItemFacts known = state_.items.facts_locked(entry.sku);
        const PositionBlock* block = slot->block.load(std::memory_order_relaxed);
        if (block != nullptr && known.scale != entry.facts.scale) {
            refuse(
                entry.row,
                {0,
                 RowVerdict::scale_fixed,
                 found_expected(
                     "scale",
                     std::to_string(entry.facts.scale),
                     std::to_string(known.scale) + ", as the item has positions"
                 )}
            );
            return false;
        }
        if (known.words() == entry.facts.words()) {
            refuse(entry.row, {0, RowVerdict::unchanged, ""});
            return false;
        }
        return true;
    }

    void refuse(std::size_t row, RowAnswer answer) {
        answer.row = static_cast<std::uint32_t>(row);
        reply_.answers.push_back(std::move(answer));
    }

    EngineState& state_;
    PutReply& reply_;
    std::vector<std::byte>& buffer_;
    ByteWriter out_;
    ItemTexts texts_;
    ItemLocks locks_;
    std::size_t count_at_ = 0;
    std::vector<Row> rows_;
};

}  // namespace

void Engine::put_items(std::span<const ItemRow> rows, const CallContext& context, PutReply& reply) {
    if (!begins_rows(rows.size(), kReferenceRowsMax, context, reply)) return;
    reply.ids.assign(rows.size(), 0);
    // One at a time, so that the records of an item stand in the log in the order of its changes.
    const MutexLock lock(state_->reference_mutex);
    std::size_t row = 0;
    while (row < rows.size()) {
        constexpr std::size_t kRowBytesMax = 64 + kSkuBytesMax + 3 * kTextBytesMax;
        LogSpace space(state_->log, kHeadBytesMax + 4 + kRowsPerRecord * kRowBytesMax);
        if (!space.granted()) return answer_not_done(row, rows.size(), space.refusal(), reply);
        ItemBatch batch(*state_, context, reply);
        std::set<std::string_view> seen;
        const std::size_t end = std::min(rows.size(), row + kRowsPerRecord);
        // A second row of the same item begins the next record, so that it sees the first.
        for (; row < end && seen.insert(rows[row].sku).second; ++row)
            batch.add(row, rows[row]);
        batch.finish(space);
    }
}

}  // namespace earmark
