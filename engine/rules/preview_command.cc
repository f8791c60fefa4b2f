// Previews: item after item under the usual read, then stripe after stripe of reservations.
#include "engine/engine.h"
#include "engine/node_figures.h"
#include "engine/promising/terms_draft.h"
#include "engine/rules/node_draft.h"
#include "engine/rules/rule_draft.h"
#include "engine/rules/segment_draft.h"
#include "engine/rules/touched_lines.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <tuple>
#include <vector>

namespace earmark {

namespace {

/// Positions asked, and items passed over: for each page.
constexpr std::size_t kPreviewLookedAtMax = 100'000;

/// Where a page goes on: behind a node of an item, "p:17:3:1", or behind a reservation,
/// "r:204:r17".
struct PreviewCursor {
    bool is_at_items = true;
    SkuId sku;  ///< The item to look at: behind `node`, or from its first.
    NodeId node;
    bool has_held = false;  ///< Whether an item that was looked at has units to be touched.
    ReservationCursor reservation;
};

/// "17:rest" -> 17, and the rest.
template <typename Number>
bool take_number(std::string_view& text, Number& number) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto digits = static_cast<std::size_t>(read.ptr - text.data());
    if (read.ec != std::errc() || digits == text.size() || text[digits] != ':') return false;
    text.remove_prefix(digits + 1);
    return true;
}

std::optional<PreviewCursor> read_preview_cursor(std::string_view text) {
    PreviewCursor cursor;
    if (text.empty()) return cursor;
    cursor.is_at_items = text.starts_with("p:");
    if (!cursor.is_at_items && !text.starts_with("r:")) return std::nullopt;
    text.remove_prefix(2);
    if (!cursor.is_at_items) {
        if (!take_number(text, cursor.reservation.stripe)) return std::nullopt;
        if (cursor.reservation.stripe >= ReservationTable::kStripes) return std::nullopt;
        cursor.reservation.id = text;
        return cursor;
    }
    std::uint32_t sku = 0;
    std::uint32_t node = 0;
    if (!take_number(text, sku) || !take_number(text, node)) return std::nullopt;
    if (sku == 0 || (text != "0" && text != "1")) return std::nullopt;
    cursor.sku = SkuId(sku);
    cursor.node = NodeId(node);
    cursor.has_held = text == "1";
    return cursor;
}

std::string write_cursor(const PreviewCursor& cursor) {
    return "p:" + std::to_string(cursor.sku.value()) + ":" + std::to_string(cursor.node.value()) +
           (cursor.has_held ? ":1" : ":0");
}

std::string write_cursor(const NextReservation& next) {
    if (next.stripe >= ReservationTable::kStripes) return {};
    return "r:" + std::to_string(next.stripe) + ":" + next.id;
}

/// What a position gives to who asks for a day: while network holds are live, no more than they
/// leave now.
OfferFigures figures_for_day(
    const StockQuestion& question,
    const PositionOffer& offer,
    const Position& position,
    const Asking& asking
) {
    Asking now = asking;
    now.day = kNoDay;
    const bool is_shared =
        has_networks(question.items, question.sku, question.stock, question.reference);
    const Units addable = is_shared ? most_addable(
                                          question.items,
                                          question.sku,
                                          question.stock,
                                          question.reference,
                                          {.place = position.node(), .asking = now}
                                      )
                                    : kUnitsMax;
    return {
        .ats = std::min(offer.ats, addable),
        .withheld = offer.withheld,
        .kept = std::max<Units>(0, offer.kept),  // For a day more may be promised than is there.
        .is_stopped = offer.is_closed,
    };
}

OfferFigures figures_at(
    const StockQuestion& question,
    SellingWalk& selling,
    const Position& position,
    const Asking& asking
) {
    if (asking.day != kNoDay)
        return figures_for_day(question, selling.at(position, {}), position, asking);
    NodeAvailability entry;
    add_node_figures(
        question, selling, position, {}, {.place = position.node(), .asking = asking}, entry
    );
    const bool is_disabled = question.reference.nodes->is_disabled(position.node());
    return {
        .ats = entry.figures.ats,
        .withheld = entry.figures.withheld,
        .kept = entry.figures.kept,
        .is_stopped = !entry.stopped_by.is_none() || is_disabled,
    };
}

/// The positions of one item, before and after.
class ItemPreview {
  public:
    ItemPreview(const EngineState& state, const PreviewDraft& draft)
        : state_(state), draft_(draft) {}

