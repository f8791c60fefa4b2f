#include "protocol/cli/whatif_totals.h"

#include "engine/base/decimal.h"

#include <algorithm>

namespace earmark::cli {
namespace {

constexpr std::int64_t kMillionths = 1'000'000;

std::int64_t power_of(std::uint8_t scale) {
    std::int64_t power = 1;
    for (std::uint8_t each = 0; each < scale; ++each)
        power *= 10;
    return power;
}

bool is_on_time(const DeliveryWish& wish, const SourceReply& reply) {
    const Day last = wish.wish_by != kNoDay ? wish.wish_by : wish.need_by;
    return reply.unfilled.empty() &&
           std::ranges::all_of(reply.shipments, [&](const Shipment& each) {
               return each.dates.are_said() && each.dates.delivery_day <= last;
           });
}

/// times * part / whole with two decimals.
std::string scaled_ratio(std::uint64_t part, std::uint64_t whole, std::int64_t times) {
    constexpr std::uint8_t kRatioScale = 2;
    constexpr std::int64_t kHundred = 100;
    const auto divisor = static_cast<std::int64_t>(whole);
    const std::int64_t scaled = static_cast<std::int64_t>(part) * kHundred * times;
    return format_decimal((scaled + divisor / 2) / divisor, kRatioScale);
}

}  // namespace

void MeasuredUnits::add(Units quantity, std::uint8_t scale) {
    const std::int64_t power = power_of(scale);
    whole_ += quantity / power;
    millionths_ += quantity % power * (kMillionths / power);
    whole_ += millionths_ / kMillionths;
    millionths_ %= kMillionths;
}

std::string MeasuredUnits::text() const {
    std::string text = std::to_string(whole_);
    if (millionths_ == 0) return text;
    std::string decimals = std::to_string(kMillionths + millionths_).substr(1);
    while (decimals.back() == '0')
        decimals.pop_back();
    return text.append(".").append(decimals);
}

double MeasuredUnits::value() const {
    return static_cast<double>(whole_) +
           static_cast<double>(millionths_) / static_cast<double>(kMillionths);
}

void WhatIfTotals::count(const SourceRequest& request, const SourceReply& reply, NameBook& names) {
    const bool is_planned = reply.outcome == Outcome::done;
    if (!is_answered(reply.outcome)) {
        ++refused;
        return;
    }
    for (const OrderLine& line : request.lines) {
        const std::uint8_t scale = names.scale_of(line.sku);
        units_asked.add(line.quantity, scale);
        if (!is_planned) continue;
        const auto missing = std::ranges::find(reply.unfilled, line.line, &UnfilledLine::line);
        units_filled.add(
            line.quantity - (missing == reply.unfilled.end() ? 0 : missing->quantity), scale
        );
    }
    const DeliveryWish& wish = request.delivery;
    const bool is_dated = wish.need_by != kNoDay || wish.wish_by != kNoDay;
    if (is_dated) ++dated;
    if (!is_planned) {
        ++unfilled;
        return;
    }
    ++(reply.unfilled.empty() ? filled : partly);
    if (reply.proven_optimal) ++proven;
    if (is_dated && is_on_time(wish, reply)) ++on_time;
    cost += reply.cost;
    shipments += reply.shipments.size();
    for (const Shipment& shipment : reply.shipments) {
        NodeLoad& load = nodes[shipment.node.value()];
        ++load.shipments;
        carbon_g += shipment.carbon_g;
        for (const ShipmentLine& line : shipment.lines)
            load.units.add(line.quantity, names.scale_of(line.sku));
    }
}

std::string ratio_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::string() : scaled_ratio(part, whole, 1);
}

std::string percent_of(std::uint64_t part, std::uint64_t whole) {
    constexpr std::int64_t kPercent = 100;
    return whole == 0 ? std::string() : scaled_ratio(part, whole, kPercent) + " %";
}

}  // namespace earmark::cli
