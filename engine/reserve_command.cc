#include "engine/assortment/kit_reservation.h"
#include "engine/assortment/ordering.h"
#include "engine/base/sort_few.h"
#include "engine/engine.h"
#include "engine/first_answer.h"
#include "engine/network_promises.h"
#include "engine/reservation_change.h"
#include "engine/selling.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// Buffers of one reserve, reused by the thread.
struct ReserveBuffers {
    std::vector<std::uint32_t> order;  ///< Lines by item, node, and then as asked.
    std::vector<std::uint32_t> numbers;
    std::vector<ReservationKey> keys;
    std::vector<PositionDelta> deltas;
    Units taken_now = 0;          ///< At the position that is judged, by lines before.
    std::vector<OwnDated> taken;  ///< Likewise, by day.
    FlatRequest flat;             ///< Of a request with kits.
};

constexpr Lsn kNotMadeYet = ~Lsn{0};

bool has_day(const ReserveRequest& request) {
    return std::any_of(request.days.begin(), request.days.end(), [](Day day) {
        return day != kNoDay;
    });
}

ReserveBuffers& reserve_buffers() {
    static thread_local ReserveBuffers kept;
    return kept;
}

bool has_repeated_number(std::span<const ReserveLine> lines, std::vector<std::uint32_t>& numbers) {
    numbers.clear();
    for (const ReserveLine& line : lines)
        numbers.push_back(line.line);
    sort_few(numbers.begin(), numbers.end());
    return std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end();
}

/// Checked in this order, so that a caller always learns the most basic mistake first.
Outcome check_request(
    const ReserveRequest& request, const CallContext& context, std::string& detail
) {
    if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (request.lines.empty()) {
        detail = "the reservation has no lines";
        return Outcome::no_lines;
    }
    if (request.lines.size() > kReservationLinesMax) {
        detail = found_expected("lines", std::to_string(request.lines.size()), "at most 4096");
        return Outcome::too_many_lines;
    }
    if (!request.days.empty() && request.days.size() != request.lines.size()) {
        detail = found_expected("days", std::to_string(request.days.size()), "one for each line");
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_hold_for(request.hold_for, detail); bad != Outcome::done)
        return bad;
    if (const Outcome bad = check_reference(request.reference, detail); bad != Outcome::done)
        return bad;
    if (has_repeated_number(request.lines, reserve_buffers().numbers)) {
        detail = "two lines carry the same line number";
        return Outcome::repeated_line;
    }
    return Outcome::done;
}

/// What is wrong with a line by itself; `reserved` if nothing is.
LineVerdict check_line(const EngineState& state, const ReserveLine& line, Day day) {
    if (line.quantity == 0) return LineVerdict::zero_quantity;
    if (line.quantity < 0) return LineVerdict::negative_quantity;
    if (line.quantity > kUnitsMax) return LineVerdict::quantity_too_large;
    const LineVerdict verdict = check_place(state, line.sku, line.node, day);
    if (verdict != LineVerdict::reserved || !may_have_rows(state.items, line.sku)) return verdict;
    return check_order_quantity(state.items, line.sku, line.quantity);
}

/// Judges the lines by themselves. The items are far apart in memory: their slots are fetched
/// together, then their positions, while this and the look-up of the id go on.
void judge_lines(const EngineState& state, const ReserveRequest& request, ReserveReply& reply) {
    for (const ReserveLine& line : request.lines)
        state.items.prefetch_slot(line.sku);
    for (std::size_t index = 0; index < request.lines.size(); ++index) {
        const ReserveLine& line = request.lines[index];
        state.items.prefetch_block(line.sku);
        const LineVerdict verdict = check_line(state, line, request.day(index));
        reply.lines.push_back({.line = line.line, .verdict = verdict});
    }
}

bool has_bad_quantity(const ReserveReply& reply) {
    return std::any_of(reply.lines.begin(), reply.lines.end(), [](const LineAnswer& line) {
        return line.verdict == LineVerdict::zero_quantity ||
               line.verdict == LineVerdict::negative_quantity ||
               line.verdict == LineVerdict::quantity_too_large;
    });
}

/// The line's node as a reservation keeps it: no node has a handle beyond 24 bits.
NodeId kept_node(const ReserveLine& line) {
    return line.node.value() <= kNodesMax ? line.node : NodeId();
}

