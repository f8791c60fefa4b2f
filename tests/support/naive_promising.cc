// Dated supply and promises, the obvious way: every day is looked at, one after the other.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {

namespace {

bool is_live(const NaiveLine& line) {
    return line.held + line.allocated > 0;
}

}  // namespace

bool NaiveEngine::counts(SkuId sku, const NaiveReceipt& receipt, bool late_counts) const {
    if (receipt.type == SupplyType::planned) return false;
    if (receipt.day >= today_) return true;
    const auto own = terms_.find(sku);
    const int days = own == terms_.end() ? past_due_days_ : own->second.past_due_days;
    return late_counts && today_ - receipt.day <= days;
}

/// From which day on anything may be promised.
int NaiveEngine::unlimited_from(SkuId sku) const {
    const auto own = terms_.find(sku);
    const bool has_lead = own != terms_.end() && own->second.lead_days > 0;
    return has_lead ? today_ + own->second.lead_days : 1'000'000;
}

/// How many days ahead may be promised.
int NaiveEngine::horizon(SkuId sku) const {
    const auto own = terms_.find(sku);
    return own == terms_.end() ? 0 : own->second.horizon_days;
}

bool NaiveEngine::is_behind_horizon(SkuId sku, int day) const {
    return horizon(sku) != 0 && day > today_ + horizon(sku);
}

LineVerdict NaiveEngine::why_none(PositionKey key, const Asking& asking) const {
    const bool is_node = nodes_.contains(key.second);
    if (is_node && is_stopped(key, asking)) return LineVerdict::sale_stopped;
    return is_behind_horizon(key.first, asking.day) ? LineVerdict::too_far_ahead
                                                    : LineVerdict::insufficient_stock;
}

Units NaiveEngine::projected(PositionKey key, int day, std::string_view own) const {
    const auto position = positions_.find(key);
    Units units = position == positions_.end() ? 0 : position->second.on_hand;
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines) {
            if (PositionKey{line.asked.sku, line.asked.node} != key || line.day > day) continue;
            units -= line.allocated + (id == own ? 0 : line.held);
        }
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first == key && receipt.day <= day && counts(key.first, receipt, true))
            units += receipt.open;
    }
    return units - confirmed_by(key, day);
}

int NaiveEngine::last_day(SkuId sku) const {
    int last = today_;
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines)
            last = std::max<int>(last, line.asked.sku == sku ? line.day : 0);
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first.first == sku) last = std::max<int>(last, receipt.day);
    }
    for (const auto& [name, backorder] : backorders_) {
        if (name.first.first == sku) last = std::max<int>(last, backorder.confirmed_day);
    }
    return last;
}

/// Days from today on, but for those that are like the day before: rows and terms of promise change
/// what is to be had on a few days around them.
std::set<int> NaiveEngine::days_that_differ(SkuId sku) const {
    constexpr int kReachOfTerms = 16;
    std::set<int> days;
    const auto add = [&](int from, int until) EARMARK_REQUIRES(mutex_) {
        for (int day = std::max<int>(from, today_); day <= until; ++day)
            days.insert(day);
    };
    add(today_, today_ + kReachOfTerms);
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines)
            if (line.asked.sku == sku) add(line.day - 1, line.day + kReachOfTerms);
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first.first == sku) add(receipt.day - 1, receipt.day + kReachOfTerms);
    }
    for (const auto& [name, backorder] : backorders_) {
        if (name.first.first != sku) continue;
        add(backorder.confirmed_day - 1, backorder.confirmed_day + kReachOfTerms);
    }
    return days;
}

/// DOMAIN 4, as it is written there, before safety stock.
Units NaiveEngine::least_projected(PositionKey key, int day, std::string_view own) const {
    const int end = unlimited_from(key.first);
    if (is_behind_horizon(key.first, day)) return 0;
    if (day >= end) return kUnitsMax;
    const int first = std::max<int>(day, today_);
    Units least = kUnitsMax;
    const int last = std::min(std::max(first, last_day(key.first)), end - 1);
    constexpr int kFewDays = 64;
    if (last - first <= kFewDays) {
        for (int each = first; each <= last; ++each)
            least = std::min(least, projected(key, each, own));
        return least;
    }
    std::set<int> days = days_that_differ(key.first);
    days.insert({first, last});
    for (const int each : days) {
        if (each >= first && each <= last) least = std::min(least, projected(key, each, own));
    }
    return least;
}

