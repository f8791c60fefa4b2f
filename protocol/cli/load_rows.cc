// Items and nodes. Each item stands alone, so they go in by batches as they are read; a file of
// nodes goes in whole.
#include "protocol/cli/load_batches.h"
#include "protocol/cli/load_whole.h"
#include "protocol/cli/row_formats.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace earmark::cli {
namespace {

class ItemBatch {
  public:
    explicit ItemBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kItemsFormat);
        const ItemRow parsed = read_item(cells, keeper_);
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
        const Result<PutReply> reply = run_.client.put_items(rows_, run_.session.call());
        if (!reply) return reply.error();
        Status taken = run_.take(*reply, origins_);
        rows_.clear();
        origins_.clear();
        keeper_.clear();
        return taken;
    }

  private:
    LoadRun& run_;
    TextKeeper keeper_;
    std::vector<ItemRow> rows_;
    std::vector<RowOrigin> origins_;
};

class NodeRows {
  public:
    explicit NodeRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kNodesFormat);
        const NodeRow parsed = read_node(cells, keeper_);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        rows_.push_back(parsed);
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return rows_.size(); }

    static Status check() { return Done{}; }

    Status send(WholeFile& file) {
        return send_in_parts<NodeRow>(
            file,
            rows_,
            origins_,
            [&](std::size_t, std::span<const NodeRow> part) {
                Result<PutReply> reply = run_.client.put_nodes(part, run_.session.call());
                // Something to know of rows that are loaded.
                if (reply && reply->answers.empty() && !reply->detail.empty() &&
                    is_done(reply->outcome))
                    file.note(reply->detail);
                return reply;
            }
        );
    }

  private:
    LoadRun& run_;
    TextKeeper keeper_;
    std::vector<NodeRow> rows_;
    std::vector<RowOrigin> origins_;
};

}  // namespace

Status load_items(LoadRun& run, const std::string& path) {
    ItemBatch batch(run);
    return load_in_batches(run, path, kItemsFormat, batch);
}

Status load_nodes(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kNodesFormat, NodeRows(run));
}

}  // namespace earmark::cli
