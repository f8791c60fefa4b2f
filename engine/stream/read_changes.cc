#include "engine/stream/read_changes.h"

#include "engine/engine.h"
#include "engine/engine_state.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>

namespace earmark {

namespace {

/// A page ends with the event that brings it over this size.
constexpr std::size_t kPageBytesWanted = std::size_t{256} << 10U;

class ChangeMatcher {
  public:
    ChangeMatcher(const ChangeFilter& filter, const Engine& engine) : filter_(filter) {
        for (const SkuId sku : filter.items)
            items_.insert(sku.value());
        for (const NodeId node : filter.nodes)
            nodes_.insert(node.value());
        for (const GroupId group : filter.groups) {
            const auto view = engine.group(group);
            if (!view) continue;
            for (const GroupMember& member : view->members)
                nodes_.insert(member.node.value());
        }
        any_node_ = filter.nodes.empty() && filter.groups.empty();
    }

    bool wants(ChangeKind kind) const {
        return filter_.kinds.empty() ||
               std::find(filter_.kinds.begin(), filter_.kinds.end(), kind) != filter_.kinds.end();
    }

    bool wants(const ChangeEvent& event) const {
        if ((filter_.items.empty() && any_node_) || !event.understood) return true;
        const auto place = [this](const auto& row) { return has(row.sku, row.node); };
        const auto rule = [this, &event](const SegmentRow& row) {
            return has(event.sku, row.node);
        };
        const auto any = [](const auto& rows, const auto& matches) {
            return std::any_of(rows.begin(), rows.end(), matches);
        };
        return any(event.lines, place) || any(event.moves, place) || any(event.into_lines, place) ||
               any(event.positions, place) || any(event.backorders, place) ||
               any(event.backorders_gone, place) || any(event.rules, rule) ||
               any(event.rules_gone, rule) ||
               any(event.items, [this](SkuId sku) { return has(sku, NodeId()); }) ||
               any(event.nodes, [this](NodeId node) { return has(SkuId(), node); }) ||
               any(event.levels, [this](const auto& row) { return has(row.sku, row.place); }) ||
               any(event.level_rules,
                   [this](const auto& row) { return has(row.rule.sku, row.rule.place); }) ||
               names(event.group);
    }

    /// Leaves, of rows that have nothing to do with one another, those that pass.
    void trim(ChangeEvent& event) const {
        if ((filter_.items.empty() && any_node_) || !event.understood) return;
        std::erase_if(event.positions, [this](const auto& row) { return !has(row.sku, row.node); });
        std::erase_if(event.levels, [this](const auto& row) { return !has(row.sku, row.place); });
        std::erase_if(event.level_rules, [this](const auto& row) {
            return !has(row.rule.sku, row.rule.place);
        });
        std::erase_if(event.items, [this](SkuId sku) { return !has(sku, NodeId()); });
        // The members of a group belong together.
        if (!event.group.is_none()) return;
        std::erase_if(event.nodes, [this](NodeId node) { return !has(SkuId(), node); });
    }

  private:
    bool has(SkuId sku, NodeId node) const {
        return (filter_.items.empty() || items_.contains(sku.value())) &&
               (any_node_ || nodes_.contains(node.value()));
    }

    /// A group as a place passes by its own name, as a node does.
    bool has(SkuId sku, const LevelPlace& place) const {
        const bool item_passes = filter_.items.empty() || items_.contains(sku.value());
        if (!item_passes || any_node_) return item_passes;
        return nodes_.contains(place.node.value()) ||
               std::find(filter_.groups.begin(), filter_.groups.end(), place.group) !=
                   filter_.groups.end();
    }

    bool names(GroupId group) const {
        return !group.is_none() && filter_.items.empty() &&
               std::find(filter_.groups.begin(), filter_.groups.end(), group) !=
                   filter_.groups.end();
    }

    const ChangeFilter& filter_;
    boost::unordered_flat_set<std::uint32_t> items_;
    boost::unordered_flat_set<std::uint32_t> nodes_;
    bool any_node_ = false;
};

std::size_t bytes_of(const ChangeEvent& event) {
    return sizeof(ChangeEvent) + event.text.size() +
           (event.lines.size() + event.into_lines.size()) * sizeof(ReservationLine) +
           event.moves.size() * sizeof(PositionDelta) +
           event.positions.size() * sizeof(SupplyOutcome) +
           (event.backorders.size() + event.backorders_gone.size()) * sizeof(BackorderEntry) +
           (event.rules.size() + event.rules_gone.size()) * sizeof(SegmentRow) +
           event.levels.size() * sizeof(LevelCrossing) +
           event.level_rules.size() * sizeof(LevelRuleRow) +
           (event.items.size() + event.nodes.size()) * sizeof(std::uint32_t);
}

/// Collects each handle once.
class Names {
  public:
    void add(const ChangeEvent& event) {
        const auto add_rows = [this](const auto& rows) {
            for (const auto& row : rows)
                add(row.sku, row.node);
        };
        add_rows(event.lines);
        add_rows(event.into_lines);
        add_rows(event.moves);
        add_rows(event.positions);
        add_rows(event.backorders);
        add_rows(event.backorders_gone);
        for (const SegmentRow& row : event.rules)
            add(event.sku, row.node);
        for (const SegmentRow& row : event.rules_gone)
            add(event.sku, row.node);
        for (const SkuId sku : event.items)
            add(sku, NodeId());
        for (const NodeId node : event.nodes)
            add(SkuId(), node);
        for (const LevelCrossing& row : event.levels)
            add(row.sku, row.place);
        for (const LevelRuleRow& row : event.level_rules)
            add(row.rule.sku, row.rule.place);
        if (!event.group.is_none()) groups_.insert(event.group.value());
    }

