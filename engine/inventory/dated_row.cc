#include "engine/inventory/dated_row.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstring>

namespace earmark {

namespace {

constexpr std::uint64_t kUnitsMask = (std::uint64_t{1} << 40U) - 1;
constexpr std::uint64_t kTermMask = (1U << 12U) - 1;

/// A reader without a lock may see a torn row: whatever is there becomes a value in its range.
Units units(std::uint64_t word) {
    return static_cast<Units>(word & kUnitsMask);
}

}  // namespace

void DatedRow::set_id(std::string_view id) {
    EARMARK_CHECK(id.size() <= id_text.size());
    id_text.fill('\0');
    std::copy(id.begin(), id.end(), id_text.begin());
    id_bytes = static_cast<std::uint8_t>(id.size());
}

namespace {

/// The fields of a kind as they lie in the words.
struct Packed {
    Units low = 0;
    Units high = 0;
    Units third = 0;
    std::uint32_t other = 0;
    std::uint16_t first = 0;
    std::uint8_t sort = 0;
};

Packed pack(const DatedRow& row) {
    switch (row.kind) {
        case DatedRow::Kind::demand:
            return {.low = row.reserved, .high = row.allocated};
        case DatedRow::Kind::terms:
            return {.first = row.horizon_days};
        case DatedRow::Kind::stock:
            return {.low = row.open, .sort = static_cast<std::uint8_t>(row.disposition)};
        case DatedRow::Kind::waiting:
            return {
                .low = row.wanted,
                .high = row.confirmed,
                .third = std::int64_t{row.segment.value()} << 16U | std::int64_t{row.latest},
                .other = row.priority,
                .first = row.confirmed_day,
                .sort = static_cast<std::uint8_t>(row.strategy)
            };
        case DatedRow::Kind::supply:
            break;
    }
    return {
        .low = row.open,
        .high = row.promised,
        .third = row.received,
        .other = row.sender.value(),
        .first = row.first_day,
        .sort = static_cast<std::uint8_t>(row.type)
    };
}

void unpack(const Packed& packed, DatedRow& row) {
    switch (row.kind) {
        case DatedRow::Kind::demand:
            row.reserved = packed.low;
            row.allocated = packed.high;
            return;
        case DatedRow::Kind::terms:
            row.horizon_days = packed.first;
            return;
        case DatedRow::Kind::stock:
            row.open = packed.low;
            row.disposition = static_cast<Disposition>(packed.sort & 3U);
            return;
        case DatedRow::Kind::waiting:
            row.wanted = packed.low;
            row.confirmed = packed.high;
            row.latest = static_cast<Day>(packed.third & 0xffff);
            row.segment = SegmentId(static_cast<std::uint16_t>(packed.third >> 16U & 0xffff));
            row.priority = static_cast<std::uint16_t>(packed.other);
            row.confirmed_day = packed.first;
            row.strategy = static_cast<BackorderStrategy>(packed.sort);
            return;
        case DatedRow::Kind::supply:
            row.open = packed.low;
            row.promised = packed.high;
            row.received = packed.third;
            row.sender = NodeId(packed.other);
            row.first_day = packed.first;
            row.type = static_cast<SupplyType>(packed.sort);
            return;
    }
}

}  // namespace

DatedRow::Words DatedRow::words() const {
    const Packed packed = pack(*this);
    Words words{
        std::uint64_t{node.value()} << 40U | std::uint64_t{day} << 24U |
            static_cast<std::uint64_t>(kind) << 20U | std::uint64_t{packed.sort} << 16U |
            std::uint64_t{id_bytes} << 8U,
        static_cast<std::uint64_t>(packed.low) | std::uint64_t{packed.other} << 40U,
        static_cast<std::uint64_t>(packed.high) | std::uint64_t{packed.first} << 40U,
        static_cast<std::uint64_t>(packed.third) | std::uint64_t{past_due_days} << 40U |
            std::uint64_t{lead_days} << 52U,
    };
    std::memcpy(&words[4], id_text.data(), id_text.size());
    return words;
}

DatedRow DatedRow::from(const Words& words) {
    DatedRow row;
    row.node = node_of(words[0]);
    row.day = static_cast<Day>(words[0] >> 24U);
    row.kind = std::min(static_cast<Kind>(words[0] >> 20U & 7U), Kind::waiting);
    row.id_bytes =
        std::min<std::uint8_t>(static_cast<std::uint8_t>(words[0] >> 8U), kReceiptIdBytesMax);
    unpack(
        {.low = units(words[1]),
         .high = units(words[2]),
         .third = units(words[3]),
         .other = static_cast<std::uint32_t>(words[1] >> 40U),
         .first = static_cast<std::uint16_t>(words[2] >> 40U),
         .sort = static_cast<std::uint8_t>(words[0] >> 16U & 7U)},
        row
    );
    row.past_due_days = static_cast<std::uint16_t>(words[3] >> 40U & kTermMask);
    row.lead_days = static_cast<std::uint16_t>(words[3] >> 52U);
    std::memcpy(row.id_text.data(), &words[4], row.id_text.size());
    return row;
}

std::string_view to_string(SupplyType type) {
    switch (type) {
        case SupplyType::onhand:
            return "onhand";
        case SupplyType::in_transit:
            return "in_transit";
        case SupplyType::purchase_order:
            return "purchase_order";
        case SupplyType::transfer:
            return "transfer";
        case SupplyType::return_expected:
            return "return_expected";
        case SupplyType::planned:
            return "planned";
    }
    return "?";
}

std::string_view to_string(Disposition disposition) {
    switch (disposition) {
        case Disposition::sellable:
            return "sellable";
        case Disposition::damaged:
            return "damaged";
        case Disposition::quarantine:
            return "quarantine";
        case Disposition::expired:
            return "expired";
    }
    return "?";
}

std::string_view to_string(BackorderStrategy strategy) {
    switch (strategy) {
        case BackorderStrategy::keep_at_least:
            return "keep_at_least";
        case BackorderStrategy::improve:
            return "improve";
        case BackorderStrategy::redistribute:
            return "redistribute";
        case BackorderStrategy::give_up:
            return "give_up";
        case BackorderStrategy::skip:
            return "skip";
    }
    return "?";
}

}  // namespace earmark
