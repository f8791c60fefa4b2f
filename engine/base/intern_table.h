// InternTable: few different texts, used by many records, as small numbers.
#pragma once

#include "engine/base/mutex.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace earmark {

/// Numbers are dense, from 0, in order of first use; they mean nothing outside this process.
///
/// Thread: any thread; one lock.
class InternTable {
  public:
    explicit InternTable(std::size_t limit) : limit_(limit) {}

    /// The number of `text`, new or known; nothing once the limit is reached.
    std::optional<std::uint32_t> number_of(std::string_view text) {
        const MutexLock lock(mutex_);
        if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
        if (texts_.size() == limit_) return std::nullopt;
        texts_.emplace_back(text);
        const auto number = static_cast<std::uint32_t>(texts_.size() - 1);
        numbers_.emplace(texts_.back(), number);
        count_.store(texts_.size(), std::memory_order_release);
        return number;
    }

    /// Requires: a number given out before.
    std::string_view text_of(std::uint32_t number) const {
        const MutexLock lock(mutex_);
        return texts_[number];
    }

    /// The number of a known text.
    std::optional<std::uint32_t> find(std::string_view text) const {
        const MutexLock lock(mutex_);
        const auto found = numbers_.find(text);
        if (found == numbers_.end()) return std::nullopt;
        return found->second;
    }

    /// Takes no lock.
    std::size_t count() const { return count_.load(std::memory_order_acquire); }

  private:
    mutable Mutex mutex_;
    const std::size_t limit_;
    std::atomic<std::size_t> count_{0};
    std::deque<std::string> texts_ EARMARK_GUARDED_BY(mutex_);
    std::map<std::string_view, std::uint32_t> numbers_ EARMARK_GUARDED_BY(mutex_);
};

/// What one thread has asked a table before: threads that name the same few texts in every row
/// would otherwise wait for its lock all the time.
///
/// Requires: the texts outlive it.
class InternMemo {
  public:
    explicit InternMemo(InternTable& table) : table_(table) {}

    /// As InternTable::number_of.
    std::optional<std::uint32_t> number_of(std::string_view text) {
        if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
        const auto number = table_.number_of(text);
        if (number) numbers_.emplace(text, *number);
        return number;
    }

  private:
    InternTable& table_;
    boost::unordered_flat_map<std::string_view, std::uint32_t> numbers_;
};

}  // namespace earmark
