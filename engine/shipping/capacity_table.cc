#include "engine/shipping/capacity_table.h"

#include <algorithm>
#include <tuple>

namespace earmark {

std::shared_ptr<const CapacityTable> CapacityTable::of(
    const std::shared_ptr<const CapacityTable>& before,
    const std::shared_ptr<const ShippingBook>& book
) {
    if (book->capacities.empty()) return nullptr;
    if (before != nullptr && before->book_ == book) return before;
    auto made = std::make_shared<CapacityTable>();
    made->book_ = book;
    made->rows_.reserve(book->capacities.size());
    made->first_.assign(book->capacities.rbegin()->first.node + std::size_t{2}, 0);
    for (const auto& [key, row] : book->capacities) {
        made->rows_.push_back(row);
        ++made->first_[key.node + std::size_t{1}];
        if (made->nodes_.empty() || made->nodes_.back() != row.node)
            made->nodes_.push_back(row.node);
    }
    for (std::size_t node = 1; node < made->first_.size(); ++node)
        made->first_[node] += made->first_[node - 1];
    return made;
}

CapacityFigures CapacityTable::most(NodeId node, Day day, std::uint8_t method) const {
    CapacityFigures figures;
    figures.fill(kNoCapacityLimit);
    const auto rows = rows_of(node);
    const auto place = [](const CapacityRow& row) {
        return std::tuple(row.method, row.unit, row.date, row.weekday);
    };
    const std::tuple<Day, std::uint8_t> kinds[] = {
        {day, 0}, {kNoDay, weekday_of(day)}, {kNoDay, 0}
    };
    for (std::size_t index = 0; index < kCapacityUnits; ++index) {
        const auto unit = static_cast<CapacityUnit>(index);
        for (const auto& [date, weekday] : kinds) {
            const std::tuple wanted(method, unit, date, weekday);
            const auto found = std::ranges::lower_bound(rows, wanted, {}, place);
            if (found == rows.end() || place(*found) != wanted) continue;
            figures[index] = found->most;
            break;
        }
    }
    return figures;
}

bool CapacityTable::ever_ships(NodeId node, std::uint8_t method) const {
    constexpr Day kDaysOfWeek = 7;
    const auto rows = rows_of(node);
    const auto ships_on = [&](Day day) {
        for (const std::uint8_t counted : {std::uint8_t{0}, method}) {
            const CapacityFigures figures = most(node, day, counted);
            if (std::ranges::find(figures, Units{0}) != figures.end()) return false;
        }
        return true;
    };
    for (Day day = 1; day <= kDaysOfWeek; ++day)
        if (ships_on(day)) return true;
    return std::ranges::any_of(rows, [&](const CapacityRow& row) {
        return row.date != kNoDay && ships_on(row.date);
    });
}

}  // namespace earmark
