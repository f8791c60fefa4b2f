// The blocking client: reservations and orders.
#include "protocol/blocking_client.h"

#include <string_view>

namespace earmark::protocol {

Result<ReserveReply> Client::reserve(const ReserveRequest& request, const CallOptions& options) {
    return state_->ask<ReserveReply>(
        if_named(!request.id.empty()),
        [&](AsyncClient& client, auto on_reply) { client.reserve(request, on_reply, options); }
    );
}

/// A step on the whole reservation is as good as named: repeating it changes nothing.
Result<ReservationReply> Client::step(const StepRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(request.parts.empty() || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.step(request, on_reply, options); }
    );
}

Result<ReservationReply> Client::amend(const AmendRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(!request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.amend(request, on_reply, options); }
    );
}

Result<ReservationReply> Client::split(const SplitRequest& request, const CallOptions& options) {
    return state_->ask<ReservationReply>(
        if_named(!request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.split(request, on_reply, options); }
    );
}

Result<ListReservationsReply> Client::list_reservations(
    const ListReservationsRequest& request, const CallOptions& options
) {
    return state_->ask<ListReservationsReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.list_reservations(request, on_reply, options);
        }
    );
}

Result<ReservationReply> Client::reservation(std::string_view id, const CallOptions& options) {
    return state_->ask<ReservationReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.reservation(id, on_reply, options);
    });
}

Result<SourceReply> Client::source(const SourceRequest& request, const CallOptions& options) {
    return state_->ask<SourceReply>(
        if_named(request.mode == SourceMode::quote || !request.id.empty()),
        [&](AsyncClient& client, auto on_reply) { client.source(request, on_reply, options); }
    );
}

Result<DeliveryReply> Client::delivery(const DeliveryRequest& request, const CallOptions& options) {
    return state_->ask<DeliveryReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.delivery(request, on_reply, options);
    });
}

Result<ResourceReply> Client::resource(const ResourceRequest& request, const CallOptions& options) {
    return state_->ask<ResourceReply>(
        if_named(request.mode == SourceMode::quote || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.resource(request, on_reply, options); }
    );
}

Result<JointSourceReply> Client::source_jointly(
    const JointSourceRequest& request, const CallOptions& options
) {
    // Those orders that are held already say so.
    return state_->ask<JointSourceReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.source_jointly(request, on_reply, options);
    });
}

Result<JointSourceProgress> Client::joint_progress(
    std::string_view batch, const CallOptions& options
) {
    return state_->ask<JointSourceProgress>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) { client.joint_progress(batch, on_reply, options); }
    );
}

Result<ChangeOrderReply> Client::change_order(
    const ChangeOrderRequest& request, const CallOptions& options
) {
    return state_->ask<ChangeOrderReply>(
        if_named(request.mode == SourceMode::quote || !request.operation.empty()),
        [&](AsyncClient& client, auto on_reply) { client.change_order(request, on_reply, options); }
    );
}

Result<PlanAnswer> Client::ask_plan(const PlanQuestion& question, const CallOptions& options) {
    return state_->ask<PlanAnswer>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.ask_plan(question, on_reply, options);
    });
}

}  // namespace earmark::protocol
