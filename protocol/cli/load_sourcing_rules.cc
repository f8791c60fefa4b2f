// Sourcing rules: a file goes in whole, in one request, or not at all. With a rule missing goods
// would leave from where they must not, in silence.
#include "protocol/cli/load_batches.h"
#include "protocol/cli/sourcing_rule_cells.h"

#include <utility>

namespace earmark::cli {
namespace {

class SourcingRulesFile {
  public:
    SourcingRulesFile(LoadRun& run, const std::string& path)
        : run_(run), path_(path), rejected_before_(run.report.rejected()) {}

    void take(const CsvRow& row) {
        run_.report.gather(row, {});
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

    static constexpr bool kIsWholeFile = true;

    /// What is gathered waits for the file's end.
    static std::size_t waiting() { return 0; }

    Status flush() {
        if (cells_.empty()) return Done{};
        if (Status known = resolve_names(); !known) return known;
        if (is_spoilt()) return Done{};
        std::vector<SourcingRuleRow> rows;
        rows.reserve(cells_.size());
        for (SourcingRuleCells& cells : cells_)
            rows.push_back(std::move(cells.row));
        const auto reply = run_.client.put_sourcing_rules(rows, run_.session.call());
        if (!reply) return reply.error();
        if (!is_done(reply->outcome)) return refused_error(reply->outcome, reply->detail);
        for (const RowAnswer& answer : reply->answers) {
            if (answer.row >= origins_.size()) continue;
            run_.report.refuse(
                origins_[answer.row], earmark::to_string(answer.verdict), answer.detail
            );
        }
        if (is_spoilt()) return Done{};
        run_.totals.loaded += rows.size();
        run_.totals.unchanged += reply->unchanged;
        return Done{};
    }

  private:
    Status resolve_names() {
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

    /// Was a row of the file wrong? Then the others are left out with it.
    bool is_spoilt() {
        const std::uint64_t wrong = run_.report.rejected() - rejected_before_;
        if (wrong == 0) return false;
        run_.totals.left_out += run_.totals.rows - rows_before_ - wrong;
        run_.progress.pause();
        run_.session.note(
            path_ + ": nothing of it is loaded, since rules with some missing would be other rules"
        );
        return true;
    }

    LoadRun& run_;
    const std::string& path_;
    const std::uint64_t rejected_before_;
    const std::uint64_t rows_before_ = run_.totals.rows;
    std::vector<SourcingRuleCells> cells_;
    std::vector<RowOrigin> origins_;
    std::size_t last_wrong_ = 0;  ///< 1 + the row whose names were told last.
};

}  // namespace

Status load_sourcing_rules(LoadRun& run, const std::string& path) {
    SourcingRulesFile file(run, path);
    return load_in_batches(run, path, kSourcingRulesFormat, file);
}

}  // namespace earmark::cli
