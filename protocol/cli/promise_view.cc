#include "protocol/cli/promise_view.h"

#include "engine/base/decimal.h"
#include "protocol/cli/text_table.h"

#include <span>

namespace earmark {

std::string_view to_string(ReceiptChange change) {
    switch (change) {
        case ReceiptChange::put:
            return "put";
        case ReceiptChange::ship_out:
            return "ship_out";
        case ReceiptChange::receive:
            return "receive";
        case ReceiptChange::settle:
            return "settle";
        case ReceiptChange::cancel:
            return "cancel";
    }
    return "?";
}

}  // namespace earmark

namespace earmark::cli {
namespace {

template <typename Enum>
Result<Enum> parse_word(std::string_view text, std::span<const Enum> words) {
    std::string expected;
    for (const Enum each : words) {
        if (to_string(each) == text) return each;
        expected += (expected.empty() ? "" : ", ") + std::string(to_string(each));
    }
    return Error{ErrorCode::bad_input, "one of " + expected};
}

}  // namespace

Result<Day> parse_date(std::string_view text) {
    const auto day = parse_day(text);
    if (!day) return Error{ErrorCode::bad_input, "a date in UTC such as 2026-12-01"};
    return *day;
}

Result<SupplyType> parse_supply_type(std::string_view text) {
    constexpr SupplyType kTypes[] = {
        SupplyType::purchase_order,
        SupplyType::in_transit,
        SupplyType::return_expected,
        SupplyType::transfer,
        SupplyType::planned,
    };
    return parse_word<SupplyType>(text, kTypes);
}

Result<Disposition> parse_disposition(std::string_view text) {
    constexpr Disposition kDispositions[] = {
        Disposition::sellable, Disposition::damaged, Disposition::quarantine, Disposition::expired
    };
    return parse_word<Disposition>(text, kDispositions);
}

Result<BackorderStrategy> parse_backorder_strategy(std::string_view text) {
    constexpr BackorderStrategy kStrategies[] = {
        BackorderStrategy::keep_at_least,
        BackorderStrategy::improve,
        BackorderStrategy::redistribute,
        BackorderStrategy::give_up,
        BackorderStrategy::skip
    };
    return parse_word<BackorderStrategy>(text, kStrategies);
}

Result<ReceiptChange> parse_receipt_change(std::string_view text) {
    constexpr ReceiptChange kChanges[] = {
        ReceiptChange::put, ReceiptChange::receive, ReceiptChange::settle, ReceiptChange::cancel
    };
    return parse_word<ReceiptChange>(text, kChanges);
}

void print_receipts(Session& session, NameBook& names, const std::vector<ReceiptEntry>& receipts) {
    if (receipts.empty()) return;
    TextTable table({
        {"sku"},
        {"node"},
        {"receipt"},
        {"type"},
        {"day"},
        {"open", Align::right},
        {"received", Align::right},
        {"first told", Align::right},
        {"for"},
        {"from"},
        {"counts"},
    });
    for (const ReceiptEntry& entry : receipts) {
        const std::uint8_t scale = names.scale_of(entry.sku);
        table.add({
            names.name_of(entry.sku),
            names.name_of(entry.node),
            entry.receipt,
            std::string(earmark::to_string(entry.type)),
            format_day(entry.day),
            format_decimal(entry.open, scale),
            format_decimal(entry.received, scale),
            format_decimal(entry.promised, scale),
            format_day(entry.first_day),
            entry.sender.is_none() ? "" : names.name_of(entry.sender),
            std::string(entry.counts ? "yes" : "no") + (entry.is_late ? ", late" : ""),
        });
    }
    table.print(session.out());
}

}  // namespace earmark::cli
