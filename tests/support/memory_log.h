// A log in memory that does what the test tells it: for engine tests without a disk.
#pragma once

#include "engine/base/mutex.h"
#include "engine/change_log.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace earmark {

/// Keeps every record. Space set aside and not given back is visible, so that a leak is found.
///
/// Thread: any thread, for every function.
class MemoryLog : public ChangeLog {
  public:
    enum class Durability : std::uint8_t { at_once, by_hand };
    enum class Keeping : std::uint8_t {
        everything,
        nothing,  ///< Counts records and drops them, so that appending allocates nothing.
    };

    explicit MemoryLog(
        Durability durability = Durability::at_once, Keeping keeping = Keeping::everything
    )
        : durability_(durability), keeping_(keeping) {}

    LogAdmission set_aside(std::size_t bytes) override;
    LogAdmission set_aside_for_release(std::size_t bytes) override;
    Lsn append(std::size_t set_aside_bytes, std::span<const std::byte> record) override;
    void give_back(std::size_t set_aside_bytes) override;
    Lsn newest() const override;
    Lsn durable() const override;
    void on_durable(std::function<void(Lsn)> listener) override;

    /// From now on set_aside answers `takes`, set_aside_for_release answers `gives_back`.
    void admit(LogAdmission takes, LogAdmission gives_back);

    /// Makes everything up to `lsn` durable and tells the listener. For Durability::by_hand.
    void make_durable(Lsn lsn);

    /// A copy of the record with this LSN.
    std::vector<std::byte> record(Lsn lsn) const;

    /// Space granted and neither used nor given back. 0 whenever no command is under way.
    std::size_t bytes_set_aside() const;

    /// The most space that was set aside at any time.
    std::size_t bytes_set_aside_max() const;

    /// Bytes of all records.
    std::uint64_t bytes_appended() const;

  private:
    LogAdmission grant(LogAdmission answer, std::size_t bytes) EARMARK_REQUIRES(mutex_);
    void take_back(std::size_t bytes) EARMARK_REQUIRES(mutex_);

    const Durability durability_;
    const Keeping keeping_;
    mutable Mutex mutex_;
    LogAdmission takes_ EARMARK_GUARDED_BY(mutex_) = LogAdmission::granted;
    LogAdmission gives_back_ EARMARK_GUARDED_BY(mutex_) = LogAdmission::granted;
    std::size_t bytes_set_aside_ EARMARK_GUARDED_BY(mutex_) = 0;
    std::size_t bytes_set_aside_max_ EARMARK_GUARDED_BY(mutex_) = 0;
    std::uint64_t bytes_appended_ EARMARK_GUARDED_BY(mutex_) = 0;
    Lsn newest_ EARMARK_GUARDED_BY(mutex_) = 0;
    Lsn durable_ EARMARK_GUARDED_BY(mutex_) = 0;
    std::vector<std::vector<std::byte>> records_ EARMARK_GUARDED_BY(mutex_);
    std::function<void(Lsn)> listener_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark
