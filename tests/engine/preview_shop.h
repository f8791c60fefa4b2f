// PreviewShop: a shop in a random state, and what previews of it are compared with.
#pragma once

#include "tests/engine/random_commands.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

namespace earmark {

inline constexpr std::uint8_t kMethods[] = {
    method_ship, method_pickup, method_ship_to_store, method_same_day
};

/// Item, node, segment, method.
using OfferPlace = std::tuple<SkuId, NodeId, SegmentId, std::uint8_t>;
/// Item, node, day.
using DayPlace = std::tuple<SkuId, NodeId, Day>;
using Figures = std::map<OfferPlace, OfferFigures>;

/// A shop with segments, groups, categories and rules, in a random state.
class PreviewShop {
  public:
    enum class Segments : std::uint8_t { some, none };

    explicit PreviewShop(std::uint64_t seed, Segments segments = Segments::some)
        : random_(seed), commands_(seed, world(seed, segments)) {
        for (std::size_t i = 0; i < 80 + seed % 40; ++i)
            run_one(commands_.next(shop_.clock().wall()));
    }

    Shop& shop() { return shop_; }
    Engine& engine() { return shop_.engine(); }

    /// Rows that are in effect at once: what begins later is another matter.
    std::vector<SellingRuleRow> some_rows() {
        command_ = commands_.selling_rules(shop_.clock().wall());
        std::vector<SellingRuleRow> rows;
        for (const SellingRuleCommand::Row& each : command_.rows) {
            SellingRuleRow& row = rows.emplace_back(each.row);
            row.name = each.name;
            row.scope.category = each.category;
            row.from.reset();
        }
        return rows;
    }

    std::vector<SegmentRuleRow> some_segment_rows() {
        std::vector<SegmentRuleRow> rows = commands_.rules(shop_.clock().wall()).rows;
        for (SegmentRuleRow& row : rows)
            row.rule.from.reset();
        return rows;
    }

    /// All pages of a preview.
    template <typename Row>
    RulePreviewReply preview(const std::vector<Row>& rows, std::uint32_t limit) {
        RulePreviewReply whole;
        RulePreviewReply page;
        std::string after;
        std::size_t pages = 0;
        do {
            const PreviewRequest<Row> request{.rows = rows, .after = after, .limit = limit};
            engine().preview_rules(request, shop_.clock().wall(), page);
            whole.judged = page.judged;
            std::ranges::copy(page.positions, std::back_inserter(whole.positions));
            std::ranges::copy(page.touched, std::back_inserter(whole.touched));
            whole.totals.positions += page.totals.positions;
            whole.totals.unavailable += page.totals.unavailable;
            whole.totals.available += page.totals.available;
            whole.totals.lines += page.totals.lines;
            whole.totals.touched += page.totals.touched;
            after = page.next;
        } while (!after.empty() && ++pages < 10'000);
        EXPECT_TRUE(after.empty());
        return whole;
    }

    Figures figures() {
        Figures figures;
        std::vector<NodeAvailability> positions;
        for (const SkuId sku : items_) {
            for (const SegmentId segment : askers_) {
                for (const std::uint8_t method : kMethods) {
                    engine().item_availability(
                        sku, {}, {.segment = segment, .method = method}, positions
                    );
                    for (const NodeAvailability& each : positions) {
                        figures[{sku, each.node, segment, method}] = {
                            .ats = each.figures.ats,
                            .withheld = each.figures.withheld,
                            .kept = each.figures.kept,
                            .is_stopped = !each.stopped_by.is_none() || is_disabled(each.node)
                        };
                    }
                }
            }
        }
        return figures;
    }

    bool is_disabled(NodeId node) { return !engine().node(node)->enabled; }

    /// What may be promised for a day, at each node; kUnitsMax = without limit.
    std::map<DayPlace, Units> promised_for(const std::set<Day>& days) {
        std::map<DayPlace, Units> promised;
        PromiseReply reply;
        for (const SkuId sku : items_) {
            for (const NodeId node : nodes_) {
                engine().available_to_promise({.sku = sku, .node = node}, reply);
                for (const Day day : days) {
                    Units units = 0;
                    for (const PromiseStep& step : reply.steps) {
                        if (step.day <= day) units = step.is_unlimited ? kUnitsMax : step.units;
                    }
                    promised[{sku, node, day}] = units;
                }
            }
        }
        return promised;
    }

    std::vector<PromiseTermsRow> some_terms() {
        std::vector<PromiseTermsRow> rows;
        const auto below = [this](std::size_t count) {
            return static_cast<std::uint16_t>(random_() % count);
        };
        if (below(3) == 0) return {{.past_due_days = below(4)}};
        for (const SkuId sku : items_) {
            if (below(2) == 0) continue;
            rows.push_back(
                {.sku = sku,
                 .past_due_days = below(4),
                 .lead_days = static_cast<std::uint16_t>(below(2) * below(12)),
                 .horizon_days = static_cast<std::uint16_t>(below(2) * below(15))}
            );
        }
        if (rows.empty()) rows.push_back({.sku = items_.front(), .lead_days = 5});
        return rows;
    }

    /// One that is there, enabled or disabled, perhaps of another type; `key` keeps its name.
    NodeRow some_node(std::string& key) {
        const NodeId id = nodes_[random_() % nodes_.size()];
        const auto view = engine().node(id);
        key = view->key;
        NodeRow row{};
        row.key = key;
        row.type = random_() % 3 == 0 ? NodeType::store : view->type;
        row.enabled = random_() % 2 == 0;
        return row;
    }

    std::vector<ReservationEntry> reservations() {
        ListReservationsReply reply;
        engine().list_reservations({}, shop_.clock().wall(), reply);
        EXPECT_TRUE(reply.next.empty());
        return reply.reservations;
    }

  private:
    void run_one(const Command& command) {
        if (const auto* tick = std::get_if<TickCommand>(&command)) {
            shop_.wait(tick->passes);
            return;
        }
        std::visit(
            [&](const auto& each) {
                if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, TickCommand>)
                    run(shop_.engine(), each, shop_.clock().wall());
            },
            command
        );
    }

    CommandWorld world(std::uint64_t seed, Segments with) {
        for (int i = 0; i < 3; ++i) {
            const std::string name = "item" + std::to_string(i);
            ItemRow row{};
            row.sku = name;
            row.category = i == 1 ? "garden" : "kitchen";
            PutReply put;
            engine().put_items({&row, 1}, shop_.context(), put);
            items_.emplace_back(put.ids.at(0));
        }
        std::vector<NodeId> nodes;
        for (int i = 0; i < 4; ++i) {
            const std::string key = "node" + std::to_string(i);
            NodeRow row{};
            row.key = key;
            row.type = i % 2 == 0 ? NodeType::dc : NodeType::store;
            PutReply put;
            engine().put_nodes({&row, 1}, shop_.context(), put);
            nodes.emplace_back(put.ids.at(0));
        }
        const std::vector<GroupId> groups{
            shop_.group("first", {nodes[0], nodes[1]}), shop_.group("all", nodes)
        };
        nodes_ = nodes;
        askers_.emplace_back();
        std::vector<SegmentId> segments;
        for (const std::string_view name : {"web", "store"}) {
            if (with == Segments::some) segments.push_back(shop_.segment(name));
        }
        std::ranges::copy(segments, std::back_inserter(askers_));
        return {
            .items = items_,
            .nodes = nodes,
            .groups = groups,
            .categories = {"kitchen", "garden"},
            .segments = segments,
            .has_dates = seed % 2 == 1
        };
    }

    Shop shop_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::mt19937_64 random_;
    std::vector<SegmentId> askers_;
    RandomCommands commands_;
    SellingRuleCommand command_;
};

inline std::string text_of(const OfferPlace& place) {
    const auto& [sku, node, segment, method] = place;
    return "sku " + std::to_string(sku.value()) + " node " + std::to_string(node.value()) +
           " segment " + std::to_string(segment.value()) + " method " + std::to_string(method);
}

inline std::string text_of(const OfferFigures& figures) {
    return "ats " + std::to_string(figures.ats) + " withheld " + std::to_string(figures.withheld) +
           " kept " + std::to_string(figures.kept) + (figures.is_stopped ? " stopped" : "");
}

}  // namespace earmark
