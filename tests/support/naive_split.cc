// Splitting a hold and reporting on all of them, the obvious way.
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {
namespace {

std::string text_of(const SplitRequest& request) {
    std::string text =
        "split into " + std::string(request.into) + " for " + std::string(request.reference);
    for (const PartLine& part : request.parts) {
        text += "; " + std::to_string(part.line) + " at " + std::to_string(part.node.value()) +
                ": " + std::to_string(part.quantity);
    }
    return text;
}

Outcome form_refusal(const SplitRequest& request) {
    for (const std::string_view id : {request.id, request.into}) {
        if (id.empty()) return Outcome::id_missing;
        if (id.size() > kReservationIdBytesMax) return Outcome::id_too_long;
    }
    if (request.id == request.into) return Outcome::bad_value;
    if (request.parts.empty()) return Outcome::no_lines;
    if (request.operation.empty()) return Outcome::operation_missing;
    return Outcome::done;
}

/// Takes the parts out of `lines` and puts them into `made`.
Outcome divide(
    const SplitRequest& request, std::vector<NaiveLine>& lines, std::vector<NaiveLine>& made
) {
    std::vector<Units> taken(lines.size());
    for (const PartLine& part : request.parts) {
        const Outcome bad = take_part(part, lines, &NaiveLine::held, taken);
        if (bad != Outcome::done) return bad;
    }
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i].held -= taken[i];
    std::vector<NaiveLine> rest;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        NaiveLine line = lines[i];
        if (taken[i] > 0) {
            NaiveLine& gone = made.emplace_back();
            gone.asked = line.asked;
            gone.day = line.day;
            gone.kit = line.kit;
            gone.per_kit = line.per_kit;
            gone.asked.quantity = gone.granted = gone.held = taken[i];
            line.granted -= taken[i];
            line.asked.quantity -= taken[i];
        }
        if (taken[i] == 0 || line.granted > 0) rest.push_back(line);
    }
    lines = rest;
    return Outcome::done;
}

}  // namespace

void NaiveEngine::split(
    const SplitRequest& request, const CallContext& context, ReservationReply& reply
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
    const std::string name(request.operation);
    const auto known = found->second.operations.find(name);
    if (known != found->second.operations.end()) {
        const bool is_same = known->second == text_of(request);
        reply.outcome = is_same ? Outcome::repeated : Outcome::id_used_differently;
        return fill_reply(found->second, reply);
    }
    NaiveReservation rest = found->second;
    NaiveReservation made;
    if (rest.sum(&NaiveLine::held) == 0) {
        reply.outcome = Outcome::wrong_state;
    } else if (reservations_.contains(request.into)) {
        reply.outcome = Outcome::id_used_differently;
    } else {
        reply.outcome = divide(request, rest.lines, made.lines);
        if (reply.outcome == Outcome::done && rest.sum(&NaiveLine::held) == 0)
            reply.outcome = Outcome::no_lines;
    }
    if (reply.outcome == Outcome::done) {
        made.hold_for = rest.hold_for;
        made.segment = rest.segment;
        made.has_days = rest.has_days;
        made.has_kits = rest.has_kits;
        made.made = rest.made;
        made.expires_at = rest.expires_at;
        made.reference = request.reference.empty() ? rest.reference : request.reference;
        made.made_by = context.actor.empty() ? rest.made_by : context.actor;
        made.made_at = std::chrono::floor<std::chrono::seconds>(context.now);
        made.was_reserved = false;
        rest.operations.emplace(name, text_of(request));
        found->second = std::move(rest);
        reservations_.emplace(std::string(request.into), std::move(made));
    }
    fill_reply(found->second, reply);
}

void NaiveEngine::list_reservations(
    const ListReservationsRequest& request, Time now, ListReservationsReply& reply
) const {
    const MutexLock lock(mutex_);
    reply = {};
    const ReservationFilter& filter = request.filter;
    const Time second = std::chrono::floor<std::chrono::seconds>(now);
    for (const auto& [id, reservation] : reservations_) {
        if (filter.state && *filter.state != reservation.state) continue;
        if (!filter.reference.empty() && filter.reference != reservation.reference) continue;
        if (!filter.made_by.empty() && filter.made_by != reservation.made_by) continue;
        if (filter.older_than.count() > 0 && second - reservation.made_at < filter.older_than)
            continue;
        const bool has_line =
            std::any_of(reservation.lines.begin(), reservation.lines.end(), [&](const auto& line) {
                return (filter.sku.is_none() || filter.sku == line.asked.sku ||
                        filter.sku == line.kit) &&
                       (filter.node.is_none() || filter.node == line.asked.node);
            });
        if (!has_line) continue;
        ReservationReply whole;
        fill_reply(reservation, whole);
        reply.reservations.push_back(
            {.id = id,
             .state = whole.state,
             .reference = whole.reference,
             .made_by = whole.made_by,
             .made_at = whole.made_at,
             .expires_at = whole.expires_at,
             .lines = whole.lines}
        );
    }
}

}  // namespace earmark
