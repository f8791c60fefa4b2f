// A client of the crash loop: it changes things, remembers what was acknowledged, and after each
// crash holds the server to it.
//
// What it demands after a restart:
//   - a change that was acknowledged is there, exactly;
//   - a change whose answer was lost is there whole, or not at all; asked again by the same name it
//     is done once;
//   - a change answered "certainly not done" is not there;
//   - an acknowledged request, repeated, gets its first answer again.
#pragma once

#include "protocol/client.h"
#include "tests/integration/picture.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark::integration {

/// What all clients buy from.
struct Shop {
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
};

/// Units by position, over all reservations.
struct PositionUnits {
    Units reserved = 0;
    Units allocated = 0;
    Units shipped = 0;
};
using UnitsByPosition = std::map<std::pair<SkuId, NodeId>, PositionUnits>;

struct CrashCounts {
    std::uint64_t acknowledged = 0;  ///< Changes the server said it made.
    std::uint64_t refused = 0;
    std::uint64_t found_done = 0;  ///< Answer lost, and the change was there.
    std::uint64_t found_undone = 0;
    std::uint64_t repeated = 0;  ///< Acknowledged requests asked again.
    std::uint64_t verified = 0;  ///< Reservations compared after a restart.
};

class CrashClient {
  public:
    /// `own_item`: one that only this client touches, by numbered sync rows at one node.
    CrashClient(
        std::uint32_t number, std::uint64_t seed, const Shop& shop, SkuId own_item, NodeId own_node
    );

    /// Changes things until the connection breaks or `stop` is set.
    void work(std::uint16_t port, const std::atomic<bool>& stop);

    /// Waits until work(), which another thread is to run once, has had so many answers or ended.
    void wait_for_answers(std::uint64_t count) const;

    /// Compares the change in flight at the crash, asks for it again, and compares once more.
    void settle(protocol::Client& server);

    /// Compares what was touched since the last time, and `others` older reservations drawn by lot;
    /// all of them if there are fewer.
    void verify(protocol::Client& server, std::size_t others);

    void add_units(UnitsByPosition& units) const;

    const CrashCounts& counts() const { return counts_; }

    /// Broken demands, in words; empty if all is well.
    const std::vector<std::string>& findings() const { return findings_; }

  private:
    enum class Kind { reserve, source, step, sync };

    struct Reservation {
        std::string id;
        std::vector<ReserveLine> lines;      ///< As asked, by reserve.
        std::vector<OrderLine> order_lines;  ///< As asked, by source.
        Filling filling = Filling::all_or_nothing;
        Picture picture;
        bool is_as_made = true;  ///< No step since: a repeat has to answer as at first.
        bool is_touched = false;
    };

    /// One request, whole, so that it can be asked again.
    struct Change {
        Kind kind = Kind::reserve;
        std::size_t reservation = 0;
        ReservationStep step = ReservationStep::commit;
        std::string operation;
        std::vector<PartLine> parts;
        Units quantity = 0;
        std::uint64_t sequence = 0;
        bool is_repeat = false;
        bool surely_not_done = false;  ///< The client library said so when the answer was lost.
    };

    Change draw_change();
    Change draw_new_reservation();
    Change draw_step(std::size_t reservation);

    /// Asks. True if an answer came, which is then checked and remembered.
    bool perform(protocol::Client& server, Change& change);
    bool perform_reserve(protocol::Client& server, Change& change);
    bool perform_source(protocol::Client& server, Change& change);
    bool perform_step(protocol::Client& server, Change& change);
    bool perform_sync(protocol::Client& server, Change& change);

    void remember_made(const Change& change, Outcome outcome, const Picture& made);
    bool lose(Change& change, const Error& error);
    void settle_reservation(protocol::Client& server, Change& change);
    void settle_sync(protocol::Client& server, Change& change);
    std::optional<Picture> look(protocol::Client& server, const std::string& id);
    std::optional<Units> own_on_hand(protocol::Client& server);
    void compare(protocol::Client& server, Reservation& reservation);
    void find(const std::string& what);
    std::uint64_t draw(std::uint64_t below);

    std::uint32_t number_;
    std::mt19937_64 random_;
    const Shop& shop_;
    SkuId own_item_;
    NodeId own_node_;
    Units own_on_hand_ = 0;  ///< By the last sync acknowledged.
    std::uint64_t own_sequence_ = 0;
    std::uint64_t operations_ = 0;
    std::deque<Reservation> reservations_;
    std::optional<Change> lost_;
    CrashCounts counts_;
    std::atomic<std::uint64_t> answers_{0};  ///< To work(); UINT64_MAX once it has ended.
    std::vector<std::string> findings_;
};

}  // namespace earmark::integration
