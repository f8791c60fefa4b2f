// A report of reservations, page by page: by stripe, and by id within one. Each stripe is looked at
// under its own short lock, so that reports and writers do not wait for one another.
#include "engine/engine.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <charconv>

namespace earmark {

namespace {

/// Whatever comes first ends a page. The largest reservation is some 200 KiB more.
constexpr std::size_t kPageBytesMax = std::size_t{256} << 10U;
constexpr std::size_t kLookedAtMax = 100'000;

/// Behind which reservation a page begins: "2041:r17".
struct Cursor {
    std::uint32_t stripe = 0;
    std::string_view id;
};

std::optional<Cursor> read_cursor(std::string_view text) {
    Cursor cursor;
    if (text.empty()) return cursor;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), cursor.stripe);
    const auto digits = static_cast<std::size_t>(read.ptr - text.data());
    if (read.ec != std::errc() || digits == text.size() || text[digits] != ':') return std::nullopt;
    if (cursor.stripe >= ReservationTable::kStripes) return std::nullopt;
    cursor.id = text.substr(digits + 1);
    return cursor;
}

std::string write_cursor(std::uint32_t stripe, std::string_view id) {
    return std::to_string(stripe) + ":" + std::string(id);
}

/// A filter with its age as a moment.
class Matcher {
  public:
    Matcher(const ReservationFilter& filter, Time now)
        : filter_(filter),
          made_before_s_(
              filter.older_than.count() == 0
                  ? std::numeric_limits<std::int64_t>::max()
                  : std::int64_t{whole_seconds(now)} - filter.older_than.count()
          ) {}

    bool matches(const Reservation& reservation) const {
        if (filter_.state && reservation.state != *filter_.state) return false;
        if (reservation.made_s > made_before_s_) return false;
        if (!filter_.reference.empty() && reservation.reference() != filter_.reference)
            return false;
        if (!filter_.made_by.empty() && reservation.made_by() != filter_.made_by) return false;
        if (filter_.sku.is_none() && filter_.node.is_none()) return true;
        for (std::size_t index = 0; index < reservation.line_count(); ++index) {
            const ReservationKey& key = reservation.keys()[index];
            const bool is_item = filter_.sku.is_none() || key.sku() == filter_.sku ||
                                 reservation.part_of_kit(index).kit == filter_.sku;
            if (is_item && (filter_.node.is_none() || key.node() == filter_.node)) return true;
        }
        return false;
    }

  private:
    const ReservationFilter& filter_;
    const std::int64_t made_before_s_;
};

std::size_t add_entry(const Reservation& reservation, ListReservationsReply& reply) {
    static thread_local ReservationReply whole;
    clear(whole);
    fill_reply(reservation, whole);
    ReservationEntry& entry = reply.reservations.emplace_back();
    entry.id = reservation.id();
    entry.state = whole.state;
    entry.reference = whole.reference;
    entry.made_by = whole.made_by;
    entry.made_at = whole.made_at;
    entry.expires_at = whole.expires_at;
    entry.lines = whole.lines;
    reply.lsn = std::max(reply.lsn, whole.lsn);
    return sizeof(ReservationEntry) + reservation.texts().bytes() +
           entry.lines.size() * sizeof(ReservationLine);
}

}  // namespace

void Engine::list_reservations(
    const ListReservationsRequest& request, Time now, ListReservationsReply& reply
) const {
    reply = {};
    const auto cursor = read_cursor(request.after);
    if (!cursor || request.limit == 0 || request.filter.older_than.count() < 0) {
        reply.outcome = Outcome::bad_value;
        reply.detail = !cursor ? found_expected("after", request.after, "the next of a page before")
                       : request.limit == 0 ? found_expected("limit", "0", "at least 1")
                                            : found_expected("older_than", "less", "at least 0 s");
        return;
    }
    const Matcher matcher(request.filter, now);
    const std::size_t limit = std::min(request.limit, kReservationsPageMax);
    std::string_view after = cursor->id;
    std::vector<const Reservation*> found;
    std::size_t looked_at = 0;
    std::size_t bytes = 0;
    for (std::uint32_t index = cursor->stripe; index < ReservationTable::kStripes; ++index) {
        if (looked_at >= kLookedAtMax) {
            reply.next = write_cursor(index, {});
            return;
        }
        ReservationLock stripe(state_->reservations, index);
        found.clear();
        for (const Reservation* reservation : stripe->all()) {
            if (reservation->id() > after && matcher.matches(*reservation))
                found.push_back(reservation);
        }
        looked_at += stripe->all().size();
        std::ranges::sort(found, {}, &Reservation::id);
        for (const Reservation* reservation : found) {
            if (reply.reservations.size() == limit || bytes >= kPageBytesMax) {
                reply.next = write_cursor(index, after);
                return;
            }
            bytes += add_entry(*reservation, reply);
            after = reservation->id();
        }
        after = {};
    }
}

}  // namespace earmark
