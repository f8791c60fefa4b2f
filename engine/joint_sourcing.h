// Many waiting orders sourced together: under the stock that they share, at the least cost of all.
//
// The orders are planned jointly (engine/joint: prices of scarce units, repair, improvement, a
// proven lower bound) on the stock of the moment, without any lock; then each order's plan is held
// by itself, atomically, as `source` holds plans. What changed meanwhile is met there: an order
// whose plan no longer fits is planned again by itself, and pays for units what they are worth to
// the others, so that it leaves them theirs. Nothing is ever oversold, and every hold is an
// ordinary reservation under its order's id: asking for it again repeats its answer.
//
// What counts is the sum of what the orders' plans are chosen by (SourceReply::objective), and a
// price for each unit left out: without it nothing would be shipped. Orders that fill all or
// nothing pay it for all their units. The plan never costs more than what the same orders cost
// first come, first served on the same stock, which is where it begins.
//
// Orders may take the place of backorders (backorders/taken_backorders.h), which are so promised
// anew together: what a backorder has confirmed is planned with for its own order alone. An order
// that is left out, or would leave too late for them, leaves its backorders what they have.
//
// Nodes with limits of capacity share out their days, too: each order leaves a node on one of the
// next days, by a service that does, and the rooms of these days have prices like stock, so that
// who can wait leaves a day to who cannot. Where rates fall within the days that all orders need,
// and of orders whose profile prices full days, limits are met when a plan is held. A quote counts
// what those before it take.
//
// Sourced by themselves after the others (`alone`), whatever came before whom, and in no figure of
// the plan: orders with kits that ship apart, those with kits or lines that travel together that
// take backorders, of profiles that rank criteria instead of adding money, with items that groups
// hold units of or keep back, that could cost 100 million, and those whose id is known.
//
// The shadow prices say what one more unit would save, about. Kept, they are the engine's scarcity
// prices (put_scarcity replaces the set): live orders of profiles with a scarcity weight then leave
// units to where they are worth more. Prices that a batch's own profile weighs are in its costs
// already: what it finds comes on top of them, so let a batch use a profile that does not.
#pragma once

#include "engine/command.h"
#include "engine/profile/scarcity.h"
#include "engine/reply.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace earmark {

inline constexpr std::size_t kJointOrdersMax = 10'000;
inline constexpr std::uint32_t kJointThreadsMax = 256;
inline constexpr std::chrono::milliseconds kJointTimeMax{3'600'000};
/// Of a reply; all totals count what is cut off.
inline constexpr std::size_t kJointPricesTold = 10'000;
inline constexpr std::size_t kJointShipmentsTold = 1'000'000;

struct JointSourceRequest {
    SourceMode mode = SourceMode::quote;         ///< Of all; that of each order is not looked at.
    std::string_view batch{};                    ///< What its progress is asked by.
    std::span<const SourceRequest> orders{};     ///< As they came: up to kJointOrdersMax.
    Micros short_price = 100'000'000;            ///< Of one unit of measure left out,
    std::uint32_t short_value_percent = 0;       ///< and what of its value comes on top.
    std::uint32_t threads = 0;                   ///< 0 = as many as the server gives.
    std::chrono::milliseconds time_max{60'000};  ///< Of planning, about. The watch keeps it.
    bool keep_prices = false;
};

/// What became of an order.
enum class JointStanding : std::uint8_t {
    planned,    ///< As it was planned with the others.
    replanned,  ///< Planned with the others; that did not fit any more.
    left_out,   ///< Its units are worth more to others, or there are none for it.
    alone,      ///< Sourced by itself, or answered before.
    refused,    ///< The request is wrong; nothing was planned.
};

std::string_view to_string(JointStanding standing);

struct JointOrderAnswer {
    Micros cost = 0;        ///< Of its shipments, as in SourceReply.
    Micros objective = 0;   ///< What its plan was chosen by.
    Units short_units = 0;  ///< Of all its lines, in smallest units.
    std::uint32_t shipments = 0;
    Outcome outcome = Outcome::done;  ///< As in SourceReply.
    JointStanding standing = JointStanding::planned;
    bool is_proven = false;  ///< Planned alone, and proven the best.
};

/// What a node ships of a line; a part of a kit goes under the kit's line.
struct JointShipment {
    Units units = 0;
    std::uint32_t order = 0;  ///< Index into the request's orders.
    std::uint32_t line = 0;   ///< As the order numbers it.
    SkuId sku{};
    NodeId node{};
};

struct JointRefusal {
    std::uint32_t order = 0;
    std::string detail;
};

/// Of the orders that were planned together, at the moment of planning: money with the price of
/// what is left out.
struct JointFigures {
    std::uint64_t orders = 0;
    Micros cost = 0;
    /// Proven: no plan of these orders on that stock costs less; where days are not shared out, at
    /// the rates of the day on which each would leave first.
    Micros lower_bound = 0;
    Micros first_come_cost = 0;  ///< Of the same orders, first come, first served.
    Units short_units = 0;
    Units first_come_short_units = 0;
    std::uint64_t rounds = 0;  ///< Of prices, all orders planned at them.
    std::uint64_t trials = 0;  ///< Of planning a few orders anew together.
};

struct JointSourceReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    JointFigures planned;
    std::uint64_t held = 0;     ///< Orders held now; of a quote: that could be.
    std::uint64_t alone = 0;    ///< Sourced by themselves now; not those that were answered before.
    std::uint64_t replans = 0;  ///< Orders whose plan did not fit any more, and conflicts met.
    CostTerms cost;             ///< Of all that is held, or could be.
    std::uint64_t prices_found = 0;
    std::uint64_t prices_kept = 0;
    std::vector<JointOrderAnswer> answers;  ///< By order.
    std::vector<JointShipment> shipments;   ///< The first kJointShipmentsTold, as held.
    std::vector<ScarcityRow> prices;        ///< Per unit of measure, dearest first.
    std::vector<JointRefusal> refusals;
    Lsn lsn = 0;
    std::uint64_t backorders = 0;        ///< That orders stand for,
    std::uint64_t backorders_taken = 0;  ///< and of which some units are held now, or could be;
    Units backorder_units = 0;           ///< so many, in smallest units.
};

enum class JointPhase : std::uint8_t { none, planning, holding, ended };

std::string_view to_string(JointPhase phase);

struct JointSourceProgress {
    JointPhase phase = JointPhase::none;
    std::uint64_t orders = 0;  ///< Of the batch.
    std::uint64_t rounds = 0;
    std::uint64_t trials = 0;
    Micros cost = 0;
    Micros lower_bound = 0;
    Micros first_come_cost = 0;
    std::uint64_t done = 0;  ///< Orders answered so far,
    std::uint64_t held = 0;  ///< and of these held.
};

/// What the engine, which reads no clock, is lent for a batch. Called on the caller's thread.
struct JointWatch {
    std::function<double()> time_spent{
    };  ///< The share of time_max; empty: until nothing is gained.
    std::function<Time()> now{};  ///< Of each hold; empty: as of the call.
    std::function<void(const JointSourceProgress&)> on_progress{};
};

}  // namespace earmark
