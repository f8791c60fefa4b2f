// Stories: text that a planner can read, run against a fresh engine with its own clock.
// The language is in story_language.md.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace earmark {

enum class StoryForm : std::uint8_t {
    text,
    json,  ///< One object a story, on a line of its own.
};

/// How much to print, and how.
struct StoryOptions {
    bool every_answer = false;  ///< Each line with its answer, not the failed ones only.
    StoryForm form = StoryForm::text;
};

/// The exit codes of `earmark story`.
enum class StoryVerdict : int {
    good = 0,
    failed = 1,      ///< An expectation was not met.
    unreadable = 2,  ///< A file cannot be read, or a line means nothing.
};

/// Runs one story to its end, or to its first line that means nothing.
///
/// Prints to `out`: for each failed expectation, file and line, found and expected; then how many
/// lines ran. As JSON: {"file","ok","lines","failures":[{"line","command","found","expected"}]},
/// and "answers":[{"line","command","answer"}] if they are asked for.
StoryVerdict run_story(
    std::string_view file,
    std::string_view text,
    std::ostream& out,
    const StoryOptions& options = {}
);

/// Runs each file against an engine of its own. Returns the exit code: the worst verdict.
int run_stories(
    std::span<const std::string> paths, std::ostream& out, const StoryOptions& options = {}
);

}  // namespace earmark
