// Keeps text in place while the rows of a request borrow it.
#pragma once

#include <deque>
#include <string>
#include <string_view>

namespace earmark::cli {

class TextKeeper {
  public:
    /// The same text, valid until clear().
    std::string_view keep(std::string_view text) {
        return text.empty() ? std::string_view() : std::string_view(texts_.emplace_back(text));
    }

    void clear() { texts_.clear(); }

  private:
    std::deque<std::string> texts_;
};

}  // namespace earmark::cli
