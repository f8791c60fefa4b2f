// What the commands on a reservation share: how it is shown, and how parts of it are named.
#pragma once

#include "protocol/cli/name_book.h"
#include "protocol/cli/session.h"

#include <ostream>
#include <string>
#include <vector>

namespace earmark::cli {

/// Shows the reservation, or says why it was refused.
ExitCode answer(
    Session& session, protocol::Client& client, const std::string& id, const ReservationReply& reply
);

/// "1=2", "1@reno=2". Quantities are in the unit of the line's item, which only the reservation
/// knows.
Result<std::vector<PartLine>> understand_parts(
    Session& session,
    protocol::Client& client,
    const std::string& id,
    const std::vector<std::string>& arguments,
    const std::string& option = "--line"
);

/// Of an id that was held before and is asked for again: what became of it. Who goes by the exit
/// code must not think that units are kept, so that only an order is done.
ExitCode tell_past(Session& session, const std::string& id, ReservationState state);

/// A table of a reservation's lines.
void print_lines(std::ostream& out, NameBook& names, const std::vector<ReservationLine>& lines);

/// Of the reservation whose units are to be counted back; none is named by an empty id.
/// Errors: not_found.
Status check_own(Session& session, protocol::Client& client, const std::string& id);

/// The name of an operation: as given, or made up and said.
std::string operation_name(Session& session, const std::string& given);

}  // namespace earmark::cli
