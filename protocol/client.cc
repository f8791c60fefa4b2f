// The blocking client itself, and what it asks about the server.
#include "protocol/blocking_client.h"

#include <utility>

namespace earmark::protocol {

Result<Client> Client::connect(
    const std::string& host, std::uint16_t port, const ClientOptions& options
) {
    auto state = std::make_unique<State>(host, port, options);
    if (auto status = state->connect(); !status) return status.error();
    return Client(std::move(state));
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const ServerHello& Client::server() const {
    return state_->server();
}

Result<ServerStatus> Client::status(const CallOptions& options) {
    return state_->ask<ServerStatus>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.status(on_reply, options);
    });
}

Result<AuditReply> Client::audit(const CallOptions& options) {
    return state_->ask<AuditReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.audit(on_reply, options);
    });
}

Result<DigestAnswer> Client::state_digest(const CallOptions& options) {
    return state_->ask<DigestAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.state_digest(on_reply, options);
    });
}

Result<SnapshotAnswer> Client::snapshot(const CallOptions& options) {
    return state_->ask<SnapshotAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.snapshot(on_reply, options);
    });
}

Result<ClockAnswer> Client::accept_clock(const CallOptions& options) {
    return state_->ask<ClockAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.accept_clock(on_reply, options);
    });
}

}  // namespace earmark::protocol
