#include "engine/base/wide.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/network/network_place.h"
#include "engine/network/service_rates.h"
#include "engine/reference_change.h"
#include "engine/reference_rows.h"
#include "engine/rerate/rerate.h"
#include "engine/resourcing/order_memory.h"
#include "engine/service_choices.h"
#include "engine/shipping_desk.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace earmark {

namespace {

constexpr std::array<std::int64_t, kQuantityScaleMax + 1> kFractions{
    1'000'000, 100'000, 10'000, 1'000, 100, 10, 1
};

std::uint64_t rounded_up(Wide amount, Wide parts) {
    constexpr Wide kMost = std::int64_t{1} << 52U;
    return static_cast<std::uint64_t>(std::min((amount + parts - 1) / parts, kMost));
}

/// What leaves a node for an order, in millionths.
struct PastShipment {
    NodeId node;
    Wide grams = 0;
    Wide mm3 = 0;
    std::uint64_t tags = 0;
    bool has_kits = false;

    std::uint64_t billed(std::uint32_t dim_cm3_per_kg) const {
        const std::uint64_t actual = rounded_up(grams, 1'000'000);
        if (dim_cm3_per_kg == 0) return actual;
        return std::max(actual, rounded_up(mm3, Wide{1'000'000} * dim_cm3_per_kg));
    }
};

/// An order as it was made.
struct PastOrder {
    OrderMemory memory;
    SourceRequest request;  ///< Borrows from it.
    std::vector<Leaving> leaving;
    Time made{};
    std::optional<std::uint16_t> destination;
    std::optional<SpherePoint> point;

    /// The day on which it was to leave the node; kNoDay: that is not known.
    Day leaves(NodeId node) const {
        const auto found = std::ranges::find(leaving, node, &Leaving::node);
        return found == leaving.end() ? kNoDay : found->day;
    }
};

/// Rates shipments by one version of the reference data.
class PastRater {
  public:
    PastRater(const EngineState& state, const ReferenceData& reference)
        : state_(state), reference_(reference) {}

    void start(const PastOrder& order) {
        order_ = &order;
        services_.start(state_, reference_, order.request, order.made);
    }

    RatedCost rate(const PastShipment& shipment, std::uint8_t zone) {
        const NodeId node = shipment.node;
        if (reference_.service_rates != nullptr && !reference_.service_rates->at(node).empty())
            return by_service(shipment, zone);
        const std::int32_t tariff = reference_.facts_of(node).tariff;
        if (tariff >= 0) {
            const auto& dated = reference_.tariffs->tariffs[static_cast<std::size_t>(tariff)];
            const Day leaves = order_->leaves(node);
            const Day day = leaves == kNoDay ? day_of(order_->made) : leaves;
            return by_tariff(shipment, zone, dated.on(day));
        }
        if (!reference_.nodes->find(node)->tariff.empty()) return {};
        return {.is_rated = true, .billed_g = shipment.billed(0), .parcels = 1};
    }

  private:
    RatedCost by_service(const PastShipment& shipment, std::uint8_t zone) {
        const NodeId node = shipment.node;
        const ServiceChoices::Range range = services_on(order_->leaves(node), node, zone);
        if (range.count == 0 || !services_.any_carries(range, shipment.tags)) return {};
        const auto billed = [&](std::uint32_t dim_cm3_per_kg) {
            return static_cast<std::int64_t>(shipment.billed(dim_cm3_per_kg));
        };
        const ServicePrice price =
            services_.cheapest(node, range, zone, billed, {.tags = shipment.tags});
        const auto choices = services_.of(range);
        const auto chosen = std::ranges::find(choices, price.service, &ServiceChoice::service);
        RatedCost cost = rated_by(*chosen->rates->tariff, static_cast<std::uint64_t>(price.grams));
        cost.cost = price.transport;
        cost.service = services_.name_of(price.service);
        return cost;
    }

    /// The services that take a shipment on the day on which it was to leave; those of a later day
    /// if none does any more. What says no dates takes it at the rates of the order's day, or where
    /// only such services could, of that day: then it was planned on it.
    ServiceChoices::Range services_on(Day day, NodeId node, std::uint8_t zone) {
        if (day == kNoDay) return services_.add(node, zone);
        ServiceChoices::Range range;
        for (const Day dateless : {kNoDay, day}) {
            range = services_.add(node, zone, day, dateless);
            ServiceChoices::Range leaving = services_.begin_range();
            bool says_day = false;
            for (std::uint32_t index = 0; index < range.count; ++index) {
                const ServiceChoice choice = services_.of(range)[index];
                const auto sent = services_.dispatch(node, choice, zone, day);
                if (!sent || (sent->shipped != day && sent->shipped != kNoDay)) continue;
                services_.add_choice(leaving, choice);
                says_day = says_day || sent->shipped == day;
            }
            if (says_day || (dateless == day && leaving.count > 0)) return leaving;
        }
        return range;
    }

