// Sub-commands that need no server: the solver and stories run inside this process.
#include "engine/joint/joint_json.h"
#include "engine/joint_sourcing.h"
#include "engine/sourcing/plan_json.h"
#include "engine/story/run_stories.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/line_watch.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

namespace earmark::cli {
namespace {

struct PlanArguments {
    std::string file;
    std::uint64_t steps_max = PlanRunOptions().steps_max;
    bool joint = false;
    double seconds_max = 0;
    std::size_t threads = 0;
    bool prices = false;
};

int run(std::istream& in, Session& session, const PlanArguments& arguments) {
    if (!arguments.joint) {
        LineWatch watch(session.err(), progress_of(session));
        const PlanRunOptions options{
            .steps_max = arguments.steps_max,
            .on_begin = [&](std::uint64_t line_number) { watch.begin(line_number); },
            .on_end = [&] { watch.end(); }
        };
        return run_plan(in, session.out(), session.err(), options);
    }
    JointRunOptions options;
    options.seconds_max = arguments.seconds_max;
    options.prices = arguments.prices;
    options.progress = true;
    options.planning.threads = arguments.threads;
    if (arguments.threads == 0)
        options.planning.threads = std::max(1U, std::thread::hardware_concurrency());
    if (arguments.steps_max != 0) options.planning.steps_max = arguments.steps_max;
    return run_joint_plan(in, session.out(), session.err(), options);
}

ExitCode plan(Session& session, const PlanArguments& arguments) {
    int code = 0;
    if (arguments.file == "-") {
        code = run(std::cin, session, arguments);
    } else {
        std::ifstream file(arguments.file);
        if (!file) {
            return session.fail({ErrorCode::io_failed, arguments.file + ": cannot be opened"});
        }
        code = run(file, session, arguments);
    }
    return code == 0 ? ExitCode::done : ExitCode::wrong_usage;
}

struct StoryArguments {
    std::vector<std::string> files;
    bool every_answer = false;
};

ExitCode story(Session& session, const StoryArguments& arguments) {
    const StoryOptions options{
        .every_answer = arguments.every_answer,
        .form = session.json() ? StoryForm::json : StoryForm::text,
    };
    return static_cast<ExitCode>(run_stories(arguments.files, session.out(), options));
}

void add_plan_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<PlanArguments>();
    CLI::App* command = app.add_subcommand(
        "plan", "Solve sourcing problems of a file, without a server: up to 1,024 lines each"
    );
    command->add_option("FILE", arguments->file, "One problem a line; - is stdin")->required();
    command
        ->add_option(
            "--steps",
            arguments->steps_max,
            "Search steps per problem, at most; 0: as many as it takes for up to 12 lines, 400 "
            "million for more, 60,000 million for a joint problem"
        )
        ->capture_default_str();
    CLI::Option* joint = command->add_flag(
        "--joint", arguments->joint, "Each line holds many orders under shared stock and capacity"
    );
    command
        ->add_option(
            "--seconds",
            arguments->seconds_max,
            "End each joint problem after so long, with the best plan so far [when its steps are]"
        )
        ->needs(joint)
        ->check(CLI::NonNegativeNumber);
    command->add_option("--threads", arguments->threads, "Of a joint problem [all cores]")
        ->needs(joint)
        ->check(CLI::Range(1U, kJointThreadsMax));
    command->add_flag("--prices", arguments->prices, "Add what is scarce, and its shadow price")
        ->needs(joint);
    command->footer(
        "\nin:  {\"id\",\"qty\":[..per line],\"fixed\":[..per node],\"unit\":[node][line],\n"
        "      \"stock\":[node][line],\"capacity\":null|[per node],\"max_splits\":null|n,\n"
        "      \"line_split\":bool,\"allow_partial\":bool,\"short_cost\":null|[per unit and "
        "line]}\n"
        "out: {\"id\",\"status\",\"cost\",\"lower_bound\",\"ship\":[[node,line,units],..],\n"
        "      \"short_units\",\"micros\"}; the status is optimal, feasible (not proven), "
        "infeasible, "
        "or\n"
        "      undecided: --steps ended before a plan, or that there is none, was found\n"
        "With --joint:\n"
        "in:  {\"id\",\"stock\":[node][sku],\"capacity\":null|[per node],\n"
        "      \"orders\":[{\"sku\":[per "
        "line],\"qty\",\"fixed\",\"unit\",\"max_splits\",\"short_cost\"},..]}\n"
        "out: {\"id\",\"cost\",\"lower_bound\",\"ship\":[[order,node,line,units],..],\n"
        "      \"short_units\",\"micros\"}\n"
        "Exit code 2 says that a line was no problem; the others are answered.\n"
        "Examples:\n  earmark plan orders.jsonl > plans.jsonl\n"
        "  earmark plan waiting.jsonl --joint --seconds 60 > plan.jsonl"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return plan(session, *arguments); };
    });
}

void add_story_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<StoryArguments>();
    CLI::App* command = app.add_subcommand(
        "story", "Run text stories against a fresh engine with its own clock, without a server"
    );
    command->add_option("FILE", arguments->files, "Stories")->required();
    command->add_flag("--answers", arguments->every_answer, "Show every answer");
    command->footer(
        "\nExit code 1 says that an expectation was not met, 2 that a line means nothing.\n"
        "With --json each story is one object on a line: file, ok, lines, and failures with line,\n"
        "command, found and expected.\n"
        "Examples:\n  earmark story tests/stories/*.story --answers\n"
        "  earmark --json story tests/stories/expiry.story"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return story(session, *arguments); };
    });
}

}  // namespace

void add_engine_commands(CLI::App& app, Chosen& chosen) {
    add_plan_command(app, chosen);
    add_story_command(app, chosen);
}

}  // namespace earmark::cli
