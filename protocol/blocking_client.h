// How the blocking client asks: an AsyncClient with one request in flight, and its loop. Private to
// the sources of Client.
//
// What fails in passing is asked again after a pause, if doing it twice does no harm, or if the
// server said that nothing was done.
#pragma once

#include "protocol/async_client.h"
#include "protocol/client.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace earmark::protocol {

inline constexpr std::chrono::milliseconds kFirstRetryPause{20};
inline constexpr std::chrono::milliseconds kLongestRetryPause{1'000};

/// May the same request be sent twice without doing anything twice?
enum class Repeat : std::uint8_t { harmless, harmful };

inline Repeat if_named(bool is_named) {
    return is_named ? Repeat::harmless : Repeat::harmful;
}

/// Of rows that their source may have numbered.
template <typename Request>
Repeat repeat_of(const Request& request) {
    const auto is_numbered = [](const auto& row) { return row.sequence != 0; };
    return if_named(std::all_of(request.rows.begin(), request.rows.end(), is_numbered));
}

/// Errors after which the same request may fare better.
inline bool is_passing(const Error& error) {
    return error.code == ErrorCode::unreachable || error.code == ErrorCode::unknown_outcome ||
           error.code == ErrorCode::overloaded || error.code == ErrorCode::closing;
}

/// Errors that say that nothing was done: asking again cannot do it twice.
inline bool is_certainly_not_done(const Error& error) {
    return error.code == ErrorCode::overloaded || error.code == ErrorCode::closing;
}

class Client::State {
  public:
    State(std::string host, std::uint16_t port, ClientOptions options)
        : host_(std::move(host)), port_(port), options_(std::move(options)) {}

    Status connect() {
        auto connected = AsyncClient::connect(loop_, host_, port_, options_);
        if (!connected) return connected.error();
        client_ = std::move(*connected);
        return Done{};
    }

    const ServerHello& server() const { return client_->server(); }

    /// `start(client, on_reply)` sends the request.
    template <typename Reply, typename Start>
    Result<Reply> ask(Repeat repeat, const Start& start) {
        std::chrono::milliseconds pause = kFirstRetryPause;
        for (std::uint32_t attempt = 1;; ++attempt) {
            auto result = ask_once<Reply>(start);
            if (result || attempt >= options_.attempts_max) return result;
            const Error& error = result.error();
            const bool is_safe = repeat == Repeat::harmless || is_certainly_not_done(error);
            if (!is_safe || !is_passing(error)) return result;
            std::this_thread::sleep_for(pause);
            pause = std::min(2 * pause, kLongestRetryPause);
        }
    }

  private:
    template <typename Reply, typename Start>
    Result<Reply> ask_once(const Start& start) {
        if (!client_->is_connected()) {
            if (auto status = connect(); !status) return status.error();
        }
        std::optional<Result<Reply>> answered;
        start(*client_, [&answered](const Result<Reply>& result) { answered = result; });
        while (!answered)
            loop_.run_one_for(std::chrono::milliseconds(100));
        return std::move(*answered);
    }

    const std::string host_;
    const std::uint16_t port_;
    const ClientOptions options_;
    ClientLoop loop_;
    std::unique_ptr<AsyncClient> client_;
};

}  // namespace earmark::protocol
