// What `resource` and `change-order` share: how an order that is planned anew is shown.
#pragma once

#include "protocol/cli/fields.h"
#include "protocol/cli/plan_view.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/session.h"

#include <ostream>
#include <string>

namespace earmark::cli {

/// What is shipped anew, what of it joins what is there, and what is not shipped.
template <typename Reply>
void print_replan(
    std::ostream& out, NameBook& names, const Reply& reply, const ItemOfLine& item_of
) {
    print_shipments(out, names, reply.shipments);
    print_dates(out, names, reply.shipments);
    for (const NodeId node : reply.joined)
        out << names.name_of(node) << ": joins the shipment that is there\n";
    print_unfilled(out, reply.unfilled, item_of);
}

/// A plan that may have a profile.
template <typename Reply>
void print_replan_cost(std::ostream& out, const Reply& reply) {
    print_cost(
        out,
        {reply.cost,
         reply.proven_optimal,
         reply.objective,
         reply.lower_bound,
         /*is_by_cost=*/false}
    );
}

/// The reservation as it is now.
template <typename Reply>
void print_replanned(
    std::ostream& out, NameBook& names, const std::string& id, const Reply& reply
) {
    out << id << ": " << earmark::to_string(reply.state);
    if (reply.state == ReservationState::held) out << " until " << format_time(reply.expires_at);
    out << (reply.outcome == Outcome::repeated ? " (done before)\n" : "\n");
    print_lines(out, names, reply.lines);
}

/// What to say to the shell, and on stderr why it was refused.
template <typename Reply>
ExitCode conclude(Session& session, const std::string& id, const Reply& reply) {
    if (is_done(reply.outcome)) return ExitCode::done;
    return session.refuse(
        earmark::to_string(reply.outcome), id + (reply.detail.empty() ? "" : ": ") + reply.detail
    );
}

}  // namespace earmark::cli
