// Rules of selling: safety stock and stops by name. Each row stands alone.
#include "protocol/cli/fields.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"

#include <optional>

namespace earmark::cli {
namespace {

/// Rows as read, kept until their names are resolved.
struct SellingRuleCells {
    std::string name;
    std::string category;
    std::string figure;
    std::string sku;
    std::string node;
    std::string group;
    std::string segment;
    std::string method;
    SellingRuleRow row;
    RowOrigin origin;
};

class SellingRuleBatch {
  public:
    explicit SellingRuleBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kSellingRulesFormat);
        SellingRuleCells read{
            .name = std::string(cells.name(kSellingNameColumn, kRuleNameBytesMax)),
            .category = std::string(cells.text(kSellingCategoryColumn)),
            .figure = std::string(cells.raw(kSellingFigureColumn)),
            .sku = std::string(cells.text(kSellingSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.text(kSellingNodeColumn, kNodeKeyBytesMax)),
            .group = std::string(cells.text(kSellingGroupColumn, kGroupNameBytesMax)),
            .segment = std::string(cells.text(kSellingSegmentColumn, kSegmentNameBytesMax)),
            .method = std::string(cells.raw(kSellingMethodColumn)),
            .row = read_selling_rule(cells),
            .origin = run_.report.origin_of(row),
        };
        if (cells.fault()) {
            run_.report.reject(read.origin, *cells.fault());
        } else {
            cells_.push_back(std::move(read));
        }
    }

    std::size_t waiting() const { return cells_.size(); }

    Status flush() {
        if (cells_.empty()) return Done{};
        if (Status known = resolve(); !known) return known;
        std::vector<SellingRuleRow> rows;
        std::vector<RowOrigin> origins;
        for (SellingRuleCells& cells : cells_) {
            if (auto fault = complete(cells)) {
                run_.report.reject(cells.origin, *fault);
                if (run_.report.must_stop()) break;
                continue;
            }
            rows.push_back(cells.row);
            origins.push_back(std::move(cells.origin));
        }
        Status booked = Done{};
        if (!rows.empty()) {
            booked =
                book_rows(run_, run_.client.put_selling_rules(rows, run_.session.call()), origins);
        }
        cells_.clear();
        return booked;
    }

  private:
    Status resolve() {
        items_ = BatchNames(NameKind::item);
        nodes_ = BatchNames(NameKind::node);
        groups_ = BatchNames(NameKind::group);
        segments_ = BatchNames(NameKind::segment);
        for (const SellingRuleCells& cells : cells_) {
            items_.add(cells.sku);
            nodes_.add(cells.node);
            groups_.add(cells.group);
            segments_.add(cells.segment);
        }
        for (BatchNames* names : {&items_, &nodes_, &groups_, &segments_}) {
            if (Status known = names->resolve(run_); !known) return known;
        }
        return Done{};
    }

    /// Puts names, handles and the figure into the row; answers with what is wrong, if anything is.
    std::optional<CellFault> complete(SellingRuleCells& cells) const {
        const CsvFormat& format = kSellingRulesFormat;
        SellingRuleRow& row = cells.row;
        row.name = cells.name;
        if (row.change == RuleChange::remove) return std::nullopt;
        const ResolvedName item = items_.of(cells.sku);
        const ResolvedName node = nodes_.of(cells.node);
        const ResolvedName group = groups_.of(cells.group);
        const ResolvedName segment = segments_.of(cells.segment);
        if (item.id == 0 && !cells.sku.empty())
            return cell_fault(format, kSellingSkuColumn, cells.sku, "an item that is loaded");
        if (node.id == 0 && !cells.node.empty())
            return cell_fault(format, kSellingNodeColumn, cells.node, "a node that is loaded");
        if (group.id == 0 && !cells.group.empty())
            return cell_fault(format, kSellingGroupColumn, cells.group, "a group that is loaded");
        if (segment.id == 0 && !cells.segment.empty())
            return cell_fault(format, kSellingSegmentColumn, cells.segment, "a known segment");
        row.scope.sku = SkuId(item.id);
        row.scope.category = cells.category;
        row.scope.node = NodeId(node.id);
        row.scope.group = GroupId(static_cast<std::uint16_t>(group.id));
        row.scope.segment = SegmentId(static_cast<std::uint16_t>(segment.id));
        if (auto fault = network_fault(cells)) return fault;
        if (row.effect == RuleEffect::stop) {
            if (cells.figure.empty()) return std::nullopt;
            return cell_fault(format, kSellingFigureColumn, cells.figure, "nothing for a stop");
        }
        const auto figure = parse_segment_figure(cells.figure, item.scale);
        if (!figure) {
            return cell_fault(format, kSellingFigureColumn, cells.figure, figure.error().detail);
        }
        row.basis = figure->basis;
        row.figure = figure->figure;
        return std::nullopt;
    }

    /// What keeps safety from being withheld once from a group, if the row says so.
    static std::optional<CellFault> network_fault(const SellingRuleCells& cells) {
        const auto fault = [](std::size_t column, std::string_view found, const char* expected) {
            return cell_fault(kSellingRulesFormat, column, found, expected);
        };
        if (!cells.row.network) return std::nullopt;
        if (cells.row.effect == RuleEffect::stop)
            return fault(kSellingNetworkColumn, "yes", "no: a stop is not taken once over a group");
        if (cells.group.empty())
            return fault(kSellingGroupColumn, cells.group, "the group that keeps a network safety");
        constexpr const char* kForAnyone = "nothing: a network safety is for anyone";
        if (!cells.segment.empty()) return fault(kSellingSegmentColumn, cells.segment, kForAnyone);
        if (!cells.method.empty()) return fault(kSellingMethodColumn, cells.method, kForAnyone);
        return std::nullopt;
    }

    LoadRun& run_;
    std::vector<SellingRuleCells> cells_;
    BatchNames items_{NameKind::item};
    BatchNames nodes_{NameKind::node};
    BatchNames groups_{NameKind::group};
    BatchNames segments_{NameKind::segment};
};

}  // namespace

Status load_selling_rules(LoadRun& run, const std::string& path) {
    SellingRuleBatch batch(run);
    return load_in_batches(run, path, kSellingRulesFormat, batch);
}

}  // namespace earmark::cli
