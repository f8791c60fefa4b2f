// Receipts, transfers, dispositions, and the terms by which dated supply counts.
#include "engine/base/plain_text.h"
#include "engine/engine.h"
#include "engine/numbered_rows.h"
#include "engine/promising/dated_command.h"
#include "engine/promising/terms_row.h"
#include "engine/selling.h"

#include <algorithm>

namespace earmark {

namespace {

using Judged = JudgedRow;

Judged bad_units(Units units) {
    if (units < 0) return {RowVerdict::negative_quantity};
    if (units > kUnitsMax) return {RowVerdict::quantity_too_large};
    return {};
}

Judged bad_day(Day day, Day today) {
    if (day == kNoDay) return bad_dated("day", "none", "the day it is due");
    if (day < today) {
        return {
            RowVerdict::in_the_past,
            found_expected("day", format_day(day), format_day(today) + " or later")
        };
    }
    if (day - today > kDaysAheadMax) {
        return {
            RowVerdict::too_far_ahead,
            found_expected("day", format_day(day), "at most 5 years ahead")
        };
    }
    return {};
}

/// What all rows about an item at a node share. Holding the item's stripe.
class DatedChange {
  public:
    static constexpr ChangeKind kKind = ChangeKind::dated_rows;
    static constexpr std::string_view kOfParts = "what comes is of its parts";

    DatedChange(const EngineState& state, SkuId sku, NodeId node) : state_(state), node_(node) {
        outcome_.sku = sku;
    }
    const DatedOutcome& outcome() const { return outcome_; }

  protected:
    std::optional<DatedRow> find(auto matches) const {
        std::optional<DatedRow> found;
        state_.items.rows<DatedRow>(outcome_.sku).visit_node(node_, [&](const DatedRow& row) {
            if (matches(row)) found = row;
        });
        return found;
    }

    /// Replaces a row, whose key may change.
    void replace(const DatedRow& before, const DatedRow& after) {
        if (before.key() != after.key()) outcome_.dropped.push_back(before);
        outcome_.put.push_back(after);
    }

    /// Room for the row, and for the position that it makes?
    Judged check_room(const DatedRow& row) const {
        const auto rows = state_.items.rows<DatedRow>(outcome_.sku);
        if (rows.count() >= kReceiptsPerItemMax)
            return {RowVerdict::over_budget, "the item has 8192 dated rows"};
        if (!state_.items.position(outcome_.sku, row.node) && !state_.items.has_room(1))
            return {RowVerdict::over_budget, "the limit of positions is reached"};
        return {};
    }

    /// Moves units on hand at a node.
    Judged move(NodeId node, Units units) {
        if (units == 0) return {};
        const auto position = state_.items.position(outcome_.sku, node);
        const Units after = (position ? position->on_hand() : 0) + units;
        if (after < 0)
            return {RowVerdict::below_zero, "on hand is " + std::to_string(after - units)};
        if (after > kUnitsMax) return {RowVerdict::quantity_too_large, "on hand"};
        if (!position && !state_.items.has_room(1)) return {RowVerdict::over_budget};
        outcome_.moved.push_back({.sku = outcome_.sku, .node = node, .on_hand = units});
        return {};
    }

    const EngineState& state_;
    const NodeId node_;
    DatedOutcome outcome_;
};

class ReceiptRowChange : public DatedChange {
  public:
    ReceiptRowChange(const EngineState& state, const ReceiptRow& row)
        : DatedChange(state, row.sku, row.node), row_(row) {
        known_ = find([&](const DatedRow& each) {
            return each.kind == DatedRow::Kind::supply && each.id() == row.receipt;
        });
    }

    Judged judge() {
        switch (row_.change) {
            case ReceiptChange::put:
                return put();
            case ReceiptChange::ship_out:
                return ship_out();
            case ReceiptChange::receive:
            case ReceiptChange::settle:
                return arrive();
            case ReceiptChange::cancel:
                break;
        }
        if (!known_) return {RowVerdict::unknown_receipt};
        outcome_.dropped.push_back(*known_);
        return known_->type == SupplyType::transfer ? move(known_->sender, known_->open) : Judged{};
    }

  private:
    Day today() const { return state_.items.calendar().today(); }

    DatedRow fresh(SupplyType type) const {
        DatedRow row{.node = row_.node, .day = row_.day, .kind = DatedRow::Kind::supply};
        row.type = type;
        row.open = row.promised = row_.quantity;
        row.first_day = row_.day;
        row.set_id(row_.receipt);
        return row;
    }

