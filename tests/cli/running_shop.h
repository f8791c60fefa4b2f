// A server in this process, and `earmark` run against it as a person would.
#pragma once

#include "engine/engine.h"
#include "protocol/cli/command_line.h"
#include "protocol/frame.h"
#include "protocol/server.h"
#include "protocol/service.h"
#include "protocol/session.h"
#include "tests/cli/temporary_file.h"
#include "tests/support/memory_changes.h"
#include "tests/support/memory_log.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace earmark::cli {

/// What a run of `earmark` said.
struct Said {
    ExitCode code = ExitCode::done;
    std::string out;
    std::string err;

    bool contains(std::string_view text) const { return out.find(text) != std::string::npos; }
    bool complains(std::string_view text) const { return err.find(text) != std::string::npos; }
};

inline Said earmark_says(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "earmark");
    std::vector<const char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(argument.c_str());
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = run_command_line(static_cast<int>(argv.size()), argv.data(), out, err);
    return {code, out.str(), err.str()};
}

class RunningShop {
  public:
    explicit RunningShop(MemoryLog::Durability durability = MemoryLog::Durability::at_once)
        : log_(durability) {
        engine_.start(log_);
        open();
    }

    /// Lives by a clock of the test's, which outlives it.
    explicit RunningShop(Clock& clock) : clock_(clock) {
        engine_.start(log_);
        open();
    }

    ~RunningShop() { close(); }
    RunningShop(const RunningShop&) = delete;
    RunningShop& operator=(const RunningShop&) = delete;

    /// Serves, on the port of the last time if there was one.
    void open() {
        service_ = std::make_unique<protocol::Service>(engine_, log_, clock_);
        service_->changes = &changes_;
        protocol::ServerOptions options;
        options.port = port_;
        service_->hello.frame_bytes_max = protocol::FrameLimits().frame_bytes_max;
        service_->hello.requests_waiting_max = protocol::SessionLimits().requests_waiting_max;
        options.threads = 2;
        options.job_threads = 1;
        auto server = protocol::Server::start(*service_, options);
        ASSERT_TRUE(server.has_value()) << server.error().detail;
        server_ = *std::move(server);
        port_ = server_->port();
    }

    /// Ends as a server that is killed does: nothing in flight is answered.
    void close() {
        if (!server_) return;
        server_->close_now();
        server_->wait();
        server_.reset();
    }

    Engine& engine() { return engine_; }
    MemoryLog& log() { return log_; }
    MemoryChanges& changes() { return changes_; }
    std::uint16_t port() const { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    Said says(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"--server", address()});
        return earmark_says(std::move(arguments));
    }

    /// Loads a file of this content. Fails the test if a row is refused.
    void load(const std::string& kind, std::string_view text) {
        const TemporaryFile file(text);
        const Said said = says({"load", kind, file.path()});
        ASSERT_EQ(said.code, ExitCode::done) << said.out << said.err;
    }

  private:
    Engine engine_;
    MemoryLog log_;
    MemoryChanges changes_{log_};
    SystemClock system_clock_;
    Clock& clock_ = system_clock_;
    std::uint16_t port_ = 0;
    std::unique_ptr<protocol::Service> service_;
    std::unique_ptr<protocol::Server> server_;
};

}  // namespace earmark::cli
