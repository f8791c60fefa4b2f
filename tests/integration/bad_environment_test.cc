// The world fails: each failure is told by name, ends nothing else, and loses no promise.
#include "tests/integration/crash_client.h"
#include "tests/integration/real_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace earmark::integration {
namespace {

using protocol::Client;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr std::size_t kPage = 4'096;

void overwrite(const std::filesystem::path& file, std::size_t at, std::string_view bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(stream.good());
}

/// Where the next block would be written: after the last page that is not all zero.
std::size_t end_of_blocks(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{
        std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()
    };
    const std::size_t last = bytes.find_last_not_of('\0');
    return (last / kPage + 1) * kPage;
}

class BadEnvironment : public RealServer {
  protected:
    /// A server that will not serve has to say why and exit by itself, with an error.
    void expect_refusal(ServerProcess& server, const std::vector<std::string>& words) {
        EXPECT_EQ(server.wait_until_serving(), 0);
        const Ending ending = server.wait_for_end(seconds(30));
        EXPECT_TRUE(ending.in_time) << "it neither served nor ended";
        EXPECT_GT(ending.exit_code, 0) << "signal " << ending.signal;
        for (const std::string& word : words)
            EXPECT_THAT(server.output(), HasSubstr(word));
    }
};

TEST_F(BadEnvironment, PortInUseIsNamed) {
    auto first = start();
    Client client = connect(*first);
    const std::uint16_t port = first->wait_until_serving();
    auto second = start(scratch() / "other", scratch() / "other.log", port);
    expect_refusal(*second, {"127.0.0.1:" + std::to_string(port)});
    EXPECT_TRUE(client.status());
}

TEST_F(BadEnvironment, SecondServerOnAFolderIsRefusedAndTheFirstGoesOn) {
    auto first = start();
    Client client = connect(*first);
    stock(client, 10);
    auto second = start(data(), scratch() / "second.log");
    expect_refusal(*second, {data().string(), std::to_string(first->pid())});
    EXPECT_EQ(reserve(client, "r1", 3), Outcome::done);
}

TEST_F(BadEnvironment, FolderThatIsAFileIsNamed) {
    std::ofstream(data()) << "not a folder";
    auto server = start();
    expect_refusal(*server, {data().string()});
}

TEST_F(BadEnvironment, ReadOnlyFolderIsNamed) {
    SmallDisk disk(data(), std::uint64_t{1} << 20U);
    if (!disk.is_mounted()) GTEST_SKIP() << "a read-only file system can only be mounted as root";
    ASSERT_TRUE(disk.make_read_only());
    auto server = start();
    expect_refusal(*server, {data().string(), "Read-only file system"});
}

TEST_F(BadEnvironment, FullDiskRefusesWritesWhileReadsGoOnUntilThereIsRoom) {
    SmallDisk disk(data(), std::uint64_t{512} << 20U);
    if (!disk.is_mounted()) GTEST_SKIP() << "a small file system can only be mounted as root";
    auto server = start();
    Client client = connect(*server);
    stock(client, 1'000'000);
    ASSERT_EQ(reserve(client, "before", 1), Outcome::done);

    const std::filesystem::path filler = data() / "filler";
    {
        std::ofstream stream(filler, std::ios::binary);
        const std::string chunk(std::size_t{1} << 20U, 'x');
        while (stream.write(chunk.data(), static_cast<std::streamsize>(chunk.size()))) {
        }
    }
    // What was set aside ahead may still be used; then comes the refusal, not a crash.
    Outcome outcome = Outcome::done;
    Units reserved = 1;
    for (int i = 0; i < 100'000 && outcome == Outcome::done; ++i) {
        outcome = reserve(client, "full-" + std::to_string(i), 1);
        if (outcome == Outcome::done) ++reserved;
    }
    EXPECT_EQ(outcome, Outcome::disk_full);
    EXPECT_EQ(position(client).reserved, reserved);

    std::filesystem::remove(filler);
    outcome = Outcome::disk_full;
    for (int i = 0; i < 300 && outcome == Outcome::disk_full; ++i) {
        outcome = reserve(client, "after", 1);
        if (outcome == Outcome::disk_full)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(outcome, Outcome::done);
    server->kill_now();
    server = start();
    Client again = connect(*server);
    EXPECT_EQ(position(again).reserved, reserved + 1);
    server->kill_now();
}

TEST_F(BadEnvironment, LogOfANewerVersionIsRefusedAsSuch) {
    auto server = start();
    Client client = connect(*server);
    stock(client, 10);
    server->kill_now();
    const std::string newer("\x63\0\0\0", 4);
    overwrite(first_segment(), 8, newer);
    server = start();
    expect_refusal(*server, {first_segment().string(), "99", "version"});
}

TEST_F(BadEnvironment, DamagedMiddleOfTheLogIsRefusedWithFileAndByte) {
    auto server = start();
    Client client = connect(*server);
    stock(client, 10);
    for (int i = 0; i < 5; ++i)
        reserve(client, "r" + std::to_string(i), 1);
    server->send(SIGTERM);
    ASSERT_EQ(server->wait_for_end().exit_code, 0) << server->output();
    const std::size_t block = 2 * kPage;
    overwrite(first_segment(), block + 100, "damage");
    server = start();
    expect_refusal(*server, {first_segment().string(), std::to_string(block), "found", "expected"});
}

TEST_F(BadEnvironment, TornTailIsCutAndToldAndNothingAcknowledgedIsLost) {
    auto server = start();
    Client client = connect(*server);
    stock(client, 10);
    ASSERT_EQ(reserve(client, "r1", 3), Outcome::done);
    const auto before = client.state_digest();
    ASSERT_TRUE(before);
    server->kill_now();
    overwrite(first_segment(), end_of_blocks(first_segment()), std::string(200, 'x'));
    server = start();
    Client again = connect(*server);
    EXPECT_THAT(server->output(), HasSubstr("torn"));
    EXPECT_EQ(position(again).reserved, 3);
    const auto after = again.state_digest();
    ASSERT_TRUE(after);
    EXPECT_EQ(after->state_digest, before->state_digest);
}

TEST_F(BadEnvironment, EndAskedForUnderLoadAnswersWhatItDidAndLosesNothing) {
    auto server = start();
    Client client = connect(*server);
    stock(client, 1'000);
    const Shop shop{.items = {item()}, .nodes = {node()}};
    std::vector<std::unique_ptr<CrashClient>> clients;
    for (std::uint32_t i = 0; i < 4; ++i) {
        ItemRow own;
        const std::string sku = "own-" + std::to_string(i);
        own.sku = sku;
        const auto reply = client.put_items({&own, 1});
        ASSERT_TRUE(reply);
        clients.push_back(
            std::make_unique<CrashClient>(i, i + 1, shop, SkuId(reply->ids[0]), node())
        );
    }
    const std::uint16_t port = server->wait_until_serving();
    std::atomic<bool> stop{false};
    {
        std::vector<std::jthread> threads;
        threads.reserve(clients.size());
        for (const auto& one : clients)
            threads.emplace_back([&] { one->work(port, stop); });
        for (const auto& one : clients)
            one->wait_for_answers(20);
        server->send(SIGTERM);
    }
    const Ending ending = server->wait_for_end(seconds(20));
    EXPECT_EQ(ending.exit_code, 0) << server->output();
    server = start();
    Client again = connect(*server);
    for (const auto& one : clients) {
        one->settle(again);
        one->verify(again, SIZE_MAX);
        EXPECT_THAT(one->findings(), testing::IsEmpty());
        EXPECT_EQ(one->counts().found_done, 0U) << "done, but the answer never left";
        EXPECT_GT(one->counts().acknowledged, 0U);
    }
}

}  // namespace
}  // namespace earmark::integration
