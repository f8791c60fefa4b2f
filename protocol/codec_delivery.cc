// By which day items could be at an address.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {
namespace {

wire::WantedItem to_struct(const WantedItem& item) {
    return {item.sku.value(), item.quantity};
}

flatbuffers::Offset<wire::DeliveryOffer> write_offer(
    Builder& builder, const std::optional<DeliveryOffer>& offer
) {
    if (!offer) return {};
    const auto service = write(builder, offer->service);
    return wire::CreateDeliveryOffer(
        builder,
        offer->delivery_day,
        offer->window_from_minute,
        offer->window_until_minute,
        offer->order_by.time_since_epoch().count(),
        offer->cost,
        offer->shipments,
        offer->node.value(),
        service
    );
}

void read_offer(const wire::DeliveryOffer* from, std::optional<DeliveryOffer>& offer) {
    offer.reset();
    if (from == nullptr) return;
    offer.emplace(DeliveryOffer{
        .delivery_day = from->delivery_day(),
        .window_from_minute = from->window_from_minute(),
        .window_until_minute = from->window_until_minute(),
        .order_by = Time(Duration(from->order_by())),
        .cost = from->cost(),
        .shipments = from->shipments(),
        .node = NodeId(from->node()),
        .service = std::string(view(from->service())),
    });
}

flatbuffers::Offset<wire::DeliveryAnswer> write_answer(
    Builder& builder, const DeliveryAnswer& answer
) {
    const auto earliest = write_offer(builder, answer.earliest);
    const auto cheapest = write_offer(builder, answer.cheapest);
    wire::DeliveryAnswerBuilder made(builder);
    made.add_outcome(to_wire<wire::Outcome>(answer.outcome));
    if (answer.outcome == Outcome::cannot_source) {
        made.add_reason(to_wire<wire::UnfilledReason>(answer.reason));
        made.add_short_item(answer.short_item);
        made.add_ats(answer.ats);
    }
    made.add_in_stock_from(answer.in_stock_from);
    made.add_earliest(earliest);
    made.add_cheapest(cheapest);
    return made.Finish();
}

void read_answer(const wire::DeliveryAnswer& from, DeliveryAnswer& answer) {
    answer.outcome = static_cast<Outcome>(from.outcome());
    const auto no_reason = wire::UnfilledReason::no_stock;
    answer.reason = static_cast<UnfilledReason>(from.reason().value_or(no_reason));
    answer.short_item = from.short_item().value_or(0);
    answer.ats = from.ats().value_or(0);
    answer.in_stock_from = from.in_stock_from();
    read_offer(from.earliest(), answer.earliest);
    read_offer(from.cheapest(), answer.cheapest);
}

}  // namespace

void encode_request(Builder& builder, const DeliveryRequest& request) {
    builder.Clear();
    const auto items = write_structs<wire::WantedItem>(builder, request.items, &to_struct);
    const auto ship_to = write_address(builder, request.ship_to);
    const auto customer_class = write(builder, request.customer_class);
    const auto allowed_nodes = write_handles(builder, request.allowed_nodes);
    const auto excluded_nodes = write_handles(builder, request.excluded_nodes);
    const auto preferred_nodes = write_handles(builder, request.preferred_nodes);
    builder.Finish(wire::CreateDeliveryRequest(
        builder,
        items,
        ship_to,
        request.residential,
        request.group.value(),
        request.segment.value(),
        request.as_cart,
        customer_class,
        allowed_nodes,
        excluded_nodes,
        preferred_nodes,
        request.preference
    ));
}

Status decode_request(Payload payload, DeliveryRequest& request) {
    const auto* message = verified<wire::DeliveryRequest>(payload);
    if (message == nullptr) return not_that_message<wire::DeliveryRequest>(payload);
    request.items = rows<WantedItem>(message->items());
    if (!is_aligned(request.items)) return misaligned("DeliveryRequest.items");
    request.ship_to = read_address(message->ship_to());
    request.residential = message->residential();
    request.group = GroupId(message->group());
    request.segment = SegmentId(message->segment());
    request.as_cart = message->as_cart();
    request.customer_class = view(message->customer_class());
    request.allowed_nodes = scalars<NodeId>(message->allowed_nodes());
    request.excluded_nodes = scalars<NodeId>(message->excluded_nodes());
    request.preferred_nodes = scalars<NodeId>(message->preferred_nodes());
    request.preference = message->preference();
    return Done{};
}

void encode_reply(Builder& builder, const DeliveryReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    std::vector<flatbuffers::Offset<wire::DeliveryAnswer>> offsets;
    offsets.reserve(reply.items.size());
    for (const DeliveryAnswer& answer : reply.items)
        offsets.push_back(write_answer(builder, answer));
    const auto items = builder.CreateVector(offsets);
    flatbuffers::Offset<wire::DeliveryAnswer> cart;
    if (reply.cart) cart = write_answer(builder, *reply.cart);
    builder.Finish(wire::CreateDeliveryReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, items, cart
    ));
}

Status decode_reply(Payload payload, DeliveryReply& reply) {
    const auto* message = verified<wire::DeliveryReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::DeliveryReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.items.clear();
    if (message->items() != nullptr) {
        reply.items.reserve(message->items()->size());
        for (const wire::DeliveryAnswer* from : *message->items())
            read_answer(*from, reply.items.emplace_back());
    }
    reply.cart.reset();
    if (message->cart() != nullptr) read_answer(*message->cart(), reply.cart.emplace());
    return Done{};
}

}  // namespace earmark::protocol
