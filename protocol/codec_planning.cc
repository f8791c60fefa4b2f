// Questions about plans.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;
using flatbuffers::Vector;

/// Of an answer: every node, and those that ship with what they do.
constexpr flatbuffers::uoffset_t kPlanTablesMax = 4 * kRowTablesMax;

wire::StockIf to_struct(const StockIf& row) {
    return {row.sku.value(), row.node.value(), to_wire<wire::StockIfChange>(row.change), row.units};
}

static_assert(kCapacityUnits == 3, "DayTaken has a field of each");

wire::DayTaken to_struct(const CapacityLoad& load) {
    const auto [shipments, lines, units] = load.figures;
    return {load.node.value(), load.day, load.method, shipments, lines, units};
}

Offset<Vector<const wire::DayTaken*>> write_taken(
    Builder& builder, std::span<const CapacityLoad> taken
) {
    return write_structs<wire::DayTaken, CapacityLoad>(builder, taken, &to_struct);
}

Offset<Vector<Offset<wire::NodeIf>>> write_node_rows(
    Builder& builder, std::span<const NodeIf> rows
) {
    if (rows.empty()) return {};
    std::vector<Offset<wire::NodeIf>> offsets;
    offsets.reserve(rows.size());
    for (const NodeIf& row : rows) {
        const auto name = write(builder, row.name);
        offsets.push_back(wire::CreateNodeIf(
            builder, row.node.value(), to_wire<wire::NodeIfChange>(row.change), name
        ));
    }
    return builder.CreateVector(offsets);
}

Status read_node_rows(const Vector<Offset<wire::NodeIf>>* wire_rows, std::vector<NodeIf>& rows) {
    rows.clear();
    if (wire_rows == nullptr) return Done{};
    rows.reserve(wire_rows->size());
    for (const wire::NodeIf* from : *wire_rows) {
        NodeIf& row = rows.emplace_back();
        row.node = NodeId(from->node());
        row.name = view(from->name());
        if (!read_enum(from->change(), row.change))
            return bad_enum("NodeIf.change", from->change());
    }
    return Done{};
}

Offset<Vector<Offset<wire::ExplainedNode>>> write_fates(
    Builder& builder, const std::vector<ExplainedNode>& nodes
) {
    if (nodes.empty()) return {};
    std::vector<Offset<wire::ExplainedNode>> offsets;
    offsets.reserve(nodes.size());
    for (const ExplainedNode& node : nodes) {
        const auto rule = write(builder, node.rule);
        offsets.push_back(wire::CreateExplainedNode(
            builder,
            node.node.value(),
            to_wire<wire::PlanFate>(node.fate),
            to_wire<wire::NodePricing>(node.pricing),
            node.more,
            node.more_objective,
            node.more_unfilled,
            node.earliest,
            rule
        ));
    }
    return builder.CreateVector(offsets);
}

void read_fates(const wire::AskPlanReply& message, std::vector<ExplainedNode>& nodes) {
    nodes.clear();
    if (message.nodes() == nullptr) return;
    nodes.reserve(message.nodes()->size());
    for (const wire::ExplainedNode* from : *message.nodes()) {
        nodes.push_back({
            .node = NodeId(from->node()),
            .fate = static_cast<PlanFate>(from->fate()),
            .pricing = static_cast<NodePricing>(from->pricing()),
            .more = from->more(),
            .more_objective = from->more_objective(),
            .more_unfilled = from->more_unfilled(),
            .earliest = from->earliest(),
            .rule = std::string(view(from->rule())),
        });
    }
}

Offset<Vector<Offset<wire::CostShare>>> write_shares(
    Builder& builder, const std::vector<CostShare>& shares
) {
    if (shares.empty()) return {};
    std::vector<Offset<wire::CostShare>> offsets;
    offsets.reserve(shares.size());
    for (const CostShare& share : shares) {
        const auto term = write(builder, share.term);
        offsets.push_back(
            wire::CreateCostShare(builder, term, share.amount, share.hundredths_of_percent)
        );
    }
    return builder.CreateVector(offsets);
}

Offset<Vector<Offset<wire::ExplainedLine>>> write_lacks(
    Builder& builder, const std::vector<ExplainedLine>& lines
) {
    if (lines.empty()) return {};
    std::vector<Offset<wire::ExplainedLine>> offsets;
    offsets.reserve(lines.size());
    for (const ExplainedLine& line : lines) {
        wire::ExplainedLineBuilder message(builder);
        message.add_line(line.line);
        message.add_short_anywhere(line.short_anywhere);
        message.add_short_allowed(line.short_allowed);
        message.add_short_reachable(line.short_reachable);
        if (line.earliest) message.add_earliest(*line.earliest);
        offsets.push_back(message.Finish());
    }
    return builder.CreateVector(offsets);
}

void read_lacks(const wire::AskPlanReply& message, std::vector<ExplainedLine>& lines) {
    lines.clear();
    if (message.lines() == nullptr) return;
    lines.reserve(message.lines()->size());
    for (const wire::ExplainedLine* from : *message.lines()) {
        ExplainedLine& line = lines.emplace_back();
        line.line = from->line();
        line.short_anywhere = from->short_anywhere();
        line.short_allowed = from->short_allowed();
        line.short_reachable = from->short_reachable();
        if (const auto earliest = from->earliest()) line.earliest = *earliest;
    }
}

