// A held reservation changed in place, the obvious way: on a copy, kept if all of it may be.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <numeric>

namespace earmark {
namespace {

using Key = NaiveEngine::PositionKey;

Key key_of(const NaiveLine& line) {
    return {line.asked.sku, line.asked.node};
}

std::string text_of(const AmendRequest& request) {
    std::string text = "amend";
    if (request.hold_for) text += " for " + std::to_string(request.hold_for->count());
    for (const AmendLine& line : request.lines) {
        text += "; " + std::to_string(line.line) + " sku " + std::to_string(line.sku.value()) +
                " from " + std::to_string(line.from.value()) + " at " +
                std::to_string(line.node.value()) + ": " + std::to_string(line.quantity);
    }
    for (const Day day : request.days)
        text += " day " + std::to_string(day);
    return text;
}

Outcome form_refusal(const AmendRequest& request) {
    if (request.id.empty()) return Outcome::id_missing;
    if (request.id.size() > kReservationIdBytesMax) return Outcome::id_too_long;
    if (request.lines.empty() && !request.hold_for) return Outcome::no_lines;
    if (request.hold_for && request.hold_for->count() <= 0) return Outcome::bad_value;
    if (request.hold_for && *request.hold_for > kHoldForMax) return Outcome::hold_too_long;
    if (!request.lines.empty() && request.operation.empty()) return Outcome::operation_missing;
    return Outcome::done;
}

/// Where the line stands at the node, or lines.size().
std::size_t find(const std::vector<NaiveLine>& lines, std::uint32_t number, NodeId node) {
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const NaiveLine& line) {
        return line.asked.line == number && line.asked.node == node;
    });
    return static_cast<std::size_t>(found - lines.begin());
}

std::set<Key> keys_of(const std::vector<NaiveLine>& lines) {
    std::set<Key> keys;
    for (const NaiveLine& line : lines)
        keys.insert(key_of(line));
    return keys;
}

void hold_more(NaiveLine& line, Units by) {
    line.held += by;
    line.granted += by;
}

}  // namespace

Outcome NaiveEngine::amend_line(
    const AmendLine& asked,
    std::optional<Day> asked_day,
    std::vector<NaiveLine>& lines,
    LineVerdict& verdict,
    std::size_t& at
) const {
    if (asked.quantity < 0) verdict = LineVerdict::negative_quantity;
    if (asked.quantity > kUnitsMax) verdict = LineVerdict::quantity_too_large;
    const bool is_move = !asked.from.is_none();
    if (is_move && asked.quantity == 0) verdict = LineVerdict::zero_quantity;
    if (verdict != LineVerdict::reserved) return Outcome::done;
    if (const auto done = amend_kit(asked, asked_day, lines, verdict, at)) return *done;

    std::vector<NodeId> places;
    SkuId sku = asked.sku;
    Day day = kNoDay;
    for (const NaiveLine& line : lines) {
        if (line.asked.line != asked.line) continue;
        places.push_back(line.asked.node);
        if (!asked.sku.is_none() && asked.sku != line.asked.sku) return Outcome::bad_value;
        sku = line.asked.sku;
        day = line.day;
    }
    NodeId node = asked.node;
    if (is_move) {
        if (node.is_none() || node == asked.from) return Outcome::bad_value;
        const std::size_t source = find(lines, asked.line, asked.from);
        if (source == lines.size()) return Outcome::bad_value;
        if (lines[source].held < asked.quantity) return Outcome::more_than_there_is;
        day = lines[source].day;
    } else if (node.is_none()) {
        if (places.size() > 1) return Outcome::bad_value;
        if (!places.empty()) node = places.front();
    }
    at = find(lines, asked.line, node);
    const Units held = at == lines.size() ? 0 : lines[at].held;
    if (!is_move && at == lines.size() && asked.quantity == 0) return Outcome::bad_value;
    const Units more = is_move ? asked.quantity : asked.quantity - held;
    if (!is_move && at < lines.size()) day = lines[at].day;
    const bool is_other_day = asked_day && *asked_day != day && asked.quantity > 0;
    if (asked_day) day = *asked_day;
    if (is_move && held > 0 && lines[at].day != day) return Outcome::bad_value;
    const bool is_ordered = at < lines.size() && lines[at].allocated > 0;
    if (is_ordered && asked.quantity > 0 && lines[at].day != day) return Outcome::bad_value;
    if (more > 0 || is_other_day) {
        verdict = line_refusal({asked.line, sku, node, std::max<Units>(1, more)}, day);
        if (verdict == LineVerdict::reserved && kits_.contains(sku)) verdict = LineVerdict::is_kit;
        if (verdict != LineVerdict::reserved) return Outcome::done;
    }
    if (at == lines.size()) {
        NaiveLine& added = lines.emplace_back();
        added.asked = {.line = asked.line, .sku = sku, .node = node, .quantity = 0};
    }
    hold_more(lines[at], more);
    if (asked.quantity > 0) lines[at].day = day;
    if (is_move) {
        lines[at].asked.quantity += more;
        NaiveLine& source = lines[find(lines, asked.line, asked.from)];
        hold_more(source, -more);
        source.asked.quantity -= more;
    } else {
        lines[at].asked.quantity = lines[at].granted;
        lines[at].verdict = LineVerdict::reserved;
    }
    return Outcome::done;
}

