#include "engine/story/story_answer.h"

#include <algorithm>

namespace earmark {
namespace {

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

/// The number of words of the subject if the expectation begins with it, else npos.
std::size_t subject_words(const StoryFact& fact, const std::vector<StoryWord>& expectation) {
    const std::vector<std::string> subject = split(fact.subject);
    if (subject.size() > expectation.size()) return std::string::npos;
    for (std::size_t i = 0; i < subject.size(); ++i) {
        if (expectation[i].is_quoted || expectation[i].text != subject[i]) return std::string::npos;
    }
    return subject.size();
}

bool says(
    const StoryFact& fact,
    std::string_view detail,
    const std::vector<StoryWord>& expectation,
    std::size_t next
) {
    for (; next < expectation.size(); ++next) {
        const StoryWord& word = expectation[next];
        if (word.is_quoted) {
            if (detail.find(word.text) == std::string_view::npos) return false;
            continue;
        }
        const auto figure =
            std::find_if(fact.figures.begin(), fact.figures.end(), [&](const auto& entry) {
                return entry.first == word.text;
            });
        if (figure != fact.figures.end()) {
            if (++next == expectation.size() || expectation[next].text != figure->second)
                return false;
            continue;
        }
        if (std::find(fact.words.begin(), fact.words.end(), word.text) == fact.words.end())
            return false;
    }
    return true;
}

}  // namespace

StoryAnswer StoryAnswer::of(const SupplyReply& reply) {
    if (reply.outcome == Outcome::done && reply.answers.empty())
        return of(reply.applied > 0 ? "applied" : "unchanged", true);
    const bool is_row = reply.outcome == Outcome::done;
    auto answer =
        of(is_row ? to_string(reply.answers.front().verdict) : to_string(reply.outcome), false);
    answer.detail = is_row ? reply.answers.front().detail : reply.detail;
    return answer;
}

StoryAnswer StoryAnswer::of(std::string_view word, bool is_good) {
    return {
        .is_good = is_good,
        .facts = {{.subject = "", .words = {std::string(word)}, .figures = {}}},
        .detail = ""
    };
}

std::string StoryAnswer::text() const {
    std::string text;
    for (const StoryFact& fact : facts) {
        if (!text.empty()) text += ", ";
        std::string words = fact.subject;
        for (const std::string& word : fact.words)
            words += (words.empty() ? "" : " ") + word;
        for (const auto& [name, value] : fact.figures) {
            words += (words.empty() ? "" : " ") + name;
            words += " " + value;
        }
        text += words;
    }
    if (!detail.empty()) text += " \"" + detail + "\"";
    return text;
}

bool meets(const StoryAnswer& answer, const std::vector<StoryWord>& expectation) {
    const StoryFact* about = nullptr;
    std::size_t longest = 0;
    for (const StoryFact& fact : answer.facts) {
        const std::size_t words = subject_words(fact, expectation);
        if (words == std::string::npos || (about != nullptr && words <= longest)) continue;
        about = &fact;
        longest = words;
    }
    return about != nullptr && says(*about, answer.detail, expectation, longest);
}

std::string text_of(const std::vector<StoryWord>& words) {
    std::string text;
    for (const StoryWord& word : words) {
        if (!text.empty() && word.text != ",") text += ' ';
        text += word.is_quoted ? '"' + word.text + '"' : word.text;
    }
    return text;
}

}  // namespace earmark
