// PreviewDraft: how stock would be sold if some rows were put, beside how it is: what a preview
// compares, whatever the rows are about.
#pragma once

#include "engine/engine_state.h"
#include "engine/rules/rows_buffer.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace earmark {

class PreviewDraft {
  public:
    /// Who asks: a segment and a delivery method, and for which day.
    struct Asker {
        SegmentId segment{};
        std::uint8_t method = method_ship;
        Day day = kNoDay;  ///< None = now.

        friend auto operator<=>(const Asker&, const Asker&) = default;
    };

    virtual ~PreviewDraft() = default;

    /// By what reference data is sold.
    virtual const ReferenceData& before() const = 0;
    virtual const ReferenceData& after() const = 0;

    /// An item's stock as the rows leave it; in the buffer, where it differs from `stock`.
    virtual ItemStock stock_after(SkuId sku, const ItemStock& stock, RowsBuffer& buffer) const = 0;

    virtual const std::set<Asker>& askers() const = 0;
    virtual const std::set<std::uint8_t>& methods() const = 0;

    /// The next item after this one that a row may concern; none after the last. Looks at some
    /// items at most: `is_found` is false if more are to be looked at.
    struct NextItem {
        SkuId sku;
        bool is_found = true;
    };
    virtual NextItem next_item(SkuId after, std::size_t& looked_at, std::size_t looked_at_max)
        const = 0;
    virtual bool concerns(SkuId sku) const = 0;

    /// Whether the rows can touch what is held: not if all they do is to end stops.
    virtual bool can_touch() const = 0;

    /// Whether a stop of the rows keeps an item at a node from this asker.
    virtual bool stops(SkuId sku, NodeId node, const Asker& asker) const = 0;

    /// Whether the rows have a say, beside stops, in what a position gives to who asks.
    virtual bool decides_at(
        SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
    ) const = 0;

  protected:
    PreviewDraft() = default;
    PreviewDraft(const PreviewDraft&) = default;
    PreviewDraft& operator=(const PreviewDraft&) = default;
};

/// Counts how a row fares, as the reply to the change does. Returns whether it would be done, or is
/// so already.
bool count_judged(
    RowVerdict verdict, const std::string& detail, std::size_t row, SupplyReply& judged
);

}  // namespace earmark
