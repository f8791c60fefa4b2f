#include "engine/inventory/assortment_row.h"

#include "engine/base/check.h"
#include "engine/inventory/row_list.h"

#include <algorithm>
#include <cstring>

namespace earmark {

namespace {

constexpr std::uint64_t kTogetherFlag = 1;
static_assert(kUnitNameBytesMax == 4 * sizeof(std::uint64_t));

/// Masked on the way in: a reader without a lock may see a torn row, which must not overflow
/// before it is read again.
}  // namespace

void AssortmentRow::set_name(std::string_view name) {
    EARMARK_CHECK(name.size() <= name_text.size());
    name_text.fill('\0');
    std::copy(name.begin(), name.end(), name_text.begin());
    name_bytes = static_cast<std::uint8_t>(name.size());
}

AssortmentRow::Words AssortmentRow::words() const {
    Words words{};
    words[0] = std::uint64_t{node.value()} << 40U | std::uint64_t{rank} << 24U |
               std::uint64_t{static_cast<std::uint8_t>(kind)} << 16U |
               (is_together ? kTogetherFlag : 0) << 8U | name_bytes;
    words[1] = other.value();
    words[2] = static_cast<std::uint64_t>(first);
    words[3] = static_cast<std::uint64_t>(second);
    if (kind == Kind::order_quantity) {
        words[4] = static_cast<std::uint64_t>(increment);
    } else {
        std::memcpy(&words[4], name_text.data(), name_text.size());
    }
    return words;
}

AssortmentRow AssortmentRow::from(const Words& words) {
    AssortmentRow row;
    row.node = node_of(words[0]);
    row.rank = static_cast<std::uint16_t>(words[0] >> 24U);
    row.kind = static_cast<Kind>(words[0] >> 16U & 0x3U);
    row.is_together = (words[0] >> 8U & kTogetherFlag) != 0;
    row.other = SkuId(static_cast<std::uint32_t>(words[1]));
    row.first = row_figure(words[2]);
    row.second = row_figure(words[3]);
    if (row.kind == Kind::order_quantity) {
        row.increment = row_figure(words[4]);
        return row;
    }
    row.name_bytes =
        static_cast<std::uint8_t>(std::min<std::uint64_t>(words[0] & 0xffU, kUnitNameBytesMax));
    std::memcpy(row.name_text.data(), &words[4], row.name_text.size());
    return row;
}

}  // namespace earmark
