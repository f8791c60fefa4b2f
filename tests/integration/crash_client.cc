#include "tests/integration/crash_client.h"

#include "engine/base/check.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace earmark::integration {

using protocol::Client;

namespace {

constexpr std::chrono::hours kHoldFor{24 * 30};
constexpr std::uint64_t kUnitsMax = 4;

/// Nothing was changed: how the client library says it.
bool says_not_done(const Error& error) {
    return error.code != ErrorCode::unknown_outcome;
}

bool was_done(Outcome outcome) {
    return outcome == Outcome::done || outcome == Outcome::repeated;
}

}  // namespace

CrashClient::CrashClient(
    std::uint32_t number, std::uint64_t seed, const Shop& shop, SkuId own_item, NodeId own_node
)
    : number_(number), random_(seed), shop_(shop), own_item_(own_item), own_node_(own_node) {}

void CrashClient::work(std::uint16_t port, const std::atomic<bool>& stop) {
    answers_ = 0;
    // Without a server: it was killed before this client came to ask.
    auto server = Client::connect("127.0.0.1", port, {.name = "crash loop"});
    while (server && !stop.load(std::memory_order_relaxed)) {
        Change change = draw_change();
        if (!perform(*server, change)) break;
        ++answers_;
        answers_.notify_all();
    }
    answers_ = UINT64_MAX;
    answers_.notify_all();
}

void CrashClient::wait_for_answers(std::uint64_t count) const {
    std::uint64_t seen = answers_;
    while (seen < count) {
        answers_.wait(seen);
        seen = answers_;
    }
}

// ---- What to ask
// ---------------------------------------------------------------------------------

