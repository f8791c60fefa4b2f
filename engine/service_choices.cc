#include "engine/service_choices.h"

#include "engine/base/wide.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace earmark {

namespace {

/// Steps looked at for one node. A few dozen parcels by each of a few services.
constexpr std::size_t kMergedStepsMax = 16'384;

/// Above what any plan may cost, so that sums of such cannot overflow and the plan is refused.
constexpr Micros kDearest = Micros{1} << 60U;

constexpr std::int64_t kGramsPerKg = 1'000;

/// Full parcels of the last step, and one of this step.
Micros rate_asked(
    const ServiceChoice& choice, std::uint8_t zone, std::int64_t full_parcels, std::size_t step
) {
    const ServiceRates::Version& rates = *choice.rates;
    const Wide full = rates.parcel_rate(zone, rates.step_count() - 1) + choice.per_parcel;
    const Wide rest = rates.parcel_rate(zone, step) + choice.per_parcel;
    return static_cast<Micros>(std::min<Wide>(full * full_parcels + rest, kDearest));
}

std::int64_t last_grams(const ServiceChoice& choice) {
    return choice.rates->tariff->steps.back().weight_g_max;
}

/// What the carbon of full parcels costs, and of one of `rest_g` billed grams.
Micros carbon_asked(
    const ServiceChoice& choice, std::int64_t full_parcels, std::int64_t rest_g, Micros per_tonne
) {
    if (per_tonne == 0) return 0;
    const auto of_parcel = [&](std::int64_t billed_g) {
        constexpr Wide kTonne = 1'000'000;
        const Wide product = Wide{choice.carbon.grams_of(billed_g)} * per_tonne;
        return std::min<Wide>((product + kTonne / 2) / kTonne, kDearest);
    };
    const Wide sum = of_parcel(last_grams(choice)) * full_parcels + of_parcel(rest_g);
    return static_cast<Micros>(std::min<Wide>(sum, kDearest));
}

void add_step(std::vector<RateStep>& steps, std::size_t first, RateStep step) {
    if (steps.size() > first && steps.back().rate == step.rate) {
        steps.back().grams_max = step.grams_max;
    } else {
        steps.push_back(step);
    }
}

}  // namespace

/// Where one service's steps are: those of its tariff, and where its carbon counts, each started
/// kilogram of a parcel.
struct ServiceChoices::StepCursor {
    const ServiceChoice* choice;
    std::uint8_t zone;
    Weights weights{};
    Micros carbon_per_tonne = 0;
    Micros extra = 0;  ///< Weighed: lateness and load.
    std::int64_t full_parcels = 0;
    std::size_t step = 0;
    std::int64_t reached_g = 0;  ///< Of the parcel that is not full.

    std::int64_t step_end() const { return choice->rates->tariff->steps[step].weight_g_max; }
    bool counts_kilograms() const { return carbon_per_tonne > 0 && choice->carbon.per_kg_g > 0; }
    std::int64_t parcel_end() const {
        if (!counts_kilograms()) return step_end();
        return std::min(step_end(), (reached_g / kGramsPerKg + 1) * kGramsPerKg);
    }
    std::int64_t end() const { return full_parcels * last_grams(*choice) + parcel_end(); }
    Micros cost() const {
        const Micros rate = rate_asked(*choice, zone, full_parcels, step);
        const Micros carbon = carbon_asked(*choice, full_parcels, parcel_end(), carbon_per_tonne);
        return weighed_amount(rate, weights.transport) + weighed_amount(carbon, weights.carbon) +
               extra;
    }
    void advance() {
        reached_g = parcel_end();
        if (reached_g < step_end()) return;
        if (++step < choice->rates->step_count()) return;
        step = 0;
        reached_g = 0;
        ++full_parcels;
    }
};

