// Taking scarcity prices in.
#include "engine/engine.h"
#include "engine/profile/scarcity.h"
#include "engine/reference_rows.h"

#include <optional>

namespace earmark {

namespace {

std::optional<ReferenceRefusal> bad_row(const EngineState& state, const ScarcityRow& row) {
    if (state.items.find_slot(row.sku) == nullptr)
        return ReferenceRefusal{RowVerdict::unknown_item, {}};
    if (state.reference.current().nodes->find(row.node) == nullptr)
        return ReferenceRefusal{RowVerdict::unknown_node, {}};
    return bad_money("price", row.price);
}

}  // namespace

void Engine::put_scarcity(
    const ScarcityRequest& request, const CallContext& context, PutReply& reply
) {
    // An empty set takes the old one away.
    const bool is_empty_set = request.replaces && request.rows.empty();
    if (!begin_reference_rows(reply, context, request.rows.size() + (is_empty_set ? 1 : 0))) return;
    reply.ids.assign(request.rows.size(), 0);
    const MutexLock lock(state_->reference_mutex);
    for (std::size_t row = 0; row < request.rows.size(); ++row) {
        if (auto bad = bad_row(*state_, request.rows[row]))
            refuse_reference_row(reply, row, std::move(*bad));
    }
    if (!reply.answers.empty()) return;
    const std::size_t known = state_->reference.current().scarcity->prices.size();
    if ((request.replaces ? 0 : known) + request.rows.size() > kScarcityPricesMax) {
        reply.outcome = Outcome::over_budget;
        reply.detail = found_expected(
            "scarcity prices",
            "more than " + std::to_string(kScarcityPricesMax),
            "at most " + std::to_string(kScarcityPricesMax)
        );
        return;
    }
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::scarcity, context);
    earmark::put_scarcity(out, request);
    log_reference_record(*state_, buffer, reply);
}

}  // namespace earmark
