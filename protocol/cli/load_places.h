// Rows that name an item, a node and a thing that is found by its id there: receipts, backorders.
// Each stands alone; many are sent at a time, once their names are resolved.
#pragma once

#include "protocol/cli/fields.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {

/// `Kind` says what such rows are made of besides: its Row; format() and the column of the
/// quantity, which is needed or not; read, which fills in a row's own cells; set_id; and put,
/// which sends rows. One whose rows may be for a segment says in which column that is.
template <typename Kind>
class PlaceRowBatch {
  public:
    explicit PlaceRowBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, Kind::format());
        Cells read{
            .sku = std::string(cells.name(kPlaceSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kPlaceNodeColumn, kNodeKeyBytesMax)),
            .id = std::string(cells.name(kPlaceIdColumn, kReceiptIdBytesMax)),
            .quantity = std::string(cells.raw(Kind::kQuantityColumn)),
            .segment = {},
            .row = {},
            .origin = run_.report.origin_of(row),
        };
        if constexpr (kHasSegment) read.segment = cells.raw(Kind::kSegmentColumn);
        Kind::read(cells, read.row);
        if (cells.fault()) {
            run_.report.reject(read.origin, *cells.fault());
        } else {
            cells_.push_back(std::move(read));
        }
    }

    std::size_t waiting() const { return cells_.size(); }

    Status flush() {
        if (cells_.empty()) return Done{};
        BatchNames items(NameKind::item);
        BatchNames nodes(NameKind::node);
        BatchNames segments(NameKind::segment);
        for (const Cells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
            segments.add(cells.segment);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        if (Status known = segments.resolve(run_); !known) return known;
        std::vector<typename Kind::Row> rows;
        std::vector<RowOrigin> origins;
        for (Cells& cells : cells_) {
            auto fault = complete(cells, items.of(cells.sku), nodes.of(cells.node));
            if (!fault) fault = set_segment(cells, segments.of(cells.segment));
            if (fault) {
                run_.report.reject(cells.origin, *fault);
                continue;
            }
            Kind::set_id(cells.row, cells.id);
            rows.push_back(cells.row);
            origins.push_back(std::move(cells.origin));
        }
        Status booked = Done{};
        if (!rows.empty()) booked = book_rows(run_, Kind::put(run_, rows), origins);
        cells_.clear();
        return booked;
    }

  private:
    static constexpr bool kHasSegment = requires { Kind::kSegmentColumn; };

    /// Rows as read, kept until their names are resolved.
    struct Cells {
        std::string sku;
        std::string node;
        std::string id;
        std::string quantity;
        std::string segment;
        typename Kind::Row row;
        RowOrigin origin;
    };

    /// Puts handles and the quantity into the row; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        Cells& cells, const ResolvedName& item, const ResolvedName& node
    ) {
        const CsvFormat& format = Kind::format();
        if (item.id == 0)
            return cell_fault(format, kPlaceSkuColumn, cells.sku, "an item that is loaded");
        if (node.id == 0)
            return cell_fault(format, kPlaceNodeColumn, cells.node, "a node that is loaded");
        cells.row.sku = SkuId(item.id);
        cells.row.node = NodeId(node.id);
        if (cells.quantity.empty() && !Kind::kNeedsQuantity) return std::nullopt;
        const auto quantity = parse_quantity(cells.quantity, item.scale);
        if (!quantity) {
            return cell_fault(
                format, Kind::kQuantityColumn, cells.quantity, quantity.error().detail
            );
        }
        cells.row.quantity = *quantity;
        return std::nullopt;
    }

    /// Puts the segment into the row; answers with what is wrong, if anything is.
    static std::optional<CellFault> set_segment(Cells& cells, const ResolvedName& segment) {
        if constexpr (kHasSegment) {
            if (!cells.segment.empty() && segment.id == 0) {
                return cell_fault(
                    Kind::format(), Kind::kSegmentColumn, cells.segment, "a segment that is known"
                );
            }
            cells.row.segment = SegmentId(static_cast<std::uint16_t>(segment.id));
        }
        return std::nullopt;
    }

    LoadRun& run_;
    std::vector<Cells> cells_;
};

/// A cell that one of the functions which say what they expected can read; an empty one leaves the
/// value as it is.
template <typename Value, typename Parse>
void read_cell(CellReader& cells, std::size_t column, const Parse& parse, Value& value) {
    if (cells.is_empty(column)) return;
    const auto parsed = parse(cells.raw(column));
    if (parsed) {
        value = *parsed;
    } else {
        cells.reject(column, parsed.error().detail);
    }
}

}  // namespace earmark::cli
