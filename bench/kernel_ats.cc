#include "bench/engine_data.h"
#include "bench/json_line.h"
#include "bench/kernels.h"
#include "bench/null_log.h"
#include "bench/paired.h"
#include "bench/thread_time.h"
#include "engine/base/check.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

namespace earmark::bench {

namespace {

constexpr std::size_t kBatch = 64;

using Key = std::array<char, 12>;

/// Two loads and a few multiplications: as cheap as a good hash of 12 bytes gets.
struct KeyHash {
    using is_avalanching = void;

    std::size_t operator()(const Key& key) const {
        std::uint64_t head = 0;
        std::uint32_t tail = 0;
        std::memcpy(&head, key.data(), sizeof(head));
        std::memcpy(&tail, key.data() + sizeof(head), sizeof(tail));
        return Random::mix(head ^ (std::uint64_t{tail} << 32U));
    }
};

using BareMap = boost::unordered_flat_map<Key, std::uint64_t, KeyHash>;

Key key_of(std::uint32_t item) {
    const std::string sku = sku_of(item);
    EARMARK_CHECK(sku.size() == sizeof(Key));
    Key key{};
    std::memcpy(key.data(), sku.data(), key.size());
    return key;
}

/// What segments may claim of the stock that is asked for.
enum class Claims : std::uint8_t { none, two_floors };

constexpr Units kWebFloor = 8;
constexpr Units kStoreFloor = 5;

/// The same random items for both sides.
class AtsKernel {
  public:
    AtsKernel(const KernelOptions& options, Claims claims) {
        engine_.start(log_);
        data_ = load_engine(engine_, options.shape);
        if (claims == Claims::two_floors) put_floors();
        Workload workload(options.shape, options.spread, options.seed);
        for (std::uint64_t query = 0; query < options.operations; ++query) {
            const std::uint32_t item = workload.next_item();
            queries_.push_back({.sku = data_.items[item], .node = {}, .group = {}});
            keys_.push_back(key_of(item));
            for (std::uint32_t node = 0; node < options.shape.nodes; ++node)
                expected_sum_ += expected(initial_stock(item, node).ats(), claims);
        }
        for (std::uint32_t item = 0; item < options.shape.items; ++item)
            bare_.emplace(key_of(item), item + 1);
    }

    /// Nanoseconds per query.
    double engine_ns(std::size_t batch) {
        Units sum = 0;
        const ThreadTimer timer;
        for (std::size_t first = 0; first < queries_.size(); first += batch) {
            const std::size_t count = std::min(batch, queries_.size() - first);
            engine_.availability(
                {.queries = std::span(queries_).subspan(first, count), .segment = asking_}, reply_
            );
            for (const Availability& figures : reply_.figures)
                sum += figures.ats;
        }
        const double ns = timer.ns_each(queries_.size());
        EARMARK_CHECK(sum == expected_sum_);
        return ns;
    }

    double bare_ns() {
        std::uint64_t found = 0;
        const ThreadTimer timer;
        for (const Key& key : keys_)
            found += std::uint64_t{bare_.find(key)->second != 0};
        const double ns = timer.ns_each(queries_.size());
        EARMARK_CHECK(found == keys_.size());
        return ns;
    }

  private:
    /// Of a position, for the web.
    static Units expected(Units available, Claims claims) {
        if (claims == Claims::none) return available;
        const Units web = std::min(kWebFloor, available);
        return web + std::max<Units>(0, available - web - kStoreFloor);
    }

    /// Floors for the web and for stores at every position; the web asks.
    void put_floors() {
        const std::array<std::string_view, 2> names{"web", "store"};
        PutReply put;
        engine_.put_segments(names, {.now = bench_time()}, put);
        EARMARK_CHECK(put.outcome == Outcome::done && put.ids.size() == names.size());
        const SegmentId web(static_cast<std::uint16_t>(put.ids[0]));
        const SegmentId store(static_cast<std::uint16_t>(put.ids[1]));
        asking_ = web;
        std::vector<SegmentRuleRow> rows;
        SupplyReply reply;
        for (const SkuId item : data_.items) {
            rows.clear();
            for (const NodeId node : data_.nodes) {
                SegmentRule rule{.sku = item, .node = node, .segment = web, .rank = 1};
                rule.floor = kWebFloor;
                rows.push_back({.change = SegmentChange::put, .rule = rule});
                rule.segment = store;
                rule.rank = 2;
                rule.floor = kStoreFloor;
                rows.push_back({.change = SegmentChange::put, .rule = rule});
            }
            engine_.put_segment_rules(rows, {.now = bench_time()}, reply);
            EARMARK_CHECK(reply.outcome == Outcome::done && reply.applied == rows.size());
        }
    }

    NullLog log_;
    SegmentId asking_;
    Engine engine_;
    EngineData data_;
    std::vector<AvailabilityQuery> queries_;
    std::vector<Key> keys_;
    BareMap bare_;
    AvailabilityReply reply_;
    Units expected_sum_ = 0;
};

void print(const char* name, const PairedFigure& figure) {
    JsonLine()
        .add("name", name)
        .add("value", figure.value)
        .add("unit", "ns")
        .add("peer", "unordered_flat_map find, 12-byte key")
        .add("peer_value", figure.peer)
        .add("ratio", figure.ratio)
        .add("ratio_min", figure.ratio_min)
        .add("ratio_max", figure.ratio_max)
        .print();
}

int measure(const KernelOptions& options, Claims claims, const char* one, const char* batched) {
    AtsKernel kernel(options, claims);
    kernel.engine_ns(1);
    kernel.bare_ns();
    const auto bare = [&] { return kernel.bare_ns(); };
    print(one, measure_pairs(options.pairs, [&] { return kernel.engine_ns(1); }, bare));
    print(batched, measure_pairs(options.pairs, [&] { return kernel.engine_ns(kBatch); }, bare));
    return 0;
}

}  // namespace

int measure_ats(const KernelOptions& options) {
    return measure(options, Claims::none, "ats_inproc", "ats_inproc_batch");
}

int measure_segment_ats(const KernelOptions& options) {
    return measure(options, Claims::two_floors, "ats_inproc_segments", "ats_inproc_segments_batch");
}

}  // namespace earmark::bench
