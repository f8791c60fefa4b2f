// Commands as text, for a person who looks for the cause of a difference.
#include "tests/engine/commands.h"

#include <sstream>

namespace earmark {

namespace {

struct CommandText {
    std::ostringstream text;

    void operator()(const SupplyCommand& command) {
        text << "supply from " << command.source;
        for (const SupplyRow& row : command.rows) {
            text << "; sku " << row.sku.value() << " node " << row.node.value() << " change "
                 << static_cast<int>(row.change) << " quantity " << row.quantity << " sequence "
                 << row.sequence;
        }
    }
    void operator()(const AskCommand& command) {
        text << "ask for segment " << command.segment.value() << " method " << int{command.method}
             << (command.ignore_safety ? " ignoring safety" : "") << ", own '"
             << command.own_reservation << '\'';
        for (const AvailabilityQuery& query : command.queries) {
            text << "; sku " << query.sku.value() << " node " << query.node.value() << " group "
                 << query.group.value();
        }
    }
    void operator()(const ReserveCommand& command) {
        text << "reserve " << command.id << " for " << command.hold_for.count() << " s"
             << (command.filling == Filling::partial ? " partial" : "") << " segment "
             << command.segment.value();
        if (command.stamped_at)
            text << " stamped " << command.stamped_at->time_since_epoch().count();
        for (const ReserveLine& line : command.lines) {
            text << "; line " << line.line << " sku " << line.sku.value() << " node "
                 << line.node.value() << " quantity " << line.quantity;
        }
        for (const Day day : command.days)
            text << " day " << day;
    }
    void operator()(const ReceiptCommand& command) {
        text << "receipts from " << command.source;
        for (const auto& [row, id] : command.rows) {
            text << "; change " << static_cast<int>(row.change) << ' ' << id << " sku "
                 << row.sku.value() << " node " << row.node.value() << ' ' << to_string(row.type)
                 << " day " << row.day << " quantity " << row.quantity << " sender "
                 << row.sender.value() << " received " << row.received.value_or(-1) << " sequence "
                 << row.sequence;
        }
    }
    void operator()(const DisposeCommand& command) {
        text << "dispose from " << command.source;
        for (const DispositionRow& row : command.rows) {
            text << "; sku " << row.sku.value() << " node " << row.node.value() << ' '
                 << row.quantity << ' ' << to_string(row.from) << " to " << to_string(row.to)
                 << " sequence " << row.sequence;
        }
    }
    void operator()(const TermsCommand& command) {
        text << "terms of sku " << command.row.sku.value() << ": past due "
             << command.row.past_due_days << " lead " << command.row.lead_days << " horizon "
             << command.row.horizon_days;
    }
    void operator()(const BackorderCommand& command) {
        text << "backorders";
        for (const BackorderCommand::Row& each : command.rows) {
            text << "; " << (each.row.change == BackorderChange::put ? "put " : "withdraw ")
                 << each.id << " sku " << each.row.sku.value() << " node " << each.row.node.value()
                 << " quantity " << each.row.quantity << " day " << each.row.day << " latest "
                 << each.row.latest << " priority " << each.row.priority << ' '
                 << to_string(each.row.strategy) << " segment " << each.row.segment.value();
        }
        if (command.claim) {
            text << "; claim " << command.claim->backorder << " sku " << command.claim->sku.value()
                 << " node " << command.claim->node.value() << " as " << command.claim->reservation;
        }
        if (command.confirm) {
            text << "; confirm sku " << command.confirm->sku.value() << " node "
                 << command.confirm->node.value() << (command.confirm->preview ? " preview" : "");
        }
    }
    void operator()(const PromiseCommand& command) {
        text << "promise sku " << command.request.sku.value() << " node "
             << command.request.node.value() << " group " << command.request.group.value()
             << " segment " << command.request.segment.value() << " quantity "
             << command.request.quantity;
    }
    void operator()(const LateCommand& command) { text << "late sku " << command.sku.value(); }
    void operator()(const StepCommand& command) {
        text << "step " << static_cast<int>(command.step) << ' ' << command.id << " as '"
             << command.operation << '\'';
        for (const PartLine& part : command.parts)
            text << "; line " << part.line << " quantity " << part.quantity;
    }
    void operator()(const AmendCommand& command) {
        text << "amend " << command.id << " as '" << command.operation << '\'';
        if (command.hold_for) text << " for " << command.hold_for->count() << " s";
        for (const AmendLine& line : command.lines) {
            text << "; line " << line.line << " sku " << line.sku.value() << " from "
                 << line.from.value() << " node " << line.node.value() << " quantity "
                 << line.quantity;
        }
        for (const Day day : command.days)
            text << " day " << day;
    }
    void operator()(const SplitCommand& command) {
        text << "split " << command.id << " into " << command.into << " as '" << command.operation
             << "' for '" << command.reference << '\'';
        for (const PartLine& part : command.parts) {
            text << "; line " << part.line << " node " << part.node.value() << " quantity "
                 << part.quantity;
        }
    }
    void operator()(const ListCommand& command) {
        text << "list for '" << command.reference << "' by '" << command.made_by << "' sku "
             << command.sku.value() << " node " << command.node.value() << " older than "
             << command.older_than.count() << " s";
        if (command.state) text << " state " << to_string(*command.state);
    }
    void operator()(const CountCommand& command) {
        text << "count " << command.id << " of node " << command.count.node.value() << " as of "
             << command.count.taken_at.time_since_epoch().count()
             << (command.count.zero_absent ? " zero absent" : "")
             << (command.count.is_dry_run ? " dry run" : "") << " units each "
             << command.count.units_each << " total " << command.count.units_total;
        for (const auto& [sku, quantity] : command.count.rows)
            text << "; sku " << sku.value() << " counted " << quantity;
    }
    void operator()(const RuleCommand& command) {
        text << "rules";
        for (const SegmentRuleRow& row : command.rows) {
            const SegmentRule& rule = row.rule;
            text << "; change " << static_cast<int>(row.change) << " sku " << rule.sku.value()
                 << " node " << rule.node.value() << " segment " << rule.segment.value() << " rank "
                 << rule.rank << (rule.standing ? " standing" : "")
                 << (rule.basis == SegmentBasis::percent ? " percent" : "") << " floor "
                 << rule.floor << " ceiling " << rule.ceiling << " to " << row.to_segment.value();
            if (rule.from) text << " from " << rule.from->time_since_epoch().count();
            if (rule.until) text << " until " << rule.until->time_since_epoch().count();
        }
    }
    void operator()(const SellingRuleCommand& command) {
        text << "selling rules";
        for (const SellingRuleCommand::Row& each : command.rows) {
            const SellingRuleRow& row = each.row;
            const RuleScope& scope = row.scope;
            text << "; " << (row.change == RuleChange::remove ? "remove " : "put ") << each.name
                 << (row.effect == RuleEffect::stop ? " stop" : " safety")
                 << (row.network ? " of the network, sku " : " sku ") << scope.sku.value()
                 << " category '" << each.category << "' node " << scope.node.value() << " type "
                 << (scope.node_type ? static_cast<int>(*scope.node_type) : -1) << " group "
                 << scope.group.value() << " segment " << scope.segment.value() << " method "
                 << int{scope.method} << " rank " << row.rank << " figure " << row.figure
                 << (row.basis == SegmentBasis::percent ? " percent" : "");
            if (row.from) text << " from " << row.from->time_since_epoch().count();
            if (row.until) text << " until " << row.until->time_since_epoch().count();
        }
    }
    void operator()(const KitCommand& command) {
        text << "kits";
        for (const KitCommand::Row& row : command.rows) {
            text << "; sku " << row.sku.value() << (row.ships_apart ? " apart of" : " of");
            for (const KitPart& part : row.parts)
                text << " sku " << part.sku.value() << " x" << part.quantity;
        }
    }
    void operator()(const OrderQuantityCommand& command) {
        text << "order quantities";
        for (const OrderQuantityRow& row : command.rows) {
            text << "; sku " << row.sku.value() << " minimum " << row.minimum << " maximum "
                 << row.maximum << " increment " << row.increment;
        }
    }
    void operator()(const SubstituteCommand& command) {
        text << "substitutes";
        for (const SubstituteCommand::Row& row : command.rows) {
            text << "; of sku " << row.sku.value();
            for (const SkuId sku : row.substitutes)
                text << " sku " << sku.value();
        }
    }
    void operator()(const LevelCommand& command) {
        text << "level rules";
        for (const auto& [remove, rule] : command.rows) {
            text << (remove ? "; remove sku " : "; sku ") << rule.sku.value() << " category '"
                 << rule.category << "' " << to_string(rule.scope) << " node "
                 << rule.place.node.value() << " group " << rule.place.group.value() << " low "
                 << rule.low << " medium " << rule.medium;
        }
    }
    void operator()(const LookCommand& command) { text << "look at " << command.id; }
    void operator()(const TickCommand& command) {
        text << "tick after " << command.passes.count() << " us, jump " << command.jumps.count()
             << " us" << (command.is_accepted ? ", accepted" : "");
    }
};

}  // namespace

std::string text_of(const Command& command) {
    CommandText writer;
    std::visit(writer, command);
    return writer.text.str();
}

}  // namespace earmark
