// Requests about levels.
#include "protocol/request_handler.h"

#include <vector>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

Answer RequestHandler::put_level_rules(const Frame& frame) {
    std::vector<LevelRuleRow> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_level_rules(rows, context(note), supply_reply_);
    encode_reply(builder_, supply_reply_);
    return {
        .kind = MessageKind::put_level_rules, .waits = Waits::for_durable, .lsn = supply_reply_.lsn
    };
}

Answer RequestHandler::level_rules(const Frame& frame) {
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    encode_reply(builder_, LevelRules{.rules = service_.engine.level_rules()});
    return {.kind = MessageKind::list_level_rules};
}

Answer RequestHandler::levels(const Frame& frame) {
    SkuId sku;
    if (const auto status = decode_levels_request(frame.payload, sku); !status)
        return bad_message(status.error());
    encode_reply(builder_, ItemLevels{.places = service_.engine.levels(sku)});
    return {.kind = MessageKind::list_levels};
}

}  // namespace earmark::protocol
