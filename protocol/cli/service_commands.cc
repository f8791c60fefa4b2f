#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/text_table.h"
#include "protocol/cli/verify.h"
#include "protocol/json.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace earmark::cli {
namespace {

ExitCode status(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->status(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    const EngineStatus& engine = reply->engine;
    TextTable table({{"server"}, {reply->version, Align::right}});
    constexpr std::uint64_t kMinute = 60;
    const std::uint64_t seconds = reply->uptime_seconds;
    table.add(
        {"up for",
         seconds < kMinute ? std::to_string(seconds) + " s"
                           : format_duration(std::chrono::seconds(seconds))}
    );
    table.add({"durability", std::string(protocol::to_string(reply->durability))});
    table.add({"items", format_count(engine.items)});
    table.add({"nodes", format_count(engine.nodes)});
    table.add({"groups", format_count(engine.groups)});
    table.add({"positions", format_count(engine.positions)});
    table.add({"reservations held", format_count(engine.reservations_live)});
    table.add({"orders open", format_count(engine.orders_open)});
    table.add({"finished, remembered", format_count(engine.reservations_kept)});
    table.add({"backorders", format_count(engine.backorders)});
    table.add(
        {"units they wait for",
         format_count(static_cast<std::uint64_t>(engine.backorder_units_waiting))}
    );
    table.add({"confirmations", format_count(engine.backorder_confirmations)});
    table.add({"plans made anew", format_count(engine.plan_conflicts)});
    table.add({"of these under locks", format_count(engine.plans_under_locks)});
    table.add({"newest change", std::to_string(engine.newest_lsn)});
    table.add({"durable up to", std::to_string(engine.durable_lsn)});
    table.add({"connections", format_count(reply->connections)});
    table.add({"requests answered", format_count(reply->requests)});
    table.add({"refused as overloaded", format_count(reply->refused_overload)});
    if (reply->audit.ended_at != Time())
        table.add({"counters audited", format_time(reply->audit.ended_at)});
    table.print(session.out());
    if (reply->audit.mismatches > 0) {
        session.out() << "ALARM: " << format_count(reply->audit.mismatches)
                      << " counters are wrong: the state is damaged. earmark audit names them.\n";
    }
    if (engine.expiry_paused) {
        session.out() << "The clock jumped: expiry is paused. If the clock is right now, say\n"
                         "earmark accept-clock.\n";
    }
    return ExitCode::done;
}

void print_findings(Session& session, protocol::Client& client, const AuditReply& reply) {
    NameBook names(client);
    TextTable table({
        {"sku"},
        {"node"},
        {"reserved", Align::right},
        {"sum of holds", Align::right},
        {"allocated", Align::right},
        {"sum of orders", Align::right},
    });
    for (const AuditFinding& finding : reply.findings) {
        table.add({
            names.name_of(finding.sku),
            names.name_of(finding.node),
            std::to_string(finding.reserved_counter),
            std::to_string(finding.reserved_sum),
            std::to_string(finding.allocated_counter),
            std::to_string(finding.allocated_sum),
        });
    }
    table.print(session.out());
}

ExitCode audit(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->audit(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << format_count(reply->positions) << " positions against "
                      << format_count(reply->open_lines) << " open lines of "
                      << format_count(reply->reservations) << " reservations: "
                      << (reply->mismatches == 0
                              ? std::string("every counter is right")
                              : format_count(reply->mismatches) + " counters are wrong")
                      << '\n';
        if (reply->mismatches > 0) print_findings(session, **client, *reply);
    }
    return reply->mismatches == 0 ? ExitCode::done : ExitCode::refused;
}

ExitCode digest(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->state_digest(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%016" PRIx64, reply->state_digest);
    session.out() << text.data() << '\n';
    return ExitCode::done;
}

ExitCode snapshot(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->snapshot(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << "snapshot up to change " << reply->lsn
                      << (reply->detail.empty() ? "" : ": ") << reply->detail << '\n';
    }
    return ExitCode::done;
}

ExitCode accept_clock(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->accept_clock(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << (reply->expiry_paused ? "expiry is still paused\n" : "expiry goes on\n");
    }
    return ExitCode::done;
}

ExitCode version(Session& session) {
    if (session.json()) {
        session.out() << boost::json::serialize(boost::json::object{{"version", EARMARK_VERSION}})
                      << '\n';
    } else {
        session.out() << "earmark " << EARMARK_VERSION << '\n';
    }
    return ExitCode::done;
}

void add(
    CLI::App& app, Chosen& chosen, const char* name, const char* what, ExitCode (*run)(Session&)
) {
    CLI::App* command = app.add_subcommand(name, what);
    command->footer(
        "\nExamples:\n  earmark " + std::string(name) + "\n  earmark " + name + " --json"
    );
    command->callback([&chosen, run] { chosen.run = run; });
}

}  // namespace

void add_service_commands(CLI::App& app, Chosen& chosen) {
    add(app, chosen, "status", "How the server is", status);
    add(app, chosen, "audit", "Prove every counter against the live holds and orders", audit);
    add(app, chosen, "digest", "A hash of the server's whole state", digest);
    add(app, chosen, "snapshot", "Write a snapshot now, while serving", snapshot);
    add(app, chosen, "accept-clock", "Say that a clock that jumped is right", accept_clock);
    add(app, chosen, "version", "The version of this program", version);

    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* command = app.add_subcommand(
        "verify", "Prove that every acknowledged reservation is still there, as promised"
    );
    command->add_option("FILE", *files, "Written by earmark orders --acknowledged")->required();
    command->footer(
        "\nExit code 1 says that a promise is missing or different.\n"
        "Example:\n  earmark verify acknowledged.jsonl"
    );
    command->callback([&chosen, files] {
        chosen.run = [files](Session& session) { return verify(session, *files); };
    });
}

}  // namespace earmark::cli
