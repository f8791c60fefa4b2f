// What the naive twin remembers (naive_engine.h): the obvious way to keep it.
#pragma once

#include "engine/assortment/assortment.h"
#include "engine/backorders/backorder.h"
#include "engine/command.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"
#include "engine/rules/selling_rule.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

/// A line with where its units went.
struct NaiveLine {
    ReserveLine asked;
    Day day = kNoDay;
    LineVerdict verdict = LineVerdict::reserved;
    Units granted = 0;
    Units held = 0;
    Units allocated = 0;
    Units shipped = 0;
    Units cancelled = 0;
    SkuId kit{};  ///< Of which it is a part, and how much of it makes one.
    Units per_kit = 1;
};

struct NaiveKit {
    bool ships_apart = false;
    std::vector<KitPart> parts;
};

/// In which quantities an item is ordered, and what is offered where it is short.
struct NaiveOrdering {
    Units minimum = 0;
    Units maximum = 0;
    Units increment = 0;
    std::vector<SkuId> substitutes;
};

struct NaiveReservation {
    SegmentId segment;
    std::uint64_t made = 0;  ///< The moment, counted by changes.
    std::chrono::seconds hold_for{};
    Filling filling = Filling::all_or_nothing;
    Time expires_at{};
    ReservationState state = ReservationState::held;
    bool was_committed = false;                    ///< Any part of it, ever.
    std::optional<ReservationStep> hold_ended_by;  ///< Nothing also after expiry.
    std::optional<ReservationStep> last_of_order;  ///< To ship or cancel.
    std::optional<Time> finished_at;
    std::vector<NaiveLine> lines;
    std::vector<NaiveLine> first_lines;             ///< As asked and granted at first.
    std::map<std::string, std::string> operations;  ///< What each name stood for.
    std::string reference;
    std::string made_by;
    Time made_at{};
    bool was_reserved = true;  ///< Not split off another one.
    bool has_days = false;     ///< Made with a line for a day, or split off such a one.
    bool has_kits = false;     ///< Likewise, with a line of a kit.

    Units sum(Units NaiveLine::* figure) const;
};

struct NaivePosition {
    Units on_hand = 0;
    Units safety = 0;
    std::map<std::string, std::uint64_t> newest_sequence;  ///< By source.
};

/// A segment's rule at a position.
struct NaiveRule {
    SegmentRule rule;
    bool is_active = false;
    std::uint64_t began = 0;  ///< The moment.
};

/// A rule of selling, with copies of its texts.
struct NaiveSellingRule {
    std::string name;
    std::string category;
    SellingRuleRow row;
    bool is_active = false;
};

/// Units that have left a position.
struct NaiveShipment {
    SegmentId segment;
    std::uint64_t made = 0;     ///< When what was shipped had been held.
    std::uint64_t shipped = 0;  ///< The moment.
    Units units = 0;
};

/// What changed the stock on hand, and is not the correction of a count.
struct NaiveMove {
    NodeId node;
    Time at{};
    Units delta = 0;
};

/// A full count, from its begin to the decision on what waits.
struct NaiveCount {
    NodeId node;
    Time taken_at{};
    bool zero_absent = false;
    bool is_dry_run = false;
    std::int64_t units_each = -1;  ///< Whole units; -1 = no limit.
    std::int64_t units_total = -1;
    std::vector<std::pair<SkuId, Units>> rows;
    std::optional<bool> approved;  ///< Of what waits; nothing = it is left to wait.
};

/// A backorder is its row, and what of it is confirmed.
struct NaiveBackorder {
    Units wanted = 0;
    Day day = kNoDay;
    Day latest = kNoDay;
    int priority = 0;
    BackorderStrategy strategy = BackorderStrategy::improve;
    SegmentId segment{};
    Units confirmed = 0;
    Day confirmed_day = kNoDay;
    friend bool operator==(const NaiveBackorder&, const NaiveBackorder&) = default;
};

/// A receipt that is open.
struct NaiveReceipt {
    SupplyType type = SupplyType::purchase_order;
    Day day = kNoDay;
    Day first_day = kNoDay;
    Units open = 0;
    Units promised = 0;
    Units received = 0;
    NodeId sender;

    friend bool operator==(const NaiveReceipt&, const NaiveReceipt&) = default;
};

}  // namespace earmark
