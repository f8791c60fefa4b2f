#include "engine/profile/scarcity.h"

namespace earmark {

void put_scarcity(ByteWriter& out, const ScarcityRequest& request) {
    out.put(static_cast<std::uint8_t>(request.replaces ? 1 : 0));
    out.put(static_cast<std::uint32_t>(request.rows.size()));
    for (const ScarcityRow& row : request.rows)
        out.put_all(row.sku.value(), row.node.value(), row.price);
}

std::shared_ptr<const ScarcityTable> apply_scarcity(
    const std::shared_ptr<const ScarcityTable>& table, Lsn lsn, ByteReader& in, bool is_next_part
) {
    if (table->lsn >= lsn && !is_next_part) return table;
    auto next = std::make_shared<ScarcityTable>(*table);
    if (in.get<std::uint8_t>() != 0) next->prices.clear();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t row = 0; row < count && !in.failed(); ++row) {
        const SkuId sku(in.get<std::uint32_t>());
        const NodeId node(in.get<std::uint32_t>());
        const auto price = in.get<Micros>();
        if (price > 0) {
            next->prices[ScarcityTable::key(sku, node)] = price;
        } else {
            next->prices.erase(ScarcityTable::key(sku, node));
        }
    }
    if (in.failed()) return nullptr;
    next->lsn = lsn;
    return next;
}

}  // namespace earmark
