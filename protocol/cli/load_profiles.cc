// Profiles, each standing alone, and scarcity prices, which are one set.
#include "protocol/cli/load_batches.h"
#include "protocol/cli/profile_cells.h"

#include <deque>

namespace earmark::cli {
namespace {

class ProfileBatch {
  public:
    explicit ProfileBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kProfilesFormat);
        ProfileCells read = read_profile(cells);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) return run_.report.reject(origin, *cells.fault());
        cells_.push_back(std::move(read));
        origins_.push_back(std::move(origin));
    }

    std::size_t waiting() const { return cells_.size(); }

    Status flush() {
        if (cells_.empty()) return Done{};
        std::vector<ProfileRow> rows;
        rows.reserve(cells_.size());
        for (const ProfileCells& cells : cells_) {
            rows.push_back(cells.row);
            rows.back().name = cells.name;
            rows.back().criteria = cells.criteria;
        }
        const auto reply = run_.client.put_profiles(rows, run_.session.call());
        if (!reply) return reply.error();
        Status taken = run_.take(*reply, origins_);
        cells_.clear();
        origins_.clear();
        return taken;
    }

  private:
    LoadRun& run_;
    std::deque<ProfileCells> cells_;
    std::vector<RowOrigin> origins_;
};

class ScarcityBatch {
  public:
    explicit ScarcityBatch(LoadRun& run) : run_(run) {}

    static constexpr bool kIsWholeFile = true;

    void take(const CsvRow& row) {
        run_.report.gather(row, {});
        CellReader cells(row, kScarcityFormat);
        Cells read{
            .sku = std::string(cells.name(kSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kNodeColumn, kNodeKeyBytesMax)),
            .price = cells.money(kPriceColumn),
            .origin = run_.report.origin_of(row),
        };
        if (cells.fault()) return run_.report.reject(read.origin, *cells.fault());
        cells_.push_back(std::move(read));
    }

    std::size_t waiting() const { return cells_.size(); }

    Status flush() {
        if (cells_.empty()) return Done{};
        BatchNames items(NameKind::item);
        BatchNames nodes(NameKind::node);
        for (const Cells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        std::vector<ScarcityRow> rows;
        std::vector<RowOrigin> origins;
        for (Cells& cells : cells_) {
            const ResolvedName item = items.of(cells.sku);
            const ResolvedName node = nodes.of(cells.node);
            if (item.id == 0 || node.id == 0) {
                run_.report.reject(
                    cells.origin,
                    item.id == 0
                        ? cell_fault(
                              kScarcityFormat, kSkuColumn, cells.sku, "an item that is loaded"
                          )
                        : cell_fault(
                              kScarcityFormat, kNodeColumn, cells.node, "a node that is loaded"
                          )
                );
                continue;
            }
            rows.push_back({SkuId(item.id), NodeId(node.id), cells.price});
            origins.push_back(std::move(cells.origin));
        }
        cells_.clear();
        if (rows.empty()) return Done{};
        const ScarcityRequest request{.replaces = !has_begun_, .rows = rows};
        has_begun_ = true;
        const auto reply = run_.client.put_scarcity(request, run_.session.call());
        if (!reply) return reply.error();
        return run_.take(*reply, origins);
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
        RowOrigin origin;
    };

    LoadRun& run_;
    std::vector<Cells> cells_;
    bool has_begun_ = false;  ///< The first rows took the place of the set that was there.
};

}  // namespace

Status load_profiles(LoadRun& run, const std::string& path) {
    ProfileBatch batch(run);
    return load_in_batches(run, path, kProfilesFormat, batch);
}

Status load_scarcity(LoadRun& run, const std::string& path) {
    ScarcityBatch batch(run);
    return load_in_batches(run, path, kScarcityFormat, batch);
}

}  // namespace earmark::cli
