// Selling: what one position gives to whoever asks. The one home of the formula of DOMAIN 3 and 4:
//
//     free = on hand - reserved - allocated         withheld = min(safety, max(0, free))
//     A    = max(0, free) - withheld, and no more than ATP(today)
//     ATS  = A, shared among the segments           ATS for a day = ATP(day), shared likewise
//
// What is held or ordered for a day that has come is demand for now. A hold for now takes what is
// there, a hold for a day what is projected; neither breaks a promise for a later day, since both
// stay within ATP. Safety is the position's own figure or that of the rule that applies; where sale
// is stopped all that is free is withheld. An engine without rules pays for them with one look at a
// null pointer.
//
// Every answer and every grant comes from here: availability, reserve, amend, sourcing, promises.
#pragma once

#include "engine/inventory/item_table.h"
#include "engine/inventory/segment_walk.h"
#include "engine/network/reference_data.h"
#include "engine/network_holds.h"
#include "engine/promising/dated_walk.h"

#include <string>

namespace earmark {

/// Whether a request may ask for this way of delivery: exactly one.
inline Outcome check_method(std::uint8_t method, std::string& detail) {
    const bool is_one = method != 0 && (method & (method - 1U)) == 0 && method <= method_same_day;
    if (is_one) return Outcome::done;
    detail = "method: found " + std::to_string(method) + ", expected one of 1, 2, 4 and 8";
    return Outcome::bad_value;
}

/// One position's part of an answer: ats - shortage + withheld + kept = free, when asked for now.
struct PositionOffer {
    Units free = 0;    ///< With the asker's own units counted back.
    Units safety = 0;  ///< By its own figure, or by the rule that applies.
    RuleId safety_rule{};
    RuleId stopped_by{};
    bool is_closed = false;  ///< Nothing is sold there: the node is disabled, or a stop.
    Units withheld = 0;
    Units kept = 0;  ///< From the asking segment, or for promises of later days.
    Units shortage = 0;
    Units ats = 0;
    Units room = 0;  ///< What A is before it is cut off at zero: less than nothing may be left.
    Units reserved_due = 0;  ///< Held and ordered for a day that has come, as part of free.
    Units allocated_due = 0;
};

/// How an offer came to be, for those who explain it.
struct OfferParts {
    DatedOffer dated{};   ///< Of a position without dated rows: free, on the day asked for.
    Units available = 0;  ///< What is shared among segments.
    SegmentParts segments{};
};

/// The offers of an item's positions, asked for in the order of nodes.
class SellingWalk {
  public:
    /// All outlive it. The stock may be read without a lock, as ItemTable::read_positions does.
    SellingWalk(
        const ItemTable& items,
        SkuId sku,
        const ItemStock& stock,
        const ReferenceData& reference,
        const Asking& asking
    )
        : nodes_(*reference.nodes),
          ignore_safety_(asking.ignore_safety),
          rules_(
              reference.rule_index.get(),
              sku,
              asking.segment,
              asking.method,
              [&] { return items.facts(sku).category; }
          ),
          segments_(stock.rows_of<SegmentRow>(), asking.segment),
          dated_(stock),
          day_(asking.day) {}

    [[gnu::always_inline]] PositionOffer at(const Position& position, const OwnUnits& own) {
        return offer_at<false>(position, own, nullptr);
    }

    /// The same, and how it came to be.
    PositionOffer at(const Position& position, const OwnUnits& own, OfferParts& parts) {
        parts = {};
        return offer_at<true>(position, own, &parts);
    }

    /// Whether no position has more to it than its own counters and safety stock.
    bool is_plain() const {
        return rules_.empty() && segments_.empty() && !dated_.has_rows() && day_ == kNoDay &&
               !ignore_safety_ && !nodes_.any_disabled;
    }
    /// at(position, {}).ats where that is so.
    static Units plain_ats(const Position& position) {
        return std::max<Units>(0, std::max<Units>(0, position.free()) - position.safety());
    }

