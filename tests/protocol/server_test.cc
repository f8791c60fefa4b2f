#include "protocol/server.h"

#include "protocol/async_client.h"
#include "tests/protocol/raw_peer.h"
#include "tests/protocol/server_desk.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace earmark::protocol {
namespace {

using wire::Refusal;

/// Waits for what another thread will do; fails the test if that takes half a minute.
template <typename IsTrue>
bool comes_true(const IsTrue& is_true) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!is_true()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

ByteBuffer frame_of(wire::MessageKind kind, const Builder& builder, std::uint64_t request_id) {
    FrameHeader header;
    header.kind = kind;
    header.request_id = request_id;
    ByteBuffer bytes;
    append_frame(bytes, header, finished(builder));
    return bytes;
}

ByteBuffer availability_frame(const ServerDesk& desk, std::size_t queries) {
    const std::vector<AvailabilityQuery> all(
        queries, AvailabilityQuery{.sku = desk.sku(), .node = desk.node(), .group = {}}
    );
    Builder builder;
    encode_request(builder, AvailabilityRequest{.queries = all}, AvailabilityForm::full);
    return frame_of(wire::MessageKind::availability, builder, 1);
}

TEST(Server, TheBlockingClientDoesWhatTheEngineDoes) {
    ServerDesk desk;
    Client client = desk.client();
    EXPECT_EQ(client.server().server, "earmarkd");

    const std::array<ItemRow, 1> items{[] {
        ItemRow row;
        row.sku = "sku-2";
        row.scale = 3;
        return row;
    }()};
    const auto put = client.put_items(items, {.note = {.actor = "planner"}});
    ASSERT_TRUE(put) << put.error().detail;
    ASSERT_EQ(put->ids.size(), 1U);
    const std::array<std::string_view, 2> names{"sku-2", "sku-none"};
    const auto resolved = client.resolve(NameKind::item, names);
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->resolved[0].id, put->ids[0]);
    EXPECT_EQ(resolved->resolved[0].scale, 3);
    EXPECT_EQ(resolved->resolved[1].id, 0U);
    EXPECT_EQ(client.item(SkuId(put->ids[0]))->sku, "sku-2");
    EXPECT_EQ(client.item(SkuId(999)).error().code, ErrorCode::bad_input);
    EXPECT_EQ(client.node(desk.node())->key, "dc-1");

