// What a command of a story answered, and whether that is what the story expects.
#pragma once

#include "engine/reply.h"
#include "engine/story/story_line.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark {

/// Something an answer says about one subject: "line 1 insufficient_stock units 0 ats 5".
struct StoryFact {
    std::string subject;                                       ///< "line 1"; empty = the whole.
    std::vector<std::string> words;                            ///< "insufficient_stock"
    std::vector<std::pair<std::string, std::string>> figures;  ///< {"ats", "5"}
};

struct StoryAnswer {
    bool is_good = true;  ///< What one who expects nothing in particular expects.
    std::vector<StoryFact> facts;
    std::string detail;  ///< The engine's words for people.

    /// A fact about the whole.
    static StoryAnswer of(std::string_view word, bool is_good);
    /// Of a command on one row.
    static StoryAnswer of(const SupplyReply& reply);

    std::string text() const;
};

/// Every word and figure of the expectation is in the fact it is about; quoted words are in the
/// detail. The fact it is about has the longest subject with which the expectation begins.
bool meets(const StoryAnswer& answer, const std::vector<StoryWord>& expectation);

/// The expectation as it was written.
std::string text_of(const std::vector<StoryWord>& words);

}  // namespace earmark
