// Receipts: each row stands alone, and names an item, a node and the receipt.
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/row_formats.h"

#include <map>

namespace earmark::cli {
namespace {

constexpr std::size_t kRowsPerRequest = 2'000;

/// Rows as read, kept until their names are resolved.
struct ReceiptCells {
    std::string sku;
    std::string node;
    std::string receipt;
    std::string quantity;
    ReceiptRow row;
    RowOrigin origin;
};

using Handles = std::map<std::string, ResolvedName, std::less<>>;

class ReceiptLoad {
  public:
    explicit ReceiptLoad(LoadRun& run) : run_(run) {}

    Status load(const std::string& path) {
        const auto reader = CsvReader::open(path, kReceiptsFormat);
        if (!reader) return reader.error();
        if (const Status begun = run_.report.begin_file(**reader); !begun) return begun;
        CsvRow row;
        while (true) {
            const auto more = (*reader)->next(row);
            if (!more || !*more) {
                Status flushed = flush();
                if (!more) return more.error();
                return flushed;
            }
            run_.totals.rows += 1;
            take(row);
            if (run_.report.must_stop()) return flush();
            if (cells_.size() < kRowsPerRequest) continue;
            if (const Status flushed = flush(); !flushed) return flushed;
            run_.show_progress(**reader);
        }
    }

  private:
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

    Status flush() {
        if (cells_.empty()) return Done{};
        Handles items;
        Handles nodes;
        if (Status known = resolve(NameKind::item, &ReceiptCells::sku, items); !known) return known;
        if (Status known = resolve(NameKind::node, &ReceiptCells::node, nodes); !known)
            return known;
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
        if (rows.empty()) {
            cells_.clear();
            return Done{};
        }
        const auto reply = run_.client.put_receipts(rows, run_.session.call());
        cells_.clear();
        if (!reply) return reply.error();
        if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
        run_.totals.loaded += reply->applied + reply->unchanged;
        run_.totals.unchanged += reply->unchanged;
        for (const RowAnswer& answer : reply->answers) {
            if (answer.row >= origins.size()) continue;
            run_.report.refuse(
                origins[answer.row], earmark::to_string(answer.verdict), answer.detail
            );
        }
        return Done{};
    }

    Status resolve(NameKind kind, std::string ReceiptCells::* name, Handles& handles) {
        for (const ReceiptCells& cells : cells_)
            handles.emplace(cells.*name, ResolvedName{});
        std::vector<std::string_view> names;
        for (const auto& [each, handle] : handles)
            names.emplace_back(each);
        const auto reply = run_.client.resolve(kind, names);
        if (!reply) return reply.error();
        auto next = handles.begin();
        for (const ResolvedName& resolved : reply->resolved)
            (next++)->second = resolved;
        return Done{};
    }

    /// Puts handles and the quantity into the row; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        ReceiptCells& cells, const Handles& items, const Handles& nodes
    ) {
        const auto column = [](std::size_t index) {
            return std::string(kReceiptsFormat.columns[index].name);
        };
        const ResolvedName item = items.find(cells.sku)->second;
        const ResolvedName node = nodes.find(cells.node)->second;
        if (item.id == 0) {
            return CellFault{
                column(kReceiptsSkuColumn), shown(cells.sku), "an item that is loaded"
            };
        }
        if (node.id == 0) {
            return CellFault{
                column(kReceiptsNodeColumn), shown(cells.node), "a node that is loaded"
            };
        }
        cells.row.sku = SkuId(item.id);
        cells.row.node = NodeId(node.id);
        if (cells.quantity.empty()) return std::nullopt;
        const auto quantity = parse_quantity(cells.quantity, item.scale);
        if (!quantity) {
            return CellFault{
                column(kReceiptsQuantityColumn), shown(cells.quantity), quantity.error().detail
            };
        }
        cells.row.quantity = *quantity;
        return std::nullopt;
    }

    LoadRun& run_;
    std::vector<ReceiptCells> cells_;
};

}  // namespace

Status load_receipts(LoadRun& run, const std::string& path) {
    return ReceiptLoad(run).load(path);
}

}  // namespace earmark::cli
