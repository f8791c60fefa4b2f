// A held reservation changed in place: extended, its lines raised, lowered, moved, added, dropped.
//
// The lines of the request are applied one after the other to a copy of the reservation's lines.
// What the copy then holds more at a position than the reservation does now must be available
// there, once what it holds less there is given back: one check and one record for the whole.
#include "engine/base/sort_few.h"
#include "engine/engine.h"
#include "engine/first_answer.h"
#include "engine/reservation_change.h"
#include "engine/selling.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// A line at a node as it will be.
struct AmendedLine {
    std::uint32_t line = 0;
    SkuId sku;
    NodeId node;
    Units requested = 0;
    LineUnits units{};
    Units held_now = 0;       ///< In the reservation as it is.
    Units ats = 0;            ///< What was available, own units counted back.
    bool is_touched = false;  ///< The request says something of it.
    bool is_short = false;    ///< There is not enough stock for it.
    bool is_stopped = false;  ///< For its sale is stopped there.

    Units more() const { return units.held - held_now; }
};

/// Buffers of one amend, reused by the thread.
struct Workspace {
    std::vector<AmendedLine> lines;
    std::vector<std::size_t> targets;  ///< The amended line of each line of the request.
    std::vector<std::uint32_t> order;  ///< Amended lines by item, node, and then as they are.
    std::vector<ReservationKey> keys;
    std::vector<PositionDelta> deltas;
};

Workspace& workspace() {
    static thread_local Workspace kept;
    return kept;
}

constexpr std::size_t kNoTarget = static_cast<std::size_t>(-1);
constexpr std::uint64_t kAmendHash = 0x616d656e64;  ///< No step's content begins so.

OperationMark mark_of(const AmendRequest& request) {
    const std::uint64_t head[2] = {
        request.hold_for ? 1U : 0U,
        static_cast<std::uint64_t>(request.hold_for.value_or(std::chrono::seconds(0)).count())
    };
    std::uint64_t hash = hash_on(kAmendHash, head);
    for (const AmendLine& line : request.lines) {
        const std::uint64_t words[3] = {
            (std::uint64_t{line.line} << 32U) | line.sku.value(),
            (std::uint64_t{line.node.value()} << 32U) | line.from.value(),
            static_cast<std::uint64_t>(line.quantity)
        };
        hash = hash_on(hash, words);
    }
    return operation_mark(request.operation, hash);
}

Outcome check_request(
    const AmendRequest& request, const CallContext& context, std::string& detail
) {
    if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_operation(request.operation, detail); bad != Outcome::done)
        return bad;
    if (request.lines.empty() && !request.hold_for) {
        detail = "the request has neither lines nor hold_for";
        return Outcome::no_lines;
    }
    if (request.lines.size() > kReservationLinesMax) {
        detail = found_expected("lines", std::to_string(request.lines.size()), "at most 4096");
        return Outcome::too_many_lines;
    }
    if (request.hold_for) {
        const Outcome bad = check_hold_for(*request.hold_for, detail);
        if (bad != Outcome::done) return bad;
    }
    if (!request.lines.empty() && request.operation.empty()) {
        detail = "lines need the name of an operation, so that repeating them is harmless";
        return Outcome::operation_missing;
    }
    return Outcome::done;
}

void copy_lines(const Reservation& reservation, std::vector<AmendedLine>& lines) {
    lines.clear();
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const LineUnits units = reservation.units(index);
        lines.push_back({
            .line = key.line(),
            .sku = key.sku(),
            .node = key.node(),
            .requested = key.quantity(),
            .units = units,
            .held_now = units.held,
        });
    }
}

/// Applies the lines of a request to the copy of the reservation's.
class LineAmender {
  public:
    LineAmender(const EngineState& state, std::vector<AmendedLine>& lines, std::string& detail)
        : items_(state.items),
          reference_(state.reference.current()),
          lines_(lines),
          detail_(detail) {}

    /// Anything but done ends the request; a verdict other than reserved leaves the copy as it is.
    Outcome apply(const AmendLine& asked, LineVerdict& verdict, std::size_t& target) {
        target = kNoTarget;
        verdict = check_quantity(asked);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        return asked.from.is_none() ? set(asked, verdict, target) : move(asked, verdict, target);
    }

  private:
    static LineVerdict check_quantity(const AmendLine& asked) {
        if (asked.quantity < 0) return LineVerdict::negative_quantity;
        if (asked.quantity > kUnitsMax) return LineVerdict::quantity_too_large;
        const bool moves_nothing = asked.quantity == 0 && !asked.from.is_none();
        return moves_nothing ? LineVerdict::zero_quantity : LineVerdict::reserved;
    }

    Outcome fail(const AmendLine& asked, std::string_view why) {
        detail_ = "line " + std::to_string(asked.line) + " " + std::string(why);
        return Outcome::bad_value;
    }

