// Two sides in turn, A B A B: what a noisy machine does to one it does to the other.
#pragma once

#include <functional>
#include <vector>

namespace earmark::bench {

/// The middle value; of an even count the mean of the two in the middle.
/// Requires: values is not empty.
double median(std::vector<double> values);

struct PairedFigure {
    double value = 0;      ///< Median of ours.
    double peer = 0;       ///< Median of the other side.
    double ratio = 0;      ///< Median of ours / peer within each pair.
    double ratio_min = 0;  ///< The spread of that ratio.
    double ratio_max = 0;
};

/// Requires: pairs > 0; both return what they measured, never 0.
PairedFigure measure_pairs(
    std::size_t pairs, const std::function<double()>& ours, const std::function<double()>& peer
);

}  // namespace earmark::bench