// What the reservation gives back comes first, then who asks for more, in order. At a position with
// a line for a day, each is judged with the reservation as those before it leave it.
std::set<std::size_t> NaiveEngine::find_short_lines(
    const std::string& id,
    const Asking& asking,
    const std::vector<NaiveLine>& before,
    const std::vector<NaiveLine>& after
) {
    const auto held_before = [&](std::size_t i) { return i < before.size() ? before[i].held : 0; };
    std::set<Key> dated;
    NaiveReservation so_far = reservations_.at(id);
    so_far.lines = after;
    std::map<Key, Units> left;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const Key key = key_of(after[i]);
        const Day day_before = held_before(i) > 0 ? before[i].day : kNoDay;
        if (after[i].day != kNoDay || day_before != kNoDay) dated.insert(key);
        const bool is_same_day = i < before.size() && before[i].day == after[i].day;
        so_far.lines[i].held = is_same_day ? std::min(held_before(i), after[i].held) : 0;
        const Units given_back = std::max<Units>(0, held_before(i) - after[i].held);
        if (!is_group_place(key.second))
            left.emplace(key, ats(key, asking)).first->second += given_back;
    }
    // What a group may take is there once all is given back.
    std::swap(reservations_.at(id).lines, so_far.lines);
    for (const NaiveLine& line : after) {
        const Key key = key_of(line);
        if (is_group_place(key.second)) {
            left[key] =
                most_addable(key.first, key.second, {.asking = asking, .heeds_kept = false});
        }
    }
    std::swap(reservations_.at(id).lines, so_far.lines);
    std::set<std::size_t> short_lines;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const Key key = key_of(after[i]);
        const bool has_days = dated.contains(key);
        const Units more = after[i].held - (has_days ? so_far.lines[i].held : held_before(i));
        if (has_days) {
            std::swap(reservations_.at(id).lines, so_far.lines);
            left[key] = after[i].day == kNoDay ? ats(key, asking) : atp(key, after[i].day, asking);
            std::swap(reservations_.at(id).lines, so_far.lines);
        }
        if (more > 0 && more > left[key]) {
            short_lines.insert(i);
        } else {
            left[key] -= std::max<Units>(0, more);
            so_far.lines[i].held = after[i].held;
        }
    }
    // A line for another day gives all back and takes all anew.
    const auto taken = [&](std::size_t i) {
        const bool is_same_day = i < before.size() && before[i].day == after[i].day;
        return after[i].held - (is_same_day ? held_before(i) : 0);
    };
    NaiveReservation& reservation = reservations_.at(id);
    const std::vector<NaiveLine> kept = reservation.lines;
    for (const Key& key : keys_of(after)) {
        if (keeps_bindable(key.first, asking, reservation, before, after)) continue;
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (after[i].asked.sku == key.first && taken(i) > 0) short_lines.insert(i);
        }
    }
    reservation.lines = kept;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (taken(i) > 0 && is_kit_stopped(after[i], asking)) short_lines.insert(i);
    }
    return short_lines;
}

bool NaiveEngine::is_kit_stopped(const NaiveLine& line, const Asking& asking) const {
    return !line.kit.is_none() && is_stopped({line.kit, line.asked.node}, asking);
}

/// What there is for a line as amended, with the reservation's own units counted back.
Units NaiveEngine::ats_of_line(
    std::string_view id,
    const Asking& asking,
    const std::vector<NaiveLine>& lines,
    const NaiveLine& line
) {
    if (!is_group_place(line.asked.node)) {
        return line.day == kNoDay ? figures(key_of(line), id, asking).ats
                                  : atp(key_of(line), line.day, asking, id);
    }
    // All that is held there counts back, and elsewhere what is given back.
    NaiveReservation& known = reservations_.find(id)->second;
    const std::vector<NaiveLine> now = known.lines;
    for (std::size_t at = 0; at < known.lines.size(); ++at) {
        NaiveLine& each = known.lines[at];
        const bool is_there = key_of(each) == key_of(line);
        const bool is_same_day = each.day == lines[at].day;
        each.held = is_there || !is_same_day ? 0 : std::min(each.held, lines[at].held);
    }
    const Units units = most_addable(line.asked.sku, line.asked.node, {.asking = asking});
    known.lines = now;
    return units;
}