    std::size_t find(std::uint32_t line, NodeId node) const {
        for (std::size_t index = 0; index < lines_.size(); ++index) {
            if (lines_[index].line == line && lines_[index].node == node) return index;
        }
        return kNoTarget;
    }

    /// What is wrong with holding more of the item there; `reserved` if nothing is.
    LineVerdict check_place(SkuId sku, NodeId node) const {
        if (items_.find_slot(sku) == nullptr) return LineVerdict::unknown_item;
        if (is_known_group(reference_, node)) return LineVerdict::reserved;
        const Node* found = reference_.nodes->find(node);
        if (found == nullptr) return LineVerdict::unknown_node;
        return found->enabled ? LineVerdict::reserved : LineVerdict::not_sellable_here;
    }

    Outcome set(const AmendLine& asked, LineVerdict& verdict, std::size_t& target) {
        std::size_t known = 0;
        std::size_t same_line = kNoTarget;
        for (std::size_t index = 0; index < lines_.size(); ++index) {
            if (lines_[index].line != asked.line) continue;
            ++known;
            same_line = index;
        }
        if (asked.node.is_none() && known > 1)
            return fail(asked, "is at several nodes: name one of them");
        target = asked.node.is_none() ? same_line : find(asked.line, asked.node);
        const bool other_item =
            same_line != kNoTarget && !asked.sku.is_none() && lines_[same_line].sku != asked.sku;
        if (other_item) return fail(asked, "is a line of another item");
        if (target == kNoTarget && asked.quantity == 0)
            return fail(asked, known == 0 ? "is not in the reservation" : "is not at that node");
        const SkuId sku = same_line == kNoTarget ? asked.sku : lines_[same_line].sku;
        const NodeId node = target == kNoTarget ? asked.node : lines_[target].node;
        const Units held = target == kNoTarget ? 0 : lines_[target].units.held;
        if (asked.quantity > held) verdict = check_place(sku, node);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        const std::size_t changed = target == kNoTarget ? add(asked.line, sku, node) : target;
        AmendedLine& line = lines_[changed];
        if (!raise(line, asked.quantity - held)) {
            verdict = LineVerdict::quantity_too_large;
            return Outcome::done;
        }
        target = changed;
        line.requested = line.units.granted;
        line.units.verdict = LineVerdict::reserved;
        return Outcome::done;
    }

    Outcome move(const AmendLine& asked, LineVerdict& verdict, std::size_t& target) {
        if (asked.node.is_none() || asked.node == asked.from)
            return fail(asked, "has to move to another node: name it");
        const std::size_t source = find(asked.line, asked.from);
        if (source == kNoTarget)
            return fail(asked, "is not in the reservation at the node it should leave");
        const SkuId sku = lines_[source].sku;
        if (!asked.sku.is_none() && asked.sku != sku)
            return fail(asked, "is a line of another item");
        if (lines_[source].units.held < asked.quantity) {
            detail_ = found_expected(
                "quantity of line " + std::to_string(asked.line),
                std::to_string(asked.quantity),
                "at most " + std::to_string(lines_[source].units.held) + " held"
            );
            return Outcome::more_than_there_is;
        }
        verdict = check_place(sku, asked.node);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        target = find(asked.line, asked.node);
        if (target == kNoTarget) target = add(asked.line, sku, asked.node);
        if (!raise(lines_[target], asked.quantity)) {
            verdict = LineVerdict::quantity_too_large;
            return Outcome::done;
        }
        lines_[target].requested += asked.quantity;
        raise(lines_[source], -asked.quantity);
        lines_[source].requested -= asked.quantity;
        return Outcome::done;
    }

    std::size_t add(std::uint32_t line, SkuId sku, NodeId node) {
        lines_.push_back({.line = line, .sku = sku, .node = node});
        return lines_.size() - 1;
    }

    /// False if a counter could not hold it; then nothing changed.
    static bool raise(AmendedLine& line, Units by) {
        if (line.units.granted + by > kUnitsMax || line.requested + by > kUnitsMax) return false;
        line.units.held += by;
        line.units.granted += by;
        line.is_touched = true;
        return true;
    }

    const ItemTable& items_;
    const ReferenceData& reference_;
    std::vector<AmendedLine>& lines_;
    std::string& detail_;
};

