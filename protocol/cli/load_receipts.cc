// Receipts: each row stands alone, and names an item, a node and the receipt.
#include "protocol/cli/fields.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/row_formats.h"

namespace earmark::cli {
namespace {

/// Rows as read, kept until their names are resolved.
struct ReceiptCells {
    std::string sku;
    std::string node;
    std::string receipt;
    std::string quantity;
    ReceiptRow row;
    RowOrigin origin;
};

class ReceiptBatch {
  public:
    explicit ReceiptBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kReceiptsFormat);
        ReceiptCells read{
            .sku = std::string(cells.name(kReceiptsSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kReceiptsNodeColumn, kNodeKeyBytesMax)),
            .receipt = std::string(cells.name(kReceiptsReceiptColumn, kReceiptIdBytesMax)),
            .quantity = std::string(cells.raw(kReceiptsQuantityColumn)),
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
        word(kReceiptsTypeColumn, parse_supply_type(cells.raw(kReceiptsTypeColumn)), read.row.type);
        word(
            kReceiptsChangeColumn,
            parse_receipt_change(cells.raw(kReceiptsChangeColumn)),
            read.row.change
        );
        word(kReceiptsDayColumn, parse_date(cells.raw(kReceiptsDayColumn)), read.row.day);
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
        for (const ReceiptCells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        std::vector<ReceiptRow> rows;
        std::vector<RowOrigin> origins;
        for (ReceiptCells& cells : cells_) {
            if (auto fault = complete(cells, items, nodes)) {
                run_.report.reject(cells.origin, *fault);
                continue;
            }
            cells.row.receipt = cells.receipt;
            rows.push_back(cells.row);
            origins.push_back(std::move(cells.origin));
        }
        Status booked = Done{};
        if (!rows.empty())
            booked = book_rows(run_, run_.client.put_receipts(rows, run_.session.call()), origins);
        cells_.clear();
        return booked;
    }

  private:
    /// Puts handles and the quantity into the row; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        ReceiptCells& cells, const BatchNames& items, const BatchNames& nodes
    ) {
        const ResolvedName item = items.of(cells.sku);
        const ResolvedName node = nodes.of(cells.node);
        if (item.id == 0) {
            return cell_fault(
                kReceiptsFormat, kReceiptsSkuColumn, cells.sku, "an item that is loaded"
            );
        }
        if (node.id == 0) {
            return cell_fault(
                kReceiptsFormat, kReceiptsNodeColumn, cells.node, "a node that is loaded"
            );
        }
        cells.row.sku = SkuId(item.id);
        cells.row.node = NodeId(node.id);
        if (cells.quantity.empty()) return std::nullopt;
        const auto quantity = parse_quantity(cells.quantity, item.scale);
        if (!quantity) {
            return cell_fault(
                kReceiptsFormat, kReceiptsQuantityColumn, cells.quantity, quantity.error().detail
            );
        }
        cells.row.quantity = *quantity;
        return std::nullopt;
    }

    LoadRun& run_;
    std::vector<ReceiptCells> cells_;
};

}  // namespace

Status load_receipts(LoadRun& run, const std::string& path) {
    ReceiptBatch batch(run);
    return load_in_batches(run, path, kReceiptsFormat, batch);
}

}  // namespace earmark::cli
