// Text that people and programs can read back: names, ids, references and notes.
#pragma once

#include <cstddef>
#include <string_view>

namespace earmark {

/// What such a text is, for messages.
inline constexpr std::string_view kPlainText = "text in UTF-8 without control characters";

/// The byte count of the UTF-8 sequence that begins the text (RFC 3629), or 0 if none does.
///
/// Requires: not empty.
std::size_t utf8_sequence_bytes(std::string_view text);

/// Whether the text is that; an empty one is.
///
/// Threads: any. Cost: one pass; no allocation.
bool is_plain_text(std::string_view text);

}  // namespace earmark
