// Bytes and numbers in hexadecimal, for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace earmark::persistence {

inline std::string hex(std::span<const std::byte> bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        text += kDigits[std::to_integer<unsigned>(byte) >> 4U];
        text += kDigits[std::to_integer<unsigned>(byte) & 0xFU];
    }
    return text;
}

/// The low 32 bits as 8 digits.
inline std::string hex32(std::uint64_t value) {
    std::string text(8, '0');
    for (std::size_t digit = 8; digit-- > 0; value >>= 4U)
        text[digit] = "0123456789abcdef"[value & 0xFU];
    return text;
}

}  // namespace earmark::persistence