    void tell(const Engine& engine, ReadChangesReply& reply) const {
        for (const std::uint32_t id : sorted(items_)) {
            if (const auto item = engine.item(SkuId(id)))
                reply.item_names.push_back({id, item->sku});
        }
        for (const std::uint32_t id : sorted(nodes_)) {
            if (const auto node = engine.node(NodeId(id)))
                reply.node_names.push_back({id, node->key});
        }
        for (const std::uint32_t id : sorted(groups_)) {
            const auto group = engine.group(GroupId(static_cast<std::uint16_t>(id)));
            if (group) reply.group_names.push_back({id, group->name});
        }
    }

  private:
    using Set = boost::unordered_flat_set<std::uint32_t>;

    void add(SkuId sku, NodeId node) {
        if (!sku.is_none()) items_.insert(sku.value());
        if (!node.is_none()) nodes_.insert(node.value());
    }

    void add(SkuId sku, const LevelPlace& place) {
        add(sku, place.node);
        if (!place.group.is_none()) groups_.insert(place.group.value());
    }

    static std::vector<std::uint32_t> sorted(const Set& ids) {
        std::vector<std::uint32_t> all(ids.begin(), ids.end());
        std::sort(all.begin(), all.end());
        return all;
    }

    Set items_;
    Set nodes_;
    Set groups_;
};

std::string check(const ReadChangesRequest& request) {
    const auto too_many = [](std::string_view what, std::size_t found) {
        return found_expected(
            what,
            std::to_string(found) + " entries",
            "at most " + std::to_string(kChangeFilterEntriesMax)
        );
    };
    const ChangeFilter& filter = request.filter;
    if (filter.items.size() > kChangeFilterEntriesMax)
        return too_many("items", filter.items.size());
    if (filter.nodes.size() > kChangeFilterEntriesMax)
        return too_many("nodes", filter.nodes.size());
    if (filter.groups.size() > kChangeFilterEntriesMax)
        return too_many("groups", filter.groups.size());
    if (filter.kinds.size() > kChangeFilterEntriesMax)
        return too_many("kinds", filter.kinds.size());
    if (request.limit == 0 || request.limit > kChangesPageMax) {
        return found_expected(
            "limit", std::to_string(request.limit), "1 to " + std::to_string(kChangesPageMax)
        );
    }
    if (request.wait.count() < 0 || request.wait > kChangesWaitMax) {
        return found_expected(
            "wait_ms",
            std::to_string(request.wait.count()),
            "0 to " + std::to_string(kChangesWaitMax.count())
        );
    }
    return {};
}

void clear(ReadChangesReply& reply) {
    reply = ReadChangesReply();
}

}  // namespace

std::string_view to_string(ChangesOutcome outcome) {
    switch (outcome) {
        case ChangesOutcome::done:
            return "done";
        case ChangesOutcome::no_longer_kept:
            return "no_longer_kept";
        case ChangesOutcome::not_yet_given:
            return "not_yet_given";
        case ChangesOutcome::bad_value:
            return "bad_value";
    }
    return "?";
}

Status read_changes(
    ChangeSource& source,
    const Engine& engine,
    Lsn newest,
    const ReadChangesRequest& request,
    ReadChangesReply& reply
) {
    clear(reply);
    reply.detail = check(request);
    if (!reply.detail.empty()) {
        reply.outcome = ChangesOutcome::bad_value;
        return Done{};
    }
    if (request.from_lsn > newest + 1) {
        reply.outcome = ChangesOutcome::not_yet_given;
        reply.next_lsn = newest + 1;
        reply.detail = found_expected(
            "from_lsn", std::to_string(request.from_lsn), "at most " + std::to_string(newest + 1)
        );
        return Done{};
    }
    const ChangeMatcher matcher(request.filter, engine);
    const EventText text = request.with_text ? EventText::always : EventText::if_needed;
    Names names;
    std::size_t bytes = 0;
    const auto read =
        source.read(request.from_lsn, [&](Lsn lsn, std::span<const std::byte> record) {
            ByteReader in(record);
            if (!matcher.wants(get_head(in).kind)) return true;
            ChangeEvent event = event_of(lsn, record, text);
            if (!matcher.wants(event)) return true;
            matcher.trim(event);
            names.add(event);
            bytes += bytes_of(event);
            reply.events.push_back(std::move(event));
            return reply.events.size() < request.limit && bytes < kPageBytesWanted;
        });
    if (!read) return read.error();
    reply.next_lsn = read->next_lsn;
    reply.oldest_lsn = read->oldest_lsn;
    reply.durable_lsn = read->durable_lsn;
    if (!read->kept) {
        reply.outcome = ChangesOutcome::no_longer_kept;
        reply.detail = found_expected(
            "from_lsn",
            std::to_string(request.from_lsn),
            "at least " + std::to_string(read->oldest_lsn) +
                ", the oldest change that is kept; take an export and go on from its LSN"
        );
    }
    names.tell(engine, reply);
    return Done{};
}

}  // namespace earmark
