#include "engine/order_candidates.h"

#include "engine/network/place_list.h"
#include "engine/selling.h"

#include <algorithm>
#include <utility>

namespace earmark {

void OrderCandidates::look(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    const OrderRows& rows,
    Time now,
    const OrderSoFar& so_far,
    LookFor look_for
) {
    request_ = &request;
    state_ = &state;
    reference_ = &reference;
    network_items_.clear();
    is_store_open_ = true;
    if (request.method == method_ship_to_store) address_store(reference);
    rows_ = &rows;
    knows_all_costs_ = true;
    today_ = day_of(now);
    services_.start(state, reference, *request_, now);
    group_ = request.group.is_none() ? nullptr : reference.groups->find(request.group);
    destination_ = reference.zones->prefix_of(request_->ship_to.postal_code);
    point_.reset();
    if (request_->ship_to.location) point_ = SpherePoint::of(*request_->ship_to.location);
    lsn_ = 0;
    ++order_;
    tariffs_.start(today_);
    joinable_.clear();
    for (const OpenShipment& shipment : so_far.open)
        joinable_.emplace_back(shipment, 0);
    own_ = so_far.own;
    only_own_ = so_far.only_own;
    own_days_ = so_far.own_days;
    planned_days_ = so_far.planned_days;
    groups_ = reference.groups.get();
    shipments_max_ = request.shipments_max;
    nodes_per_line_max_ = request.nodes_per_line_max;
    splitting_ = request.splitting;
    filling_ = request.filling;
    placed_ = so_far.placed;
    anchored_ = so_far.anchored;
    staying_ = so_far.staying;
    leaves_confirmed_ = so_far.leaves_confirmed;
    confirmed_.clear();
    read_lines(state, reference);
    meet_rules(state, reference);
    if (reference.service_rates != nullptr) read_tags(state);
    gather_stock(state, reference);
    judge_shipments(reference, so_far);
    room_.clear();
    line_room_.clear();
    limits_services_ = false;
    if (reference.capacity != nullptr) keep_to_capacity(state, reference, now);
    if (rows_->has_bundles()) judge_rivals();
    if (has_network_items()) limit_reachable();
    order_nodes(reference, look_for);
    fill_problem(state, reference);
}

void OrderCandidates::meet_rules(const EngineState& state, const ReferenceData& reference) {
    ruling_.clear();
    if (reference.sourcing_index != nullptr) {
        ruling_.start(state, *reference.sourcing_index, *request_, lines_, staying_, today_);
        if (!only_own_ && keep_to_limits()) {
            // Lines that do not split are told apart.
            read_lines(state, reference);
            ruling_.start(state, *reference.sourcing_index, *request_, lines_, staying_, today_);
        }
    }
    if (request_->preference > 0)
        ruling_.prefer(request_->preferred_nodes, request_->preference, *groups_);
}

/// The tightest of what the order says itself and what rules do. Returns whether lines that it lets
/// split have to stay whole.
bool OrderCandidates::keep_to_limits() {
    const SourcingRule* fewest = ruling_.fewest_shipments();
    if (fewest != nullptr && lifted_ != SourcingEffect::most_shipments) {
        shipments_max_ =
            std::min(shipments_max_.value_or(fewest->shipments_most), fewest->shipments_most);
    }
    const SourcingRule* nodes = ruling_.fewest_nodes_per_line();
    if (nodes != nullptr && lifted_ != SourcingEffect::most_nodes_per_line) {
        const std::uint32_t most = nodes->nodes_per_line_most;
        nodes_per_line_max_ = std::min(nodes_per_line_max_.value_or(most), most);
    }
    if (ruling_.shipping_complete() != nullptr && lifted_ != SourcingEffect::ship_complete)
        filling_ = Filling::all_or_nothing;
    if (ruling_.keeping_whole() == nullptr || lifted_ == SourcingEffect::keep_whole) return false;
    return std::exchange(splitting_, LineSplit::whole_lines) == LineSplit::may_split;
}

bool OrderCandidates::is_any_day_full() const {
    return std::ranges::any_of(lines_, [](const PlanLine& line) {
        return line.ats_full > 0 || line.is_squeezed;
    });
}

void OrderCandidates::address_store(const ReferenceData& reference) {
    const Node& store = *reference.nodes->find(request_->store);
    is_store_open_ = store.enabled;
    store_country_ = store.country;
    store_postal_code_ = store.postal_code;
    to_store_ = *request_;
    to_store_.ship_to = {
        .country = store_country_, .postal_code = store_postal_code_, .location = store.location
    };
    request_ = &to_store_;
}

/// Whether a node takes part in orders of this method.
bool OrderCandidates::sells(NodeId id, const NodeFacts& node) const {
    if (!is_store_open_) return false;
    if (request_->method == method_ship_to_store && id != request_->store)
        return (node.methods & method_ship) != 0;
    return (node.methods & request_->method) != 0;
}

/// False: what the store has is not ready in time.
bool OrderCandidates::judge_collection(NodeId node, Candidate& candidate) {
    const auto ready = services_.collect(node, kNoDay);
    if (!ready) return false;
    candidate.is_collected = true;
    candidate.collection.extra = ready->lateness;
    candidate.collection.days_late = ready->days_late;
    return true;
}

void OrderCandidates::read_lines(const EngineState& state, const ReferenceData& reference) {
    lines_.clear();
    plan_line_of_.clear();
    shared_.clear();
    stay_apart_ = splitting_ == LineSplit::whole_lines &&
                  rows_->rows.size() + joinable_.size() <= PlanProblem::kSharedLinesMax;
    const auto line_of = [&](const OrderRow& row) {
        return std::find_if(lines_.begin(), lines_.end(), [&](const PlanLine& known) {
            if (known.set != 0 || known.sku != row.sku) return false;
            // Where a kit is stopped its parts may be sold.
            return known.kit == row.kit || !tells_kits_apart(reference);
        });
    };
    for (const OrderRow& row : rows_->rows) {
        if (row.set != 0) {
            plan_line_of_.push_back(line_of_set(state, row.set));
            ++lines_[plan_line_of_.back()].rows;
            continue;
        }
        auto same = stay_apart_ ? lines_.end() : line_of(row);
        if (same == lines_.end()) {
            same = lines_.insert(lines_.end(), PlanLine{.sku = row.sku, .kit = row.kit});
            same->asked = row.asked;
            same->parts = rows_->parts_of(row);
            same->is_known = state.items.find_slot(row.sku) != nullptr;
        }
        plan_line_of_.push_back(static_cast<std::size_t>(same - lines_.begin()));
        same->quantity += row.quantity;
        ++same->rows;
    }
    for (PlanLine& line : lines_) {
        line.item_quantity = line.quantity;
        if (!stay_apart_ || rows_->has_bundles()) continue;
        for (const PlanLine& other : lines_)
            if (&other != &line && other.sku == line.sku) line.item_quantity += other.quantity;
        line.has_rivals = line.item_quantity != line.quantity;
    }
    if (rows_->has_bundles()) note_items();
}

/// Whether goods of a line get from an allowed node to the address.
OrderCandidates::Reach OrderCandidates::reach_of(NodeId node, std::size_t line) {
    Judged& judged = judged_[node.value()];
    const ServiceChoices::Range services = judged.services;
    if (judged.standing == Standing::no_lane) return Reach::never;
    const bool has_services = services.count + services.late_count > 0;
    const bool is_full = judged.standing == Standing::no_capacity;
    if (!has_services) {
        if (is_full) return Reach::full;
        return judged.standing == Standing::too_late ? Reach::too_late : Reach::in_time;
    }
    const std::uint64_t tags = line_tags_[line];
    if (services_.any_carries(services, tags)) return Reach::in_time;
    if (!services_.any_late_carries(services, tags)) {
        judged.refuses_some = true;
        return Reach::never;
    }
    if (is_full) return Reach::full;
    if (!judged.late_tags) judged.late_tags = tags;
    return Reach::too_late;
}

bool OrderCandidates::is_allowed(NodeId node) const {
    return (group_ == nullptr || group_->contains(node)) &&
           (request_->allowed_nodes.empty() || names_node(request_->allowed_nodes, node, *groups_)
           ) &&
           !names_node(request_->excluded_nodes, node, *groups_) &&
           (request_->method != method_pickup || node == request_->store);
}

/// What the request does not allow anyway is no matter of rules.
void OrderCandidates::note_ruled_out(
    NodeId node, Units ats, const SourcingRule& rule, PlanLine& line
) {
    if (!is_allowed(node)) return;
    line.ats_ruled_out += ats;
    line.ruled_out_single_max = std::max(line.ruled_out_single_max, ats);
    ruling_.note(node, rule);
}

const Tariff* OrderCandidates::rates_of(
    NodeId id, std::uint8_t zone, const ReferenceData& reference
) {
    const std::int32_t tariff = reference.facts_of(id).tariff;
    if (tariff < 0) return nullptr;
    const OrderTariffs::Rates& rates = tariffs_.of(tariff, reference);
    return rates.serves(zone) ? rates.on_day : nullptr;
}

/// Of a node that ships too late: where it never does, no other date would help.
Standing OrderCandidates::late_standing(NodeId node, const ReferenceData& reference) const {
    const bool ever_ships = reference.capacity == nullptr || !reference.capacity->limits(node) ||
                            reference.capacity->ever_ships(node, request_->method);
    return ever_ships ? Standing::too_late : Standing::no_capacity;
}

void OrderCandidates::judge(NodeId node, const ReferenceData& reference) {
    Judged& judged = judged_[node.value()];
    if (judged.order == order_) return;
    judged = {.order = order_};
    const bool allowed = is_allowed(node);
    judged.standing = allowed ? Standing::candidate : Standing::not_allowed;
    if (!allowed) return;
    if (node == request_->store) {
        Candidate candidate{.node = node};
        judged.place = static_cast<std::uint32_t>(nodes_.size());
        if (judge_collection(node, candidate)) {
            nodes_.push_back(candidate);
        } else {
            judged.standing = Standing::too_late;
        }
        return;
    }
    if (request_->method == method_same_day) {
        Candidate candidate{.node = node};
        judged.standing = judge_courier(*reference.nodes->find(node), reference, candidate);
        judged.place = static_cast<std::uint32_t>(nodes_.size());
        if (judged.standing == Standing::candidate) nodes_.push_back(candidate);
        return;
    }
    const NodeFacts& known = reference.facts_of(node);
    const std::uint8_t zone = reference.zone_of(known, destination_, point_);
    const Tariff* rates = nullptr;
    std::uint32_t lane = 0;
    ServiceChoices::Range services;
    if (reference.service_rates != nullptr && !reference.service_rates->at(node).empty()) {
        services = judged.services = services_.add(node, zone);
        if (services.count == 0) {
            judged.standing =
                services.late_count > 0 ? late_standing(node, reference) : Standing::no_lane;
            return;
        }
    } else if (known.names_tariff) {
        const OrderTariffs::Rates* tariff =
            known.tariff < 0 ? nullptr : &tariffs_.of(known.tariff, reference);
        if (tariff == nullptr || !tariff->serves(zone)) {
            judged.standing = Standing::no_lane;
            return;
        }
        rates = tariff->on_day;
        lane = tariff->first_lane + zone;
    }
    // By a tariff of its own it says no date.
    if (services.count == 0 && request_->delivery.need_by != kNoDay) {
        judged.standing = late_standing(node, reference);
        return;
    }
    judged.place = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(
        {.node = node,
         .zone = zone,
         .lane = lane,
         .rates = rates,
         .services = services,
         .planned = services}
    );
}

/// Which of the order's shipments may be joined: those of nodes that the request allows.
void OrderCandidates::judge_shipments(const ReferenceData& reference, const OrderSoFar& so_far) {
    joinable_.clear();
    closed_ = so_far.closed;
    for (const OpenShipment& shipment : so_far.open) {
        if (reference.nodes->find(shipment.node) != nullptr) {
            judge(shipment.node, reference);
            const Judged& judged = judged_[shipment.node.value()];
            if (judged.standing == Standing::candidate) {
                joinable_.emplace_back(shipment, judged.place);
                continue;
            }
        }
        ++closed_;
    }
}

}  // namespace earmark
