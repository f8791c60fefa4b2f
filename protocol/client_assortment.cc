// The asynchronous client's questions about kits, other units, order quantities and substitutes.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

void AsyncClient::put_kits(
    std::span<const KitRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_kits, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_units(
    std::span<const UnitRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_units, Effect::change, options, std::move(on_reply));
}

void AsyncClient::put_order_quantities(
    std::span<const OrderQuantityRow> rows,
    OnReply<SupplyReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(
        MessageKind::put_order_quantities, Effect::change, options, std::move(on_reply)
    );
}

void AsyncClient::put_substitutes(
    std::span<const SubstituteRow> rows, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), rows, options.note);
    connection_->ask(MessageKind::put_substitutes, Effect::change, options, std::move(on_reply));
}

void AsyncClient::item_assortment(
    SkuId sku, OnReply<AssortmentView> on_reply, const CallOptions& options
) {
    encode_assortment_request(connection_->builder(), sku);
    connection_->ask(MessageKind::item_assortment, Effect::none, options, std::move(on_reply));
}

void AsyncClient::convert(
    std::span<const UnitQuantity> quantities,
    OnReply<ConvertReply> on_reply,
    const CallOptions& options
) {
    encode_request(connection_->builder(), quantities);
    connection_->ask(MessageKind::convert, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
