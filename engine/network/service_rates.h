// ServiceRates: the services that pick up at each node, with their rates worked out.
//
// Made when the book of shipping or a tariff changes, not for each order: what a parcel of a step
// costs by a service, by each version of its tariff, is looked up there. An engine without pickups
// has none.
#pragma once

#include "engine/network/reference_data.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

/// What each parcel of a service emits, to one zone: see CarbonRow.
struct CarbonRate {
    std::uint32_t per_parcel_g = 0;
    std::uint32_t per_kg_g = 0;

    /// Grams of CO2e of a parcel that is billed for these grams.
    std::int64_t grams_of(std::int64_t billed_g) const;
    friend bool operator==(const CarbonRate&, const CarbonRate&) = default;
};

class ServiceRates {
  public:
    /// By one version of a service's tariff.
    struct Version {
        std::shared_ptr<const Tariff> tariff;
        std::size_t zones = 0;
        /// [zone * steps + step], zones from 0: of one parcel, before what the address adds;
        /// negative = not served.
        std::vector<Micros> rates;

        std::size_t step_count() const { return tariff->steps.size(); }
        /// zone: from 1; 0 = none.
        bool serves(std::uint8_t zone) const {
            return zone != 0 && zone <= zones && rates[(zone - 1U) * step_count()] >= 0;
        }
        Micros parcel_rate(std::uint8_t zone, std::size_t step) const {
            return rates[(zone - 1U) * step_count() + step];
        }
        /// Whether no shipment costs less than by another version that serves the zone, too. False
        /// also where that is not to be told from the steps alone.
        bool is_never_below(const Version& other, std::uint8_t zone) const;
    };

    struct Service {
        const ServiceRow* row = nullptr;  ///< Of the book.
        std::vector<Version> versions;    ///< As the tariff's.
        std::vector<CarbonRate> carbon;   ///< [k] = to zone k + 1; empty: nothing is known of it.

        CarbonRate carbon_to(std::uint8_t zone) const {
            return zone != 0 && zone <= carbon.size() ? carbon[zone - 1U] : CarbonRate();
        }

        /// Of a day; null if none is.
        const Version* on(Day day) const {
            const Version* last = nullptr;
            for (const Version& version : versions)
                if (version.tariff->from <= day) last = &version;
            return last;
        }
        /// Whether it takes shipments on a day.
        bool is_open(Day day) const {
            return (row->from == kNoDay || row->from <= day) &&
                   (row->until == kNoDay || day <= row->until);
        }
        /// The rates of what leaves on a day; null if nothing goes to the zone then.
        const Version* to(std::uint8_t zone, Day day) const {
            const Version* rates = is_open(day) ? on(day) : nullptr;
            return rates != nullptr && rates->serves(zone) ? rates : nullptr;
        }
        bool ever_serves(std::uint8_t zone) const {
            for (const Version& version : versions)
                if (version.serves(zone)) return true;
            return false;
        }
    };

    /// Null if no node has a pickup. `before` is used again if it is of these parts.
    static std::shared_ptr<const ServiceRates> of(
        const std::shared_ptr<const ServiceRates>& before,
        const std::shared_ptr<const ShippingBook>& book,
        const std::shared_ptr<const TariffTable>& tariffs
    );

    /// Which services pick up at the node, by name; empty: it ships by its own tariff.
    std::span<const std::uint32_t> at(NodeId node) const {
        if (node.value() >= at_node_.size()) return {};
        const auto [first, count] = at_node_[node.value()];
        return std::span(lists_).subspan(first, count);
    }

    /// By name.
    const std::vector<Service>& services() const { return services_; }
    const ShippingBook& book() const { return *book_; }
    /// Whether any of them refuses anything.
    bool has_refusals() const { return has_refusals_; }

  private:
    void add_services();
    void add_nodes();

    std::shared_ptr<const ShippingBook> book_;
    std::shared_ptr<const TariffTable> tariffs_;
    std::vector<Service> services_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> at_node_;  ///< By node id: first, count.
    std::vector<std::uint32_t> lists_;
    bool has_refusals_ = false;
};

/// part hundredths of a percent of an amount, rounded half up.
Micros part_of(Micros amount, std::uint64_t part);

}  // namespace earmark