Offset<Vector<Offset<wire::ExplainedLimit>>> write_limits(
    Builder& builder, const std::vector<ExplainedLimit>& limits
) {
    if (limits.empty()) return {};
    std::vector<Offset<wire::ExplainedLimit>> offsets;
    offsets.reserve(limits.size());
    for (const ExplainedLimit& limit : limits) {
        const auto rule = write(builder, limit.rule);
        offsets.push_back(wire::CreateExplainedLimit(
            builder,
            rule,
            to_wire<wire::SourcingEffect>(limit.effect),
            limit.shipments_most,
            limit.binds,
            limit.is_proven,
            limit.more,
            limit.more_objective,
            limit.more_unfilled,
            limit.nodes_per_line_most
        ));
    }
    return builder.CreateVector(offsets);
}

void read_limits(const wire::AskPlanReply& message, std::vector<ExplainedLimit>& limits) {
    limits.clear();
    if (message.limits() == nullptr) return;
    limits.reserve(message.limits()->size());
    for (const wire::ExplainedLimit* from : *message.limits()) {
        limits.push_back(
            {.rule = std::string(view(from->rule())),
             .effect = static_cast<SourcingEffect>(from->effect()),
             .shipments_most = from->shipments_most(),
             .nodes_per_line_most = from->nodes_per_line_most(),
             .binds = from->binds(),
             .is_proven = from->is_proven(),
             .more = from->more(),
             .more_objective = from->more_objective(),
             .more_unfilled = from->more_unfilled()}
        );
    }
}

}  // namespace

void encode_request(Builder& builder, const PlanQuestion& question, const Note& note) {
    builder.Clear();
    const auto order = write_order(builder, question.order, note);
    const auto stock = write_structs<wire::StockIf, StockIf>(builder, question.stock, &to_struct);
    const auto nodes = write_node_rows(builder, question.nodes);
    Offset<wire::ProfileRow> profile;
    if (question.profile) profile = write_profile(builder, *question.profile);
    const auto taken = write_taken(builder, question.taken);
    Offset<Vector<Offset<wire::SourcingRule>>> rules;
    if (!question.rules.empty()) rules = write_sourcing_rules(builder, question.rules);
    builder.Finish(wire::CreateAskPlanRequest(
        builder, order, stock, nodes, profile, question.explain, taken, rules
    ));
}

Status decode_request(
    Payload payload, PlanQuestionRows& lists, PlanQuestion& question, Note& note
) {
    const auto* message = verified<wire::AskPlanRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::AskPlanRequest>(payload);
    if (const auto* order = message->order()) {
        note = read(order->note());
        if (auto status = read_order(*order, question.order); !status) return status;
    }
    question.stock = rows<StockIf>(message->stock());
    if (!is_aligned(question.stock)) return misaligned("AskPlanRequest.stock");
    question.taken = rows<CapacityLoad>(message->taken());
    if (!is_aligned(question.taken)) return misaligned("AskPlanRequest.taken");
    if (message->stock() != nullptr) {
        for (const wire::StockIf* row : *message->stock()) {
            if (row->change() > wire::StockIfChange::MAX)
                return bad_enum("StockIf.change", row->change());
        }
    }
    if (auto status = read_node_rows(message->nodes(), lists.nodes); !status) return status;
    question.nodes = lists.nodes;
    if (auto status = read_sourcing_rules(message->rules(), lists.rules); !status) return status;
    question.rules = lists.rules;
    question.profile.reset();
    question.explain = message->explain();
    if (message->profile() == nullptr) return Done{};
    return read_profile(*message->profile(), question.profile.emplace());
}

void encode_reply(Builder& builder, const PlanAnswer& reply) {
    builder.Clear();
    const auto plan = write_plan(builder, reply.plan);
    const auto shares = write_shares(builder, reply.shares);
    const auto nodes = write_fates(builder, reply.nodes);
    const auto lines = write_lacks(builder, reply.lines);
    const auto limits = write_limits(builder, reply.limits);
    const auto taken = write_taken(builder, reply.taken);
    builder.Finish(
        wire::CreateAskPlanReply(builder, plan, reply.today, shares, nodes, lines, limits, taken)
    );
}

Status decode_reply(Payload payload, PlanAnswer& reply) {
    const auto* message = verified<wire::AskPlanReply>(payload, kPlanTablesMax);
    if (message == nullptr) return not_that_message<wire::AskPlanReply>(payload);
    if (message->plan() == nullptr)
        return malformed("AskPlanReply.plan", "found nothing, expected a plan");
    if (auto status = read_plan(*message->plan(), reply.plan); !status) return status;
    reply.today = message->today();
    const auto taken = rows<CapacityLoad>(message->taken());
    if (!is_aligned(taken)) return misaligned("AskPlanReply.taken");
    reply.taken.assign(taken.begin(), taken.end());
    reply.shares.clear();
    if (message->shares() != nullptr) {
        reply.shares.reserve(message->shares()->size());
        for (const wire::CostShare* from : *message->shares()) {
            reply.shares.push_back(
                {std::string(view(from->term())), from->amount(), from->hundredths_of_percent()}
            );
        }
    }
    read_fates(*message, reply.nodes);
    read_lacks(*message, reply.lines);
    read_limits(*message, reply.limits);
    return Done{};
}

}  // namespace earmark::protocol
