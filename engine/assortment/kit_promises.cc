#include "engine/assortment/kit_promises.h"

#include "engine/assortment/kit_moment.h"
#include "engine/network_promises.h"
#include "engine/selling.h"

#include <algorithm>
#include <span>

namespace earmark {

namespace {

/// How often a kit is looked at without a lock.
constexpr int kKitPromiseTries = 8;

/// As many kits as so many units of one part allow.
Units kits_allowed_by(Units units, const KitPart& part) {
    if (part.quantity > kUnitsMax) return 0;
    return units == kUnitsMax ? kUnitsMax : units / part.quantity;
}

/// Reused by the thread.
struct KitPromiseRoom {
    std::vector<Day> days;
    std::vector<NodeId> candidates;
    std::vector<NodeId> nodes;    ///< Where the kit is sold, in order.
    std::vector<Units> at_place;  ///< Of each part at the place asked for, on the day asked for.
    std::vector<Units> units;     ///< Of one part, by node.
    std::vector<Units> kits;      ///< By node.
};

class KitPromiseReader {
  public:
    KitPromiseReader(
        const EngineState& state,
        const KitPromiseAsking& asked,
        const OwnHold& own,
        KitMoment& moment
    )
        : items_(state.items),
          reference_(state.reference.current()),
          asked_(asked),
          own_(own),
          moment_(moment),
          room_(kept_room()) {}

    /// Before anything is asked: where the kit is sold.
    void look_around() { find_nodes(); }

    /// Today first; valid until the next look.
    std::span<const Day> days() const {
        room_.days.clear();
        for (const KitPart& part : moment_.parts()) {
            const std::size_t before = room_.days.size();
            read(part.sku, [&](const ItemStock& stock) {
                room_.days.resize(before);
                add_promise_days(items_, part.sku, stock, reference_, asked_.place, room_.days);
            });
        }
        order_promise_days(items_.calendar().today(), room_.days);
        return room_.days;
    }

    Units kits_on(Day day) const {
        if (moment_.parts().empty()) return 0;
        room_.kits.assign(room_.nodes.size(), kUnitsMax);
        find_at_place(day);
        Units apart = kUnitsMax;
        Units most = kUnitsMax;
        for (std::size_t index = 0; index < moment_.parts().size(); ++index) {
            const KitPart& part = moment_.parts()[index];
            read_units(index, day);
            Units sum = 0;
            for (std::size_t node = 0; node < room_.nodes.size(); ++node) {
                room_.kits[node] =
                    std::min(room_.kits[node], kits_allowed_by(room_.units[node], part));
                sum = std::min(kUnitsMax, sum + room_.units[node]);
            }
            apart = std::min(apart, kits_allowed_by(sum, part));
            most = std::min(most, kits_allowed_by(room_.at_place[index], part));
        }
        if (!moment_.is_together()) return std::min(apart, most);
        Units together = 0;
        for (const Units kits : room_.kits)
            together = std::min(kUnitsMax, together + kits);
        return std::min(together, most);
    }

    /// What each part allows by itself at the place, whether or not the kit is sold there.
    void add_offers(Day day, std::vector<KitPartOffer>& offers) const {
        find_at_place(day);
        for (std::size_t index = 0; index < moment_.parts().size(); ++index) {
            const KitPart& part = moment_.parts()[index];
            Units sum = 0;
            visit(
                part.sku,
                day,
                [&] { sum = 0; },
                [&](NodeId node, Units units) {
                    if (asked_.place.contains(node)) sum = std::min(kUnitsMax, sum + units);
                }
            );
            const Units units = std::min(sum, room_.at_place[index]);
            offers.push_back({part.sku, part.quantity, units, kits_allowed_by(units, part)});
        }
    }

  private:
    static KitPromiseRoom& kept_room() {
        static thread_local KitPromiseRoom kept;
        return kept;
    }

    template <typename Read>
    void read(SkuId sku, const Read& read) const {
        const ItemSlot* slot = items_.find_slot(sku);
        if (slot != nullptr) items_.read_positions(sku, *slot, read);
    }

    /// The nodes asked for where a part has a position, less those where the kit itself is stopped.
    void find_nodes() const {
        room_.candidates.clear();
        for (const KitPart& part : moment_.parts()) {
            const std::size_t before = room_.candidates.size();
            read(part.sku, [&](const ItemStock& stock) {
                room_.candidates.resize(before);
                const PositionBlock* block = stock.positions;
                const std::uint32_t count =
                    block == nullptr ? 0 : std::min(block->count(), block->capacity());
                for (std::uint32_t index = 0; index < count; ++index) {
                    const NodeId node = block->load_counters(index).node();
                    if (asked_.place.contains(node)) room_.candidates.push_back(node);
                }
            });
        }
        std::ranges::sort(room_.candidates);
        const auto repeated = std::ranges::unique(room_.candidates);
        room_.candidates.erase(repeated.begin(), repeated.end());
        room_.nodes = room_.candidates;
        if (reference_.rule_index == nullptr) return;
        read(asked_.kit, [&](const ItemStock& stock) {
            room_.nodes.clear();
            SellingWalk selling(items_, asked_.kit, stock, reference_, asked_.asking);
            for (const NodeId node : room_.candidates) {
                if (selling.at(Position(node), {}).stopped_by.is_none())
                    room_.nodes.push_back(node);
            }
        });
    }

