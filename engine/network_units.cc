#include "engine/network_units.h"

#include "engine/segment_tallies.h"
#include "engine/selling.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

std::uint32_t count_of(const ItemStock& stock) {
    const PositionBlock* block = stock.positions;
    return block == nullptr ? 0 : std::min(block->count(), block->capacity());
}

std::optional<Position> position_at(const ItemStock& stock, NodeId place) {
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = count_of(stock);
    std::uint32_t low = 0;
    std::uint32_t high = count;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (block->node_at(middle) < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || block->node_at(low) != place) return std::nullopt;
    return block->load_counters(low);
}

Units sum_at(std::span<const PositionDelta> deltas, NodeId place) {
    Units sum = 0;
    for (const PositionDelta& delta : deltas) {
        if (delta.node == place) sum += delta.reserved + delta.allocated;
    }
    return sum;
}

RuleWalk rules_of(const ItemTable& items, SkuId sku, const ReferenceData& reference) {
    return {reference.rule_index.get(), sku, {}, 0, [&] { return items.facts(sku).category; }};
}

namespace {

/// Units beyond the safety stock and what later promises lean on, nothing where all is withheld.
Units left_of(const PositionOffer& offer, Units taken) {
    return offer.is_closed ? 0 : std::max<Units>(0, offer.room - taken);
}

/// Reads the item's nodes, the demands on its groups, and what groups keep.
class Gatherer {
  public:
    Gatherer(
        const ItemTable& items,
        SkuId sku,
        const ItemStock& stock,
        const ReferenceData& reference,
        const NetworkAsking& asking,
        NetworkUnits& work
    )
        : stock_(stock),
          reference_(reference),
          asking_(asking),
          work_(work),
          rows_(stock.rows_of<SegmentRow>()),
          rules_(rules_of(items, sku, reference)),
          selling_(items, sku, stock, reference, asking.asking),
          to_anyone_(items, sku, stock, reference, {.day = asking.asking.day}) {
        work.nodes.clear();
        work.shares.clear();
        work.groups.clear();
        work.limits.clear();
        work.rules.clear();
        if (!rules_.has_network()) return;
        Asking all = asking.asking;
        all.ignore_safety = true;
        selling_all_.emplace(items, sku, stock, reference, all);
        const Asking any{.ignore_safety = true, .day = asking.asking.day};
        all_to_anyone_.emplace(items, sku, stock, reference, any);
    }

    void gather() {
        const std::uint32_t count = count_of(stock_);
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = stock_.positions->load_counters(index);
            const NodeId node = position.node();
            const Units taken = sum_at(asking_.taken, node);
            if (!is_group_place(node)) {
                add_node(position, taken);
                continue;
            }
            add_holds(position, taken);
        }
        for (const PositionDelta& delta : asking_.taken) {
            const GroupId id = group_at(delta.node);
            const auto is_same = [id](const UnitGroup& group) { return group.id == id; };
            if (id.is_none() || std::ranges::any_of(work_.groups, is_same)) continue;
            // At a place that has no position yet.
            const Units units = sum_at(asking_.taken, delta.node);
            if (units > 0 && !position_at(stock_, delta.node))
                add_group(id, asking_.asking.segment, units);
        }
        if (asking_.ignores_kept) return;
        rules_.visit_network([&](const RuleIndex::LiveRule& rule) {
            UnitGroup& limit = limit_of(rule.group_id, *rule.group);
            // The strongest rule of a group comes first.
            if (std::exchange(limit.is_network, true) || asking_.asking.ignore_safety) return;
            limit.units = rule.units_of(limit.on_hand);
        });
        const SegmentRows rows = stock_.rows_of<SegmentRow>();
        visit_group_rules(rows, [&](const SegmentRow& rule) {
            if (rule.active) add_rule(rows, rule);
        });
    }

  private:
    UnitGroup& limit_of(GroupId id, const Group& members) {
        for (UnitGroup& limit : work_.limits) {
            if (limit.id == id) return limit;
        }
        UnitGroup& limit = work_.limits.emplace_back();
        limit.id = id;
        limit.members = &members;
        for (const NodeUnits& node : work_.nodes)
            limit.on_hand += members.contains(node.node) ? node.on_hand : 0;
        return limit;
    }

    /// Those of one group follow one another, by rank.
    void add_rule(SegmentRows rows, const SegmentRow& rule) {
        const GroupTable& groups = *reference_.groups;
        const GroupId id = group_at(rule.node);
        const Group* members = groups.find(id);
        if (members == nullptr) return;
        UnitGroup& limit = limit_of(id, *members);
        if (limit.rules_begin == limit.rules_end) limit.rules_begin = work_.rules.size();
        GroupRule& made = work_.rules.emplace_back();
        limit.rules_end = work_.rules.size();
        made.row = with_tallies(rows, rule, groups);
        const OwnUnits& stamp = asking_.own_stamp;
        if (rule.segment == stamp.segment && rule.counts(stamp.made))
            made.row.live -= sum_within(asking_.own, id);
        for (const OwnUseAt& each : asking_.own_uses) {
            const bool is_counted =
                each.use.segment == rule.segment && is_within(*reference_.groups, id, each.node);
            made.row.live -= is_counted ? each.use.units : 0;
        }
        if (rule.segment == asking_.asking.segment) made.taken = sum_within(asking_.taken, id);
    }