/// The answer to a line of a kit is that of the part in which there is least, in kits.
void NaiveEngine::answer_kit(
    std::string_view id,
    const Asking& asking,
    const std::vector<NaiveLine>& before,
    const std::vector<NaiveLine>& lines,
    const NaiveLine& named,
    const std::set<std::size_t>& short_lines,
    LineAnswer& answer
) {
    answer.ats = kUnitsMax;
    answer.reserved = short_lines.empty() ? named.held / named.per_kit : 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const NaiveLine& line = lines[i];
        if (line.asked.line != named.asked.line || line.asked.node != named.asked.node) continue;
        Asking for_day = asking;
        for_day.day = line.day;
        const bool is_same_day = i < before.size() && before[i].day == line.day;
        const bool takes = line.held > (is_same_day ? before[i].held : 0);
        const bool is_none = takes && is_kit_stopped(line, asking);
        const Units ats = is_none ? 0 : ats_of_line(id, asking, lines, line);
        answer.ats = std::min(answer.ats, ats / line.per_kit);
        if (!short_lines.contains(i) || answer.verdict == LineVerdict::sale_stopped) continue;
        answer.verdict = is_none ? LineVerdict::sale_stopped : why_none(key_of(line), for_day);
    }
}

Outcome NaiveEngine::amend_lines(
    const AmendRequest& request, NaiveReservation& reservation, std::vector<LineAnswer>& answers
) {
    const std::vector<NaiveLine> before = reservation.lines;
    std::vector<NaiveLine>& lines = reservation.lines;
    std::vector<std::size_t> targets;
    std::set<Key> touched;
    bool is_refused = false;
    for (std::size_t i = 0; i < request.lines.size(); ++i) {
        const AmendLine& asked = request.lines[i];
        std::optional<Day> day;
        if (!request.days.empty()) day = request.days[i];
        LineAnswer& answer = answers.emplace_back(LineAnswer{.line = asked.line});
        const Outcome bad = amend_line(asked, day, lines, answer.verdict, targets.emplace_back());
        if (bad != Outcome::done) {
            answers.clear();
            return bad;
        }
        is_refused = is_refused || answer.verdict != LineVerdict::reserved;
        if (answer.verdict != LineVerdict::reserved) continue;
        const SkuId sku = lines[targets.back()].asked.sku;
        touched.insert({sku, lines[targets.back()].asked.node});
        touched.insert({sku, asked.from});
    }
    if (is_refused) return Outcome::lines_refused;
    if (reservation.sum(&NaiveLine::held) == 0) {
        answers.clear();
        return Outcome::no_lines;
    }
    const Asking asking{reservation.segment, request.method, request.ignore_safety};
    const std::set<std::size_t> short_lines =
        find_short_lines(std::string(request.id), asking, before, lines);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const NaiveLine& line = lines[targets[i]];
        answers[i].ats = ats_of_line(request.id, asking, lines, line);
        answers[i].reserved = short_lines.empty() ? line.held : 0;
        if (!line.kit.is_none()) {
            answer_kit(request.id, asking, before, lines, line, short_lines, answers[i]);
            continue;
        }
        if (short_lines.contains(targets[i])) {
            Asking for_day = asking;
            for_day.day = line.day;
            answers[i].verdict = why_none(key_of(line), for_day);
        }
    }
    if (!short_lines.empty()) return Outcome::lines_refused;
    for (const NaiveLine& line : lines) {
        if (is_group_place(line.asked.node) && line.granted > 0) group_places_.insert(key_of(line));
    }
    reservation.has_days = std::any_of(lines.begin(), lines.end(), [](const NaiveLine& line) {
        return line.day != kNoDay;
    });
    std::set<std::pair<std::uint32_t, NodeId>> named;
    for (std::size_t i = 0; i < request.lines.size(); ++i) {
        named.insert({request.lines[i].line, lines[targets[i]].asked.node});
        named.insert({request.lines[i].line, request.lines[i].from});
    }
    std::erase_if(lines, [&](const NaiveLine& line) {
        return line.granted == 0 && named.contains({line.asked.line, line.asked.node});
    });
    return Outcome::done;
}

void NaiveEngine::amend(
    const AmendRequest& request, const CallContext& context, ReservationReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    reply.outcome = form_refusal(request);
    if (reply.outcome != Outcome::done) return;
    const auto found = reservations_.find(request.id);
    if (found == reservations_.end()) {
        reply.outcome = Outcome::unknown_reservation;
        return;
    }
    NaiveReservation& reservation = found->second;
    const std::string name(request.operation);
    const auto known = reservation.operations.find(name);
    if (!name.empty() && known != reservation.operations.end()) {
        const bool is_same = known->second == text_of(request);
        reply.outcome = is_same ? Outcome::repeated : Outcome::id_used_differently;
    } else if (reservation.sum(&NaiveLine::held) == 0) {
        reply.outcome = Outcome::wrong_state;
    } else {
        NaiveReservation amended = reservation;
        if (!request.lines.empty()) reply.outcome = amend_lines(request, amended, reply.answers);
        if (reply.outcome == Outcome::done) {
            if (request.hold_for) amended.expires_at = context.now + *request.hold_for;
            if (!name.empty()) amended.operations.emplace(name, text_of(request));
            reservation = std::move(amended);
        }
    }
    fill_reply(reservation, reply);
}

}  // namespace earmark
