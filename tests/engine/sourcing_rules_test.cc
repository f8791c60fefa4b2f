// Orders under random sourcing rules, with nodes and groups that they allow, exclude and prefer
// themselves: each is weighed by itself, in the plainest way, and the plan has to be that of a
// second network, the same but for the stock that is kept back and for the penalties, which are
// handling there, of an order that says itself into how many parts rules let it fall.
#include "engine/network/network_place.h"
#include "tests/engine/sourcing_network.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace earmark {
namespace {

constexpr Micros kMoneyOne = 1'000'000;

/// What is known of an item beside what the network says.
struct KnownGoods {
    std::string category;
    std::set<std::string> attributes;
    Micros value = 0;
};

struct RandomOrder {
    std::vector<OrderLine> lines;
    std::string country;
    std::string postal_code;
    std::string customer_class;
    bool residential = false;
    bool may_split = false;
    bool partial = false;
    std::vector<NodeId> allowed;  ///< Groups as places.
    std::vector<NodeId> excluded;
    std::vector<NodeId> preferred;
    Micros preference = 0;
    std::optional<std::uint32_t> shipments_max;

    SourceRequest request() const {
        SourceRequest request;
        request.allowed_nodes = allowed;
        request.excluded_nodes = excluded;
        request.preferred_nodes = preferred;
        request.preference = preference;
        request.shipments_max = shipments_max;
        request.lines = lines;
        request.ship_to = {.country = country, .postal_code = postal_code, .location = {}};
        request.customer_class = customer_class;
        request.residential = residential;
        request.splitting = may_split ? LineSplit::may_split : LineSplit::whole_lines;
        request.filling = partial ? Filling::partial : Filling::all_or_nothing;
        return request;
    }
};

class RuledNetwork {
  public:
    explicit RuledNetwork(std::uint64_t seed) : seed_(seed), dice_(seed + 1), network_(seed) {
        for (std::size_t index = 0; index < network_.goods.size(); ++index) {
            KnownGoods& goods = known_.emplace_back();
            goods.category = pick({"chairs", "lamps"});
            if (roll(2) == 0) goods.attributes.insert("hazmat");
            if (roll(2) == 0) goods.attributes.insert("oversize");
            goods.value = static_cast<Micros>(roll(30)) * kMoneyOne;
        }
        tell_goods(network_);
        std::vector<GroupMember> members;
        for (const Place& place : network_.places)
            if (roll(2) == 0) members.push_back({place.node, 0});
        for (const GroupMember& member : members)
            group_nodes_.insert(member.node);
        const GroupRow row{.name = "some", .members = members};
        PutReply put;
        network_.shop.engine().put_groups({&row, 1}, network_.shop.context(), put);
        group_ = GroupId(static_cast<std::uint16_t>(put.ids.at(0)));
        keeps_all_nodes_ = roll(2) == 0;
    }

    /// Returns how many of the rules went in.
    std::size_t make_rules() {
        today_ = day_of(network_.shop.context().now);
        for (std::size_t index = 0; index < 5; ++index) {
            SourcingRule rule = random_rule();
            rule.name = "rule" + std::to_string(index);
            const SourcingRuleRow row{SourcingRuleChange::put, rule};
            SupplyReply reply;
            network_.shop.engine().put_sourcing_rules({&row, 1}, network_.shop.context(), reply);
            if (reply.applied == 1) rules_.push_back(rule);
        }
        return rules_.size();
    }

    RandomOrder random_order() {
        RandomOrder order;
        for (std::size_t index = 0; index < network_.goods.size(); ++index) {
            if (roll(4) == 0) continue;
            order.lines.push_back(
                {.line = static_cast<std::uint32_t>(index),
                 .sku = network_.goods[index].sku,
                 .quantity = 1 + static_cast<Units>(roll(4))}
            );
        }
        if (order.lines.empty())
            order.lines.push_back({.line = 0, .sku = network_.goods[0].sku, .quantity = 1});
        order.country = pick({"US", "CA", ""});
        order.postal_code = pick({"90001", "90100"});
        order.customer_class = pick({"", "trade", "staff"});
        order.residential = roll(2) == 0;
        order.may_split = roll(2) == 0;
        order.partial = roll(3) == 0;
        if (!keeps_all_nodes_ && roll(3) == 0) order.allowed = random_places();
        if (!keeps_all_nodes_ && roll(4) == 0) order.excluded = random_places();
        if (roll(2) == 0) order.preferred = random_places();
        if (!order.preferred.empty())
            order.preference = static_cast<Micros>(1 + roll(6)) * kMoneyOne / 2;
        if (roll(4) == 0) order.shipments_max = static_cast<std::uint32_t>(1 + roll(3));
        return order;
    }

