// Backorders from a file.
#include "protocol/cli/load_places.h"
#include "protocol/cli/promise_view.h"

namespace earmark::cli {
namespace {

struct Backorders {
    using Row = BackorderRow;
    static const CsvFormat& format() { return kBackordersFormat; }
    static constexpr std::size_t kQuantityColumn = kBackordersQuantityColumn;
    static constexpr bool kNeedsQuantity = true;
    static constexpr std::size_t kSegmentColumn = kBackordersSegmentColumn;

    static void read(CellReader& cells, Row& row) {
        read_cell(cells, kBackordersDayColumn, parse_date, row.day);
        read_cell(cells, kBackordersLatestColumn, parse_date, row.latest);
        read_cell(cells, kBackordersStrategyColumn, parse_backorder_strategy, row.strategy);
        row.priority =
            static_cast<std::uint16_t>(cells.whole_or(kBackordersPriorityColumn, 0, 65'535, 0));
    }
    static void set_id(Row& row, std::string_view id) { row.backorder = id; }
    static auto put(LoadRun& run, const std::vector<Row>& rows) {
        return run.client.put_backorders(rows, run.session.call());
    }
};

}  // namespace

Status load_backorders(LoadRun& run, const std::string& path) {
    PlaceRowBatch<Backorders> batch(run);
    return load_in_batches(run, path, kBackordersFormat, batch);
}

}  // namespace earmark::cli
