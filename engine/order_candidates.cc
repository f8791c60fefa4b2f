#include "engine/order_candidates.h"

#include "engine/network/place_list.h"
#include "engine/planning/supposed_stock.h"
#include "engine/selling.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

std::int64_t power_of_ten(std::uint8_t exponent) {
    std::int64_t power = 1;
    for (std::uint8_t each = 0; each < exponent; ++each)
        power *= 10;
    return power;
}

}  // namespace

void OrderCandidates::look(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    const OrderRows& rows,
    Time now,
    const OrderSoFar& so_far
) {
    request_ = &request;
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
    joinable_.clear();
    for (const OpenShipment& shipment : so_far.open)
        joinable_.emplace_back(shipment, 0);
    own_ = so_far.own;
    only_own_ = so_far.only_own;
    own_days_ = so_far.own_days;
    groups_ = reference.groups.get();
    shipments_max_ = request.shipments_max;
    nodes_per_line_max_ = request.nodes_per_line_max;
    splitting_ = request.splitting;
    filling_ = request.filling;
    placed_ = so_far.placed;
    leaves_confirmed_ = so_far.leaves_confirmed;
    confirmed_.clear();
    read_lines(state, reference);
    meet_rules(state, reference);
    if (reference.service_rates != nullptr) read_tags(state);
    gather_stock(state, reference);
    judge_shipments(reference, so_far);
    room_.clear();
    if (reference.capacity != nullptr) keep_to_capacity(state, reference, now);
    if (rows_->has_bundles()) judge_rivals();
    order_nodes();
    fill_problem(state, reference);
}

