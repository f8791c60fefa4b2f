#include "bench/paired.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark::bench {

double median(std::vector<double> values) {
    EARMARK_CHECK(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

PairedFigure measure_pairs(
    std::size_t pairs, const std::function<double()>& ours, const std::function<double()>& peer
) {
    std::vector<double> our_values;
    std::vector<double> peer_values;
    std::vector<double> ratios;
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        our_values.push_back(ours());
        peer_values.push_back(peer());
        ratios.push_back(our_values.back() / peer_values.back());
    }
    const auto [lowest, highest] = std::minmax_element(ratios.begin(), ratios.end());
    return {
        .value = median(our_values),
        .peer = median(peer_values),
        .ratio = median(ratios),
        .ratio_min = *lowest,
        .ratio_max = *highest,
    };
}

}  // namespace earmark::bench
