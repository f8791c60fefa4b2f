// Backorders: each row stands alone, and names an item, a node and the backorder.
#include "protocol/cli/fields.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/row_formats.h"

namespace earmark::cli {
namespace {

/// Rows as read, kept until their names are resolved.
struct BackorderCells {
    std::string sku;
    std::string node;
    std::string backorder;
    std::string quantity;
    BackorderRow row;
    RowOrigin origin;
};

class BackorderBatch {
  public:
    explicit BackorderBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kBackordersFormat);
        BackorderCells read{
            .sku = std::string(cells.name(kBackordersSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kBackordersNodeColumn, kNodeKeyBytesMax)),
            .backorder = std::string(cells.name(kBackordersNameColumn, kReceiptIdBytesMax)),
            .quantity = std::string(cells.raw(kBackordersQuantityColumn)),
            .row = {},
            .origin = run_.report.origin_of(row),
        };
        const auto word = [&](std::size_t column, const auto& parsed, auto& target) {
            if (cells.is_empty(column)) return;
            if (parsed) {
                target = *parsed;
            } else {
                cells.reject(column, parsed.error().detail);
            }
        };
        word(kBackordersDayColumn, parse_date(cells.raw(kBackordersDayColumn)), read.row.day);
        word(
            kBackordersLatestColumn, parse_date(cells.raw(kBackordersLatestColumn)), read.row.latest
        );
        word(
            kBackordersStrategyColumn,
            parse_backorder_strategy(cells.raw(kBackordersStrategyColumn)),
            read.row.strategy
        );
        read.row.priority =
            static_cast<std::uint16_t>(cells.whole_or(kBackordersPriorityColumn, 0, 65'535, 0));
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
        for (const BackorderCells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        std::vector<BackorderRow> rows;
        std::vector<RowOrigin> origins;
        for (BackorderCells& cells : cells_) {
            if (auto fault = complete(cells, items.of(cells.sku), nodes.of(cells.node))) {
                run_.report.reject(cells.origin, *fault);
                continue;
            }
            cells.row.backorder = cells.backorder;
            rows.push_back(cells.row);
            origins.push_back(std::move(cells.origin));
        }
        Status booked = Done{};
        if (!rows.empty()) {
            booked =
                book_rows(run_, run_.client.put_backorders(rows, run_.session.call()), origins);
        }
        cells_.clear();
        return booked;
    }

  private:
    /// Puts handles and the quantity into the row; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        BackorderCells& cells, const ResolvedName& item, const ResolvedName& node
    ) {
        const auto fault = [](std::size_t column, std::string_view found, std::string_view expected
                           ) {
            return cell_fault(kBackordersFormat, column, found, std::string(expected));
        };
        if (item.id == 0) return fault(kBackordersSkuColumn, cells.sku, "an item that is loaded");
        if (node.id == 0) return fault(kBackordersNodeColumn, cells.node, "a node that is loaded");
        cells.row.sku = SkuId(item.id);
        cells.row.node = NodeId(node.id);
        const auto quantity = parse_quantity(cells.quantity, item.scale);
        if (!quantity)
            return fault(kBackordersQuantityColumn, cells.quantity, quantity.error().detail);
        cells.row.quantity = *quantity;
        return std::nullopt;
    }

    LoadRun& run_;
    std::vector<BackorderCells> cells_;
};

}  // namespace

Status load_backorders(LoadRun& run, const std::string& path) {
    BackorderBatch batch(run);
    return load_in_batches(run, path, kBackordersFormat, batch);
}

}  // namespace earmark::cli
