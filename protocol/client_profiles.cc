// The asynchronous client's calls about profiles and scarcity prices.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

void AsyncClient::put_profiles(
    std::span<const ProfileRow> rows, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_profiles, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_profiles(OnReply<ProfileList> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::list_profiles, Effect::none, options, std::move(on_reply));
}

void AsyncClient::put_scarcity(
    const ScarcityRequest& request, OnReply<PutReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::put_scarcity, Effect::change, options, std::move(on_reply));
}

}  // namespace earmark::protocol
