#include "engine/conditions/sourcing_desk.h"

#include "engine/base/decimal.h"
#include "engine/base/plain_text.h"
#include "engine/network/country_code.h"

#include <algorithm>
#include <memory>

namespace earmark {

namespace {

using BadRule = std::optional<JudgedRow>;

constexpr std::size_t kWordsMax = 256;  ///< In a list of a rule.
constexpr std::int64_t kUnitsOfOrderMax = std::int64_t{1} << 48U;
constexpr Micros kMoneyOfRuleMax = Micros{1'000'000'000} * 1'000'000;
constexpr std::uint8_t kMethodsOfRule =
    method_ship | method_pickup | method_ship_to_store | method_same_day;

JudgedRow bad_part(std::string_view what, const std::string& found, const std::string& expected) {
    return {RowVerdict::bad_value, found_expected(what, found, expected)};
}

BadRule bad_count(std::string_view what, std::size_t count) {
    if (count <= kWordsMax) return std::nullopt;
    return bad_part(
        what, std::to_string(count) + " in the list", "at most " + std::to_string(kWordsMax)
    );
}

BadRule bad_words(std::string_view what, const std::vector<std::string>& words) {
    if (auto bad = bad_count(what, words.size())) return bad;
    for (const std::string& word : words) {
        if (word.empty()) return bad_part(what, "an empty one", "text");
        if (!is_plain_text(word)) return bad_part(what, "other bytes", std::string(kPlainText));
        if (word.size() <= kTextBytesMax) continue;
        return bad_part(
            what, std::to_string(word.size()) + " bytes", "at most " + std::to_string(kTextBytesMax)
        );
    }
    return std::nullopt;
}

/// How a figure of a range is written.
using FigureText = std::string (*)(std::int64_t);

/// most: 0 = no limit.
BadRule bad_range(
    std::string_view what,
    std::int64_t least,
    std::int64_t most,
    std::int64_t limit,
    FigureText text_of
) {
    if (least < 0 || most < 0 || least > limit || most > limit) {
        return bad_part(
            what, text_of(least < 0 || least > limit ? least : most), "0 to " + text_of(limit)
        );
    }
    if (most == 0 || least <= most) return std::nullopt;
    return bad_part(
        what, "at least " + text_of(least), "at most what it ends with, " + text_of(most)
    );
}

template <typename Entry>
void make_set(std::vector<Entry>& entries) {
    std::ranges::sort(entries);
    const auto again = std::ranges::unique(entries);
    entries.erase(again.begin(), again.end());
}

void make_sets(SourcingRule& rule) {
    make_set(rule.nodes);
    make_set(rule.groups);
    make_set(rule.skus);
    for (auto* words :
         {&rule.countries,
          &rule.postal_prefixes,
          &rule.customer_classes,
          &rule.attributes,
          &rule.categories})
        make_set(*words);
}

BadRule bad_name(const std::string& name) {
    if (name.empty()) return JudgedRow{RowVerdict::name_missing, "rule is empty"};
    if (!is_plain_text(name)) return JudgedRow{RowVerdict::bad_value, found_no_text("rule")};
    if (name.size() <= kRuleNameBytesMax) return std::nullopt;
    return JudgedRow{
        RowVerdict::name_too_long,
        found_expected(
            "rule",
            std::to_string(name.size()) + " bytes",
            "at most " + std::to_string(kRuleNameBytesMax)
        )
    };
}

/// A number that only rules of one effect have.
struct RuleLimit {
    std::string_view name;
    SourcingEffect effect;
    std::uint32_t found;
    std::uint32_t most;
};

BadRule bad_limit(const SourcingRule& rule, const RuleLimit& limit) {
    const std::string found = std::to_string(limit.found);
    if (rule.effect != limit.effect) {
        if (limit.found == 0) return std::nullopt;
        std::string expected = "0: only ";
        expected += to_string(limit.effect);
        return bad_part(limit.name, found, expected + " has one");
    }
    if (limit.found > 0 && limit.found <= limit.most) return std::nullopt;
    return bad_part(limit.name, found, "1 to " + std::to_string(limit.most));
}

BadRule bad_limits(const SourcingRule& rule) {
    auto bad = bad_limit(
        rule,
        {"shipments_most", SourcingEffect::most_shipments, rule.shipments_most, kShipmentsOfRuleMax}
    );
    if (bad) return bad;
    return bad_limit(
        rule,
        {"nodes_per_line_most",
         SourcingEffect::most_nodes_per_line,
         rule.nodes_per_line_most,
         kNodesPerLineOfRuleMax}
    );
}

BadRule bad_effect(const SourcingRule& rule) {
    if (rule.effect > SourcingEffect::ship_complete) {
        return bad_part(
            "effect",
            "an unknown one",
            "exclude, only, prefer, most_shipments, keep_whole, most_nodes_per_line or "
            "ship_complete"
        );
    }
    if (auto bad = bad_limits(rule)) return bad;
    if (rule.effect != SourcingEffect::prefer) {
        if (rule.penalty == 0) return std::nullopt;
        return bad_part("penalty", format_money(rule.penalty), "0: only prefer has one");
    }
    if (rule.penalty <= 0 || rule.penalty > kMoneyOfRuleMax) {
        return bad_part(
            "penalty",
            format_money(rule.penalty),
            "what a shipment from another node costs, above 0, up to " +
                format_money(kMoneyOfRuleMax)
        );
    }
    if (rule.is_of_whole_orders()) return std::nullopt;
    return bad_part(
        "effect",
        "prefer, and conditions on items",
        "conditions on orders alone: a shipment carries items that meet them and others"
    );
}

BadRule bad_dates(const SourcingRule& rule) {
    if (rule.from == kNoDay || rule.until == kNoDay || rule.from <= rule.until) return std::nullopt;
    return bad_part("until", format_day(rule.until), "from or after, " + format_day(rule.from));
}

std::string in_quotes(std::string_view text) {
    std::string all = "'";
    all += text;
    all += "'";
    return all;
}

}  // namespace

SourcingDesk::Bad SourcingDesk::bad_nodes(const SourcingRule& rule) const {
    if (auto bad = bad_count("nodes", rule.nodes.size())) return bad;
    if (auto bad = bad_count("groups", rule.groups.size())) return bad;
    if (limits_orders(rule.effect)) {
        if (rule.nodes.empty() && rule.groups.empty()) return std::nullopt;
        return bad_part("nodes", "some, or groups", "none: the rule is about whole orders");
    }
    if (rule.nodes.empty() && rule.groups.empty())
        return bad_part("nodes", "none, and no groups", "the nodes or groups that it is about");
    for (const NodeId node : rule.nodes) {
        if (reference_.nodes->find(node) != nullptr) continue;
        return JudgedRow{RowVerdict::unknown_node, "node handle " + std::to_string(node.value())};
    }
    for (const GroupId group : rule.groups) {
        if (reference_.groups->find(group) != nullptr) continue;
        return JudgedRow{
            RowVerdict::unknown_group, "group handle " + std::to_string(group.value())
        };
    }
    return std::nullopt;
}

/// Codes of two letters are known, and what nodes write.
SourcingDesk::Bad SourcingDesk::bad_country(std::string_view country) const {
    if (is_country_code(country)) return std::nullopt;
    const auto& nodes = reference_.nodes->nodes;
    const bool is_of_node = std::ranges::any_of(nodes, [&](const auto& node) {
        return node != nullptr && node->country == country;
    });
    if (is_of_node) return std::nullopt;
    return bad_part(
        "country", in_quotes(country), "a code of two capital letters, or as some node writes it"
    );
}

SourcingDesk::Bad SourcingDesk::bad_order(const SourcingRule& rule) const {
    if (auto bad = bad_words("country", rule.countries)) return bad;
    for (const std::string& country : rule.countries)
        if (auto bad = bad_country(country)) return bad;
    if (auto bad = bad_words("postal_prefix", rule.postal_prefixes)) return bad;
    if (auto bad = bad_words("customer_class", rule.customer_classes)) return bad;
    if ((rule.methods & ~kMethodsOfRule) != 0) {
        return bad_part(
            "method",
            std::to_string(rule.methods),
            "ship, pickup, ship_to_store and same_day: 1, 2, 4 and 8"
        );
    }
    if (rule.address > AddressKind::business)
        return bad_part("residential", "an unknown one", "yes, no or neither");
    const FigureText whole = [](std::int64_t figure) { return std::to_string(figure); };
    if (auto bad = bad_range("units", rule.units_least, rule.units_most, kUnitsOfOrderMax, whole))
        return bad;
    return bad_range("value", rule.value_least, rule.value_most, kMoneyOfRuleMax, format_money);
}

SourcingDesk::Bad SourcingDesk::bad_items(const SourcingRule& rule) const {
    if (auto bad = bad_words("attributes", rule.attributes)) return bad;
    for (const std::string& word : rule.attributes) {
        if (!state_.items.tags().find(word))
            return bad_part("attributes", in_quotes(word), "an attribute that some item has");
    }
    if (auto bad = bad_words("category", rule.categories)) return bad;
    for (const std::string& category : rule.categories) {
        if (!state_.items.categories().find(category))
            return bad_part("category", in_quotes(category), "a category that some item has");
    }
    if (auto bad = bad_count("sku", rule.skus.size())) return bad;
    for (const SkuId sku : rule.skus) {
        if (state_.items.find_slot(sku) == nullptr) {
            return JudgedRow{
                RowVerdict::unknown_item, "item handle " + std::to_string(sku.value())
            };
        }
    }
    return std::nullopt;
}

JudgedRow SourcingDesk::put(SourcingRule& rule) {
    make_sets(rule);
    if (auto bad = bad_effect(rule)) return *std::move(bad);
    if (auto bad = bad_nodes(rule)) return *std::move(bad);
    if (auto bad = bad_dates(rule)) return *std::move(bad);
    if (auto bad = bad_order(rule)) return *std::move(bad);
    if (auto bad = bad_items(rule)) return *std::move(bad);
    const auto known = book_.rules.find(rule.name);
    if (known != book_.rules.end() && known->second == rule) return {RowVerdict::unchanged, {}};
    if (known == book_.rules.end() && book_.rules.size() >= kSourcingRulesMax) {
        return {
            RowVerdict::over_budget,
            "the limit of " + std::to_string(kSourcingRulesMax) + " sourcing rules is reached"
        };
    }
    book_.rules.insert_or_assign(rule.name, rule);
    return {};
}

JudgedRow SourcingDesk::judge(SourcingRuleRow& row) {
    if (auto bad = bad_name(row.rule.name)) return *std::move(bad);
    if (!seen_.insert(row.rule.name).second) {
        return {
            RowVerdict::repeated_row,
            found_expected("rule", in_quotes(row.rule.name) + " twice", "each name once")
        };
    }
    if (row.change == SourcingRuleChange::put) return put(row.rule);
    if (book_.rules.erase(row.rule.name) > 0) return {};
    return bad_part("rule", in_quotes(row.rule.name), "one that is there");
}

/// How the rule, and others like it, exclude all nodes there are, for good, from whatever is
/// ordered; empty if a node is left.
std::string SourcingDesk::stop_of_all(const SourcingRule& rule) const {
    const auto stops_for_good = [](const SourcingRule& each) {
        return each.effect == SourcingEffect::exclude && each.until == kNoDay &&
               each.has_conditions_of(SourcingRule());
    };
    if (!stops_for_good(rule)) return {};
    const SourcingIndex::Entry* own = nullptr;
    std::vector<const SourcingIndex::Entry*> others;
    for (const SourcingIndex::Entry& entry : index_->entries()) {
        if (entry.rule->name == rule.name) {
            own = &entry;
        } else if (stops_for_good(*entry.rule)) {
            others.push_back(&entry);
        }
    }
    std::set<std::string_view> helpers;
    const std::size_t nodes = reference_.nodes->nodes.size();
    for (std::uint32_t node = 1; node <= nodes; ++node) {
        if (own->names(NodeId(node))) continue;
        const auto helper = std::ranges::find_if(others, [&](const SourcingIndex::Entry* entry) {
            return entry->names(NodeId(node));
        });
        if (helper == others.end()) return {};
        helpers.insert((*helper)->rule->name);
    }
    std::string found = in_quotes(rule.name);
    for (const std::string_view name : helpers)
        found += " and " + in_quotes(name);
    return found + (helpers.empty() ? " keeps" : " keep") + " every node from every order";
}

std::optional<JudgedRow> SourcingDesk::find_contradiction(const SourcingRule& rule) {
    if (index_ == nullptr) {
        index_ =
            SourcingIndex::of(nullptr, std::make_shared<SourcingBook>(book_), reference_.groups);
    }
    if (index_ == nullptr) return std::nullopt;
    if (const std::string stop = stop_of_all(rule); !stop.empty())
        return bad_part("rule", stop, "conditions, a last day, or a node left");
    const SourcingConflict conflict = find_conflict(*index_, rule, today_);
    if (conflict.rule == nullptr) return std::nullopt;
    if (conflict.other == nullptr) {
        return bad_part(
            "rule", in_quotes(rule.name) + " leaves no node", "groups that have members"
        );
    }
    std::string found = in_quotes(rule.name) + " and " + in_quotes(conflict.other->name) +
                        " leave no node to what meets both";
    if (conflict.day > today_) found += " from " + format_day(conflict.day);
    const bool are_alike = rule.has_conditions_of(*conflict.other);
    return bad_part(
        are_alike ? "rules of the same conditions" : "rules that one order may meet",
        found,
        "a node that both let ship"
    );
}

}  // namespace earmark
