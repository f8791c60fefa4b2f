// The asynchronous client's calls that change an order.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

void AsyncClient::change_order(
    const ChangeOrderRequest& request,
    OnReply<ChangeOrderReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    const auto effect = request.mode == SourceMode::quote ? Effect::none : Effect::change;
    connection_->ask(MessageKind::change_order, effect, options, std::move(on_reply));
}

}  // namespace earmark::protocol
