#include "protocol/cli/reservation_view.h"

#include "engine/base/decimal.h"
#include "protocol/cli/arguments.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace earmark::cli {
namespace {

void print_reservation(
    Session& session, NameBook& names, const std::string& id, const ReservationReply& reply
) {
    session.out() << id << ": " << earmark::to_string(reply.state);
    if (reply.state == ReservationState::held) {
        session.out() << " until " << format_time(reply.expires_at);
    }
    if (!reply.reference.empty()) session.out() << ", for " << reply.reference;
    session.out() << "; made " << format_time(reply.made_at);
    if (!reply.made_by.empty()) session.out() << " by " << reply.made_by;
    session.out() << '\n';
    print_lines(session.out(), names, reply.lines);
    if (reply.corrected_units > 0) {
        session.out() << "shipped beyond what was on hand, a logged correction: "
                      << reply.corrected_units << " smallest units\n";
    }
}

/// Which line of an amend stood in the way.
void print_answers(Session& session, NameBook& names, const ReservationReply& reply) {
    TextTable table({{"line", Align::right}, {"verdict"}, {"ats", Align::right}});
    for (const LineAnswer& answer : reply.answers) {
        const auto known =
            std::find_if(reply.lines.begin(), reply.lines.end(), [&](const ReservationLine& line) {
                return line.line == answer.line;
            });
        table.add({
            std::to_string(answer.line),
            std::string(earmark::to_string(answer.verdict)),
            known == reply.lines.end() ? ""
                                       : format_decimal(answer.ats, names.scale_of(known->sku)),
        });
    }
    table.print(session.out());
}

}  // namespace

void print_lines(std::ostream& out, NameBook& names, const std::vector<ReservationLine>& lines) {
    std::vector<TextTable::Column> columns{
        {"line", Align::right},
        {"sku"},
        {"node"},
        {"requested", Align::right},
        {"granted", Align::right},
        {"held", Align::right},
        {"allocated", Align::right},
        {"shipped", Align::right},
    };
    const bool has_days = std::any_of(lines.begin(), lines.end(), [](const ReservationLine& line) {
        return line.day != kNoDay;
    });
    if (has_days) columns.push_back({"for"});
    const bool has_kits = std::any_of(lines.begin(), lines.end(), [](const ReservationLine& line) {
        return !line.kit.is_none();
    });
    if (has_kits) columns.push_back({"part of"});
    TextTable table(std::move(columns));
    for (const ReservationLine& line : lines) {
        const std::uint8_t scale = names.scale_of(line.sku);
        std::vector<std::string> cells{
            std::to_string(line.line),
            names.name_of(line.sku),
            names.name_of(line.node),
            format_decimal(line.requested, scale),
            format_decimal(line.granted, scale),
            format_decimal(line.held, scale),
            format_decimal(line.allocated, scale),
            format_decimal(line.shipped, scale),
        };
        if (has_days) cells.push_back(line.day == kNoDay ? "now" : format_day(line.day));
        if (has_kits) {
            const std::string per_kit = format_decimal(line.per_kit, scale);
            cells.push_back(
                line.kit.is_none() ? "" : names.name_of(line.kit) + ", " + per_kit + " each"
            );
        }
        table.add(std::move(cells));
    }
    table.print(out);
}

ExitCode answer(
    Session& session, protocol::Client& client, const std::string& id, const ReservationReply& reply
) {
    NameBook names(client);
    const bool has_more_to_say = is_done(reply.outcome) || !reply.answers.empty();
    if (session.json() && has_more_to_say) session.out() << protocol::to_json(reply) << '\n';
    if (!is_done(reply.outcome)) {
        if (!session.json() && has_more_to_say) print_answers(session, names, reply);
        return session.refuse(
            earmark::to_string(reply.outcome),
            id + (reply.detail.empty() ? "" : ": ") + reply.detail
        );
    }
    if (!session.json()) print_reservation(session, names, id, reply);
    return ExitCode::done;
}

ExitCode tell_past(Session& session, const std::string& id, ReservationState state) {
    const std::string what =
        id + " was held before and is " + std::string(earmark::to_string(state)) + " now";
    if (state != ReservationState::committed) {
        return session.refuse(
            earmark::to_string(state), what + ": nothing is held for it; ask under another id"
        );
    }
    if (!session.json()) session.out() << what << '\n';
    return ExitCode::done;
}

namespace {

/// where: ends with ": ".
Error no_line(const std::string& where, std::string_view id, std::uint32_t line) {
    std::string detail = where + "reservation ";
    detail.append(id).append(" has no line ").append(std::to_string(line));
    return {ErrorCode::not_found, std::move(detail)};
}

}  // namespace

Result<std::vector<PartLine>> understand_parts(
    Session& session,
    protocol::Client& client,
    const std::string& id,
    const std::vector<std::string>& arguments,
    const std::string& option
) {
    std::vector<PartLine> parts;
    if (arguments.empty()) return parts;
    const auto reservation = client.reservation(id, session.call());
    if (!reservation) return reservation.error();
    if (!is_done(reservation->outcome)) {
        return refused_error(reservation->outcome, reservation->detail);
    }
    NameBook names(client);
    const std::string where = option + ": ";
    for (const std::string& argument : arguments) {
        const auto part = parse_part(argument);
        if (!part) return Error{ErrorCode::bad_input, where + part.error().detail};
        const auto line = std::find_if(
            reservation->lines.begin(),
            reservation->lines.end(),
            [&](const ReservationLine& candidate) { return candidate.line == part->line; }
        );
        if (line == reservation->lines.end()) return no_line(where, id, part->line);
        const SkuId sku = line->kit.is_none() ? line->sku : line->kit;
        const auto quantity = names.quantity({sku, names.scale_of(sku)}, part->quantity);
        if (!quantity) return option_error(where + argument, part->quantity, quantity.error());
        NodeId node;
        if (!part->node.empty()) {
            const auto named = names.node(part->node);
            if (!named) return named.error();
            node = *named;
        }
        parts.push_back({.line = part->line, .node = node, .quantity = *quantity});
    }
    return parts;
}

Status check_own(Session& session, protocol::Client& client, const std::string& id) {
    if (id.empty()) return Done{};
    const auto reply = client.reservation(id, session.call());
    if (!reply) return reply.error();
    if (is_done(reply->outcome)) return Done{};
    if (reply->outcome == Outcome::unknown_reservation)
        return Error{ErrorCode::not_found, "--own: no reservation is named \"" + id + "\""};
    return refused_error(reply->outcome, reply->detail);
}

std::string operation_name(Session& session, const std::string& given) {
    if (!given.empty()) return given;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "op-%" PRIx64, microseconds_now());
    // Said before it is asked: whoever loses the answer repeats it by this name.
    session.err() << "operation: " << text.data() << '\n';
    return text.data();
}

}  // namespace earmark::cli
