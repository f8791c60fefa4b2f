// What groups keep: network safety, floors and ceilings over groups, beside live holds, each figure
// and grant against an oracle that counts what was taken anew and binds unit by unit.
#include "engine/network/network_place.h"
#include "engine/rules/selling_rule.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"
#include "tests/support/unit_binding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

using Nodes = std::vector<bool>;

/// What somebody took, at a place.
struct Take {
    std::string id;
    std::size_t segment = 0;  ///< Behind the last = none.
    int made = 0;
    std::size_t place = 0;  ///< Nodes first, then groups.
    Units held = 0;
    Units allocated = 0;
    Units shipped = 0;
};

struct Rule {
    Units floor = 0;
    std::optional<Units> ceiling;
    int rank = 0;
    bool standing = false;
    int began = 0;
};

constexpr std::size_t kSegments = 3;

class World {
  public:
    explicit World(std::uint64_t seed) : random_(seed) {
        const auto node_count = static_cast<std::size_t>(pick(1, 4));
        for (std::size_t node = 0; node < node_count; ++node) {
            nodes_.push_back(shop_.node("n" + std::to_string(node)));
            safety_.push_back(pick(0, 3));
            on_hand_.push_back(pick(0, 12));
            shop_.stock(cup_, nodes_[node], on_hand_[node], safety_[node]);
        }
        const auto group_count = static_cast<std::size_t>(pick(1, 4));
        for (std::size_t group = 0; group < group_count; ++group) {
            groups_.emplace_back();
            put_group(group);
            network_.emplace_back();
            rules_.emplace_back();
        }
        for (const std::string_view name : {"web", "store", "market"})
            segments_.push_back(shop_.segment(name));
    }

    // ---- What happens ------------------------------------------------------------------------

