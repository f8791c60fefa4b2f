// The program as a process: what the shell sees.
#include "tests/cli/running_shop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <future>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>

namespace earmark::cli {
namespace {

struct Ended {
    int code = -1;
    std::string out;
};

/// Runs the built program; its stderr comes with its stdout.
Ended run_program(const std::string& arguments) {
    const std::string command = std::string(EARMARK_PROGRAM) + " " + arguments + " 2>&1";
    Ended ended;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return ended;
    std::array<char, 4'096> text{};
    while (const std::size_t bytes = std::fread(text.data(), 1, text.size(), pipe)) {
        ended.out.append(text.data(), bytes);
    }
    const int status = pclose(pipe);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

TEST(Program, TellsTheShellWhatBecameOfIt) {
    RunningShop shop;
    shop.load("items", "sku\nA\n");
    shop.load("nodes", "node\nreno\n");
    const std::string server = "--server " + shop.address() + " ";
    EXPECT_EQ(run_program("version").code, 0);
    EXPECT_EQ(run_program(server + "sync A reno 3").code, 0);
    EXPECT_EQ(run_program(server + "reserve r1 --line A@reno=4").code, 1);
    EXPECT_EQ(run_program(server + "reserve r1 --line A@reno=x").code, 2);
    EXPECT_EQ(run_program(server + "load items /nonexistent.csv").code, 2);
    EXPECT_EQ(run_program("no-such-command").code, 2);
    shop.close();
    const Ended gone = run_program(server + "status");
    EXPECT_EQ(gone.code, 3);
    EXPECT_NE(gone.out.find(shop.address()), std::string::npos) << gone.out;
}

TEST(Program, ALostAnswerIsAnUnknownOutcomeThatRepeatingSettles) {
    RunningShop shop(MemoryLog::Durability::by_hand);
    // Arranged in the engine itself, since nothing becomes durable by itself here.
    const CallContext context{.now = SystemClock().wall()};
    PutReply put;
    const ItemRow item{.sku = "A", .unit_of_measure = {}, .category = {}, .attributes = {}};
    shop.engine().put_items({&item, 1}, context, put);
    const NodeRow node{
        .key = "reno",
        .location = {},
        .country = {},
        .postal_code = {},
        .time_zone = {},
        .tariff = {},
    };
    shop.engine().put_nodes({&node, 1}, context, put);
    SupplyReply supplied;
    const SupplyRow row{.sku = SkuId(1), .node = NodeId(1), .quantity = 3};
    shop.engine().apply_supply({.source = {}, .rows = {&row, 1}}, context, supplied);
    ASSERT_EQ(supplied.applied, 1U);
    shop.log().make_durable(shop.log().newest());

    auto asked = std::async(std::launch::async, [&] {
        return shop.says({"reserve", "r1", "--line", "A@reno=2"});
    });
    while (shop.engine().status().reservations_live == 0)
        std::this_thread::yield();
    shop.close();
    const Said lost = asked.get();
    EXPECT_EQ(lost.code, ExitCode::unknown_outcome) << lost.out << lost.err;
    EXPECT_TRUE(lost.complains("Ask again with the same id")) << lost.err;

    shop.log().make_durable(shop.log().newest());
    shop.open();
    auto again = std::async(std::launch::async, [&] {
        return shop.says({"reserve", "r1", "--line", "A@reno=2"});
    });
    while (again.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
        shop.log().make_durable(shop.log().newest());
    }
    const Said settled = again.get();
    EXPECT_EQ(settled.code, ExitCode::done) << settled.err;
    EXPECT_TRUE(settled.contains("as answered before")) << settled.out;
}

TEST(Program, ADeadlineCountsConnectingToo) {
    // Takes connections, as a stopped server's machine does, and answers nothing.
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::make_address("127.0.0.1"), 0});
    const std::string address = "127.0.0.1:" + std::to_string(silent.local_endpoint().port());
    const auto began = std::chrono::steady_clock::now();
    const Said said = earmark_says({"--server", address, "--deadline", "250ms", "ats", "A"});
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_EQ(said.code, ExitCode::unreachable) << said.err;
    EXPECT_TRUE(said.complains("no answer within 250 ms")) << said.err;
    EXPECT_LT(took, std::chrono::seconds(2));
}

TEST(Program, StoriesAreToldAsJsonToo) {
    const TemporaryFile good("stock cup dc1 on_hand 3\nats cup dc1 -> 3\n", ".story");
    const TemporaryFile bad("stock cup dc1 on_hand 3\nats cup dc1 -> 4\nnonsense\n", ".story");
    const Said said = earmark_says({"--json", "story", good.path(), bad.path()});
    EXPECT_EQ(static_cast<int>(said.code), 2);
    std::istringstream lines(said.out);
    std::string line;
    std::getline(lines, line);
    auto story = boost::json::parse(line);
    EXPECT_EQ(story.at("file").as_string(), good.path());
    EXPECT_TRUE(story.at("ok").as_bool());
    EXPECT_EQ(story.at("lines").to_number<int>(), 2);
    EXPECT_TRUE(story.at("failures").as_array().empty());
    std::getline(lines, line);
    story = boost::json::parse(line);
    EXPECT_FALSE(story.at("ok").as_bool());
    const auto& failures = story.at("failures").as_array();
    ASSERT_EQ(failures.size(), 2U) << line;
    EXPECT_EQ(failures[0].at("line").to_number<int>(), 2);
    EXPECT_EQ(failures[0].at("found").as_string(), "3");
    EXPECT_EQ(failures[0].at("expected").as_string(), "4");
    EXPECT_EQ(failures[1].at("line").to_number<int>(), 3);
    const Said answers = earmark_says({"--json", "story", "--answers", good.path()});
    EXPECT_EQ(boost::json::parse(answers.out).at("answers").as_array().size(), 2U) << answers.out;
    const Said missing = earmark_says({"--json", "story", "/nonexistent.story"});
    EXPECT_FALSE(boost::json::parse(missing.out).at("ok").as_bool());
}

}  // namespace
}  // namespace earmark::cli
