// Requests about kits, other units, order quantities and substitutes.
#include "protocol/request_handler.h"

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

template <typename Row, typename Put>
Answer RequestHandler::put_rows(const Frame& frame, const Put& put) {
    std::vector<Row> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    put(std::span<const Row>(rows), context(note));
    encode_reply(builder_, supply_reply_);
    return {.kind = frame.header.kind, .waits = Waits::for_durable, .lsn = supply_reply_.lsn};
}

Answer RequestHandler::convert(const Frame& frame) {
    std::vector<UnitQuantity> quantities;
    if (const auto status = decode_request(frame.payload, quantities); !status)
        return bad_message(status.error());
    ConvertReply reply;
    for (const UnitQuantity& given : quantities) {
        Converted& converted = reply.converted.emplace_back();
        converted.verdict = service_.engine.convert(given, converted.quantity, converted.detail);
    }
    encode_reply(builder_, reply);
    return {.kind = frame.header.kind, .waits = Waits::for_nothing, .lsn = 0};
}

Answer RequestHandler::assortment(const Frame& frame) {
    Engine& engine = service_.engine;
    switch (frame.header.kind) {
        case MessageKind::put_kits:
            return put_rows<KitRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_kits(rows, context, supply_reply_);
            });
        case MessageKind::put_units:
            return put_rows<UnitRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_units(rows, context, supply_reply_);
            });
        case MessageKind::put_order_quantities:
            return put_rows<OrderQuantityRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_order_quantities(rows, context, supply_reply_);
            });
        case MessageKind::put_substitutes:
            return put_rows<SubstituteRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_substitutes(rows, context, supply_reply_);
            });
        case MessageKind::convert:
            return convert(frame);
        default:
            break;
    }
    SkuId sku;
    if (const auto status = decode_assortment_request(frame.payload, sku); !status)
        return bad_message(status.error());
    encode_reply(builder_, engine.assortment(sku));
    return {.kind = frame.header.kind, .waits = Waits::for_nothing, .lsn = 0};
}

}  // namespace earmark::protocol
