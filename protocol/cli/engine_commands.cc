// Sub-commands that need no server: the solver and stories run inside this process.
#include "engine/sourcing/plan_json.h"
#include "engine/story/run_stories.h"
#include "protocol/cli/commands.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

namespace earmark::cli {
namespace {

struct PlanArguments {
    std::string file;
    std::uint64_t steps_max = PlanRunOptions().steps_max;
};

ExitCode plan(Session& session, const PlanArguments& arguments) {
    const PlanRunOptions options{.steps_max = arguments.steps_max};
    int code = 0;
    if (arguments.file == "-") {
        code = run_plan(std::cin, session.out(), session.err(), options);
    } else {
        std::ifstream file(arguments.file);
        if (!file) {
            return session.fail({ErrorCode::io_failed, arguments.file + ": cannot be opened"});
        }
        code = run_plan(file, session.out(), session.err(), options);
    }
    return code == 0 ? ExitCode::done : ExitCode::wrong_usage;
}

struct StoryArguments {
    std::vector<std::string> files;
    bool every_answer = false;
};

ExitCode story(Session& session, const StoryArguments& arguments) {
    return static_cast<ExitCode>(run_stories(
        arguments.files, session.out(), StoryOptions{.every_answer = arguments.every_answer}
    ));
}

}  // namespace

void add_engine_commands(CLI::App& app, Chosen& chosen) {
    auto plan_arguments = std::make_shared<PlanArguments>();
    CLI::App* plan_command =
        app.add_subcommand("plan", "Solve sourcing problems of a file, without a server");
    plan_command->add_option("FILE", plan_arguments->file, "One problem a line; - is stdin")
        ->required();
    plan_command
        ->add_option(
            "--steps",
            plan_arguments->steps_max,
            "Search steps per problem, at most; 0: 4,000 million for up to 12 lines, 400 million "
            "for more"
        )
        ->capture_default_str();
    plan_command->footer(
        "\nin:  {\"id\",\"qty\":[..per line],\"fixed\":[..per node],\"unit\":[node][line],\n"
        "      \"stock\":[node][line],\"capacity\":null|[per node],\"max_splits\":null|n,\n"
        "      \"line_split\":bool,\"allow_partial\":bool,\"short_cost\":null|[per unit and "
        "line]}\n"
        "out: {\"id\",\"status\",\"cost\",\"lower_bound\",\"ship\":[[node,line,units],..],\n"
        "      \"short_units\",\"micros\"}\n"
        "Exit code 2 says that a line was no problem; the others are answered.\n"
        "Example:\n  earmark plan orders.jsonl > plans.jsonl"
    );
    plan_command->callback([&chosen, plan_arguments] {
        chosen.run = [plan_arguments](Session& session) { return plan(session, *plan_arguments); };
    });

    auto story_arguments = std::make_shared<StoryArguments>();
    CLI::App* story_command = app.add_subcommand(
        "story", "Run text stories against a fresh engine with its own clock, without a server"
    );
    story_command->add_option("FILE", story_arguments->files, "Stories")->required();
    story_command->add_flag("--answers", story_arguments->every_answer, "Show every answer");
    story_command->footer(
        "\nExit code 1 says that an expectation was not met, 2 that a line means nothing.\n"
        "Example:\n  earmark story tests/stories/*.story --answers"
    );
    story_command->callback([&chosen, story_arguments] {
        chosen.run = [story_arguments](Session& session) {
            return story(session, *story_arguments);
        };
    });
}

}  // namespace earmark::cli