    static RatedCost by_tariff(
        const PastShipment& shipment, std::uint8_t zone, const Tariff* tariff
    ) {
        if (tariff == nullptr || !tariff->serves(zone)) return {};
        RatedCost cost = rated_by(*tariff, shipment.billed(tariff->dim_cm3_per_kg));
        const auto rate_of = [&](const Tariff::Step& step) {
            return step.rates[zone - 1U] + tariff->surcharge_per_parcel;
        };
        const std::uint64_t full = std::uint64_t{cost.parcels} - 1;
        const std::uint64_t rest = cost.billed_g - full * tariff->steps.back().weight_g_max;
        const Wide sum = static_cast<Wide>(rate_of(tariff->steps.back())) * full +
                         rate_of(step_of(*tariff, rest));
        cost.cost = static_cast<Micros>(std::min<Wide>(sum, std::numeric_limits<Micros>::max()));
        return cost;
    }

    static const Tariff::Step& step_of(const Tariff& tariff, std::uint64_t grams) {
        return *std::ranges::lower_bound(tariff.steps, grams, {}, [](const Tariff::Step& step) {
            return std::uint64_t{step.weight_g_max};
        });
    }

    /// All but the cost.
    static RatedCost rated_by(const Tariff& tariff, std::uint64_t grams) {
        const std::uint64_t last = tariff.steps.back().weight_g_max;
        const std::uint64_t full = grams > last ? (grams - 1) / last : 0;
        return {
            .is_rated = true,
            .billed_g = grams,
            .parcels = static_cast<std::uint32_t>(full + 1),
            .step_g = full > 0 ? 0 : step_of(tariff, grams).weight_g_max,
            .tariff = tariff.name,
        };
    }

    const EngineState& state_;
    const ReferenceData& reference_;
    const PastOrder* order_ = nullptr;
    ServiceChoices services_;
};

/// What leaves each node, in the order of lines.
std::vector<PastShipment> shipments_of(const ItemTable& items, const ReservationEntry& entry) {
    std::vector<PastShipment> shipments;
    for (const ReservationLine& line : entry.lines) {
        const Units units = line.held + line.allocated + line.shipped;
        if (units == 0 || is_group_place(line.node) || line.day != kNoDay) continue;
        auto shipment = std::ranges::find(shipments, line.node, &PastShipment::node);
        if (shipment == shipments.end())
            shipment = shipments.insert(shipments.end(), PastShipment{.node = line.node});
        const ItemFacts facts = items.facts(line.sku);
        const Wide millionths = static_cast<Wide>(units) * kFractions[facts.scale];
        shipment->grams += millionths * facts.weight_g;
        shipment->mm3 += millionths * facts.volume_mm3();
        shipment->tags |= facts.tags;
        shipment->has_kits = shipment->has_kits || !line.kit.is_none();
    }
    return shipments;
}

/// The given tariffs in place of all versions of theirs, or what is wrong with them.
std::optional<std::string> propose(
    std::span<const TariffRow> rows, const ReferenceData& loaded, ReferenceData& proposed
) {
    if (rows.empty() || rows.size() > kRerateTariffsMax)
        return found_expected("tariffs", std::to_string(rows.size()), "1 to 64");
    proposed = loaded;
    auto table = std::make_shared<TariffTable>(*loaded.tariffs);
    std::vector<bool> is_given(table->tariffs.size());
    for (const TariffRow& row : rows) {
        if (auto bad = bad_tariff(row))
            return "tariff '" + std::string(row.name) + "': " + bad->detail;
        const auto known = table->indexes.find(row.name);
        if (known == table->indexes.end()) {
            return found_expected(
                "tariff",
                "'" + std::string(row.name) + "'",
                "one that is loaded, to compare it with"
            );
        }
        if (is_given[known->second]) {
            return found_expected(
                "tariff", "'" + std::string(row.name) + "' again", "one version of each"
            );
        }
        is_given[known->second] = true;
        const std::shared_ptr<Tariff> made = make_tariff(row);
        made->from = kNoDay;
        table->tariffs[known->second].versions.assign(1, made);
    }
    proposed.tariffs = std::move(table);
    for (TariffRow row : rows) {
        row.from = kNoDay;
        if (auto broken = breaks_services(proposed, row)) return broken;
    }
    proposed.connect();
    return std::nullopt;
}

/// Reads the order that the reservation remembers; false: it was not sourced.
bool recall(
    const EngineState& state,
    const ReferenceData& reference,
    const ReservationEntry& entry,
    PastOrder& order
) {
    {
        ReservationLock stripe(state.reservations, entry.id);
        const Reservation* reservation = stripe->find(entry.id);
        if (reservation == nullptr || !reservation->detail || reservation->detail->order.empty())
            return false;
        if (!decode_order(reservation->detail->order, order.memory)) return false;
        order.leaving = reservation->detail->leaving;
    }
    if (const Node* store = reference.nodes->find(order.memory.store)) {
        order.memory.country = store->country;  // What is collected there is shipped there.
        order.memory.postal_code = store->postal_code;
        order.memory.location = store->location;
    }
    order.made = entry.made_at;
    order.request = {};
    order.request.ship_to = {
        .country = order.memory.country,
        .postal_code = order.memory.postal_code,
        .location = order.memory.location,
    };
    order.request.delivery = order.memory.delivery;
    order.request.residential = order.memory.residential;
    order.request.profile = order.memory.profile;
    return true;
}

bool is_given(std::span<const TariffRow> rows, std::string_view name) {
    return !name.empty() &&
           std::ranges::any_of(rows, [&](const TariffRow& row) { return row.name == name; });
}

/// The page of reservations that were made on the days asked.
class Rerating {
  public:
    Rerating(
        const EngineState& state,
        const RerateRequest& request,
        const ReferenceData& loaded,
        const ReferenceData& proposed,
        RerateReply& reply
    )
        : state_(state),
          request_(request),
          reference_(loaded),
          loaded_(state, loaded),
          proposed_(state, proposed),
          reply_(reply) {}

