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

/// Of rising lists of which one entry is enough, and an empty one holds for all.
template <typename T>
bool covers_list(const std::vector<T>& list, const std::vector<T>& other) {
    return list.empty() || (!other.empty() && std::ranges::includes(list, other));
}

bool covers_prefixes(const std::vector<std::string>& list, const std::vector<std::string>& other) {
    if (list.empty()) return true;
    return !other.empty() && std::ranges::all_of(other, [&](const std::string& longer) {
        return std::ranges::any_of(list, [&](const std::string& prefix) {
            return longer.starts_with(prefix);
        });
    });
}

/// Of amounts of which 0 is no limit.
bool covers_amounts(
    std::int64_t least, std::int64_t most, std::int64_t other_least, std::int64_t other_most
) {
    return least <= other_least && (most == 0 || (other_most != 0 && other_most <= most));
}

bool share_a_node(const SourcingIndex::Entry& left, const SourcingIndex::Entry& right) {
    const std::size_t words = std::min(left.node_bits.size(), right.node_bits.size());
    for (std::size_t word = 0; word < words; ++word)
        if ((left.node_bits[word] & right.node_bits[word]) != 0) return true;
    return false;
}

bool has_ended(const SourcingRule& rule, Day today) {
    return rule.until != kNoDay && rule.until < today;
}

/// The first day from today on, on which it is in effect.
Day first_day(const SourcingRule& rule, Day today) {
    return std::max(rule.from, today);
}

/// Of `only` rules of which one is about a part of what the other is about: one that shares no node
/// with the named one while both are in effect. To exclude the nodes of an `only` rule from a part
/// is how that part is kept from being sourced, and no conflict.
SourcingConflict find_covering_conflict(
    const SourcingIndex& index, const SourcingRule& rule, Day today
) {
    if (rule.effect != SourcingEffect::only) return {};
    const auto own = std::ranges::find_if(index.entries(), [&](const auto& entry) {
        return entry.rule->name == rule.name;
    });
    for (const SourcingIndex::Entry& entry : index.entries()) {
        const SourcingRule& other = *entry.rule;
        if (other.effect != SourcingEffect::only || other.name == rule.name) continue;
        const Day day = std::max(first_day(rule, today), first_day(other, today));
        if (!rule.is_in_effect(day) || !other.is_in_effect(day) || share_a_node(*own, entry))
            continue;
        if (other.covers(rule) || rule.covers(other)) return {&rule, &other, day};
    }
    return {};
}

}  // namespace

bool SourcingRule::covers(const SourcingRule& other) const {
    return covers_list(countries, other.countries) &&
           covers_prefixes(postal_prefixes, other.postal_prefixes) &&
           covers_list(customer_classes, other.customer_classes) &&
           (methods == 0 || (other.methods != 0 && (other.methods & ~methods) == 0)) &&
           (address == AddressKind::any || address == other.address) &&
           covers_amounts(units_least, units_most, other.units_least, other.units_most) &&
           covers_amounts(value_least, value_most, other.value_least, other.value_most) &&
           covers_list(attributes, other.attributes) && covers_list(categories, other.categories) &&
           covers_list(skus, other.skus);
}

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

SourcingConflict find_conflict(const SourcingIndex& index, const SourcingRule& rule, Day today) {
    if (!keeps_nodes(rule.effect) || has_ended(rule, today)) return {};
    std::vector<const SourcingIndex::Entry*> alike;
    std::vector<Day> days{first_day(rule, today)};
    for (const SourcingIndex::Entry& entry : index.entries()) {
        const SourcingRule& other = *entry.rule;
        if (!keeps_nodes(other.effect) || has_ended(other, today)) continue;
        if (!other.has_conditions_of(rule)) continue;
        alike.push_back(&entry);
        // Where it has begun by then, nothing changes before another one begins.
        const Day begins = first_day(other, today);
        if (rule.is_in_effect(begins)) days.push_back(begins);
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
    return find_covering_conflict(index, rule, today);
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
