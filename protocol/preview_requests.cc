// Requests that ask what a change would do.
#include "protocol/request_handler.h"

#include <vector>

namespace earmark::protocol {

using wire::MessageKind;

Answer RequestHandler::preview_selling_rules(const Frame& frame) {
    std::vector<SellingRuleRow> rows;
    RulePreviewRequest request;
    if (const auto status = decode_request(frame.payload, rows, request); !status)
        return bad_message(status.error());
    RulePreviewReply reply;
    service_.engine.preview_rules(request, service_.clock.wall(), reply);
    encode_reply(builder_, reply);
    return {.kind = MessageKind::preview_selling_rules, .lsn = reply.judged.lsn};
}

}  // namespace earmark::protocol
