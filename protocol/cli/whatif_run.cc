#include "protocol/cli/whatif_run.h"

#include "protocol/async_client.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/order_request.h"
#include "protocol/cli/patient_client.h"

#include <algorithm>

namespace earmark::cli {
namespace {

constexpr std::size_t kOrdersPerRead = 1'000;
constexpr std::uint64_t kWhatIfRefusalsSaid = 20;

}  // namespace

Status WhatIfRun::run(const std::string& path, RowReport& report, Progress& progress) {
    protocol::ClientLoop loop;
    PatientClient patient(loop, session_.options().server, session_.client_options(), {});
    HandleCache items(patient, NameKind::item);
    const auto reader = OrderReader::open(path, items, report);
    if (!reader) return reader.error();
    while (!report.must_stop()) {
        const auto orders = (*reader)->next(kOrdersPerRead);
        if (!orders) return orders.error();
        if (orders->empty()) break;
        for (const auto& order : *orders) {
            ++orders_;
            for (std::size_t side = 0; side < sides_.size(); ++side) {
                if (const Status asked = ask(*order, side); !asked) return asked;
            }
            if (!progress.is_due()) continue;
            progress.say(
                path + ": " + format_count(orders_) + " orders, " +
                format_duration(progress.elapsed())
            );
        }
    }
    orders_rejected_ = (*reader)->orders_rejected();
    return Done{};
}

Result<std::vector<SkuId>> WhatIfRun::parts_of(SkuId sku) {
    if (const auto known = parts_.find(sku.value()); known != parts_.end()) return known->second;
    std::vector<SkuId> leaves;
    std::vector<SkuId> open{sku};
    while (!open.empty()) {
        const SkuId next = open.back();
        open.pop_back();
        const auto view = client_.item_assortment(next, session_.call());
        if (!view) return view.error();
        if (view->parts.empty()) leaves.push_back(next);
        for (const KitPart& part : view->parts)
            open.push_back(part.sku);
    }
    return parts_[sku.value()] = leaves;
}

/// Of what the order may want, what plans before it took.
Status WhatIfRun::add_taken(const Order& order, std::size_t side, std::vector<StockIf>& stock) {
    std::vector<SkuId> wanted;
    for (const OrderLine& line : order.lines) {
        const auto parts = parts_of(line.sku);
        if (!parts) return parts.error();
        wanted.insert(wanted.end(), parts->begin(), parts->end());
    }
    std::ranges::sort(wanted);
    const auto repeated = std::ranges::unique(wanted);
    wanted.erase(repeated.begin(), repeated.end());
    for (const SkuId sku : wanted) {
        const auto nodes = taken_[side].find(sku.value());
        if (nodes == taken_[side].end()) continue;
        for (const auto& [node, units] : nodes->second)
            stock.push_back({sku, NodeId(node), StockIfChange::add, -units});
    }
    return Done{};
}

/// What plans before took of the days of nodes with a limit.
std::vector<CapacityLoad> WhatIfRun::days_taken(std::size_t side) const {
    std::vector<CapacityLoad> loads;
    loads.reserve(taken_days_[side].size());
    for (const auto& [key, figures] : taken_days_[side]) {
        const auto [node, day, method] = key;
        loads.push_back({NodeId(node), day, method, figures});
    }
    return loads;
}

void WhatIfRun::take(const PlanAnswer& answer, std::size_t side) {
    for (const Shipment& shipment : answer.plan.shipments) {
        for (const ShipmentLine& line : shipment.lines)
            taken_[side][line.sku.value()][shipment.node.value()] += line.quantity;
    }
    for (const CapacityLoad& load : answer.taken) {
        auto& figures = taken_days_[side][{load.node.value(), load.day, load.method}];
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            figures.at(unit) += load.figures.at(unit);
    }
}

Status WhatIfRun::ask(const Order& order, std::size_t side) {
    PlanQuestion question{.order = request_of(rules_.request, order, options_.default_country)};
    if (side == 1) {
        question.order.profile = options_.against;
        otherwise_.suppose(question);
    }
    std::vector<StockIf> stock(question.stock.begin(), question.stock.end());
    std::vector<CapacityLoad> days;
    if (options_.consumes) {
        days = days_taken(side);
        if (const Status added = add_taken(order, side, stock); !added) return added;
    }
    question.stock = stock;
    question.taken = days;
    const auto answer = client_.ask_plan(question, session_.call());
    if (!answer) return answer.error();
    const SourceReply& plan = answer->plan;
    sides_[side].count(question.order, plan, names_);
    if (!WhatIfTotals::is_answered(plan.outcome) && ++refusals_said_ <= kWhatIfRefusalsSaid) {
        session_.note(
            "order " + order.id + ", " + sides_[side].name +
            ": refused: " + std::string(earmark::to_string(plan.outcome)) +
            (plan.detail.empty() ? "" : ": " + plan.detail)
        );
    }
    if (options_.consumes && plan.outcome == Outcome::done) take(*answer, side);
    return Done{};
}

}  // namespace earmark::cli
