#include "protocol/cli/patient_client.h"

#include <optional>
#include <thread>
#include <utility>

namespace earmark::cli {
namespace {

constexpr std::chrono::milliseconds kPause{20};

bool may_come_back(ErrorCode code) {
    return code == ErrorCode::unreachable || code == ErrorCode::closing ||
           code == ErrorCode::overloaded;
}

}  // namespace

PatientClient::PatientClient(
    protocol::ClientLoop& loop,
    ServerAddress server,
    protocol::ClientOptions options,
    Patience patience
)
    : loop_(loop),
      server_(std::move(server)),
      options_(std::move(options)),
      patience_(std::move(patience)) {}

Result<protocol::AsyncClient*> PatientClient::get() {
    if (client_ && client_->is_connected()) return client_.get();
    client_.reset();
    const auto began = Steady::now();
    while (true) {
        auto connected =
            protocol::AsyncClient::connect(loop_, server_.host, server_.port, options_);
        if (connected) {
            client_ = *std::move(connected);
            break;
        }
        // A server that never answered is not one that went away: say so at once.
        const bool wait = was_connected_ && may_come_back(connected.error().code) &&
                          Steady::now() - began < patience_.retry_for;
        if (!wait) return connected.error();
        if (patience_.on_wait) patience_.on_wait();
        std::this_thread::sleep_for(kPause);
    }
    if (was_connected_) {
        reconnects_ += 1;
        time_away_ += std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began);
    }
    was_connected_ = true;
    return client_.get();
}

Result<protocol::ResolveReply> PatientClient::resolve(
    NameKind kind, std::span<const std::string_view> names
) {
    constexpr std::chrono::milliseconds kOneTurn{100};
    const auto began = Steady::now();
    while (true) {
        const auto client = get();
        if (!client) return client.error();
        std::optional<Result<protocol::ResolveReply>> answer;
        (*client)->resolve(kind, names, [&answer](const Result<protocol::ResolveReply>& reply) {
            answer.emplace(reply);
        });
        while (!answer)
            loop_.run_one_for(kOneTurn);
        const bool again = !*answer && is_worth_repeating(answer->error().code) &&
                           Steady::now() - began < patience_.retry_for;
        if (!again) return *std::move(answer);
        std::this_thread::sleep_for(kPause);
    }
}

bool is_worth_repeating(ErrorCode code) {
    return code == ErrorCode::unreachable || code == ErrorCode::unknown_outcome ||
           code == ErrorCode::overloaded || code == ErrorCode::deadline_passed ||
           code == ErrorCode::closing;
}

}  // namespace earmark::cli