    void add(const ReservationEntry& entry) {
        const Day made = day_of(entry.made_at);
        if (made < request_.since || (request_.until != kNoDay && made > request_.until)) return;
        if (!recall(state_, reference_, entry, order_)) {
            ++reply_.not_sourced;
            return;
        }
        order_.destination = reference_.zones->prefix_of(order_.memory.postal_code);
        order_.point.reset();
        if (order_.memory.location) order_.point = SpherePoint::of(*order_.memory.location);
        loaded_.start(order_);
        proposed_.start(order_);
        const auto shipments = shipments_of(state_.items, entry);
        if (!shipments.empty()) ++reply_.orders;
        for (const PastShipment& shipment : shipments)
            add_shipment(entry, shipment);
    }

  private:
    void add_shipment(const ReservationEntry& entry, const PastShipment& shipment) {
        if (reference_.nodes->find(shipment.node) == nullptr) return;  // Newer than this version.
        // No carrier takes it.
        const bool is_same_day = order_.memory.method == method_same_day;
        if (is_same_day || shipment.node == order_.memory.store) return;
        if (shipment.has_kits) {
            ++reply_.with_kits;
            return;
        }
        const std::uint8_t zone = reference_.zone_of(
            reference_.facts_of(shipment.node), order_.destination, order_.point
        );
        RatedShipment& rated = reply_.shipments.emplace_back();
        rated.reservation = entry.id;
        rated.node = shipment.node;
        rated.made = day_of(entry.made_at);
        rated.zone = zone;
        rated.weight_g = rounded_up(shipment.grams, 1'000'000);
        rated.volume_cm3 = rounded_up(shipment.mm3, 1'000'000'000);
        rated.loaded = loaded_.rate(shipment, zone);
        rated.proposed = proposed_.rate(shipment, zone);
        rated.goes_by_proposed = is_given(request_.tariffs, rated.loaded.tariff) ||
                                 is_given(request_.tariffs, rated.proposed.tariff);
    }

    const EngineState& state_;
    const RerateRequest& request_;
    const ReferenceData& reference_;
    PastRater loaded_;
    PastRater proposed_;
    PastOrder order_;
    RerateReply& reply_;
};

}  // namespace

void Engine::rerate(const RerateRequest& request, RerateReply& reply) const {
    reply = {};
    // A copy: the version of the moment for the whole page.
    const ReferenceData loaded = state_->reference.current();
    ReferenceData proposed;
    if (auto bad = propose(request.tariffs, loaded, proposed)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = *std::move(bad);
        return;
    }
    if (request.until != kNoDay && request.until < request.since) {
        reply.outcome = Outcome::bad_value;
        reply.detail = found_expected(
            "until", format_day(request.until), "since or later, " + format_day(request.since)
        );
        return;
    }
    ListReservationsReply page;
    list_reservations({.after = request.after, .limit = request.limit}, {}, page);
    reply.outcome = page.outcome;
    reply.detail = std::move(page.detail);
    reply.next = std::move(page.next);
    reply.lsn = page.lsn;
    Rerating rerating(*state_, request, loaded, proposed, reply);
    for (const ReservationEntry& entry : page.reservations)
        rerating.add(entry);
}

}  // namespace earmark
