// The asynchronous client's calls about sourcing rules.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

void AsyncClient::put_sourcing_rules(
    std::span<const SourcingRuleRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(
        wire::MessageKind::put_sourcing_rules, Effect::change, options, std::move(on_reply)
    );
}

void AsyncClient::list_sourcing_rules(
    const ListSourcingRulesRequest& request,
    OnReply<SourcingRulePage> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(
        wire::MessageKind::list_sourcing_rules, Effect::none, options, std::move(on_reply)
    );
}

}  // namespace earmark::protocol