/// Whether the lines are those with which the reservation was made.
bool has_same_lines(const Reservation& reservation, const ReserveRequest& request) {
    const auto lines = request.lines;
    if (reservation.detail) {
        if (reservation.detail->origin != ReservationOrigin::reserve) return false;
        if (const std::uint64_t first = reservation.detail->request_hash; first != 0)
            return first == hash_of(request);
    }
    for (std::size_t index = 0; index < lines.size(); ++index) {
        if (index < reservation.line_count() && reservation.day(index) != request.day(index))
            return false;
    }
    return std::ranges::equal(
        reservation.keys(),
        lines,
        [](const ReservationKey& key, const ReserveLine& line) {
            return key.line() == line.line && key.sku() == line.sku &&
                   key.node() == kept_node(line) && key.quantity() == line.quantity;
        }
    );
}

/// The first answer again, or the field in which this request differs from the first.
void answer_repeated(
    const Reservation& reservation, const ReserveRequest& request, ReserveReply& reply
) {
    reply.lsn = reservation.lsn;
    reply.state = reservation.state;
    const auto differs = [&](std::string_view field) {
        reply.outcome = Outcome::id_used_differently;
        reply.detail = "reservation '" + std::string(request.id) + "' was made with other " +
                       std::string(field);
        reply.lines.clear();
    };
    if (!has_same_lines(reservation, request)) return differs("lines");
    if (reservation.hold_for_s != request.hold_for.count()) return differs("hold_for");
    if (reservation.segment() != request.segment) return differs("segment");
    if (reservation.partial != (request.filling == Filling::partial)) return differs("filling");
    if (reservation.reference() != request.reference) return differs("reference");
    reply.outcome = Outcome::repeated;
    reply.expires_at = reservation.has_held() ? Time(Duration(reservation.due_us)) : Time{};
    recall_first_answer(reservation, request, reply);
}

/// What may be taken of an item at a node for a day, or for now, beside what groups need.
Units beside_groups(
    const EngineState& state,
    const ReserveLine& line,
    const Asking& asking,
    std::span<const PositionDelta> taken
) {
    const ReferenceData& reference = state.reference.current();
    const ItemStock stock = state.items.stock(line.sku);
    const NetworkAsking asked{.place = line.node, .asking = asking, .taken = taken};
    return asking.day == kNoDay ? most_addable(state.items, line.sku, stock, reference, asked)
                                : most_promisable(state.items, line.sku, stock, reference, asked);
}

/// Decides every line against the positions of this moment, lines of one position in their order,
/// and collects the deltas. Holding the items.
class LineDecisions {
  public:
    LineDecisions(const EngineState& state, const ReserveRequest& request, ReserveBuffers& work)
        : state_(state),
          reference_(state.reference.current()),
          request_(request),
          work_(work),
          has_days_(has_day(request)) {}

    /// Returns the newest LSN seen.
    Lsn decide(ReserveReply& reply) {
        sort_lines();
        work_.deltas.clear();
        const ReserveLine* before = nullptr;
        for (const std::uint32_t index : work_.order) {
            LineAnswer& answer = reply.lines[index];
            if (answer.verdict != LineVerdict::reserved) continue;
            const ReserveLine& line = request_.lines[index];
            const bool is_new_item = before == nullptr || before->sku != line.sku;
            if (is_new_item) of_item_ = work_.deltas.size();
            if (is_new_item || before->node != line.node) come_to(line);
            before = &line;
            const Day day = request_.day(index);
            if (has_days_ && !is_group_place(line.node)) look_at_day(line, day);
            grant(line, day, answer);
        }
        return newest_;
    }

  private:
    void sort_lines() {
        work_.order.resize(request_.lines.size());
        for (std::uint32_t index = 0; index < work_.order.size(); ++index)
            work_.order[index] = index;
        const auto& lines = request_.lines;
        const auto is_before = [&](std::uint32_t left, std::uint32_t right) {
            return std::tuple(lines[left].sku, lines[left].node, left) <
                   std::tuple(lines[right].sku, lines[right].node, right);
        };
        sort_few(work_.order.begin(), work_.order.end(), is_before);
    }

    Asking asking_for(Day day) const {
        Asking asking{request_.segment, request_.method, request_.ignore_safety};
        asking.day = day;
        return asking;
    }

    /// What lines of the same item took, which are before.
    std::span<const PositionDelta> taken_of_item() const {
        return std::span(work_.deltas).subspan(of_item_);
    }

