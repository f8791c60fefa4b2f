#include "engine/conditions/sourcing_book.h"

#include "engine/network/reference_data.h"

#include <algorithm>

namespace earmark {

namespace {

void add_bit(std::vector<std::uint64_t>& bits, NodeId node) {
    const std::size_t word = node.value() / 64;
    if (bits.size() <= word) bits.resize(word + 1);
    bits[word] |= std::uint64_t{1} << (node.value() % 64);
}

/// The nodes that are left of `left` beside the rule.
void leave_nodes(std::vector<std::uint64_t>& left, const SourcingIndex::Entry& entry) {
    for (std::size_t word = 0; word < left.size(); ++word) {
        const std::uint64_t bits = word < entry.node_bits.size() ? entry.node_bits[word] : 0;
        left[word] &= entry.rule->effect == SourcingEffect::only ? bits : ~bits;
    }
}

bool has_none(const std::vector<std::uint64_t>& bits) {
    return std::ranges::all_of(bits, [](std::uint64_t word) { return word == 0; });
}

/// The nodes that `only` rules among the entries leave, less those that others exclude; the entry
/// that took the last one, null if some are left.
const SourcingIndex::Entry* takes_last(const std::vector<const SourcingIndex::Entry*>& entries) {
    const auto is_only = [](const auto* entry) {
        return entry->rule->effect == SourcingEffect::only;
    };
    const auto first = std::ranges::find_if(entries, is_only);
    if (first == entries.end()) return nullptr;
    std::vector<std::uint64_t> left = (*first)->node_bits;
    if (has_none(left)) return *first;
    for (const SourcingIndex::Entry* entry : entries) {
        leave_nodes(left, *entry);
        if (has_none(left)) return entry;
    }
    return nullptr;
}

}  // namespace

bool SourcingRule::has_conditions_of(const SourcingRule& other) const {
    return countries == other.countries && postal_prefixes == other.postal_prefixes &&
           customer_classes == other.customer_classes && methods == other.methods &&
           address == other.address && units_least == other.units_least &&
           units_most == other.units_most && value_least == other.value_least &&
           value_most == other.value_most && attributes == other.attributes &&
           categories == other.categories && skus == other.skus;
}

std::shared_ptr<const SourcingIndex> SourcingIndex::of(
    const std::shared_ptr<const SourcingIndex>& before,
    const std::shared_ptr<const SourcingBook>& book,
    const std::shared_ptr<const GroupTable>& groups
) {
    if (before != nullptr && before->book_ == book && before->groups_ == groups) return before;
    if (book->rules.empty()) return nullptr;
    auto made = std::make_shared<SourcingIndex>();
    made->book_ = book;
    made->groups_ = groups;
    made->entries_.reserve(book->rules.size());
    for (const auto& [name, rule] : book->rules) {
        Entry& entry = made->entries_.emplace_back();
        entry.rule = &rule;
        for (const NodeId node : rule.nodes)
            add_bit(entry.node_bits, node);
        for (const GroupId id : rule.groups) {
            const Group* group = groups->find(id);
            if (group == nullptr) continue;
            for (const GroupMember& member : group->members)
                add_bit(entry.node_bits, member.node);
        }
    }
    return made;
}

SourcingConflict find_conflict(const SourcingIndex& index, const SourcingRule& rule) {
    if (!keeps_nodes(rule.effect)) return {};
    std::vector<const SourcingIndex::Entry*> alike;
    std::vector<Day> days{rule.from};
    for (const SourcingIndex::Entry& entry : index.entries()) {
        const SourcingRule& other = *entry.rule;
        if (!keeps_nodes(other.effect) || !other.has_conditions_of(rule)) continue;
        alike.push_back(&entry);
        // Where it has begun by then, nothing changes before another one begins.
        if (rule.is_in_effect(other.from)) days.push_back(other.from);
    }
    std::vector<const SourcingIndex::Entry*> live;
    for (const Day day : days) {
        live.clear();
        std::ranges::copy_if(alike, std::back_inserter(live), [&](const auto* entry) {
            return entry->rule->is_in_effect(day);
        });
        const SourcingIndex::Entry* last = takes_last(live);
        if (last == nullptr) continue;
        if (last->rule->name != rule.name) return {&rule, last->rule, day};
        // Name one of those that it clashes with.
        const auto other = std::ranges::find_if(live, [&](const auto* entry) {
            return entry->rule->name != rule.name && (entry->rule->effect == SourcingEffect::only ||
                                                      rule.effect == SourcingEffect::only);
        });
        return {&rule, other == live.end() ? nullptr : (*other)->rule, day};
    }
    return {};
}

std::string_view to_string(SourcingEffect effect) {
    switch (effect) {
        case SourcingEffect::exclude:
            return "exclude";
        case SourcingEffect::only:
            return "only";
        case SourcingEffect::prefer:
            return "prefer";
        case SourcingEffect::most_shipments:
            return "most_shipments";
        case SourcingEffect::keep_whole:
            return "keep_whole";
        case SourcingEffect::most_nodes_per_line:
            return "most_nodes_per_line";
        case SourcingEffect::ship_complete:
            return "ship_complete";
    }
    return "unknown";
}

std::string_view to_string(AddressKind kind) {
    switch (kind) {
        case AddressKind::any:
            return "any";
        case AddressKind::residential:
            return "residential";
        case AddressKind::business:
            return "business";
    }
    return "unknown";
}

}  // namespace earmark
