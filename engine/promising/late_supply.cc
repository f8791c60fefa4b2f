// Supply that did not come on its day, and the promises that lean on it.
//
// A promise is at risk if what is sure does not cover it in time: what is on hand goes to demand
// for now first, then, with receipts as they are due, to that for each day in order; within a day
// to who came first. Late supply is not sure, even while it still counts for new promises.
#include "engine/engine.h"
#include "engine/network/network_place.h"
#include "engine/promising/dated_change.h"
#include "engine/promising/dated_walk.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace earmark {

namespace {

/// What covers the demand of one position.
struct Cover {
    Units on_hand = 0;
    PromiseTerms terms;
    std::vector<DatedRow> backorders;
    std::vector<DatedRow> receipts;  ///< That are sure, by day.

    Units due_by(Day day) const {
        Units units = on_hand;
        for (const DatedRow& receipt : receipts) {
            if (receipt.day <= day) units += receipt.open;
        }
        return units;
    }
};

using Covers = std::map<std::pair<SkuId, NodeId>, Cover>;

struct Demand {
    PromiseAtRisk line;
    Lsn made = 0;

    auto order() const {
        return std::tuple(line.sku, line.node, line.day, made, line.reservation, line.line);
    }
};

/// The rows of a position, if some day more is promised there than is sure to be there.
void add_if_short(SkuId sku, const Position& position, const ItemStock& stock, Covers& covers) {
    const auto rows = stock.rows_of<DatedRow>();
    Cover cover;
    cover.on_hand = position.on_hand();
    cover.terms = promise_terms(rows, *stock.calendar);
    cover.terms.past_due_days = 0;
    ProjectedMin projected(position.free(), cover.terms, kNoDay, {});
    rows.visit_node(position.node(), [&](const DatedRow& row) {
        const Units change = projected_change(row, cover.terms);
        projected.add(row.day, change);
        if (row.kind == DatedRow::Kind::supply && change > 0) cover.receipts.push_back(row);
        if (row.kind == DatedRow::Kind::waiting && row.confirmed > 0)
            cover.backorders.push_back(row);
    });
    if (projected.least() < 0) covers[{sku, position.node()}] = std::move(cover);
}

void read_item(const EngineState& state, SkuId sku, NodeId node, LateReply& reply, Covers& covers) {
    const ItemSlot* slot = state.items.find_slot(sku);
    if (slot == nullptr) return;
    const std::size_t late = reply.late.size();
    Covers found;
    state.items.read_positions(sku, *slot, [&](const ItemStock& stock) {
        reply.late.resize(late);
        found.clear();
        reply.lsn = std::max(reply.lsn, stock.lsn);
        const auto rows = stock.rows_of<DatedRow>();
        if (rows.empty()) return;
        const PromiseTerms terms = promise_terms(rows, *stock.calendar);
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const DatedRow row = rows.load(index);
            if (row.kind != DatedRow::Kind::supply || !terms.is_late(row)) continue;
            if (node.is_none() || row.node == node)
                reply.late.push_back(receipt_entry(sku, row, terms));
        }
        const PositionBlock* block = stock.positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            // They come last: what a group holds leans on what its nodes have now.
            if (is_group_place(position.node())) break;
            if (node.is_none() || position.node() == node)
                add_if_short(sku, position, stock, found);
        }
    });
    covers.merge(found);
}

std::vector<Demand> demand_at(const EngineState& state, const Covers& covers) {
    std::vector<Demand> demand;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(state.reservations, index);
        for (const Reservation* reservation : stripe->all()) {
            for (std::size_t at = 0; at < reservation->line_count(); ++at) {
                const LineUnits units = reservation->units(at);
                if (units.held + units.allocated == 0) continue;
                const ReservationKey& key = reservation->keys()[at];
                if (!covers.contains({key.sku(), key.node()})) continue;
                demand.push_back(
                    {{.reservation = std::string(reservation->id()),
                      .line = key.line(),
                      .sku = key.sku(),
                      .node = key.node(),
                      .day = reservation->day(at),
                      .units = units.held + units.allocated},
                     reservation->made()}
                );
            }
        }
    }
    // Whoever waits comes after those who bought for the same day.
    for (const auto& [place, cover] : covers) {
        for (const DatedRow& row : cover.backorders) {
            demand.push_back(
                {{.reservation = std::string(row.id()),
                  .sku = place.first,
                  .node = place.second,
                  .day = row.confirmed_day,
                  .units = row.confirmed},
                 ~Lsn{0}}
            );
        }
    }
    return demand;
}

/// Gives what is sure to the demand in its order.
void share_cover(const Covers& covers, std::vector<Demand>& demand, LateReply& reply) {
    std::sort(demand.begin(), demand.end(), [](const Demand& left, const Demand& right) {
        return left.order() < right.order();
    });
    Units given = 0;
    const PromiseAtRisk* before = nullptr;
    for (Demand& each : demand) {
        PromiseAtRisk& line = each.line;
        const Cover& cover = covers.at({line.sku, line.node});
        const bool is_new = before == nullptr ||
                            std::pair(before->sku, before->node) != std::pair(line.sku, line.node);
        if (is_new) given = 0;
        before = &line;
        if (line.day >= cover.terms.unlimited_from()) continue;
        const Day by = std::max(line.day, cover.terms.today);
        const Units covered = std::clamp<Units>(cover.due_by(by) - given, 0, line.units);
        given += covered;
        line.at_risk = line.units - covered;
        if (line.at_risk > 0) reply.at_risk.push_back(line);
    }
}

/// Leaves what a frame can carry, and says how many there are.
template <typename Entry>
void cut(std::vector<Entry>& entries, std::string_view what, std::string& detail) {
    constexpr std::size_t kEntriesMax = 5'000;
    if (entries.size() <= kEntriesMax) return;
    detail += (detail.empty() ? "" : "; ") + std::to_string(entries.size()) + " " +
              std::string(what) + ", of these the first " + std::to_string(kEntriesMax);
    entries.resize(kEntriesMax);
}

}  // namespace

void Engine::late_supply(const LateRequest& request, LateReply& reply) const {
    reply = {};
    reply.today = today();
    Covers covers;
    if (request.sku.is_none()) {
        for (const SkuId sku : state_->items.calendar().items(SkuId(1)))
            read_item(*state_, sku, request.node, reply, covers);
    } else {
        read_item(*state_, request.sku, request.node, reply, covers);
    }
    cut(reply.late, "late receipts", reply.detail);
    if (covers.empty()) return;
    std::vector<Demand> demand = demand_at(*state_, covers);
    share_cover(covers, demand, reply);
    cut(reply.at_risk, "promised lines at risk", reply.detail);
}

}  // namespace earmark