void OrderCandidates::meet_rules(const EngineState& state, const ReferenceData& reference) {
    ruling_.clear();
    if (reference.sourcing_index != nullptr) {
        ruling_.start(state, *reference.sourcing_index, *request_, lines_, today_);
        if (!only_own_ && keep_to_limits()) {
            // Lines that do not split are told apart.
            read_lines(state, reference);
            ruling_.start(state, *reference.sourcing_index, *request_, lines_, today_);
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

void OrderCandidates::address_store(const ReferenceData& reference) {
    const Node& store = *reference.nodes->find(request_->store);
    store_country_ = store.country;
    store_postal_code_ = store.postal_code;
    to_store_ = *request_;
    to_store_.ship_to = {
        .country = store_country_, .postal_code = store_postal_code_, .location = store.location
    };
    request_ = &to_store_;
}

/// Whether a node takes part in orders of this method.
bool OrderCandidates::sells(NodeId id, const Node& node) const {
    if (!node.enabled) return false;
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

/// Lowers what is found, so that whatever a plan takes of it leaves network holds bindable: where a
/// plan may take the item from several nodes, each counts what could be taken at those before it.
void OrderCandidates::leave_network_holds(
    const ItemTable& items,
    const ItemStock& stock,
    const ReferenceData& reference,
    const ItemWant& want,
    const CountedBack& confirmed,
    Found& found
) const {
    static thread_local std::vector<PositionDelta> taken;
    taken.clear();
    const Units most =
        supposed_ == nullptr ? want.units : want.units + supposed_->most_taken(want.sku);
    for (auto& [node, ats] : found) {
        ats = most_addable(
            items,
            want.sku,
            stock,
            reference,
            {.place = node,
             .asking = asking_of(*request_),
             .taken = want.is_alone ? std::span<const PositionDelta>() : taken,
             .own = confirmed.own(),
             .own_uses = confirmed.uses()}
        );
        ats = std::min(ats, most);
        if (ats > 0) taken.push_back({.sku = want.sku, .node = node, .reserved = ats});
    }
    std::erase_if(found, [](const auto& entry) { return entry.second == 0; });
}

/// An item may be read more than once, and a read be repeated: the last one counts.
CountedBack OrderCandidates::count_confirmed(SkuId sku, const ItemStock& stock) {
    std::erase_if(confirmed_, [&](const ConfirmedUnits& each) { return each.sku == sku; });
    find_confirmed(*request_, sku, stock, confirmed_);
    return {confirmed_, sku};
}

/// What may be sold of an item, node by node. Returns whether a stop keeps something from sale.
bool OrderCandidates::find_stock(
    const EngineState& state, const ReferenceData& reference, const ItemWant& want, Found& found
) {
    found.clear();
    bool is_stopped = false;
    const ItemSlot* slot = state.items.find_slot(want.sku);
    if (slot == nullptr) return false;
    state.items.read_positions(want.sku, *slot, [&](const ItemStock& stock) {
        found.clear();
        is_stopped = false;
        const PositionBlock* block = stock.positions;
        if (block == nullptr) return;
        lsn_ = std::max(lsn_, stock.lsn);
        CountedBack confirmed;
        if (!request_->backorders.empty() && !leaves_confirmed_)
            confirmed = count_confirmed(want.sku, stock);
        SellingWalk selling(state.items, want.sku, stock, reference, asking_of(*request_));
        const std::uint32_t count = std::min(block->count(), block->capacity());
        for (std::uint32_t place = 0; place < count; ++place) {
            const Position position = block->load_counters(place);
            if (is_group_place(position.node())) break;  // They come last.
            const OwnUnits own = confirmed.empty() ? OwnUnits() : confirmed.at(position.node());
            const PositionOffer offer = selling.at(position, own);
            if (offer.ats > 0) found.emplace_back(position.node(), offer.ats);
            is_stopped = is_stopped || (!offer.stopped_by.is_none() && offer.withheld > 0);
        }
        if (has_networks(state.items, want.sku, stock, reference))
            leave_network_holds(state.items, stock, reference, want, confirmed, found);
    });
    if (supposed_ != nullptr) supposed_->apply(want.sku, found);
    return is_stopped;
}

/// Adds what the order has itself to what is found of an item.
void OrderCandidates::add_own_stock(SkuId sku, Found& found) const {
    for (const OwnStock& own : own_) {
        if (own.sku != sku) continue;
        const auto there = std::ranges::find(found, own.node, &Found::value_type::first);
        if (there != found.end()) {
            there->second += own.units;
        } else {
            found.emplace_back(own.node, own.units);
        }
    }
}

void OrderCandidates::gather_stock(const EngineState& state, const ReferenceData& reference) {
    nodes_.clear();
    stock_.clear();
    if (judged_.size() <= reference.nodes->nodes.size())
        judged_.resize(reference.nodes->nodes.size() + 1);
    static thread_local Found found;
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        PlanLine& line = lines_[index];
        if (rows_->has_bundles()) {
            line.is_stopped = find_with_kits(state, reference, line, found);
        } else {
            const bool is_alone = splitting_ != LineSplit::may_split && !line.has_rivals;
            found.clear();
            line.is_stopped =
                !only_own_ &&
                find_stock(state, reference, {line.sku, line.item_quantity, is_alone}, found);
            if (!own_.empty()) add_own_stock(line.sku, found);
        }
        for (const auto& [node, ats] : found) {
            // A position may be at a node that is newer than the reference data of this call.
            const Node* known = reference.nodes->find(node);
            if (known == nullptr || !sells(node, *known)) continue;
            line.ats_anywhere += ats;
            if (ruling_.has_exclusions()) {
                if (const SourcingRule* rule = ruling_.excluding(index, node)) {
                    note_ruled_out(node, ats, *rule, line);
                    continue;
                }
            }
            judge(node, reference);
            const Judged& judged = judged_[node.value()];
            if (judged.standing == Standing::not_allowed) continue;
            line.ats_allowed += ats;
            const Reach reach = reach_of(node, index);
            if (reach == Reach::never) continue;
            if (reach == Reach::too_late) {
                line.ats_late += ats;
                line.late_single_max = std::max(line.late_single_max, ats);
                continue;
            }
            line.ats_reachable += ats;
            line.ats_single_max = std::max(line.ats_single_max, ats);
            stock_.push_back({judged.place, static_cast<std::uint32_t>(index), ats});
        }
    }
}

/// Whether goods of a line get from an allowed node to the address.
OrderCandidates::Reach OrderCandidates::reach_of(NodeId node, std::size_t line) {
    Judged& judged = judged_[node.value()];
    const ServiceChoices::Range services = judged.services;
    if (judged.standing == Standing::no_lane) return Reach::never;
    const bool has_services = services.count + services.late_count > 0;
    if (!has_services)
        return judged.standing == Standing::too_late ? Reach::too_late : Reach::in_time;
    const std::uint64_t tags = line_tags_[line];
    if (services_.any_carries(services, tags)) return Reach::in_time;
    if (!services_.any_late_carries(services, tags)) {
        judged.refuses_some = true;
        return Reach::never;
    }
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

void OrderCandidates::judge(NodeId node, const ReferenceData& reference) {
    Judged& judged = judged_[node.value()];
    if (judged.order == order_) return;
    judged = {.order = order_};
    const bool allowed = is_allowed(node);
    judged.standing = allowed ? Standing::candidate : Standing::not_allowed;
    if (!allowed) return;
    const Node& known = *reference.nodes->find(node);
    if (node == request_->store) {
        Candidate candidate{.node = node, .priority = known.priority};
        judged.place = static_cast<std::uint32_t>(nodes_.size());
        if (judge_collection(node, candidate)) {
            nodes_.push_back(candidate);
        } else {
            judged.standing = Standing::too_late;
        }
        return;
    }
    if (request_->method == method_same_day) {
        Candidate candidate{.node = node, .priority = known.priority};
        judged.standing = judge_courier(known, reference, candidate);
        judged.place = static_cast<std::uint32_t>(nodes_.size());
        if (judged.standing == Standing::candidate) nodes_.push_back(candidate);
        return;
    }
    const std::uint8_t zone = reference.zone_of(node, known, destination_, point_);
    ServiceChoices::Range services;
    if (reference.service_rates != nullptr && !reference.service_rates->at(node).empty()) {
        services = judged.services = services_.add(node, zone);
        if (services.count == 0) {
            judged.standing = services.late_count > 0 ? Standing::too_late : Standing::no_lane;
            return;
        }
    } else if (!known.tariff.empty()) {
        const std::int32_t tariff = reference.tariff_of_node[node.value() - 1];
        const Tariff* rates =
            tariff < 0 ? nullptr
                       : reference.tariffs->tariffs[static_cast<std::size_t>(tariff)].on(today_);
        if (rates == nullptr || !rates->serves(zone)) {
            judged.standing = Standing::no_lane;
            return;
        }
    }
    // By a tariff of its own it says no date.
    if (services.count == 0 && request_->delivery.need_by != kNoDay) {
        judged.standing = Standing::too_late;
        return;
    }
    judged.place = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(
        {.node = node,
         .priority = known.priority,
         .zone = zone,
         .services = services,
         .planned = services}
    );
}

void OrderCandidates::order_nodes() {
    rank_.resize(nodes_.size());
    static thread_local std::vector<std::uint32_t> order;
    order.resize(nodes_.size());
    for (std::uint32_t place = 0; place < order.size(); ++place)
        order[place] = place;
    std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return std::pair(nodes_[left].priority, nodes_[left].node) <
               std::pair(nodes_[right].priority, nodes_[right].node);
    });
    static thread_local std::vector<Candidate> sorted;
    sorted.clear();
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
        rank_[order[rank]] = rank;
        sorted.push_back(nodes_[order[rank]]);
    }
    nodes_.swap(sorted);
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

/// A line for each shipment that may be joined. Where units may be left out, and shipments are
/// limited, each counts for more units than all that could be planned in its place.
void OrderCandidates::fill_shipments() {
    if (shipments_max_) {
        const std::size_t most = *shipments_max_;
        problem_.shipments_max = std::max(most > closed_ ? most - closed_ : 0, joinable_.size());
    }
    std::int64_t units = 1;
    if (problem_.allow_partial && shipments_max_) {
        Units wanted = 0;
        for (const PlanLine& line : lines_)
            wanted += line.quantity * line.counts_as;
        while (units <= wanted)
            units *= 10;
    }
    for (std::size_t index = 0; index < joinable_.size(); ++index) {
        const std::size_t line = lines_.size() + index;
        const auto& [shipment, place] = joinable_[index];
        problem_.quantity[line] = units;
        problem_.weight_grams[line] = shipment.weight_g;
        problem_.volume_cm3[line] = shipment.volume_cm3;
        problem_.units_per_weight[line] = shipment.parts * units;
        problem_.stock[rank_[place] * problem_.line_count + line] = units;
        if (!problem_.item.empty())
            problem_.item.push_back(~static_cast<std::uint32_t>(index));  // No item's handle.
        if (!services_.has_refusals()) continue;
        // A shipment goes even if no service would take its goods any more.
        const ServiceChoices::Range services = nodes_[rank_[place]].services;
        const bool is_carried = services_.any_carries(services, shipment.tags);
        line_tags_.push_back(is_carried ? shipment.tags : 0);
    }
}

void OrderCandidates::fill_problem(const EngineState& state, const ReferenceData& reference) {
    const std::size_t lines = lines_.size() + joinable_.size();
    problem_.reset(lines, nodes_.size());
    problem_.line_split = splitting_ == LineSplit::may_split;
    problem_.allow_partial = filling_ == Filling::partial;
    problem_.split_penalty = request_->split_penalty;
    if (shipments_max_) problem_.shipments_max = *shipments_max_;
    problem_.weight_grams.assign(lines, 0);
    problem_.volume_cm3.assign(lines, 0);
    problem_.units_per_weight.assign(lines, 1);
    units_per_measure_.assign(lines_.size(), 1);
    const auto has_rivals = [](const PlanLine& line) { return line.has_rivals; };
    if (stay_apart_ && std::any_of(lines_.begin(), lines_.end(), has_rivals)) {
        for (const PlanLine& line : lines_)
            problem_.item.push_back(line.sku.value());
    }
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        problem_.quantity[line] = lines_[line].quantity;
        if (!lines_[line].is_known) continue;
        const ItemFacts facts = own_facts(state, lines_[line]);
        problem_.weight_grams[line] = facts.weight_g;
        problem_.volume_cm3[line] = static_cast<std::int64_t>((facts.volume_mm3() + 999) / 1000);
        problem_.units_per_weight[line] = power_of_ten(facts.scale);
        units_per_measure_[line] = problem_.units_per_weight[line];
        if (!lines_[line].parts.empty()) fill_kit(state, line);
    }
    for (const Stock& stock : stock_)
        problem_.stock[rank_[stock.candidate] * lines + stock.line] = stock.ats;
    if (closed_ > 0 || !joinable_.empty()) fill_shipments();
    if (nodes_per_line_max_) limit_line_nodes();
    if (!rows_->sets.empty() && problem_.allow_partial) count_units();
    if (!room_.empty() && rows_->sets.empty()) fill_capacity();
    service_groups_.clear();
    if (services_.has_refusals() || services_.bill_apart()) plan_services();
    fill_nodes(state, reference);
    if (rows_->has_bundles()) fill_shared(reference);
}

void OrderCandidates::fill_nodes(const EngineState& state, const ReferenceData& reference) {
    columns_.clear();
    service_columns_.clear();
    problem_.rate_columns.clear();
    problem_.rate_steps.clear();
    problem_.tariff_column.assign(nodes_.size(), PlanProblem::kNoTariff);
    problem_.line_cost.assign(nodes_.size(), 0);
    for (std::size_t place = 0; place < nodes_.size(); ++place) {
        const Candidate& candidate = nodes_[place];
        const Node& node = *reference.nodes->find(candidate.node);
        problem_.fixed_cost[place] = node.handling_per_shipment;
        problem_.line_cost[place] = node.handling_per_line;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            // Handling is priced per unit of measure; a fraction of it is rounded up to a micro.
            const std::int64_t units = units_per_measure_[line];
            problem_.unit_cost[place * problem_.line_count + line] =
                lines_[line].set != 0 ? handling_of_set(state, lines_[line], node)
                                      : (node.handling_per_unit + units - 1) / units;
        }
        problem_.fixed_cost[place] += candidate.collection.extra;
        if (candidate.is_collected) continue;
        if (candidate.courier != nullptr) {
            problem_.tariff_column[place] = courier_column(*candidate.courier);
            continue;
        }
        if (candidate.services.count > 0) {
            if (candidate.planned.count == 0) {
                add_choices(static_cast<std::uint32_t>(place));
            } else {
                problem_.tariff_column[place] = service_column(candidate.planned, candidate.zone);
            }
            continue;
        }
        const std::int32_t tariff = reference.tariff_of_node[candidate.node.value() - 1];
        if (tariff < 0) continue;
        const auto index = static_cast<std::uint32_t>(tariff);
        problem_.tariff_column[place] =
            column_of(*reference.tariffs->tariffs[index].on(today_), index, candidate.zone);
    }
}

std::uint32_t OrderCandidates::column_of(
    const Tariff& tariff, std::uint32_t tariff_index, std::uint8_t zone
) {
    const std::uint64_t key = (std::uint64_t{tariff_index} << 8U) | zone;
    const auto known = std::find_if(columns_.begin(), columns_.end(), [&](const auto& column) {
        return column.first == key;
    });
    if (known != columns_.end()) return known->second;
    const auto column = static_cast<std::uint32_t>(problem_.rate_columns.size());
    columns_.emplace_back(key, column);
    problem_.rate_columns.push_back({
        .first_step = static_cast<std::uint32_t>(problem_.rate_steps.size()),
        .step_count = static_cast<std::uint32_t>(tariff.steps.size()),
        .dim_cm3_per_kg = tariff.dim_cm3_per_kg,
    });
    for (const Tariff::Step& step : tariff.steps) {
        problem_.rate_steps.push_back(
            {.grams_max = step.weight_g_max,
             .rate = step.rates[zone - 1U] + tariff.surcharge_per_parcel}
        );
    }
    return column;
}

}  // namespace earmark
