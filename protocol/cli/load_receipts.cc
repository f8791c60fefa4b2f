// Receipts from a file.
#include "protocol/cli/load_places.h"
#include "protocol/cli/promise_view.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace earmark::cli {
namespace {

struct Receipts {
    using Row = ReceiptRow;
    static const CsvFormat& format() { return kReceiptsFormat; }
    static constexpr std::size_t kQuantityColumn = kReceiptsQuantityColumn;
    static constexpr bool kNeedsQuantity = false;

    static void read(CellReader& cells, Row& row) {
        read_cell(cells, kReceiptsTypeColumn, parse_supply_type, row.type);
        read_cell(cells, kReceiptsChangeColumn, parse_receipt_change, row.change);
        read_cell(cells, kReceiptsDayColumn, parse_date, row.day);
        row.sequence = static_cast<std::uint64_t>(
            cells.whole_or(kReceiptsSequenceColumn, 1, std::numeric_limits<std::int64_t>::max(), 0)
        );
    }
    static void set_id(Row& row, std::string_view id) { row.receipt = id; }
    static auto put(LoadRun& run, const std::vector<Row>& rows) {
        const auto is_numbered = [](const Row& row) { return row.sequence != 0; };
        const bool has_source = std::any_of(rows.begin(), rows.end(), is_numbered);
        return run.client.put_receipts(
            {.rows = rows, .source = has_source ? run.options.source : std::string_view()},
            run.session.call()
        );
    }
};

}  // namespace

Status load_receipts(LoadRun& run, const std::string& path) {
    PlaceRowBatch<Receipts> batch(run);
    return load_in_batches(run, path, kReceiptsFormat, batch);
}

}  // namespace earmark::cli
