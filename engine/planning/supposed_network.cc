#include "engine/planning/supposed_network.h"

#include "engine/conditions/sourcing_desk.h"
#include "engine/engine_state.h"
#include "engine/profile/profile_check.h"
#include "engine/shipping/shipping_book.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace earmark {

namespace {

/// Parts of the draft, copied once they change.
class NetworkDraft {
  public:
    NetworkDraft(ReferenceData& draft, std::string& detail) : draft_(draft), detail_(detail) {}

    Outcome change(const NodeIf& row) {
        if (draft_.nodes->find(row.node) == nullptr) {
            detail_ = "node handle " + std::to_string(row.node.value());
            return Outcome::unknown_node;
        }
        switch (row.change) {
            case NodeIfChange::enable:
            case NodeIfChange::disable:
                enable(row.node, row.change == NodeIfChange::enable);
                return Outcome::done;
            case NodeIfChange::tariff:
                return ship_by_tariff(row);
            case NodeIfChange::service:
                return ship_by_service(row);
        }
        detail_ = found_expected("change of a node", "an unknown one", "one of its enumerators");
        return Outcome::bad_value;
    }

    void finish() {
        if (nodes_ != nullptr) draft_.nodes = nodes_;
        if (book_ != nullptr) draft_.shipping = book_;
        draft_.connect();
    }

  private:
    Node& node(NodeId id) {
        if (nodes_ == nullptr) nodes_ = std::make_shared<NodeDirectory>(*draft_.nodes);
        auto& known = nodes_->nodes[id.value() - 1];
        auto copy = std::make_shared<Node>(*known);
        Node& made = *copy;
        known = std::move(copy);
        return made;
    }

    ShippingBook& book() {
        if (book_ == nullptr) book_ = std::make_shared<ShippingBook>(*draft_.shipping);
        return *book_;
    }

    void enable(NodeId id, bool enabled) {
        node(id).enabled = enabled;
        const std::size_t word = id.value() / 64;
        const std::uint64_t bit = std::uint64_t{1} << (id.value() % 64);
        if (nodes_->disabled.size() <= word) nodes_->disabled.resize(word + 1);
        if (enabled) {
            nodes_->disabled[word] &= ~bit;
        } else {
            nodes_->disabled[word] |= bit;
        }
        nodes_->any_disabled =
            std::ranges::any_of(nodes_->disabled, [](std::uint64_t bits) { return bits != 0; });
    }

    /// What picked up at the node goes; returns it.
    std::vector<PickupRow> take_pickups(NodeId id) {
        std::vector<PickupRow> taken;
        std::erase_if(book().pickups, [&](const auto& entry) {
            if (entry.first.node != id) return false;
            taken.push_back(entry.second);
            return true;
        });
        return taken;
    }

    Outcome ship_by_tariff(const NodeIf& row) {
        if (!draft_.tariffs->indexes.contains(std::string(row.name))) {
            detail_ = found_expected(
                "tariff of a node", "'" + std::string(row.name) + "'", "a known one"
            );
            return Outcome::bad_value;
        }
        node(row.node).tariff = row.name;
        if (!draft_.shipping->pickups.empty()) take_pickups(row.node);
        return Outcome::done;
    }

    Outcome ship_by_service(const NodeIf& row) {
        if (draft_.shipping->service(row.name) == nullptr) {
            detail_ = found_expected(
                "service of a node", "'" + std::string(row.name) + "'", "a known one"
            );
            return Outcome::bad_value;
        }
        auto at = std::ranges::find(pickups_, row.node, &Pickups::node);
        if (at == pickups_.end()) {
            pickups_.push_back({row.node, take_pickups(row.node)});
            at = std::prev(pickups_.end());
        }
        bool is_new = true;
        std::uint16_t last = closing_minute(row.node);
        std::string calendar;
        for (std::size_t index = 0; index < at->before.size(); ++index) {
            const PickupRow& known = at->before[index];
            if (index == 0 || known.minute > last) {
                last = known.minute;
                calendar = known.calendar;
            }
            if (known.service != row.name) continue;
            book().put(ShippingRow(known));
            is_new = false;
        }
        if (is_new) {
            book().put(
                ShippingRow(PickupRow{row.node, std::string(row.name), last, std::move(calendar)})
            );
        }
        return Outcome::done;
    }

    std::uint16_t closing_minute(NodeId id) const {
        const HoursRow* hours = draft_.shipping->hours_of(id);
        return hours == nullptr ? std::uint16_t{kMinutesOfDay / 2} : hours->closes_minute;
    }

    /// Of a node whose services are named: those it has.
    struct Pickups {
        NodeId node;
        std::vector<PickupRow> before;
    };

    ReferenceData& draft_;
    std::string& detail_;
    std::shared_ptr<NodeDirectory> nodes_;
    std::shared_ptr<ShippingBook> book_;
    std::vector<Pickups> pickups_;
};

Outcome suppose_profile(
    const ProfileRow& row, ReferenceData& draft, ProfileId& profile, std::string& detail
) {
    if (auto bad = bad_profile(row)) {
        detail = std::move(bad->detail);
        return Outcome::bad_value;
    }
    auto profiles = std::make_shared<ProfileTable>(*draft.profiles);
    profiles->profiles.push_back(std::make_shared<Profile>(profile_of(row)));
    profile = ProfileId(static_cast<std::uint16_t>(profiles->profiles.size()));
    draft.profiles = std::move(profiles);
    return Outcome::done;
}

Outcome suppose_rules(
    const EngineState& state,
    std::span<const SourcingRuleRow> rows,
    Day today,
    ReferenceData& draft,
    std::string& detail
) {
    SourcingDesk desk(state, draft, today);
    const auto refuse = [&](const SourcingRuleRow& row, const JudgedRow& judged) {
        detail = "sourcing rule '" + row.rule.name + "': " + judged.detail;
        return Outcome::bad_value;
    };
    std::vector<SourcingRuleRow> read(rows.begin(), rows.end());
    for (SourcingRuleRow& row : read) {
        const JudgedRow judged = desk.judge(row);
        if (judged.verdict != RowVerdict::applied && judged.verdict != RowVerdict::unchanged)
            return refuse(row, judged);
    }
    for (const SourcingRuleRow& row : read) {
        if (row.change == SourcingRuleChange::remove) continue;
        if (const auto bad = desk.find_contradiction(row.rule)) return refuse(row, *bad);
    }
    draft.sourcing = std::make_shared<SourcingBook>(desk.book());
    return Outcome::done;
}

}  // namespace

Outcome suppose(
    const EngineState& state,
    const PlanQuestion& question,
    Time now,
    ReferenceData& draft,
    ProfileId& profile,
    std::string& detail
) {
    if (question.profile) {
        if (!profile.is_none()) {
            detail = found_expected("profile", "one of the order, and another", "one of them");
            return Outcome::bad_value;
        }
        const Outcome bad = suppose_profile(*question.profile, draft, profile, detail);
        if (bad != Outcome::done) return bad;
    }
    if (!question.rules.empty()) {
        const Outcome bad = suppose_rules(state, question.rules, day_of(now), draft, detail);
        if (bad != Outcome::done) return bad;
    }
    if (question.nodes.empty() && question.rules.empty()) return Outcome::done;
    NetworkDraft network(draft, detail);
    for (const NodeIf& row : question.nodes) {
        if (const Outcome bad = network.change(row); bad != Outcome::done) return bad;
    }
    network.finish();
    return Outcome::done;
}

}  // namespace earmark
