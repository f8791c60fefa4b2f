// Random commands about dated supply.
#include "tests/engine/random_commands.h"

#include <algorithm>

namespace earmark {

namespace {

/// One that was given before, as a sender gives it again whose answer was lost: at times later than
/// others, and its rows in another order.
template <typename AnyCommand>
AnyCommand given_again(RandomCommands& commands, const std::vector<AnyCommand>& given) {
    AnyCommand again = given[commands.below(given.size())];
    if (commands.chance(30)) std::ranges::reverse(again.rows);
    return again;
}

}  // namespace

Day RandomCommands::day(Time now) {
    const int today = day_of(now);
    if (world_.mistakes && chance(2)) return chance(50) ? static_cast<Day>(today - 2) : kNoDay;
    if (world_.mistakes && chance(1)) return static_cast<Day>(today + kDaysAheadMax + 3);
    return static_cast<Day>(today + static_cast<int>(below(6)));
}

ReceiptCommand RandomCommands::receipts(Time now) {
    if (!received_.empty() && chance(20)) return given_again(*this, received_);
    ReceiptCommand command;
    command.source = source();
    const std::size_t rows = 1 + below(3);
    for (std::size_t i = 0; i < rows; ++i) {
        auto& [row, id] = command.rows.emplace_back();
        constexpr ReceiptChange kChanges[] = {
            ReceiptChange::put,
            ReceiptChange::put,
            ReceiptChange::put,
            ReceiptChange::ship_out,
            ReceiptChange::receive,
            ReceiptChange::receive,
            ReceiptChange::settle,
            ReceiptChange::cancel,
        };
        row.change = kChanges[below(std::size(kChanges))];
        // Few names, so that rows meet; longer ones that differ in their last byte only.
        id = "po" + std::to_string(below(3)) + std::string(chance(30) ? 28 : 0, 'x');
        row.sku = item();
        row.node = node();
        row.type = static_cast<SupplyType>(1 + below(5));
        row.day = day(now);
        row.sender = node();
        row.quantity = chance(15) ? 0 : quantity();
        if (chance(20)) row.received = static_cast<Units>(below(4));
        row.sequence = sequence();
        if (!world_.mistakes || !chance(3)) continue;
        if (chance(50)) {
            row.quantity = chance(50) ? -1 : kUnitsMax + 1;
        } else {
            id = chance(50) ? std::string() : std::string(33, 'x');
        }
    }
    received_.push_back(command);
    return command;
}

DisposeCommand RandomCommands::dispositions() {
    if (!disposed_.empty() && chance(20)) return given_again(*this, disposed_);
    DisposeCommand command;
    command.source = source();
    const std::size_t rows = 1 + below(2);
    for (std::size_t i = 0; i < rows; ++i) {
        DispositionRow& row = command.rows.emplace_back();
        row.sku = item();
        row.node = node();
        row.from = static_cast<Disposition>(below(4));
        row.to = static_cast<Disposition>(below(4));
        row.quantity = quantity();
        row.sequence = sequence();
    }
    disposed_.push_back(command);
    return command;
}

BackorderCommand RandomCommands::backorders(Time now) {
    BackorderCommand command;
    const std::size_t rows = below(3);
    for (std::size_t i = 0; i < rows; ++i) {
        auto& [row, id] = command.rows.emplace_back();
        if (chance(15)) row.change = BackorderChange::withdraw;
        row.sku = item();
        row.node = node();
        id = "b" + std::to_string(below(6));
        row.quantity = quantity();
        if (chance(70)) row.day = day(now);
        if (chance(40)) row.latest = day(now);
        row.priority = static_cast<std::uint16_t>(below(4));
        row.strategy = static_cast<BackorderStrategy>(below(5));
        if (chance(70)) row.segment = segment();
        if (!world_.mistakes || !chance(3)) continue;
        if (chance(50)) {
            row.quantity = chance(50) ? -1 : kUnitsMax + 1;
        } else {
            id = chance(50) ? std::string() : std::string(33, 'x');
        }
    }
    if (rows == 0 || chance(30)) {
        command.confirm.emplace();
        if (chance(50)) command.confirm->sku = item();
        if (chance(30)) command.confirm->node = node();
        command.confirm->preview = chance(50);
    }
    if (chance(25)) command.claim = {item(), node(), "b" + std::to_string(below(6)), this->id()};
    command.listed = chance(50) ? item() : SkuId();
    return command;
}

Command RandomCommands::dated(Time now) {
    if (chance(25)) return backorders(now);
    const std::size_t kind = below(100);
    if (kind < 45) return receipts(now);
    if (kind < 55) return dispositions();
    if (kind < 60) {
        TermsCommand command;
        if (chance(60)) command.row.sku = item();
        command.row.past_due_days = static_cast<std::uint16_t>(below(3));
        if (chance(30)) command.row.lead_days = static_cast<std::uint16_t>(below(8));
        if (chance(20)) command.row.horizon_days = static_cast<std::uint16_t>(below(10));
        return command;
    }
    if (kind < 75) return LateCommand{.sku = chance(50) ? item() : SkuId()};
    if (kind < 82) {
        return TickCommand{.passes = std::chrono::hours(5 + below(30))};
    }
    PromiseCommand command;
    command.request.sku = item();
    const std::size_t place = below(3);
    if (place == 0) command.request.node = node();
    if (place == 1) command.request.group = world_.groups[below(world_.groups.size())];
    command.request.segment = segment();
    if (chance(50)) command.request.quantity = 3 * quantity();
    return command;
}

}  // namespace earmark
