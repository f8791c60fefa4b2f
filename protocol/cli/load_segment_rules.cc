// Rules of segments: each row stands alone, and names an item, a node and a segment.
#include "protocol/cli/load.h"
#include "protocol/cli/row_formats.h"
#include "protocol/cli/segment_rule_cells.h"

#include <map>

namespace earmark::cli {
namespace {

constexpr std::size_t kRowsPerRequest = 2'000;

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

using Handles = std::map<std::string, ResolvedName, std::less<>>;

class RuleLoad {
  public:
    explicit RuleLoad(LoadRun& run) : run_(run) {}

    Status load(const std::string& path) {
        const auto reader = CsvReader::open(path, kSegmentRulesFormat);
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

    Status flush() {
        if (cells_.empty()) return Done{};
        Handles items;
        Handles nodes;
        Handles segments;
        if (Status known = resolve(NameKind::item, &RuleCells::sku, items); !known) return known;
        if (Status known = resolve(NameKind::node, &RuleCells::node, nodes); !known) return known;
        if (Status made = make_segments(segments); !made) return made;
        std::vector<SegmentRuleRow> rows;
        std::vector<RowOrigin> origins;
        for (RuleCells& cells : cells_) {
            if (auto fault = complete(cells, items, nodes)) {
                run_.report.reject(cells.origin, *fault);
                continue;
            }
            cells.rule.segment =
                SegmentId(static_cast<std::uint16_t>(segments.find(cells.segment)->second.id));
            rows.emplace_back().rule = cells.rule;
            origins.push_back(std::move(cells.origin));
        }
        cells_.clear();
        if (rows.empty()) return Done{};
        const auto reply = run_.client.put_segment_rules(rows, run_.session.call());
        if (!reply) return reply.error();
        if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
        book(*reply, origins);
        return Done{};
    }

    Status resolve(NameKind kind, std::string RuleCells::* name, Handles& handles) {
        for (const RuleCells& cells : cells_)
            handles.emplace(cells.*name, ResolvedName{});
        const std::vector<std::string_view> names = names_of(handles);
        const auto reply = run_.client.resolve(kind, names);
        if (!reply) return reply.error();
        auto next = handles.begin();
        for (const ResolvedName& resolved : reply->resolved)
            (next++)->second = resolved;
        return Done{};
    }

    Status make_segments(Handles& handles) {
        for (const RuleCells& cells : cells_)
            handles.emplace(cells.segment, ResolvedName{});
        const std::vector<std::string_view> names = names_of(handles);
        const auto reply = run_.client.put_segments(names, run_.session.call());
        if (!reply) return reply.error();
        if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
        auto next = handles.begin();
        for (const std::uint32_t id : reply->ids)
            (next++)->second.id = id;
        return Done{};
    }

    static std::vector<std::string_view> names_of(const Handles& handles) {
        std::vector<std::string_view> names;
        names.reserve(handles.size());
        for (const auto& [name, handle] : handles)
            names.emplace_back(name);
        return names;
    }

    /// Puts handles and figures into the rule; answers with what is wrong, if anything is.
    static std::optional<CellFault> complete(
        RuleCells& cells, const Handles& items, const Handles& nodes
    ) {
        const auto column = [](std::size_t index) {
            return std::string(kSegmentRulesFormat.columns[index].name);
        };
        const ResolvedName item = items.find(cells.sku)->second;
        const ResolvedName node = nodes.find(cells.node)->second;
        if (item.id == 0)
            return CellFault{column(kRulesSkuColumn), shown(cells.sku), "an item that is loaded"};
        if (node.id == 0)
            return CellFault{column(kRulesNodeColumn), shown(cells.node), "a node that is loaded"};
        cells.rule.sku = SkuId(item.id);
        cells.rule.node = NodeId(node.id);
        std::string_view wrong;
        const Status read = read_limits(cells.floor, cells.ceiling, item.scale, cells.rule, wrong);
        if (read) return std::nullopt;
        const bool is_floor = wrong.data() == cells.floor.data();
        return CellFault{
            column(is_floor ? kRulesFloorColumn : kRulesCeilingColumn),
            shown(wrong),
            read.error().detail
        };
    }

    void book(const SupplyReply& reply, const std::vector<RowOrigin>& origins) {
        run_.totals.loaded += reply.applied + reply.unchanged;
        run_.totals.unchanged += reply.unchanged;
        for (const RowAnswer& answer : reply.answers) {
            if (answer.row >= origins.size()) continue;
            const std::string_view word = earmark::to_string(answer.verdict);
            if (answer.verdict == RowVerdict::floor_above_stock) {
                run_.report.keep(origins[answer.row], std::string(word) + ": " + answer.detail);
            } else {
                run_.report.refuse(origins[answer.row], word, answer.detail);
            }
        }
    }

    LoadRun& run_;
    std::vector<RuleCells> cells_;
};

}  // namespace

Status load_segment_rules(LoadRun& run, const std::string& path) {
    return RuleLoad(run).load(path);
}

}  // namespace earmark::cli
