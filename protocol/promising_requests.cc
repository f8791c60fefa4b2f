// Requests about dated supply and promises.
#include "protocol/request_handler.h"

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

template <typename Row, typename Put>
Answer RequestHandler::put_dated(const Frame& frame, const Put& put) {
    std::vector<Row> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    put(std::span<const Row>(rows), context(note));
    encode_reply(builder_, supply_reply_);
    return {.kind = frame.header.kind, .waits = Waits::for_durable, .lsn = supply_reply_.lsn};
}

/// The same, of rows that their source may have numbered.
template <typename Row, typename Request, typename Put>
Answer RequestHandler::put_numbered(const Frame& frame, const Put& put) {
    std::vector<Row> rows;
    Request request;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, request, note); !status)
        return bad_message(status.error());
    put(request, context(note));
    encode_reply(builder_, supply_reply_);
    return {.kind = frame.header.kind, .waits = Waits::for_durable, .lsn = supply_reply_.lsn};
}

template <typename Request, typename Reply, typename Ask>
Answer RequestHandler::ask_dated(const Frame& frame, const Ask& ask) {
    Request request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    Reply reply;
    ask(request, reply);
    encode_reply(builder_, reply);
    return {.kind = frame.header.kind, .waits = Waits::for_nothing, .lsn = reply.lsn};
}

Answer RequestHandler::confirm_backorders(const Frame& frame) {
    ConfirmRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    ConfirmReply reply;
    service_.engine.confirm_backorders(request, context(note), reply);
    encode_reply(builder_, reply);
    const Waits waits = request.preview ? Waits::for_nothing : Waits::for_durable;
    return {.kind = frame.header.kind, .waits = waits, .lsn = reply.lsn};
}

Answer RequestHandler::claim_backorder(const Frame& frame) {
    ClaimRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    ReservationReply reply;
    service_.engine.claim_backorder(request, context(note), reply);
    encode_reply(builder_, reply);
    return {.kind = frame.header.kind, .waits = Waits::for_durable, .lsn = reply.lsn};
}

Answer RequestHandler::promising(const Frame& frame) {
    Engine& engine = service_.engine;
    switch (frame.header.kind) {
        case MessageKind::put_receipts:
            return put_numbered<ReceiptRow, ReceiptRequest>(
                frame,
                [&](const auto& request, const CallContext& context) {
                    engine.put_receipts(request, context, supply_reply_);
                }
            );
        case MessageKind::dispose:
            return put_numbered<DispositionRow, DispositionRequest>(
                frame,
                [&](const auto& request, const CallContext& context) {
                    engine.dispose(request, context, supply_reply_);
                }
            );
        case MessageKind::put_backorders:
            return put_dated<BackorderRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_backorders(rows, context, supply_reply_);
            });
        case MessageKind::backorders:
            return ask_dated<BackordersRequest, BackordersReply>(
                frame, [&](const auto& request, auto& reply) { engine.backorders(request, reply); }
            );
        case MessageKind::confirm_backorders:
            return confirm_backorders(frame);
        case MessageKind::claim_backorder:
            return claim_backorder(frame);
        case MessageKind::put_promise_terms:
            return put_dated<PromiseTermsRow>(frame, [&](auto rows, const CallContext& context) {
                engine.put_promise_terms(rows, context, supply_reply_);
            });
        case MessageKind::receipts:
            return ask_dated<ReceiptsRequest, ReceiptsReply>(
                frame, [&](const auto& request, auto& reply) { engine.receipts(request, reply); }
            );
        case MessageKind::available_to_promise:
            return ask_dated<PromiseRequest, PromiseReply>(
                frame,
                [&](const auto& request, auto& reply) {
                    engine.available_to_promise(request, reply);
                }
            );
        case MessageKind::explain:
            return ask_dated<ExplainRequest, ExplainReply>(
                frame, [&](const auto& request, auto& reply) { engine.explain(request, reply); }
            );
        default:
            break;
    }
    return ask_dated<LateRequest, LateReply>(frame, [&](const auto& request, auto& reply) {
        engine.late_supply(request, reply);
    });
}

}  // namespace earmark::protocol