    /// Looks at an item; nothing is found if there is no such.
    void look(SkuId sku) {
        found_.clear();
        has_held_ = false;
        const ItemSlot* slot = state_.items.find_slot(sku);
        if (slot == nullptr) return;
        for (const PreviewDraft::Asker& asker : draft_.askers()) {
            const std::size_t known = found_.size();
            state_.items.read_positions(sku, *slot, [&](const ItemStock& stock) {
                found_.resize(known);
                compare(sku, stock, asker);
            });
        }
        std::ranges::sort(found_, {}, [](const PositionPreview& each) {
            return std::tuple(each.node, each.segment, each.method, each.day);
        });
    }

    const std::vector<PositionPreview>& found() const { return found_; }
    bool has_held() const { return has_held_; }
    std::size_t looked_at() const { return looked_at_; }

  private:
    void compare(SkuId sku, const ItemStock& stock, const PreviewDraft::Asker& asker) {
        const Asking asking{.segment = asker.segment, .method = asker.method, .day = asker.day};
        SellingWalk before(state_.items, sku, stock, draft_.before(), asking);
        const ItemStock changed = draft_.stock_after(sku, stock, buffer_);
        SellingWalk after(state_.items, sku, changed, draft_.after(), asking);
        has_held_ = has_held_ || !stock.rows_of<DatedRow>().empty();
        const PositionBlock* block = stock.positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        looked_at_ += count;
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            const bool is_held = position.reserved() + position.allocated() > 0;
            has_held_ = has_held_ || is_held;
            if (is_group_place(position.node())) {
                // With network holds each position's answer looks at all of them.
                if (is_held) looked_at_ += std::size_t{count} * count;
                continue;
            }
            PositionPreview preview{
                .sku = sku,
                .node = position.node(),
                .segment = asker.segment,
                .method = asker.method,
                .day = asker.day,
                .before = figures_at(
                    {state_.items, sku, stock, draft_.before()}, before, position, asking
                ),
                .after = figures_at(
                    {state_.items, sku, changed, draft_.after()}, after, position, asking
                )
            };
            if (preview.before != preview.after) found_.push_back(preview);
        }
    }

    const EngineState& state_;
    const PreviewDraft& draft_;
    RowsBuffer buffer_;
    std::vector<PositionPreview> found_;
    bool has_held_ = false;
    std::size_t looked_at_ = 0;
};

void add_position(const PositionPreview& preview, RulePreviewReply& reply) {
    reply.positions.push_back(preview);
    ++reply.totals.positions;
    if (std::max(preview.before.ats, preview.after.ats) >= kUnitsMax) return;
    const Units change = preview.after.ats - preview.before.ats;
    (change < 0 ? reply.totals.unavailable : reply.totals.available) += std::abs(change);
}

