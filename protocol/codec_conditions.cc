// Sourcing rules.
#include "protocol/codec_parts.h"

#include <string>
#include <vector>

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;
using WireWords = flatbuffers::Vector<Offset<flatbuffers::String>>;

Offset<WireWords> write_words(Builder& builder, const std::vector<std::string>& words) {
    return words.empty() ? Offset<WireWords>() : builder.CreateVectorOfStrings(words);
}

void read_words(const WireWords* written, std::vector<std::string>& words) {
    if (written == nullptr) return;
    words.reserve(written->size());
    for (const flatbuffers::String* word : *written)
        words.emplace_back(view(word));
}

template <typename Number, typename Id>
Offset<flatbuffers::Vector<Number>> write_ids(Builder& builder, const std::vector<Id>& ids) {
    if (ids.empty()) return {};
    std::vector<Number> numbers;
    numbers.reserve(ids.size());
    for (const Id id : ids)
        numbers.push_back(id.value());
    return builder.CreateVector(numbers);
}

template <typename Number, typename Id>
void read_ids(const flatbuffers::Vector<Number>* written, std::vector<Id>& ids) {
    if (written == nullptr) return;
    ids.reserve(written->size());
    for (const Number number : *written)
        ids.emplace_back(number);
}

Offset<wire::SourcingRule> write_sourcing_rule(
    Builder& builder, const SourcingRule& rule, SourcingRuleChange change
) {
    const auto name = write(builder, rule.name);
    const auto nodes = write_ids<std::uint32_t>(builder, rule.nodes);
    const auto groups = write_ids<std::uint16_t>(builder, rule.groups);
    const auto countries = write_words(builder, rule.countries);
    const auto prefixes = write_words(builder, rule.postal_prefixes);
    const auto classes = write_words(builder, rule.customer_classes);
    const auto attributes = write_words(builder, rule.attributes);
    const auto categories = write_words(builder, rule.categories);
    const auto skus = write_ids<std::uint32_t>(builder, rule.skus);
    wire::SourcingRuleBuilder message(builder);
    message.add_change(to_wire<wire::SourcingRuleChange>(change));
    message.add_name(name);
    message.add_effect(to_wire<wire::SourcingEffect>(rule.effect));
    message.add_nodes(nodes);
    message.add_groups(groups);
    message.add_from(rule.from);
    message.add_until(rule.until);
    message.add_countries(countries);
    message.add_postal_prefixes(prefixes);
    message.add_customer_classes(classes);
    message.add_methods(rule.methods);
    message.add_address(to_wire<wire::AddressKind>(rule.address));
    message.add_units_least(rule.units_least);
    message.add_units_most(rule.units_most);
    message.add_value_least(rule.value_least);
    message.add_value_most(rule.value_most);
    message.add_attributes(attributes);
    message.add_categories(categories);
    message.add_skus(skus);
    message.add_penalty(rule.penalty);
    message.add_shipments_most(rule.shipments_most);
    message.add_nodes_per_line_most(rule.nodes_per_line_most);
    return message.Finish();
}

Status read_sourcing_rule(const wire::SourcingRule& message, SourcingRule& rule) {
    if (!read_enum(message.effect(), rule.effect))
        return bad_enum("SourcingRule.effect", message.effect());
    if (!read_enum(message.address(), rule.address))
        return bad_enum("SourcingRule.address", message.address());
    rule.name = view(message.name());
    read_ids(message.nodes(), rule.nodes);
    read_ids(message.groups(), rule.groups);
    rule.from = message.from();
    rule.until = message.until();
    read_words(message.countries(), rule.countries);
    read_words(message.postal_prefixes(), rule.postal_prefixes);
    read_words(message.customer_classes(), rule.customer_classes);
    rule.methods = message.methods();
    rule.units_least = message.units_least();
    rule.units_most = message.units_most();
    rule.value_least = message.value_least();
    rule.value_most = message.value_most();
    read_words(message.attributes(), rule.attributes);
    read_words(message.categories(), rule.categories);
    read_ids(message.skus(), rule.skus);
    rule.penalty = message.penalty();
    rule.shipments_most = message.shipments_most();
    rule.nodes_per_line_most = message.nodes_per_line_most();
    return Done{};
}

}  // namespace

Offset<flatbuffers::Vector<Offset<wire::SourcingRule>>> write_sourcing_rules(
    Builder& builder, std::span<const SourcingRuleRow> rows
) {
    std::vector<Offset<wire::SourcingRule>> offsets;
    offsets.reserve(rows.size());
    for (const SourcingRuleRow& row : rows)
        offsets.push_back(write_sourcing_rule(builder, row.rule, row.change));
    return builder.CreateVector(offsets);
}

Status read_sourcing_rules(
    const flatbuffers::Vector<Offset<wire::SourcingRule>>* written,
    std::vector<SourcingRuleRow>& rows
) {
    rows.clear();
    if (written == nullptr) return Done{};
    rows.reserve(written->size());
    for (const wire::SourcingRule* message : *written) {
        SourcingRuleRow& row = rows.emplace_back();
        if (!read_enum(message->change(), row.change))
            return bad_enum("SourcingRule.change", message->change());
        if (Status read_well = read_sourcing_rule(*message, row.rule); !read_well) return read_well;
    }
    return Done{};
}

void encode_request(Builder& builder, std::span<const SourcingRuleRow> rows, const Note& note) {
    builder.Clear();
    const auto rules = write_sourcing_rules(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutSourcingRulesRequest(builder, rules, note_offset));
}

Status decode_request(Payload payload, std::vector<SourcingRuleRow>& rows, Note& note) {
    const auto* message = verified<wire::PutSourcingRulesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutSourcingRulesRequest>(payload);
    note = read(message->note());
    return read_sourcing_rules(message->rows(), rows);
}

void encode_request(Builder& builder, const ListSourcingRulesRequest& request) {
    builder.Clear();
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreateListSourcingRulesRequest(builder, after, request.limit));
}

Status decode_request(Payload payload, ListSourcingRulesRequest& request) {
    const auto* message = verified<wire::ListSourcingRulesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListSourcingRulesRequest>(payload);
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_reply(Builder& builder, const SourcingRulePage& reply) {
    builder.Clear();
    std::vector<Offset<wire::SourcingRule>> offsets;
    offsets.reserve(reply.rules.size());
    for (const SourcingRule& rule : reply.rules)
        offsets.push_back(write_sourcing_rule(builder, rule, SourcingRuleChange::put));
    const auto rules = builder.CreateVector(offsets);
    const auto next = write(builder, reply.next);
    builder.Finish(wire::CreateListSourcingRulesReply(builder, rules, next));
}

Status decode_reply(Payload payload, SourcingRulePage& reply) {
    const auto* message = verified<wire::ListSourcingRulesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListSourcingRulesReply>(payload);
    reply.rules.clear();
    reply.next = view(message->next());
    if (message->rules() == nullptr) return Done{};
    reply.rules.reserve(message->rules()->size());
    for (const wire::SourcingRule* written : *message->rules()) {
        Status read_well = read_sourcing_rule(*written, reply.rules.emplace_back());
        if (!read_well) return read_well;
    }
    return Done{};
}

}  // namespace earmark::protocol
