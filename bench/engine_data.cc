#include "bench/engine_data.h"

#include "engine/base/check.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace earmark::bench {

namespace {

constexpr std::uint32_t kRowsAtOnce = 8'192;

/// Asks again until the log has room.
template <typename Ask>
void until_admitted(const Ask& ask) {
    while (ask() == Outcome::overloaded)
        std::this_thread::yield();
}

void put_nodes(Engine& engine, EngineData& data) {
    std::vector<std::string> keys;
    keys.reserve(data.shape.nodes);
    for (std::uint32_t node = 0; node < data.shape.nodes; ++node)
        keys.push_back(node_key_of(node));
    std::vector<NodeRow> rows(keys.size());
    for (std::size_t node = 0; node < keys.size(); ++node)
        rows[node].key = keys[node];
    PutReply reply;
    until_admitted([&] {
        engine.put_nodes(rows, {.now = bench_time()}, reply);
        return reply.outcome;
    });
    EARMARK_CHECK(reply.outcome == Outcome::done && reply.ids.size() == rows.size());
    for (const std::uint32_t id : reply.ids)
        data.nodes.emplace_back(id);
}

void put_items(Engine& engine, EngineData& data, std::uint32_t first, std::uint32_t count) {
    std::vector<std::string> names;
    for (std::uint32_t item = first; item < first + count; ++item)
        names.push_back(sku_of(item));
    std::vector<ItemRow> rows(count);
    for (std::uint32_t row = 0; row < count; ++row) {
        rows[row].sku = names[row];
        rows[row].weight_g = 500;
    }
    PutReply reply;
    until_admitted([&] {
        engine.put_items(rows, {.now = bench_time()}, reply);
        return reply.outcome;
    });
    EARMARK_CHECK(reply.outcome == Outcome::done && reply.ids.size() == rows.size());
    for (const std::uint32_t id : reply.ids)
        data.items.emplace_back(id);
}

void sync_stock(Engine& engine, const EngineData& data, std::vector<SupplyRow>& rows) {
    if (rows.empty()) return;
    SupplyReply reply;
    until_admitted([&] {
        engine.apply_supply({.source = "bench", .rows = rows}, {.now = bench_time()}, reply);
        return reply.outcome;
    });
    EARMARK_CHECK(reply.outcome == Outcome::done && reply.refused == 0);
    EARMARK_CHECK(data.items.size() == data.shape.items);
    rows.clear();
}

}  // namespace

Time bench_time() {
    return Time(std::chrono::seconds(1'790'000'000));
}

EngineData load_engine(Engine& engine, const DataShape& shape) {
    EngineData data{.shape = shape, .items = {}, .nodes = {}};
    data.items.reserve(shape.items);
    put_nodes(engine, data);
    for (std::uint32_t first = 0; first < shape.items; first += kRowsAtOnce)
        put_items(engine, data, first, std::min(kRowsAtOnce, shape.items - first));
    std::vector<SupplyRow> rows;
    for (std::uint32_t item = 0; item < shape.items; ++item) {
        for (std::uint32_t node = 0; node < shape.nodes; ++node) {
            const Stock stock = initial_stock(item, node);
            SupplyRow row{
                .sku = data.items[item],
                .node = data.nodes[node],
                .change = SupplyChange::safety,
                .quantity = stock.safety,
            };
            if (stock.safety > 0) rows.push_back(row);
            row.change = SupplyChange::sync;
            row.quantity = stock.on_hand;
            row.sequence = sequence_of(item, node, shape);
            rows.push_back(row);
        }
        if (rows.size() + 2 * std::size_t{shape.nodes} > kRowsAtOnce)
            sync_stock(engine, data, rows);
    }
    sync_stock(engine, data, rows);
    return data;
}

EngineData find_data(const Engine& engine, const DataShape& shape) {
    EngineData data{.shape = shape, .items = {}, .nodes = {}};
    std::vector<ResolvedName> resolved;
    const auto resolve_one = [&](NameKind kind, const std::string& name) {
        const std::array<std::string_view, 1> names{name};
        engine.resolve(kind, names, resolved);
        EARMARK_CHECK(resolved.front().id != 0);
        return resolved.front().id;
    };
    for (std::uint32_t item = 0; item < shape.items; ++item)
        data.items.emplace_back(resolve_one(NameKind::item, sku_of(item)));
    for (std::uint32_t node = 0; node < shape.nodes; ++node)
        data.nodes.emplace_back(resolve_one(NameKind::node, node_key_of(node)));
    return data;
}

Reserver::Reserver(
    Engine& engine, const EngineData& data, KeySpread spread, std::uint64_t seed, std::string prefix
)
    : engine_(engine),
      data_(data),
      workload_(data.shape, spread, seed),
      prefix_(std::move(prefix)) {}

bool Reserver::reserve_next() {
    const WantedOrder order = workload_.next_order();
    std::array<ReserveLine, kReserveLines> lines;
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        lines[line] = {
            .line = line + 1,
            .sku = data_.items[order[line].item],
            .node = data_.nodes[order[line].node],
            .quantity = order[line].units,
        };
    }
    id_.assign(prefix_).append(std::to_string(made_++));
    until_admitted([&] {
        engine_.reserve({.id = id_, .lines = lines}, {.now = bench_time()}, reply_);
        return reply_.outcome;
    });
    EARMARK_CHECK(reply_.outcome == Outcome::done || reply_.outcome == Outcome::lines_refused);
    return reply_.outcome == Outcome::done;
}

}  // namespace earmark::bench
