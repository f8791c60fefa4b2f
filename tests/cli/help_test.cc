// What `earmark` says of itself: every sub-command has examples of its own.
#include "protocol/cli/command_line.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace earmark::cli {
namespace {

std::string help_of(const std::vector<std::string>& command) {
    std::vector<const char*> argv{"earmark"};
    for (const std::string& word : command)
        argv.push_back(word.c_str());
    argv.push_back("--help");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(
        run_command_line(static_cast<int>(argv.size()), argv.data(), out, err), ExitCode::done
    );
    return out.str();
}

/// The names that a help lists as sub-commands.
std::vector<std::string> commands_in(const std::string& help) {
    std::vector<std::string> names;
    std::istringstream lines(help);
    std::string line;
    bool is_listed = false;
    while (std::getline(lines, line)) {
        if (line == "Subcommands:") {
            is_listed = true;
        } else if (is_listed && line.starts_with("  ") && line[2] != ' ') {
            names.push_back(line.substr(2, line.find(' ', 2) - 2));
        } else if (line.empty()) {
            is_listed = false;
        }
    }
    return names;
}

/// Examples follow this word to the end, and one of them is of the command itself.
void expect_example(const std::vector<std::string>& command) {
    std::string name = "\n  earmark";
    for (const std::string& word : command)
        name += " " + word;
    const std::string help = help_of(command);
    const auto examples = help.find("Example");
    ASSERT_NE(examples, std::string::npos) << name;
    const auto found = help.find(name, examples);
    ASSERT_NE(found, std::string::npos) << name << help;
    const char next = found + name.size() < help.size() ? help[found + name.size()] : '\n';
    EXPECT_TRUE(next == ' ' || next == '\n') << name << help;
}

TEST(Help, TellsEveryStatusOfAPlan) {
    const std::string help = help_of({"plan"});
    for (const char* status : {"optimal", "feasible", "infeasible", "undecided"})
        EXPECT_NE(help.find(status), std::string::npos) << status;
}

TEST(Help, EverySubCommandHasExamplesOfItsOwn) {
    const auto commands = commands_in(help_of({}));
    ASSERT_GT(commands.size(), 80U);
    for (const std::string& command : commands) {
        if (command == "load") continue;  // Its kinds have them.
        for (const std::string& deeper : commands_in(help_of({command})))
            expect_example({command, deeper});
        expect_example({command});
    }
    for (const std::string& kind : commands_in(help_of({"load"})))
        expect_example({"load", kind});
}

}  // namespace
}  // namespace earmark::cli
