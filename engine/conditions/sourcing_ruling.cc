#include "engine/conditions/sourcing_ruling.h"

#include "engine/base/wide.h"
#include "engine/engine_state.h"
#include "engine/network/place_list.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <optional>
#include <string>

namespace earmark {

namespace {

constexpr std::size_t kLinesPerWord = 64;

bool names_text(const std::vector<std::string>& texts, std::string_view text) {
    return texts.empty() || std::ranges::find(texts, text) != texts.end();
}

bool is_within(std::int64_t amount, std::int64_t least, std::int64_t most) {
    return amount >= least && (most == 0 || amount <= most);
}

/// What a rule says of items, in the numbers of their facts.
class ItemCondition {
  public:
    ItemCondition(const EngineState& state, const SourcingRule& rule) : state_(state), rule_(rule) {
        for (const std::string& word : rule.attributes) {
            if (const auto tag = state.items.tags().find(word)) tags_ |= std::uint64_t{1} << *tag;
        }
        categories_.reserve(rule.categories.size());
        for (const std::string& name : rule.categories) {
            if (const auto category = state.items.categories().find(name))
                categories_.push_back(*category);
        }
    }

    /// Of a kit its own item or any of its parts may meet each of the conditions; of lines that
    /// travel together one has to meet all of them.
    bool holds_for(const PlanLine& line) const {
        if (line.set == 0) return holds_for_one(line);
        return std::ranges::any_of(line.parts, [&](const KitPart& part) {
            return holds_for_one({.sku = part.sku});
        });
    }

  private:
    bool holds_for_one(const PlanLine& line) const {
        return meets(
                   line,
                   [&](SkuId sku) {
                       return rule_.attributes.empty() ||
                              (state_.items.facts(sku).tags & tags_) != 0;
                   }
               ) &&
               meets(
                   line,
                   [&](SkuId sku) {
                       return rule_.categories.empty() ||
                              std::ranges::find(categories_, state_.items.facts(sku).category) !=
                                  categories_.end();
                   }
               ) &&
               meets(line, [&](SkuId sku) {
                   return rule_.skus.empty() || std::ranges::binary_search(rule_.skus, sku);
               });
    }

    template <typename Holds>
    static bool meets(const PlanLine& line, const Holds& holds) {
        return holds(line.sku) || (!line.kit.is_none() && holds(line.kit)) ||
               std::ranges::any_of(line.parts, [&](const KitPart& part) {
                   return holds(part.sku);
               });
    }

    const EngineState& state_;
    const SourcingRule& rule_;
    std::uint64_t tags_ = 0;
    std::vector<std::uint32_t> categories_;
};

}  // namespace

/// What all lines of an order come to, summed once it is asked for. Fractions of a unit and of a
/// micro do not count.
class SourcingRuling::OrderSums {
  public:
    OrderSums(
        const EngineState& state,
        std::span<const OrderLine> lines,
        std::span<const StayingUnits> staying
    )
        : state_(state), lines_(lines), staying_(staying) {}

    std::int64_t units() { return sums().units; }
    std::int64_t value() { return sums().value; }

  private:
    struct Sums {
        std::int64_t units = 0;
        std::int64_t value = 0;
    };

    const Sums& sums() {
        if (sums_) return *sums_;
        constexpr Wide kMost = std::int64_t{1} << 62U;
        constexpr Wide kMillion = 1'000'000;  // Quantities have up to six decimals.
        Wide millionths = 0;
        Wide value = 0;
        const auto add = [&](SkuId sku, Units units) {
            if (state_.items.find_slot(sku) == nullptr) return;
            const ItemFacts facts = state_.items.facts(sku);
            Wide quantity = units;
            for (std::uint8_t scale = facts.scale; scale < kQuantityScaleMax; ++scale)
                quantity *= 10;
            millionths += quantity;
            value += quantity * facts.value_micros / kMillion;
        };
        for (const OrderLine& line : lines_)
            add(line.sku, line.quantity);
        for (const StayingUnits& each : staying_)
            add(each.sku, each.units);
        sums_ = Sums{
            static_cast<std::int64_t>(std::min(millionths / kMillion, kMost)),
            static_cast<std::int64_t>(std::min(value, kMost))
        };
        return *sums_;
    }

