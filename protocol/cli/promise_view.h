// Dated supply as people write and read it.
#pragma once

#include "engine/base/result.h"
#include "engine/promising/promising.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/session.h"

#include <string>
#include <string_view>
#include <vector>

namespace earmark {

std::string_view to_string(ReceiptChange change);

}  // namespace earmark

namespace earmark::cli {

/// "2026-12-01", as a day in UTC.
Result<Day> parse_date(std::string_view text);

/// "purchase_order", "in_transit", "return_expected", "transfer" or "planned".
Result<SupplyType> parse_supply_type(std::string_view text);

/// "sellable", "damaged", "quarantine" or "expired".
Result<Disposition> parse_disposition(std::string_view text);

/// "keep_at_least", "improve", "redistribute", "give_up" or "skip".
Result<BackorderStrategy> parse_backorder_strategy(std::string_view text);

/// "put", "receive", "settle" or "cancel".
Result<ReceiptChange> parse_receipt_change(std::string_view text);

/// Nothing for no receipts.
void print_receipts(Session& session, NameBook& names, const std::vector<ReceiptEntry>& receipts);

/// Says why a change of one row was refused, or goes on with `show`.
template <typename Show>
ExitCode finish(Session& session, const Result<SupplyReply>& reply, const Show& show) {
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->refused > 0 && !reply->answers.empty()) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    return show(*reply);
}

}  // namespace earmark::cli