/// Adds the positions from the cursor on; `cursor` is then where to go on. Returns whether that was
/// all of them.
bool add_positions(
    const EngineState& state,
    const PreviewDraft& draft,
    std::size_t limit,
    PreviewCursor& cursor,
    RulePreviewReply& reply
) {
    ItemPreview item(state, draft);
    std::size_t passed = 0;
    SkuId before = cursor.node.is_none() ? cursor.sku : SkuId(cursor.sku.value() - 1);
    NodeId behind = cursor.node;
    while (true) {
        const auto next = draft.next_item(before, passed, kPreviewLookedAtMax);
        cursor.sku = next.sku;
        cursor.node = {};
        if (next.sku.is_none()) return true;
        if (!next.is_found) return false;
        item.look(next.sku);
        cursor.has_held = cursor.has_held || item.has_held();
        for (const PositionPreview& preview : item.found()) {
            if (preview.node <= behind) continue;
            if (reply.positions.size() >= limit) {
                const PositionPreview& last = reply.positions.back();
                if (last.sku != next.sku) {
                    cursor.sku = before;
                    return false;
                }
                if (last.node != preview.node) {
                    cursor.node = last.node;
                    return false;
                }
            }
            add_position(preview, reply);
        }
        behind = {};
        before = next.sku;
        if (item.looked_at() >= kPreviewLookedAtMax) return false;
    }
}

template <typename Row>
bool bad_request(
    const PreviewRequest<Row>& request,
    std::size_t rows_max,
    const std::optional<PreviewCursor>& cursor,
    SupplyReply& judged
) {
    if (request.rows.empty() || request.rows.size() > rows_max) {
        judged.outcome = request.rows.empty() ? Outcome::no_lines : Outcome::too_many_lines;
        judged.detail = found_expected(
            "rows", std::to_string(request.rows.size()), "1 to " + std::to_string(rows_max)
        );
        return true;
    }
    if (cursor && request.limit > 0) return false;
    judged.outcome = Outcome::bad_value;
    judged.detail = cursor ? found_expected("limit", "0", "at least 1")
                           : found_expected("after", request.after, "the next of a page before");
    return true;
}

/// A page of what the draft does.
void fill_page(
    const EngineState& state,
    const PreviewDraft& draft,
    PreviewCursor& cursor,
    std::size_t limit,
    RulePreviewReply& reply
) {
    if (draft.askers().size() > kPreviewAskersMax) {
        reply.judged.outcome = Outcome::too_many_lines;
        reply.judged.detail = found_expected(
            "segments by methods and days",
            std::to_string(draft.askers().size()),
            "at most " + std::to_string(kPreviewAskersMax)
        );
        return;
    }
    if (cursor.is_at_items) {
        if (!add_positions(state, draft, limit, cursor, reply)) {
            reply.next = write_cursor(cursor);
            return;
        }
        if (!cursor.has_held || !draft.can_touch()) return;
    }
    reply.next = write_cursor(add_touched_lines(state, draft, cursor.reservation, limit, reply));
}

template <typename Draft, typename Row>
void preview(
    const EngineState& state,
    const PreviewRequest<Row>& request,
    std::size_t rows_max,
    Time now,
    RulePreviewReply& reply
) {
    reply = {};
    auto cursor = read_preview_cursor(request.after);
    if (bad_request(request, rows_max, cursor, reply.judged)) return;
    reply.judged.lsn = state.log == nullptr ? 0 : state.log->newest();
    const Draft draft(state, request.rows, now, reply.judged);
    fill_page(state, draft, *cursor, std::min(request.limit, kPreviewPageMax), reply);
}

}  // namespace

void Engine::preview_rules(const RulePreviewRequest& request, Time now, RulePreviewReply& reply)
    const {
    preview<RuleDraft>(*state_, request, kReferenceRowsMax, now, reply);
}

void Engine::preview_rules(const SegmentPreviewRequest& request, Time now, RulePreviewReply& reply)
    const {
    preview<SegmentDraft>(*state_, request, kSupplyRowsMax, now, reply);
}

void Engine::preview_rules(const TermsPreviewRequest& request, Time now, RulePreviewReply& reply)
    const {
    preview<TermsDraft>(*state_, request, kSupplyRowsMax, now, reply);
}

void Engine::preview_rules(const NodePreviewRequest& request, Time now, RulePreviewReply& reply)
    const {
    preview<NodeDraft>(*state_, request, kReferenceRowsMax, now, reply);
}

}  // namespace earmark
