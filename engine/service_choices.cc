#include "engine/service_choices.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace earmark {

namespace {

/// Steps looked at for one node. A few dozen parcels by each of a few services.
constexpr std::size_t kMergedStepsMax = 16'384;

/// Above what any plan may cost, so that sums of such cannot overflow and the plan is refused.
constexpr Micros kDearest = Micros{1} << 60U;

/// Full parcels of the last step, and one of this step.
Micros rate_asked(
    const ServiceChoice& choice, std::uint8_t zone, std::int64_t full_parcels, std::size_t step
) {
    __extension__ using Wide = __int128;
    const ServiceRates::Version& rates = *choice.rates;
    const Wide full = rates.parcel_rate(zone, rates.step_count() - 1) + choice.per_parcel;
    const Wide rest = rates.parcel_rate(zone, step) + choice.per_parcel;
    return static_cast<Micros>(std::min<Wide>(full * full_parcels + rest, kDearest));
}

std::int64_t last_grams(const ServiceChoice& choice) {
    return choice.rates->tariff->steps.back().weight_g_max;
}

/// Where one service's steps are, while those of several are merged.
struct StepCursor {
    const ServiceChoice* choice;
    std::uint32_t transport_weight = kWeightOne;
    Micros extra = 0;  ///< Weighed.
    std::int64_t full_parcels = 0;
    std::size_t step = 0;

    std::int64_t end() const {
        return full_parcels * last_grams(*choice) + choice->rates->tariff->steps[step].weight_g_max;
    }
    Micros cost(std::uint8_t zone) const {
        return weighed_amount(rate_asked(*choice, zone, full_parcels, step), transport_weight) +
               extra;
    }
    void advance() {
        if (++step < choice->rates->step_count()) return;
        step = 0;
        ++full_parcels;
    }
};

void add_step(std::vector<RateStep>& steps, std::size_t first, RateStep step) {
    if (steps.size() > first && steps.back().rate == step.rate) {
        steps.back().grams_max = step.grams_max;
    } else {
        steps.push_back(step);
    }
}

/// False if there are too many.
bool merge_steps(
    std::vector<StepCursor>& cursors,
    std::uint8_t zone,
    std::int64_t grams_most,
    std::vector<RateStep>& steps
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
            cost = std::min(cost, cursor.cost(zone));
        }
        add_step(steps, first, {std::min(end, grams_most), cost});
        for (StepCursor& cursor : cursors)
            if (cursor.end() == end) cursor.advance();
    }
    return true;
}

}  // namespace

void ServiceChoices::start(
    const EngineState& state, const ReferenceData& reference, const SourceRequest& request, Time now
) {
    choices_.clear();
    has_refusals_ = false;
    left_some_out_ = false;
    read_profile(reference.profiles->find(request.profile));
    rates_ = reference.service_rates.get();
    dates_.start(reference.service_dates.get(), request.delivery, now);
    if (rates_ == nullptr) return;
    state_ = &state;
    request_ = &request;
    today_ = day_of(now);
    facts_.assign(rates_->services().size(), {});
}

void ServiceChoices::read_profile(const Profile* profile) {
    on_time_first_ = false;
    transport_weight_ = kWeightOne;
    lateness_weight_ = kWeightOne;
    if (profile == nullptr) return;
    on_time_first_ =
        std::ranges::find(profile->criteria, Criterion::late_days) != profile->criteria.end();
    transport_weight_ = profile->weights.of(CostTerm::transport);
    lateness_weight_ = profile->weights.of(CostTerm::lateness);
    // Weighed alike they are compared as they are.
    if (transport_weight_ != lateness_weight_) return;
    transport_weight_ = kWeightOne;
    lateness_weight_ = kWeightOne;
}

const ServiceChoices::OrderFacts& ServiceChoices::facts_of(std::uint32_t service) {
    OrderFacts& facts = facts_[service];
    if (facts.is_known) return facts;
    facts.is_known = true;
    const ServiceRow& row = *rates_->services()[service].row;
    facts.is_open =
        (row.from == kNoDay || row.from <= today_) && (row.until == kNoDay || today_ <= row.until);
    const ShipTo& address = request_->ship_to;
    facts.per_parcel =
        rates_->book().area_surcharge(row.carrier, address.country, address.postal_code);
    if (request_->residential) facts.per_parcel += row.residential_per_parcel;
    for (const std::string& word : row.refuses) {
        if (const auto tag = state_->items.tags().find(word))
            facts.refused |= std::uint64_t{1} << *tag;
    }
    has_refusals_ = has_refusals_ || facts.refused != 0;
    return facts;
}