    /// Whether rules had a say.
    bool expect_as_filtered(const RandomOrder& order) {
        SourcingNetwork filtered(seed_);
        tell_goods(filtered);
        bool has_say = false;
        bool is_any_left = false;
        for (std::size_t place = 0; place < network_.places.size(); ++place) {
            const NodeId node = network_.places[place].node;
            is_any_left = is_any_left || is_asked(order, node);
            Micros penalty = 0;
            for (const SourcingRule& rule : rules_) {
                if (rule.effect != SourcingEffect::prefer || !meets_order(rule, order)) continue;
                if (!names(rule, node)) penalty += rule.penalty;
            }
            has_say = has_say || penalty > 0;
            if (order.preference > 0 && !lists(order.preferred, node)) penalty += order.preference;
            if (penalty > 0) raise_handling(filtered.shop, node, penalty);
            for (const OrderLine& line : order.lines) {
                if (is_asked(order, node) && !is_kept(order, line.line, node)) continue;
                has_say = has_say || is_asked(order, node);
                filtered.shop.stock(line.sku, node, 0);
            }
        }
        SourceReply ruled;
        SourceReply plain;
        SourceRequest request = order.request();
        network_.shop.engine().source(request, network_.shop.context(), ruled);
        if (!order.allowed.empty() && !is_any_left) {
            EXPECT_EQ(ruled.outcome, Outcome::bad_value);
            EXPECT_NE(ruled.detail.find("no node"), std::string::npos) << ruled.detail;
            return false;
        }
        request.allowed_nodes = {};
        request.excluded_nodes = {};
        request.preferred_nodes = {};
        request.preference = 0;
        SourceReply free;
        filtered.shop.engine().source(request, filtered.shop.context(), free);
        has_say = limit_parts(order, request) || has_say;
        filtered.shop.engine().source(request, filtered.shop.context(), plain);
        if (plan_text(free) != plan_text(plain)) ++limited_;
        EXPECT_EQ(ruled.outcome, plain.outcome);
        EXPECT_EQ(ruled.cost.total(), plain.cost.total());
        EXPECT_EQ(ruled.cost.transport, plain.cost.transport);
        EXPECT_EQ(ruled.cost.handling + ruled.cost.preference, plain.cost.handling);
        EXPECT_EQ(ruled.objective, plain.objective);
        EXPECT_EQ(ruled.proven_optimal, plain.proven_optimal);
        EXPECT_EQ(plan_text(ruled), plan_text(plain));
        EXPECT_EQ(ruled.unfilled.size(), plain.unfilled.size());
        return has_say;
    }

    /// Orders of which plans are others for the limits.
    std::size_t limited() const { return limited_; }

  private:
    std::size_t roll(std::size_t count) { return dice_() % count; }

    std::vector<NodeId> random_places() {
        std::vector<NodeId> places;
        for (const Place& place : network_.places)
            if (roll(3) == 0) places.push_back(place.node);
        if (places.empty() || roll(3) == 0) places.push_back(place_of(group_));
        return places;
    }

    bool lists(const std::vector<NodeId>& places, NodeId node) const {
        for (const NodeId place : places) {
            if (place == node) return true;
            if (place == place_of(group_) && group_nodes_.contains(node)) return true;
        }
        return false;
    }

    bool is_asked(const RandomOrder& order, NodeId node) const {
        return (order.allowed.empty() || lists(order.allowed, node)) &&
               !lists(order.excluded, node);
    }

    std::string pick(const std::vector<std::string>& words) { return words[roll(words.size())]; }

    void tell_goods(SourcingNetwork& network) const {
        for (std::size_t index = 0; index < known_.size(); ++index) {
            std::string attributes;
            for (const std::string& word : known_[index].attributes) {
                attributes += word;
                attributes += ';';
            }
            const std::string name = "item" + std::to_string(index);
            const Goods& goods = network.goods[index];
            ItemRow row;
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(goods.weight_g);
            row.length_mm = static_cast<std::uint32_t>(goods.volume_mm3 / 101 / 203);
            row.width_mm = 101;
            row.height_mm = 203;
            row.value_micros = known_[index].value;
            row.category = known_[index].category;
            row.attributes = attributes;
            PutReply put;
            network.shop.engine().put_items({&row, 1}, network.shop.context(), put);
            EXPECT_EQ(put.ids.at(0), goods.sku.value());
        }
    }

