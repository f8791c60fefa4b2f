#include "engine/story/story_line.h"

#include "engine/base/decimal.h"

namespace earmark {
namespace {

constexpr std::string_view kBlanks = " \t\r";

/// Takes one word off the front of `rest`, which starts with a character of it.
bool cut_word(std::string_view& rest, StoryWord& word) {
    if (rest.front() == '"') {
        const std::size_t close = rest.find('"', 1);
        if (close == std::string_view::npos) return false;
        word = {.text = std::string(rest.substr(1, close - 1)), .is_quoted = true};
        rest.remove_prefix(close + 1);
        return true;
    }
    if (rest.front() == ',') {
        word = {.text = ",", .is_quoted = false};
        rest.remove_prefix(1);
        return true;
    }
    std::size_t end = 0;
    while (end < rest.size() && kBlanks.find(rest[end]) == std::string_view::npos &&
           rest[end] != ',')
        ++end;
    word = {.text = std::string(rest.substr(0, end)), .is_quoted = false};
    rest.remove_prefix(end);
    return true;
}

std::string fault_text(DecimalFault fault, std::uint8_t scale, std::string_view what) {
    std::string text(what);
    switch (fault) {
        case DecimalFault::too_many_decimals:
            return text + " with at most " + std::to_string(scale) + " decimals";
        case DecimalFault::too_large:
            return text + " that fits 64 bits";
        default:
            return text;
    }
}

}  // namespace

bool StoryWords::sees(std::string_view word) const {
    return !has_mistake_ && !at_end() && !words_[next_].is_quoted && words_[next_].text == word;
}

bool StoryWords::accept(std::string_view word) {
    if (!sees(word)) return false;
    ++next_;
    return true;
}

std::string StoryWords::take(std::string_view what) {
    if (has_mistake_) return {};
    if (at_end()) {
        fail("the end of the command", what);
        return {};
    }
    if (!words_[next_].is_quoted && words_[next_].text == ",") {
        fail(",", what);
        return {};
    }
    return words_[next_++].text;
}

void StoryWords::demand(std::string_view word) {
    if (has_mistake_ || accept(word)) return;
    fail(at_end() ? std::string_view("the end of the command") : words_[next_].text, word);
}

std::int64_t StoryWords::take_decimal(std::uint8_t scale, std::string_view what) {
    const std::string text = take(what);
    if (has_mistake_) return 0;
    const Decimal decimal = parse_decimal(text, scale);
    if (!decimal.is_good()) fail(text, fault_text(decimal.fault, scale, what));
    return decimal.value;
}

std::int64_t StoryWords::take_decimal(
    std::uint8_t scale, std::int64_t least, std::int64_t most, std::string_view what
) {
    const std::string text = take(what);
    if (has_mistake_) return least;
    const Decimal decimal = parse_decimal(text, scale);
    if (decimal.is_good() && decimal.value >= least && decimal.value <= most) return decimal.value;
    const std::string range =
        " from " + format_decimal(least, scale) + " to " + format_decimal(most, scale);
    fail(text, std::string(what) + range);
    return least;
}

std::int64_t StoryWords::take_whole(std::int64_t least, std::int64_t most, std::string_view what) {
    return take_decimal(0, least, most, what);
}

void StoryWords::fail(std::string_view found, std::string_view expected) {
    if (has_mistake_) return;
    has_mistake_ = true;
    mistake_ = {.found = std::string(found), .expected = std::string(expected)};
}

bool StoryWords::finish() {
    if (!has_mistake_ && !at_end()) fail(words_[next_].text, "the end of the command");
    return !has_mistake_;
}

bool cut_story_line(std::string_view text, StoryLine& line, StoryMistake& mistake) {
    line = {};
    std::vector<StoryWord> command;
    while (true) {
        const std::size_t start = text.find_first_not_of(kBlanks);
        if (start == std::string_view::npos || text[start] == '#') break;
        text.remove_prefix(start);
        StoryWord word;
        if (!cut_word(text, word)) {
            mistake = {.found = std::string(text), .expected = "a closing \""};
            return false;
        }
        if (!word.is_quoted && word.text == "->") {
            if (line.has_expectations) {
                mistake = {.found = "a second ->", .expected = "',' between expectations"};
                return false;
            }
            line.has_expectations = true;
            line.expectations.emplace_back();
        } else if (!line.has_expectations) {
            command.push_back(std::move(word));
        } else if (!word.is_quoted && word.text == ",") {
            line.expectations.emplace_back();
        } else {
            line.expectations.back().push_back(std::move(word));
        }
    }
    for (const auto& expectation : line.expectations) {
        if (!expectation.empty()) continue;
        mistake = {.found = "nothing", .expected = "what the answer must be"};
        return false;
    }
    line.command = StoryWords(std::move(command));
    return true;
}

}  // namespace earmark
