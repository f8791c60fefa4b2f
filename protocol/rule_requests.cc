// Requests about segments, and about rules of what each may buy.
#include "protocol/request_handler.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

Answer RequestHandler::put_segments(const Frame& frame) {
    std::vector<std::string_view> names;
    Note note;
    if (const auto status = decode_segments(frame.payload, names, note); !status)
        return bad_message(status.error());
    service_.engine.put_segments(names, context(note), put_reply_);
    return reply_with(MessageKind::put_segments, put_reply_, Waits::for_durable, put_reply_.lsn);
}

Answer RequestHandler::put_segment_rules(const Frame& frame) {
    std::vector<SegmentRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_segment_rules(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_segment_rules, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::segment_rules(const Frame& frame) {
    SkuId sku;
    if (const auto status = decode_rules_request(frame.payload, sku); !status)
        return bad_message(status.error());
    const SegmentRules rules{.rules = service_.engine.segment_rules(sku)};
    return reply_with(MessageKind::list_segment_rules, rules, Waits::for_nothing, 0);
}

Answer RequestHandler::put_selling_rules(const Frame& frame) {
    std::vector<SellingRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_selling_rules(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_selling_rules, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::selling_rules(const Frame& frame) {
    ListRequest request;
    if (const auto status = decode_selling_rules_request(frame.payload, request); !status)
        return bad_message(status.error());
    const std::size_t limit = std::clamp<std::uint32_t>(request.limit, 1, kPageEntriesMax);
    SellingRules page;
    for (SellingRuleEntry& entry : service_.engine.selling_rules()) {
        if (entry.id.value() <= request.after) continue;
        if (page.rules.size() == limit) {
            page.next = page.rules.back().id.value();
            break;
        }
        page.rules.push_back(std::move(entry));
    }
    return reply_with(MessageKind::list_selling_rules, page, Waits::for_nothing, 0);
}

}  // namespace earmark::protocol