    SourcingRule random_rule() {
        SourcingRule rule;
        constexpr std::array kEffects{
            SourcingEffect::exclude,
            SourcingEffect::only,
            SourcingEffect::prefer,
            SourcingEffect::most_shipments,
            SourcingEffect::keep_whole,
            SourcingEffect::most_nodes_per_line,
            SourcingEffect::ship_complete
        };
        rule.effect = kEffects[keeps_all_nodes_ ? 2 + roll(3) : roll(kEffects.size())];
        if (rule.effect == SourcingEffect::most_shipments)
            rule.shipments_most = static_cast<std::uint32_t>(1 + roll(3));
        if (rule.effect == SourcingEffect::most_nodes_per_line)
            rule.nodes_per_line_most = static_cast<std::uint32_t>(1 + roll(2));
        const bool is_of_nodes = rule.effect <= SourcingEffect::prefer;
        for (const Place& place : network_.places)
            if (is_of_nodes && roll(3) == 0) rule.nodes.push_back(place.node);
        if (is_of_nodes && (rule.nodes.empty() || roll(4) == 0)) rule.groups.push_back(group_);
        // Of the limits so many hold for all orders that several often meet.
        if (!is_of_nodes && roll(2) == 0) return rule;
        const auto near = [&] { return static_cast<Day>(today_ + roll(3) - 1); };
        if (roll(4) == 0) rule.from = near();
        if (roll(4) == 0) rule.until = near();
        if (roll(3) == 0) rule.countries = {pick({"US", "CA"})};
        if (roll(3) == 0) rule.postal_prefixes = {pick({"900", "901", "9"}), "123"};
        if (roll(3) == 0) rule.customer_classes = {pick({"trade", "staff"})};
        if (roll(4) == 0) rule.methods = roll(2) == 0 ? method_ship : method_pickup;
        if (roll(4) == 0)
            rule.address = roll(2) == 0 ? AddressKind::residential : AddressKind::business;
        if (roll(4) == 0) rule.units_least = static_cast<std::int64_t>(roll(6));
        if (roll(4) == 0) rule.units_most = rule.units_least + static_cast<std::int64_t>(roll(6));
        if (roll(4) == 0) rule.value_least = static_cast<Micros>(roll(60)) * kMoneyOne;
        if (roll(4) == 0)
            rule.value_most = rule.value_least + static_cast<Micros>(roll(60)) * kMoneyOne;
        if (rule.effect == SourcingEffect::prefer) {
            rule.penalty = static_cast<Micros>(1 + roll(6)) * kMoneyOne / 2;
            return rule;
        }
        if (roll(3) == 0) rule.attributes = {pick({"hazmat", "oversize"})};
        if (roll(3) == 0) rule.categories = {pick({"chairs", "lamps"})};
        if (roll(3) == 0) rule.skus = {network_.goods[roll(network_.goods.size())].sku};
        return rule;
    }

    static void raise_handling(Shop& shop, NodeId id, Micros penalty) {
        const NodeView view = *shop.engine().node(id);
        NodeRow row;
        row.key = view.key;
        row.type = view.type;
        row.postal_code = view.postal_code;
        row.methods = view.methods;
        row.priority = view.priority;
        row.tariff = view.tariff;
        row.handling_per_shipment = view.handling_per_shipment + penalty;
        row.handling_per_line = view.handling_per_line;
        row.handling_per_unit = view.handling_per_unit;
        row.enabled = view.enabled;
        PutReply put;
        shop.engine().put_nodes({&row, 1}, shop.context(), put);
        EXPECT_TRUE(put.answers.empty());
    }

    static bool has_word(const std::vector<std::string>& words, const std::string& word) {
        return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
    }

    bool names(const SourcingRule& rule, NodeId node) const {
        if (!rule.groups.empty() && group_nodes_.contains(node)) return true;
        return std::find(rule.nodes.begin(), rule.nodes.end(), node) != rule.nodes.end();
    }