    void put_group(std::size_t group) {
        Nodes members(nodes_.size());
        std::vector<NodeId> ids;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            members[node] = pick(0, 2) > 0;
            if (members[node]) ids.push_back(nodes_[node]);
        }
        groups_[group] = members;
        const GroupId id = shop_.group("g" + std::to_string(group), ids);
        if (group == ids_.size()) ids_.push_back(id);
    }

    void put_safety() {
        const std::size_t group = pick_group();
        SellingRuleRow row;
        const std::string name = "safety" + std::to_string(group);
        row.name = name;
        row.network = true;
        row.scope.group = ids_[group];
        if (pick(0, 2) == 0) {
            row.change = RuleChange::remove;
            const auto before = std::exchange(network_[group], std::nullopt);
            if (!binding().is_bindable()) {
                // Holds that lose what nodes withhold would be a shortage.
                network_[group] = before;
                return;
            }
        } else {
            row.scope.sku = cup_;
            row.figure = pick(0, 8);
            network_[group] = row.figure;
        }
        SupplyReply reply;
        shop_.engine().put_selling_rules({&row, 1}, shop_.context(), reply);
    }

    void put_rule() {
        const std::size_t group = pick_group();
        const auto segment = static_cast<std::size_t>(pick(0, kSegments - 1));
        auto& known = rules_[group];
        SegmentRuleRow row{.change = SegmentChange::put, .rule = {}, .to_segment = {}};
        row.rule.sku = cup_;
        row.rule.node = place_of(ids_[group]);
        row.rule.segment = segments_[segment];
        if (known.contains(segment) && pick(0, 3) == 0) {
            row.change = SegmentChange::remove;
            ASSERT_EQ(shop_.rules({row}).applied, 1U);
            known.erase(segment);
            return;
        }
        Rule rule;
        rule.floor = pick(0, 8);
        if (pick(0, 2) == 0) rule.ceiling = pick(0, 10);
        rule.rank = static_cast<int>(segment + (pick(0, 1) == 0 ? 0U : kSegments));
        rule.standing = pick(0, 2) == 0;
        const bool goes_on = known.contains(segment) && known[segment].standing == rule.standing;
        rule.began = goes_on ? known[segment].began : ++moment_;
        row.rule.floor = rule.floor;
        row.rule.ceiling = rule.ceiling.value_or(kNoCeiling);
        row.rule.rank = static_cast<std::uint16_t>(rule.rank);
        row.rule.standing = rule.standing;
        ASSERT_EQ(shop_.rules({row}).refused, 0U);
        known[segment] = rule;
    }

    void reserve() {
        const std::size_t place = pick_place();
        const auto segment = static_cast<std::size_t>(pick(0, kSegments));
        const Units most = ats(place, segment);
        const Units quantity = pick(1, most + 1);
        const std::string id = "r" + std::to_string(++named_);
        const ReserveLine line{.line = 1, .sku = cup_, .node = handle(place), .quantity = quantity};
        const ReserveReply reply =
            shop_.reserve({.id = id, .lines = {&line, 1}, .segment = handle_of(segment)});
        ASSERT_EQ(reply.outcome, quantity <= most ? Outcome::done : Outcome::lines_refused)
            << quantity << " of " << most << " at place " << place << " for " << segment;
        if (quantity > most) return;
        takes_.push_back({id, segment, ++moment_, place, quantity});
    }

    /// Of two lines at once, that of the lower handle first, no more is granted than one after the
    /// other.
    void reserve_two() {
        const auto segment = static_cast<std::size_t>(pick(0, kSegments));
        const std::string id = "r" + std::to_string(++named_);
        const std::vector<Take> before = takes_;
        std::size_t places[] = {pick_place(), pick_place()};
        if (handle(places[1]) < handle(places[0])) std::swap(places[0], places[1]);
        ReserveLine lines[2];
        bool are_granted = true;
        ++moment_;
        for (std::uint32_t index = 0; index < 2; ++index) {
            const std::size_t place = places[index];
            const Units quantity = pick(1, 3);
            lines[index] = {
                .line = index + 1, .sku = cup_, .node = handle(place), .quantity = quantity
            };
            if (quantity > ats(place, segment)) {
                are_granted = false;
            } else {
                takes_.push_back({id, segment, moment_, place, quantity});
            }
        }
        if (places[0] != places[1] && pick(0, 1) == 0) std::swap(lines[0], lines[1]);
        const ReserveReply reply =
            shop_.reserve({.id = id, .lines = lines, .segment = handle_of(segment)});
        if (reply.outcome == Outcome::done) {
            ASSERT_TRUE(are_granted);
        } else {
            takes_ = before;
        }
    }

    /// Moves all of a line elsewhere: what was kept stays so, or is no worse.
    void move() {
        Take* take = pick_held();
        if (take == nullptr) return;
        const std::size_t to = pick_place();
        if (to == take->place) return;
        std::vector<Units> kept;
        std::vector<Units> used_before;
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            kept.push_back(kept_from(group, take->segment));
            const auto rule = rules_[group].find(take->segment);
            used_before.push_back(
                rule == rules_[group].end() ? 0 : used(group, take->segment, rule->second)
            );
        }
        AmendLine line;
        line.line = 1;
        line.from = handle(take->place);
        line.node = handle(to);
        line.quantity = take->held;
        const auto reply = shop_.amend(take->id, "move" + std::to_string(++named_), {line});
        if (reply.outcome != Outcome::done) return;
        take->place = to;
        ASSERT_TRUE(binding().is_bindable());
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            ASSERT_GE(room_of(group), kept[group]) << "group " << group;
            const auto rule = rules_[group].find(take->segment);
            if (rule == rules_[group].end() || !rule->second.ceiling) continue;
            const Units now = used(group, take->segment, rule->second);
            ASSERT_TRUE(now <= used_before[group] || now <= *rule->second.ceiling);
        }
    }

    void step() {
        if (takes_.empty()) return;
        const std::string id =
            takes_[static_cast<std::size_t>(pick(0, static_cast<Units>(takes_.size()) - 1))].id;
        const bool is_held = std::ranges::any_of(takes_, [&](const Take& take) {
            return take.id == id && take.held > 0;
        });
        const bool is_ordered = std::ranges::any_of(takes_, [&](const Take& take) {
            return take.id == id && take.allocated > 0;
        });
        if (!is_held && !is_ordered) return;
        const auto step = !is_held          ? ReservationStep::ship
                          : pick(0, 1) == 0 ? ReservationStep::commit
                                            : ReservationStep::release;
        const bool was_bindable = binding().is_bindable();
        const ReservationReply reply = shop_.step(step, id);
        if (reply.outcome == Outcome::lines_refused) {
            // Ceilings that came later leave some units no node; all is as before.
            const std::size_t segment = std::ranges::find(takes_, id, &Take::id)->segment;
            ASSERT_TRUE(std::ranges::any_of(rules_, [&](const auto& rules) {
                const auto rule = rules.find(segment);
                return rule != rules.end() && rule->second.ceiling;
            })) << reply.detail;
            return;
        }
        ASSERT_TRUE(reply.outcome == Outcome::done || reply.outcome == Outcome::repeated);
        const Take made = *std::ranges::find(takes_, id, &Take::id);
        std::erase_if(takes_, [&](const Take& take) { return take.id == id; });
        for (const ReservationLine& line : reply.lines) {
            const std::size_t place = place_at(line.node);
            takes_.push_back(
                {id, made.segment, made.made, place, line.held, line.allocated, line.shipped}
            );
            ASSERT_TRUE(line.allocated == 0 || place < nodes_.size());
            if (step == ReservationStep::ship && reply.outcome == Outcome::done)
                on_hand_[place] -= line.shipped;
        }
        if (!was_bindable) return;
        // All that is held is there; but where a network took what a node withholds, others may
        // lean on its safety stock now.
        ASSERT_TRUE(binding_to_stock().is_bindable());
        is_over_ = !binding().is_bindable();
        ASSERT_TRUE(!is_over_ || std::ranges::any_of(network_, &std::optional<Units>::has_value));
    }

    bool is_over() const { return is_over_; }

    void expect_figures() {
        for (int turn = 0; turn < 5; ++turn) {
            const std::size_t place = pick_place();
            const auto segment = static_cast<std::size_t>(pick(0, kSegments));
            AvailabilityQuery query{.sku = cup_, .node = {}, .group = {}};
            if (place < nodes_.size()) {
                query.node = nodes_[place];
            } else {
                query.group = ids_[place - nodes_.size()];
            }
            AvailabilityReply reply;
            AvailabilityRequest request;
            request.queries = {&query, 1};
            request.segment = handle_of(segment);
            shop_.engine().availability(request, reply);
            const Availability& figures = reply.figures.at(0);
            ASSERT_EQ(figures.ats, ats(place, segment)) << "place " << place << " for " << segment;
            ASSERT_EQ(
                figures.ats - figures.shortage + figures.withheld + figures.kept,
                figures.on_hand - figures.reserved - figures.allocated
            );
        }
    }

    Shop& shop() { return shop_; }
    Units pick(Units low, Units high) {
        return std::uniform_int_distribution<Units>(low, high)(random_);
    }

  private:
    // ---- The oracle --------------------------------------------------------------------------

    Units free_at(std::size_t node) const {
        Units free = on_hand_[node];
        for (const Take& take : takes_)
            free -= take.place == node ? take.held + take.allocated : 0;
        return free;
    }

    /// Each node twice: what anyone may have of it, and what only networks may that keep safety.
    UnitBinding binding() const {
        UnitBinding made;
        for (std::size_t node = 0; node < nodes_.size(); ++node)
            made.capacity.push_back(std::max<Units>(0, free_at(node) - safety_[node]));
        for (std::size_t node = 0; node < nodes_.size(); ++node)
            made.capacity.push_back(std::max<Units>(0, free_at(node)) - made.capacity[node]);
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            Units demand = 0;
            for (const Take& take : takes_)
                demand += take.place == nodes_.size() + group ? take.held : 0;
            made.members.push_back(nodes_of(nodes_.size() + group));
            made.demand.push_back(demand);
        }
        return made;
    }

    UnitBinding binding_to_stock() const {
        UnitBinding made = binding();
        for (auto& members : made.members) {
            for (std::size_t node = 0; node < nodes_.size(); ++node)
                members[nodes_.size() + node] = members[node];
        }
        return made;
    }

    Nodes nodes_of(std::size_t place) const {
        Nodes nodes(2 * nodes_.size());
        if (place < nodes_.size()) {
            nodes[place] = true;
            return nodes;
        }
        const std::size_t group = place - nodes_.size();
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            nodes[node] = groups_[group][node];
            nodes[nodes_.size() + node] = groups_[group][node] && network_[group].has_value();
        }
        return nodes;
    }

    bool covers(std::size_t group, std::size_t place) const {
        if (place < nodes_.size()) return groups_[group][place];
        const std::size_t other = place - nodes_.size();
        if (other == group) return true;
        bool has_any = false;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            has_any = has_any || groups_[other][node];
            if (groups_[other][node] && !groups_[group][node]) return false;
        }
        return has_any;
    }

    Units used(std::size_t group, std::size_t segment, const Rule& rule) const {
        Units units = 0;
        for (const Take& take : takes_) {
            if (take.segment != segment || !covers(group, take.place)) continue;
            if (rule.standing) {
                units += take.held + take.allocated;
            } else if (take.made > rule.began) {
                units += take.held + take.allocated + take.shipped;
            }
        }
        return units;
    }

    Units room_of(std::size_t group) const {
        return std::max<Units>(0, binding().most(nodes_of(nodes_.size() + group)));
    }

    /// DOMAIN 3, with A what anyone could add on the group beyond its safety.
    Units kept_from(std::size_t group, std::size_t segment) const {
        const Units there = room_of(group);
        const Units safety = std::min(there, network_[group].value_or(0));
        std::vector<std::pair<int, std::size_t>> ranked;
        for (const auto& [of, rule] : rules_[group])
            ranked.emplace_back(rule.rank, of);
        std::ranges::sort(ranked);
        Units left = there - safety;
        Units kept = safety;
        for (const auto& [rank, of] : ranked) {
            const Rule& rule = rules_[group].at(of);
            const Units most = std::min(rule.floor, rule.ceiling.value_or(rule.floor));
            const Units granted = std::min(left, std::max<Units>(0, most - used(group, of, rule)));
            left -= granted;
            if (of != segment) kept += granted;
        }
        return kept;
    }

    Units ats(std::size_t place, std::size_t segment) const {
        const UnitBinding all = binding();
        const Nodes asked = nodes_of(place);
        Units most = all.most(asked);
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            if (!network_[group] && rules_[group].empty()) continue;
            const Nodes members = nodes_of(nodes_.size() + group);
            most = std::min(most, all.with(members, kept_from(group, segment)).most(asked));
            const auto rule = rules_[group].find(segment);
            if (rule == rules_[group].end() || !rule->second.ceiling) continue;
            Nodes outside = asked;
            for (std::size_t node = 0; node < nodes_.size(); ++node) {
                if (!groups_[group][node]) continue;
                outside[node] = false;
                outside[nodes_.size() + node] = false;
            }
            const bool shares = outside != asked;
            if (!shares) continue;
            const Units room = *rule->second.ceiling - used(group, segment, rule->second);
            most = std::min(most, all.most(outside) + std::max<Units>(0, room));
        }
        return std::max<Units>(0, most);
    }

    // ---- Handles and choices -----------------------------------------------------------------

    NodeId handle(std::size_t place) const {
        return place < nodes_.size() ? nodes_[place] : place_of(ids_[place - nodes_.size()]);
    }
    std::size_t place_at(NodeId node) const {
        for (std::size_t place = 0; place < nodes_.size() + ids_.size(); ++place) {
            if (handle(place) == node) return place;
        }
        return 0;
    }
    SegmentId handle_of(std::size_t segment) const {
        return segment < segments_.size() ? segments_[segment] : SegmentId();
    }
    std::size_t pick_group() {
        return static_cast<std::size_t>(pick(0, static_cast<Units>(groups_.size()) - 1));
    }
    std::size_t pick_place() {
        return static_cast<std::size_t>(
            pick(0, static_cast<Units>(nodes_.size() + groups_.size()) - 1)
        );
    }
    Take* pick_held() {
        std::vector<Take*> held;
        for (Take& take : takes_) {
            const auto same = std::ranges::count(takes_, take.id, &Take::id);
            if (take.held > 0 && same == 1) held.push_back(&take);
        }
        if (held.empty()) return nullptr;
        return held[static_cast<std::size_t>(pick(0, static_cast<Units>(held.size()) - 1))];
    }

    Shop shop_;
    std::mt19937_64 random_;
    const SkuId cup_ = shop_.item("cup");
    std::vector<NodeId> nodes_;
    std::vector<Units> safety_;
    std::vector<Units> on_hand_;
    std::vector<Nodes> groups_;
    std::vector<GroupId> ids_;
    std::vector<std::optional<Units>> network_;       ///< By group.
    std::vector<std::map<std::size_t, Rule>> rules_;  ///< By group: by segment.
    std::vector<SegmentId> segments_;
    std::vector<Take> takes_;
    bool is_over_ = false;
    int moment_ = 0;
    int named_ = 0;
};

TEST(NetworkLimits, EveryFigureAndGrantIsThatOfTheOracle) {
    for (const std::uint64_t seed : random_seeds(120)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        World world(seed);
        StateImage image;
        for (int turn = 0; turn < 25; ++turn) {
            if (turn == 15) image = image_of(world.shop().engine(), world.shop().log());
            const Units dice = world.pick(0, 19);
            if (dice < 3) {
                world.put_rule();
            } else if (dice < 5) {
                world.put_safety();
            } else if (dice < 11) {
                world.reserve();
            } else if (dice < 13) {
                world.reserve_two();
            } else if (dice < 15) {
                world.move();
            } else {
                world.step();
            }
            if (world.is_over()) break;
            if (!testing::Test::HasFatalFailure()) world.expect_figures();
            if (testing::Test::HasFatalFailure()) return;
        }
        world.shop().expect_sound();
        MemoryLog& log = world.shop().log();
        const auto digest = world.shop().engine().state_digest();
        ASSERT_EQ(replayed(log)->state_digest(), digest);
        ASSERT_EQ(recovered(image, log, log.newest())->state_digest(), digest);
    }
}

}  // namespace
}  // namespace earmark