    Units sum_within(std::span<const PositionDelta> deltas, GroupId group) const {
        Units sum = 0;
        for (const PositionDelta& delta : deltas) {
            if (is_within(*reference_.groups, group, delta.node))
                sum += delta.reserved + delta.allocated;
        }
        return sum;
    }

    /// Whose the units are that were taken: of a hold that is bound its own, whoever may have them.
    SegmentId taker() const {
        return asking_.without.is_none() ? asking_.asking.segment : asking_.own_stamp.segment;
    }

    /// What the group holds, by segment: a floor at a node is there for holds of its segment alone.
    void add_holds(const Position& position, Units taken) {
        const Units own = sum_at(asking_.own, position.node());
        Units rest = position.reserved() + position.allocated() + taken - own;
        if (rest <= 0) return;
        const GroupId id = group_at(position.node());
        if (id == asking_.without) return;
        const SegmentId asker = taker();
        const SegmentId owner = asking_.own_stamp.segment;
        bool has_asker = asker.is_none();
        rows_.visit_node(position.node(), [&](const SegmentRow& row) {
            if (row.kind != SegmentRow::Kind::use) return;
            has_asker = has_asker || row.segment == asker;
            const Units units =
                row.live + (row.segment == asker ? taken : 0) - (row.segment == owner ? own : 0);
            if (units <= 0) return;
            add_group(id, row.segment, units);
            rest -= units;
        });
        if (!has_asker && taken > 0) {
            add_group(id, asker, taken);
            rest -= taken;
        }
        if (rest > 0) add_group(id, {}, rest);
    }

    /// What a node offers, and what it does once the request has taken what it did: of units for a
    /// day the walk itself says so, of others `gone` does.
    struct Offers {
        PositionOffer before;
        PositionOffer after;
        bool is_by_day = false;
        Units gone = 0;

        Units left_before() const { return left_of(before, 0); }
        Units left_after() const { return left_of(after, gone); }
    };

    /// The units of the deltas at a node, by day; all that is given is counted back.
    static void count_back(
        std::span<const PositionDelta> deltas,
        NodeId node,
        int sign,
        std::vector<OwnDated>& dated,
        OwnUnits& own
    ) {
        for (const PositionDelta& delta : deltas) {
            if (delta.node != node) continue;
            const Units units = sign * (delta.reserved + delta.allocated);
            if (delta.day == kNoDay) {
                own.held += units;
            } else {
                dated.push_back({delta.day, units});
            }
        }
        own.dated = dated;
    }

    bool takes_for_days(NodeId node) const {
        return std::ranges::any_of(asking_.taken, [node](const PositionDelta& delta) {
            return delta.node == node && delta.day != kNoDay;
        });
    }

    Offers offers_of(SellingWalk& walk, const Position& position, Units taken, const OwnUnits& own)
        const {
        Offers offers;
        offers.before = walk.at(position, own);
        offers.after = offers.before;
        offers.gone = taken;
        if (!takes_for_days(position.node())) return offers;
        static thread_local std::vector<OwnDated> dated;
        dated.assign(own.dated.begin(), own.dated.end());
        OwnUnits rest = own;
        count_back(asking_.taken, position.node(), -1, dated, rest);
        // Of a second look at a node only its room is right, whatever segments there may have.
        offers.after = walk.at(position, rest);
        offers.is_by_day = true;
        offers.gone = 0;
        return offers;
    }

    void add_node(const Position& position, Units taken) {
        static thread_local std::vector<OwnDated> dated;
        dated.clear();
        static thread_local std::vector<OwnUse> uses;
        OwnUnits own = own_units_at(asking_, position.node(), uses);
        count_back(asking_.own, position.node(), +1, dated, own);
        NodeUnits& made = work_.nodes.emplace_back();
        made.node = position.node();
        made.on_hand = position.on_hand();
        // What the same request took before is gone from all; a delta may give back as well.
        const Offers offer = offers_of(selling_, position, taken, own);
        const Offers common = offers_of(to_anyone_, position, taken, own);
        made.capacity.common = common.left_after();
        made.before.common = common.left_before();
        made.offered.common = offered_after(offer, made, taken, own);
        made.may_have = made.offered.common;
        made.may_have_before = offer.before.ats;
        add_shares(made, taken, own);
        if (!selling_all_) return;
        const Offers all = offers_of(*selling_all_, position, taken, own);
        const Offers all_common = offers_of(*all_to_anyone_, position, taken, own);
        const Units offered = offered_after(all, made, taken, own);
        made.capacity.spare = all_common.left_after() - common.left_after();
        made.before.spare = all_common.left_before() - common.left_before();
        Units of_shares = 0;
        for (std::size_t index = made.shares_begin; index < made.shares_end; ++index)
            of_shares += work_.shares[index].offered;
        made.offered.spare = std::max<Units>(0, offered - made.offered.common - of_shares);
        made.may_have = std::max(made.may_have, offered);
        made.may_have_before = std::max(made.may_have_before, all.before.ats);
    }

