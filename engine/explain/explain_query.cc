#include "engine/assortment/assortment_change.h"
#include "engine/assortment/kit_availability.h"
#include "engine/assortment/kit_promises.h"
#include "engine/availability_figures.h"
#include "engine/engine.h"
#include "engine/explain/position_terms.h"
#include "engine/network_promises.h"
#include "engine/own_hold.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace earmark {

namespace {

/// Different parts of a total; of more, those of a kind go together.
constexpr std::size_t kTotalTermsMax = 200;
constexpr std::size_t kAsideMax = 1'000;

/// Read again so often while holders and counters do not agree.
constexpr int kReadingTries = 4;

/// What is asked about.
struct Scope {
    const ExplainRequest& request;
    const ItemSlot& slot;
    const ReferenceData& reference;
    const Group* group = nullptr;
    NodeId place;  ///< The node, the group's place, or none.

    bool contains(NodeId node) const {
        if (!request.node.is_none()) return node == request.node;
        return group == nullptr || group->contains(node);
    }
};

/// All that was read in one moment.
struct Reading {
    Lsn lsn = 0;
    Units ats = 0;
    std::uint32_t position_count = 0;
    std::vector<AvailabilityTerm> total;
    std::vector<ExplainedPosition> positions;
    std::vector<StockAside> aside;
    std::vector<HeldPlace> places;  ///< Of the positions told, then of the groups that lean.
};

void add_to_total(const AvailabilityTerm& term, std::vector<AvailabilityTerm>& total) {
    const bool is_named = term.kind != TermKind::backorder && term.kind != TermKind::receipt &&
                          total.size() < kTotalTermsMax;
    const std::string_view name = is_named ? std::string_view(term.name) : std::string_view();
    const auto same = std::find_if(total.begin(), total.end(), [&](const AvailabilityTerm& each) {
        return each.kind == term.kind && each.name == name;
    });
    if (same == total.end()) {
        total.push_back(term);
        total.back().name = name;
        total.back().count = 1;
        return;
    }
    same->units += term.units;
    same->figure += term.figure;
    same->used += term.used;
    same->count += 1;
    if (same->day != term.day) same->day = kNoDay;
}

/// Reads the item's positions and what they make together.
class Reader {
  public:
    Reader(
        const EngineState& state,
        const Scope& scope,
        const OwnHold& own,
        const ItemStock& stock,
        Reading& reading
    )
        : state_(state),
          scope_(scope),
          own_(own),
          stock_(stock),
          reading_(reading),
          sources_{state, scope.reference, stock, scope.request.asking, scope.request.holders} {}

    void read() {
        reading_ = {};
        reading_.lsn = std::max(stock_.lsn, own_.lsn());
        const PositionBlock* block = stock_.positions;
        if (block == nullptr) return;
        const Asking& asking = scope_.request.asking;
        // A group that keeps its network safety once sells without that of its nodes.
        Asking in_group = asking;
        if (!is_for_a_day()) {
            safety_ = network_safety(state_.items, sku(), stock_, scope_.reference, scope_.place);
            in_group.ignore_safety = asking.ignore_safety || safety_.is_kept;
        }
        SellingWalk selling(state_.items, sku(), stock_, scope_.reference, in_group);
        SellingWalk alone(state_.items, sku(), stock_, scope_.reference, asking);
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            if (is_group_place(position.node())) break;  // They come last.
            if (!scope_.contains(position.node())) continue;
            const OwnUnits own = own_.at(sku(), position.node());
            add(position, own, selling);
            if (reading_.position_count++ < kExplainedPositionsMax) tell(position, own, alone);
        }
        end_total();
        add_aside();
        add_groups();
    }

  private:
    SkuId sku() const { return scope_.request.sku; }
    bool is_for_a_day() const { return scope_.request.asking.day != kNoDay; }

    /// Adds a position's part of the whole.
    void add(const Position& position, const OwnUnits& own, SellingWalk& selling) {
        OfferParts parts;
        const PositionOffer offer = selling.at(position, own, parts);
        std::vector<AvailabilityTerm> terms;
        HeldPlace place;
        explain_position(sources_, position, own, offer, parts, terms, place);
        for (const AvailabilityTerm& term : terms)
            add_to_total(term, reading_.total);
        add_position(position, own, offer, figures_);
    }

    /// Tells a position as if it were asked for by itself.
    void tell(const Position& position, const OwnUnits& own, SellingWalk& selling) {
        OfferParts parts;
        const PositionOffer offer = selling.at(position, own, parts);
        ExplainedPosition& told = reading_.positions.emplace_back();
        told.node = position.node();
        explain_position(
            sources_, position, own, offer, parts, told.terms, reading_.places.emplace_back()
        );
        Availability figures;
        add_position(position, own, offer, figures);
        told.ats = leave_to_network(position.node(), {}, figures, told.terms);
    }

