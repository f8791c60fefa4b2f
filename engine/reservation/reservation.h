// Reservation: an atomic, expiring hold over lines; once committed, an order.
//
// Millions are alive at once and nearly all are simple: every unit is in one place (held,
// allocated, shipped or given back) and was granted as asked. Such a reservation is a head of 64
// bytes, 16 a line, and its texts (id, reference, maker), in one piece of memory. What is not so
// simple (a part committed, a partial grant, a sourced plan, an amended hold) has a
// ReservationDetail beside it.
#pragma once

#include "engine/base/check.h"
#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"
#include "engine/outcome.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

/// What ended the held part, all of it: only repeating that step is harmless.
enum class HoldEnd : std::uint8_t { not_yet, committed, released, expired };

/// What last took ordered units away: asked again, only that was done before.
enum class OrderStep : std::uint8_t { none, cancelled, shipped };

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

/// What made a reservation: only the same request again is answered as repeated.
enum class ReservationOrigin : std::uint8_t { reserve, source, split };

/// Of which kit a line holds a part, and how many units of it make one kit. Lines of one number are
/// of one kit, and move in whole kits.
struct PartOfKit {
    SkuId kit{};  ///< None = the line was asked as it is.
    Units per_kit = 1;

    friend bool operator==(const PartOfKit&, const PartOfKit&) = default;
};

/// On which day, by the node's clock, and by which DeliveryMethod the units at a node leave: as one
/// shipment.
struct Leaving {
    NodeId node;
    Day day = kNoDay;
    std::uint8_t method = 0;

    friend bool operator==(const Leaving&, const Leaving&) = default;
};

struct ReservationDetail {
    std::vector<LineUnits> units;  ///< One per line.
    std::vector<OperationMark> operations;
    ReservationOrigin origin = ReservationOrigin::reserve;
    /// Of the request that made it, where the lines do not tell it: it was sourced, or amended
    /// since. 0 = the lines are those of the request.
    std::uint64_t request_hash = 0;
    std::vector<Day> days;          ///< One per line if any of them is for a day, else none.
    std::vector<PartOfKit> kits;    ///< One per line if any of them is a part of a kit, else none.
    std::vector<std::byte> answer;  ///< Where there is a hash: what repeating the request answers.
    /// Of what was sourced: how it was asked (engine/resourcing/order_memory.h).
    std::vector<std::byte> order;
    /// Of what was sourced: its nodes that had a limit of capacity, each once.
    std::vector<Leaving> leaving;
};

/// Of an LSN in a reservation: enough for a quarter of a million unclean stops.
inline constexpr unsigned kMadeBits = 48;

/// What a reservation has besides its lines and texts. Whole seconds and single bits where they do,
/// so that it fits 64 bytes with the rest.
struct ReservationHead {
    Lsn lsn = 0;              ///< Of the last change.
    std::int64_t due_us = 0;  ///< When it expires, or when it is forgotten; 0 = neither.
    std::unique_ptr<ReservationDetail> detail;
    std::uint64_t made_and_segment = 0;  ///< The two below in one word.
    std::uint32_t made_s = 0;            ///< When it was made, in seconds since 1970.
    std::uint32_t hold_for_s : 23 = 0;   ///< As first asked.
    ReservationState state : 2 = ReservationState::held;
    UnitsPlace place : 2 = UnitsPlace::held;  ///< Means nothing once there is a detail.
    HoldEnd hold_end : 2 = HoldEnd::not_yet;
    bool partial : 1 = false;        ///< Asked with Filling::partial.
    bool was_committed : 1 = false;  ///< At least a part of it became an order.
    OrderStep last_order_step = OrderStep::none;

    /// For whom; none = no segment.
    SegmentId segment() const { return SegmentId(static_cast<std::uint16_t>(made_and_segment)); }

    /// The LSN of the record that made it: rules of segments count what was made after they began.
    Lsn made() const { return made_and_segment >> 16U; }

    void set_made(Lsn made, SegmentId segment) {
        EARMARK_CHECK(made >> kMadeBits == 0);
        made_and_segment = made << 16U | segment.value();
    }

    void set_hold_for(std::chrono::seconds hold_for) {
        hold_for_s = static_cast<std::uint32_t>(hold_for.count()) & ((1U << 23U) - 1);
    }
};
static_assert(kHoldForMax.count() < 1 << 23);

/// Texts that a reservation keeps from the request that made it.
struct ReservationTexts {
    std::string_view id;
    std::string_view reference{};
    std::string_view made_by{};

    std::size_t bytes() const { return id.size() + reference.size() + made_by.size(); }
};

class Reservation : public ReservationHead {
  public:
    static std::size_t bytes_for(std::size_t lines, const ReservationTexts& texts) {
        return sizeof(Reservation) + lines * sizeof(ReservationKey) + texts.bytes();
    }

    std::string_view id() const { return {text(), id_bytes_}; }
    std::string_view reference() const { return {text() + id_bytes_, reference_bytes_}; }
    std::string_view made_by() const {
        return {text() + id_bytes_ + reference_bytes_, made_by_bytes_};
    }
    ReservationTexts texts() const { return {id(), reference(), made_by()}; }
    std::span<const ReservationKey> keys() const {
        return {reinterpret_cast<const ReservationKey*>(this + 1), line_count_};
    }
    std::size_t line_count() const { return line_count_; }
    std::size_t bytes() const { return bytes_for(line_count_, texts()); }

    /// For when line `index` is promised; none = now.
    Day day(std::size_t index) const { return has_days() ? detail->days[index] : kNoDay; }
    bool has_days() const { return detail && !detail->days.empty(); }

    /// Of which kit line `index` holds a part, if of any.
    PartOfKit part_of_kit(std::size_t index) const {
        return has_kits() ? detail->kits[index] : PartOfKit{};
    }
    bool has_kits() const { return detail && !detail->kits.empty(); }

    /// The units of line `index`, simple or not.
    LineUnits units(std::size_t index) const;
    bool has_held() const;
    bool has_allocated() const;
    bool is_finished() const { return !has_held() && !has_allocated(); }

    bool in_wheel() const { return wheel_level_ != kNotInWheel; }

    /// The detail, made out of `place` if there was none.
    ReservationDetail& make_detail();

  private:
    friend class ReservationTable;
    friend class ExpiryWheel;
    static constexpr std::uint8_t kNotInWheel = 0xff;

    Reservation(const ReservationTexts& texts, std::span<const ReservationKey> keys);

    const char* text() const { return reinterpret_cast<const char*>(keys().data() + line_count_); }

    std::uint8_t id_bytes_;
    std::uint8_t reference_bytes_;
    std::uint8_t made_by_bytes_;
    std::uint16_t line_count_;
    std::uint8_t wheel_level_ = kNotInWheel;
    std::uint8_t wheel_slot_ = 0;
    Reservation* wheel_next_ = nullptr;
    Reservation* wheel_previous_ = nullptr;
};
static_assert(sizeof(Reservation) == 64);

}  // namespace earmark