    /// Units that a hold binds were its own before: a rule that began after it does not count them.
    bool counts_taken(const SegmentRow& rule) const {
        return asking_.without.is_none() || rule.counts(asking_.own_stamp.made);
    }

    /// What the asker may still have of a node after what it took there.
    Units offered_after(
        const Offers& offer, const NodeUnits& node, Units taken, const OwnUnits& own
    ) const {
        const Units there = offer.left_after();
        const SegmentId asker = asking_.asking.segment;
        SegmentShares shares(asker, there, node.on_hand, own);
        bool is_counted = true;
        rows_.visit_node(node.node, [&](const SegmentRow& row) {
            if (row.kind != SegmentRow::Kind::rule || !row.active) return;
            SegmentRow with_taken = row;
            const bool is_asker = row.segment == asker;
            if (is_asker && offer.is_by_day && counts_taken(row)) with_taken.live += taken;
            shares.add(with_taken);
            is_counted = is_counted && (!is_asker || counts_taken(row));
        });
        const bool is_simple = is_counted && !offer.is_by_day;
        const Units offered =
            is_simple ? offer.before.ats - taken : std::min(shares.offered(), shares.room());
        return std::clamp<Units>(offered, 0, there);
    }

    /// Takes what floors at the node keep for their segments out of what is there for all.
    void add_shares(NodeUnits& made, Units taken, const OwnUnits& own) {
        made.shares_begin = made.shares_end = work_.shares.size();
        if (rows_.empty()) return;
        SegmentShares now({}, made.capacity.common, made.on_hand, own);
        SegmentShares before({}, made.before.common, made.on_hand, own);
        rows_.visit_node(made.node, [&](const SegmentRow& row) {
            if (row.kind != SegmentRow::Kind::rule || !row.active) return;
            SegmentRow with_taken = row;
            const bool is_asker = row.segment == asking_.asking.segment;
            if (row.segment == taker() && counts_taken(row)) with_taken.live += taken;
            NodeShare share{.segment = row.segment};
            share.capacity = now.add(with_taken);
            share.before = before.add(row);
            if (share.capacity == 0 && share.before == 0) return;
            if (is_asker) share.offered = std::min(made.offered.common, share.capacity);
            work_.shares.push_back(share);
            made.capacity.common -= share.capacity;
            made.before.common -= share.before;
            made.offered.common -= share.offered;
        });
        made.shares_end = work_.shares.size();
    }

    void add_group(GroupId id, SegmentId segment, Units units) {
        work_.groups.push_back({
            .id = id,
            .segment = segment,
            .members = reference_.groups->find(id),
            .units = units,
            .is_network = rules_.network_rule(id) != nullptr,
        });
    }

    const ItemStock& stock_;
    const ReferenceData& reference_;
    const NetworkAsking& asking_;
    NetworkUnits& work_;
    const SegmentRows rows_;
    const RuleWalk rules_;
    SellingWalk selling_;
    SellingWalk to_anyone_;
    std::optional<SellingWalk> selling_all_;
    std::optional<SellingWalk> all_to_anyone_;
};

/// Marks groups that share nodes with those marked near, and their nodes, until no more are found.
void mark_near(NetworkUnits& work, std::vector<UnitGroup>& groups, bool& grew) {
    for (UnitGroup& group : groups) {
        if (group.is_near) continue;
        group.is_near = std::ranges::any_of(work.nodes, [&](const NodeUnits& node) {
            return node.is_near && group.contains(node.node);
        });
        if (!group.is_near) continue;
        grew = true;
        for (NodeUnits& node : work.nodes)
            node.is_near = node.is_near || group.contains(node.node);
    }
}

}  // namespace

NetworkUnits& gather_units(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking
) {
    static thread_local NetworkUnits kept;
    Gatherer(items, sku, stock, reference, asking, kept).gather();
    return kept;
}

void keep_near(NetworkUnits& work) {
    for (bool grew = true; grew;) {
        grew = false;
        mark_near(work, work.groups, grew);
        mark_near(work, work.limits, grew);
    }
    const auto is_far = [](const UnitGroup& group) { return !group.is_near; };
    std::erase_if(work.groups, is_far);
    std::erase_if(work.limits, is_far);
}

}  // namespace earmark