    bool meets_order(const SourcingRule& rule, const RandomOrder& order) const {
        if (rule.from != kNoDay && today_ < rule.from) return false;
        if (rule.until != kNoDay && today_ > rule.until) return false;
        if (!has_word(rule.countries, order.country)) return false;
        if (!has_word(rule.customer_classes, order.customer_class)) return false;
        if (rule.methods == method_pickup) return false;
        if (rule.address == AddressKind::residential && !order.residential) return false;
        if (rule.address == AddressKind::business && order.residential) return false;
        bool has_prefix = rule.postal_prefixes.empty();
        for (const std::string& prefix : rule.postal_prefixes)
            has_prefix = has_prefix || order.postal_code.substr(0, prefix.size()) == prefix;
        std::int64_t units = 0;
        Micros value = 0;
        for (const OrderLine& line : order.lines) {
            units += line.quantity;
            value += line.quantity * known_[line.line].value;
        }
        return has_prefix && units >= rule.units_least &&
               (rule.units_most == 0 || units <= rule.units_most) && value >= rule.value_least &&
               (rule.value_most == 0 || value <= rule.value_most);
    }

    bool meets_item(const SourcingRule& rule, std::size_t item) const {
        bool has_attribute = rule.attributes.empty();
        for (const std::string& word : rule.attributes)
            has_attribute = has_attribute || known_[item].attributes.contains(word);
        return has_attribute && has_word(rule.categories, known_[item].category) &&
               (rule.skus.empty() || rule.skus.front() == network_.goods[item].sku);
    }

    bool is_kept(const RandomOrder& order, std::size_t item, NodeId node) const {
        for (const SourcingRule& rule : rules_) {
            if (rule.effect > SourcingEffect::only || !meets_order(rule, order)) continue;
            if (!meets_item(rule, item)) continue;
            if (names(rule, node) == (rule.effect == SourcingEffect::exclude)) return true;
        }
        return false;
    }

    /// What rules let the order fall into, said by the order. Returns whether that is less.
    bool limit_parts(const RandomOrder& order, SourceRequest& request) const {
        const SourceRequest before = request;
        for (const SourcingRule& rule : rules_) {
            if (rule.effect < SourcingEffect::most_shipments || !meets_order(rule, order)) continue;
            bool is_met = false;
            for (const OrderLine& line : order.lines)
                is_met = is_met || meets_item(rule, line.line);
            if (!is_met) continue;
            const auto nodes = request.nodes_per_line_max;
            if (rule.effect == SourcingEffect::keep_whole) {
                request.splitting = LineSplit::whole_lines;
            } else if (rule.effect == SourcingEffect::ship_complete) {
                request.filling = Filling::all_or_nothing;
            } else if (rule.effect == SourcingEffect::most_nodes_per_line) {
                request.nodes_per_line_max =
                    std::min(nodes.value_or(rule.nodes_per_line_most), rule.nodes_per_line_most);
            } else if (!request.shipments_max || *request.shipments_max > rule.shipments_most) {
                request.shipments_max = rule.shipments_most;
            }
        }
        return request.splitting != before.splitting || request.filling != before.filling ||
               request.nodes_per_line_max != before.nodes_per_line_max ||
               request.shipments_max != before.shipments_max;
    }

    static std::string plan_text(const SourceReply& reply) {
        std::string text;
        for (const Shipment& shipment : reply.shipments) {
            text += "node " + std::to_string(shipment.node.value()) + ":";
            for (const ShipmentLine& line : shipment.lines) {
                text += " " + std::to_string(line.line);
                text += " x " + std::to_string(line.quantity);
            }
            text += "; ";
        }
        return text;
    }

    std::uint64_t seed_;
    std::mt19937_64 dice_;
    SourcingNetwork network_;
    std::vector<KnownGoods> known_;
    std::set<NodeId> group_nodes_;
    GroupId group_;
    bool keeps_all_nodes_ = false;  ///< No rule and no order does, so that limits are felt.
    std::size_t limited_ = 0;
    Day today_ = kNoDay;
    std::vector<SourcingRule> rules_;
};

TEST(SourcingRules, PlansAreThoseOfStockFilteredRuleByRule) {
    std::size_t rules = 0;
    std::size_t ruled = 0;
    std::size_t limited = 0;
    const auto seeds = random_seeds(60);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        RuledNetwork network(seed);
        rules += network.make_rules();
        for (std::size_t order = 0; order < 8; ++order)
            ruled += network.expect_as_filtered(network.random_order()) ? 1U : 0U;
        limited += network.limited();
        if (HasFailure()) return;
    }
    if (seeds.size() < 60) return;  // A few worlds have not everything.
    EXPECT_GT(limited, 0U);
    EXPECT_GT(rules, seeds.size() * 2);
    EXPECT_GT(ruled, seeds.size());
}

}  // namespace
}  // namespace earmark