    /// What groups leave at a place whose figures are these; tells what they take.
    Units leave_to_network(
        NodeId place,
        const NetworkSafety& safety,
        Availability figures,
        std::vector<AvailabilityTerm>& terms
    ) {
        if (!has_networks(state_.items, sku(), stock_, scope_.reference)) return figures.ats;
        const Units before = figures.ats;
        NetworkAsking asking{
            .place = place,
            .asking = scope_.request.asking,
            .own = own_.of(sku()),
            .own_stamp = own_.stamp()
        };
        const Units kept = asking.asking.ignore_safety ? 0 : safety.units;
        std::vector<LeaningGroup> leaning;
        Availability by_holds = figures;
        const auto leave = [&](Availability& left) {
            if (is_for_a_day()) {
                left.ats = std::min(left.ats, promisable(asking, leaning));
            } else {
                add_network(
                    state_.items,
                    sku(),
                    stock_,
                    scope_.reference,
                    asking,
                    asking.ignores_kept ? 0 : kept,
                    left,
                    &leaning
                );
            }
        };
        leave(figures);
        asking.ignores_kept = true;
        leave(by_holds);
        if (figures.ats == before) return before;
        const Units by_groups = std::max<Units>(0, before - by_holds.ats);
        const Units by_safety = std::clamp<Units>(before - by_groups - figures.ats, 0, kept);
        add_network_term(scope_.reference, by_groups, leaning, terms);
        if (by_safety > 0) terms.push_back(safety_term(place, by_safety, kept));
        const Units rest = before - by_groups - by_safety - figures.ats;
        if (rest != 0) terms.push_back({.kind = TermKind::group_kept, .units = -rest});
        if (by_groups == 0) return figures.ats;
        for (const LeaningGroup& each : leaning)
            leaning_.push_back(place_of(each.id));
        return figures.ats;
    }

    Units promisable(NetworkAsking asking, std::vector<LeaningGroup>& leaning) const {
        const Units units = most_promisable(state_.items, sku(), stock_, scope_.reference, asking);
        // Holds over a group are for now.
        asking.asking.day = kNoDay;
        most_addable(state_.items, sku(), stock_, scope_.reference, asking, &leaning);
        return units;
    }

    AvailabilityTerm safety_term(NodeId place, Units units, Units figure) const {
        AvailabilityTerm term{.kind = TermKind::network_safety, .units = -units, .figure = figure};
        const Group* group = scope_.reference.groups->find(group_at(place));
        if (group != nullptr) term.name = group->name;
        return term;
    }

    void end_total() {
        if (is_for_a_day() && figures_.ats > kUnitsMax) {
            add_to_total(
                {.kind = TermKind::unlimited, .units = kUnitsMax - figures_.ats}, reading_.total
            );
            figures_.ats = kUnitsMax;
        }
        std::ranges::sort(reading_.total, {}, [](const AvailabilityTerm& term) {
            return std::tuple(term.kind, term.rank, std::string_view(term.name));
        });
        reading_.ats = leave_to_network(scope_.place, safety_, figures_, reading_.total);
    }

    void add_aside() {
        const auto rows = stock_.rows_of<DatedRow>();
        for (std::uint32_t index = 0; index < rows.count(); ++index) {
            const DatedRow row = rows.load(index);
            if (row.kind != DatedRow::Kind::stock || !scope_.contains(row.node)) continue;
            if (reading_.aside.size() < kAsideMax)
                reading_.aside.push_back({row.node, row.disposition, row.open});
        }
    }

    void add_groups() {
        std::sort(leaning_.begin(), leaning_.end());
        leaning_.erase(std::unique(leaning_.begin(), leaning_.end()), leaning_.end());
        const PositionBlock* block = stock_.positions;
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            if (!std::binary_search(leaning_.begin(), leaning_.end(), position.node())) continue;
            reading_.places.push_back({
                .node = position.node(),
                .reserved = position.reserved(),
                .allocated = position.allocated(),
            });
        }
    }

    const EngineState& state_;
    const Scope& scope_;
    const OwnHold& own_;
    const ItemStock& stock_;
    Reading& reading_;
    const TermSources sources_;
    NetworkSafety safety_;
    Availability figures_;
    std::vector<NodeId> leaning_;
};

/// Puts holders in the place of the terms that sum them up. Returns whether all are known.
bool name_holders(HeldPlace& place, std::vector<AvailabilityTerm>& terms) {
    std::vector<AvailabilityTerm> holders;
    const bool are_known = place.add_terms(holders);
    std::erase_if(terms, [](const AvailabilityTerm& term) {
        return term.kind == TermKind::reserved || term.kind == TermKind::allocated;
    });
    terms.insert(
        terms.begin() + 1,  // After what is on hand.
        std::make_move_iterator(holders.begin()),
        std::make_move_iterator(holders.end())
    );
    return are_known;
}

