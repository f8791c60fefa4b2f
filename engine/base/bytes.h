// Little-endian bytes, written and read field by field.
//
// A writer appends to a buffer that its owner reuses; a reader refuses to run past the end and
// stays failed, so that a decoder may read a whole structure and ask once.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace earmark {

/// Cost: that of one memcmp.
inline bool all_zero(std::span<const std::byte> bytes) {
    if (bytes.empty()) return true;
    if (bytes[0] != std::byte{0}) return false;
    return std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

static_assert(std::endian::native == std::endian::little, "stored integers are little-endian");

class ByteWriter {
  public:
    explicit ByteWriter(std::vector<std::byte>& buffer) : buffer_(buffer) {}

    template <typename T>
        requires std::is_integral_v<T> || std::is_enum_v<T>
    void put(T value) {
        put_all(value);
    }

    /// Several values one after the other: one step of the buffer, where `put` takes one for each.
    template <typename... T>
        requires((std::is_integral_v<T> || std::is_enum_v<T>) && ...)
    void put_all(T... values) {
        std::array<std::byte, (sizeof(T) + ...)> packed;
        std::size_t at = 0;
        ((std::memcpy(packed.data() + at, &values, sizeof(T)), at += sizeof(T)), ...);
        append(packed.data(), packed.size());
    }

    /// Seven bits a byte, small magnitudes first: counters and their changes are mostly small.
    void put_varint(std::int64_t value) { put_varints(value); }

    /// Several of them: one step of the buffer.
    template <typename... Value>
    void put_varints(Value... values) {
        std::array<std::byte, sizeof...(Value) * kVarintBytesMax> packed;
        std::byte* end = packed.data();
        ((end = write_varint(end, values)), ...);
        append(packed.data(), static_cast<std::size_t>(end - packed.data()));
    }

    void put_bytes(std::span<const std::byte> bytes) {
        put(static_cast<std::uint32_t>(bytes.size()));
        append(bytes.data(), bytes.size());
    }

    /// A length of two bytes, then the text.
    void put_text(std::string_view text) {
        put(static_cast<std::uint16_t>(text.size()));
        append(reinterpret_cast<const std::byte*>(text.data()), text.size());
    }

    /// Overwrites an integer written before at `offset`.
    template <typename T>
    void patch(std::size_t offset, T value) {
        std::memcpy(buffer_.data() + offset, &value, sizeof(T));
    }

    std::size_t bytes() const { return buffer_.size(); }

  private:
    static constexpr std::size_t kVarintBytesMax = 10;

    static std::byte* write_varint(std::byte* end, std::int64_t value) {
        auto left =
            (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U);
        for (; left >= 0x80U; left >>= 7U)
            *end++ = static_cast<std::byte>(left | 0x80U);
        *end++ = static_cast<std::byte>(left);
        return end;
    }

    void append(const std::byte* bytes, std::size_t count) {
        const std::size_t at = buffer_.size();
        buffer_.resize(at + count);
        if (count > 0) std::memcpy(buffer_.data() + at, bytes, count);
    }

    std::vector<std::byte>& buffer_;
};

class ByteReader {
  public:
    explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <typename T>
        requires std::is_integral_v<T> || std::is_enum_v<T>
    T get() {
        T value{};
        if (!claim(sizeof(T))) return value;
        std::memcpy(&value, bytes_.data() + at_ - sizeof(T), sizeof(T));
        return value;
    }

    /// Mostly of one byte.
    std::int64_t get_varint() {
        if (!failed_ && at_ < bytes_.size() && std::to_integer<unsigned>(bytes_[at_]) < 0x80U) {
            const auto value = std::to_integer<std::uint64_t>(bytes_[at_++]);
            return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
        }
        return get_long_varint();
    }

    std::span<const std::byte> get_bytes() {
        const auto count = get<std::uint32_t>();
        if (!claim(count)) return {};
        return bytes_.subspan(at_ - count, count);
    }

    /// Borrows from the bytes read.
    std::string_view get_text() {
        const auto count = get<std::uint16_t>();
        if (!claim(count)) return {};
        const auto text = bytes_.subspan(at_ - count, count);
        return {reinterpret_cast<const char*>(text.data()), text.size()};
    }

    void skip(std::size_t count) { claim(count); }

    bool failed() const { return failed_; }
    bool at_end() const { return failed_ || at_ == bytes_.size(); }
    std::size_t offset() const { return at_; }
    std::size_t left() const { return bytes_.size() - at_; }

  private:
    std::int64_t get_long_varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto part = get<std::uint8_t>();
            value |= std::uint64_t{part & 0x7fU} << shift;
            if ((part & 0x80U) == 0) {
                return static_cast<std::int64_t>(value >> 1U) ^
                       -static_cast<std::int64_t>(value & 1U);
            }
        }
        failed_ = true;
        return 0;
    }

    bool claim(std::size_t count) {
        if (failed_ || bytes_.size() - at_ < count) {
            failed_ = true;
            return false;
        }
        at_ += count;
        return true;
    }

    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace earmark
