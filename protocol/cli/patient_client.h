// A connection that outlives the server: waits for it to come back, and asks again what is safe to
// ask again.
#pragma once

#include "engine/base/result.h"
#include "protocol/async_client.h"
#include "protocol/cli/arguments.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace earmark::cli {

struct Patience {
    std::chrono::seconds retry_for{60};  ///< From the moment that the server is gone.
    std::function<void()> on_wait;       ///< Called before each pause, for progress.
};

class PatientClient {
  public:
    PatientClient(
        protocol::ClientLoop& loop,
        ServerAddress server,
        protocol::ClientOptions options,
        Patience patience
    );

    /// The connection, made anew if it is lost.
    /// Errors: unreachable - nobody answered in time; unsupported - at once.
    Result<protocol::AsyncClient*> get();

    /// Drives the loop until the names are resolved, whatever happens to the server meanwhile.
    Result<protocol::ResolveReply> resolve(NameKind kind, std::span<const std::string_view> names);

    /// Ends the connection: what is in flight is answered now.
    void close() { client_.reset(); }

    /// Times the connection was made again, and the time that took.
    std::uint64_t reconnects() const { return reconnects_; }
    std::chrono::microseconds time_away() const { return time_away_; }

  private:
    using Steady = std::chrono::steady_clock;

    protocol::ClientLoop& loop_;
    ServerAddress server_;
    protocol::ClientOptions options_;
    Patience patience_;
    std::unique_ptr<protocol::AsyncClient> client_;
    bool was_connected_ = false;
    std::uint64_t reconnects_ = 0;
    std::chrono::microseconds time_away_{0};
};

/// Is asking again the thing to do? The request was not done, or is safe to repeat.
bool is_worth_repeating(ErrorCode code);

}  // namespace earmark::cli
