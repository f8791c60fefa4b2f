#include "tests/support/reply_text.h"

#include <set>
#include <sstream>

namespace earmark {
namespace {

Duration::rep microseconds(Time time) {
    return time.time_since_epoch().count();
}

}  // namespace

std::string text_of(const SupplyReply& reply) {
    std::ostringstream text;
    text << to_string(reply.outcome) << " applied " << reply.applied << " unchanged "
         << reply.unchanged << " refused " << reply.refused;
    for (const RowAnswer& answer : reply.answers)
        text << "; row " << answer.row << ' ' << to_string(answer.verdict);
    return text.str();
}

std::string text_of(const Availability& figures) {
    std::ostringstream text;
    text << to_string(figures.verdict) << " ats " << figures.ats << " on_hand " << figures.on_hand
         << " reserved " << figures.reserved << " allocated " << figures.allocated << " safety "
         << figures.safety << " withheld " << figures.withheld << " kept " << figures.kept
         << " shortage " << figures.shortage;
    return text.str();
}

std::string text_of(const AvailabilityReply& reply) {
    std::string text(to_string(reply.outcome));
    for (const Availability& figures : reply.figures)
        text += "; " + text_of(figures);
    return text;
}

std::string text_of(const ReserveReply& reply) {
    std::ostringstream text;
    text << to_string(reply.outcome);
    for (const LineAnswer& line : reply.lines) {
        text << "; line " << line.line << ' ' << to_string(line.verdict) << ' ' << line.reserved;
        if (reply.outcome != Outcome::repeated) text << " ats " << line.ats;
    }
    for (const SubstituteOffer& offer : reply.substitutes) {
        text << "; line " << offer.line << " or sku " << offer.sku.value() << " ats " << offer.ats;
    }
    if (reply.outcome == Outcome::done || reply.outcome == Outcome::repeated)
        text << "; " << to_string(reply.state) << " until " << microseconds(reply.expires_at);
    return text.str();
}

std::string text_of(const ReservationEntry& entry) {
    ReservationReply reply;
    reply.state = entry.state;
    reply.expires_at = entry.expires_at;
    reply.reference = entry.reference;
    reply.made_by = entry.made_by;
    reply.made_at = entry.made_at;
    reply.lines = entry.lines;
    return entry.id + ": " + text_of(reply);
}

std::string text_of(const ReservationReply& reply) {
    std::ostringstream text;
    text << to_string(reply.outcome);
    for (const LineAnswer& answer : reply.answers) {
        text << "; asked " << answer.line << ' ' << to_string(answer.verdict) << ' '
             << answer.reserved << " ats " << answer.ats;
    }
    if (reply.outcome != Outcome::done && reply.outcome != Outcome::repeated) return text.str();
    text << "; " << to_string(reply.state) << " for '" << reply.reference << "' by '"
         << reply.made_by << "' at " << microseconds(reply.made_at);
    if (reply.state == ReservationState::held) text << " until " << microseconds(reply.expires_at);
    text << " corrected " << reply.corrected_units;
    for (const ReservationLine& line : reply.lines) {
        text << "; line " << line.line << " sku " << line.sku.value() << " node "
             << line.node.value() << " requested " << line.requested << " granted " << line.granted
             << " held " << line.held << " allocated " << line.allocated << " shipped "
             << line.shipped;
        if (line.day != kNoDay) text << " day " << line.day;
        if (!line.kit.is_none()) text << " kit " << line.kit.value() << " x" << line.per_kit;
    }
    return text.str();
}

std::string text_of(const PromiseReply& reply) {
    std::ostringstream text;
    text << to_string(reply.outcome) << ' ' << to_string(reply.verdict) << " today " << reply.today;
    for (const PromiseStep& step : reply.steps) {
        text << "; from " << step.day << ": " << step.units
             << (step.is_unlimited ? " at least" : "");
    }
    if (reply.earliest) text << "; earliest " << *reply.earliest;
    return text.str();
}

std::string text_of(const ReceiptEntry& entry) {
    std::ostringstream text;
    text << "sku " << entry.sku.value() << " node " << entry.node.value() << ' ' << entry.receipt
         << ' ' << to_string(entry.type) << " day " << entry.day << " first " << entry.first_day
         << " promised " << entry.promised << " open " << entry.open << " received "
         << entry.received << " sender " << entry.sender.value() << (entry.is_late ? " late" : "")
         << (entry.counts ? " counts" : "");
    return text.str();
}

std::string text_of(const BackordersReply& reply) {
    std::ostringstream text;
    for (const BackorderEntry& each : reply.backorders) {
        text << "sku " << each.sku.value() << " node " << each.node.value() << ' ' << each.backorder
             << " wants " << each.wanted << " day " << each.day << " latest " << each.latest
             << " priority " << each.priority << ' ' << to_string(each.strategy) << " confirmed "
             << each.confirmed << " day " << each.confirmed_day << " segment "
             << each.segment.value() << '\n';
    }
    return text.str();
}

std::string text_of(const ConfirmReply& reply) {
    std::ostringstream text;
    text << to_string(reply.outcome) << " of " << reply.backorders << '\n';
    for (const ConfirmedChange& each : reply.changes) {
        text << "sku " << each.now.sku.value() << " node " << each.now.node.value() << ' '
             << each.now.backorder << ": " << each.confirmed_before << " day " << each.day_before
             << " -> " << each.now.confirmed << " day " << each.now.confirmed_day << '\n';
    }
    for (const WaitingBackorder& each : reply.waiting) {
        text << "sku " << each.now.sku.value() << " node " << each.now.node.value() << ' '
             << each.now.backorder << " waits: " << to_string(each.reason)
             << (each.rule.is_none() ? "" : " by a rule") << ", short by " << each.short_by
             << " until " << each.until << '\n';
    }
    return text.str();
}

std::string text_of(const ReceiptsReply& reply) {
    std::set<std::string> lines;
    for (const ReceiptEntry& entry : reply.receipts)
        lines.insert(text_of(entry));
    for (const DispositionEntry& entry : reply.dispositions) {
        lines.insert(
            "sku " + std::to_string(entry.sku.value()) + " node " +
            std::to_string(entry.node.value()) + ' ' + std::string(to_string(entry.disposition)) +
            ' ' + std::to_string(entry.units)
        );
    }
    std::string text = "today " + std::to_string(reply.today);
    for (const std::string& line : lines)
        text += "\n" + line;
    return text;
}

std::string text_of(const LateReply& reply) {
    std::set<std::string> late;
    for (const ReceiptEntry& entry : reply.late)
        late.insert(text_of(entry));
    std::ostringstream text;
    text << "today " << reply.today;
    for (const std::string& line : late)
        text << '\n' << line;
    for (const PromiseAtRisk& line : reply.at_risk) {
        text << '\n'
             << line.reservation << " line " << line.line << " sku " << line.sku.value() << " node "
             << line.node.value() << " day " << line.day << " units " << line.units << " at risk "
             << line.at_risk;
    }
    return text.str();
}

}  // namespace earmark
