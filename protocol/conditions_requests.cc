// Sourcing rules, put and listed.
#include "protocol/request_handler.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace earmark::protocol {

Answer RequestHandler::put_sourcing_rules(const Frame& frame) {
    std::vector<SourcingRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_sourcing_rules(rows, context(note), supply_reply_);
    return reply_with(
        frame.header.kind, supply_reply_, Answer::Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::list_sourcing_rules(const Frame& frame) {
    ListSourcingRulesRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    const std::size_t limit = std::clamp<std::uint32_t>(request.limit, 1, kPageEntriesMax);
    SourcingRulePage page;
    for (SourcingRule& rule : service_.engine.sourcing_rules()) {
        if (rule.name <= request.after) continue;
        if (page.rules.size() == limit) {
            page.next = page.rules.back().name;
            break;
        }
        page.rules.push_back(std::move(rule));
    }
    return reply_with(frame.header.kind, page, Answer::Waits::for_nothing, 0);
}

}  // namespace earmark::protocol
