#include "bench/pipelined_load.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <deque>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

/// What the connections of a run share. All on one thread.
struct Run {
    asio::io_context io{1};
    LoadResult result;
    std::optional<Error> error;
    bool measuring = false;
    bool stopping = false;
    std::size_t open = 0;  ///< Connections with requests outstanding.

    void fail(Error why) {
        if (!error) error = std::move(why);
        io.stop();
    }
};

class Connection {
  public:
    Connection(Run& run, std::unique_ptr<Dialogue> dialogue)
        : run_(run), dialogue_(std::move(dialogue)), socket_(run.io), input_(kReadBytes) {}

    Status connect(const LoadPlan& plan) {
        boost::system::error_code failed;
        const auto address = asio::ip::make_address(plan.host, failed);
        if (!failed) socket_.connect({address, plan.port}, failed);
        if (!failed) socket_.set_option(tcp::no_delay(true), failed);
        if (failed) {
            return Error{
                ErrorCode::unreachable,
                plan.host + ":" + std::to_string(plan.port) + ": " + failed.message(),
            };
        }
        return Done{};
    }

    void start(std::size_t depth) {
        ++run_.open;
        add_requests(depth);
        write();
        read();
    }

  private:
    void add_requests(std::size_t count) {
        const auto now = SteadyClock::now();
        while (count-- > 0 && !run_.stopping && dialogue_->append_request(waiting_bytes_))
            sent_at_.push_back(now);
    }

    void write() {
        if (writing_ || waiting_bytes_.empty()) return;
        writing_ = true;
        written_bytes_.swap(waiting_bytes_);
        waiting_bytes_.clear();
        asio::async_write(
            socket_,
            asio::buffer(written_bytes_),
            [this](boost::system::error_code failed, std::size_t) {
                writing_ = false;
                if (failed) return run_.fail({ErrorCode::io_failed, "send: " + failed.message()});
                write();
            }
        );
    }

    void read() {
        if (sent_at_.empty()) {
            --run_.open;
            if (run_.open == 0) run_.io.stop();
            return;
        }
        socket_.async_read_some(
            asio::buffer(input_.data() + filled_, input_.size() - filled_),
            [this](boost::system::error_code failed, std::size_t bytes) {
                if (failed) {
                    return run_.fail({ErrorCode::io_failed, "receive: " + failed.message()});
                }
                filled_ += bytes;
                take_replies();
            }
        );
    }

    void take_replies() {
        const auto now = SteadyClock::now();
        std::size_t taken_bytes = 0;
        std::size_t replies = 0;
        while (!sent_at_.empty() && taken_bytes < filled_) {
            const auto bytes = dialogue_->take_reply(
                std::string_view(input_.data() + taken_bytes, filled_ - taken_bytes)
            );
            if (!bytes) return run_.fail(bytes.error());
            if (*bytes == 0) break;
            taken_bytes += *bytes;
            ++replies;
            if (run_.measuring) run_.result.latencies.record(now - sent_at_.front());
            sent_at_.pop_front();
        }
        if (run_.measuring) run_.result.requests += replies;
        std::copy(
            input_.begin() + static_cast<std::ptrdiff_t>(taken_bytes),
            input_.begin() + static_cast<std::ptrdiff_t>(filled_),
            input_.begin()
        );
        filled_ -= taken_bytes;
        if (filled_ == input_.size()) input_.resize(2 * input_.size());
        add_requests(replies);
        write();
        read();
    }

    Run& run_;
    std::unique_ptr<Dialogue> dialogue_;
    tcp::socket socket_;
    std::string waiting_bytes_;
    std::string written_bytes_;
    bool writing_ = false;
    std::vector<char> input_;
    std::size_t filled_ = 0;
    std::deque<SteadyClock::time_point> sent_at_;
};

/// The measured window: what the clock and the server's usage said when it began.
class Window {
  public:
    Window(Run& run, const UsageReader& read_usage) : run_(run), read_usage_(read_usage) {}

    void begin() {
        started_ = SteadyClock::now();
        usage_ = usage();
        run_.measuring = true;
    }

    void end() {
        if (!run_.measuring) return;
        run_.measuring = false;
        run_.result.wall = SteadyClock::now() - started_;
        const auto now = usage();
        if (usage_ && now) run_.result.server_cpu = now->cpu() - usage_->cpu();
    }

  private:
    std::optional<ProcessUsage> usage() {
        if (!read_usage_) return std::nullopt;
        auto read = read_usage_();
        if (read) return *read;
        run_.fail(read.error());
        return std::nullopt;
    }

    Run& run_;
    const UsageReader& read_usage_;
    SteadyClock::time_point started_;
    std::optional<ProcessUsage> usage_;
};

}  // namespace

double LoadResult::per_second() const {
    const double seconds = std::chrono::duration<double>(wall).count();
    return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
}

std::optional<double> LoadResult::per_cpu_second() const {
    if (!server_cpu || server_cpu->count() == 0) return std::nullopt;
    return static_cast<double>(requests) / std::chrono::duration<double>(*server_cpu).count();
}

Result<LoadResult> run_pipelined(
    const LoadPlan& plan, const DialogueMaker& make_dialogue, const UsageReader& read_usage
) {
    Run run;
    std::vector<std::unique_ptr<Connection>> connections;
    for (std::size_t index = 0; index < plan.connections; ++index) {
        connections.push_back(std::make_unique<Connection>(run, make_dialogue(index)));
        if (const auto connected = connections.back()->connect(plan); !connected)
            return connected.error();
    }
    Window window(run, read_usage);
    asio::steady_timer timer(run.io);
    const auto stop = [&](boost::system::error_code cancelled) {
        if (cancelled) return;
        window.end();
        run.stopping = true;
    };
    const bool timed = plan.measure.count() > 0;
    if (timed) {
        timer.expires_after(plan.warm_up);
        timer.async_wait([&](boost::system::error_code cancelled) {
            if (cancelled) return;
            window.begin();
            timer.expires_after(plan.measure);
            timer.async_wait(stop);
        });
    } else {
        window.begin();
    }
    for (auto& connection : connections)
        connection->start(plan.depth);
    run.io.run();
    window.end();
    if (run.error) return *run.error;
    return std::move(run.result);
}

}  // namespace earmark::bench
