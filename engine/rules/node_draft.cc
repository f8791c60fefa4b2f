#include "engine/rules/node_draft.h"

#include "engine/reference_change.h"
#include "engine/reference_rows.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace earmark {

NodeDraft::NodeDraft(
    const EngineState& state, std::span<const NodeRow> rows, Time now, SupplyReply& judged
)
    : state_(state), before_(state.reference.current()) {
    PutReply put;
    put.ids.assign(rows.size(), 0);
    std::vector<std::byte> record;
    ByteWriter out(record);
    put_head(out, ChangeKind::nodes, {.now = now});
    std::uint32_t count = put_node_rows(out, before_, state.limits, rows, 0, rows.size(), put);
    if (!put.answers.empty()) {  // All or none.
        count = 0;
        put.ids.assign(rows.size(), 0);
        record.clear();
        put_head(out, ChangeKind::nodes, {.now = now});
        out.put(std::uint32_t{0});
    }
    judged.applied += count;
    judged.refused += static_cast<std::uint32_t>(put.answers.size());
    std::ranges::copy(put.answers, std::back_inserter(judged.answers));
    has_rows_ = count > 0;
    ReferenceStore store;
    store.change([this](ReferenceData& draft) { draft = before_; });
    constexpr Lsn kNewest = std::numeric_limits<Lsn>::max();
    EARMARK_CHECK(apply_reference_change(store, kNewest, record, ReferenceOrigin::log).has_value());
    after_ = store.current();
    for (const std::uint32_t id : put.ids) {
        const Node* was = before_.nodes->find(NodeId(id));
        const Node* becomes = after_.nodes->find(NodeId(id));
        if (was == nullptr || becomes == nullptr) continue;
        if (!becomes->enabled) disabled_.insert(NodeId(id));
        if (was->type != becomes->type) other_type_.insert(NodeId(id));
    }
}

PreviewDraft::NextItem NodeDraft::next_item(
    SkuId after, std::size_t& looked_at, std::size_t looked_at_max
) const {
    const SkuId next(after.value() + 1);
    if (!has_rows_ || next.value() > state_.items.count()) return {};
    if (looked_at++ >= looked_at_max) return {.sku = after, .is_found = false};
    return {.sku = next};
}

}  // namespace earmark
