// Rules of segments: each row stands alone, and names an item, a node and a segment.
#include "engine/network/network_place.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"
#include "protocol/cli/segment_rule_cells.h"

namespace earmark::cli {
namespace {

/// Rows as read, kept until their names are resolved.
struct RuleCells {
    std::string sku;
    std::string node;
    std::string segment;
    std::string floor;
    std::string ceiling;
    SegmentRule rule;
    RowOrigin origin;
};

class RuleBatch {
  public:
    explicit RuleBatch(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kSegmentRulesFormat);
        RuleCells read{
            .sku = std::string(cells.name(kRulesSkuColumn, kSkuBytesMax)),
            .node = std::string(cells.name(kRulesNodeColumn, kNodeKeyBytesMax)),
            .segment = std::string(cells.name(kRulesSegmentColumn, kSegmentNameBytesMax)),
            .floor = std::string(cells.raw(kRulesFloorColumn)),
            .ceiling = std::string(cells.raw(kRulesCeilingColumn)),
            .rule = read_segment_rule(cells),
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
        BatchNames items(NameKind::item);
        BatchNames nodes(NameKind::node);
        BatchNames groups(NameKind::group);
        BatchNames segments(NameKind::segment);
        for (const RuleCells& cells : cells_) {
            items.add(cells.sku);
            nodes.add(cells.node);
            groups.add(group_name(cells.node));
            segments.add(cells.segment);
        }
        if (Status known = items.resolve(run_); !known) return known;
        if (Status known = nodes.resolve(run_); !known) return known;
        if (Status known = groups.resolve(run_); !known) return known;
        if (Status made = segments.make_segments(run_); !made) return made;
        std::vector<SegmentRuleRow> rows;
        std::vector<RowOrigin> origins;
        for (RuleCells& cells : cells_) {
            if (auto fault = complete(cells, items, nodes, groups)) {
                run_.report.reject(cells.origin, *fault);
                continue;
            }
            cells.rule.segment =
                SegmentId(static_cast<std::uint16_t>(segments.of(cells.segment).id));
            rows.emplace_back().rule = cells.rule;
            origins.push_back(std::move(cells.origin));
        }
        cells_.clear();
        if (rows.empty()) return Done{};
        return book_rows(run_, run_.client.put_segment_rules(rows, run_.session.call()), origins);
    }

  private:
    /// "@west" is the group west, unless a node is named so; nothing for a node.
    static std::string_view group_name(std::string_view node) {
        return node.starts_with('@') ? node.substr(1) : std::string_view();
    }

    /// Puts handles and figures into the rule; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        RuleCells& cells, const BatchNames& items, const BatchNames& nodes, const BatchNames& groups
    ) {
        const CsvFormat& format = kSegmentRulesFormat;
        const ResolvedName item = items.of(cells.sku);
        const ResolvedName node = nodes.of(cells.node);
        const ResolvedName group = groups.of(group_name(cells.node));
        if (item.id == 0)
            return cell_fault(format, kRulesSkuColumn, cells.sku, "an item that is loaded");
        if (node.id == 0 && group.id == 0) {
            return cell_fault(
                format, kRulesNodeColumn, cells.node, "a node, or @ and a group, that is loaded"
            );
        }
        cells.rule.sku = SkuId(item.id);
        cells.rule.node = node.id != 0 ? NodeId(node.id)
                                       : place_of(GroupId(static_cast<std::uint16_t>(group.id)));
        std::string_view wrong;
        const Status read = read_limits(cells.floor, cells.ceiling, item.scale, cells.rule, wrong);
        if (read) return std::nullopt;
        const bool is_floor = wrong.data() == cells.floor.data();
        return cell_fault(
            format, is_floor ? kRulesFloorColumn : kRulesCeilingColumn, wrong, read.error().detail
        );
    }

    LoadRun& run_;
    std::vector<RuleCells> cells_;
};

}  // namespace

Status load_segment_rules(LoadRun& run, const std::string& path) {
    RuleBatch batch(run);
    return load_in_batches(run, path, kSegmentRulesFormat, batch);
}

}  // namespace earmark::cli