    const EngineState& state_;
    std::span<const OrderLine> lines_;
    std::span<const StayingUnits> staying_;
    std::optional<Sums> sums_;
};

bool SourcingRuling::meets_order(
    const SourcingRule& rule, const SourceRequest& request, OrderSums& sums
) const {
    const ShipTo& address = request.ship_to;
    if (!names_text(rule.countries, address.country)) return false;
    if (!names_text(rule.customer_classes, request.customer_class)) return false;
    if (rule.methods != 0 && (rule.methods & request.method) == 0) return false;
    if (rule.address != AddressKind::any &&
        request.residential != (rule.address == AddressKind::residential))
        return false;
    const auto fits = [&](const std::string& prefix) {
        return address.postal_code.starts_with(prefix);
    };
    if (!rule.postal_prefixes.empty() && std::ranges::none_of(rule.postal_prefixes, fits))
        return false;
    if ((rule.units_least != 0 || rule.units_most != 0) &&
        !is_within(sums.units(), rule.units_least, rule.units_most))
        return false;
    return (rule.value_least == 0 && rule.value_most == 0) ||
           is_within(sums.value(), rule.value_least, rule.value_most);
}

void SourcingRuling::add(
    const EngineState& state,
    const SourcingIndex::Entry& entry,
    std::span<const PlanLine> lines,
    std::span<const StayingUnits> staying
) {
    const std::size_t first = line_bits_.size();
    line_bits_.resize(first + (lines.size() + kLinesPerWord - 1) / kLinesPerWord);
    const ItemCondition condition(state, *entry.rule);
    bool is_met = false;
    for (std::size_t line = 0; line < lines.size(); ++line) {
        if (!lines[line].is_known) continue;
        if (!entry.rule->is_of_whole_orders() && !condition.holds_for(lines[line])) continue;
        line_bits_[first + line / kLinesPerWord] |= std::uint64_t{1} << (line % kLinesPerWord);
        is_met = true;
    }
    if (!is_met && limits_orders(entry.rule->effect)) {
        is_met = std::ranges::any_of(staying, [&](const StayingUnits& each) {
            return condition.holds_for({.sku = each.sku, .kit = each.kit});
        });
    }
    if (!is_met) return;
    if (limits_orders(entry.rule->effect)) return limit(*entry.rule);
    met_.push_back({&entry, first});
    const bool is_soft = entry.rule->effect == SourcingEffect::prefer;
    has_penalties_ = has_penalties_ || is_soft;
    has_exclusions_ = has_exclusions_ || !is_soft;
}

void SourcingRuling::limit(const SourcingRule& rule) {
    const auto take_if_less = [&](const SourcingRule*& least, auto most) {
        if (least == nullptr || rule.*most < least->*most) least = &rule;
    };
    if (rule.effect == SourcingEffect::most_shipments) {
        take_if_less(fewest_, &SourcingRule::shipments_most);
    } else if (rule.effect == SourcingEffect::most_nodes_per_line) {
        take_if_less(fewest_nodes_, &SourcingRule::nodes_per_line_most);
    } else if (rule.effect == SourcingEffect::keep_whole) {
        if (whole_ == nullptr) whole_ = &rule;
    } else if (complete_ == nullptr) {
        complete_ = &rule;
    }
}

void SourcingRuling::start(
    const EngineState& state,
    const SourcingIndex& index,
    const SourceRequest& request,
    std::span<const PlanLine> lines,
    std::span<const StayingUnits> staying,
    Day today
) {
    clear();
    line_bits_.clear();
    OrderSums sums(state, request.lines, staying);
    for (const SourcingIndex::Entry& entry : index.entries()) {
        if (entry.rule->is_in_effect(today) && meets_order(*entry.rule, request, sums))
            add(state, entry, lines, staying);
    }
}

const SourcingRule* SourcingRuling::excluding(std::size_t line, NodeId node) const {
    for (const Met& met : met_) {
        const std::uint64_t word = line_bits_[met.first_word + line / kLinesPerWord];
        if (((word >> (line % kLinesPerWord)) & 1U) != 0 && met.entry->rules_out(node))
            return met.entry->rule;
    }
    return nullptr;
}

const SourcingRule* SourcingRuling::noted(NodeId node) const {
    const auto found =
        std::ranges::find(found_, node, &std::pair<NodeId, const SourcingRule*>::first);
    return found == found_.end() ? nullptr : found->second;
}

Micros SourcingRuling::penalty(NodeId node) const {
    const bool is_wished = wish_.penalty == 0 || names_node(wish_.places, node, *wish_.groups);
    Micros sum = is_wished ? 0 : wish_.penalty;
    for (const Met& met : met_) {
        const SourcingRule& rule = *met.entry->rule;
        if (rule.effect == SourcingEffect::prefer && !met.entry->names(node)) sum += rule.penalty;
    }
    return sum;
}

}  // namespace earmark
