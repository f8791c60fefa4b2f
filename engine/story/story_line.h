// A line of a story, cut into words. See story_language.md.
#pragma once

#include "engine/limits.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// A word of a story; quoted words keep their spaces and mean themselves.
struct StoryWord {
    std::string text;
    bool is_quoted = false;
};

/// What was written and what could have been.
struct StoryMistake {
    std::string found;
    std::string expected;
};

/// Reads words from the left. The first mistake is kept, and whatever is asked after it answers
/// with nothing, so that a verb reads all it needs and looks at mistake() once.
class StoryWords {
  public:
    StoryWords() = default;
    explicit StoryWords(std::vector<StoryWord> words) : words_(std::move(words)) {}

    bool at_end() const { return next_ == words_.size(); }
    const std::vector<StoryWord>& all() const { return words_; }

    /// Takes the next word if it is this one.
    bool accept(std::string_view word);

    /// Is the next word this one?
    bool sees(std::string_view word) const;

    /// Takes the next word, whatever it is; `what` says what it means: "an item".
    std::string take(std::string_view what);

    /// Takes the next word, which must be this one.
    void demand(std::string_view word);

    /// Takes a number with at most `scale` decimals, as a whole number of 10^-scale units.
    std::int64_t take_decimal(std::uint8_t scale, std::string_view what);

    /// The same in [least, most], given in these units.
    std::int64_t take_decimal(
        std::uint8_t scale, std::int64_t least, std::int64_t most, std::string_view what
    );

    /// Takes a whole number in [least, most].
    std::int64_t take_whole(std::int64_t least, std::int64_t most, std::string_view what);

    /// Records a mistake, if it is the first.
    void fail(std::string_view found, std::string_view expected);

    /// Nothing may be left. Returns false after any mistake.
    bool finish();

    bool has_mistake() const { return has_mistake_; }
    const StoryMistake& mistake() const { return mistake_; }

  private:
    std::vector<StoryWord> words_;
    std::size_t next_ = 0;
    bool has_mistake_ = false;
    StoryMistake mistake_;
};

/// A command, and what its answer must be.
struct StoryLine {
    StoryWords command;
    std::vector<std::vector<StoryWord>> expectations;
    bool has_expectations = false;
};

/// Cuts a line: words, ',' between clauses, '#' before a comment, '->' before expectations.
/// Returns false if a quote is not closed, or if `->` is there twice or with nothing after it;
/// `mistake` then says so.
bool cut_story_line(std::string_view text, StoryLine& line, StoryMistake& mistake);

}  // namespace earmark
