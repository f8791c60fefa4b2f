#include "persistence/crc32c.h"

#include <array>
#include <cstring>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace earmark::persistence {

namespace {

constexpr std::uint32_t kPolynomialReflected = 0x82F63B78;
constexpr std::size_t kWordBytes = 8;

using Tables = std::array<std::array<std::uint32_t, 256>, kWordBytes>;

/// tables[k][b] is what byte b contributes when k more bytes follow it in the word.
constexpr Tables make_tables() {
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomialReflected : 0);
        tables[0][byte] = crc;
    }
    for (std::size_t k = 1; k < kWordBytes; ++k) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t crc = tables[k - 1][byte];
            tables[k][byte] = (crc >> 8U) ^ tables[0][crc & 0xFFU];
        }
    }
    return tables;
}

constexpr Tables kTables = make_tables();

std::uint64_t load_word(const std::byte* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

}  // namespace

std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    while (bytes.size() >= kWordBytes) {
        const std::uint64_t word = load_word(bytes.data()) ^ crc;
        crc = 0;
        for (std::size_t k = 0; k < kWordBytes; ++k)
            crc ^= kTables[kWordBytes - 1 - k][(word >> (8 * k)) & 0xFFU];
        bytes = bytes.subspan(kWordBytes);
    }
    for (const std::byte byte : bytes)
        crc = (crc >> 8U) ^ kTables[0][(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
    return ~crc;
}

#ifdef __SSE4_2__
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint64_t crc = ~before;
    while (bytes.size() >= kWordBytes) {
        crc = _mm_crc32_u64(crc, load_word(bytes.data()));
        bytes = bytes.subspan(kWordBytes);
    }
    auto tail = static_cast<std::uint32_t>(crc);
    for (const std::byte byte : bytes)
        tail = _mm_crc32_u8(tail, std::to_integer<unsigned char>(byte));
    return ~tail;
}
#else
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
    return crc32c_portable(bytes, before);
}
#endif

}  // namespace earmark::persistence
