// Supply that is still to come and units that are not for sale, row by row, the obvious way.
#include "tests/support/naive_engine.h"
#include "tests/support/naive_rows.h"

#include <algorithm>
#include <tuple>

namespace earmark {

RowVerdict NaiveEngine::day_refusal(Day day) const {
    if (day == kNoDay) return RowVerdict::bad_value;
    if (day < today_) return RowVerdict::in_the_past;
    return day > today_ + kDaysAheadMax ? RowVerdict::too_far_ahead : RowVerdict::applied;
}

bool NaiveEngine::is_stale(PositionKey key, std::string_view source, std::uint64_t sequence) const {
    const auto position = positions_.find(key);
    if (sequence == 0 || position == positions_.end()) return false;
    const auto& newest = position->second.newest_sequence;
    const auto known = newest.find(std::string(source));
    return known != newest.end() && sequence <= known->second;
}

/// Keeps the number of a row that was done, or found all as it says.
RowVerdict NaiveEngine::note_number(
    PositionKey key, std::string_view source, std::uint64_t sequence, RowVerdict verdict
) {
    const bool is_known = verdict == RowVerdict::applied || verdict == RowVerdict::unchanged;
    if (sequence != 0 && is_known)
        positions_.at(key).newest_sequence[std::string(source)] = sequence;
    return verdict;
}

RowVerdict NaiveEngine::change_receipt(std::string_view source, const ReceiptRow& row) {
    if (row.receipt.empty()) return RowVerdict::name_missing;
    if (row.receipt.size() > 32) return RowVerdict::name_too_long;
    if (row.quantity < 0 || row.received.value_or(0) < 0) return RowVerdict::negative_quantity;
    if (row.quantity > kUnitsMax || row.received.value_or(0) > kUnitsMax)
        return RowVerdict::quantity_too_large;
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (!nodes_.contains(row.node)) return RowVerdict::unknown_node;
    const bool ships = row.change == ReceiptChange::ship_out;
    if (ships && !nodes_.contains(row.sender)) return RowVerdict::unknown_node;
    if (kits_.contains(row.sku)) return RowVerdict::is_kit;
    const PositionKey numbered{row.sku, ships ? row.sender : row.node};
    if (is_stale(numbered, source, row.sequence)) return RowVerdict::stale;
    return note_number(numbered, source, row.sequence, move_receipt(row));
}

RowVerdict NaiveEngine::move_receipt(const ReceiptRow& row) {
    const bool ships = row.change == ReceiptChange::ship_out;
    const PositionKey key{row.sku, row.node};
    const std::pair name{key, std::string(row.receipt)};
    const auto found = receipts_.find(name);
    const bool is_known = found != receipts_.end();
    if (row.change == ReceiptChange::put) {
        if (row.quantity == 0 || row.type == SupplyType::onhand) return RowVerdict::bad_value;
        const bool is_transfer = is_known && found->second.type == SupplyType::transfer;
        if (is_transfer != (row.type == SupplyType::transfer)) return RowVerdict::bad_value;
        if (is_transfer && row.quantity != found->second.open) return RowVerdict::bad_value;
        const bool moves = !is_known || found->second.day != row.day;
        if (moves && day_refusal(row.day) != RowVerdict::applied) return day_refusal(row.day);
        NaiveReceipt made{row.type, row.day, row.day, row.quantity, row.quantity, 0, NodeId()};
        if (is_known) {
            made = found->second;
            made.type = row.type;
            made.day = row.day;
            made.open = row.quantity;
            if (made == found->second) return RowVerdict::unchanged;
        }
        receipts_[name] = made;
        positions_[key];
        return RowVerdict::applied;
    }
    if (ships) {
        if (row.quantity == 0 || row.sender == row.node) return RowVerdict::bad_value;
        if (is_known) {
            const NaiveReceipt& known = found->second;
            const bool is_same = known.type == SupplyType::transfer && known.sender == row.sender &&
                                 known.promised == row.quantity && known.first_day == row.day;
            return is_same ? RowVerdict::unchanged : RowVerdict::bad_value;
        }
        if (day_refusal(row.day) != RowVerdict::applied) return day_refusal(row.day);
        const PositionKey from{row.sku, row.sender};
        if (answer({from.first, from.second, {}}, {}, {}).ats < row.quantity)
            return RowVerdict::insufficient_stock;
        positions_[from].on_hand -= row.quantity;
        note_move(from, -row.quantity);
        positions_[key];
        receipts_[name] = {
            SupplyType::transfer, row.day, row.day, row.quantity, row.quantity, 0, row.sender
        };
        return RowVerdict::applied;
    }
    if (!is_known) return RowVerdict::unknown_receipt;
    NaiveReceipt& known = found->second;
    if (row.change == ReceiptChange::cancel) {
        if (known.type == SupplyType::transfer) {
            positions_[{row.sku, known.sender}].on_hand += known.open;
            note_move({row.sku, known.sender}, known.open);
        }
        receipts_.erase(found);
        return RowVerdict::applied;
    }
    if (row.received && *row.received != known.received) return RowVerdict::stale;
    const bool is_last = row.change == ReceiptChange::settle;
    const Units arrives = row.quantity == 0 && !is_last ? known.open : row.quantity;
    if (arrives > known.open) return RowVerdict::more_than_open;
    positions_[key].on_hand += arrives;
    note_move(key, arrives);
    known.open -= arrives;
    known.received += arrives;
    if (is_last || known.open == 0) receipts_.erase(found);
    return RowVerdict::applied;
}

void NaiveEngine::put_receipts(
    const ReceiptRequest& request, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    now_ = context.now;
    reply = {};
    for (std::size_t row = 0; row < request.rows.size(); ++row)
        count_row(reply, row, change_receipt(request.source, request.rows[row]));
}

RowVerdict NaiveEngine::dispose_row(std::string_view source, const DispositionRow& row) {
    if (row.quantity < 0) return RowVerdict::negative_quantity;
    if (row.quantity > kUnitsMax) return RowVerdict::quantity_too_large;
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (!nodes_.contains(row.node)) return RowVerdict::unknown_node;
    if (kits_.contains(row.sku)) return RowVerdict::is_kit;
    const PositionKey key{row.sku, row.node};
    if (is_stale(key, source, row.sequence)) return RowVerdict::stale;
    return note_number(key, source, row.sequence, dispose_units(row));
}

RowVerdict NaiveEngine::dispose_units(const DispositionRow& row) {
    if (row.quantity == 0 || row.from == row.to) return RowVerdict::bad_value;
    const PositionKey key{row.sku, row.node};
    const auto units_of = [&](Disposition disposition) EARMARK_REQUIRES(mutex_) -> Units& {
        return disposition == Disposition::sellable ? positions_[key].on_hand
                                                    : dispositions_[{key, disposition}];
    };
    const bool has_position = positions_.contains(key);
    if (units_of(row.from) < row.quantity) {
        if (!has_position) positions_.erase(key);
        return RowVerdict::below_zero;
    }
    units_of(row.from) -= row.quantity;
    units_of(row.to) += row.quantity;
    positions_[key];
    if (row.from == Disposition::sellable) note_move(key, -row.quantity);
    if (row.to == Disposition::sellable) note_move(key, row.quantity);
    return RowVerdict::applied;
}

void NaiveEngine::dispose(
    const DispositionRequest& request, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    now_ = context.now;
    reply = {};
    for (std::size_t row = 0; row < request.rows.size(); ++row)
        count_row(reply, row, dispose_row(request.source, request.rows[row]));
}

void NaiveEngine::put_promise_terms(
    std::span<const PromiseTermsRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    const auto change = [&](const PromiseTermsRow& row) EARMARK_REQUIRES(mutex_) {
        if (row.past_due_days > kPastDueDaysMax || row.lead_days > kLeadDaysMax ||
            row.horizon_days > kDaysAheadMax)
            return RowVerdict::bad_value;
        if (row.sku.is_none()) {
            if (row.lead_days != 0 || row.horizon_days != 0) return RowVerdict::bad_value;
            const bool same = past_due_days_ == row.past_due_days;
            past_due_days_ = row.past_due_days;
            return same ? RowVerdict::unchanged : RowVerdict::applied;
        }
        if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
        if (kits_.contains(row.sku)) return RowVerdict::is_kit;
        const auto known = terms_.find(row.sku);
        const bool same = known != terms_.end() &&
                          known->second.past_due_days == row.past_due_days &&
                          known->second.lead_days == row.lead_days &&
                          known->second.horizon_days == row.horizon_days;
        terms_[row.sku] = row;
        return same ? RowVerdict::unchanged : RowVerdict::applied;
    };
    for (std::size_t row = 0; row < rows.size(); ++row)
        count_row(reply, row, change(rows[row]));
}

// ---- Reports ---------------------------------------------------------------------------------

void NaiveEngine::receipts(const ReceiptsRequest& request, ReceiptsReply& reply) const {
    const MutexLock lock(mutex_);
    reply = {};
    reply.today = today_;
    for (const auto& [name, receipt] : receipts_) {
        const auto& [key, id] = name;
        if (!request.sku.is_none() && key.first != request.sku) continue;
        if (!request.node.is_none() && key.second != request.node) continue;
        reply.receipts.push_back(entry_of(key, id, receipt));
    }
    for (const auto& [name, units] : dispositions_) {
        const auto& [key, disposition] = name;
        if (units == 0 || (!request.sku.is_none() && key.first != request.sku)) continue;
        if (!request.node.is_none() && key.second != request.node) continue;
        reply.dispositions.push_back({key.first, key.second, disposition, units});
    }
}

ReceiptEntry NaiveEngine::entry_of(
    PositionKey key, const std::string& id, const NaiveReceipt& receipt
) const {
    return {
        .sku = key.first,
        .node = key.second,
        .receipt = id,
        .type = receipt.type,
        .day = receipt.day,
        .first_day = receipt.first_day,
        .promised = receipt.promised,
        .open = receipt.open,
        .received = receipt.received,
        .sender = receipt.sender,
        .is_late = receipt.day < today_,
        .counts = counts(key.first, receipt, true),
    };
}

void NaiveEngine::late_supply(const LateRequest& request, LateReply& reply) const {
    const MutexLock lock(mutex_);
    reply = {};
    reply.today = today_;
    for (const auto& [name, receipt] : receipts_) {
        const auto& [key, id] = name;
        if (!request.sku.is_none() && key.first != request.sku) continue;
        if (receipt.day < today_) reply.late.push_back(entry_of(key, id, receipt));
    }
    for (const auto& [key, position] : positions_) {
        if (request.sku.is_none() || key.first == request.sku) add_at_risk(key, reply);
    }
}

void NaiveEngine::add_at_risk(PositionKey key, LateReply& reply) const {
    struct Claim {
        int due;
        std::uint64_t made;
        std::string id;
        std::uint32_t line;
        Units units;
    };
    std::vector<Claim> claims;
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines) {
            const bool is_here = PositionKey{line.asked.sku, line.asked.node} == key;
            const int due = line.day;
            const Units units = line.held + line.allocated;
            if (is_here && units > 0)
                claims.push_back({due, reservation.made, id, line.asked.line, units});
        }
    }
    for (const auto& [name, backorder] : backorders_) {
        if (name.first != key || backorder.confirmed == 0) continue;
        claims.push_back(
            {backorder.confirmed_day, ~std::uint64_t{0}, name.second, 0, backorder.confirmed}
        );
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& left, const Claim& right) {
        return std::tuple(left.due, left.made, left.id, left.line) <
               std::tuple(right.due, right.made, right.id, right.line);
    });
    // What is sure by a day: on hand and receipts that are not late.
    const auto sure_by = [&](int day) EARMARK_REQUIRES(mutex_) {
        Units units = positions_.at(key).on_hand;
        for (const auto& [name, receipt] : receipts_) {
            const bool is_due = name.first == key && receipt.day <= std::max<int>(day, today_);
            if (is_due && counts(key.first, receipt, false)) units += receipt.open;
        }
        return units;
    };
    // Items that never had anything dated are not looked at.
    if (!has_dates(key.first)) return;
    Units given = 0;
    for (const Claim& claim : claims) {
        const Units units = claim.units;
        if (claim.due >= unlimited_from(key.first)) continue;
        const Units covered = std::clamp<Units>(sure_by(claim.due) - given, 0, units);
        given += covered;
        if (covered == units) continue;
        reply.at_risk.push_back(
            {.reservation = claim.id,
             .line = claim.line,
             .sku = key.first,
             .node = key.second,
             .day = static_cast<Day>(claim.due),
             .units = units,
             .at_risk = units - covered}
        );
    }
}

}  // namespace earmark