/// Applies every line of the request to the copy.
Outcome plan_lines(
    const EngineState& state, const AmendRequest& request, Workspace& work, ReservationReply& reply
) {
    work.targets.clear();
    LineAmender amender(state, work.lines, reply.detail);
    bool is_refused = false;
    for (const AmendLine& asked : request.lines) {
        LineAnswer& answer = reply.answers.emplace_back();
        answer.line = asked.line;
        const Outcome bad =
            amender.apply(asked, answer.verdict, work.targets.emplace_back(kNoTarget));
        if (bad != Outcome::done) {
            reply.answers.clear();
            return bad;
        }
        is_refused = is_refused || answer.verdict != LineVerdict::reserved;
    }
    if (is_refused) return Outcome::lines_refused;
    const auto holds = [](const AmendedLine& line) { return line.units.held > 0; };
    if (std::none_of(work.lines.begin(), work.lines.end(), holds)) {
        reply.answers.clear();
        reply.detail = "nothing would be held any more: release it instead";
        return Outcome::no_lines;
    }
    if (work.lines.size() <= kReservationLinesMax) return Outcome::done;
    reply.answers.clear();
    reply.detail = found_expected("lines", std::to_string(work.lines.size()), "at most 4096");
    return Outcome::too_many_lines;
}

/// What a group's line may take, once all is given back that the request holds less of the item.
Units group_room(
    const EngineState& state,
    const Reservation& reservation,
    const Asking& asking,
    const Workspace& work,
    const AmendedLine& line,
    const OwnUnits& counted_back
) {
    static thread_local std::vector<PositionDelta> own;
    own.clear();
    for (const AmendedLine& other : work.lines) {
        if (other.sku != line.sku) continue;
        const bool is_all = counted_back.held > 0 && other.node == line.node;
        const Units back = is_all ? other.held_now : std::max<Units>(0, -other.more());
        if (back > 0) own.push_back({.sku = line.sku, .node = other.node, .reserved = back});
    }
    return most_addable(
        state.items,
        line.sku,
        state.items.stock(line.sku),
        state.reference.current(),
        {.place = line.node,
         .asking = asking,
         .own = own,
         .own_stamp = {.segment = reservation.segment(), .made = reservation.made()}}
    );
}

/// Judges the deltas of each item together: network holds have to stay bindable.
void judge_networks(const EngineState& state, Workspace& work) {
    const ReferenceData& reference = state.reference.current();
    for (std::size_t begin = 0, end = 0; begin < work.deltas.size(); begin = end) {
        const SkuId sku = work.deltas[begin].sku;
        bool is_more = false;
        bool is_group = false;
        for (; end < work.deltas.size() && work.deltas[end].sku == sku; ++end) {
            is_more = is_more || work.deltas[end].reserved > 0;
            is_group = is_group || is_group_place(work.deltas[end].node);
        }
        const ItemStock stock = state.items.stock(sku);
        if (!is_more || (!is_group && !has_network_holds(stock))) continue;
        const auto deltas = std::span(work.deltas).subspan(begin, end - begin);
        if (keeps_bindable(state.items, sku, stock, reference, deltas)) continue;
        for (AmendedLine& line : work.lines)
            line.is_short = line.is_short || (line.sku == sku && line.more() > 0);
    }
}

/// Judges what is to be held more against the positions of this moment, and collects the deltas.
/// Holding the items. Returns the newest LSN seen.
Lsn judge_stock(
    const EngineState& state,
    const Reservation& reservation,
    const AmendRequest& request,
    Workspace& work
) {
    auto& lines = work.lines;
    work.order.clear();
    for (std::uint32_t index = 0; index < lines.size(); ++index)
        work.order.push_back(index);
    sort_few(work.order.begin(), work.order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return std::tuple(lines[left].sku, lines[left].node, left) <
               std::tuple(lines[right].sku, lines[right].node, right);
    });
    work.deltas.clear();
    const ReferenceData& reference = state.reference.current();
    Lsn newest = 0;
    for (std::size_t begin = 0, end = 0; begin < work.order.size(); begin = end) {
        const AmendedLine& first = lines[work.order[begin]];
        Units own = 0;
        Units given_back = 0;
        bool is_touched = false;
        for (; end < work.order.size(); ++end) {
            const AmendedLine& line = lines[work.order[end]];
            if (line.sku != first.sku || line.node != first.node) break;
            own += line.held_now;
            given_back += std::max<Units>(0, -line.more());
            is_touched = is_touched || line.is_touched;
        }
        if (!is_touched) continue;
        if (const ItemSlot* slot = state.items.find_slot(first.sku); slot != nullptr)
            newest = std::max(newest, slot->lsn.load(std::memory_order_relaxed));
        const Asking asking{reservation.segment(), request.method, request.ignore_safety};
        const OwnUnits all{.held = own, .segment = asking.segment, .made = reservation.made()};
        const auto offered = [&](const OwnUnits& counted_back) {
            return available_at_node(
                state.items, reference, first.sku, first.node, asking, counted_back
            );
        };
        const bool is_group = is_group_place(first.node);
        const Units ats =
            is_group ? group_room(state, reservation, asking, work, first, all) : offered(all);
        Units left = is_group ? group_room(state, reservation, asking, work, first, {})
                              : offered({}) + given_back;
        Units change = 0;
        for (std::size_t at = begin; at < end; ++at) {
            AmendedLine& line = lines[work.order[at]];
            change += line.more();
            line.is_short = line.more() > left;
            if (!line.is_short) left -= std::max<Units>(0, line.more());
            line.ats = ats;
            line.is_stopped =
                line.is_short && is_stopped(state.items, reference, line.sku, line.node, asking);
        }
        if (change != 0)
            work.deltas.push_back({.sku = first.sku, .node = first.node, .reserved = change});
    }
    judge_networks(state, work);
    return newest;
}

