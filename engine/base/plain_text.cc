#include "engine/base/plain_text.h"

#include <algorithm>
#include <cstddef>

namespace earmark {

namespace {

bool is_control(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::size_t utf8_sequence_bytes(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return 1;
    const std::size_t count = lead < 0xC2   ? 0
                              : lead < 0xE0 ? 2
                              : lead < 0xF0 ? 3
                              : lead < 0xF5 ? 4
                                            : 0;
    if (count == 0 || text.size() < count) return 0;
    for (std::size_t i = 1; i < count; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80) return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    return overlong || beyond ? 0 : count;
}

bool is_plain_text(std::string_view text) {
    if (std::ranges::any_of(text, &is_control)) return false;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t bytes = utf8_sequence_bytes(text.substr(i));
        if (bytes == 0) return false;
        i += bytes;
    }
    return true;
}

}  // namespace earmark
