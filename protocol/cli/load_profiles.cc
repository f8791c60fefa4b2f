// Profiles, and scarcity prices, which are one set: each file goes in whole or not at all.
#include "engine/base/decimal.h"
#include "engine/limits.h"
#include "engine/profile/scarcity.h"
#include "protocol/cli/load_whole.h"
#include "protocol/cli/profile_cells.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

namespace earmark::cli {
namespace {

class ProfileRows {
  public:
    explicit ProfileRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kProfilesFormat);
        ProfileCells read = read_profile(cells);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        cells_.push_back(std::move(read));
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return cells_.size(); }

    static Status check() { return Done{}; }

    Status send(WholeFile& file) {
        std::vector<ProfileRow> rows;
        rows.reserve(cells_.size());
        for (const ProfileCells& cells : cells_) {
            rows.push_back(cells.row);
            rows.back().name = cells.name;
            rows.back().criteria = cells.criteria;
        }
        const auto reply = run_.client.put_profiles(rows, run_.session.call());
        return reply ? file.take(*reply, origins_) : Status(reply.error());
    }

  private:
    LoadRun& run_;
    std::deque<ProfileCells> cells_;
    std::vector<RowOrigin> origins_;
};

class ScarcityRows {
  public:
    static constexpr bool kIsWholeSet = true;

    explicit ScarcityRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        constexpr Micros kPriceMax = Micros{1'000'000'000} * 1'000'000;
        CellReader cells(row, kScarcityFormat);
        Cells read{
            .sku = std::string(cells.name(kSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kNodeColumn, kNodeKeyBytesMax)),
            .price = cells.money(kPriceColumn),
        };
        if (read.price > kPriceMax) cells.reject(kPriceColumn, "0 to 1,000,000,000");
        if (cells_.size() == kScarcityPricesMax)
            cells.reject(kSkuColumn, "at most 2,000,000 prices in a file");
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        cells_.push_back(std::move(read));
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return cells_.size(); }

    Status check() {
        BatchNames items(NameKind::item);
        BatchNames nodes(NameKind::node);
        for (const Cells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        rows_.reserve(cells_.size());
        for (std::size_t index = 0; index < cells_.size(); ++index) {
            const Cells& cells = cells_[index];
            const SkuId sku(items.of(cells.sku).id);
            const NodeId node(nodes.of(cells.node).id);
            rows_.push_back({sku, node, cells.price});
            if (sku.is_none()) {
                reject(index, kSkuColumn, cells.sku, "an item that is loaded");
            } else if (node.is_none()) {
                reject(index, kNodeColumn, cells.node, "a node that is loaded");
            }
        }
        judge_repeats();
        return Done{};
    }

    Status send(WholeFile& file) {
        Status sent = send_in_parts<ScarcityRow>(
            file,
            rows_,
            origins_,
            [&](std::size_t first, std::span<const ScarcityRow> part) {
                return run_.client.put_scarcity(
                    {.replaces = first == 0, .rows = part}, run_.session.call()
                );
            }
        );
        if (sent && rows_.empty()) file.note("it has no prices: those loaded before are gone");
        return sent;
    }

  private:
    static constexpr std::size_t kSkuColumn = 0;
    static constexpr std::size_t kNodeColumn = 1;
    static constexpr std::size_t kPriceColumn = 2;

    /// A row as read, kept until its names are resolved.
    struct Cells {
        std::string sku;
        std::string node;
        Micros price = 0;
    };

    void reject(
        std::size_t index, std::size_t column, std::string_view found, std::string expected
    ) {
        run_.report.reject(
            origins_[index], cell_fault(kScarcityFormat, column, found, std::move(expected))
        );
    }

    /// A file goes in several requests, so that the server does not see it whole.
    void judge_repeats() {
        std::unordered_map<std::uint64_t, std::size_t> first_rows;
        for (std::size_t index = 0; index < rows_.size(); ++index) {
            const ScarcityRow& row = rows_[index];
            if (row.sku.is_none() || row.node.is_none()) continue;
            const auto [known, is_new] =
                first_rows.try_emplace(ScarcityTable::key(row.sku, row.node), index);
            const std::size_t first = known->second;
            if (is_new || rows_[first].price == row.price) continue;
            reject(
                index,
                kPriceColumn,
                format_money(row.price),
                format_money(rows_[first].price) + ", as in row " +
                    std::to_string(origins_[first].number) + " of that item and node"
            );
        }
    }

    LoadRun& run_;
    std::vector<Cells> cells_;
    std::vector<RowOrigin> origins_;
    std::vector<ScarcityRow> rows_;
};

}  // namespace

Status load_profiles(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kProfilesFormat, ProfileRows(run));
}

Status load_scarcity(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kScarcityFormat, ScarcityRows(run));
}

}  // namespace earmark::cli