/// Answers each line of the request; true if all can be done.
bool answer_lines(const Workspace& work, std::vector<LineAnswer>& answers) {
    bool is_short = false;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const AmendedLine& line = work.lines[work.targets[index]];
        is_short = is_short || line.is_short;
        answers[index].ats = line.ats;
        answers[index].reserved = line.units.held;
        if (line.is_short) {
            answers[index].verdict =
                line.is_stopped ? LineVerdict::sale_stopped : LineVerdict::insufficient_stock;
        }
    }
    if (!is_short) return true;
    for (LineAnswer& answer : answers)
        answer.reserved = 0;
    return false;
}

/// Gives the reservation the lines of the copy.
Reservation& rewrite(ReservationTable::Stripe& stripe, Reservation& reservation, Workspace& work) {
    keep_first_answer(reservation);
    std::erase_if(work.lines, [](const AmendedLine& line) {
        return line.is_touched && line.units.granted == 0;
    });
    work.keys.clear();
    for (const AmendedLine& line : work.lines)
        work.keys.emplace_back(line.line, line.sku, line.node, line.requested);
    Reservation& made = std::ranges::equal(reservation.keys(), work.keys)
                            ? reservation
                            : stripe.remake(reservation, work.keys);
    made.detail->units.clear();
    for (const AmendedLine& line : work.lines)
        made.detail->units.push_back(line.units);
    return made;
}

/// Whether the reservation can be amended so; the copy then has its new lines.
Outcome plan(
    const EngineState& state,
    const Reservation& reservation,
    const AmendRequest& request,
    ReservationReply& reply
) {
    if (!request.operation.empty()) {
        const Outcome known =
            check_operation(reservation, request.operation, mark_of(request), reply.detail);
        if (known != Outcome::done) return known;
    }
    if (!reservation.has_held()) {
        reply.detail = "the reservation is " + std::string(to_string(reservation.state));
        return Outcome::wrong_state;
    }
    if (reservation.has_days() && !request.lines.empty()) {
        reply.detail = "lines for a day keep what they hold: release or split them instead";
        return Outcome::bad_value;
    }
    Workspace& work = workspace();
    copy_lines(reservation, work.lines);
    return request.lines.empty() ? Outcome::done : plan_lines(state, request, work, reply);
}

}  // namespace

void Engine::amend(
    const AmendRequest& request, const CallContext& context, ReservationReply& reply
) {
    clear(reply);
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    reply.outcome = check_method(request.method, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ReservationLock stripe(state_->reservations, request.id);
    Reservation* reservation = stripe->find(request.id);
    if (reservation == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state_->log->newest();
        return;
    }
    Workspace& work = workspace();
    reply.outcome = plan(*state_, *reservation, request, reply);
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);

    LogSpace space(
        state_->log, reservation_record_bytes_max(work.lines.size(), reservation->detail.get())
    );
    if (!space.granted()) {
        reply.answers.clear();
        reply.outcome = space.refusal();
        return fill_reply(*reservation, reply);
    }
    ItemLocks locks(state_->items);
    for (const AmendedLine& line : work.lines) {
        if (line.is_touched) locks.add(line.sku);
    }
    locks.lock();
    const Lsn newest = judge_stock(*state_, *reservation, request, work);
    if (!answer_lines(work, reply.answers)) {
        reply.outcome = Outcome::lines_refused;
        fill_reply(*reservation, reply);
        reply.lsn = std::max(reply.lsn, newest);
        return;
    }
    count_reservation(*state_, *reservation, -1);
    if (!request.lines.empty()) reservation = &rewrite(*stripe, *reservation, work);
    if (!request.operation.empty())
        reservation->make_detail().operations.push_back(mark_of(request));
    if (request.hold_for)
        reservation->due_us = (context.now + *request.hold_for).time_since_epoch().count();
    schedule(*state_, *stripe, *reservation, context.now);
    log_reservation(*state_, space, ReservationEvent::amended, context, *reservation, work.deltas);
    count_reservation(*state_, *reservation, +1);
    fill_reply(*reservation, reply);
}

}  // namespace earmark
