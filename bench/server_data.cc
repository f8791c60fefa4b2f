#include "bench/server_data.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace earmark::bench {

namespace {

using protocol::Client;

constexpr std::uint32_t kRowsPerRequest = 4'096;
constexpr std::uint32_t kQueriesPerRequest = 1'024;
constexpr std::uint32_t kDimensionMm = 100;
constexpr std::uint32_t kWeightG = 500;
constexpr std::string_view kTariff = "bench";

Error refused(std::string_view what, const std::string& detail) {
    return {ErrorCode::bad_input, std::string(what) + ": refused: " + detail};
}

/// Calls `step(first, count)` for all items, in requests of at most `per_request`.
template <typename Step>
Status in_batches(std::uint32_t items, std::uint32_t per_request, const Step& step) {
    for (std::uint32_t first = 0; first < items;) {
        const std::uint32_t count = std::min(per_request, items - first);
        if (Status done = step(first, count); !done) return done;
        first += count;
    }
    return Done{};
}

std::vector<std::string> skus(std::uint32_t first, std::uint32_t count) {
    std::vector<std::string> names;
    names.reserve(count);
    for (std::uint32_t item = first; item < first + count; ++item)
        names.push_back(sku_of(item));
    return names;
}

/// A tariff of 70 pounds by eight zones, and zones by distance: what a carrier publishes looks so.
Status put_network(Client& client) {
    constexpr std::uint32_t kPounds = 70;
    constexpr std::uint32_t kPoundG = 454;
    constexpr std::size_t kZones = 8;
    constexpr Micros kRateCent = 10'000;
    std::vector<std::array<Micros, kZones>> rates(kPounds);
    std::vector<TariffStep> steps;
    steps.reserve(kPounds);
    for (std::uint32_t pound = 0; pound < kPounds; ++pound) {
        for (std::size_t zone = 0; zone < kZones; ++zone) {
            const auto per_pound = static_cast<Micros>(20 + 12 * zone);
            rates[pound][zone] = (800 + per_pound * (pound + 1)) * kRateCent;
        }
        steps.push_back({.weight_g_max = (pound + 1) * kPoundG, .rates = rates[pound]});
    }
    const TariffRow tariff{.name = kTariff, .dim_cm3_per_kg = 5'000, .steps = steps};
    const auto tariffs = client.put_tariffs({&tariff, 1});
    if (!tariffs) return tariffs.error();
    if (tariffs->outcome != Outcome::done) return refused("tariff", tariffs->detail);
    constexpr std::array<ZoneBand, kZones> kBands{
        {{50, 1}, {150, 2}, {300, 3}, {600, 4}, {1'000, 5}, {1'400, 6}, {1'800, 7}, {6'000, 8}}
    };
    const auto zones = client.put_zones({.pairs = {}, .bands = kBands});
    if (!zones) return zones.error();
    return zones->outcome == Outcome::done ? Status(Done{}) : refused("zones", zones->detail);
}

Status put_nodes(Client& client, ServerData& data) {
    if (data.shape.nodes_per_item > 0) {
        if (auto done = put_network(client); !done) return done;
    }
    std::vector<std::string> keys;
    keys.reserve(data.shape.nodes);
    for (std::uint32_t node = 0; node < data.shape.nodes; ++node)
        keys.push_back(node_key_of(node));
    std::vector<NodeRow> rows(keys.size());
    for (std::size_t node = 0; node < keys.size(); ++node)
        rows[node].key = keys[node];
    for (std::size_t node = 0; node < keys.size() && data.shape.nodes_per_item > 0; ++node) {
        rows[node].tariff = kTariff;
        rows[node].location = location_of(Random::mix(node));
        rows[node].handling_per_shipment = 800'000;
        rows[node].handling_per_unit = 150'000;
    }
    const auto reply = client.put_nodes(rows);
    if (!reply) return reply.error();
    if (reply->outcome != Outcome::done || reply->ids.size() != rows.size())
        return refused("nodes", reply->detail);
    for (const std::uint32_t id : reply->ids)
        data.nodes.emplace_back(id);
    return Done{};
}

Status put_items(Client& client, ServerData& data, const Progress& progress) {
    return in_batches(data.shape.items, kRowsPerRequest, [&](auto first, auto count) -> Status {
        const auto names = skus(first, count);
        std::vector<ItemRow> rows(count);
        for (std::uint32_t row = 0; row < count; ++row) {
            rows[row].sku = names[row];
            rows[row].weight_g = kWeightG;
            rows[row].length_mm = rows[row].width_mm = rows[row].height_mm = kDimensionMm;
        }
        const auto reply = client.put_items(rows);
        if (!reply) return reply.error();
        if (reply->outcome != Outcome::done || reply->ids.size() != rows.size())
            return refused("items", reply->detail);
        for (const std::uint32_t id : reply->ids)
            data.items.emplace_back(id);
        progress("items", first + count, data.shape.items);
        return Done{};
    });
}

void append_item_rows(const ServerData& data, std::uint32_t item, std::vector<SupplyRow>& rows) {
    for (std::uint32_t place = 0; place < data.shape.places(); ++place) {
        const std::uint32_t node = data.shape.node_at(item, place);
        const Stock stock = initial_stock(item, node);
        rows.push_back({
            .sku = data.items[item],
            .node = data.nodes[node],
            .change = SupplyChange::sync,
            .quantity = stock.on_hand,
        });
        if (stock.safety == 0) continue;
        rows.push_back({
            .sku = data.items[item],
            .node = data.nodes[node],
            .change = SupplyChange::safety,
            .quantity = stock.safety,
        });
    }
}

Status send_rows(Client& client, std::span<const SupplyRow> rows) {
    const auto reply = client.apply_supply({.source = "bench", .rows = rows});
    if (!reply) return reply.error();
    if (reply->outcome != Outcome::done || reply->refused != 0)
        return refused("supply", reply->detail);
    return Done{};
}

Status sync_stock(Client& client, ServerData& data, const Progress& progress) {
    const auto started = std::chrono::steady_clock::now();
    const std::uint32_t items_per_request =
        std::max<std::uint32_t>(1, kRowsPerRequest / data.shape.places());
    std::vector<SupplyRow> rows;
    auto loaded = in_batches(data.shape.items, items_per_request, [&](auto first, auto count) {
        rows.clear();
        for (std::uint32_t item = first; item < first + count; ++item)
            append_item_rows(data, item, rows);
        data.rows_loaded += rows.size();
        progress(
            "positions", std::uint64_t{first + count} * data.shape.places(), data.shape.positions()
        );
        return send_rows(client, rows);
    });
    data.supply_wall = std::chrono::steady_clock::now() - started;
    return loaded;
}

Result<std::vector<std::uint32_t>> resolve_all(
    Client& client, NameKind kind, const std::vector<std::string>& names
) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto reply = client.resolve(kind, views);
    if (!reply) return reply.error();
    std::vector<std::uint32_t> ids;
    for (const ResolvedName& resolved : reply->resolved) {
        if (resolved.id == 0) {
            return Error{
                ErrorCode::bad_input,
                "the server has other data: it does not know '" + names[ids.size()] + "'",
            };
        }
        ids.push_back(resolved.id);
    }
    return ids;
}

Status find_handles(Client& client, ServerData& data, const Progress& progress) {
    std::vector<std::string> keys;
    keys.reserve(data.shape.nodes);
    for (std::uint32_t node = 0; node < data.shape.nodes; ++node)
        keys.push_back(node_key_of(node));
    const auto nodes = resolve_all(client, NameKind::node, keys);
    if (!nodes) return nodes.error();
    for (const std::uint32_t id : *nodes)
        data.nodes.emplace_back(id);
    return in_batches(data.shape.items, kRowsPerRequest, [&](auto first, auto count) -> Status {
        const auto ids = resolve_all(client, NameKind::item, skus(first, count));
        if (!ids) return ids.error();
        for (const std::uint32_t id : *ids)
            data.items.emplace_back(id);
        progress("handles", first + count, data.shape.items);
        return Done{};
    });
}

Status check_item(const Availability& figures, std::uint32_t item, const DataShape& shape) {
    const Stock loaded = initial_stock(item, shape);
    const bool identity = figures.ats - figures.shortage + figures.withheld ==
                          figures.on_hand - figures.reserved - figures.allocated;
    if (figures.verdict == QueryVerdict::known && identity && figures.shortage == 0 &&
        figures.on_hand == loaded.on_hand && figures.safety == loaded.safety)
        return Done{};
    return Error{
        ErrorCode::bad_input,
        sku_of(item) + ": found on hand " + std::to_string(figures.on_hand) + ", reserved " +
            std::to_string(figures.reserved) + ", ats " + std::to_string(figures.ats) +
            ", shortage " + std::to_string(figures.shortage) + ", safety " +
            std::to_string(figures.safety) + "; expected on hand " +
            std::to_string(loaded.on_hand) + ", safety " + std::to_string(loaded.safety) +
            " and nothing short",
    };
}

}  // namespace

