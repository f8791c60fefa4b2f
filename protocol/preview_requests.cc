// Requests that ask what a change would do.
#include "protocol/request_handler.h"

#include <vector>

namespace earmark::protocol {

using wire::MessageKind;

template <typename Row>
Answer RequestHandler::preview(const Frame& frame) {
    std::vector<Row> rows;
    PreviewRequest<Row> request;
    if (const auto status = decode_request(frame.payload, rows, request); !status)
        return bad_message(status.error());
    RulePreviewReply reply;
    service_.engine.preview_rules(request, service_.clock.wall(), reply);
    encode_reply(builder_, reply);
    return {.kind = frame.header.kind, .lsn = reply.judged.lsn};
}

Answer RequestHandler::preview_rules(const Frame& frame) {
    switch (frame.header.kind) {
        case MessageKind::preview_selling_rules:
            return preview<SellingRuleRow>(frame);
        case MessageKind::preview_promise_terms:
            return preview<PromiseTermsRow>(frame);
        case MessageKind::preview_nodes:
            return preview<NodeRow>(frame);
        default:
            return preview<SegmentRuleRow>(frame);
    }
}

}  // namespace earmark::protocol
