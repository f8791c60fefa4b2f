// What may be promised by date, and what is expected.
#include "engine/assortment/assortment_change.h"
#include "engine/assortment/kit_promises.h"
#include "engine/engine.h"
#include "engine/network_promises.h"
#include "engine/promising/dated_change.h"
#include "engine/promising/promise_place.h"
#include "engine/selling.h"

#include <algorithm>

namespace earmark {

namespace {

void add_steps(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const PromisePlace& selection,
    Asking asking,
    std::vector<PromiseStep>& steps
) {
    static thread_local std::vector<Day> days;
    days.clear();
    add_promise_days(items, sku, stock, reference, selection, days);
    order_promise_days(stock.calendar->today(), days);
    for (const Day day : days) {
        // Before the first day is known, every date is ahead.
        asking.day = std::max<Day>(day, 1);
        const NetworkAsking asked{.place = selection.place, .asking = asking};
        add_promise_step(day, most_promisable(items, sku, stock, reference, asked), steps);
    }
}

}  // namespace

void add_promise_days(const ItemStock& stock, const PromisePlace& place, std::vector<Day>& days) {
    const auto rows = stock.rows_of<DatedRow>();
    const PromiseTerms terms = promise_terms(rows, *stock.calendar);
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const DatedRow row = rows.load(index);
        const bool moves = row.kind == DatedRow::Kind::demand || row.kind == DatedRow::Kind::supply;
        const bool is_ahead = row.day > terms.today && moves;
        if (is_ahead && place.contains(row.node)) days.push_back(row.day);
    }
    const std::uint32_t unlimited_from = terms.unlimited_from();
    if (unlimited_from <= kDayMax) days.push_back(static_cast<Day>(unlimited_from));
    if (terms.horizon_days != 0)
        days.push_back(static_cast<Day>(terms.today + terms.horizon_days + 1));
}

void add_promise_days(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const PromisePlace& place,
    std::vector<Day>& days
) {
    const bool is_network = has_networks(items, sku, stock, reference);
    add_promise_days(stock, is_network ? PromisePlace() : place, days);
    if (is_network) days.push_back(static_cast<Day>(stock.calendar->today() + 1));
}

void order_promise_days(Day today, std::vector<Day>& days) {
    days.push_back(today);
    std::ranges::sort(days);
    const auto repeated = std::ranges::unique(days);
    days.erase(repeated.begin(), repeated.end());
}

void add_promise_step(Day day, Units units, std::vector<PromiseStep>& steps) {
    if (!steps.empty() && steps.back().units == units) return;
    steps.push_back({.day = day, .units = units, .is_unlimited = units == kUnitsMax});
}

void Engine::available_to_promise(const PromiseRequest& request, PromiseReply& reply) const {
    reply = {};
    reply.today = today();
    reply.outcome = check_segment(*state_, request.segment, reply.detail);
    if (reply.outcome == Outcome::done) reply.outcome = check_method(request.method, reply.detail);
    if (reply.outcome != Outcome::done) return;
    if (request.quantity < 0 || request.quantity > kUnitsMax) {
        reply.outcome = Outcome::bad_value;
        reply.detail = found_expected("quantity", std::to_string(request.quantity), "0 or more");
        return;
    }
    const ReferenceData& reference = state_->reference.current();
    const ItemSlot* slot = state_->items.find_slot(request.sku);
    PromisePlace selection{.node = request.node, .place = request.node};
    if (slot == nullptr) {
        reply.verdict = QueryVerdict::unknown_item;
        return;
    }
    if (!request.node.is_none() && reference.nodes->find(request.node) == nullptr) {
        reply.verdict = QueryVerdict::unknown_node;
        return;
    }
    if (request.node.is_none() && !request.group.is_none()) {
        selection.group = reference.groups->find(request.group);
        selection.place = place_of(request.group);
        if (selection.group == nullptr) {
            reply.verdict = QueryVerdict::unknown_group;
            return;
        }
    }
    const Asking asking{request.segment, request.method, request.ignore_safety};
    bool is_a_kit = false;
    state_->items.read_positions(request.sku, *slot, [&](const ItemStock& stock) {
        reply.steps.clear();
        reply.lsn = stock.lsn;
        is_a_kit = is_kit(stock);
        if (is_a_kit) return;
        add_steps(state_->items, request.sku, stock, reference, selection, asking, reply.steps);
    });
    if (is_a_kit) kit_promise_steps(*state_, {request.sku, selection, asking}, reply);
    if (request.quantity == 0) return;
    for (const PromiseStep& step : reply.steps) {
        if (step.units < request.quantity) continue;
        reply.earliest = step.day;
        return;
    }
}

void Engine::receipts(const ReceiptsRequest& request, ReceiptsReply& reply) const {
    reply = {};
    reply.today = today();
    if (request.limit == 0 || request.limit > kLatePageMax) {
        reply.outcome = Outcome::bad_value;
        reply.detail = found_expected("limit", std::to_string(request.limit), "1 to 1000");
        return;
    }
    const PromiseCalendar& calendar = state_->items.calendar();
    const std::vector<SkuId> skus = request.sku.is_none()
                                        ? calendar.items(SkuId(request.after.value() + 1))
                                        : std::vector<SkuId>{request.sku};
    for (const SkuId sku : skus) {
        const ItemSlot* slot = state_->items.find_slot(sku);
        if (slot == nullptr) continue;
        const std::size_t receipts = reply.receipts.size();
        const std::size_t dispositions = reply.dispositions.size();
        state_->items.read_positions(sku, *slot, [&](const ItemStock& stock) {
            reply.receipts.resize(receipts);
            reply.dispositions.resize(dispositions);
            reply.lsn = std::max(reply.lsn, stock.lsn);
            const auto rows = stock.rows_of<DatedRow>();
            const PromiseTerms terms = promise_terms(rows, calendar);
            for (std::uint32_t index = 0; index < rows.count(); ++index) {
                const DatedRow row = rows.load(index);
                if (!request.node.is_none() && row.node != request.node) continue;
                if (row.kind == DatedRow::Kind::supply)
                    reply.receipts.push_back(receipt_entry(sku, row, terms));
                if (row.kind == DatedRow::Kind::stock)
                    reply.dispositions.push_back({sku, row.node, row.disposition, row.open});
            }
        });
        if (reply.receipts.size() + reply.dispositions.size() < request.limit) continue;
        if (sku != skus.back()) reply.next = sku;
        return;
    }
}

}  // namespace earmark