    Judged put() {
        if (row_.quantity == 0) {
            return bad_dated("quantity", "0", "at least 1; to end it, cancel it");
        }
        if (row_.type == SupplyType::onhand || row_.type > SupplyType::planned) {
            return bad_dated(
                "type", to_string(row_.type), "a type of supply that is still to come"
            );
        }
        const bool is_transfer = known_ && known_->type == SupplyType::transfer;
        if (is_transfer != (row_.type == SupplyType::transfer)) {
            return bad_dated(
                "type", to_string(row_.type), "a transfer is shipped out, and stays one"
            );
        }
        if (is_transfer && row_.quantity != known_->open) {
            return bad_dated(
                "quantity",
                std::to_string(row_.quantity),
                std::to_string(known_->open) + ", which have left their sender"
            );
        }
        if (!known_ || known_->day != row_.day) {
            if (Judged wrong = bad_day(row_.day, today()); wrong.verdict != RowVerdict::applied)
                return wrong;
        }
        if (!known_) {
            outcome_.put.push_back(fresh(row_.type));
            return check_room(outcome_.put.back());
        }
        DatedRow after = *known_;
        after.day = row_.day;
        after.type = row_.type;
        after.open = row_.quantity;
        if (after == *known_) return {RowVerdict::unchanged};
        replace(*known_, after);
        return {};
    }

    Judged ship_out() {
        if (row_.quantity == 0) return bad_dated("quantity", "0", "at least 1");
        if (row_.sender == row_.node) return bad_dated("sender", "the node itself", "another node");
        if (known_) {
            const bool is_same = known_->type == SupplyType::transfer &&
                                 known_->sender == row_.sender &&
                                 known_->promised == row_.quantity && known_->first_day == row_.day;
            return is_same ? Judged{RowVerdict::unchanged}
                           : bad_dated("receipt", row_.receipt, "an id that no receipt there has");
        }
        if (Judged wrong = bad_day(row_.day, today()); wrong.verdict != RowVerdict::applied)
            return wrong;
        const Units ats =
            available(state_.items, state_.reference.current(), row_.sku, row_.sender, {});
        if (ats < row_.quantity)
            return {RowVerdict::insufficient_stock, "available: " + std::to_string(ats)};
        DatedRow row = fresh(SupplyType::transfer);
        row.sender = row_.sender;
        outcome_.put.push_back(row);
        if (Judged full = check_room(row); full.verdict != RowVerdict::applied) return full;
        return move(row_.sender, -row_.quantity);
    }

    Judged arrive() {
        if (!known_) return {RowVerdict::unknown_receipt};
        if (row_.received && *row_.received != known_->received)
            return {RowVerdict::stale, "received: " + std::to_string(known_->received)};
        const bool is_last = row_.change == ReceiptChange::settle;
        const Units units = row_.quantity == 0 && !is_last ? known_->open : row_.quantity;
        if (units > known_->open)
            return {RowVerdict::more_than_open, "open: " + std::to_string(known_->open)};
        DatedRow after = *known_;
        after.open -= units;
        if (is_last && known_->type == SupplyType::transfer) outcome_.corrected = after.open;
        if (is_last || after.open == 0) {
            outcome_.dropped.push_back(*known_);
        } else {
            if (after.received + units > kUnitsMax) return {RowVerdict::quantity_too_large};
            after.received += units;
            outcome_.put.push_back(after);
        }
        return move(row_.node, units);
    }

    const ReceiptRow& row_;
    std::optional<DatedRow> known_;
};

class DispositionChange : public DatedChange {
  public:
    DispositionChange(const EngineState& state, const DispositionRow& row)
        : DatedChange(state, row.sku, row.node), row_(row) {}

    Judged judge() {
        if (row_.quantity == 0) return bad_dated("quantity", "0", "at least 1");
        if (row_.from == row_.to || row_.from > Disposition::expired ||
            row_.to > Disposition::expired)
            return bad_dated("to", to_string(row_.to), "another disposition");
        for (const auto& [disposition, units] :
             {std::pair(row_.from, -row_.quantity), std::pair(row_.to, row_.quantity)}) {
            const Judged moved = disposition == Disposition::sellable ? move(row_.node, units)
                                                                      : count(disposition, units);
            if (moved.verdict != RowVerdict::applied) return moved;
        }
        return {};
    }

  private:
    Judged count(Disposition disposition, Units units) {
        const auto known = find([&](const DatedRow& row) {
            return row.kind == DatedRow::Kind::stock && row.disposition == disposition;
        });
        DatedRow row = known.value_or(
            DatedRow{.node = row_.node, .kind = DatedRow::Kind::stock, .disposition = disposition}
        );
        row.open += units;
        if (row.open < 0) {
            return {
                RowVerdict::below_zero,
                std::string(to_string(disposition)) + ": " + std::to_string(row.open - units)
            };
        }
        if (row.open > kUnitsMax) return {RowVerdict::quantity_too_large};
        if (row.open == 0) {
            outcome_.dropped.push_back(row);
            return {};
        }
        outcome_.put.push_back(row);
        return known ? Judged{} : check_room(row);
    }

