#include "protocol/client.h"

#include "protocol/async_client.h"
#include "tests/protocol/server_desk.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace earmark::protocol {
namespace {

using boost::asio::ip::tcp;

TEST(Client, NobodyListeningIsUnreachable) {
    std::uint16_t port = 0;
    {
        boost::asio::io_context context;
        const tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
        port = acceptor.local_endpoint().port();
    }
    const auto client = Client::connect("127.0.0.1", port);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().code, ErrorCode::unreachable);
    EXPECT_NE(client.error().detail.find(std::to_string(port)), std::string::npos);
}

TEST(Client, AServerThatSaysNothingIsUnreachable) {
    boost::asio::io_context context;
    const tcp::acceptor silent(context, {boost::asio::ip::address_v4::loopback(), 0});
    const auto client = Client::connect(
        "127.0.0.1",
        silent.local_endpoint().port(),
        {.connect_within = std::chrono::milliseconds(50)}
    );
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().code, ErrorCode::unreachable);
}

TEST(Client, AWriteWhoseServerDiesIsUnknownAndAReadIsNot) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    std::optional<ErrorCode> write;
    std::optional<ErrorCode> read;
    bool are_both_taken = false;
    client->reserve(desk.request("r1", 1), [&](const Result<ReserveReply>& reply) {
        ASSERT_FALSE(reply);
        write = reply.error().code;
    });
    client->reservation("r1", [&](const Result<ReservationReply>& reply) {
        ASSERT_FALSE(reply);
        read = reply.error().code;
    });
    // Waits for no log, and is answered after both were taken: neither is refused as too late.
    client->reservation(
        "r1",
        [&](const Result<ReservationReply>& reply) {
            ASSERT_TRUE(reply);
            are_both_taken = true;
        },
        {.when = ReplyWhen::latest}
    );
    turn_until(loop, [&] { return are_both_taken; });
    desk.server().close_now();
    turn_until(loop, [&] { return write && read; });
    EXPECT_EQ(*write, ErrorCode::unknown_outcome);
    EXPECT_EQ(*read, ErrorCode::unreachable);
    EXPECT_FALSE(client->is_connected());
}

TEST(Client, AWriteThatNeverLeftIsCertainlyNotDone) {
    ServerDesk desk;
    ClientLoop loop;
    auto client = desk.async_client(loop);
    desk.shut_down();
    turn_until(loop, [&] { return !client->is_connected(); });
    std::optional<ErrorCode> code;
    client->reserve(desk.request("r1", 1), [&](const Result<ReserveReply>& reply) {
        code = reply.error().code;
    });
    EXPECT_FALSE(code) << "a callback must not come before the call has returned";
    turn_until(loop, [&] { return code.has_value(); });
    EXPECT_EQ(*code, ErrorCode::unreachable);
}

TEST(Client, AClientThatIsClosedAnswersWhatIsInFlight) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    ClientLoop loop;
    auto client = desk.async_client(loop);
    std::optional<ErrorCode> code;
    client->reserve(desk.request("r1", 1), [&](const Result<ReserveReply>& reply) {
        code = reply.error().code;
    });
    const Lsn before = desk.log().newest();
    while (desk.log().newest() == before)
        loop.run_one_for(std::chrono::milliseconds(1));
    client.reset();
    ASSERT_TRUE(code);
    EXPECT_EQ(*code, ErrorCode::unknown_outcome);
}

TEST(Client, AnAnswerThatDoesNotComeInTimeIsUnknown) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    Client client = desk.client();
    const auto reply =
        client.reserve(desk.request("r1", 1), {.answer_within = std::chrono::milliseconds(1)});
    ASSERT_FALSE(reply);
    // The server may have been too late to begin, or the log too late to answer.
    EXPECT_TRUE(
        reply.error().code == ErrorCode::unknown_outcome ||
        reply.error().code == ErrorCode::deadline_passed
    );
    desk.log().make_durable(desk.log().newest());
    EXPECT_TRUE(client.status());
}

TEST(Client, ARequestLargerThanTheServerTakesIsNotSent) {
    ServerDesk desk;
    Client client = desk.client();
    const std::vector<AvailabilityQuery> queries(400'000);
    const auto reply = client.availability({.queries = queries});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::limit_exceeded);
    EXPECT_TRUE(client.status());
}

/// Passes bytes to a server, and cuts the line when the first reply after hello comes back.
class CuttingProxy {
  public:
    explicit CuttingProxy(std::uint16_t server_port) : server_port_(server_port) {
        thread_ = std::thread([this] { serve(); });
    }
    ~CuttingProxy() { thread_.join(); }
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;
    std::uint16_t port() const { return port_; }

  private:
    /// The first connection is cut, the second is not.
    void serve() {
        for (int connection = 0; connection < 2; ++connection) {
            tcp::socket client = acceptor_.accept();
            tcp::socket server(context_);
            server.connect({boost::asio::ip::address_v4::loopback(), server_port_});
            for (int replies = 0;; ++replies) {
                if (!pass(client, server)) break;
                if (connection == 0 && replies == 1) {
                    std::array<std::byte, 4'096> lost{};
                    server.read_some(boost::asio::buffer(lost));
                    break;
                }
                if (!pass(server, client)) break;
            }
        }
    }

    static bool pass(tcp::socket& from, tcp::socket& to) {
        std::array<std::byte, 65'536> bytes;
        boost::system::error_code error;
        const std::size_t count = from.read_some(boost::asio::buffer(bytes), error);
        if (error) return false;
        boost::asio::write(to, boost::asio::buffer(bytes.data(), count), error);
        return !error;
    }

    const std::uint16_t server_port_;
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    const std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::thread thread_;
};

TEST(Client, ANamedWriteWhoseAnswerIsLostIsAskedAgainIfThatIsWanted) {
    ServerDesk desk;
    CuttingProxy proxy(desk.port());
    auto client = Client::connect("127.0.0.1", proxy.port(), {.attempts_max = 5});
    ASSERT_TRUE(client);
    const auto reply = client->reserve(desk.request("r1", 3));
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->outcome, Outcome::repeated);
    ReservationReply kept;
    desk.engine().reservation("r1", kept);
    ASSERT_EQ(kept.lines.size(), 1U);
    EXPECT_EQ(kept.lines[0].held, 3);
}

TEST(Client, AWriteIsNotAskedAgainUnlessThatIsWanted) {
    ServerDesk desk;
    CuttingProxy proxy(desk.port());
    {
        auto client = Client::connect("127.0.0.1", proxy.port());
        ASSERT_TRUE(client);
        const auto reply = client->reserve(desk.request("r1", 3));
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().code, ErrorCode::unknown_outcome);
        // The next call connects again, and asks what became of it.
        EXPECT_EQ(client->reservation("r1")->lines[0].held, 3);
    }
}

}  // namespace
}  // namespace earmark::protocol
