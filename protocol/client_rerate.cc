// The asynchronous client's call about what past orders would have cost.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

void AsyncClient::rerate(
    const RerateRequest& request, OnReply<RerateReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(wire::MessageKind::rerate, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
