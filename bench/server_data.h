// The benchmark's data in an Earmark server: put there, found again, and proved right afterwards.
#pragma once

#include "bench/workload.h"
#include "engine/base/result.h"
#include "engine/base/strong_id.h"
#include "protocol/client.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace earmark::bench {

/// Handles of the benchmark's items and nodes, by index.
struct ServerData {
    DataShape shape;
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
    std::uint64_t rows_loaded = 0;  ///< Supply rows sent by this call; 0 if the data was there.
    std::chrono::nanoseconds supply_wall{0};
};

/// Tells a person how far a long step has come: done of all.
using Progress = std::function<void(const char* what, std::uint64_t done, std::uint64_t all)>;

/// Loads an empty server; finds the handles in one that already has exactly this data.
/// Errors: bad_input - the server has other data; those of the client.
Result<ServerData> prepare_server(
    protocol::Client& client, const DataShape& shape, const Progress& progress
);

/// What all positions together say.
struct StockTotals {
    Units on_hand = 0;
    Units reserved = 0;
    Units allocated = 0;
};

/// Asks for every item over all nodes and checks each answer: the identity of DOMAIN 3 holds, on
/// hand is what was loaded, and no position is short.
/// Errors: bad_input - an item breaks one of these; those of the client.
Result<StockTotals> check_all_items(
    protocol::Client& client, const ServerData& data, const Progress& progress
);

/// Proves that nothing was oversold or lost: check_all_items, reserved units equal to
/// `expected_reserved`, and an audit without a mismatch.
/// Errors: as check_all_items.
Status check_promises(
    protocol::Client& client,
    const ServerData& data,
    Units expected_reserved,
    const Progress& progress
);

}  // namespace earmark::bench
