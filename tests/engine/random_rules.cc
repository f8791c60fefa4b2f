// Random commands about rules: of segments and of selling, kits, order quantities, substitutes.
#include "tests/engine/random_commands.h"

namespace earmark {
namespace {

constexpr GroupId kNoSuchLevelGroup(9'999);

}  // namespace

RuleCommand RandomCommands::rules(Time now) {
    RuleCommand command;
    const std::size_t rows = 1 + below(3);
    const auto second = [&] {
        const Time whole = std::chrono::floor<std::chrono::seconds>(now);
        const auto ahead = std::chrono::seconds(1 + below(600));
        return whole + (world_.mistakes && chance(3) ? -ahead : ahead);
    };
    for (std::size_t i = 0; i < rows; ++i) {
        // Often one that was made before, so that rules are changed as well as made.
        if (!ruled_.empty() && chance(50)) {
            SegmentRuleRow& again = command.rows.emplace_back(ruled_[below(ruled_.size())]);
            again.rule.floor = quantity() + quantity();
            if (chance(30)) again.rule.standing = !again.rule.standing;
            constexpr SegmentChange kChanges[] = {
                SegmentChange::put,
                SegmentChange::remove,
                SegmentChange::allocate,
                SegmentChange::unallocate,
                SegmentChange::move,
            };
            again.change = kChanges[below(std::size(kChanges))];
            again.to_segment = segment();
            continue;
        }
        SegmentRuleRow& row = command.rows.emplace_back();
        row.rule.sku = item();
        row.rule.node = world_.has_group_limits && chance(50) ? group_place() : node();
        row.rule.segment = segment();
        row.rule.rank = static_cast<std::uint16_t>(below(6));
        row.rule.standing = chance(40);
        const bool is_percent = chance(30);
        row.rule.basis = is_percent ? SegmentBasis::percent : SegmentBasis::units;
        const auto figure = [&] {
            if (world_.mistakes && chance(2)) return chance(50) ? Units{-3} : kUnitsMax + 1;
            return is_percent ? static_cast<Units>(below(10'001)) : 2 * quantity();
        };
        row.rule.floor = figure();
        if (chance(40)) row.rule.ceiling = figure();
        if (chance(30)) row.rule.from = second();
        if (chance(30)) row.rule.until = second();
        ruled_.push_back(row);
    }
    return command;
}

SellingRuleCommand RandomCommands::selling_rules(Time now) {
    SellingRuleCommand command;
    const auto second = [&] {
        const auto offset =
            std::chrono::seconds(below(1'200)) - std::chrono::seconds(chance(5) ? 30 : 0);
        return Time(std::chrono::floor<std::chrono::seconds>(now) + offset);
    };
    const std::size_t rows = 1 + below(4);
    for (std::size_t i = 0; i < rows; ++i) {
        SellingRuleCommand::Row& made = command.rows.emplace_back();
        SellingRuleRow& row = made.row;
        made.name = "rule" + std::to_string(below(10));
        if (chance(20)) row.change = RuleChange::remove;
        // Stops hide what safety rules do.
        if (chance(15)) row.effect = RuleEffect::stop;
        RuleScope& scope = row.scope;
        const std::size_t what = below(4);
        if (what == 0) scope.sku = item();
        if (what == 1) made.category = world_.categories[below(world_.categories.size())];
        const std::size_t where = below(6);
        if (where == 0) scope.node = node();
        if (where == 1) scope.node_type = chance(50) ? NodeType::dc : NodeType::store;
        if (where == 2) scope.group = world_.groups[below(world_.groups.size())];
        if (chance(25)) scope.segment = segment();
        if (chance(25)) scope.method = method();
        row.network = world_.has_group_limits && where == 2 && chance(70);
        if (row.network && chance(95)) {
            scope.segment = {};
            scope.method = 0;
            if (chance(95)) row.effect = RuleEffect::safety;
        }
        row.rank = static_cast<std::uint16_t>(below(3));
        const bool is_percent = chance(40);
        row.basis = is_percent ? SegmentBasis::percent : SegmentBasis::units;
        row.figure = is_percent ? static_cast<Units>(below(10'001)) : quantity();
        if (world_.mistakes && chance(3)) row.figure = chance(50) ? -1 : kSafetyUnitsMax + 1;
        if (chance(30)) row.from = second();
        if (chance(40)) row.until = second();
    }
    return command;
}

KitCommand RandomCommands::kits() {
    KitCommand command;
    const std::size_t rows = 1 + below(2);
    for (std::size_t i = 0; i < rows; ++i) {
        KitCommand::Row& row = command.rows.emplace_back();
        row.sku = item();
        row.ships_apart = chance(40);
        const std::size_t parts = chance(10) ? 0 : 1 + below(3);
        for (std::size_t part = 0; part < parts; ++part) {
            const Units quantity = world_.mistakes && chance(2) ? static_cast<Units>(below(2)) - 1
                                                                : static_cast<Units>(1 + below(3));
            row.parts.push_back({item(), quantity});
        }
    }
    return command;
}

OrderQuantityCommand RandomCommands::order_quantities() {
    OrderQuantityCommand command;
    for (std::size_t i = 0, rows = 1 + below(2); i < rows; ++i) {
        OrderQuantityRow& row = command.rows.emplace_back();
        row.sku = item();
        if (chance(40)) row.minimum = static_cast<Units>(below(5));
        if (chance(40)) row.maximum = static_cast<Units>(below(10));
        if (chance(40)) row.increment = static_cast<Units>(below(4));
        if (world_.mistakes && chance(3)) row.minimum = chance(50) ? -1 : kUnitsMax + 1;
    }
    return command;
}

SubstituteCommand RandomCommands::substitutes() {
    SubstituteCommand command;
    for (std::size_t i = 0, rows = 1 + below(2); i < rows; ++i) {
        SubstituteCommand::Row& row = command.rows.emplace_back();
        row.sku = item();
        const std::size_t count = chance(15) ? 0 : 1 + below(3);
        for (std::size_t place = 0; place < count; ++place)
            row.substitutes.push_back(item());
        if (world_.mistakes && chance(2)) row.substitutes.resize(kSubstitutesMax + 1, item());
    }
    return command;
}

LevelCommand RandomCommands::levels() {
    LevelCommand command;
    for (std::size_t i = 0, rows = 1 + below(3); i < rows; ++i) {
        LevelRuleRow& row = command.rows.emplace_back();
        row.remove = chance(20);
        LevelRule& rule = row.rule;
        if (chance(40)) rule.sku = item();
        if (rule.sku.is_none() && !world_.categories.empty() && chance(50))
            rule.category = world_.categories[below(world_.categories.size())];
        rule.scope = static_cast<LevelScope>(below(4));
        if (rule.scope == LevelScope::node) rule.place.node = node();
        if (rule.scope == LevelScope::group)
            rule.place.group = world_.groups[below(world_.groups.size())];
        rule.low = static_cast<Units>(below(6));
        rule.medium = rule.low + static_cast<Units>(below(6));
        if (!world_.mistakes || !chance(4)) continue;
        if (chance(50)) {
            rule.low = chance(50) ? -1 : rule.medium + 1;
        } else {
            rule.place = {.node = node(), .group = kNoSuchLevelGroup};
        }
    }
    return command;
}

}  // namespace earmark