/// False if there are too many.
bool ServiceChoices::merge_steps(
    std::vector<StepCursor>& cursors, std::int64_t grams_most, std::vector<RateStep>& steps
) {
    const std::size_t first = steps.size();
    std::int64_t end = 0;
    for (std::size_t looked = 0; end < grams_most; looked += cursors.size()) {
        if (looked > kMergedStepsMax) {
            steps.resize(first);
            return false;
        }
        end = std::numeric_limits<std::int64_t>::max();
        Micros cost = std::numeric_limits<Micros>::max();
        for (const StepCursor& cursor : cursors) {
            end = std::min(end, cursor.end());
            cost = std::min(cost, cursor.cost());
        }
        add_step(steps, first, {std::min(end, grams_most), cost});
        for (StepCursor& cursor : cursors)
            if (cursor.end() == end) cursor.advance();
    }
    return true;
}

void ServiceChoices::start(
    const EngineState& state, const ReferenceData& reference, const SourceRequest& request, Time now
) {
    choices_.clear();
    late_refused_.clear();
    has_refusals_ = false;
    bill_apart_ = false;
    read_profile(reference.profiles->find(request.profile));
    rates_ = reference.service_rates.get();
    dates_.start(reference.service_dates.get(), request.delivery, now, request.store);
    if (rates_ == nullptr) return;
    state_ = &state;
    request_ = &request;
    today_ = day_of(now);
    facts_.assign(rates_->services().size(), {});
}

void ServiceChoices::read_profile(const Profile* profile) {
    on_time_first_ = false;
    weights_ = {};
    carbon_per_tonne_ = 0;
    load_price_ = 0;
    if (profile == nullptr) return;
    on_time_first_ =
        std::ranges::find(profile->criteria, Criterion::late_days) != profile->criteria.end();
    carbon_per_tonne_ = profile->carbon_per_tonne;
    load_price_ = profile->load_price;
    const std::uint32_t transport = profile->weights.of(CostTerm::transport);
    const auto weight_of = [&](CostTerm term, bool has_price) {
        return has_price ? profile->weights.of(term) : transport;
    };
    weights_ = {
        .transport = transport,
        .lateness = profile->weights.of(CostTerm::lateness),
        .carbon = weight_of(CostTerm::carbon, carbon_per_tonne_ > 0),
        .load = weight_of(CostTerm::load, load_price_ > 0)
    };
    // Weighed alike they are compared as they are.
    if (weights_ == Weights{transport, transport, transport, transport}) weights_ = {};
}

Micros ServiceChoices::weighed(const ServicePrice& price) const {
    return weighed_amount(price.transport, weights_.transport) +
           weighed_amount(price.extra, weights_.lateness) +
           weighed_amount(price.carbon, weights_.carbon) +
           weighed_amount(price.load, weights_.load);
}

const ServiceChoices::OrderFacts& ServiceChoices::facts_of(std::uint32_t service) {
    OrderFacts& facts = facts_[service];
    if (facts.is_known) return facts;
    facts.is_known = true;
    const ServiceRow& row = *rates_->services()[service].row;
    const ShipTo& address = request_->ship_to;
    facts.per_parcel =
        rates_->book().area_surcharge(row.carrier, address.country, address.postal_code);
    if (request_->residential) facts.per_parcel += row.residential_per_parcel;
    for (const std::string& word : row.refuses) {
        if (const auto tag = state_->items.tags().find(word))
            facts.refused |= std::uint64_t{1} << *tag;
    }
    return facts;
}

