#include "tests/integration/crash_loop.h"

#include "protocol/client.h"
#include "tests/integration/crash_client.h"
#include "tests/integration/server_process.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace earmark::integration {

using protocol::Client;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kSharedItems = 6;
constexpr std::size_t kNodes = 4;
constexpr Units kScarce = 200;               ///< At start: fought over.
constexpr Units kPlenty = 1'000'000;         ///< Never used up.
constexpr std::size_t kOthersVerified = 40;  ///< Per client and restart, besides those touched.

/// The server, its clients, and what they expect of it.
class CrashLoop {
  public:
    explicit CrashLoop(const CrashLoopOptions& options)
        : options_(options), random_(options.seed) {}

    bool run();

  private:
    std::optional<Client> start_server();
    void set_up_shop(Client& server);
    void put_reference_data(Client& server, std::vector<SkuId>& own_items);
    void check_all(Client& server, std::size_t others);
    void check_counters(Client& server);
    void restock(Client& server);
    bool restart_and_compare_digest(Client& server);
    void work_until_killed();
    void find(const std::string& what) { findings_.push_back(what); }
    bool has_findings() const;
    void print_summary() const;
    CrashCounts counts() const;
    std::uint64_t draw(std::uint64_t below) { return random_() % below; }

    const CrashLoopOptions& options_;
    std::mt19937_64 random_;
    Shop shop_;
    std::vector<std::unique_ptr<CrashClient>> clients_;
    std::unique_ptr<ServerProcess> process_;
    std::uint16_t port_ = 0;
    UnitsByPosition positions_;                          ///< Of the last check.
    std::map<std::pair<SkuId, NodeId>, Units> stocked_;  ///< On hand plus everything shipped.
    std::uint64_t restock_sequence_ = 0;
    std::uint64_t kills_ = 0;
    milliseconds slowest_start_{0};
    std::vector<std::string> findings_;
};

std::optional<Client> CrashLoop::start_server() {
    const auto began = steady_clock::now();
    const std::string data = options_.folder / "data";
    process_ = std::make_unique<ServerProcess>(
        options_.server,
        std::vector<std::string>{"--data", data, "--listen", "127.0.0.1:0"},
        options_.folder / "server.log"
    );
    port_ = process_->wait_until_serving();
    if (port_ == 0) {
        find("the server does not start:\n" + process_->output());
        return std::nullopt;
    }
    slowest_start_ = std::max(
        slowest_start_, std::chrono::duration_cast<milliseconds>(steady_clock::now() - began)
    );
    auto server = Client::connect("127.0.0.1", port_, {.name = "crash loop"});
    if (server) return std::move(*server);
    find("the server does not answer: " + server.error().detail);
    return std::nullopt;
}

