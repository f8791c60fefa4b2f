#include "engine/network/service_rates.h"

#include "engine/base/wide.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace earmark {

Micros part_of(Micros amount, std::uint64_t part) {
    // 10^15 micros times 110,000.
    const Wide product = static_cast<Wide>(amount) * static_cast<Wide>(part);
    return static_cast<Micros>((product + kHundredthsOfPercent / 2) / kHundredthsOfPercent);
}

std::int64_t CarbonRate::grams_of(std::int64_t billed_g) const {
    const std::int64_t kilograms = std::max<std::int64_t>((billed_g + 999) / 1'000, 1);
    return std::int64_t{per_parcel_g} + std::int64_t{per_kg_g} * kilograms;
}

namespace {

/// By zone, as far as rows say.
std::vector<CarbonRate> carbon_of(const ShippingBook& book, const std::string& service) {
    std::vector<CarbonRate> by_zone;
    for (auto at = book.carbon.lower_bound({service, 0});
         at != book.carbon.end() && at->first.first == service;
         ++at) {
        const CarbonRow& row = at->second;
        // That of all zones comes first.
        if (by_zone.empty()) by_zone.resize(kCarbonZonesMax);
        const CarbonRate rate{row.per_parcel_g, row.per_kg_g};
        if (row.zone == 0) {
            std::ranges::fill(by_zone, rate);
        } else {
            by_zone[row.zone - 1U] = rate;
        }
    }
    return by_zone;
}

/// What a zone's parcels cost by a service, step by step.
void add_zone(
    const ServiceRow& row, const Tariff& tariff, std::size_t zone, std::vector<Micros>& rates
) {
    const bool is_reached = row.transit_days.empty() || (zone < row.transit_days.size() &&
                                                         row.transit_days[zone] != kZoneNotServed);
    for (const Tariff::Step& step : tariff.steps) {
        const Micros rate = step.rates[zone];
        if (!is_reached || rate < 0) {
            rates.push_back(-1);
            continue;
        }
        const Micros discounted = part_of(rate, kHundredthsOfPercent - row.discount);
        const Micros fuelled = part_of(discounted, kHundredthsOfPercent + std::uint64_t{row.fuel});
        rates.push_back(fuelled + tariff.surcharge_per_parcel);
    }
}

}  // namespace

bool ServiceRates::Version::is_never_below(const Version& other, std::uint8_t zone) const {
    const std::vector<Tariff::Step>& steps = tariff->steps;
    const std::vector<Tariff::Step>& others = other.tariff->steps;
    const bool parcel_alike = tariff->dim_cm3_per_kg == other.tariff->dim_cm3_per_kg &&
                              steps.back().weight_g_max == others.back().weight_g_max;
    if (!parcel_alike) return false;
    std::size_t at = 0;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        while (others[at].weight_g_max < steps[step].weight_g_max)
            ++at;
        if (parcel_rate(zone, step) < other.parcel_rate(zone, at)) return false;
    }
    return true;
}

std::shared_ptr<const ServiceRates> ServiceRates::of(
    const std::shared_ptr<const ServiceRates>& before,
    const std::shared_ptr<const ShippingBook>& book,
    const std::shared_ptr<const TariffTable>& tariffs
) {
    if (book->pickups.empty()) return nullptr;
    if (before != nullptr && before->book_ == book && before->tariffs_ == tariffs) return before;
    auto made = std::make_shared<ServiceRates>();
    made->book_ = book;
    made->tariffs_ = tariffs;
    made->add_services();
    made->add_nodes();
    return made;
}

void ServiceRates::add_services() {
    for (const auto& [name, row] : book_->services) {
        Service& service = services_.emplace_back();
        service.row = &row;
        has_refusals_ = has_refusals_ || !row.refuses.empty();
        service.carbon = carbon_of(*book_, name);
        const auto tariff = tariffs_->indexes.find(row.tariff);
        // An image may hold the book before the tariffs: the next version has both.
        if (tariff == tariffs_->indexes.end()) continue;
        for (const auto& version : tariffs_->tariffs[tariff->second].versions) {
            Version& made = service.versions.emplace_back();
            made.tariff = version;
            made.zones = version->zones();
            made.rates.reserve(made.zones * made.step_count());
            for (std::size_t zone = 0; zone < made.zones; ++zone)
                add_zone(row, *version, zone, made.rates);
        }
    }
}

void ServiceRates::add_nodes() {
    std::map<std::string_view, std::uint32_t> numbers;
    for (std::uint32_t index = 0; index < services_.size(); ++index)
        numbers.emplace(services_[index].row->name, index);
    at_node_.resize(book_->pickups.rbegin()->first.node.value() + std::size_t{1});
    for (const auto& [key, pickup] : book_->pickups) {
        const auto number = numbers.find(pickup.service);
        if (number == numbers.end()) continue;
        auto& [first, count] = at_node_[key.node.value()];
        if (count == 0) first = static_cast<std::uint32_t>(lists_.size());
        // Pickups of one node stand together, by service.
        if (count > 0 && lists_.back() == number->second) continue;
        lists_.push_back(number->second);
        ++count;
    }
}

}  // namespace earmark