ServiceChoices::Range ServiceChoices::add(NodeId node, std::uint8_t zone, Day from, Day dateless) {
    Range range = begin_range();
    if (dateless == kNoDay) dateless = today_;
    range.late_first = static_cast<std::uint32_t>(late_refused_.size());
    for (const std::uint32_t number : rates_->at(node)) {
        const ServiceRates::Service& service = rates_->services()[number];
        if (!service.ever_serves(zone)) continue;
        const auto sent = dates_.dispatch(node, number, zone, from);
        const Day ship_day = sent ? sent->shipped : dates_.of(node, number, zone, from).ship_day;
        const auto* rates = service.to(zone, ship_day == kNoDay ? dateless : ship_day);
        if (rates == nullptr) continue;
        const OrderFacts& facts = facts_of(number);
        if (!sent) {
            late_refused_.push_back(facts.refused);
            ++range.late_count;
            continue;
        }
        has_refusals_ = has_refusals_ || facts.refused != 0;
        add_choice(
            range,
            {.service = number,
             .rates = rates,
             .per_parcel = facts.per_parcel,
             .extra = sent->lateness,
             .carbon = service.carbon_to(zone),
             .days_late = sent->days_late,
             .leaves_from = from}
        );
    }
    return range;
}

bool ServiceChoices::takes(const ServiceChoice& choice, const ShipmentContents& contents) const {
    return carries(choice, contents.tags) &&
           RateChoice::is_within(choice.units_max, contents.units) &&
           RateChoice::is_within(choice.rows_max, contents.rows);
}

/// Whether its service takes the contents on an earlier day.
bool ServiceChoices::leaves_before(
    const ServiceChoice& choice, Range range, const ShipmentContents& contents
) const {
    for (const ServiceChoice& other : of(range)) {
        if (&other == &choice) return false;
        if (other.service == choice.service && takes(other, contents)) return true;
    }
    return false;
}

bool ServiceChoices::any_carries(Range range, std::uint64_t tags) const {
    return std::ranges::any_of(of(range), [&](const ServiceChoice& choice) {
        return carries(choice, tags);
    });
}

bool ServiceChoices::any_late_carries(Range range, std::uint64_t tags) const {
    return std::ranges::any_of(
        std::span(late_refused_).subspan(range.late_first, range.late_count),
        [&](std::uint64_t refused) { return (refused & tags) == 0; }
    );
}

std::uint16_t ServiceChoices::days_late(Range range) const {
    const auto choices = of(range);
    const auto least = std::ranges::min_element(choices, {}, &ServiceChoice::days_late);
    return least == choices.end() ? std::uint16_t{0} : least->days_late;
}

ServiceChoices::StepCursor ServiceChoices::cursor(
    const ServiceChoice& choice, std::uint8_t zone, Steps how
) const {
    const Weights weights = how == Steps::weighed ? weights_ : Weights();
    return {
        .choice = &choice,
        .zone = zone,
        .weights = weights,
        .carbon_per_tonne = carbon_per_tonne_,
        .extra = weighed_amount(choice.extra, weights.lateness) +
                 weighed_amount(choice.load, weights.load)
    };
}

/// The steps of one parcel: the plan repeats the last of them as the service does. False: its
/// kilograms are too many, and their carbon is left out.
bool ServiceChoices::add_alone(
    StepCursor cursor, std::int64_t grams_most, std::vector<RateStep>& steps
) {
    const std::int64_t kilograms = last_grams(*cursor.choice) / kGramsPerKg;
    const bool fits =
        !cursor.counts_kilograms() || kilograms <= static_cast<std::int64_t>(kMergedStepsMax);
    if (!fits) cursor.carbon_per_tonne = 0;
    for (; cursor.full_parcels == 0; cursor.advance()) {
        steps.push_back({std::min(cursor.end(), grams_most), cursor.cost()});
        if (cursor.end() >= grams_most) break;
    }
    return fits;
}

