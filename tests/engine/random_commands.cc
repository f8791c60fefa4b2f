#include "tests/engine/random_commands.h"

#include "engine/network/network_place.h"

#include <algorithm>
#include <limits>
#include <sstream>

namespace earmark {
namespace {

constexpr SkuId kNoSuchItem(9'999);
constexpr NodeId kNoSuchNode(9'999);
constexpr GroupId kNoSuchGroup(9'999);
constexpr SegmentId kNoSuchSegment(9'999);

}  // namespace

SkuId RandomCommands::item() {
    if (world_.mistakes && chance(2)) return kNoSuchItem;
    return world_.items[below(world_.items.size())];
}

NodeId RandomCommands::node() {
    if (world_.mistakes && chance(2)) return kNoSuchNode;
    return world_.nodes[below(world_.nodes.size())];
}

NodeId RandomCommands::place() {
    if (!world_.has_group_holds || chance(60)) return node();
    return group_place();
}

NodeId RandomCommands::group_place() {
    if (world_.mistakes && chance(2)) return place_of(kNoSuchGroup);
    return place_of(world_.groups[below(world_.groups.size())]);
}

std::string RandomCommands::id() {
    return world_.prefix + std::to_string(below(world_.ids));
}

SegmentId RandomCommands::segment() {
    if (world_.segments.empty() || chance(30)) return {};
    if (world_.mistakes && chance(2)) return kNoSuchSegment;
    return world_.segments[below(world_.segments.size())];
}

std::uint8_t RandomCommands::method() {
    return world_.categories.empty() || chance(60) ? method_ship : method_pickup;
}

Units RandomCommands::quantity() {
    return 1 + static_cast<Units>(below(static_cast<std::size_t>(world_.quantity_max)));
}

std::string RandomCommands::source() {
    return chance(50) ? "erp" : "store-feed";
}

/// Numbers mostly rise; some come late.
std::uint64_t RandomCommands::sequence() {
    if (chance(50)) return 0;
    return 1 + (chance(70) ? ++sequence_ : below(sequence_ + 1));
}

SupplyCommand RandomCommands::supply(Time now) {
    SupplyCommand command;
    command.source = source();
    const std::size_t rows = 1 + below(4);
    for (std::size_t i = 0; i < rows; ++i) {
        SupplyRow& row = command.rows.emplace_back();
        row.sku = item();
        row.node = node();
        row.sequence = sequence();
        const auto much = static_cast<Units>(below(static_cast<std::size_t>(5 * quantity())));
        switch (below(5)) {
            case 0:
            case 1:
                row.change = SupplyChange::sync;
                row.quantity = much;
                if (chance(40)) row.as_of = some_time_ago(now);
                break;
            case 2:
            case 3:
                row.change = SupplyChange::adjust;
                row.quantity = chance(60) ? much : -much / 2;
                break;
            default:
                row.change = SupplyChange::safety;
                row.quantity = static_cast<Units>(below(4));
                // Often of the same message as the row before.
                if (i > 0 && chance(50)) {
                    const SupplyRow& before = command.rows[i - 1];
                    row.sku = before.sku;
                    row.node = before.node;
                    row.sequence = before.sequence;
                }
        }
        if (!world_.mistakes || !chance(3)) continue;
        if (chance(50)) {
            row.quantity = kUnitsMax + 1;
        } else {
            row.quantity = chance(50) ? -1'000'000 : std::numeric_limits<Units>::min() + 1;
        }
    }
    return command;
}

/// Never now: what comes in the same microsecond is before and after it.
Time RandomCommands::some_time_ago(Time now) {
    if (world_.mistakes && chance(3)) return now + std::chrono::minutes(1);
    if (world_.mistakes && chance(3)) return now - std::chrono::hours(49 + below(20));
    return now - std::chrono::microseconds(1 + below(1'200'000'000));
}

CountCommand RandomCommands::count(Time now) {
    CountCommand command;
    command.id = "c" + std::to_string(counts_++);
    NaiveCount& count = command.count;
    count.node = node();
    count.taken_at = std::min(some_time_ago(now), now);
    count.zero_absent = chance(30);
    count.is_dry_run = chance(10);
    if (chance(50)) count.units_each = static_cast<std::int64_t>(below(12));
    if (chance(20)) count.units_total = static_cast<std::int64_t>(below(30));
    const std::size_t rows = below(5);
    for (std::size_t i = 0; i < rows; ++i) {
        const auto much = static_cast<Units>(below(static_cast<std::size_t>(5 * quantity())));
        count.rows.emplace_back(item(), world_.mistakes && chance(3) ? -1 : much);
    }
    if (chance(60)) count.approved = chance(50);
    return command;
}

std::string run_count(Engine& engine, const CountCommand& command, Time now) {
    const NaiveCount& asked = command.count;
    BeginCount begin;
    begin.id = command.id;
    begin.node = asked.node;
    begin.taken_at = asked.taken_at;
    begin.absent = asked.zero_absent ? AbsentRows::zeroed : AbsentRows::kept;
    begin.mode = asked.is_dry_run ? CountMode::dry_run : CountMode::apply;
    constexpr std::int64_t kMillionths = 1'000'000;
    if (asked.units_each >= 0) begin.limits.units_each = asked.units_each * kMillionths;
    if (asked.units_total >= 0) begin.limits.units_total = asked.units_total * kMillionths;
    CountReply reply;
    engine.begin_count(begin, {.now = now}, reply);
    if (reply.outcome != Outcome::done) return std::string(to_string(reply.outcome));
    std::ostringstream text;
    // In pages of one: the pages must not matter.
    for (std::size_t row = 0; row < asked.rows.size(); ++row) {
        const CountRow one{asked.rows[row].first, asked.rows[row].second};
        engine.add_count_rows({.id = command.id, .first_row = row, .rows = {&one, 1}}, reply);
        for (const RowAnswer& answer : reply.answers)
            text << "row " << answer.row << ' ' << to_string(answer.verdict) << "; ";
    }
    engine.close_count(command.id, {.now = now}, reply);
    if (asked.approved && reply.summary.waiting > 0) {
        const auto decision = *asked.approved ? CountDecision::approve : CountDecision::reject;
        engine.settle_count({.id = command.id, .decision = decision}, {.now = now}, reply);
    }
    text << "compared " << reply.summary.positions;
    CountReport report;
    engine.count_report({.id = command.id}, report);
    for (const Correction& correction : report.corrections) {
        text << "; sku " << correction.sku.value() << " book " << correction.book << " correction "
             << correction.correction << ' ' << to_string(correction.state);
    }
    return text.str();
}

AskCommand RandomCommands::ask() {
    AskCommand command;
    const std::size_t queries = 1 + below(3);
    for (std::size_t i = 0; i < queries; ++i) {
        AvailabilityQuery& query = command.queries.emplace_back();
        query.sku = item();
        const std::size_t kind = below(3);
        if (kind == 0) query.node = node();
        if (kind == 1 && !world_.groups.empty()) {
            query.group = chance(3) && world_.mistakes ? kNoSuchGroup
                                                       : world_.groups[below(world_.groups.size())];
        }
    }
    if (chance(30)) command.own_reservation = id();
    command.segment = segment();
    command.method = method();
    command.ignore_safety = chance(10);
    return command;
}

ReserveLine RandomCommands::line(std::size_t index) {
    ReserveLine line{
        .line = static_cast<std::uint32_t>(index + 1),
        .sku = item(),
        .node = place(),
        .quantity = quantity()
    };
    if (!world_.mistakes || !chance(3)) return line;
    constexpr Units kWrongUnits[] = {0, -1, -5, kUnitsMax + 1, std::numeric_limits<Units>::max()};
    line.quantity = kWrongUnits[below(std::size(kWrongUnits))];
    return line;
}

ReserveCommand RandomCommands::reserve(Time now) {
    if (!reserved_.empty() && chance(20)) {
        ReserveCommand again = reserved_[below(reserved_.size())];
        again.stamped_at.reset();
        if (chance(20)) again.hold_for += std::chrono::seconds(1);
        if (chance(20)) again.lines.back().quantity ^= 1;
        if (!again.days.empty() && chance(10)) again.days.front() = day(now);
        if (chance(10)) again.reference += "x";
        if (chance(5)) again.segment = segment();
        return again;
    }
    ReserveCommand command;
    command.id = id();
    const std::size_t lines = chance(50) ? 1 : 1 + below(5);
    for (std::size_t i = 0; i < lines; ++i)
        command.lines.push_back(line(i));
    if (chance(20)) std::reverse(command.lines.begin(), command.lines.end());
    command.hold_for = std::chrono::seconds(30 + below(900));
    if (world_.has_dates && chance(50)) {
        // Holds over groups are for now; some ask for a day all the same.
        for (const ReserveLine& line : command.lines) {
            const bool is_now = chance(is_group_place(line.node) ? 90 : 30);
            command.days.push_back(is_now ? kNoDay : day(now));
        }
        command.hold_for = std::chrono::hours(1 + below(200));
    }
    if (chance(40)) command.filling = Filling::partial;
    if (chance(30)) command.reference = "cart-" + std::to_string(below(5));
    if (chance(30)) command.actor = "clerk-" + std::to_string(below(3));
    command.segment = segment();
    command.method = method();
    command.ignore_safety = chance(5);
    if (chance(10)) command.stamped_at = now - std::chrono::hours(below(40));
    if (world_.mistakes && chance(2)) command.lines.back().line = command.lines.front().line;
    if (world_.mistakes && chance(1)) {
        command.lines.clear();
        command.days.clear();
    }
    if (world_.mistakes && chance(1)) command.id.clear();
    if (world_.mistakes && chance(1)) command.id.assign(kReservationIdBytesMax + 1, 'x');
    if (world_.mistakes && chance(1)) command.hold_for = kHoldForMax + std::chrono::seconds(1);
    if (!command.lines.empty()) reserved_.push_back(command);
    return command;
}

StepCommand RandomCommands::step() {
    if (!stepped_.empty() && chance(15)) {
        StepCommand again = stepped_[below(stepped_.size())];
        if (chance(20) && !again.parts.empty()) again.parts.front().quantity += 1;
        return again;
    }
    StepCommand command;
    constexpr ReservationStep kSteps[] = {
        ReservationStep::commit,
        ReservationStep::commit,
        ReservationStep::release,
        ReservationStep::ship,
        ReservationStep::ship,
        ReservationStep::cancel,
    };
    command.step = kSteps[below(std::size(kSteps))];
    command.id = id();
    if (chance(40)) {
        // Rising, so that two parts never name one line.
        for (std::uint32_t number = 1; number <= 3; ++number) {
            if (chance(50)) command.parts.push_back({.line = number, .quantity = quantity() / 2});
        }
        if (!command.parts.empty() && !(world_.mistakes && chance(2)))
            command.operation = "op" + std::to_string(below(10));
    }
    stepped_.push_back(command);
    return command;
}

AmendCommand RandomCommands::amend(Time now) {
    if (!amended_.empty() && chance(15)) {
        AmendCommand again = amended_[below(amended_.size())];
        if (chance(20) && !again.lines.empty()) again.lines.front().quantity += 1;
        return again;
    }
    AmendCommand command;
    command.id = id();
    if (chance(30)) command.hold_for = std::chrono::seconds(30 + below(900));
    const std::size_t lines = command.hold_for && chance(50) ? 0 : 1 + below(3);
    for (std::size_t i = 0; i < lines; ++i) {
        AmendLine& line = command.lines.emplace_back();
        line.line = static_cast<std::uint32_t>(1 + below(5));
        line.quantity = static_cast<Units>(below(static_cast<std::size_t>(2 * quantity())));
        if (chance(60)) line.node = place();
        if (chance(30)) line.sku = item();
        if (chance(30)) {
            line.from = place();
            line.node = place();
            line.sku = SkuId();
        }
        if (world_.mistakes && chance(2)) line.quantity = chance(50) ? -1 : kUnitsMax + 1;
    }
    if (world_.has_kits && lines > 0 && chance(50)) {
        // A change of one line that is likely there, by so little that it is likely done.
        AmendLine line;
        line.line = static_cast<std::uint32_t>(1 + below(2));
        line.quantity = static_cast<Units>(below(4));
        if (chance(40)) line.node = place();
        if (chance(20)) line.from = place();
        command.lines.assign(1, line);
    }
    if (world_.has_dates && chance(40)) {
        for (const AmendLine& line : command.lines) {
            const bool is_now = chance(is_group_place(line.node) ? 90 : 30);
            command.days.push_back(is_now ? kNoDay : day(now));
        }
    }
    if (!(world_.mistakes && chance(2)) && (!lines || chance(95)))
        command.operation = "op" + std::to_string(below(10));
    if (command.lines.empty() && chance(50)) command.operation.clear();
    if (world_.mistakes && chance(1)) command.hold_for = kHoldForMax + std::chrono::seconds(1);
    amended_.push_back(command);
    return command;
}

SplitCommand RandomCommands::split() {
    if (!divided_.empty() && chance(15)) {
        SplitCommand again = divided_[below(divided_.size())];
        if (chance(20)) again.parts.front().quantity += 1;
        return again;
    }
    SplitCommand command;
    command.id = id();
    command.into = id();
    for (std::uint32_t number = 1; number <= 3; ++number) {
        if (number > 1 && chance(60)) continue;
        PartLine& part = command.parts.emplace_back();
        part.line = number;
        part.quantity = quantity() / 2 + (chance(95) ? 1 : 0);
        if (chance(20)) part.node = place();
    }
    if (chance(98)) command.operation = "op" + std::to_string(below(10));
    if (chance(30)) command.reference = "cart-" + std::to_string(below(5));
    divided_.push_back(command);
    return command;
}

ListCommand RandomCommands::list() {
    ListCommand command;
    if (chance(30)) command.reference = "cart-" + std::to_string(below(5));
    if (chance(30)) command.made_by = "clerk-" + std::to_string(below(3));
    if (chance(30)) command.sku = item();
    if (chance(30)) command.node = node();
    if (chance(50)) command.state = static_cast<ReservationState>(below(4));
    if (chance(30)) command.older_than = std::chrono::seconds(1 + below(1'800));
    return command;
}

TickCommand RandomCommands::tick() {
    TickCommand command;
    // Any microsecond: whole seconds would leave most of the engine's ticks untried.
    command.passes = std::chrono::microseconds(1 + below(120'000'000));
    if (chance(4)) command.passes = std::chrono::hours(1 + below(20));
    if (chance(4)) command.jumps = std::chrono::seconds(below(40)) - std::chrono::seconds(20);
    command.is_accepted = chance(20);
    return command;
}

Command RandomCommands::next(Time now) {
    const std::size_t kind = below(100);
    if (!world_.categories.empty() && chance(6)) return selling_rules(now);
    if (!world_.segments.empty() && chance(8)) return rules(now);
    if (world_.has_kits && chance(4)) return kits();
    if (world_.has_ordering && chance(4)) return order_quantities();
    if (world_.has_ordering && chance(6)) return substitutes();
    if (world_.has_levels && chance(4)) return levels();
    if (chance(4)) return count(now);
    if (world_.has_dates && chance(25)) return dated(now);
    if (kind < 15) return supply(now);
    if (kind < 30) return ask();
    if (kind < 60) return reserve(now);
    if (kind < 75) return step();
    if (kind < 84) return amend(now);
    if (kind < 89) return split();
    if (kind < 91) return list();
    if (kind < 94) return LookCommand{.id = id()};
    return tick();
}

}  // namespace earmark
