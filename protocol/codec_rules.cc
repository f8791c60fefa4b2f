// Rules of selling.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

/// What a row and a rule as it is have in common. The texts are written before.
template <typename Rule>
void add_scope(wire::SellingRuleBuilder& message, const Rule& rule) {
    message.add_sku(rule.sku.value());
    message.add_node(rule.node.value());
    if (rule.node_type) {
        const auto type = static_cast<unsigned>(*rule.node_type);
        message.add_node_type(static_cast<std::uint8_t>(type + 1U));
    }
    message.add_group(rule.group.value());
    message.add_segment(rule.segment.value());
    message.add_method(rule.method);
}

template <typename Rule>
void add_figure(wire::SellingRuleBuilder& message, const Rule& rule) {
    message.add_effect(to_wire<wire::RuleEffect>(rule.effect));
    message.add_rank(rule.rank);
    message.add_basis(to_wire<wire::SegmentBasis>(rule.basis));
    message.add_figure(rule.figure);
    message.add_network(rule.network);
}

flatbuffers::Offset<wire::SellingRule> write_row(Builder& builder, const SellingRuleRow& row) {
    const auto name = write(builder, row.name);
    const auto category = write(builder, row.scope.category);
    wire::SellingRuleBuilder message(builder);
    message.add_change(to_wire<wire::RuleChange>(row.change));
    message.add_name(name);
    message.add_category(category);
    add_scope(message, row.scope);
    add_figure(message, row);
    message.add_from(open_us(row.from));
    message.add_until(open_us(row.until));
    return message.Finish();
}

flatbuffers::Offset<wire::SellingRule> write_entry(
    Builder& builder, const SellingRuleEntry& entry
) {
    const SellingRule& rule = entry.rule;
    const auto name = write(builder, rule.name);
    const auto category = write(builder, rule.category);
    wire::SellingRuleBuilder message(builder);
    message.add_name(name);
    message.add_category(category);
    add_scope(message, rule);
    add_figure(message, rule);
    message.add_from(rule.from_s * kSecondUs);
    message.add_until(rule.until_s * kSecondUs);
    message.add_id(entry.id.value());
    message.add_active(rule.active);
    return message.Finish();
}

template <typename Rule>
void read_scope(const wire::SellingRule& message, Rule& rule) {
    rule.sku = SkuId(message.sku());
    rule.category = view(message.category());
    rule.node = NodeId(message.node());
    rule.node_type.reset();
    if (message.node_type() > 0) rule.node_type = static_cast<NodeType>(message.node_type() - 1);
    rule.group = GroupId(message.group());
    rule.segment = SegmentId(message.segment());
    rule.method = message.method();
}

template <typename Rule>
Status read_figure(const wire::SellingRule& message, Rule& rule) {
    if (!read_enum(message.effect(), rule.effect))
        return bad_enum("SellingRule.effect", message.effect());
    if (!read_enum(message.basis(), rule.basis))
        return bad_enum("SellingRule.basis", message.basis());
    rule.name = view(message.name());
    rule.rank = message.rank();
    rule.figure = message.figure();
    rule.network = message.network();
    return Done{};
}

}  // namespace

flatbuffers::Offset<WireSellingRules> write_selling_rules(
    Builder& builder, std::span<const SellingRuleRow> rows
) {
    std::vector<flatbuffers::Offset<wire::SellingRule>> offsets;
    offsets.reserve(rows.size());
    for (const SellingRuleRow& row : rows)
        offsets.push_back(write_row(builder, row));
    return builder.CreateVector(offsets);
}

Status read_selling_rules(const WireSellingRules* rules, std::vector<SellingRuleRow>& rows) {
    rows.clear();
    if (rules == nullptr) return Done{};
    for (const wire::SellingRule* rule : *rules) {
        SellingRuleRow& row = rows.emplace_back();
        if (!read_enum(rule->change(), row.change))
            return bad_enum("SellingRule.change", rule->change());
        if (Status read_well = read_figure(*rule, row); !read_well) return read_well;
        read_scope(*rule, row.scope);
        row.from = open_time(rule->from());
        row.until = open_time(rule->until());
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const SellingRuleRow> rows, const Note& note) {
    builder.Clear();
    const auto rules = write_selling_rules(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutSellingRulesRequest(builder, rules, note_offset));
}

Status decode_request(Payload payload, std::vector<SellingRuleRow>& rows, Note& note) {
    const auto* message = verified<wire::PutSellingRulesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutSellingRulesRequest>(payload);
    note = read(message->note());
    return read_selling_rules(message->rules(), rows);
}

void encode_selling_rules_request(Builder& builder, const ListRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateListSellingRulesRequest(builder, request.after, request.limit));
}

Status decode_selling_rules_request(Payload payload, ListRequest& request) {
    const auto* message = verified<wire::ListSellingRulesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListSellingRulesRequest>(payload);
    request.after = message->after();
    request.limit = message->limit();
    return Done{};
}

void encode_reply(Builder& builder, const SellingRules& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::SellingRule>> offsets;
    offsets.reserve(reply.rules.size());
    for (const SellingRuleEntry& entry : reply.rules)
        offsets.push_back(write_entry(builder, entry));
    const auto rules = builder.CreateVector(offsets);
    builder.Finish(wire::CreateListSellingRulesReply(builder, rules, reply.next));
}

Status decode_reply(Payload payload, SellingRules& reply) {
    const auto* message = verified<wire::ListSellingRulesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListSellingRulesReply>(payload);
    reply.rules.clear();
    reply.next = message->next();
    if (message->rules() == nullptr) return Done{};
    for (const wire::SellingRule* rule : *message->rules()) {
        SellingRuleEntry& entry = reply.rules.emplace_back();
        entry.id = RuleId(rule->id());
        if (Status read_well = read_figure(*rule, entry.rule); !read_well) return read_well;
        read_scope(*rule, entry.rule);
        entry.rule.from_s = static_cast<std::uint32_t>(rule->from() / kSecondUs);
        entry.rule.until_s = static_cast<std::uint32_t>(rule->until() / kSecondUs);
        entry.rule.active = rule->active();
    }
    return Done{};
}

}  // namespace earmark::protocol
