#include "protocol/cli/rule_file.h"

#include "protocol/cli/cell_reader.h"
#include "protocol/cli/csv_reader.h"
#include "protocol/cli/sourcing_rule_cells.h"

#include <utility>

namespace earmark::cli {
namespace {

/// The handles of what a row names.
Status resolve(SourcingRuleCells& cells, NameBook& names) {
    SourcingRule& rule = cells.row.rule;
    auto nodes = names.nodes(cells.nodes);
    if (!nodes) return nodes.error();
    rule.nodes = *std::move(nodes);
    for (const std::string& name : cells.groups) {
        const auto group = names.group(name);
        if (!group) return group.error();
        rule.groups.push_back(*group);
    }
    const auto items = names.items(cells.skus);
    if (!items) return items.error();
    for (const KnownItem& item : *items)
        rule.skus.push_back(item.id);
    return Done{};
}

}  // namespace

Result<std::vector<SourcingRuleRow>> read_rule_file(const std::string& path, NameBook& names) {
    auto reader = CsvReader::open(path, kSourcingRulesFormat);
    if (!reader) return reader.error();
    std::vector<SourcingRuleRow> rows;
    CsvRow row;
    while (true) {
        const auto is_there = (*reader)->next(row);
        if (!is_there) return is_there.error();
        if (!*is_there) return rows;
        const auto fail = [&](ErrorCode code, const std::string& what) {
            std::string detail = path + ": row " + std::to_string(row.number());
            detail += ": " + what;
            return Error{code, std::move(detail)};
        };
        CellReader cells(row, kSourcingRulesFormat);
        SourcingRuleCells read = read_sourcing_rule(cells);
        if (cells.fault()) return fail(ErrorCode::bad_input, to_string(*cells.fault()));
        if (const Status known = resolve(read, names); !known)
            return fail(known.error().code, known.error().detail);
        rows.push_back(std::move(read.row));
    }
}

}  // namespace earmark::cli
