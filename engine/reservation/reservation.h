// Reservation: an atomic, expiring hold over lines; once committed, an order.
//
// Millions are alive at once and nearly all are simple: every unit is in one place (held,
// allocated, shipped or given back) and was granted as asked. Such a reservation is a head of 56
// bytes, 16 a line, and its id, in one piece of memory. What is not so simple (a part committed, a
// partial grant, a sourced plan) has a ReservationDetail beside it.
#pragma once

#include "engine/base/check.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"
#include "engine/outcome.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

/// What ended the held part, all of it: only repeating that step is harmless.
enum class HoldEnd : std::uint8_t { not_yet, committed, released, expired };

/// Where all units of a simple reservation are.
enum class UnitsPlace : std::uint8_t { held, allocated, shipped, given_back };

/// A line as asked: 40 bits of quantity and 24 of node in one word.
class ReservationKey {
  public:
    ReservationKey(std::uint32_t line, SkuId sku, NodeId node, Units quantity)
        : sku_(sku.value()),
          line_(line),
          quantity_and_node_(
              static_cast<std::uint64_t>(quantity) | (std::uint64_t{node.value()} << 40U)
          ) {
        EARMARK_CHECK(quantity >= 0 && quantity <= kUnitsMax && node.value() <= kNodesMax);
    }

    std::uint32_t line() const { return line_; }
    SkuId sku() const { return SkuId(sku_); }
    NodeId node() const { return NodeId(static_cast<std::uint32_t>(quantity_and_node_ >> 40U)); }
    Units quantity() const {
        return static_cast<Units>(quantity_and_node_ & static_cast<std::uint64_t>(kUnitsMax));
    }

    friend bool operator==(const ReservationKey&, const ReservationKey&) = default;

  private:
    std::uint32_t sku_;
    std::uint32_t line_;
    std::uint64_t quantity_and_node_;
};
static_assert(sizeof(ReservationKey) == 16);

/// Where the units of one line are.
struct LineUnits {
    Units granted = 0;
    Units held = 0;
    Units allocated = 0;
    Units shipped = 0;
    /// Why the line was not granted in full: what repeating the request answers.
    LineVerdict verdict = LineVerdict::reserved;

    friend bool operator==(const LineUnits&, const LineUnits&) = default;
};

/// A part that was done under a name, so that repeating it is harmless.
struct OperationMark {
    std::uint64_t name_hash_low = 0;  ///< XXH3, 128 bits, of the name.
    std::uint64_t name_hash_high = 0;
    std::uint64_t content_hash = 0;  ///< XXH3 of the step and its parts.

    friend bool operator==(const OperationMark&, const OperationMark&) = default;
};

struct ReservationDetail {
    std::vector<LineUnits> units;  ///< One per line.
    std::vector<OperationMark> operations;
    std::uint64_t request_hash = 0;  ///< Of a sourcing request; 0 for a plain one.
    std::vector<std::byte> answer;   ///< Of a sourcing request: what repeating it answers.
};

class Reservation {
  public:
    static std::size_t bytes_for(std::size_t lines, std::size_t id_bytes) {
        return sizeof(Reservation) + lines * sizeof(ReservationKey) + id_bytes;
    }

    std::string_view id() const {
        return {reinterpret_cast<const char*>(keys().data() + line_count_), id_bytes_};
    }
    std::span<const ReservationKey> keys() const {
        return {reinterpret_cast<const ReservationKey*>(this + 1), line_count_};
    }
    std::size_t line_count() const { return line_count_; }
    std::size_t bytes() const { return bytes_for(line_count_, id_bytes_); }

    /// The units of line `index`, simple or not.
    LineUnits units(std::size_t index) const;
    bool has_held() const;
    bool has_allocated() const;
    bool is_finished() const { return !has_held() && !has_allocated(); }

    bool in_wheel() const { return wheel_level_ != kNotInWheel; }

    /// The detail, made out of `place` if there was none.
    ReservationDetail& make_detail();

    Lsn lsn = 0;              ///< Of the last change.
    std::int64_t due_us = 0;  ///< When it expires, or when it is forgotten; 0 = neither.
    std::unique_ptr<ReservationDetail> detail;
    std::uint32_t hold_for_s = 0;
    ReservationState state = ReservationState::held;
    UnitsPlace place = UnitsPlace::held;  ///< Means nothing once there is a detail.
    bool partial = false;                 ///< Asked with Filling::partial.
    bool was_committed = false;           ///< At least a part of it became an order.
    HoldEnd hold_end = HoldEnd::not_yet;
    bool was_cancelled = false;  ///< At least a part of the order was cancelled.

  private:
    friend class ReservationTable;
    friend class ExpiryWheel;
    static constexpr std::uint8_t kNotInWheel = 0xff;

    Reservation(std::string_view id, std::span<const ReservationKey> keys);

    std::uint8_t id_bytes_;
    std::uint16_t line_count_;
    std::uint8_t wheel_level_ = kNotInWheel;
    std::uint8_t wheel_slot_ = 0;
    Reservation* wheel_next_ = nullptr;
    Reservation* wheel_previous_ = nullptr;
};
static_assert(sizeof(Reservation) == 56);

}  // namespace earmark
