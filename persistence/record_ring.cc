#include "persistence/record_ring.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstring>

namespace earmark::persistence {

RecordRing::RecordRing(std::size_t bytes, Lsn newest)
    : bytes_(bytes),
      memory_(new std::byte[bytes]()),
      available_(bytes),
      newest_(newest),
      taken_(newest) {}

bool RecordRing::grant(std::size_t bytes, std::size_t keep) {
    const std::uint64_t needed = bytes + sizeof(RecordPrefix);
    std::uint64_t available = available_.load(std::memory_order_relaxed);
    do {
        if (available < needed + keep) return false;
    } while (!available_.compare_exchange_weak(
        available, available - needed, std::memory_order_acquire, std::memory_order_relaxed
    ));
    return true;
}

void RecordRing::give_back(std::size_t bytes) {
    available_.fetch_add(bytes + sizeof(RecordPrefix), std::memory_order_relaxed);
}

Lsn RecordRing::append(std::size_t granted, std::span<const std::byte> record) {
    EARMARK_CHECK(record.size() <= granted);
    const auto prefix = static_cast<RecordPrefix>(record.size());
    Lsn lsn = 0;
    {
        const SpinLockHolder hold(lock_);
        copy_in(head_, std::as_bytes(std::span(&prefix, 1)));
        copy_in(head_ + sizeof prefix, record);
        head_ += sizeof prefix + record.size();
        lsn = newest_.load(std::memory_order_relaxed) + 1;
        newest_.store(lsn, std::memory_order_seq_cst);
    }
    if (record.size() < granted) {
        available_.fetch_add(granted - record.size(), std::memory_order_relaxed);
    }
    return lsn;
}

RecordRing::Taken RecordRing::take(std::span<std::byte> payload) {
    std::uint64_t head = 0;
    Lsn newest = 0;
    {
        const SpinLockHolder hold(lock_);
        head = head_;
        newest = newest_.load(std::memory_order_relaxed);
    }
    Taken taken;
    taken.first_lsn = taken_ + 1;
    if (head - tail_ <= payload.size()) {
        taken.payload_bytes = head - tail_;
        taken.record_count = static_cast<std::uint32_t>(newest - taken_);
    } else {
        while (true) {
            RecordPrefix prefix = 0;
            copy_out(tail_ + taken.payload_bytes, std::as_writable_bytes(std::span(&prefix, 1)));
            const std::size_t with_next = taken.payload_bytes + sizeof prefix + prefix;
            if (with_next > payload.size()) break;
            taken.payload_bytes = with_next;
            ++taken.record_count;
        }
        EARMARK_CHECK(taken.record_count > 0);
    }
    copy_out(tail_, payload.first(taken.payload_bytes));
    tail_ += taken.payload_bytes;
    taken_ += taken.record_count;
    // Release: what was copied out may be overwritten by whoever is granted this space.
    available_.fetch_add(taken.payload_bytes, std::memory_order_release);
    return taken;
}

void RecordRing::copy_in(std::uint64_t position, std::span<const std::byte> bytes) {
    const std::size_t at = position % bytes_;
    const std::size_t first = std::min(bytes.size(), bytes_ - at);
    std::copy_n(bytes.data(), first, memory_.get() + at);
    std::copy_n(bytes.data() + first, bytes.size() - first, memory_.get());
}

void RecordRing::copy_out(std::uint64_t position, std::span<std::byte> bytes) const {
    const std::size_t at = position % bytes_;
    const std::size_t first = std::min(bytes.size(), bytes_ - at);
    std::copy_n(memory_.get() + at, first, bytes.data());
    std::copy_n(memory_.get(), bytes.size() - first, bytes.data() + first);
}

}  // namespace earmark::persistence