void CrashLoop::put_reference_data(Client& server, std::vector<SkuId>& own_items) {
    const std::vector<Micros> rates(8, 5'000'000);
    const TariffStep step{.weight_g_max = 50'000, .rates = rates};
    const TariffRow tariff{.name = "flat", .steps = {&step, 1}};
    const ZoneBand band{.miles_max = 20'000, .zone = 1};
    std::vector<std::string> names;
    names.reserve(kSharedItems + options_.clients + kNodes);
    for (std::size_t i = 0; i < kSharedItems + options_.clients + kNodes; ++i) {
        names.push_back("name-" + std::to_string(i));
    }
    std::vector<ItemRow> items;
    for (std::size_t i = 0; i < kSharedItems + options_.clients; ++i) {
        ItemRow item;
        item.sku = names[i];
        item.weight_g = 200;
        items.push_back(item);
    }
    std::vector<NodeRow> nodes;
    for (std::size_t i = 0; i < kNodes; ++i) {
        NodeRow node;
        node.key = names[items.size() + i];
        node.tariff = "flat";
        node.country = "ZZ";
        node.postal_code = "10000";
        node.location = Location{static_cast<std::int32_t>(i) * 1'000'000, 0};
        nodes.push_back(node);
    }
    const auto tariff_reply = server.put_tariffs({&tariff, 1});
    const auto zone_reply = server.put_zones({.pairs = {}, .bands = {&band, 1}});
    const auto item_reply = server.put_items(items);
    const auto node_reply = server.put_nodes(nodes);
    if (!tariff_reply || !zone_reply || !item_reply || !node_reply ||
        item_reply->ids.size() != items.size() || node_reply->ids.size() != nodes.size()) {
        find("items and nodes cannot be loaded");
        return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        (i < kSharedItems ? shop_.items : own_items).emplace_back(item_reply->ids[i]);
    }
    for (const std::uint32_t id : node_reply->ids)
        shop_.nodes.emplace_back(id);
}

void CrashLoop::set_up_shop(Client& server) {
    std::vector<SkuId> own_items;
    put_reference_data(server, own_items);
    if (has_findings()) return;
    for (std::size_t i = 0; i < kSharedItems; ++i) {
        for (const NodeId node : shop_.nodes) {
            stocked_[{shop_.items[i], node}] = i == 0 ? kScarce : kPlenty;
        }
    }
    restock(server);
    for (std::uint32_t i = 0; i < options_.clients; ++i) {
        clients_.push_back(std::make_unique<CrashClient>(
            i, options_.seed * 1'000 + i, shop_, own_items[i], shop_.nodes[0]
        ));
    }
}

/// Brings each position to what it was stocked with, and a little more.
void CrashLoop::restock(Client& server) {
    ++restock_sequence_;
    std::vector<SupplyRow> rows;
    for (auto& [position, stocked] : stocked_) {
        SupplyRow row;
        row.sku = position.first;
        row.node = position.second;
        stocked += static_cast<Units>(draw(20));
        row.quantity = stocked - positions_[position].shipped;
        row.sequence = restock_sequence_;
        rows.push_back(row);
    }
    const auto reply = server.apply_supply({.source = "warehouse", .rows = rows});
    if (!reply || reply->applied + reply->unchanged != rows.size()) find("restocking failed");
}

void CrashLoop::check_all(Client& server, std::size_t others) {
    for (const auto& client : clients_)
        client->settle(server);
    for (const auto& client : clients_)
        client->verify(server, others);
    check_counters(server);
}

void CrashLoop::check_counters(Client& server) {
    const auto audit = server.audit();
    if (!audit) return find("no audit: " + audit.error().detail);
    if (audit->mismatches != 0) {
        find("audit: " + std::to_string(audit->mismatches) + " positions differ from their holds");
    }
    positions_.clear();
    for (const auto& client : clients_)
        client->add_units(positions_);
    for (const auto& [position, stocked] : stocked_) {
        const AvailabilityQuery query{position.first, position.second, {}};
        const auto reply = server.availability({.queries = {&query, 1}});
        if (!reply || reply->figures.size() != 1) return find("a position cannot be read");
        const Availability& found = reply->figures[0];
        const PositionUnits& expected = positions_[position];
        if (found.reserved != expected.reserved || found.allocated != expected.allocated ||
            found.on_hand != stocked - expected.shipped) {
            find(
                "item " + std::to_string(position.first.value()) + " node " +
                std::to_string(position.second.value()) + ": found on hand " +
                std::to_string(found.on_hand) + " reserved " + std::to_string(found.reserved) +
                " allocated " + std::to_string(found.allocated) + ", acknowledged " +
                std::to_string(stocked - expected.shipped) + ", " +
                std::to_string(expected.reserved) + ", " + std::to_string(expected.allocated)
            );
        }
        if (found.on_hand < found.reserved + found.allocated) {
            find("item " + std::to_string(position.first.value()) + " is oversold");
        }
    }
}

bool CrashLoop::restart_and_compare_digest(Client& server) {
    const auto before = server.state_digest();
    if (draw(2) == 0) {
        process_->kill_now();
    } else {
        process_->send(SIGTERM);
        const Ending ending = process_->wait_for_end(std::chrono::seconds(30));
        if (ending.exit_code != 0) find("SIGTERM did not end it cleanly:\n" + process_->output());
    }
    auto again = start_server();
    if (!again) return false;
    const auto after = again->state_digest();
    if (!before || !after || before->state_digest != after->state_digest) {
        find("the state digest differs after a restart without changes");
    }
    return true;
}

void CrashLoop::work_until_killed() {
    std::atomic<bool> stop{false};
    std::vector<std::jthread> threads;
    threads.reserve(clients_.size() + 1);
    for (const auto& client : clients_) {
        threads.emplace_back([&] { client->work(port_, stop); });
    }
    if (draw(3) == 0) {
        // Some kills meet a snapshot being written.
        threads.emplace_back([this] {
            auto server = Client::connect("127.0.0.1", port_, {.name = "crash loop snapshot"});
            if (server) (void)server->snapshot();
        });
    }
    std::this_thread::sleep_for(milliseconds(20 + draw(280)));
    process_->kill_now();
    stop.store(true, std::memory_order_relaxed);
    ++kills_;
}

bool CrashLoop::run() {
    std::printf("crash loop: seed %llu\n", static_cast<unsigned long long>(options_.seed));
    const auto began = steady_clock::now();
    const auto is_over = [&] {
        return kills_ >= options_.kills ||
               (options_.at_most.count() > 0 && steady_clock::now() - began >= options_.at_most);
    };
    auto server = start_server();
    if (server) set_up_shop(*server);
    while (server && !has_findings() && !is_over()) {
        if (!restart_and_compare_digest(*server)) break;
        work_until_killed();
        server = start_server();
        if (!server) break;
        check_all(*server, kOthersVerified);
        if (!has_findings()) restock(*server);
        if (kills_ % 10 == 0) {
            std::printf("crash loop: %llu kills\n", static_cast<unsigned long long>(kills_));
            std::fflush(stdout);
        }
    }
    if (server && !has_findings()) check_all(*server, SIZE_MAX);
    print_summary();
    return !has_findings();
}

bool CrashLoop::has_findings() const {
    return !findings_.empty() ||
           std::ranges::any_of(clients_, [](const auto& c) { return !c->findings().empty(); });
}

CrashCounts CrashLoop::counts() const {
    CrashCounts sum;
    for (const auto& client : clients_) {
        sum.acknowledged += client->counts().acknowledged;
        sum.refused += client->counts().refused;
        sum.found_done += client->counts().found_done;
        sum.found_undone += client->counts().found_undone;
        sum.repeated += client->counts().repeated;
        sum.verified += client->counts().verified;
    }
    return sum;
}

void CrashLoop::print_summary() const {
    const CrashCounts sum = counts();
    const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::printf(
        "crash loop: %llu kills, %llu changes acknowledged, %llu refused, %llu repeated; in flight "
        "at a kill: %llu found done, %llu not; %llu reservations compared after restarts; slowest "
        "start %lld ms\n",
        number(kills_),
        number(sum.acknowledged),
        number(sum.refused),
        number(sum.repeated),
        number(sum.found_done),
        number(sum.found_undone),
        number(sum.verified),
        static_cast<long long>(slowest_start_.count())
    );
    for (const std::string& finding : findings_)
        std::printf("FOUND: %s\n", finding.c_str());
    for (const auto& client : clients_) {
        for (const std::string& finding : client->findings()) {
            std::printf("FOUND: %s\n", finding.c_str());
        }
    }
    std::printf("crash loop: %s\n", has_findings() ? "BROKEN" : "nothing lost, nothing half done");
}

}  // namespace

bool run_crash_loop(const CrashLoopOptions& options) {
    return CrashLoop(options).run();
}

}  // namespace earmark::integration
