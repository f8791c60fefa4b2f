// Backorders: demand that waits for supply, and what of it is confirmed (DOMAIN 4).
//
// A backorder wants units of an item at a node by a day. What can be promised of them is confirmed
// for a day: it counts as reserved for that day like any hold, so that nobody else is promised it,
// and is claimed as a reservation when the order goes on. Supply is given out anew, node by node,
// whenever it may have changed (a receipt that arrives, slips or is cancelled, stock, a hold that
// ends, a rule, a new day), and on demand:
//
//  1. what `skip` has confirmed stays; what `keep_at_least` has confirmed is kept in every case,
//     then what `improve` has, as far as supply covers it; the rest goes back into the pot;
//  2. by priority, then the day wanted, then the id, each of these and of `redistribute` takes as
//     much as it can get by its latest day, on the first day that has so much. One that keeps all
//     it has never takes it for a later day;
//  3. `give_up` takes what is left.
//
// While nothing is sold at the node, for a stop or because it is disabled, nobody gains and nothing
// goes from one to another: what is confirmed stands, as a hold does, by whatever strategy, as far
// as supply covers it. Safety stock that is raised takes nothing back from what is kept, either;
// what goes back into the pot has to be promised anew, and stays within it.
//
// A backorder may be for a segment: it takes what a hold of that segment could for the day (DOMAIN
// 3 and 4), its own floor first, never what floors keep for others, nor more than its ceiling. What
// is confirmed counts as used by every rule of its segment, whenever the rule began, for it is
// given out anew all the time. One for no segment takes what no floor keeps. A floor that is raised
// or a ceiling that is lowered takes nothing back from what is kept. One that changes its segment
// gives back what it has confirmed, and is served anew.
//
// Beside groups, whoever takes anew takes the most units with which network holds of the item stay
// bindable and groups keep their floors and safety, now and on each day up to its own, as a promise
// for that day would (network_promises.h); who comes next is then looked at likewise. What is kept
// is kept whatever groups lack, and what is already short is not made worse. A preview of several
// nodes says of each what it would get after those before it, as the confirmation itself does.
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/command.h"
#include "engine/inventory/dated_row.h"
#include "engine/outcome.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

enum class BackorderChange : std::uint8_t {
    put,       ///< Made, or changed: what is confirmed stays as far as it is still wanted.
    withdraw,  ///< Ends, and gives back what is confirmed.
};

/// What becomes of a backorder, found by item, node and name.
struct BackorderRow {
    BackorderChange change = BackorderChange::put;
    SkuId sku;
    NodeId node;
    std::string_view backorder;  ///< The caller's name for it.
    Units quantity = 0;
    Day day = kNoDay;     ///< When it is wanted; none = today, or as it is.
    Day latest = kNoDay;  ///< It is worth nothing later; none = on any day.
    std::uint16_t priority = 0;
    BackorderStrategy strategy = BackorderStrategy::improve;
    SegmentId segment{};  ///< None = for no segment.
};

struct BackorderEntry {
    SkuId sku;
    NodeId node;
    std::string backorder;
    Units wanted = 0;
    Day day = kNoDay;
    Day latest = kNoDay;
    std::uint16_t priority = 0;
    BackorderStrategy strategy = BackorderStrategy::improve;
    Units confirmed = 0;
    Day confirmed_day = kNoDay;
    SegmentId segment{};
};

struct BackordersRequest {
    SkuId sku{};    ///< None = of all items, by pages:
    SkuId after{};  ///< `next` of the page before.
    NodeId node{};  ///< None = at all.
    std::uint32_t limit = 1'000;
};

/// Whole items at a time: a page may hold some more than the limit.
struct BackordersReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    Day today = kNoDay;
    std::vector<BackorderEntry> backorders;  ///< By item and node, then as they are served.
    SkuId next{};                            ///< None = that was all.
    Lsn lsn = 0;
};

/// Gives supply out anew.
struct ConfirmRequest {
    SkuId sku{};           ///< None = of all items, by pages:
    SkuId after{};         ///< `next` of the page before.
    NodeId node{};         ///< None = at all.
    bool preview = false;  ///< Only the report: nothing changes.
};

/// A backorder that another confirmation fell to.
struct ConfirmedChange {
    BackorderEntry now;
    Units confirmed_before = 0;
    Day day_before = kNoDay;
};

/// Why a backorder lacks units.
enum class WaitingReason : std::uint8_t {
    short_supply,       ///< What is there and comes in time is for others, or too little.
    no_supply,          ///< Nothing comes in time, or within the horizon, and nothing is there.
    no_day_left,        ///< Its latest day has passed, or the horizon ends before the day wanted.
    sale_stopped,       ///< By the rule named.
    node_disabled,      ///< It neither sells nor ships.
    safety_stock,       ///< By the rule named; none = the position's own figure.
    kept_for_segments,  ///< Floors of other segments keep what is there.
    network_holds,      ///< Network holds, or what groups keep, need what is there.
    left_as_it_is,      ///< Its strategy is skip: it would get some.
    keeps_its_day,      ///< It could have more for a later day only than it has now.
    over_ceiling,       ///< The ceiling of its segment does not leave it what is there.
};

std::string_view to_string(WaitingReason reason);

/// A backorder that lacks units after all, and why.
struct WaitingBackorder {
    BackorderEntry now;
    WaitingReason reason = WaitingReason::short_supply;
    RuleId rule{};       ///< That keeps it from what is there.
    Units short_by = 0;  ///< Of what it lacks: what supply does not cover by `until`.
    Day until = kNoDay;  ///< The last day that would do.
};

struct ConfirmReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<ConfirmedChange> changes;   ///< By item and node, then as they are served.
    std::vector<WaitingBackorder> waiting;  ///< Likewise: all that lack something afterwards.
    std::uint32_t backorders = 0;           ///< Looked at.
    /// At which network holds, or what groups keep, need what a backorder lacks.
    std::uint32_t nodes_kept_by_groups = 0;
    SkuId next{};
    Lsn lsn = 0;
};

/// Makes a reservation of what is confirmed, for the backorder's segment, in one step.
struct ClaimRequest {
    SkuId sku;
    NodeId node;
    std::string_view backorder;
    std::string_view reservation;  ///< The caller's name for it; repeating it is harmless.
    std::chrono::seconds hold_for = kHoldForDefault;
    std::string_view reference{};  ///< None = the name of the backorder.
};

}  // namespace earmark
