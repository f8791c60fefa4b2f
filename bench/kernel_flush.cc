#include "bench/flush_probe.h"
#include "bench/json_line.h"
#include "bench/kernels.h"

#include <iostream>

namespace earmark::bench {

int measure_flushes(const KernelOptions& options) {
    const auto latencies =
        probe_flushes(options.folder, /*block_bytes=*/4'096, std::chrono::milliseconds(2'000));
    if (!latencies) {
        std::cerr << "earmark-kernels: " << latencies.error().detail << '\n';
        return 1;
    }
    JsonLine().add("name", "device_flush").add(latencies->summary()).print();
    return 0;
}

}  // namespace earmark::bench
