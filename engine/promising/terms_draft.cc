#include "engine/promising/terms_draft.h"

#include "engine/selling.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace earmark {

namespace {

/// The item's own terms, as they are.
std::optional<DatedRow> own_terms(const RowList<DatedRow>& rows) {
    if (rows.empty() || !rows.node_at(0).is_none()) return std::nullopt;
    return rows.load(0);
}

}  // namespace

TermsDraft::TermsDraft(
    const EngineState& state,
    std::span<const PromiseTermsRow> rows,
    Time /*now*/,
    SupplyReply& judged
)
    : state_(state), reference_(state.reference.current()) {
    const PromiseCalendar& calendar = state.items.calendar();
    constexpr Lsn kNewest = std::numeric_limits<Lsn>::max();
    calendar_.set_today(calendar.today(), kNewest);
    const bool for_all = is_for_all(rows);
    if (!for_all) calendar_.set_past_due_days(calendar.past_due_days(), kNewest);
    askers_.insert({.day = calendar.today()});
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const JudgedRow judgement = for_all ? judge_for_all(rows[index]) : judge(rows[index]);
        count_judged(judgement.verdict, judgement.detail, index, judged);
    }
}

JudgedRow TermsDraft::judge_for_all(const PromiseTermsRow& row) {
    if (JudgedRow bad = bad_terms(state_, row); bad.verdict != RowVerdict::applied) return bad;
    constexpr Lsn kNewest = std::numeric_limits<Lsn>::max();
    calendar_.set_past_due_days(row.past_due_days, kNewest);
    is_for_all_ = true;
    const bool is_so = state_.items.calendar().past_due_days() == row.past_due_days;
    return {is_so ? RowVerdict::unchanged : RowVerdict::applied};
}

JudgedRow TermsDraft::judge(const PromiseTermsRow& row) {
    if (row.sku.is_none()) return {RowVerdict::unknown_item, "of all: alone"};
    if (JudgedRow bad = bad_terms(state_, row); bad.verdict != RowVerdict::applied) return bad;
    std::optional<DatedRow> known;
    {
        const MutexLock lock(state_.items.stripe_mutex(ItemTable::stripe_of(row.sku)));
        if (is_kit(state_.items, row.sku))
            return {RowVerdict::is_kit, "what comes is of its parts"};
        known = own_terms(state_.items.rows<DatedRow>(row.sku));
    }
    if (known) ask_for_days_of(*known);
    if (const auto put = terms_.find(row.sku); put != terms_.end()) known = put->second;
    const DatedRow terms = terms_row(row);
    ask_for_days_of(terms);
    terms_[row.sku] = terms;
    return {known == terms ? RowVerdict::unchanged : RowVerdict::applied};
}

void TermsDraft::ask_for_days_of(const DatedRow& terms) {
    const std::uint32_t today = calendar_.today();
    const auto ask = [&](std::uint32_t day) {
        if (day <= kDayMax) askers_.insert({.day = static_cast<Day>(day)});
    };
    if (terms.lead_days != 0) ask(today + terms.lead_days);
    if (terms.horizon_days != 0) ask(today + terms.horizon_days + 1U);
}

ItemStock TermsDraft::stock_after(SkuId sku, const ItemStock& stock, RowsBuffer& buffer) const {
    ItemStock after = stock;
    if (const auto put = terms_.find(sku); put != terms_.end()) {
        std::vector<DatedRow> rows{put->second};
        const auto known = stock.rows_of<DatedRow>();
        for (std::uint32_t index = 0; index < known.count(); ++index) {
            const DatedRow row = known.load(index);
            if (row.kind != DatedRow::Kind::terms) rows.push_back(row);
        }
        after = buffer.with_rows<DatedRow>(stock, rows);
    }
    after.calendar = &calendar_;
    return after;
}

PreviewDraft::NextItem TermsDraft::next_item(
    SkuId after, std::size_t& /*looked_at*/, std::size_t /*looked_at_max*/
) const {
    if (!is_for_all_) {
        const auto next = terms_.upper_bound(after);
        return {.sku = next == terms_.end() ? SkuId() : next->first};
    }
    const auto items = state_.items.calendar().items(SkuId(after.value() + 1));
    return {.sku = items.empty() ? SkuId() : items.front()};
}

bool TermsDraft::concerns(SkuId sku) const {
    return is_for_all_ ? state_.items.find_slot(sku) != nullptr : terms_.contains(sku);
}

bool TermsDraft::decides_at(
    SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
) const {
    RowsBuffer buffer;
    const auto offer = [&](const ItemStock& sold) {
        SellingWalk selling(state_.items, sku, sold, reference_, asking);
        return selling.at(position, {});
    };
    const PositionOffer before = offer(stock);
    const PositionOffer after = offer(stock_after(sku, stock, buffer));
    return before.ats != after.ats || before.room != after.room;
}

}  // namespace earmark
