#include "engine/story/run_stories.h"

#include "engine/story/story_verbs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>

namespace earmark {
namespace {

/// Where a message belongs: "stories/expiry.story:12".
struct Place {
    std::string_view file;
    std::size_t line = 0;
};

std::ostream& operator<<(std::ostream& out, const Place& place) {
    return out << place.file << ':' << place.line;
}

void print_mistake(std::ostream& out, const Place& place, const StoryMistake& mistake) {
    out << place << ": found " << mistake.found << ", expected " << mistake.expected << '\n';
}

/// Checks each expectation; without one the answer has to be a good one.
bool check(
    const StoryLine& line, const StoryAnswer& answer, const Place& place, std::ostream& out
) {
    bool is_met = true;
    const auto fail = [&](const std::string& expected) {
        if (is_met) out << place << ": " << text_of(line.command.all()) << '\n';
        is_met = false;
        out << "    found:    " << answer.text() << "\n    expected: " << expected << '\n';
    };
    if (!line.has_expectations && !answer.is_good) fail("no refusal");
    for (const auto& expectation : line.expectations) {
        if (!meets(answer, expectation)) fail(text_of(expectation));
    }
    return is_met;
}

class Story {
  public:
    Story(std::ostream& out, const StoryOptions& options) : out_(out), options_(options) {}

    StoryVerdict tell(const Place& place, std::string_view text) {
        StoryLine line;
        StoryMistake mistake;
        if (!cut_story_line(text, line, mistake)) {
            print_mistake(out_, place, mistake);
            return StoryVerdict::unreadable;
        }
        StoryWords words = line.command;
        if (words.at_end() && !line.has_expectations) return StoryVerdict::good;
        const std::string name = words.take("a verb");
        const StoryVerb verb = story_verb(name);
        if (verb == nullptr) words.fail(name, "a verb (see story_language.md)");
        const StoryAnswer answer = verb == nullptr ? StoryAnswer{} : verb(world_, words);
        if (words.has_mistake()) {
            print_mistake(out_, place, words.mistake());
            return StoryVerdict::unreadable;
        }
        ++lines_told_;
        if (options_.every_answer)
            out_ << place << ": " << text_of(line.command.all()) << "  # " << answer.text() << '\n';
        return check(line, answer, place, out_) ? StoryVerdict::good : StoryVerdict::failed;
    }

    std::size_t lines_told() const { return lines_told_; }

  private:
    std::ostream& out_;
    const StoryOptions& options_;
    StoryWorld world_;
    std::size_t lines_told_ = 0;
};

}  // namespace

StoryVerdict run_story(
    std::string_view file, std::string_view text, std::ostream& out, const StoryOptions& options
) {
    Story story(out, options);
    StoryVerdict verdict = StoryVerdict::good;
    Place place{.file = file};
    while (!text.empty() && verdict != StoryVerdict::unreadable) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        ++place.line;
        verdict = std::max(verdict, story.tell(place, text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (verdict == StoryVerdict::good) out << file << ": ok, " << story.lines_told() << " lines\n";
    return verdict;
}

int run_stories(
    std::span<const std::string> paths, std::ostream& out, const StoryOptions& options
) {
    StoryVerdict worst = StoryVerdict::good;
    for (const std::string& path : paths) {
        std::ifstream file(path, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (!file.is_open() || file.bad()) {
            out << path << ": found no file that can be read, expected a story\n";
            worst = StoryVerdict::unreadable;
            continue;
        }
        worst = std::max(worst, run_story(path, text, out, options));
    }
    return static_cast<int>(worst);
}

}  // namespace earmark
