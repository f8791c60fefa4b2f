// ServiceChoices: by which services the nodes of an order can ship to its address, and what a
// shipment costs by the cheapest of them.
//
// To the plan services of one node that bill volume alike, and carry the same of the order, are one
// tariff: at each weight the least of what they ask, full parcels and the rest of each as that
// service makes them, up to the weight of the whole order: rates, and what lateness, carbon and a
// full day cost. A node with services that differ so has several of these to choose from. So a plan
// at least cost chooses node and service together.
#pragma once

#include "engine/engine_state.h"
#include "engine/network/service_rates.h"
#include "engine/order_dates.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace earmark {

/// A service, for one order from one node.
struct ServiceChoice {
    std::uint32_t service = 0;  ///< Index of ServiceRates::services().
    /// The rates of the day on which it leaves, or where that is not said, of the order.
    const ServiceRates::Version* rates = nullptr;
    Micros per_parcel = 0;  ///< What the address adds.
    Micros extra = 0;       ///< Per shipment, beside its rate: lateness.
    Micros load = 0;        ///< Likewise: for how full its day is.
    CarbonRate carbon{};
    std::uint16_t days_late = 0;
    Day leaves_from = kNoDay;  ///< Not before this day; kNoDay = as soon as it can.
    /// What its day has room for, as RateChoice has it.
    std::int64_t units_max = RateChoice::kUnlimited;
    std::int64_t rows_max = RateChoice::kUnlimited;
    /// By which days it leaves that many orders share: whoever shares them numbers them.
    static constexpr std::uint32_t kAnyDay = ~std::uint32_t{0};
    std::uint32_t departures = kAnyDay;

    bool is_limited() const {
        return units_max != RateChoice::kUnlimited || rows_max != RateChoice::kUnlimited ||
               departures != kAnyDay;
    }
    bool has_room_like(const ServiceChoice& other) const {
        return units_max == other.units_max && rows_max == other.rows_max &&
               departures == other.departures;
    }

    friend bool operator==(const ServiceChoice&, const ServiceChoice&) = default;
};

/// What a shipment is billed for by a dimensional divisor (Tariff::dim_cm3_per_kg).
using BilledGrams = std::function<std::int64_t(std::uint32_t dim_cm3_per_kg)>;

/// What of the order is in a shipment.
struct ShipmentContents {
    std::uint64_t tags = 0;  ///< ItemFacts::tags, of all of it.
    std::int64_t units = 0;  ///< Of items: of a kit, its parts.
    std::int64_t rows = 0;   ///< Of the order.
};

/// What a shipment costs by a service.
struct ServicePrice {
    std::uint32_t service = 0;
    Micros transport = 0;
    Micros extra = 0;
    Micros load = 0;
    Micros carbon = 0;
    std::int64_t carbon_g = 0;
    std::int64_t grams = 0;  ///< Billed.
    std::uint32_t parcels = 0;
    Day leaves_from = kNoDay;  ///< As of the choice.
};

