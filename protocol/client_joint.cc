// The asynchronous client's calls about joint batches.
#include "protocol/client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

void AsyncClient::source_jointly(
    const JointSourceRequest& request,
    OnReply<JointSourceReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    const bool changes = request.mode == SourceMode::reserve || request.keep_prices;
    connection_->ask(
        MessageKind::source_jointly,
        changes ? Effect::change : Effect::none,
        options,
        std::move(on_reply)
    );
}

void AsyncClient::joint_progress(
    std::string_view batch, OnReply<JointSourceProgress> on_reply, const CallOptions& options
) {
    encode_joint_progress(connection_->builder(), batch);
    connection_->ask(MessageKind::joint_progress, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
