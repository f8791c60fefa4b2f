#include "bench/key_choice.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace earmark::bench {

namespace {

constexpr double kTheta = 0.99;

double zeta(std::uint64_t count) {
    double sum = 0;
    for (std::uint64_t k = 1; k <= count; ++k)
        sum += 1.0 / std::pow(static_cast<double>(k), kTheta);
    return sum;
}

/// A step through all items that visits each once: near the golden ratio, without a common factor.
std::uint64_t scattering_step(std::uint64_t items) {
    auto step = static_cast<std::uint64_t>(0.618 * static_cast<double>(items)) | 1U;
    while (std::gcd(step, items) != 1)
        step += 2;
    return step;
}

}  // namespace

std::string_view to_string(KeySpread spread) {
    switch (spread) {
        case KeySpread::uniform:
            return "uniform";
        case KeySpread::zipf:
            return "zipf";
        case KeySpread::hot:
            return "hot";
    }
    return "?";
}

std::optional<KeySpread> key_spread_from(std::string_view word) {
    for (const auto spread : {KeySpread::uniform, KeySpread::zipf, KeySpread::hot}) {
        if (word == to_string(spread)) return spread;
    }
    return std::nullopt;
}

KeyChoice::KeyChoice(KeySpread spread, std::uint64_t items) : spread_(spread), items_(items) {
    EARMARK_CHECK(items > 0 && items <= (std::uint64_t{1} << 32U));
    if (spread != KeySpread::zipf) return;
    scatter_ = scattering_step(items);
    zeta_ = zeta(items);
    alpha_ = 1.0 / (1.0 - kTheta);
    second_ = 1.0 + std::pow(0.5, kTheta);
    const double tail = 1.0 - std::pow(2.0 / static_cast<double>(items), 1.0 - kTheta);
    eta_ = tail / (1.0 - zeta(2) / zeta_);
}

std::uint64_t KeyChoice::zipf_rank(double unit) const {
    const double scaled = unit * zeta_;
    if (scaled < 1.0) return 0;
    if (scaled < second_) return 1;
    const double rank = static_cast<double>(items_) * std::pow(eta_ * unit - eta_ + 1.0, alpha_);
    return std::min(static_cast<std::uint64_t>(rank), items_ - 1);
}

std::uint64_t KeyChoice::draw(Random& random) const {
    switch (spread_) {
        case KeySpread::uniform:
            return random.below(items_);
        case KeySpread::zipf:
            return zipf_rank(random.unit()) * scatter_ % items_;
        case KeySpread::hot:
            return 0;
    }
    return 0;
}

}  // namespace earmark::bench