ServiceChoices::Range ServiceChoices::add(NodeId node, std::uint8_t zone) {
    Range range{.first = static_cast<std::uint32_t>(choices_.size())};
    for (const std::uint32_t number : rates_->at(node)) {
        const ServiceRates::Service& service = rates_->services()[number];
        if (!service.ever_serves(zone)) continue;
        const OrderFacts& facts = facts_of(number);
        if (!facts.is_open) continue;
        const auto sent = dates_.dispatch(node, number, zone, kNoDay);
        range.has_late = range.has_late || !sent;
        if (!sent) continue;
        const Day ship_day = sent->shipped;
        const auto* rates = service.on(ship_day == kNoDay ? today_ : ship_day);
        if (rates == nullptr || !rates->serves(zone)) continue;
        if (range.count > 0 &&
            rates->tariff->dim_cm3_per_kg != choices_.back().rates->tariff->dim_cm3_per_kg) {
            left_some_out_ = true;
            continue;
        }
        add_choice(
            range,
            {.service = number,
             .rates = rates,
             .per_parcel = facts.per_parcel,
             .extra = sent->lateness,
             .days_late = sent->days_late}
        );
    }
    return range;
}

bool ServiceChoices::any_carries(Range range, std::uint64_t tags) const {
    return std::ranges::any_of(of(range), [&](const ServiceChoice& choice) {
        return carries(choice, tags);
    });
}

ServiceChoices::Range ServiceChoices::narrow(Range range, std::uint64_t tags) {
    Range narrowed = begin_range();
    for (std::uint32_t index = 0; index < range.count; ++index) {
        const ServiceChoice choice = choices_[range.first + index];
        if (carries(choice, tags)) add_choice(narrowed, choice);
    }
    return narrowed;
}

std::uint16_t ServiceChoices::days_late(Range range) const {
    const auto choices = of(range);
    const auto least = std::ranges::min_element(choices, {}, &ServiceChoice::days_late);
    return least == choices.end() ? std::uint16_t{0} : least->days_late;
}

bool ServiceChoices::add_steps(
    Range range, std::uint8_t zone, std::int64_t grams_most, std::vector<RateStep>& steps, Steps how
) const {
    static thread_local std::vector<StepCursor> cursors;
    cursors.clear();
    const bool is_weighed = how == Steps::weighed;
    const std::uint16_t least_late = days_late(range);
    for (const ServiceChoice& choice : of(range)) {
        if (on_time_first_ && choice.days_late != least_late) continue;
        cursors.push_back(
            {.choice = &choice,
             .transport_weight = is_weighed ? transport_weight_ : kWeightOne,
             .extra = is_weighed ? weighed(0, choice.extra) : choice.extra}
        );
    }
    const bool is_plain = cursors.size() == 1 && cursors[0].extra == 0;
    if (!is_plain && merge_steps(cursors, zone, std::max<std::int64_t>(grams_most, 1), steps))
        return true;
    // One by itself: the plan repeats its last step as it does.
    cursors.clear();
    const ServicePrice best = cheapest(range, zone, grams_most, 0);
    const auto choices = of(range);
    const auto alone = std::ranges::find(choices, best.service, &ServiceChoice::service);
    const std::size_t first = steps.size();
    for (std::size_t step = 0; step < alone->rates->step_count(); ++step) {
        const Micros rate = rate_asked(*alone, zone, 0, step);
        steps.push_back(
            {alone->rates->tariff->steps[step].weight_g_max, is_weighed ? weighed(rate, 0) : rate}
        );
    }
    EARMARK_CHECK(steps.size() > first);
    return is_plain;
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
    return {
        .service = choice.service,
        .transport =
            rate_asked(choice, zone, full_parcels, static_cast<std::size_t>(step - steps.begin())),
        .extra = choice.extra,
        .parcels = static_cast<std::uint32_t>(full_parcels + 1),
        .leaves_from = choice.leaves_from,
    };
}

ServicePrice ServiceChoices::cheapest(
    Range range, std::uint8_t zone, std::int64_t grams, std::uint64_t tags
) const {
    ServicePrice best;
    std::pair<std::uint16_t, Micros> best_rank{};
    bool has_best = false;
    for (const ServiceChoice& choice : of(range)) {
        if (!carries(choice, tags)) continue;
        const ServicePrice next = price(choice, zone, grams);
        const std::uint16_t late = on_time_first_ ? choice.days_late : std::uint16_t{0};
        const std::pair rank(late, weighed(next.transport, next.extra));
        if (has_best && rank >= best_rank) continue;
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
