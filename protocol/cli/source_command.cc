#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/reservation_view.h"
#include "protocol/cli/typed_order.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

struct OneOrderArguments {
    OrderArguments order;
    std::string reserve_as;
    std::string reference;
};

ExitCode source(Session& session, const OneOrderArguments& arguments) {
    const auto ship_to = understand(arguments.order.to);
    if (!ship_to) return session.fail(ship_to.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    auto order = understand_order(names, arguments.order, *ship_to);
    if (!order) return session.fail(order.error());

    SourceRequest& request = order->request;
    request.mode = arguments.reserve_as.empty() ? SourceMode::quote : SourceMode::reserve;
    request.id = arguments.reserve_as;
    request.reference = arguments.reference;
    const auto reply = (*client)->source(request, session.call());
    if (!reply) return session.fail(reply.error());
    // An answer given again says no time where nothing is held any more.
    if (reply->outcome == Outcome::repeated && reply->expires_at == Time()) {
        const auto now = (*client)->reservation(request.id, session.call());
        if (!now) return session.fail(now.error());
        if (is_done(now->outcome) && now->state != ReservationState::held)
            return tell_past(session, arguments.reserve_as, now->state);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_plan(session, names, *order, arguments.order.how.profile.empty(), *reply);
    }
    if (!is_done(reply->outcome)) {
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    }
    if (!session.json() && !arguments.reserve_as.empty()) {
        session.out() << arguments.reserve_as << ": held until " << format_time(reply->expires_at)
                      << (reply->outcome == Outcome::repeated ? " (as answered before)" : "")
                      << '\n';
    }
    return ExitCode::done;
}

}  // namespace

void add_source_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<OneOrderArguments>();
    CLI::App* command = app.add_subcommand("source", "Which nodes ship an order at the least cost");
    add_order_options(*command, arguments->order);
    command->add_option(
        "--reserve", arguments->reserve_as, "Hold the plan in the same step, under this id"
    );
    command->add_option(
        "--reference", arguments->reference, "Your cart, order or customer number: kept with it"
    );
    command->footer(
        "\nExamples:\n  earmark source --to-postal 10001 --line 85123A=2 --line 22423=1\n"
        "  earmark source --to-postal 10001 --line 85123A=2 --reserve order-17 --hold-for 1h\n"
        "  earmark source --to-postal 10001 --line rope-8mm=12.5 --split --partial \\\n"
        "      --max-shipments 2 --split-penalty 1.50 --exclude reno,kent\n"
        "  earmark source --to-postal 10001 --line 85123A=2 --need-by 2026-12-24 \\\n"
        "      --wish-by 2026-12-22 --late-per-day 2.50"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return source(session, *arguments); };
    });
}

}  // namespace earmark::cli
