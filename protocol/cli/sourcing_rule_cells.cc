#include "protocol/cli/sourcing_rule_cells.h"

#include <algorithm>
#include <array>

namespace earmark::cli {
namespace {

constexpr std::array kSourcingRulesColumns{
    CsvColumn{.name = "rule", .presence = Presence::required},
    CsvColumn{"effect"},
    CsvColumn{"nodes"},
    CsvColumn{"groups"},
    CsvColumn{"from"},
    CsvColumn{"until"},
    CsvColumn{"country"},
    CsvColumn{"postal_prefix"},
    CsvColumn{"customer_class"},
    CsvColumn{"method"},
    CsvColumn{"residential"},
    CsvColumn{"units_least"},
    CsvColumn{"units_most"},
    CsvColumn{"value_least"},
    CsvColumn{"value_most"},
    CsvColumn{"attributes"},
    CsvColumn{"category"},
    CsvColumn{"sku"},
    CsvColumn{"penalty"},
    CsvColumn{"shipments_most"},
    CsvColumn{"nodes_per_line_most"},
    CsvColumn{"change"},
};
static_assert(kSourcingRulesColumns[kSourcingNodesColumn].name == "nodes");
static_assert(kSourcingRulesColumns[kSourcingGroupsColumn].name == "groups");
static_assert(kSourcingRulesColumns[kSourcingSkuColumn].name == "sku");

std::vector<std::string> read_list(CellReader& cells, std::size_t column) {
    std::vector<std::string> words;
    std::string_view text = cells.raw(column);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

SourcingEffect read_effect(CellReader& cells, std::size_t column) {
    for (const auto effect :
         {SourcingEffect::exclude,
          SourcingEffect::only,
          SourcingEffect::prefer,
          SourcingEffect::most_shipments,
          SourcingEffect::keep_whole,
          SourcingEffect::most_nodes_per_line,
          SourcingEffect::ship_complete}) {
        if (cells.raw(column) == to_string(effect)) return effect;
    }
    cells.reject(
        column,
        "exclude, only, prefer, most_shipments, keep_whole, most_nodes_per_line or ship_complete"
    );
    return SourcingEffect::exclude;
}

SourcingRuleChange read_rule_change(CellReader& cells, std::size_t column) {
    const std::string_view change = cells.raw(column);
    if (change == "remove") return SourcingRuleChange::remove;
    if (!change.empty() && change != "put") cells.reject(column, "put or remove");
    return SourcingRuleChange::put;
}

/// A number that only rules of the effect `of` have.
std::uint32_t read_most(
    CellReader& cells,
    std::size_t column,
    SourcingEffect effect,
    SourcingEffect of,
    std::uint32_t most
) {
    if (effect == of) return static_cast<std::uint32_t>(cells.whole(column, 1, most));
    if (!cells.is_empty(column)) {
        std::string expected = "nothing: only ";
        expected += to_string(of);
        cells.reject(column, expected + " has one");
    }
    return 0;
}

AddressKind read_address_kind(CellReader& cells, std::size_t column) {
    if (cells.is_empty(column)) return AddressKind::any;
    return cells.yes_no_or(column, false) ? AddressKind::residential : AddressKind::business;
}

}  // namespace

constinit const CsvFormat kSourcingRulesFormat{
    .kind = "sourcing-rules", .columns = kSourcingRulesColumns
};

SourcingRuleCells read_sourcing_rule(CellReader& cells) {
    constexpr std::int64_t kUnitsMost = std::int64_t{1} << 48U;
    SourcingRuleCells read;
    SourcingRule& rule = read.row.rule;
    rule.name = cells.name(0, kRuleNameBytesMax);
    read.row.change = read_rule_change(cells, kSourcingRulesColumns.size() - 1);
    if (read.row.change == SourcingRuleChange::remove) return read;
    rule.effect = read_effect(cells, 1);
    read.nodes = read_list(cells, kSourcingNodesColumn);
    read.groups = read_list(cells, kSourcingGroupsColumn);
    const bool has_nodes = !read.nodes.empty() || !read.groups.empty();
    if (limits_orders(rule.effect)) {
        if (has_nodes) {
            const auto column = read.nodes.empty() ? kSourcingGroupsColumn : kSourcingNodesColumn;
            cells.reject(column, "none: the rule is about whole orders");
        }
    } else if (!has_nodes) {
        cells.reject(kSourcingNodesColumn, "nodes with ';' between, or groups in their column");
    }
    rule.from = cells.day(4);
    rule.until = cells.day(5);
    rule.countries = read_list(cells, 6);
    rule.postal_prefixes = read_list(cells, 7);
    rule.customer_classes = read_list(cells, 8);
    rule.methods = cells.methods_or(9, 0);
    rule.address = read_address_kind(cells, 10);
    rule.units_least = cells.whole_or(11, 0, kUnitsMost, 0);
    rule.units_most = cells.whole_or(12, 0, kUnitsMost, 0);
    rule.value_least = cells.money(13);
    rule.value_most = cells.money(14);
    rule.attributes = read_list(cells, 15);
    rule.categories = read_list(cells, 16);
    read.skus = read_list(cells, kSourcingSkuColumn);
    rule.penalty = cells.money(18);
    rule.shipments_most =
        read_most(cells, 19, rule.effect, SourcingEffect::most_shipments, kShipmentsOfRuleMax);
    rule.nodes_per_line_most = read_most(
        cells, 20, rule.effect, SourcingEffect::most_nodes_per_line, kNodesPerLineOfRuleMax
    );
    return read;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += ';';
        text += word;
    }
    return text;
}

}  // namespace earmark::cli
