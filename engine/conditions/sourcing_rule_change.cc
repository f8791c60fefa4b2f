#include "engine/conditions/sourcing_rule_change.h"

#include <algorithm>

namespace earmark {

namespace {

Error bad_sourcing_rule() {
    return {ErrorCode::corrupt_record, "record of sourcing rules breaks the format"};
}

template <typename Id>
void put_ids(ByteWriter& out, const std::vector<Id>& ids) {
    out.put_varint(static_cast<std::int64_t>(ids.size()));
    for (const Id id : ids)
        out.put_varint(std::int64_t{id.value()});
}

template <typename Id, typename Number>
void get_ids(ByteReader& in, std::vector<Id>& ids) {
    for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left)
        ids.emplace_back(static_cast<Number>(in.get_varint()));
}

void put_words(ByteWriter& out, const std::vector<std::string>& words) {
    out.put_varint(static_cast<std::int64_t>(words.size()));
    for (const std::string& word : words)
        out.put_text(word);
}

void get_words(ByteReader& in, std::vector<std::string>& words) {
    for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left)
        words.emplace_back(in.get_text());
}

bool get_sourcing_rule(ByteReader& in, SourcingRule& rule) {
    rule = {};
    rule.name = in.get_text();
    rule.effect = in.get<SourcingEffect>();
    get_ids<NodeId, std::uint32_t>(in, rule.nodes);
    get_ids<GroupId, std::uint16_t>(in, rule.groups);
    rule.from = in.get<Day>();
    rule.until = in.get<Day>();
    get_words(in, rule.countries);
    get_words(in, rule.postal_prefixes);
    get_words(in, rule.customer_classes);
    rule.methods = in.get<std::uint8_t>();
    rule.address = in.get<AddressKind>();
    rule.units_least = in.get_varint();
    rule.units_most = in.get_varint();
    rule.value_least = in.get_varint();
    rule.value_most = in.get_varint();
    get_words(in, rule.attributes);
    get_words(in, rule.categories);
    get_ids<SkuId, std::uint32_t>(in, rule.skus);
    rule.penalty = in.get_varint();
    if (rule.effect == SourcingEffect::most_shipments)
        rule.shipments_most = static_cast<std::uint32_t>(in.get_varint());
    if (rule.effect == SourcingEffect::most_nodes_per_line)
        rule.nodes_per_line_most = static_cast<std::uint32_t>(in.get_varint());
    return !in.failed() && rule.effect <= SourcingEffect::ship_complete &&
           rule.address <= AddressKind::business && !rule.name.empty();
}

bool get_sourcing_row(ByteReader& in, SourcingRuleRow& row) {
    row.change = in.get<SourcingRuleChange>();
    if (row.change == SourcingRuleChange::put) return get_sourcing_rule(in, row.rule);
    row.rule = {};
    row.rule.name = in.get_text();
    return !in.failed() && row.change == SourcingRuleChange::remove;
}

}  // namespace

void put_sourcing_rule(ByteWriter& out, const SourcingRule& rule) {
    out.put_text(rule.name);
    out.put(rule.effect);
    put_ids(out, rule.nodes);
    put_ids(out, rule.groups);
    out.put_all(rule.from, rule.until);
    put_words(out, rule.countries);
    put_words(out, rule.postal_prefixes);
    put_words(out, rule.customer_classes);
    out.put_all(rule.methods, rule.address);
    out.put_varint(rule.units_least);
    out.put_varint(rule.units_most);
    out.put_varint(rule.value_least);
    out.put_varint(rule.value_most);
    put_words(out, rule.attributes);
    put_words(out, rule.categories);
    put_ids(out, rule.skus);
    out.put_varint(rule.penalty);
    // What older rules do not have follows what they have, for the effects that came with it.
    if (rule.effect == SourcingEffect::most_shipments) out.put_varint(rule.shipments_most);
    if (rule.effect == SourcingEffect::most_nodes_per_line)
        out.put_varint(rule.nodes_per_line_most);
}

void put_sourcing_rows(ByteWriter& out, std::span<const SourcingRuleRow> rows) {
    out.put(static_cast<std::uint32_t>(rows.size()));
    for (const SourcingRuleRow& row : rows) {
        out.put(row.change);
        if (row.change == SourcingRuleChange::put) {
            put_sourcing_rule(out, row.rule);
        } else {
            out.put_text(row.rule.name);
        }
    }
}

Status apply_sourcing_rows(EngineState& state, Lsn lsn, ByteReader& in) {
    Status status = Done{};
    if (state.reference.current().sourcing->lsn >= lsn) return status;
    state.reference.change([&](ReferenceData& draft) {
        auto book = std::make_shared<SourcingBook>(*draft.sourcing);
        const auto count = in.get<std::uint32_t>();
        SourcingRuleRow row;
        for (std::uint32_t index = 0; index < count && status; ++index) {
            if (!get_sourcing_row(in, row)) {
                status = bad_sourcing_rule();
            } else if (row.change == SourcingRuleChange::put) {
                book->rules.insert_or_assign(row.rule.name, row.rule);
            } else {
                book->rules.erase(row.rule.name);
            }
        }
        book->lsn = lsn;
        if (status) draft.sourcing = std::move(book);
    });
    return status;
}

void put_sourcing_entry(ByteWriter& out, Lsn lsn, const SourcingRule& rule) {
    out.put(lsn);
    put_sourcing_rule(out, rule);
}

Status apply_sourcing_entries(EngineState& state, ByteReader& in) {
    Status status = Done{};
    state.reference.change([&](ReferenceData& draft) {
        auto book = std::make_shared<SourcingBook>(*draft.sourcing);
        SourcingRule rule;
        while (!in.at_end() && status) {
            book->lsn = std::max(book->lsn, in.get<Lsn>());
            if (get_sourcing_rule(in, rule)) {
                book->rules.insert_or_assign(rule.name, rule);
            } else {
                status = bad_sourcing_rule();
            }
        }
        if (status) draft.sourcing = std::move(book);
    });
    return status;
}

std::string describe_sourcing_rows(ByteReader& in) {
    const auto count = in.get<std::uint32_t>();
    std::string text = "sourcing rules, " + std::to_string(count) + ":";
    SourcingRuleRow row;
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        if (!get_sourcing_row(in, row)) return text + " broken";
        text += index == 0 ? " " : ", ";
        text += row.rule.name;
        if (row.change == SourcingRuleChange::remove) text += " gone";
    }
    return text;
}

}  // namespace earmark
