#include "engine/planning/supposed_stock.h"

#include <algorithm>

namespace earmark {

namespace {

std::pair<std::uint32_t, std::uint32_t> place_of_row(const StockIf& row) {
    return {row.sku.value(), row.node.value()};
}

}  // namespace

SupposedStock::SupposedStock(std::span<const StockIf> rows) {
    // What counts is the order in which rows of one position came.
    std::vector<std::pair<StockIf, std::size_t>> numbered;
    numbered.reserve(rows.size());
    for (std::size_t index = 0; index < rows.size(); ++index)
        numbered.emplace_back(rows[index], index);
    std::ranges::sort(numbered, {}, [](const auto& each) {
        return std::pair(place_of_row(each.first), each.second);
    });
    rows_.reserve(rows.size());
    for (const auto& [row, index] : numbered)
        rows_.push_back(row);
}

void SupposedStock::apply(SkuId sku, std::vector<std::pair<NodeId, Units>>& found) const {
    const auto rows =
        std::ranges::equal_range(rows_, sku, {}, [](const StockIf& row) { return row.sku; });
    for (const StockIf& row : rows) {
        auto at = std::ranges::lower_bound(found, row.node, {}, [](const auto& each) {
            return each.first;
        });
        if (at == found.end() || at->first != row.node) at = found.insert(at, {row.node, 0});
        const Units before = row.change == StockIfChange::add ? at->second : 0;
        at->second = std::clamp<Units>(before + row.units, 0, kUnitsMax);
    }
    std::erase_if(found, [](const auto& each) { return each.second == 0; });
}

Units SupposedStock::more_at(SkuId sku, NodeId node, Units units) const {
    std::vector<std::pair<NodeId, Units>> found{{node, units}};
    apply(sku, found);
    const auto there = std::ranges::find(found, node, &std::pair<NodeId, Units>::first);
    return (there == found.end() ? 0 : there->second) - units;
}

bool SupposedStock::is_about(SkuId sku) const {
    return std::ranges::find(rows_, sku, &StockIf::sku) != rows_.end();
}

void SupposedStock::add_nodes(SkuId sku, std::vector<NodeId>& nodes) const {
    for (const StockIf& row : rows_)
        if (row.sku == sku) nodes.push_back(row.node);
    std::ranges::sort(nodes);
    const auto repeated = std::ranges::unique(nodes);
    nodes.erase(repeated.begin(), repeated.end());
}

Units SupposedStock::most_taken(SkuId sku) const {
    Units most = 0;
    Units at_node = 0;
    NodeId node;
    for (const StockIf& row : rows_) {
        if (row.sku != sku || row.change != StockIfChange::add) continue;
        at_node = row.node == node ? at_node : 0;
        node = row.node;
        at_node = std::max<Units>(at_node - row.units, 0);
        most = std::max(most, at_node);
    }
    return most;
}

}  // namespace earmark
