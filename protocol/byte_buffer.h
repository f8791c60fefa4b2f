// A growing run of bytes that is never cleared to zero and keeps its room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

namespace earmark::protocol {

/// The first byte is aligned to 16.
class ByteBuffer {
  public:
    ByteBuffer() = default;
    ByteBuffer(ByteBuffer&& other) noexcept { swap(other); }
    ByteBuffer& operator=(ByteBuffer&& other) noexcept {
        swap(other);
        return *this;
    }

    std::size_t bytes() const { return end_; }
    std::size_t capacity() const { return capacity_; }
    bool is_empty() const { return end_ == 0; }
    std::byte* data() { return room_.get(); }
    std::span<const std::byte> span() const { return {room_.get(), end_}; }

    /// Adds `bytes` of undefined content at the end and returns where they begin.
    std::byte* extend(std::size_t bytes) {
        if (capacity_ - end_ < bytes) grow_to(std::max(2 * capacity_, end_ + bytes));
        std::byte* start = room_.get() + end_;
        end_ += bytes;
        return start;
    }

    void append(std::span<const std::byte> bytes) {
        if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
    }

    /// Removes bytes from the front.
    void erase_front(std::size_t bytes) {
        end_ -= bytes;
        if (end_ != 0) std::memmove(room_.get(), room_.get() + bytes, end_);
    }

    void clear() { end_ = 0; }

    /// Gives the room back as well.
    void release() {
        room_.reset();
        capacity_ = 0;
        end_ = 0;
    }

    void swap(ByteBuffer& other) noexcept {
        std::swap(room_, other.room_);
        std::swap(capacity_, other.capacity_);
        std::swap(end_, other.end_);
    }

  private:
    void grow_to(std::size_t capacity) {
        auto room = std::make_unique_for_overwrite<std::byte[]>(capacity);
        if (end_ != 0) std::memcpy(room.get(), room_.get(), end_);
        room_ = std::move(room);
        capacity_ = capacity;
    }

    std::unique_ptr<std::byte[]> room_;
    std::size_t capacity_ = 0;
    std::size_t end_ = 0;
};

}  // namespace earmark::protocol
