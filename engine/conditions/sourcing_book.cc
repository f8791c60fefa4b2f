#include "engine/conditions/sourcing_book.h"

#include "engine/network/reference_data.h"

#include <algorithm>
#include <set>

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

/// Whether the rule holds for all that meets `narrow`, an `only`. An exclusion of more than that
/// which ends is a stop that may be meant.
bool binds(const SourcingRule& rule, const SourcingRule& narrow) {
    if (!keeps_nodes(rule.effect) || !rule.covers(narrow)) return false;
    return rule.effect == SourcingEffect::only || rule.until == kNoDay || narrow.covers(rule);
}

/// Of entries that bind `narrow`: the one that takes the last of its nodes on that day; null if
/// some are left.
const SourcingIndex::Entry* takes_last(
    const SourcingIndex::Entry& narrow,
    const std::vector<const SourcingIndex::Entry*>& binding,
    Day day
) {
    std::vector<std::uint64_t> left = narrow.node_bits;
    if (has_none(left)) return &narrow;
    for (const SourcingIndex::Entry* entry : binding) {
        if (!entry->rule->is_in_effect(day)) continue;
        leave_nodes(left, *entry);
        if (has_none(left)) return entry;
    }
    return nullptr;
}

bool takes_some(const SourcingIndex::Entry& entry, const SourcingIndex::Entry& narrow) {
    std::vector<std::uint64_t> left = narrow.node_bits;
    leave_nodes(left, entry);
    return left != narrow.node_bits;
}

/// Whether every order that meets a list of entries meets the other; empty = any.
template <typename Entry>
bool covers_list(const std::vector<Entry>& wide, const std::vector<Entry>& narrow) {
    return wide.empty() || (!narrow.empty() && std::ranges::includes(wide, narrow));
}

/// most: 0 = no limit.
bool covers_range(
    std::int64_t wide_least,
    std::int64_t wide_most,
    std::int64_t narrow_least,
    std::int64_t narrow_most
) {
    return wide_least <= narrow_least &&
           (wide_most == 0 || (narrow_most != 0 && narrow_most <= wide_most));
}

/// The conflict in which the own rule has a part and that leaves no node to what meets `narrow`.
SourcingConflict find_conflict(
    const SourcingIndex& index, const SourcingIndex::Entry& own, const SourcingIndex::Entry& narrow
) {
    std::vector<const SourcingIndex::Entry*> binding;
    // Where all have begun by then, nothing changes before another one begins.
    std::set<Day> days;
    for (const SourcingIndex::Entry& entry : index.entries()) {
        if (!binds(*entry.rule, *narrow.rule)) continue;
        binding.push_back(&entry);
        days.insert(std::max(entry.rule->from, own.rule->from));
    }
    for (const Day day : days) {
        if (!own.rule->is_in_effect(day) || !narrow.rule->is_in_effect(day)) continue;
        const SourcingIndex::Entry* last = takes_last(narrow, binding, day);
        if (last == nullptr) continue;
        if (&own != &narrow) return {own.rule, narrow.rule, day};
        return {own.rule, last == &own ? nullptr : last->rule, day};
    }
    return {};
}

}  // namespace

bool SourcingRule::covers(const SourcingRule& other) const {
    return covers_list(countries, other.countries) &&
           covers_list(postal_prefixes, other.postal_prefixes) &&
           covers_list(customer_classes, other.customer_classes) &&
           (methods == 0 || (other.methods != 0 && (other.methods & ~methods) == 0)) &&
           (address == AddressKind::any || address == other.address) &&
           covers_range(units_least, units_most, other.units_least, other.units_most) &&
           covers_range(value_least, value_most, other.value_least, other.value_most) &&
           covers_list(attributes, other.attributes) && covers_list(categories, other.categories) &&
           covers_list(skus, other.skus);
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
    const auto own = std::ranges::find_if(index.entries(), [&](const auto& entry) {
        return entry.rule->name == rule.name;
    });
    for (const SourcingIndex::Entry& entry : index.entries()) {
        if (entry.rule->effect != SourcingEffect::only || !binds(rule, *entry.rule)) continue;
        if (&entry != &*own && !takes_some(*own, entry)) continue;
        const SourcingConflict conflict = find_conflict(index, *own, entry);
        if (conflict.rule != nullptr) return conflict;
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