  private:
    /// Who only reads the offer does not pay for its parts.
    template <bool kTellsParts>
    [[gnu::always_inline]] PositionOffer offer_at(
        const Position& position, const OwnUnits& own, OfferParts* parts
    ) {
        PositionOffer offer;
        offer.free = position.free() + own.held;
        offer.safety = position.safety();
        if (!rules_.empty()) ask_rules(position, offer);
        if (ignore_safety_) {
            offer.safety = 0;
            offer.safety_rule = {};
        }
        Units least = kUnitsMax;
        if (dated_.has_rows() || !own.dated.empty()) {
            const DatedOffer dated = dated_.at(position.node(), offer.free, own, day_);
            offer.reserved_due = dated.reserved_due;
            offer.allocated_due = dated.allocated_due;
            offer.free -= dated.reserved_due + dated.allocated_due;
            least = dated.least;
            if constexpr (kTellsParts) parts->dated = dated;
        } else if (day_ != kNoDay) {
            least = offer.free;
            if constexpr (kTellsParts) parts->dated = {.least = least, .least_day = day_};
        }
        const Units positive = std::max<Units>(0, offer.free);
        // A disabled node sells nothing, and a stop is a stop; what is free there is withheld.
        const bool is_closed = nodes_.is_disabled(position.node()) || !offer.stopped_by.is_none();
        offer.is_closed = is_closed;
        offer.withheld = is_closed ? positive : std::min(offer.safety, positive);
        offer.shortage = positive - offer.free;
        const Units promised =
            least == kUnitsMax ? least : std::max<Units>(0, least - offer.safety);
        const Units before_safety = day_ == kNoDay ? std::min(offer.free, least) : least;
        offer.room = before_safety == kUnitsMax ? kUnitsMax : before_safety - offer.safety;
        const Units there = positive - offer.withheld;
        const Units available = day_ == kNoDay ? std::min(there, promised)
                                : is_closed    ? 0
                                               : promised;
        if constexpr (kTellsParts) parts->available = available;
        SegmentParts* of_segments = nullptr;
        if constexpr (kTellsParts) of_segments = &parts->segments;
        offer.ats = segments_.ats(position, available, own, of_segments);
        offer.kept = there - offer.ats;
        return offer;
    }

    void ask_rules(const Position& position, PositionOffer& offer) const {
        const RuleVerdict verdict = rules_.at(position, nodes_);
        offer.safety = verdict.safety;
        offer.safety_rule = verdict.safety_rule;
        offer.stopped_by = verdict.stop;
    }

    const NodeDirectory& nodes_;
    const bool ignore_safety_;
    const RuleWalk rules_;
    SegmentWalk segments_;
    DatedWalk dated_;
    const Day day_;
};

/// Whether a stop keeps an item at a node from sale; never so for a group's place, which sells what
/// its nodes sell. Holding its stripe.
inline bool is_stopped(
    const ItemTable& items,
    const ReferenceData& reference,
    SkuId sku,
    NodeId place,
    const Asking& asking
) {
    if (reference.rule_index == nullptr || is_group_place(place)) return false;
    if (items.find_slot(sku) == nullptr) return false;
    SellingWalk selling(items, sku, items.stock(sku), reference, asking);
    return !selling.at(Position(place), {}).stopped_by.is_none();
}

/// Why a line gets nothing. Holding its stripe.
inline LineVerdict why_none(
    const ItemTable& items,
    const ReferenceData& reference,
    SkuId sku,
    NodeId place,
    const Asking& asking
) {
    if (is_stopped(items, reference, sku, place, asking)) return LineVerdict::sale_stopped;
    if (asking.day == kNoDay) return LineVerdict::insufficient_stock;
    const ItemStock stock = items.stock(sku);
    const PromiseTerms terms = promise_terms(stock.rows_of<DatedRow>(), *stock.calendar);
    return terms.is_behind_horizon(asking.day) ? LineVerdict::too_far_ahead
                                               : LineVerdict::insufficient_stock;
}

/// What may be taken of an item at a node now, but for what network holds need of it; 0 where it
/// has no position. Holding its stripe.
inline Units available_at_node(
    const ItemTable& items,
    const ReferenceData& reference,
    SkuId sku,
    NodeId node,
    const Asking& asking,
    const OwnUnits& own = {}
) {
    const auto position = items.position(sku, node);
    if (!position) return 0;
    return SellingWalk(items, sku, items.stock(sku), reference, asking).at(*position, own).ats;
}

/// What may be taken of an item now at a node or a group's place, `taken` of it being gone already.
/// Holding its stripe.
inline Units available(
    const ItemTable& items,
    const ReferenceData& reference,
    SkuId sku,
    NodeId place,
    const Asking& asking,
    std::span<const PositionDelta> taken = {}
) {
    const ItemStock stock = items.stock(sku);
    if (is_group_place(place) || has_networks(items, sku, stock, reference)) {
        return most_addable(
            items, sku, stock, reference, {.place = place, .asking = asking, .taken = taken}
        );
    }
    return available_at_node(items, reference, sku, place, asking);
}

}  // namespace earmark
