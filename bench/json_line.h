// One line of JSON with the figures of a run, for scripts/bench to read.
#pragma once

#include "bench/latency_histogram.h"
#include "bench/pipelined_load.h"

#include <optional>
#include <string>
#include <string_view>

namespace earmark::bench {

class JsonLine {
  public:
    JsonLine& add(std::string_view field, std::string_view text);
    JsonLine& add(std::string_view field, double value);
    JsonLine& add(std::string_view field, std::optional<double> value);  ///< null if absent.

    /// p50 ... max in microseconds, and n.
    JsonLine& add(const LatencySummary& latency);

    /// Requests, seconds, rates and latencies.
    JsonLine& add(const LoadResult& result);

    std::string text() const { return "{" + fields_ + "}"; }

    /// To standard output, and out at once: who reads it follows the run.
    void print() const;

  private:
    void name(std::string_view name);

    std::string fields_;
};

}  // namespace earmark::bench
