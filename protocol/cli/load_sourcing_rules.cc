// Sourcing rules: a file goes in whole, in one request, or not at all. With a rule missing goods
// would leave from where they must not, in silence.
#include "protocol/cli/load_whole.h"
#include "protocol/cli/sourcing_rule_cells.h"

#include <utility>

namespace earmark::cli {
namespace {

class SourcingRuleRows {
  public:
    explicit SourcingRuleRows(LoadRun& run) : run_(run) {}

    void take(const CsvRow& row) {
        CellReader cells(row, kSourcingRulesFormat);
        SourcingRuleCells read = read_sourcing_rule(cells);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) {
            run_.report.reject(origin, *cells.fault());
            return;
        }
        cells_.push_back(std::move(read));
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return cells_.size(); }

    Status check() {
        BatchNames nodes(NameKind::node);
        BatchNames groups(NameKind::group);
        BatchNames items(NameKind::item);
        for (const SourcingRuleCells& cells : cells_) {
            for (const std::string& name : cells.nodes)
                nodes.add(name);
            for (const std::string& name : cells.groups)
                groups.add(name);
            for (const std::string& name : cells.skus)
                items.add(name);
        }
        for (BatchNames* names : {&nodes, &groups, &items})
            if (Status known = names->resolve(run_); !known) return known;
        for (std::size_t index = 0; index < cells_.size(); ++index) {
            SourcingRuleCells& cells = cells_[index];
            SourcingRule& rule = cells.row.rule;
            fill(
                index, nodes, cells.nodes, kSourcingNodesColumn, "nodes that are loaded", rule.nodes
            );
            fill(
                index,
                groups,
                cells.groups,
                kSourcingGroupsColumn,
                "groups that are loaded",
                rule.groups
            );
            fill(index, items, cells.skus, kSourcingSkuColumn, "items that are loaded", rule.skus);
        }
        return Done{};
    }

    Status send(WholeFile& file) {
        std::vector<SourcingRuleRow> rows;
        rows.reserve(cells_.size());
        for (SourcingRuleCells& cells : cells_)
            rows.push_back(std::move(cells.row));
        const auto reply = run_.client.put_sourcing_rules(rows, run_.session.call());
        if (!reply) return reply.error();
        Status taken = file.take(*reply, origins_);
        if (taken && reply->answers.empty()) tell_past_rules(file, rows);
        return taken;
    }

  private:
    /// Says which rules hold for no order to come.
    static void tell_past_rules(WholeFile& file, const std::vector<SourcingRuleRow>& rows) {
        const Day today = today_in_utc();
        for (const SourcingRuleRow& row : rows) {
            if (row.change != SourcingRuleChange::put || row.rule.until == kNoDay) continue;
            if (row.rule.until >= today) continue;
            file.note(
                "rule '" + row.rule.name + "' holds until " + format_day(row.rule.until) +
                ", a day that is past: it is loaded, and holds for no order any more"
            );
        }
    }

    /// The handles of a row's names; the first unknown one is told, once for a row.
    template <typename Id>
    void fill(
        std::size_t index,
        const BatchNames& known,
        const std::vector<std::string>& names,
        std::size_t column,
        const char* expected,
        std::vector<Id>& handles
    ) {
        handles.reserve(names.size());
        for (const std::string& name : names) {
            const ResolvedName found = known.of(name);
            if (found.id == 0) {
                if (last_wrong_ != index + 1) {
                    run_.report.reject(
                        origins_[index], cell_fault(kSourcingRulesFormat, column, name, expected)
                    );
                }
                last_wrong_ = index + 1;
                return;
            }
            handles.emplace_back(static_cast<decltype(Id().value())>(found.id));
        }
    }

    LoadRun& run_;
    std::vector<SourcingRuleCells> cells_;
    std::vector<RowOrigin> origins_;
    std::size_t last_wrong_ = 0;  ///< 1 + the row whose names were told last.
};

}  // namespace

Status load_sourcing_rules(LoadRun& run, const std::string& path) {
    return load_whole(run, path, kSourcingRulesFormat, SourcingRuleRows(run));
}

}  // namespace earmark::cli