    const SupplyRow row{.sku = SkuId(put->ids[0]), .node = desk.node(), .quantity = 5'000};
    EXPECT_EQ(client.apply_supply({.source = {}, .rows = {&row, 1}})->applied, 1U);
    EXPECT_EQ(client.item_availability(SkuId(put->ids[0]))->positions[0].figures.ats, 5'000);
    EXPECT_EQ(client.reserve(desk.request("r1", 7))->outcome, Outcome::done);
    EXPECT_EQ(client.reserve(desk.request("r1", 7))->outcome, Outcome::repeated);
    EXPECT_EQ(client.reservation("r1")->lines[0].held, 7);
    StepRequest commit;
    commit.id = "r1";
    EXPECT_EQ(client.step(commit)->state, ReservationState::committed);
    const auto audit = client.audit();
    ASSERT_TRUE(audit);
    EXPECT_EQ(audit->mismatches, 0U);
    EXPECT_EQ(audit->open_lines, 1U);
    EXPECT_EQ(client.state_digest()->state_digest, desk.engine().state_digest());
    const auto status = client.status();
    EXPECT_EQ(status->engine.items, 2U);
    EXPECT_EQ(status->connections, 1U);
    EXPECT_GE(status->requests, 10U);
    EXPECT_EQ(client.snapshot().error().code, ErrorCode::unsupported);
    EXPECT_FALSE(client.accept_clock()->expiry_paused);
}

TEST(Server, ManyRequestsOfOneConnectionAreInFlightTogether) {
    ServerDesk desk;
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    std::size_t answered = 0;
    std::size_t reserved = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = "r" + std::to_string(i);
        client->reserve(desk.request(id, 1), [&](const Result<ReserveReply>& reply) {
            ++answered;
            if (reply && reply->outcome == Outcome::done) ++reserved;
        });
        client->status([&](const Result<ServerStatus>& reply) {
            EXPECT_TRUE(reply);
            ++answered;
        });
    }
    EXPECT_EQ(client->in_flight(), 2'000U);
    turn_until(loop, [&] { return answered == 2'000; });
    EXPECT_EQ(reserved, 1'000U);
    EXPECT_EQ(client->in_flight(), 0U);
}

TEST(Server, AnswersOvertakeThoseThatWaitForTheLog) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    std::vector<std::string> order;
    client->reserve(desk.request("r1", 1), [&](const Result<ReserveReply>& reply) {
        EXPECT_TRUE(reply);
        order.emplace_back("reserve");
    });
    const AvailabilityQuery query{.sku = desk.sku(), .node = desk.node(), .group = {}};
    client->availability(
        {.queries = {&query, 1}},
        AvailabilityForm::full,
        [&](const Result<AvailabilityReply>& reply) {
            ASSERT_TRUE(reply);
            EXPECT_EQ(reply->figures[0].ats, 999'999);
            order.emplace_back("availability");
        }
    );
    turn_until(loop, [&] { return !order.empty(); });
    EXPECT_EQ(order.front(), "availability");
    desk.log().make_durable(desk.log().newest());
    turn_until(loop, [&] { return order.size() == 2; });
}

TEST(Server, EveryReplyLeavesOnceTheLogHasCaughtUp) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    std::atomic<bool> is_over = false;
    std::thread disk([&] {
        while (!is_over.load())
            desk.log().make_durable(desk.log().newest());
    });
    std::vector<std::thread> shoppers;
    for (int shopper = 0; shopper < 4; ++shopper) {
        shoppers.emplace_back([&desk, shopper] {
            Client client = desk.client();
            const ReserveLine line{
                .line = 1, .sku = desk.sku(), .node = desk.node(), .quantity = 1
            };
            for (int i = 0; i < 500; ++i) {
                const std::string id = std::to_string(shopper) + "-" + std::to_string(i);
                ReserveRequest request;
                request.id = id;
                request.lines = {&line, 1};
                const auto reply = client.reserve(request);
                ASSERT_TRUE(reply) << reply.error().detail;
                EXPECT_EQ(reply->outcome, Outcome::done);
                EXPECT_LE(reply->lsn, desk.log().durable());
            }
        });
    }
    for (auto& shopper : shoppers)
        shopper.join();
    is_over = true;
    disk.join();
}

TEST(Server, OfTwoClientsExactlyOneGetsTheLastUnit) {
    constexpr int kRounds = 2'000;
    ServerDesk desk;
    std::array<std::array<Outcome, kRounds>, 2> outcomes{};
    std::atomic<int> arrived = 0;
    const auto race = [&](std::size_t racer) {
        Client client = desk.client();
        const ReserveLine line{.line = 1, .sku = desk.sku(), .node = desk.node(), .quantity = 1};
        for (int round = 0; round < kRounds; ++round) {
            // The last to arrive puts one unit on the shelf, and both go.
            if (arrived.fetch_add(1) % 2 == 1) {
                desk.stock(round + 1);
                arrived.fetch_add(2);
            }
            while (arrived.load() < 4 * round + 4)
                std::this_thread::yield();
            const std::string id = std::to_string(racer) + "-" + std::to_string(round);
            ReserveRequest request;
            request.id = id;
            request.lines = {&line, 1};
            const auto reply = client.reserve(request);
            ASSERT_TRUE(reply) << reply.error().detail;
            outcomes[racer][static_cast<std::size_t>(round)] = reply->outcome;
        }
    };
    std::thread other([&] { race(1); });
    race(0);
    other.join();
    int first = 0;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const bool a = outcomes[0][round] == Outcome::done;
        const bool b = outcomes[1][round] == Outcome::done;
        EXPECT_NE(a, b) << "round " << round;
        first += a ? 1 : 0;
    }
    EXPECT_EQ(desk.engine().audit().mismatches, 0U);
    RecordProperty("won by the first", first);
}

TEST(Server, ConnectionsComeAndGoInAStorm) {
    ServerDesk desk;
    for (int wave = 0; wave < 3; ++wave) {
        std::vector<std::unique_ptr<RawPeer>> peers;
        for (int i = 0; i < 200; ++i)
            peers.push_back(std::make_unique<RawPeer>(desk.port()));
        Client client = desk.client();
        EXPECT_TRUE(client.status());
        ASSERT_TRUE(comes_true([&] { return desk.service().connections.load() == 201; }));
        peers.clear();
        ASSERT_TRUE(comes_true([&] { return desk.service().connections.load() == 1; }));
    }
}

TEST(Server, OneConnectionTooManyIsTurnedAwayWithAReason) {
    ServerOptions options;
    options.connections_max = 3;
    ServerDesk desk(options);
    RawPeer one(desk.port());
    RawPeer two(desk.port());
    Client client = desk.client();
    ASSERT_TRUE(comes_true([&] { return desk.service().connections.load() == 3; }));
    RawPeer many(desk.port());
    EXPECT_EQ(many.read_refusal_and_end().refusal, Refusal::overloaded);
    EXPECT_TRUE(client.status());
}

// ---- Peers that behave badly, and others meanwhile ------------------------------------------

TEST(Server, APeerThatNeverReadsStallsNobodyAndIsClosed) {
    ServerOptions options;
    options.threads = 1;  // The others share its thread.
    options.limits.connection.write_within = std::chrono::milliseconds(300);
    options.limits.connection.session.output_bytes_max = 100'000;
    ServerDesk desk(options);
    RawPeer deaf(desk.port());
    deaf.socket().set_option(boost::asio::socket_base::receive_buffer_size(4'096));
    Client client = desk.client();
    Builder builder;
    encode_empty(builder);
    deaf.send(frame_of(wire::MessageKind::status, builder, 1).span());
    const ByteBuffer request = availability_frame(desk, 500);
    const ByteBuffer stream = [&] {
        ByteBuffer frames;
        for (int i = 0; i < 10; ++i)
            frames.append(request.span());
        return frames;
    }();
    std::size_t taken = 0;
    while (desk.service().connections.load() == 2) {
        // Whole or in part: a frame cut short stays so, since nothing else follows it.
        if (taken % stream.bytes() == 0 || taken < stream.bytes() * 1'000)
            taken += deaf.send_some(stream.span().subspan(taken % stream.bytes()));
        EXPECT_TRUE(client.status());
    }
    EXPECT_TRUE(client.status());
}

TEST(Server, APeerThatTricklesBytesStallsNobodyAndIsClosed) {
    ServerOptions options;
    options.threads = 1;
    options.limits.connection.frame_within = std::chrono::milliseconds(300);
    ServerDesk desk(options);
    RawPeer slow(desk.port());
    Client client = desk.client();
    const ByteBuffer request = availability_frame(desk, 100);
    std::size_t sent = 0;
    while (desk.service().connections.load() == 2 && sent < request.bytes() - 1) {
        EXPECT_TRUE(client.status());
        slow.send_some(request.span().subspan(sent++, 1));
    }
    while (desk.service().connections.load() == 2)
        EXPECT_TRUE(client.status());
    EXPECT_EQ(slow.read_refusal_and_end().refusal, Refusal::too_slow);
    EXPECT_TRUE(client.status());
}

TEST(Server, APeerThatSpeaksAnotherProtocolIsToldAndClosed) {
    ServerDesk desk;
    RawPeer browser(desk.port());
    const std::string http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    browser.send(std::as_bytes(std::span(http)));
    const auto refused = browser.read_refusal_and_end();
    EXPECT_EQ(refused.refusal, Refusal::bad_magic);
    EXPECT_NE(refused.detail.find("EMK1"), std::string::npos);
}

TEST(Server, APeerThatLeavesInTheMiddleOfAFrameIsForgotten) {
    ServerDesk desk;
    {
        RawPeer peer(desk.port());
        const ByteBuffer request = availability_frame(desk, 10);
        peer.send(request.span().first(50));
        ASSERT_TRUE(comes_true([&] { return desk.service().connections.load() == 1; }));
    }
    ASSERT_TRUE(comes_true([&] { return desk.service().connections.load() == 0; }));
}

TEST(Server, APeerThatClosedItsSideStillGetsItsReplies) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    RawPeer peer(desk.port());
    Builder builder;
    encode_request(builder, desk.request("r1", 1), Note{});
    const Lsn before = desk.log().newest();
    peer.send(frame_of(wire::MessageKind::reserve, builder, 1).span());
    peer.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send);
    ASSERT_TRUE(comes_true([&] { return desk.log().newest() > before; }));
    desk.log().make_durable(desk.log().newest());
    EXPECT_TRUE(peer.read(sizeof(FrameHeader)));
}

// ---- Ends -----------------------------------------------------------------------------------

TEST(Server, ADrainAnswersWhatWasBegun) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    const Lsn before = desk.log().newest();
    std::size_t answered = 0;
    for (int i = 0; i < 50; ++i) {
        const std::string id = "r" + std::to_string(i);
        client->reserve(desk.request(id, 1), [&](const Result<ReserveReply>& reply) {
            ASSERT_TRUE(reply) << reply.error().detail;
            EXPECT_EQ(reply->outcome, Outcome::done);
            ++answered;
        });
    }
    while (desk.log().newest() < before + 50)
        loop.run_one_for(std::chrono::milliseconds(1));
    desk.server().begin_drain();
    ErrorCode late = ErrorCode::io_failed;
    client->reserve(desk.request("late", 1), [&](const Result<ReserveReply>& reply) {
        ASSERT_FALSE(reply);
        late = reply.error().code;
    });
    turn_until(loop, [&] { return late != ErrorCode::io_failed; });
    EXPECT_EQ(late, ErrorCode::closing);
    EXPECT_EQ(answered, 0U);
    desk.log().make_durable(desk.log().newest());
    turn_until(loop, [&] { return answered == 50; });
    turn_until(loop, [&] { return !client->is_connected(); });
    desk.server().wait();
    EXPECT_FALSE(Client::connect("127.0.0.1", desk.port()));
}

TEST(Server, ADrainWithIdleConnectionsEnds) {
    ServerDesk desk;
    Client idle = desk.client();
    EXPECT_TRUE(idle.status());
    desk.server().begin_drain();
    desk.server().wait();
    EXPECT_EQ(idle.status().error().code, ErrorCode::unreachable);
}

TEST(Server, APortInUseIsRefusedByName) {
    ServerDesk desk;
    SystemClock clock;
    MemoryLog log;
    Engine engine;
    engine.start(log);
    Service service(engine, log, clock);
    ServerOptions options;
    options.port = desk.port();
    const auto second = Server::start(service, options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::in_use);
    EXPECT_NE(second.error().detail.find(std::to_string(desk.port())), std::string::npos);
}

}  // namespace
}  // namespace earmark::protocol
