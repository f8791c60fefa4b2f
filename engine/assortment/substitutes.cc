// What is offered where an item is short.
#include "engine/assortment/ordering.h"
#include "engine/assortment/row_commands.h"
#include "engine/network/network_place.h"

namespace earmark {

namespace {

std::string name_of(const EngineState& state, SkuId sku) {
    return "substitute '" + std::string(state.items.name(sku)) + "'";
}

JudgedRow judge(const EngineState& state, const SubstituteRow& row) {
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    if (row.substitutes.size() > kSubstitutesMax) {
        return {
            RowVerdict::bad_value,
            found_expected("substitutes", std::to_string(row.substitutes.size()), "at most 16")
        };
    }
    const std::uint8_t scale = state.items.facts(row.sku).scale;
    for (std::size_t index = 0; index < row.substitutes.size(); ++index) {
        const SkuId sku = row.substitutes[index];
        if (state.items.find_slot(sku) == nullptr) {
            return {RowVerdict::unknown_substitute, "item handle " + std::to_string(sku.value())};
        }
        const auto before = row.substitutes.first(index);
        if (sku == row.sku || std::find(before.begin(), before.end(), sku) != before.end()) {
            return {
                RowVerdict::bad_value,
                found_expected(name_of(state, sku), "the item itself, or twice", "another item")
            };
        }
        const std::uint8_t other = state.items.facts(sku).scale;
        if (other == scale) continue;
        return {
            RowVerdict::bad_value,
            found_expected(
                "scale of " + name_of(state, sku),
                std::to_string(other),
                std::to_string(scale) + ", as the item has"
            )
        };
    }
    return {};
}

AssortmentOutcome substitute_outcome(const SubstituteRow& row) {
    AssortmentOutcome outcome{.sku = row.sku, .kind = AssortmentRow::Kind::substitute, .rows = {}};
    for (const SkuId sku : row.substitutes) {
        AssortmentRow& made = outcome.rows.emplace_back();
        made.kind = outcome.kind;
        made.rank = static_cast<std::uint16_t>(outcome.rows.size() - 1);
        made.other = sku;
    }
    return outcome;
}

bool is_short(const UnfilledLine& line) {
    // Of no lane: what can be shipped is less than asked.
    return line.reason == UnfilledReason::no_stock ||
           line.reason == UnfilledReason::not_enough_stock ||
           line.reason == UnfilledReason::no_whole_node ||
           line.reason == UnfilledReason::sale_stopped ||
           (line.reason == UnfilledReason::no_lane && line.ats > 0);
}

/// What a line was not given, and where it asked.
struct Shortage {
    std::uint32_t line = 0;
    Units quantity = 0;
    AvailabilityQuery query;
};

void add_offers(
    const Engine& engine,
    const EngineState& state,
    const Shortage& shortage,
    const Asking& asking,
    std::vector<SubstituteOffer>& offers
) {
    if (!may_have_rows(state.items, shortage.query.sku)) return;
    std::vector<AssortmentRow> rows;
    read_assortment(state.items, shortage.query.sku, rows);
    std::vector<AvailabilityQuery> queries;
    for (const AssortmentRow& row : rows) {
        if (row.kind != AssortmentRow::Kind::substitute) continue;
        queries.push_back(shortage.query);
        queries.back().sku = row.other;
    }
    if (queries.empty()) return;
    AvailabilityReply figures;
    engine.availability(
        {.queries = queries,
         .segment = asking.segment,
         .method = asking.method,
         .ignore_safety = asking.ignore_safety},
        figures
    );
    for (std::size_t place = 0; place < figures.figures.size(); ++place) {
        const Units ats = figures.figures[place].ats;
        if (ats >= shortage.quantity) offers.push_back({shortage.line, queries[place].sku, ats});
    }
}

bool is_short(LineVerdict verdict) {
    return verdict == LineVerdict::insufficient_stock || verdict == LineVerdict::partly_reserved ||
           verdict == LineVerdict::sale_stopped;
}

}  // namespace

void offer_substitutes(
    const Engine& engine,
    const EngineState& state,
    const ReserveRequest& request,
    ReserveReply& reply
) {
    const Asking asking{request.segment, request.method, request.ignore_safety};
    for (std::size_t index = 0; index < reply.lines.size(); ++index) {
        const ReserveLine& line = request.lines[index];
        const LineAnswer& answer = reply.lines[index];
        if (!is_short(answer.verdict) || request.day(index) != kNoDay) continue;
        const GroupId group = group_at(line.node);
        const Shortage shortage{
            .line = answer.line,
            .quantity = line.quantity - answer.reserved,
            .query = {line.sku, group.is_none() ? line.node : NodeId(), group},
        };
        add_offers(engine, state, shortage, asking, reply.substitutes);
    }
}

void offer_substitutes(
    const Engine& engine, const EngineState& state, const SourceRequest& request, SourceReply& reply
) {
    const Asking asking{request.segment, request.method, request.ignore_safety};
    for (const UnfilledLine& unfilled : reply.unfilled) {
        if (!is_short(unfilled)) continue;
        const auto line = std::ranges::find(request.lines, unfilled.line, &OrderLine::line);
        if (line == request.lines.end()) continue;
        const Shortage shortage{
            .line = unfilled.line,
            .quantity = unfilled.quantity,
            .query = {line->sku, NodeId(), request.group},
        };
        add_offers(engine, state, shortage, asking, reply.substitutes);
    }
}

void Engine::put_substitutes(
    std::span<const SubstituteRow> rows, const CallContext& context, SupplyReply& reply
) {
    change_assortment(
        *state_,
        rows,
        context,
        [this](const SubstituteRow& row) { return judge(*state_, row); },
        [](const SubstituteRow&) { return JudgedRow{}; },
        substitute_outcome,
        reply
    );
}

}  // namespace earmark
