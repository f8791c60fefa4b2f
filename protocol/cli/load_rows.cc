// Items, nodes and zone pairs: each row stands alone, so they go in by batches as they are read.
#include "protocol/cli/load.h"
#include "protocol/cli/row_formats.h"

#include <concepts>

namespace earmark::cli {
namespace {

constexpr std::size_t kRowsPerRequest = 2'000;

/// Reads a file, and puts its good rows in batches.
template <typename Row>
Status load_rows(
    LoadRun& run,
    const std::string& path,
    const CsvFormat& format,
    std::invocable<CellReader&, TextKeeper&> auto&& read,
    std::invocable<std::span<const Row>> auto&& put
) {
    const auto reader = CsvReader::open(path, format);
    if (!reader) return reader.error();
    if (const Status begun = run.report.begin_file(**reader); !begun) return begun;

    TextKeeper keeper;
    std::vector<Row> rows;
    std::vector<RowOrigin> origins;
    const auto flush = [&]() -> Status {
        if (rows.empty()) return Done{};
        const Result<PutReply> reply = put(std::span<const Row>(rows));
        if (!reply) return reply.error();
        Status taken = run.take(*reply, origins);
        rows.clear();
        origins.clear();
        keeper.clear();
        return taken;
    };

    CsvRow row;
    while (true) {
        const auto more = (*reader)->next(row);
        if (!more || !*more) {
            Status flushed = flush();
            if (!more) return more.error();
            return flushed;
        }
        run.totals.rows += 1;
        CellReader cells(row, format);
        const Row parsed = read(cells, keeper);
        if (cells.fault()) {
            run.report.reject(run.report.origin_of(row), *cells.fault());
            if (run.report.must_stop()) return flush();
            continue;
        }
        rows.push_back(parsed);
        origins.push_back(run.report.origin_of(row));
        if (rows.size() < kRowsPerRequest) continue;
        if (const Status flushed = flush(); !flushed) return flushed;
        if (run.report.must_stop()) return Done{};
        run.show_progress(**reader);
    }
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

Status load_zones(LoadRun& run, const std::string& path) {
    return load_rows<ZonePair>(
        run,
        path,
        kZonesFormat,
        read_zone_pair,
        [&](std::span<const ZonePair> pairs) {
            return run.client.put_zones({.pairs = pairs, .bands = {}}, run.session.call());
        }
    );
}

}  // namespace earmark::cli
