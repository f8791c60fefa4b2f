#include "engine/story/run_stories.h"

#include "engine/story/story_verbs.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>
#include <utility>

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

/// What became of a story, as it is told.
class StoryTeller {
  public:
    virtual ~StoryTeller() = default;

    virtual void answered(
        const Place& place, const std::string& command, const std::string& answer
    ) = 0;
    /// An expectation was not met; the first of its line or a further one.
    virtual void failed(
        const Place& place,
        const std::string& command,
        const std::string& found,
        const std::string& expected
    ) = 0;
    /// The line means nothing, or the file cannot be read.
    virtual void mistaken(const Place& place, const StoryMistake& mistake) = 0;
    virtual void ended(std::string_view file, StoryVerdict verdict, std::size_t lines) = 0;
};

class TextTeller : public StoryTeller {
  public:
    explicit TextTeller(std::ostream& out) : out_(out) {}

    void answered(const Place& place, const std::string& command, const std::string& answer)
        override {
        out_ << place << ": " << command << "  # " << answer << '\n';
    }

    void failed(
        const Place& place,
        const std::string& command,
        const std::string& found,
        const std::string& expected
    ) override {
        if (place.line != failed_line_) out_ << place << ": " << command << '\n';
        failed_line_ = place.line;
        out_ << "    found:    " << found << "\n    expected: " << expected << '\n';
    }

    void mistaken(const Place& place, const StoryMistake& mistake) override {
        if (place.line == 0) {
            out_ << place.file;
        } else {
            out_ << place;
        }
        out_ << ": found " << mistake.found << ", expected " << mistake.expected << '\n';
    }

    void ended(std::string_view file, StoryVerdict verdict, std::size_t lines) override {
        if (verdict == StoryVerdict::good) out_ << file << ": ok, " << lines << " lines\n";
        failed_line_ = 0;
    }

  private:
    std::ostream& out_;
    std::size_t failed_line_ = 0;  ///< Said already.
};

class JsonTeller : public StoryTeller {
  public:
    JsonTeller(std::ostream& out, const StoryOptions& options) : out_(out), options_(options) {}

    void answered(const Place& place, const std::string& command, const std::string& answer)
        override {
        answers_.push_back(
            boost::json::object{{"line", place.line}, {"command", command}, {"answer", answer}}
        );
    }

    void failed(
        const Place& place,
        const std::string& command,
        const std::string& found,
        const std::string& expected
    ) override {
        failures_.push_back(boost::json::object{
            {"line", place.line},
            {"command", command},
            {"found", found},
            {"expected", expected},
        });
    }

    void mistaken(const Place& place, const StoryMistake& mistake) override {
        failures_.push_back(boost::json::object{
            {"line", place.line}, {"found", mistake.found}, {"expected", mistake.expected}
        });
    }

    void ended(std::string_view file, StoryVerdict verdict, std::size_t lines) override {
        boost::json::object story{
            {"file", file},
            {"ok", verdict == StoryVerdict::good},
            {"lines", lines},
            {"failures", std::move(failures_)},
        };
        if (options_.every_answer) story["answers"] = std::move(answers_);
        out_ << boost::json::serialize(story) << '\n';
        failures_ = {};
        answers_ = {};
    }

  private:
    std::ostream& out_;
    const StoryOptions& options_;
    boost::json::array failures_;
    boost::json::array answers_;
};

std::unique_ptr<StoryTeller> teller_for(std::ostream& out, const StoryOptions& options) {
    if (options.form == StoryForm::json) return std::make_unique<JsonTeller>(out, options);
    return std::make_unique<TextTeller>(out);
}

/// Checks each expectation; without one the answer has to be a good one.
bool check(
    const StoryLine& line, const StoryAnswer& answer, const Place& place, StoryTeller& teller
) {
    bool is_met = true;
    const auto fail = [&](const std::string& expected) {
        is_met = false;
        teller.failed(place, text_of(line.command.all()), answer.text(), expected);
    };
    if (!line.has_expectations && !answer.is_good) fail("no refusal");
    for (const auto& expectation : line.expectations) {
        if (!meets(answer, expectation)) fail(text_of(expectation));
    }
    return is_met;
}

class Story {
  public:
    Story(StoryTeller& teller, const StoryOptions& options) : teller_(teller), options_(options) {}

    StoryVerdict tell(const Place& place, std::string_view text) {
        StoryLine line;
        StoryMistake mistake;
        if (!cut_story_line(text, line, mistake)) {
            teller_.mistaken(place, mistake);
            return StoryVerdict::unreadable;
        }
        StoryWords words = line.command;
        if (words.at_end() && !line.has_expectations) return StoryVerdict::good;
        const std::string name = words.take("a verb");
        const StoryVerb verb = story_verb(name);
        if (verb == nullptr) words.fail(name, "a verb (see story_language.md)");
        const StoryAnswer answer = verb == nullptr ? StoryAnswer{} : verb(world_, words);
        if (words.has_mistake()) {
            teller_.mistaken(place, words.mistake());
            return StoryVerdict::unreadable;
        }
        ++lines_told_;
        if (options_.every_answer)
            teller_.answered(place, text_of(line.command.all()), answer.text());
        return check(line, answer, place, teller_) ? StoryVerdict::good : StoryVerdict::failed;
    }

    std::size_t lines_told() const { return lines_told_; }

  private:
    StoryTeller& teller_;
    const StoryOptions& options_;
    StoryWorld world_;
    std::size_t lines_told_ = 0;
};

StoryVerdict tell_story(
    std::string_view file, std::string_view text, StoryTeller& teller, const StoryOptions& options
) {
    Story story(teller, options);
    StoryVerdict verdict = StoryVerdict::good;
    Place place{.file = file};
    while (!text.empty() && verdict != StoryVerdict::unreadable) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        ++place.line;
        verdict = std::max(verdict, story.tell(place, text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    teller.ended(file, verdict, story.lines_told());
    return verdict;
}

}  // namespace

StoryVerdict run_story(
    std::string_view file, std::string_view text, std::ostream& out, const StoryOptions& options
) {
    return tell_story(file, text, *teller_for(out, options), options);
}

int run_stories(
    std::span<const std::string> paths, std::ostream& out, const StoryOptions& options
) {
    const auto teller = teller_for(out, options);
    StoryVerdict worst = StoryVerdict::good;
    for (const std::string& path : paths) {
        std::ifstream file(path, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (!file.is_open() || file.bad()) {
            teller->mistaken({.file = path}, {"no file that can be read", "a story"});
            worst = StoryVerdict::unreadable;
            teller->ended(path, worst, 0);
            continue;
        }
        worst = std::max(worst, tell_story(path, text, *teller, options));
    }
    return static_cast<int>(worst);
}

}  // namespace earmark