void fill(const GroupTable& groups, Reading& reading, ExplainReply& reply) {
    for (std::size_t index = 0; index < reading.places.size(); ++index) {
        HeldPlace& place = reading.places[index];
        bool are_known = true;
        if (index < reading.positions.size()) {
            are_known = name_holders(place, reading.positions[index].terms);
        } else {
            ExplainedGroup& group = reply.groups.emplace_back();
            group.group = group_at(place.node);
            if (const Group* known = groups.find(group.group)) group.name = known->name;
            group.units = place.reserved + place.allocated;
            are_known = place.add_terms(group.holders);
        }
        reply.are_holders_known = reply.are_holders_known && are_known;
    }
    reply.lsn = reading.lsn;
    reply.ats = reading.ats;
    reply.position_count = reading.position_count;
    reply.total = std::move(reading.total);
    reply.positions = std::move(reading.positions);
    reply.aside = std::move(reading.aside);
}

Outcome check(const EngineState& state, const ExplainRequest& request, std::string& detail) {
    if (request.holders > kExplainedHoldersMax) {
        detail = found_expected(
            "holders",
            std::to_string(request.holders),
            "0 to " + std::to_string(kExplainedHoldersMax)
        );
        return Outcome::bad_value;
    }
    const Outcome outcome = check_segment(state, request.asking.segment, detail);
    return outcome == Outcome::done ? check_method(request.asking.method, detail) : outcome;
}

bool is_kit(const EngineState& state, SkuId sku, const ItemSlot& slot) {
    bool is_one = false;
    state.items.read_positions(sku, slot, [&](const ItemStock& stock) { is_one = is_kit(stock); });
    return is_one;
}

void explain_kit(
    const Engine& engine, const EngineState& state, const Scope& scope, ExplainReply& reply
) {
    const ExplainRequest& request = scope.request;
    std::vector<KitPartOffer> offers;
    if (request.asking.day == kNoDay) {
        const KitAsking asked{request.sku, request.own_reservation, request.asking};
        const AvailabilityQuery query{
            .sku = request.sku, .node = request.node, .group = request.group
        };
        Availability figures;
        kit_figures(engine, state, asked, query, figures, &offers);
        reply.lsn = figures.lsn;
        reply.ats = figures.ats;
    } else {
        const OwnHold own(state, request.own_reservation);
        const PromisePlace place{request.node, scope.place, scope.group};
        const KitPromise promise =
            kit_promise(state, {request.sku, place, request.asking}, own, offers);
        reply.lsn = promise.lsn;
        reply.ats = promise.kits;
    }
    reply.parts.reserve(offers.size());
    for (const KitPartOffer& offer : offers) {
        const auto item = engine.item(offer.sku);
        reply.parts.push_back(
            {offer.sku, item ? item->sku : std::string(), offer.quantity, offer.ats, offer.kits}
        );
    }
}

}  // namespace

void Engine::explain(const ExplainRequest& request, ExplainReply& reply) const {
    reply = {};
    reply.today = today();
    reply.outcome = check(*state_, request, reply.detail);
    if (reply.outcome != Outcome::done) return;
    const ReferenceData& reference = state_->reference.current();
    const ItemSlot* slot = state_->items.find_slot(request.sku);
    if (slot == nullptr) {
        reply.verdict = QueryVerdict::unknown_item;
        return;
    }
    if (!request.node.is_none() && reference.nodes->find(request.node) == nullptr) {
        reply.verdict = QueryVerdict::unknown_node;
        return;
    }
    Scope scope{request, *slot, reference, nullptr, request.node};
    if (request.node.is_none() && !request.group.is_none()) {
        scope.group = reference.groups->find(request.group);
        scope.place = place_of(request.group);
        if (scope.group == nullptr) {
            reply.verdict = QueryVerdict::unknown_group;
            return;
        }
    }
    if (is_kit(*state_, request.sku, *slot)) {
        explain_kit(*this, *state_, scope, reply);
        return;
    }
    Reading reading;
    for (int attempt = 0; attempt < kReadingTries; ++attempt) {
        {
            const OwnHold own(*state_, request.own_reservation);
            state_->items.read_positions(request.sku, *slot, [&](const ItemStock& stock) {
                Reader(*state_, scope, own, stock, reading).read();
            });
        }
        // Holding nothing: what is found may be of another moment.
        find_holders(state_->reservations, request.sku, request.holders, reading.places);
        if (std::all_of(reading.places.begin(), reading.places.end(), [](const HeldPlace& place) {
                return place.is_whole();
            }))
            break;
    }
    fill(*reference.groups, reading, reply);
}

std::string_view to_string(TermKind kind) {
    constexpr std::array<std::string_view, 18> kNames{
        "on_hand",
        "reserved",
        "allocated",
        "backorder",
        "receipt",
        "counted_back",
        "beyond_horizon",
        "unlimited",
        "shortage",
        "safety",
        "stop",
        "node_disabled",
        "later_promises",
        "floor",
        "ceiling",
        "network",
        "network_safety",
        "group_kept",
    };
    const auto index = static_cast<std::size_t>(kind);
    return index < kNames.size() ? kNames[index] : "?";
}

Units sum_of(const std::vector<AvailabilityTerm>& terms) {
    Units sum = 0;
    for (const AvailabilityTerm& term : terms)
        sum += term.units;
    return sum;
}

}  // namespace earmark
