// The benchmark's data in an engine of this process.
#pragma once

#include "bench/workload.h"
#include "engine/engine.h"

#include <functional>
#include <string>
#include <vector>

namespace earmark::bench {

/// Handles of the benchmark's items and nodes, by index.
struct EngineData {
    DataShape shape;
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
};

/// A moment for CallContext; the engine reads no clock, so any will do.
Time bench_time();

/// Puts nodes, items and stock into an empty, started engine. A request that the log is too busy
/// for is made again.
EngineData load_engine(Engine& engine, const DataShape& shape);

/// The handles in an engine that has this data.
EngineData find_data(const Engine& engine, const DataShape& shape);

/// Makes reservations with the names `prefix`0, `prefix`1, ...; each thread has one of its own.
class Reserver {
  public:
    Reserver(
        Engine& engine,
        const EngineData& data,
        KeySpread spread,
        std::uint64_t seed,
        std::string prefix
    );

    /// Holds the next order; false if it was refused for want of stock. Waits while the log is
    /// busy.
    bool reserve_next();

    std::uint64_t made() const { return made_; }

  private:
    Engine& engine_;
    const EngineData& data_;
    Workload workload_;
    std::string prefix_;
    std::string id_;
    std::uint64_t made_ = 0;
    ReserveReply reply_;
};

}  // namespace earmark::bench
