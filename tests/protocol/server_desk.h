// A server on loopback over an engine that the test can reach, and its end.
#pragma once

#include "engine/engine.h"
#include "protocol/async_client.h"
#include "protocol/client.h"
#include "protocol/server.h"
#include "tests/support/memory_changes.h"
#include "tests/support/memory_log.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace earmark::protocol {

/// Turns the loop until `is_done` holds.
template <typename IsDone>
void turn_until(ClientLoop& loop, const IsDone& is_done) {
    while (!is_done())
        loop.run_one_for(std::chrono::milliseconds(50));
}

class ServerDesk {
  public:
    explicit ServerDesk(
        ServerOptions options = {},
        MemoryLog::Durability durability = MemoryLog::Durability::at_once
    )
        : log_(durability) {
        engine_.start(log_);
        service_.hello = {"earmarkd", "test", Durability::sync, 1U << 22U, 4'096};
        service_.changes = &changes_;
        options.port = 0;
        if (options.threads == 0) options.threads = 2;
        options.job_threads = 1;
        arrange();
        auto server = Server::start(service_, options);
        EXPECT_TRUE(server) << server.error().detail;
        server_ = std::move(*server);
    }

    Server& server() { return *server_; }
    Service& service() { return service_; }
    Engine& engine() { return engine_; }
    MemoryLog& log() { return log_; }
    MemoryChanges& changes() { return changes_; }
    std::uint16_t port() const { return server_->port(); }
    SkuId sku() const { return sku_; }
    NodeId node() const { return node_; }

    Client client(const ClientOptions& options = {}) {
        auto client = Client::connect("127.0.0.1", port(), options);
        EXPECT_TRUE(client) << client.error().detail;
        return std::move(*client);
    }

    std::unique_ptr<AsyncClient> async_client(ClientLoop& loop, const ClientOptions& options = {}) {
        auto client = AsyncClient::connect(loop, "127.0.0.1", port(), options);
        EXPECT_TRUE(client) << client.error().detail;
        return std::move(*client);
    }

    /// A reservation of one line.
    ReserveRequest request(std::string_view id, Units quantity) {
        line_ = {.line = 1, .sku = sku_, .node = node_, .quantity = quantity};
        ReserveRequest request;
        request.id = id;
        request.lines = {&line_, 1};
        return request;
    }

    void stock(Units on_hand) {
        const SupplyRow row{.sku = sku_, .node = node_, .quantity = on_hand};
        SupplyReply supply;
        engine_.apply_supply({.source = {}, .rows = {&row, 1}}, {.now = clock_.wall()}, supply);
        EXPECT_EQ(supply.outcome, Outcome::done);
    }

    void shut_down() { server_.reset(); }

  private:
    void arrange() {
        // The day is logged before the server's own ticks could log it among what a test looks at.
        engine_.tick(clock_.wall(), clock_.steady());
        PutReply put;
        ItemRow item;
        item.sku = "sku-1";
        engine_.put_items({&item, 1}, {.now = clock_.wall()}, put);
        sku_ = SkuId(put.ids.at(0));
        NodeRow node;
        node.key = "dc-1";
        engine_.put_nodes({&node, 1}, {.now = clock_.wall()}, put);
        node_ = NodeId(put.ids.at(0));
        stock(1'000'000);
        log_.make_durable(log_.newest());
    }

    SystemClock clock_;
    MemoryLog log_;
    MemoryChanges changes_{log_};
    Engine engine_{
        EngineLimits{.items = 1'000, .nodes = 100, .positions = 10'000, .reservations = 100'000}
    };
    Service service_{engine_, log_, clock_};
    SkuId sku_;
    NodeId node_;
    ReserveLine line_;
    std::unique_ptr<Server> server_;
};

}  // namespace earmark::protocol
