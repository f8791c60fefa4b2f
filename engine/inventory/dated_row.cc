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

DatedRow::Words DatedRow::words() const {
    const bool is_demand = kind == Kind::demand;
    const auto low = static_cast<std::uint64_t>(is_demand ? reserved : open);
    const auto high = static_cast<std::uint64_t>(is_demand ? allocated : promised);
    const auto sort = kind == Kind::stock ? static_cast<std::uint64_t>(disposition)
                                          : static_cast<std::uint64_t>(type);
    const std::uint64_t first = kind == Kind::terms ? horizon_days : first_day;
    Words words{
        std::uint64_t{node.value()} << 40U | std::uint64_t{day} << 24U |
            static_cast<std::uint64_t>(kind) << 20U | sort << 16U | std::uint64_t{id_bytes} << 8U,
        low | std::uint64_t{sender.value()} << 40U,
        high | first << 40U,
        static_cast<std::uint64_t>(received) | std::uint64_t{past_due_days} << 40U |
            std::uint64_t{lead_days} << 52U,
    };
    std::memcpy(&words[4], id_text.data(), id_text.size());
    return words;
}

DatedRow DatedRow::from(const Words& words) {
    DatedRow row;
    row.node = node_of(words[0]);
    row.day = static_cast<Day>(words[0] >> 24U);
    row.kind = static_cast<Kind>(words[0] >> 20U & 3U);
    const auto sort = static_cast<std::uint8_t>(words[0] >> 16U & 7U);
    if (row.kind == Kind::stock) {
        row.disposition = static_cast<Disposition>(sort & 3U);
    } else {
        row.type = static_cast<SupplyType>(sort);
    }
    row.id_bytes =
        std::min<std::uint8_t>(static_cast<std::uint8_t>(words[0] >> 8U), kReceiptIdBytesMax);
    const bool is_demand = row.kind == Kind::demand;
    (is_demand ? row.reserved : row.open) = units(words[1]);
    (is_demand ? row.allocated : row.promised) = units(words[2]);
    row.sender = NodeId(static_cast<std::uint32_t>(words[1] >> 40U));
    (row.kind == Kind::terms ? row.horizon_days : row.first_day) =
        static_cast<std::uint16_t>(words[2] >> 40U);
    row.received = units(words[3]);
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

}  // namespace earmark