CrashClient::Change CrashClient::draw_change() {
    const std::uint64_t die = draw(100);
    if (die < 10) {
        Change change;
        change.kind = Kind::sync;
        change.sequence = ++own_sequence_;
        change.quantity = static_cast<Units>(draw(1'000));
        return change;
    }
    if (die < 50 || reservations_.empty()) return draw_new_reservation();
    // Mostly a recent one: older ones are finished.
    const std::size_t back = draw(std::min<std::size_t>(reservations_.size(), 40));
    const std::size_t chosen = reservations_.size() - 1 - back;
    const Reservation& reservation = reservations_[chosen];
    if (!reservation.picture.is_there()) return draw_new_reservation();
    if (die < 60 && reservation.is_as_made) {
        Change change;
        change.kind = reservation.lines.empty() ? Kind::source : Kind::reserve;
        change.reservation = chosen;
        change.is_repeat = true;
        return change;
    }
    return draw_step(chosen);
}

CrashClient::Change CrashClient::draw_new_reservation() {
    Change change;
    change.reservation = reservations_.size();
    change.kind = draw(4) == 0 ? Kind::source : Kind::reserve;
    Reservation made;
    made.id = "c" + std::to_string(number_) + "-" + std::to_string(reservations_.size());
    made.filling = draw(3) == 0 ? Filling::partial : Filling::all_or_nothing;
    const std::uint64_t line_count = 1 + draw(4);
    for (std::uint32_t line = 1; line <= line_count; ++line) {
        const SkuId sku = shop_.items[draw(shop_.items.size())];
        const auto quantity = static_cast<Units>(1 + draw(kUnitsMax));
        if (change.kind == Kind::source) {
            made.order_lines.push_back({line, sku, quantity});
        } else {
            made.lines.push_back({line, sku, shop_.nodes[draw(shop_.nodes.size())], quantity});
        }
    }
    reservations_.push_back(std::move(made));
    return change;
}

CrashClient::Change CrashClient::draw_step(std::size_t reservation) {
    const Picture& picture = reservations_[reservation].picture;
    const bool is_wrong = draw(10) == 0;  // Now and then one that the state does not allow.
    const bool is_order = (picture.state() == ReservationState::committed) != is_wrong;
    Change change;
    change.kind = Kind::step;
    change.reservation = reservation;
    if (is_order) {
        change.step = draw(2) == 0 ? ReservationStep::ship : ReservationStep::cancel;
    } else {
        change.step = draw(2) == 0 ? ReservationStep::commit : ReservationStep::release;
    }
    if (draw(2) == 0) return change;  // All of it, without a name.
    change.operation = "op-" + std::to_string(++operations_);
    for (const ReservationLine& line : picture.lines()) {
        const Units there = Picture::source_of(change.step, line);
        if (there > 0 && draw(2) == 0) {
            const auto units = static_cast<Units>(1 + draw(static_cast<std::uint64_t>(there)));
            change.parts.push_back({.line = line.line, .node = line.node, .quantity = units});
        }
    }
    return change;
}

// ---- Asking
// --------------------------------------------------------------------------------------

bool CrashClient::perform(Client& server, Change& change) {
    if (change.kind != Kind::sync) reservations_[change.reservation].is_touched = true;
    switch (change.kind) {
        case Kind::reserve:
            return perform_reserve(server, change);
        case Kind::source:
            return perform_source(server, change);
        case Kind::step:
            return perform_step(server, change);
        case Kind::sync:
            return perform_sync(server, change);
    }
    return false;
}

bool CrashClient::perform_reserve(Client& server, Change& change) {
    const Reservation& reservation = reservations_[change.reservation];
    ReserveRequest request;
    request.id = reservation.id;
    request.lines = reservation.lines;
    request.hold_for = kHoldFor;
    request.filling = reservation.filling;
    const auto reply = server.reserve(request);
    if (!reply) return lose(change, reply.error());
    remember_made(
        change,
        reply->outcome,
        was_done(reply->outcome) ? Picture::of_made(request, *reply) : Picture()
    );
    return true;
}

bool CrashClient::perform_source(Client& server, Change& change) {
    const Reservation& reservation = reservations_[change.reservation];
    SourceRequest request;
    request.mode = SourceMode::reserve;
    request.id = reservation.id;
    request.lines = reservation.order_lines;
    request.ship_to = {.country = "ZZ", .postal_code = "10000", .location = Location{1'000'000, 0}};
    request.filling = reservation.filling;
    request.hold_for = kHoldFor;
    const auto reply = server.source(request);
    if (!reply) return lose(change, reply.error());
    remember_made(
        change, reply->outcome, was_done(reply->outcome) ? Picture::of_made(*reply) : Picture()
    );
    return true;
}

void CrashClient::remember_made(const Change& change, Outcome outcome, const Picture& made) {
    Reservation& reservation = reservations_[change.reservation];
    const std::string name = "reservation " + reservation.id;
    if (change.is_repeat) {
        ++counts_.repeated;
        if (outcome != Outcome::repeated || made != reservation.picture) {
            find(
                name + " repeated: " + std::string(to_string(outcome)) + " " + made.text() +
                ", at first " + reservation.picture.text()
            );
        }
        return;
    }
    if (was_done(outcome)) {
        ++counts_.acknowledged;
        reservation.picture = made;
    } else if (outcome == Outcome::lines_refused || outcome == Outcome::cannot_source) {
        ++counts_.refused;
    } else {
        find(name + " made: unexpected answer " + std::string(to_string(outcome)));
    }
}

bool CrashClient::perform_step(Client& server, Change& change) {
    Reservation& reservation = reservations_[change.reservation];
    StepRequest request;
    request.step = change.step;
    request.id = reservation.id;
    request.operation = change.operation;
    request.parts = change.parts;
    const auto reply = server.step(request);
    if (!reply) return lose(change, reply.error());
    if (!was_done(reply->outcome)) {
        ++counts_.refused;
        return true;
    }
    ++counts_.acknowledged;
    const Picture expected = reservation.picture.after(change.step, change.parts);
    const Picture found = Picture::of(*reply);
    if (!found.has_units_of(expected)) {
        find(
            "step of reservation " + reservation.id + ": found " + found.text() + ", expected " +
            expected.text()
        );
    }
    reservation.picture = found;
    reservation.is_as_made = false;
    return true;
}

bool CrashClient::perform_sync(Client& server, Change& change) {
    SupplyRow row;
    row.sku = own_item_;
    row.node = own_node_;
    row.quantity = change.quantity;
    row.sequence = change.sequence;
    const std::string source = "feed-" + std::to_string(number_);
    const auto reply = server.apply_supply({.source = source, .rows = {&row, 1}});
    if (!reply) return lose(change, reply.error());
    ++counts_.acknowledged;
    own_on_hand_ = change.quantity;
    return true;
}

bool CrashClient::lose(Change& change, const Error& error) {
    change.surely_not_done = says_not_done(error);
    lost_ = std::move(change);
    return false;
}

// ---- After the crash
// -----------------------------------------------------------------------------

void CrashClient::settle(Client& server) {
    if (!lost_) return;
    Change change = *std::exchange(lost_, std::nullopt);
    if (change.kind == Kind::sync) {
        settle_sync(server, change);
    } else {
        settle_reservation(server, change);
    }
}

void CrashClient::settle_reservation(Client& server, Change& change) {
    Reservation& reservation = reservations_[change.reservation];
    const Picture before = reservation.picture;
    const auto found = look(server, reservation.id);
    if (!found) return;
    const std::uint64_t acknowledged = counts_.acknowledged;
    if (!perform(server, change)) {
        find("reservation " + reservation.id + ": no answer after the restart");
        return;
    }
    const bool changed = found->text() != before.text();
    if (changed && *found != reservation.picture) {
        find(
            "reservation " + reservation.id + " is half there: found " + found->text() +
            ", before " + before.text() + ", whole " + reservation.picture.text()
        );
    }
    if (changed && change.surely_not_done) {
        find("reservation " + reservation.id + ": answered not done, but found " + found->text());
    }
    const bool made_a_change = counts_.acknowledged > acknowledged;
    if (made_a_change) ++(changed ? counts_.found_done : counts_.found_undone);
    compare(server, reservation);
}

void CrashClient::settle_sync(Client& server, Change& change) {
    const Units before = own_on_hand_;
    const auto found = own_on_hand(server);
    if (!found) return;
    const bool changed = *found != before;
    if (changed && (*found != change.quantity || change.surely_not_done)) {
        find(
            "own item of client " + std::to_string(number_) + ": found on hand " +
            std::to_string(*found) + ", expected " + std::to_string(before) + " or " +
            std::to_string(change.quantity)
        );
    }
    ++(changed ? counts_.found_done : counts_.found_undone);
    if (!perform(server, change)) find("sync: no answer after the restart");
}

void CrashClient::verify(Client& server, std::size_t others) {
    std::size_t left = others;
    for (std::size_t i = 0; i < reservations_.size(); ++i) {
        Reservation& reservation = reservations_[i];
        const std::size_t to_come = reservations_.size() - i;
        const bool by_lot = left > 0 && draw(to_come) < left;
        if (by_lot) --left;
        if (!by_lot && !reservation.is_touched) continue;
        compare(server, reservation);
        reservation.is_touched = false;
    }
    const auto found = own_on_hand(server);
    if (found && *found != own_on_hand_) {
        find(
            "own item of client " + std::to_string(number_) + ": found on hand " +
            std::to_string(*found) + ", acknowledged " + std::to_string(own_on_hand_)
        );
    }
}

void CrashClient::compare(Client& server, Reservation& reservation) {
    const auto found = look(server, reservation.id);
    if (!found) return;
    ++counts_.verified;
    if (*found != reservation.picture) {
        find(
            "reservation " + reservation.id + ": found " + found->text() + ", acknowledged " +
            reservation.picture.text()
        );
    }
}

std::optional<Picture> CrashClient::look(Client& server, const std::string& id) {
    const auto reply = server.reservation(id);
    if (reply) return Picture::of(*reply);
    find("reservation " + id + " cannot be read: " + reply.error().detail);
    return std::nullopt;
}

std::optional<Units> CrashClient::own_on_hand(Client& server) {
    const AvailabilityQuery query{.sku = own_item_, .node = own_node_, .group = {}};
    const auto reply = server.availability({.queries = {&query, 1}});
    if (reply && reply->figures.size() == 1) return reply->figures[0].on_hand;
    find("own item of client " + std::to_string(number_) + " cannot be read");
    return std::nullopt;
}

void CrashClient::add_units(UnitsByPosition& units) const {
    for (const Reservation& reservation : reservations_) {
        for (const ReservationLine& line : reservation.picture.lines()) {
            PositionUnits& position = units[{line.sku, line.node}];
            position.reserved += line.held;
            position.allocated += line.allocated;
            position.shipped += line.shipped;
        }
    }
}

void CrashClient::find(const std::string& what) {
    findings_.push_back(what);
}

std::uint64_t CrashClient::draw(std::uint64_t below) {
    EARMARK_CHECK(below > 0);
    return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(random_);
}

}  // namespace earmark::integration
