#include "engine/sourcing/tariff_minorant.h"

#include "engine/base/wide.h"

#include <algorithm>

namespace earmark {

namespace {

/// Within a step the rate is flat, so a rising line is below the step if it is below its right end.
struct RightEnd {
    std::int64_t grams;
    std::int64_t rate;
};

/// Above every rate, with room to take a rate from it: a line that rises by more has no intercept
/// that anybody wants.
constexpr std::int64_t kRisenMax = std::int64_t{1} << 62U;

std::int64_t risen(std::int64_t rise, std::int64_t grams, std::int64_t run) {
    const Wide product = static_cast<Wide>(rise) * grams;
    return static_cast<std::int64_t>(std::min<Wide>((product + run - 1) / run, kRisenMax));
}

/// Whether a/b < c/d, for b, d > 0.
bool is_flatter(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
    return static_cast<Wide>(a) * d < static_cast<Wide>(c) * b;
}

/// Turns the line around its right-most point until no other point is below it.
void steepen(TariffMinorant& line, RightEnd point, RightEnd last) {
    if (point.grams >= last.grams || point.rate >= last.rate) return;
    const std::int64_t rise = last.rate - point.rate;
    const std::int64_t run = last.grams - point.grams;
    if (is_flatter(line.rise, line.run, rise, run)) {
        line.rise = rise;
        line.run = run;
    }
}

std::int64_t intercept_at(const TariffMinorant& line, RightEnd point) {
    return point.rate - risen(line.rise, point.grams, line.run);
}

}  // namespace

std::int64_t TariffMinorant::slope_of(std::int64_t amount, std::int64_t divisor) const {
    const Wide product = static_cast<Wide>(rise) * amount;
    return static_cast<std::int64_t>(product / run / divisor);
}

TariffMinorant minorant_up_to(
    const PlanProblem& problem, std::uint32_t column, std::int64_t grams
) {
    const RateColumn range = problem.rate_columns[column];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
    std::size_t used = 1;
    while (used < range.step_count && steps[used - 1].grams_max < grams)
        ++used;
    const auto right_end = [&](std::size_t i) {
        return RightEnd{
            i + 1 == used ? std::min(steps[i].grams_max, std::max<std::int64_t>(grams, 1))
                          : steps[i].grams_max,
            steps[i].rate
        };
    };
    const RightEnd last = right_end(used - 1);
    TariffMinorant line;
    for (std::size_t i = 0; i + 1 < used; ++i)
        steepen(line, right_end(i), last);
    line.intercept = intercept_at(line, last);
    for (std::size_t i = 0; i < used; ++i)
        line.intercept = std::min(line.intercept, intercept_at(line, right_end(i)));
    if (line.intercept >= 0) return line;

    // Through the origin instead. Several parcels keep above it as the last step does.
    TariffMinorant flat{0, last.rate, last.grams};
    for (std::size_t i = 0; i < used; ++i) {
        const RightEnd end = right_end(i);
        if (is_flatter(end.rate, end.grams, flat.rise, flat.run)) {
            flat = {0, end.rate, end.grams};
        }
    }
    return flat;
}

TariffMinorant minorant_between(
    const PlanProblem& problem, std::uint32_t column, const GramsRange& grams
) {
    constexpr std::int64_t kPointsMax = 1024;
    const RateColumn range = problem.rate_columns[column];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
    const RightEnd parcel{steps[range.step_count - 1].grams_max, steps[range.step_count - 1].rate};
    const std::int64_t first_parcel = grams.least > 0 ? (grams.least - 1) / parcel.grams : 0;
    const std::int64_t last_parcel = grams.most > 0 ? (grams.most - 1) / parcel.grams : 0;
    if (last_parcel - first_parcel + 1 > kPointsMax / range.step_count)
        return minorant_up_to(problem, column, grams.most);

    const auto each_right_end = [&](auto&& use) {
        for (std::int64_t p = first_parcel; p <= last_parcel; ++p) {
            for (std::size_t i = 0; i < range.step_count; ++i) {
                const std::int64_t end = p * parcel.grams + steps[i].grams_max;
                if (end < grams.least) continue;
                use(RightEnd{std::min(end, grams.most), p * parcel.rate + steps[i].rate});
                if (end >= grams.most) return;
            }
        }
    };
    RightEnd from{-1, 0};
    RightEnd last{0, 0};
    each_right_end([&](RightEnd end) {
        if (from.grams < 0) from = end;
        last = end;
    });
    // Along the edges below the points, from the left.
    TariffMinorant line{from.rate, 0, 1};
    while (from.grams < last.grams) {
        RightEnd to = last;
        each_right_end([&](RightEnd end) {
            if (end.grams <= from.grams) return;
            const bool is_lower = is_flatter(
                end.rate - from.rate,
                end.grams - from.grams,
                to.rate - from.rate,
                to.grams - from.grams
            );
            if (is_lower) to = end;
        });
        TariffMinorant edge{from.rate, to.rate - from.rate, to.grams - from.grams};
        each_right_end([&](RightEnd end) {
            edge.intercept = std::min(edge.intercept, intercept_at(edge, end));
        });
        if (edge.intercept < grams.intercept_min) break;
        line = edge;
        if (to.grams >= grams.typical) break;
        from = to;
    }
    return line;
}

}  // namespace earmark