Result<ServerData> prepare_server(
    Client& client, const DataShape& shape, const Progress& progress
) {
    ServerData data{.shape = shape, .items = {}, .nodes = {}};
    data.items.reserve(shape.items);
    const auto status = client.status();
    if (!status) return status.error();
    if (status->engine.items > 0) {
        if (status->engine.positions != shape.positions()) {
            return Error{
                ErrorCode::bad_input,
                "the server has other data: found " + std::to_string(status->engine.positions) +
                    " positions, expected " + std::to_string(shape.positions()) + " or none",
            };
        }
        if (auto found = find_handles(client, data, progress); !found) return found.error();
        return data;
    }
    if (auto done = put_nodes(client, data); !done) return done.error();
    if (auto done = put_items(client, data, progress); !done) return done.error();
    if (auto done = sync_stock(client, data, progress); !done) return done.error();
    return data;
}

Result<StockTotals> check_all_items(
    Client& client, const ServerData& data, const Progress& progress
) {
    StockTotals totals;
    std::vector<AvailabilityQuery> queries;
    auto checked =
        in_batches(data.shape.items, kQueriesPerRequest, [&](auto first, auto count) -> Status {
            queries.assign(count, {});
            for (std::uint32_t query = 0; query < count; ++query)
                queries[query].sku = data.items[first + query];
            const auto reply = client.availability({.queries = queries});
            if (!reply) return reply.error();
            if (reply->outcome != Outcome::done || reply->figures.size() != count)
                return refused("availability", reply->detail);
            for (std::uint32_t query = 0; query < count; ++query) {
                const Availability& figures = reply->figures[query];
                if (auto right = check_item(figures, first + query, data.shape); !right)
                    return right;
                totals.on_hand += figures.on_hand;
                totals.reserved += figures.reserved;
                totals.allocated += figures.allocated;
            }
            progress("checked", first + count, data.shape.items);
            return Done{};
        });
    if (!checked) return checked.error();
    return totals;
}

Status check_promises(
    Client& client, const ServerData& data, Units expected_reserved, const Progress& progress
) {
    const auto totals = check_all_items(client, data, progress);
    if (!totals) return totals.error();
    if (totals->reserved != expected_reserved || totals->allocated != 0) {
        return Error{
            ErrorCode::bad_input,
            "units reserved in all: found " + std::to_string(totals->reserved) + " and " +
                std::to_string(totals->allocated) + " allocated, expected " +
                std::to_string(expected_reserved) + " and 0",
        };
    }
    const auto audit = client.audit();
    if (!audit) return audit.error();
    if (audit->mismatches == 0) return Done{};
    return Error{
        ErrorCode::bad_input,
        "audit: " + std::to_string(audit->mismatches) +
            " positions do not equal the sum of their holds",
    };
}

}  // namespace earmark::bench