    /// What each part may be promised at the place as a whole, beside what groups need.
    void find_at_place(Day day) const {
        room_.at_place.assign(moment_.parts().size(), kUnitsMax);
        for (std::size_t index = 0; index < moment_.parts().size(); ++index) {
            const SkuId sku = moment_.parts()[index].sku;
            read(sku, [&](const ItemStock& stock) {
                room_.at_place[index] = kUnitsMax;
                if (has_networks(items_, sku, stock, reference_))
                    room_.at_place[index] = promisable(sku, stock, asked_.place.place, day);
            });
        }
    }

    Units promisable(SkuId sku, const ItemStock& stock, NodeId place, Day day) const {
        Asking asking = asked_.asking;
        asking.day = std::max<Day>(day, 1);
        return most_promisable(
            items_,
            sku,
            stock,
            reference_,
            {.place = place, .asking = asking, .own = own_.of(sku), .own_stamp = own_.stamp()}
        );
    }

    /// Calls visit(node, units) for each position of an item in the order of nodes, and begin()
    /// before the first of them, each time that it has to start afresh.
    template <typename Begin, typename Visit>
    void visit(SkuId sku, Day day, const Begin& begin, const Visit& visit) const {
        Asking asking = asked_.asking;
        // Before the first day is known, every date is ahead.
        asking.day = std::max<Day>(day, 1);
        read(sku, [&](const ItemStock& stock) {
            begin();
            SellingWalk selling(items_, sku, stock, reference_, asking);
            const bool is_network = has_networks(items_, sku, stock, reference_);
            const PositionBlock* block = stock.positions;
            const std::uint32_t count =
                block == nullptr ? 0 : std::min(block->count(), block->capacity());
            for (std::uint32_t index = 0; index < count; ++index) {
                const Position position = block->load_counters(index);
                const NodeId node = position.node();
                if (is_group_place(node)) break;  // They come last.
                if (!asked_.place.contains(node)) continue;
                const Units units = selling.at(position, own_.at(sku, node)).ats;
                visit(node, is_network && units > 0 ? promisable(sku, stock, node, day) : units);
            }
        });
    }

    /// What may be promised of a part at each node.
    void read_units(std::size_t index, Day day) const {
        const std::size_t nodes = room_.nodes.size();
        std::size_t next = 0;
        const auto begin = [&] {
            next = 0;
            room_.units.assign(nodes, 0);
        };
        visit(moment_.parts()[index].sku, day, begin, [&](NodeId node, Units units) {
            while (next < nodes && room_.nodes[next] < node)
                ++next;
            if (next < nodes && room_.nodes[next] == node) room_.units[next] = units;
        });
    }

    const ItemTable& items_;
    const ReferenceData& reference_;
    const KitPromiseAsking& asked_;
    const OwnHold& own_;
    const KitMoment& moment_;
    KitPromiseRoom& room_;
};

}  // namespace

void kit_promise_steps(
    const EngineState& state, const KitPromiseAsking& asked, PromiseReply& reply
) {
    const OwnHold nobody(state, {});
    KitMoment moment(state.items, asked.kit);
    KitPromiseReader reader(state, asked, nobody, moment);
    const auto read = [&] {
        reply.steps.clear();
        reply.today = state.items.calendar().today();
        reader.look_around();
        for (const Day day : reader.days())
            add_promise_step(day, reader.kits_on(day), reply.steps);
        reply.lsn = moment.newest();
    };
    if (!moment.read_at_once(kKitPromiseTries, read)) moment.read_locked(read);
}

KitPromise kit_promise(
    const EngineState& state,
    const KitPromiseAsking& asked,
    const OwnHold& own,
    std::vector<KitPartOffer>& offers
) {
    KitMoment moment(state.items, asked.kit);
    KitPromiseReader reader(state, asked, own, moment);
    KitPromise promise;
    const auto read = [&] {
        offers.clear();
        reader.look_around();
        reader.add_offers(asked.asking.day, offers);
        promise = {
            .kits = reader.kits_on(asked.asking.day), .lsn = std::max(moment.newest(), own.lsn())
        };
    };
    if (!moment.read_at_once(kKitPromiseTries, read)) moment.read_locked(read);
    return promise;
}

}  // namespace earmark
