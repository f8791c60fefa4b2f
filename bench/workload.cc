#include "bench/workload.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark::bench {

namespace {

constexpr std::uint32_t kScarceEvery = 64;
constexpr Units kScarceUnits = 3;
constexpr Units kHotUnits = 1'000'000'000;

std::string padded(std::string_view prefix, std::uint32_t number, std::size_t digits) {
    const std::string plain = std::to_string(number);
    std::string text(prefix);
    if (plain.size() < digits) text.append(digits - plain.size(), '0');
    return text += plain;
}

}  // namespace

Stock initial_stock(std::uint32_t item, std::uint32_t node) {
    if (item == 0) return {.on_hand = kHotUnits, .safety = 0};
    const std::uint64_t bits = Random::mix((std::uint64_t{item} << 32U) | node);
    if (item % kScarceEvery == kScarceEvery - 1) return {.on_hand = kScarceUnits, .safety = 0};
    return {
        .on_hand = 1000 + static_cast<Units>(bits % 1000),
        .safety = static_cast<Units>((bits >> 32U) % 4),
    };
}

Stock initial_stock(std::uint32_t item, const DataShape& shape) {
    Stock sum;
    for (std::uint32_t place = 0; place < shape.places(); ++place) {
        const Stock stock = initial_stock(item, shape.node_at(item, place));
        sum.on_hand += stock.on_hand;
        sum.safety += stock.safety;
    }
    return sum;
}

Location location_of(std::uint64_t random_bits) {
    constexpr std::uint64_t kSouth = 30'000'000;
    constexpr std::uint64_t kHigh = 18'000'000;
    constexpr std::uint64_t kWide = 50'000'000;
    constexpr std::int32_t kEast = -72'000'000;
    const std::uint64_t north = kSouth + (random_bits & 0xffff'ffffU) % kHigh;
    const std::uint64_t west = (random_bits >> 32U) % kWide;
    return {
        .latitude_e6 = static_cast<std::int32_t>(north),
        .longitude_e6 = kEast - static_cast<std::int32_t>(west)
    };
}

std::string sku_of(std::uint32_t item) {
    return padded("SKU", item, 9);
}

std::string node_key_of(std::uint32_t node) {
    return padded("node-", node, 3);
}

Workload::Workload(const DataShape& shape, KeySpread spread, std::uint64_t seed)
    : shape_(shape), spread_(spread), choice_(spread, shape.items), random_(seed) {
    EARMARK_CHECK(shape.items >= kReserveLines && shape.nodes > 0);
}

std::uint32_t Workload::item_of_line(std::size_t line) {
    const bool any_item = spread_ == KeySpread::hot && line > 0;
    return any_item ? static_cast<std::uint32_t>(random_.below(shape_.items)) : next_item();
}

WantedOrder Workload::next_order() {
    WantedOrder order;
    const auto taken = [&order](std::size_t lines, std::uint32_t item) {
        return std::any_of(
            order.begin(),
            order.begin() + static_cast<std::ptrdiff_t>(lines),
            [item](const WantedLine& line) { return line.item == item; }
        );
    };
    for (std::size_t line = 0; line < order.size(); ++line) {
        std::uint32_t item = item_of_line(line);
        while (taken(line, item))
            item = (item + 1) % shape_.items;
        order[line] = {
            .item = item,
            .node =
                shape_.node_at(item, static_cast<std::uint32_t>(random_.below(shape_.places()))),
            .units = 1 + static_cast<std::uint32_t>(random_.below(3)),
        };
    }
    return order;
}

}  // namespace earmark::bench
