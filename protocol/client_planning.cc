// The clients' calls about plans.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

void AsyncClient::ask_plan(
    const PlanQuestion& question, OnReply<PlanAnswer> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), question, options.note);
    connection_->ask(wire::MessageKind::ask_plan, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
