#include "bench/engine_data.h"
#include "bench/json_line.h"
#include "bench/kernels.h"
#include "bench/null_log.h"
#include "bench/paired.h"
#include "bench/process_usage.h"
#include "bench/thread_time.h"

#include <algorithm>
#include <vector>

namespace earmark::bench {

namespace {

double reserve_ns(Reserver& reserver, std::uint64_t operations) {
    const ThreadTimer timer;
    for (std::uint64_t operation = 0; operation < operations; ++operation)
        reserver.reserve_next();
    return timer.ns_each(operations);
}

void print(const char* name, double value, const char* unit) {
    JsonLine().add("name", name).add("value", value).add("unit", unit).print();
}

}  // namespace

int measure_reserve(const KernelOptions& options) {
    NullLog log;
    Engine engine;
    engine.start(log);
    const EngineData data = load_engine(engine, options.shape);
    const std::uint64_t operations = std::max<std::uint64_t>(1, options.operations / options.pairs);
    for (const KeySpread spread : {KeySpread::uniform, KeySpread::zipf, KeySpread::hot}) {
        const std::string word(to_string(spread));
        Reserver reserver(engine, data, spread, options.seed, word);
        std::vector<double> values;
        values.reserve(options.pairs);
        for (std::size_t run = 0; run < options.pairs; ++run)
            values.push_back(reserve_ns(reserver, operations));
        print(("reserve_inproc_" + word).c_str(), median(values), "ns");
    }
    return engine.audit().mismatches == 0 ? 0 : 1;
}

int measure_memory(const KernelOptions& options) {
    NullLog log;
    Engine engine;
    engine.start(log);
    const auto empty = static_cast<double>(own_resident_bytes());
    const EngineData data = load_engine(engine, options.shape);
    const double handles = static_cast<double>(data.items.capacity() * sizeof(SkuId));
    const auto loaded = static_cast<double>(own_resident_bytes());
    const auto positions = static_cast<double>(options.shape.positions());
    print("bytes_per_position", (loaded - empty - handles) / positions, "bytes");
    Reserver reserver(engine, data, KeySpread::uniform, options.seed, "reservation-");
    std::uint64_t held = 0;
    for (std::uint64_t order = 0; order < options.operations; ++order)
        if (reserver.reserve_next()) ++held;
    const auto full = static_cast<double>(own_resident_bytes());
    print("bytes_per_reservation", (full - loaded) / static_cast<double>(held), "bytes");
    return engine.audit().mismatches == 0 ? 0 : 1;
}

}  // namespace earmark::bench
