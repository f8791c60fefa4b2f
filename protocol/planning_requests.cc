// Questions about plans.
#include "protocol/request_handler.h"

#include <vector>

namespace earmark::protocol {

Answer RequestHandler::ask_plan(const Frame& frame) {
    PlanQuestionRows rows;
    PlanQuestion question;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, question, note); !status)
        return bad_message(status.error());
    PlanAnswer answer;
    service_.engine.ask_plan(question, context(note), answer);
    encode_reply(builder_, answer);
    return {.kind = frame.header.kind, .lsn = answer.plan.lsn};
}

}  // namespace earmark::protocol
