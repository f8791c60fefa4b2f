// Selling: what one position gives to whoever asks. The one home of the formula of DOMAIN 3:
//
//     free = on hand - reserved - allocated         withheld = min(safety, max(0, free))
//     A    = max(0, free) - withheld                ATS      = A, shared among the segments
//
// Every answer and every grant comes from here: availability, reserve, amend, sourcing.
#pragma once

#include "engine/inventory/item_table.h"
#include "engine/inventory/segment_walk.h"
#include "engine/network/reference_data.h"
#include "engine/network_holds.h"

namespace earmark {

/// Who asks, and for what.
struct Asking {
    SegmentId segment{};  ///< None = no segment.
};

/// One position's part of an answer: ats - shortage + withheld + kept = free.
struct PositionOffer {
    Units free = 0;  ///< With the asker's own units counted back.
    Units safety = 0;
    Units withheld = 0;
    Units kept = 0;  ///< From the asking segment.
    Units shortage = 0;
    Units ats = 0;
};

/// The offers of an item's positions, asked for in the order of nodes.
class SellingWalk {
  public:
    /// Both outlive it. The stock may be read without a lock, as ItemTable::read_positions does.
    SellingWalk(const ItemStock& stock, const ReferenceData& reference, const Asking& asking)
        : nodes_(*reference.nodes), segments_(stock.rows_of<SegmentRow>(), asking.segment) {}

    PositionOffer at(const Position& position, const OwnUnits& own) {
        PositionOffer offer;
        offer.free = position.free() + own.held;
        offer.safety = position.safety();
        const Units positive = std::max<Units>(0, offer.free);
        // A disabled node sells nothing; what is free there is withheld.
        const bool disabled = nodes_.is_disabled(position.node());
        offer.withheld = disabled ? positive : std::min(offer.safety, positive);
        offer.shortage = positive - offer.free;
        const Units available = positive - offer.withheld;
        offer.ats = segments_.ats(position, available, own);
        offer.kept = available - offer.ats;
        return offer;
    }

  private:
    const NodeDirectory& nodes_;
    SegmentWalk segments_;
};

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
    return SellingWalk(items.stock(sku), reference, asking).at(*position, own).ats;
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
    if (is_group_place(place) || has_network_holds(stock)) {
        return most_addable(
            stock, reference, {.place = place, .segment = asking.segment, .taken = taken}
        );
    }
    return available_at_node(items, reference, sku, place, asking);
}

}  // namespace earmark
