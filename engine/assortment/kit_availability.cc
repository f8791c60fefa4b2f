#include "engine/assortment/kit_availability.h"

#include "engine/assortment/kit_moment.h"
#include "engine/selling.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

constexpr int kTries = 64;

struct NodeKits {
    NodeId node;
    Units kits = 0;
};

/// Reads a kit's parts at one try.
class KitReader {
  public:
    KitReader(const Engine& engine, const EngineState& state, const KitAsking& asked)
        : engine_(engine),
          state_(state),
          asked_(asked),
          reference_(state.reference.current()),
          group_(nullptr),
          moment_(state.items, asked.kit) {}

    /// Calls read() until it has seen one moment of all parts.
    template <typename Read>
    void read_at_once(const Read& read) {
        moment_.read_at_once(kTries, read);
    }

    Lsn newest() const { return moment_.newest(); }

    Units at_node(NodeId node) {
        offers.clear();
        if (moment_.parts().empty()) return 0;
        const Units least = least_of_parts({.sku = {}, .node = node, .group = {}});
        return is_stopped_at(node) ? 0 : least;
    }

    /// Over a group, or over all nodes: what each place gives, and no more than network holds leave
    /// of each part.
    Units over(GroupId group) {
        offers.clear();
        if (moment_.parts().empty()) return 0;
        group_ = group.is_none() ? nullptr : reference_.groups->find(group);
        Units sum = 0;
        if (moment_.is_together()) {
            for (const NodeKits& each : nodes())
                sum = std::min(kUnitsMax, sum + each.kits);
        } else {
            sum = sum_apart();
        }
        return std::min(sum, least_of_parts({.sku = {}, .node = {}, .group = group}));
    }

    /// The nodes at which all parts have positions; where its sale is stopped there are none.
    std::vector<NodeKits> nodes() {
        std::vector<NodeKits> found;
        for (std::size_t index = 0; index < moment_.parts().size(); ++index) {
            const KitPart& part = moment_.parts()[index];
            engine_.item_availability(part.sku, asked_.own_reservation, asked_.asking, positions_);
            if (index == 0) {
                for (const NodeAvailability& position : positions_) {
                    if (!is_asked(position.node)) continue;
                    found.push_back({position.node, is_stopped_at(position.node) ? 0 : kUnitsMax});
                }
            }
            lower(part, found);
        }
        return found;
    }

    /// What the parts allow, of the last figure asked for.
    std::vector<KitPartOffer> offers;

  private:
    bool is_stopped_at(NodeId node) const {
        if (reference_.rule_index == nullptr) return false;
        const ItemSlot* slot = state_.items.find_slot(asked_.kit);
        bool is_stopped = false;
        state_.items.read_positions(asked_.kit, *slot, [&](const ItemStock& stock) {
            SellingWalk selling(state_.items, asked_.kit, stock, reference_, asked_.asking);
            is_stopped = !selling.at(Position(node), {}).stopped_by.is_none();
        });
        return is_stopped;
    }

    bool is_asked(NodeId node) const { return group_ == nullptr || group_->contains(node); }
    bool sells(NodeId node) const { return is_asked(node) && !is_stopped_at(node); }

    /// Leaves of the nodes those where the part is, too, each with as many kits as it allows. Both
    /// are in the order of nodes.
    void lower(const KitPart& part, std::vector<NodeKits>& found) const {
        auto position = positions_.begin();
        std::erase_if(found, [&](NodeKits& each) {
            while (position != positions_.end() && position->node < each.node)
                ++position;
            if (position == positions_.end() || position->node != each.node) return true;
            each.kits = std::min(each.kits, position->figures.ats / part.quantity);
            return false;
        });
    }

    Units sum_apart() {
        Units least = kUnitsMax;
        for (const KitPart& part : moment_.parts()) {
            engine_.item_availability(part.sku, asked_.own_reservation, asked_.asking, positions_);
            Units sum = 0;
            for (const NodeAvailability& position : positions_) {
                if (sells(position.node)) sum = std::min(kUnitsMax, sum + position.figures.ats);
            }
            least = std::min(least, sum / part.quantity);
        }
        return least;
    }

    /// As many kits as each part allows by itself at the place of the query.
    Units least_of_parts(AvailabilityQuery query) {
        std::vector<AvailabilityQuery> queries;
        for (const KitPart& part : moment_.parts()) {
            query.sku = part.sku;
            queries.push_back(query);
        }
        AvailabilityReply reply;
        engine_.availability(
            {.queries = queries,
             .own_reservation = asked_.own_reservation,
             .segment = asked_.asking.segment,
             .method = asked_.asking.method,
             .ignore_safety = asked_.asking.ignore_safety},
            reply
        );
        Units least = kUnitsMax;
        for (std::size_t index = 0; index < reply.figures.size(); ++index) {
            const KitPart& part = moment_.parts()[index];
            const Units ats = reply.figures[index].ats;
            offers.push_back({part.sku, part.quantity, ats, ats / part.quantity});
            least = std::min(least, offers.back().kits);
        }
        return reply.figures.empty() ? 0 : least;
    }

    const Engine& engine_;
    const EngineState& state_;
    const KitAsking& asked_;
    const ReferenceData& reference_;
    const Group* group_;
    KitMoment moment_;
    std::vector<NodeAvailability> positions_;
};

}  // namespace

void kit_figures(
    const Engine& engine,
    const EngineState& state,
    const KitAsking& asked,
    const AvailabilityQuery& query,
    Availability& figures,
    std::vector<KitPartOffer>* offers
) {
    KitReader reader(engine, state, asked);
    reader.read_at_once([&] {
        figures = {};
        figures.ats = query.node.is_none() ? reader.over(query.group) : reader.at_node(query.node);
        figures.lsn = reader.newest();
    });
    if (offers != nullptr) *offers = std::move(reader.offers);
}

void kit_positions(
    const Engine& engine,
    const EngineState& state,
    const KitAsking& asked,
    std::vector<NodeAvailability>& positions
) {
    KitReader reader(engine, state, asked);
    reader.read_at_once([&] {
        positions.clear();
        for (const NodeKits& each : reader.nodes()) {
            NodeAvailability& entry = positions.emplace_back();
            entry.node = each.node;
            entry.figures.ats = each.kits;
            entry.figures.lsn = reader.newest();
        }
    });
}

}  // namespace earmark