class ServiceChoices {
  public:
    /// Some of the choices of this order, by name.
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t late_first = 0;  ///< Others reach the place, but not in time:
        std::uint32_t late_count = 0;  ///< so many.
    };

    /// An order: forgets what was added. Nothing else is called if no node has services.
    void start(
        const EngineState& state,
        const ReferenceData& reference,
        const SourceRequest& request,
        Time now
    );

    /// The services of a node that reach a zone in time, of a shipment that is not to leave before
    /// `from`; empty if none does. Those that say no dates have the rates of the day `dateless`;
    /// kNoDay: of that of the order.
    Range add(NodeId node, std::uint8_t zone, Day from = kNoDay, Day dateless = kNoDay);

    /// Whether a service carries goods of these tags (ItemFacts::tags), for some of the order's.
    bool has_refusals() const { return has_refusals_; }
    bool carries(const ServiceChoice& choice, std::uint64_t tags) const {
        return (facts_[choice.service].refused & tags) == 0;
    }
    /// Whether it carries them, and its day has room for them.
    bool takes(const ServiceChoice& choice, const ShipmentContents& contents) const;
    bool any_carries(Range range, std::uint64_t tags) const;
    /// Whether one does that would be too late.
    bool any_late_carries(Range range, std::uint64_t tags) const;
    /// The tags that a service refuses.
    std::uint64_t refused_by(std::uint32_t service) { return facts_of(service).refused; }
    /// Whether services of one node bill volume by different divisors.
    bool bill_apart() const { return bill_apart_; }

    std::span<const ServiceChoice> of(Range range) const {
        return std::span(choices_).subspan(range.first, range.count);
    }

    /// Whether the order's profile weighs terms of a shipment apart that its steps have.
    bool weighs_apart() const { return weights_ != Weights(); }
    /// What the order's profile asks for a shipment from a node whose day is full.
    Micros load_price() const { return load_price_; }

    /// As money is, or as the order's profile weighs each.
    enum class Steps : std::uint8_t { as_they_are, weighed };

    /// Adds the steps of what the best asks, at each weight up to `grams_most`, of services that
    /// bill volume alike. False: these are too many, and the steps are of the one that is best at
    /// `grams_most`.
    bool add_steps(
        Range range,
        std::uint8_t zone,
        std::int64_t grams_most,
        std::vector<RateStep>& steps,
        Steps how = Steps::as_they_are
    ) const;

    /// The least of those of a range; 0 of none.
    std::uint16_t days_late(Range range) const;

    /// Cubic centimetres per kilogram, of services that bill volume alike.
    std::uint32_t dim_cm3_per_kg(Range range) const;

    /// By the best that takes the contents, each on the first of its days that does: the least late
    /// if the order's profile asks for that before cost, then the cheapest as the profile weighs,
    /// then what arrives first from the node (what says no date last), then the first by name.
    /// Requires: one does.
    ServicePrice cheapest(
        NodeId node,
        Range range,
        std::uint8_t zone,
        const BilledGrams& billed,
        const ShipmentContents& contents
    ) const;

    const std::string& name_of(std::uint32_t service) const;
    ShipmentDates dates_of(NodeId node, std::uint32_t service, std::uint8_t zone, Day leaves_from)
        const {
        return dates_.of(node, service, zone, leaves_from);
    }

    /// When a shipment by the choice's service leaves that is not to leave before `from`; nothing:
    /// it would be too late.
    std::optional<OrderDates::Dispatch> dispatch(
        NodeId node, const ServiceChoice& choice, std::uint8_t zone, Day from
    ) {
        return dates_.dispatch(node, choice.service, zone, from);
    }

    /// The rates of a choice's service on a day; kNoDay = that of the order. Null: it takes nothing
    /// to the zone then.
    const ServiceRates::Version* rates_on(const ServiceChoice& choice, Day day, std::uint8_t zone)
        const {
        return rates_->services()[choice.service].to(zone, day == kNoDay ? today_ : day);
    }

    /// The same of goods that are collected at a node: the day is that on which they are ready.
    std::optional<OrderDates::Dispatch> collect(NodeId node, Day from) {
        return dates_.collect(node, from);
    }
    ShipmentDates collection_dates(NodeId node, Day from) const {
        return dates_.of_collection(node, from);
    }

    /// The same of goods that a courier delivers on the day of the order.
    std::optional<OrderDates::Dispatch> deliver_today(NodeId node, std::uint16_t cutoff) const {
        return dates_.deliver_today(node, cutoff);
    }
    ShipmentDates courier_dates(NodeId node, std::uint16_t cutoff) const {
        return dates_.of_today(node, cutoff);
    }

    /// A range of its own, one choice after the other, of choices that changed.
    Range begin_range() const { return {.first = static_cast<std::uint32_t>(choices_.size())}; }
    void add_choice(Range& range, const ServiceChoice& choice) {
        const bool bills_as_before =
            range.count == 0 ||
            choices_.back().rates->tariff->dim_cm3_per_kg == choice.rates->tariff->dim_cm3_per_kg;
        bill_apart_ = bill_apart_ || !bills_as_before;
        choices_.push_back(choice);
        ++range.count;
    }

  private:
    /// What a service asks of this order; worked out when a node has it.
    struct OrderFacts {
        bool is_known = false;
        Micros per_parcel = 0;
        std::uint64_t refused = 0;  ///< Tags.
    };

    const OrderFacts& facts_of(std::uint32_t service);
    /// Of the terms that steps have.
    struct Weights {
        std::uint32_t transport = kWeightOne;
        std::uint32_t lateness = kWeightOne;
        std::uint32_t carbon = kWeightOne;
        std::uint32_t load = kWeightOne;

        friend bool operator==(const Weights&, const Weights&) = default;
    };
    struct StepCursor;

    bool leaves_before(const ServiceChoice& choice, Range range, const ShipmentContents& contents)
        const;
    void read_profile(const Profile* profile);
    Micros weighed(const ServicePrice& price) const;
    bool is_sooner(
        NodeId node, std::uint8_t zone, const ServicePrice& left, const ServicePrice& right
    ) const;
    StepCursor cursor(const ServiceChoice& choice, std::uint8_t zone, Steps how) const;
    static bool add_alone(StepCursor cursor, std::int64_t grams_most, std::vector<RateStep>& steps);
    static bool merge_steps(
        std::vector<StepCursor>& cursors, std::int64_t grams_most, std::vector<RateStep>& steps
    );
    ServicePrice price(const ServiceChoice& choice, std::uint8_t zone, std::int64_t grams) const;

    const EngineState* state_ = nullptr;
    const ServiceRates* rates_ = nullptr;
    const SourceRequest* request_ = nullptr;
    Day today_ = kNoDay;
    bool on_time_first_ = false;
    Weights weights_;
    Micros carbon_per_tonne_ = 0;
    Micros load_price_ = 0;
    OrderDates dates_;
    bool has_refusals_ = false;
    bool bill_apart_ = false;
    std::vector<OrderFacts> facts_;
    std::vector<ServiceChoice> choices_;
    std::vector<std::uint64_t> late_refused_;  ///< The tags that each service refuses.
};

}  // namespace earmark