    void come_to(const ReserveLine& line) {
        ats_ = left_ = available(
            state_.items, reference_, line.sku, line.node, asking_for(kNoDay), taken_of_item()
        );
        const Lsn lsn = state_.items.find_slot(line.sku)->lsn.load(std::memory_order_relaxed);
        newest_ = std::max(newest_, lsn);
        of_place_ = work_.deltas.size();
        work_.taken.clear();
        work_.taken_now = 0;
    }

    void look_at_day(const ReserveLine& line, Day day) {
        const Asking asking = asking_for(day);
        if (has_networks(state_.items, line.sku, state_.items.stock(line.sku), reference_)) {
            const auto before_place = taken_of_item().first(of_place_ - of_item_);
            ats_ = beside_groups(state_, line, asking, before_place);
            left_ = beside_groups(state_, line, asking, taken_of_item());
            return;
        }
        // What lines before this one took is counted as taken by this very reservation.
        const OwnUnits taken{
            .held = -work_.taken_now,
            .segment = request_.segment,
            .made = kNotMadeYet,
            .dated = work_.taken
        };
        ats_ = available_at_node(state_.items, reference_, line.sku, line.node, asking);
        left_ = available_at_node(state_.items, reference_, line.sku, line.node, asking, taken);
    }

    void grant(const ReserveLine& line, Day day, LineAnswer& answer) {
        const Units part = request_.filling == Filling::partial ? left_ : 0;
        const Units granted = line.quantity <= left_ ? line.quantity : part;
        left_ -= granted;
        answer.ats = ats_;
        answer.reserved = granted;
        if (granted < line.quantity) {
            answer.verdict =
                granted > 0
                    ? LineVerdict::partly_reserved
                    : why_none(state_.items, reference_, line.sku, line.node, asking_for(day));
        }
        if (granted == 0) return;
        work_.deltas.push_back({.sku = line.sku, .node = line.node, .reserved = granted, .day = day}
        );
        if (!has_days_) return;
        if (day == kNoDay) {
            work_.taken_now += granted;
        } else {
            work_.taken.push_back({day, -granted});
        }
    }

    const EngineState& state_;
    const ReferenceData& reference_;
    const ReserveRequest& request_;
    ReserveBuffers& work_;
    bool has_days_;
    std::size_t of_item_ = 0;  ///< Where the deltas of the item begin: its lines see one another's.
    std::size_t of_place_ = 0;  ///< Likewise, of its lines at the place.
    Units ats_ = 0;
    Units left_ = 0;
    Lsn newest_ = 0;
};

/// May the whole be done, given its lines?
bool is_granted(const ReserveRequest& request, const ReserveReply& reply) {
    const auto is_full = [](const LineAnswer& line) {
        return line.verdict == LineVerdict::reserved;
    };
    if (request.filling == Filling::all_or_nothing)
        return std::all_of(reply.lines.begin(), reply.lines.end(), is_full);
    return std::any_of(reply.lines.begin(), reply.lines.end(), [](const LineAnswer& line) {
        return line.reserved > 0;
    });
}

/// Names every item that deciding looks at, before they are locked; `flat` of a request with kits.
void add_items(
    const ReserveRequest& request,
    const FlatRequest* flat,
    const ReserveReply& reply,
    ItemLocks& locks
) {
    for (std::size_t index = 0; index < request.lines.size(); ++index) {
        if (reply.lines[index].verdict == LineVerdict::reserved)
            locks.add(request.lines[index].sku);
    }
    if (flat == nullptr) return;
    for (const FlatLine& line : flat->lines) {
        if (reply.lines[line.asked].verdict == LineVerdict::reserved) locks.add(line.sku);
    }
}

void put_keys(const ReserveRequest& request, std::vector<ReservationKey>& keys) {
    keys.clear();
    for (const ReserveLine& line : request.lines)
        keys.emplace_back(line.line, line.sku, kept_node(line), line.quantity);
}

/// What is not so simple about a reservation of these lines, if anything is.
void add_detail(const ReserveRequest& request, const ReserveReply& reply, Reservation& made) {
    bool simple = true;
    for (std::size_t index = 0; index < request.lines.size(); ++index)
        simple = simple && reply.lines[index].reserved == request.lines[index].quantity;
    if (!simple) {
        auto& detail = made.make_detail();
        for (std::size_t index = 0; index < detail.units.size(); ++index) {
            detail.units[index].granted = detail.units[index].held = reply.lines[index].reserved;
            detail.units[index].verdict = reply.lines[index].verdict;
        }
    }
    if (has_day(request)) made.make_detail().days.assign(request.days.begin(), request.days.end());
}

