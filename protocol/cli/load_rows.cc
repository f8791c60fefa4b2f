// Items and nodes: each row stands alone, so they go in by batches as they are read.
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"

#include <concepts>
#include <type_traits>
#include <utility>

namespace earmark::cli {
namespace {

/// Rows that go as they are read: `read` makes a row of cells, `put` sends many.
template <typename Row, typename Read, typename Put>
class PlainBatch {
  public:
    PlainBatch(LoadRun& run, const std::string& path, const CsvFormat& format, Read read, Put put)
        : run_(run), path_(path), format_(format), read_(std::move(read)), put_(std::move(put)) {}

    void take(const CsvRow& row) {
        CellReader cells(row, format_);
        const Row parsed = read_(cells, keeper_);
        if (cells.fault()) {
            run_.report.reject(run_.report.origin_of(row), *cells.fault());
            return;
        }
        rows_.push_back(parsed);
        origins_.push_back(run_.report.origin_of(row));
    }

    std::size_t waiting() const { return rows_.size(); }

    Status flush() {
        if (rows_.empty()) return Done{};
        const Result<PutReply> reply = put_(std::span<const Row>(rows_));
        if (!reply) return reply.error();
        Status taken = run_.take(*reply, origins_);
        // Something to know of rows that are loaded.
        if (taken && !reply->detail.empty()) {
            run_.progress.pause();
            run_.session.note(path_ + ": " + reply->detail);
        }
        rows_.clear();
        origins_.clear();
        keeper_.clear();
        return taken;
    }

  private:
    LoadRun& run_;
    const std::string& path_;
    const CsvFormat& format_;
    Read read_;
    Put put_;
    TextKeeper keeper_;
    std::vector<Row> rows_;
    std::vector<RowOrigin> origins_;
};

/// Reads a file, and puts its good rows in batches.
template <typename Row>
Status load_rows(
    LoadRun& run,
    const std::string& path,
    const CsvFormat& format,
    std::invocable<CellReader&, TextKeeper&> auto&& read,
    std::invocable<std::span<const Row>> auto&& put
) {
    PlainBatch<Row, std::decay_t<decltype(read)>, std::decay_t<decltype(put)>> batch(
        run, path, format, read, put
    );
    return load_in_batches(run, path, format, batch);
}

}  // namespace

Status load_items(LoadRun& run, const std::string& path) {
    return load_rows<ItemRow>(
        run,
        path,
        kItemsFormat,
        read_item,
        [&](std::span<const ItemRow> rows) {
            return run.client.put_items(rows, run.session.call());
        }
    );
}

Status load_nodes(LoadRun& run, const std::string& path) {
    return load_rows<NodeRow>(
        run,
        path,
        kNodesFormat,
        read_node,
        [&](std::span<const NodeRow> rows) {
            return run.client.put_nodes(rows, run.session.call());
        }
    );
}

}  // namespace earmark::cli
