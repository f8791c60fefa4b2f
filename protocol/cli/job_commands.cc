#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

void print_job(Session& session, const protocol::LoadJob& job) {
    TextTable table({{"load"}, {job.name, Align::right}});
    table.add({"file", job.file});
    table.add({"source", job.source});
    table.add({"sequence", std::to_string(job.sequence)});
    table.add({"state", job.ended ? "ended" : "under way, or broken off"});
    table.add({"begun", format_time(job.begun_at)});
    table.add({"newest page", format_time(job.newest_at)});
    table.add({"pages", format_count(job.pages)});
    table.add({"figures applied", format_count(job.applied)});
    table.add({"unchanged", format_count(job.unchanged)});
    table.add({"stale", format_count(job.stale)});
    table.add({"refused", format_count(job.refused)});
    table.print(session.out());
    for (const protocol::JobRefusal& refusal : job.refusals) {
        session.out() << "page " << refusal.page << ", figure " << refusal.row << ": "
                      << earmark::to_string(refusal.verdict) << '\n';
    }
}

ExitCode ask(Session& session, const std::string& name) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply =
        (*client)->job({.step = protocol::JobStep::ask, .name = name}, session.call());
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        print_job(session, reply->job);
    }
    return ExitCode::done;
}

ExitCode list_jobs(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto reply = (*client)->list_jobs(session.call());
    if (!reply) return session.fail(reply.error());
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"load"},
        {"file"},
        {"state"},
        {"newest page"},
        {"pages", Align::right},
        {"applied", Align::right},
        {"unchanged", Align::right},
        {"stale", Align::right},
        {"refused", Align::right},
    });
    for (const protocol::LoadJob& job : reply->jobs) {
        table.add({
            job.name,
            job.file,
            job.ended ? "ended" : "under way",
            format_time(job.newest_at),
            format_count(job.pages),
            format_count(job.applied),
            format_count(job.unchanged),
            format_count(job.stale),
            format_count(job.refused),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_job_commands(CLI::App& app, Chosen& chosen) {
    auto name = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("job", "How far a load of `load stock --job` is");
    command->add_option("NAME", *name)->required();
    command->footer(
        "\nThe server knows a load until it is stopped; what was loaded is durable as ever."
        "\nExamples:\n  earmark load stock monday.csv.gz --job monday --connections 4\n"
        "  earmark job monday"
    );
    command->callback([&chosen, name] {
        chosen.run = [name](Session& session) { return ask(session, *name); };
    });
    CLI::App* list = app.add_subcommand("jobs", "The loads that the server knows");
    list->footer("\nExamples:\n  earmark jobs\n  earmark --json jobs");
    list->callback([&chosen] { chosen.run = list_jobs; });
}

}  // namespace earmark::cli