Units NaiveEngine::atp(PositionKey key, Day day, const Asking& asking, std::string_view own) const {
    const auto position = positions_.find(key);
    const auto node = nodes_.find(key.second);
    if (position == positions_.end() || node == nodes_.end()) return 0;
    const Units least = least_projected(key, day, own);
    const Units safe = least == kUnitsMax ? least : std::max<Units>(0, least - safety(key, asking));
    const bool sells = node->second && !is_stopped(key, asking);
    return share(key, sells ? safe : 0, own, asking.segment);
}

void NaiveEngine::available_to_promise(const PromiseRequest& request, PromiseReply& reply) {
    const MutexLock lock(mutex_);
    reply = {};
    reply.today = today_;
    if (!request.segment.is_none() && !segments_.contains(request.segment)) {
        reply.outcome = Outcome::unknown_segment;
        return;
    }
    std::vector<NodeId> asked;
    if (!items_.contains(request.sku)) {
        reply.verdict = QueryVerdict::unknown_item;
    } else if (!request.node.is_none()) {
        if (!nodes_.contains(request.node)) reply.verdict = QueryVerdict::unknown_node;
        asked.push_back(request.node);
    } else if (!request.group.is_none()) {
        const auto group = groups_.find(request.group);
        if (group == groups_.end()) {
            reply.verdict = QueryVerdict::unknown_group;
        } else {
            asked = group->second;
        }
    } else {
        for (const auto& [node, enabled] : nodes_)
            asked.push_back(node);
    }
    if (reply.verdict != QueryVerdict::known) return;
    const bool is_kit = kits_.contains(request.sku);
    int last = today_;
    for (const KitPart& part :
         is_kit ? flat(request.sku) : std::vector<KitPart>{{request.sku, 1}}) {
        const int lead = unlimited_from(part.sku);
        last = std::max(
            {last, last_day(part.sku), lead < 100'000 ? lead : 0, today_ + horizon(part.sku) + 1}
        );
    }
    const Asking asking{request.segment, request.method, request.ignore_safety};
    std::set<int> days{last};
    for (const KitPart& part : is_kit ? flat(request.sku) : std::vector<KitPart>{{request.sku, 1}})
        days.merge(days_that_differ(part.sku));
    for (const int day : days) {
        if (day > last) break;
        const auto on = static_cast<Day>(day);
        Units sum = 0;
        if (is_kit) {
            sum = kit_atp(request, asked, on, asking);
        } else if (!request.node.is_none()) {
            sum = promisable({request.sku, request.node}, on, asking);
        } else {
            const NodeId place = request.group.is_none() ? NodeId() : place_of(request.group);
            sum = most_by_moments(request.sku, place, on, asking);
        }
        if (!reply.steps.empty() && reply.steps.back().units == sum) continue;
        reply.steps.push_back({static_cast<Day>(day), sum, sum == kUnitsMax});
        if (!reply.earliest && request.quantity > 0 && sum >= request.quantity)
            reply.earliest = static_cast<Day>(day);
    }
}

// ---- Receipts --------------------------------------------------------------------------------

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

namespace {

void count_row(SupplyReply& reply, std::size_t row, RowVerdict verdict) {
    if (verdict == RowVerdict::applied) {
        ++reply.applied;
    } else if (verdict == RowVerdict::unchanged) {
        ++reply.unchanged;
    } else {
        ++reply.refused;
        reply.answers.push_back({.row = static_cast<std::uint32_t>(row), .verdict = verdict});
    }
}

}  // namespace

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

bool NaiveEngine::has_dates(SkuId sku) const {
    const bool has_receipt = std::any_of(receipts_.begin(), receipts_.end(), [&](const auto& each) {
        return each.first.first.first == sku;
    });
    const bool has_stock =
        std::any_of(dispositions_.begin(), dispositions_.end(), [&](const auto& each) {
            return each.first.first.first == sku && each.second > 0;
        });
    const bool has_promise =
        std::any_of(reservations_.begin(), reservations_.end(), [&](const auto& each) {
            return std::any_of(
                each.second.lines.begin(),
                each.second.lines.end(),
                [&](const NaiveLine& line) {
                    return line.asked.sku == sku && line.day != kNoDay && is_live(line);
                }
            );
        });
    const bool has_backorder =
        std::any_of(backorders_.begin(), backorders_.end(), [&](const auto& each) {
            return each.first.first.first == sku;
        });
    return has_receipt || has_stock || has_promise || has_backorder || terms_.contains(sku);
}

}  // namespace earmark
