// Where records gather while the disk is busy: one bounded ring, filled in LSN order.
//
// Space is granted before it is needed, as a number of bytes and not as a place, so that a record
// is copied in under the lock that also gives it its number: the order of LSNs is the order in
// memory. The log thread copies a stretch out as the payload of a block and frees it at once.
#pragma once

#include "engine/change_log.h"
#include "persistence/log_format.h"
#include "persistence/spin_lock.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace earmark::persistence {

class RecordRing {
  public:
    /// The first record gets LSN newest + 1.
    RecordRing(std::size_t bytes, Lsn newest);

    /// Grants space for one record of at most `bytes` if at least `keep` bytes stay free.
    bool grant(std::size_t bytes, std::size_t keep);
    void give_back(std::size_t bytes);

    /// Copies a record in and gives back what it did not need of its grant.
    Lsn append(std::size_t granted, std::span<const std::byte> record);

    Lsn newest() const { return newest_.load(std::memory_order_seq_cst); }

    struct Taken {
        std::size_t payload_bytes = 0;
        Lsn first_lsn = 0;
        std::uint32_t record_count = 0;
    };

    /// Moves whole records, as many as there are and fit, into `payload`. Thread: one at a time.
    Taken take(std::span<std::byte> payload);

    /// The newest LSN moved out. Thread: the one that takes.
    Lsn taken() const { return taken_; }

  private:
    void copy_in(std::uint64_t position, std::span<const std::byte> bytes);
    void copy_out(std::uint64_t position, std::span<std::byte> bytes) const;

    const std::size_t bytes_;
    const std::unique_ptr<std::byte[]> memory_;
    alignas(64) std::atomic<std::uint64_t> available_;
    alignas(64) SpinLock lock_;
    std::uint64_t head_ EARMARK_GUARDED_BY(lock_) = 0;
    std::atomic<Lsn> newest_;
    alignas(64) std::uint64_t tail_ = 0;
    Lsn taken_;
};

}  // namespace earmark::persistence