Reservation& create(
    ReservationTable::Stripe& stripe,
    const ReserveRequest& request,
    const CallContext& context,
    const ReserveReply& reply,
    bool has_kits,
    ReserveBuffers& work
) {
    if (has_kits) {
        put_keys(request, work.flat, work.keys);
    } else {
        put_keys(request, work.keys);
    }
    Reservation& made = stripe.create({request.id, request.reference, context.actor}, work.keys);
    if (has_kits) {
        fill_detail(request, work.flat, reply, made.make_detail());
    } else {
        add_detail(request, reply, made);
    }
    made.set_hold_for(request.hold_for);
    made.partial = request.filling == Filling::partial;
    made.made_s = whole_seconds(context.now);
    made.due_us = (context.now + request.hold_for).time_since_epoch().count();
    made.set_made(0, request.segment);
    return made;
}

void reserve_lines(
    EngineState& state,
    const ReserveRequest& request,
    const CallContext& context,
    ReserveReply& reply
) {
    reply.detail.clear();
    reply.lines.clear();
    reply.expires_at = {};
    reply.state = ReservationState::held;
    reply.lsn = 0;
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;

    reply.outcome = check_segment(state, request.segment, reply.detail);
    if (reply.outcome != Outcome::done) return;
    reply.outcome = check_method(request.method, reply.detail);
    if (reply.outcome != Outcome::done) return;

    judge_lines(state, request, reply);
    ReserveBuffers& work = reserve_buffers();
    const bool has_kits = flatten_request(state.items, request, work.flat, reply);
    ReservationLock stripe(state.reservations, request.id);
    if (const Reservation* known = stripe->find(request.id); known != nullptr)
        return answer_repeated(*known, request, reply);
    const auto refuse = [&](Outcome outcome) {
        reply.outcome = outcome;
        reply.lines.clear();
    };
    const Outcome stale = check_stamp(state, request.stamped_at, context.now, reply.detail);
    if (stale != Outcome::done) return refuse(stale);
    if (has_bad_quantity(reply)) {
        reply.outcome = Outcome::lines_refused;
        return;
    }
    const Outcome full = check_room(state, reply.detail);
    if (full != Outcome::done) return refuse(full);
    const std::size_t lines = has_kits ? work.flat.lines.size() : request.lines.size();
    if (lines > kReservationLinesMax) {
        reply.detail = found_expected("lines of parts", std::to_string(lines), "at most 4096");
        return refuse(Outcome::too_many_lines);
    }
    LogSpace space(state.log, reservation_record_bytes_max(lines, nullptr));
    if (!space.granted()) return refuse(space.refusal());

    ItemLocks locks(state.items);
    add_items(request, has_kits ? &work.flat : nullptr, reply, locks);
    locks.lock();
    reply.lsn = has_kits ? decide_flat_lines(state, request, work.flat, reply, work.deltas)
                         : LineDecisions(state, request, work).decide(reply);
    if (!is_granted(request, reply)) {
        reply.outcome = Outcome::lines_refused;
        for (LineAnswer& answer : reply.lines)
            answer.reserved = 0;
        return;
    }
    Reservation& made = create(*stripe, request, context, reply, has_kits, work);
    merge_deltas(work.deltas);
    reply.lsn =
        log_reservation(state, space, ReservationEvent::reserved, context, made, work.deltas);
    schedule(state, *stripe, made, context.now);
    count_reservation(state, made, +1);
    reply.expires_at = Time(Duration(made.due_us));
}

}  // namespace

void Engine::reserve(
    const ReserveRequest& request, const CallContext& context, ReserveReply& reply
) {
    reply.substitutes.clear();
    reserve_lines(*state_, request, context, reply);
    const bool is_judged =
        reply.outcome == Outcome::done || reply.outcome == Outcome::lines_refused;
    if (is_judged) offer_substitutes(*this, *state_, request, reply);
}

void Engine::reservation(std::string_view id, ReservationReply& reply) const {
    clear(reply);
    reply.outcome = check_id(id, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ReservationLock stripe(state_->reservations, id);
    const Reservation* found = stripe->find(id);
    if (found == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state_->log->newest();
        return;
    }
    fill_reply(*found, reply);
}

}  // namespace earmark