bool ServiceChoices::add_steps(
    Range range, std::uint8_t zone, std::int64_t grams_most, std::vector<RateStep>& steps, Steps how
) const {
    static thread_local std::vector<StepCursor> cursors;
    cursors.clear();
    const std::uint16_t least_late = days_late(range);
    for (const ServiceChoice& choice : of(range)) {
        if (on_time_first_ && choice.days_late != least_late) continue;
        cursors.push_back(cursor(choice, zone, how));
    }
    const bool is_plain = cursors.size() == 1 && cursors[0].extra == 0;
    const std::int64_t most = std::max<std::int64_t>(grams_most, 1);
    if (!is_plain && merge_steps(cursors, most, steps)) return true;
    // Nodes share the steps, whenever each one's shipments arrive.
    const auto all = [&](std::uint32_t) { return grams_most; };
    const ServicePrice best = cheapest(NodeId(), range, zone, all, {});
    const auto choices = of(range);
    const auto chosen = std::ranges::find_if(choices, [&](const ServiceChoice& choice) {
        return choice.service == best.service && choice.leaves_from == best.leaves_from;
    });
    StepCursor alone = cursor(*chosen, zone, how);
    alone.extra = 0;
    return add_alone(alone, most, steps) && is_plain;
}

std::uint32_t ServiceChoices::dim_cm3_per_kg(Range range) const {
    return of(range)[0].rates->tariff->dim_cm3_per_kg;
}

ServicePrice ServiceChoices::price(
    const ServiceChoice& choice, std::uint8_t zone, std::int64_t grams
) const {
    const std::int64_t last = last_grams(choice);
    // As many full parcels as leave something for the last one.
    const std::int64_t full_parcels = grams > last ? (grams - 1) / last : 0;
    const std::int64_t rest = grams - full_parcels * last;
    const auto& steps = choice.rates->tariff->steps;
    const auto step = std::ranges::lower_bound(steps, rest, {}, [](const Tariff::Step& each) {
        return std::int64_t{each.weight_g_max};
    });
    constexpr Wide kCarbonMost = std::int64_t{1} << 53U;
    const Wide carbon_g =
        Wide{choice.carbon.grams_of(last)} * full_parcels + choice.carbon.grams_of(rest);
    return {
        .service = choice.service,
        .transport =
            rate_asked(choice, zone, full_parcels, static_cast<std::size_t>(step - steps.begin())),
        .extra = choice.extra,
        .load = choice.load,
        .carbon = carbon_asked(choice, full_parcels, rest, carbon_per_tonne_),
        .carbon_g = static_cast<std::int64_t>(std::min(carbon_g, kCarbonMost)),
        .grams = grams,
        .parcels = static_cast<std::uint32_t>(full_parcels + 1),
        .leaves_from = choice.leaves_from,
    };
}

/// Whether it arrives before the other; what says no date does not.
bool ServiceChoices::is_sooner(
    NodeId node, std::uint8_t zone, const ServicePrice& left, const ServicePrice& right
) const {
    const auto delivery_day = [&](const ServicePrice& price) {
        return dates_of(node, price.service, zone, price.leaves_from).delivery_day;
    };
    const Day day = delivery_day(left);
    if (day == kNoDay) return false;
    const Day other = delivery_day(right);
    return other == kNoDay || day < other;
}

ServicePrice ServiceChoices::cheapest(
    NodeId node,
    Range range,
    std::uint8_t zone,
    const BilledGrams& billed,
    const ShipmentContents& contents
) const {
    ServicePrice best;
    std::pair<std::uint16_t, Micros> best_rank{};
    bool has_best = false;
    for (const ServiceChoice& choice : of(range)) {
        if (!takes(choice, contents) || leaves_before(choice, range, contents)) continue;
        const ServicePrice next = price(choice, zone, billed(choice.rates->tariff->dim_cm3_per_kg));
        const std::uint16_t late = on_time_first_ ? choice.days_late : std::uint16_t{0};
        const std::pair rank(late, weighed(next));
        if (has_best && rank > best_rank) continue;
        if (has_best && rank == best_rank && !is_sooner(node, zone, next, best)) continue;
        best = next;
        best_rank = rank;
        has_best = true;
    }
    EARMARK_CHECK(has_best);
    return best;
}

const std::string& ServiceChoices::name_of(std::uint32_t service) const {
    return rates_->services()[service].row->name;
}

}  // namespace earmark