    const DispositionRow& row_;
};

class TermsChange : public DatedChange {
  public:
    TermsChange(const EngineState& state, const PromiseTermsRow& row)
        : DatedChange(state, row.sku, NodeId()), row_(row) {}

    Judged judge() {
        const DatedRow terms = terms_row(row_);
        const auto known =
            find([](const DatedRow& row) { return row.kind == DatedRow::Kind::terms; });
        if (known == terms) return {RowVerdict::unchanged};
        outcome_.put.push_back(terms);
        return {};
    }

  private:
    const PromiseTermsRow& row_;
};

Judged bad_place(const EngineState& state, SkuId sku, NodeId node) {
    if (state.items.find_slot(sku) == nullptr) return {RowVerdict::unknown_item};
    if (state.reference.current().nodes->find(node) == nullptr) return {RowVerdict::unknown_node};
    return {};
}

Judged bad_receipt(const EngineState& state, const ReceiptRow& row) {
    if (row.receipt.empty()) return {RowVerdict::name_missing, "receipt"};
    if (row.receipt.size() > kReceiptIdBytesMax) {
        return {
            RowVerdict::name_too_long,
            found_expected("receipt", std::to_string(row.receipt.size()) + " bytes", "at most 32")
        };
    }
    if (!is_plain_text(row.receipt)) return {RowVerdict::bad_value, found_no_text("receipt")};
    if (Judged wrong = bad_units(row.quantity); wrong.verdict != RowVerdict::applied) return wrong;
    if (row.received) {
        if (Judged wrong = bad_units(*row.received); wrong.verdict != RowVerdict::applied)
            return wrong;
    }
    Judged wrong = bad_place(state, row.sku, row.node);
    if (wrong.verdict == RowVerdict::applied && row.change == ReceiptChange::ship_out)
        wrong = bad_place(state, row.sku, row.sender);
    return wrong;
}

/// The terms of all items that have none.
Outcome put_past_due_days(
    EngineState& state, std::uint16_t days, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(state.reference_mutex);
    PromiseCalendar& calendar = state.items.calendar();
    if (calendar.past_due_days() == days) {
        ++reply.unchanged;
        return Outcome::done;
    }
    LogSpace space(state.log, kHeadBytesMax + sizeof(days));
    if (!space.granted()) return space.refusal();
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::past_due, context);
    out.put(days);
    reply.lsn = space.append(buffer);
    calendar.set_past_due_days(days, reply.lsn);
    mark_dated_items(state);
    ++reply.applied;
    return Outcome::done;
}

/// Rows that their source may have numbered.
template <typename Change, typename Request, typename Check>
void change_numbered_rows(
    EngineState& state,
    const Request& request,
    const CallContext& context,
    const Check& check,
    SupplyReply& reply
) {
    if (!begins_rows(request.rows.size(), kSupplyRowsMax, context, reply)) return;
    if (auto bad = bad_source(request.source, request.rows)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    SourceId source;
    reply.outcome = find_source(state, request.source, context, source);
    if (reply.outcome != Outcome::done) return;
    change_dated_rows<Change>(state, request.rows, context, check, reply, source);
    count_rows_of(state, source, reply);
}

}  // namespace

void Engine::put_receipts(
    const ReceiptRequest& request, const CallContext& context, SupplyReply& reply
) {
    const auto check = [&](const ReceiptRow& row) { return bad_receipt(*state_, row); };
    change_numbered_rows<ReceiptRowChange>(*state_, request, context, check, reply);
}

void Engine::dispose(
    const DispositionRequest& request, const CallContext& context, SupplyReply& reply
) {
    const auto check = [&](const DispositionRow& row) {
        Judged wrong = bad_units(row.quantity);
        return wrong.verdict == RowVerdict::applied ? bad_place(*state_, row.sku, row.node) : wrong;
    };
    change_numbered_rows<DispositionChange>(*state_, request, context, check, reply);
}

void Engine::put_promise_terms(
    std::span<const PromiseTermsRow> rows, const CallContext& context, SupplyReply& reply
) {
    if (!is_for_all(rows)) {
        const auto check = [&](const PromiseTermsRow& row) {
            return row.sku.is_none() ? Judged{RowVerdict::unknown_item, "of all: alone"}
                                     : bad_terms(*state_, row);
        };
        return change_dated_rows<TermsChange>(*state_, rows, context, check, reply);
    }
    if (!begins_rows(rows.size(), kSupplyRowsMax, context, reply)) return;
    Judged judged = bad_terms(*state_, rows.front());
    if (judged.verdict != RowVerdict::applied) return count_row(reply, 0, std::move(judged));
    reply.outcome = put_past_due_days(*state_, rows.front().past_due_days, context, reply);
    if (reply.lsn == 0) reply.lsn = state_->log->newest();
}

Day Engine::today() const {
    return state_->items.calendar().today();
}

}  // namespace earmark
