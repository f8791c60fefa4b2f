#include "protocol/cli/plan_view.h"

#include "engine/base/decimal.h"
#include "protocol/cli/cost_terms.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/shipping_formats.h"
#include "protocol/cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace earmark::cli {
namespace {

std::string kilograms(std::uint64_t grams) {
    constexpr std::uint8_t kGramScale = 3;
    return format_decimal(static_cast<std::int64_t>(grams), kGramScale);
}

/// "0.5 %", rounded up: a bound stays one.
std::string percent_of(Micros part, Micros whole) {
    constexpr std::uint8_t kHundredthScale = 2;
    constexpr double kHundredths = 10'000.0;
    const double share =
        static_cast<double>(part) / static_cast<double>(std::max<Micros>(whole, 1));
    return format_decimal(std::llround(std::ceil(share * kHundredths)), kHundredthScale) + " %";
}

/// "09:00 - 17:00", or nothing.
std::string window_of(const ShipmentDates& dates) {
    if (!dates.has_window()) return {};
    return format_minute(dates.window_from_minute) + " - " +
           format_minute(dates.window_until_minute);
}

}  // namespace

void print_shipments(std::ostream& out, NameBook& names, const std::vector<Shipment>& shipments) {
    const bool has_services = std::ranges::any_of(shipments, [](const Shipment& shipment) {
        return !shipment.service.empty();
    });
    const bool has_carbon = std::ranges::any_of(shipments, [](const Shipment& shipment) {
        return shipment.carbon_g > 0;
    });
    std::vector<TextTable::Column> columns{
        {"node"},
        {"zone", Align::right},
        {"parcels", Align::right},
        {"billed kg", Align::right},
        {"transport", Align::right},
        {"handling", Align::right},
        {"lines"},
    };
    if (has_carbon) columns.insert(columns.end() - 1, {"CO2e kg", Align::right});
    if (has_services) columns.insert(columns.begin() + 1, {"service"});
    TextTable table(std::move(columns));
    for (const Shipment& shipment : shipments) {
        std::string lines;
        for (const ShipmentLine& line : shipment.lines) {
            if (!lines.empty()) lines += ", ";
            lines += names.name_of(line.sku) + " x " +
                     format_decimal(line.quantity, names.scale_of(line.sku));
        }
        std::vector<std::string> cells{
            names.name_of(shipment.node),
            std::to_string(shipment.zone),
            std::to_string(shipment.parcels),
            kilograms(shipment.billed_g),
            format_money(shipment.transport),
            format_money(shipment.handling),
            lines,
        };
        if (has_carbon) cells.insert(cells.end() - 1, kilograms(shipment.carbon_g));
        if (has_services) cells.insert(cells.begin() + 1, shipment.service);
        table.add(std::move(cells));
    }
    if (table.row_count() > 0) table.print(out);
}

void print_dates(std::ostream& out, NameBook& names, const std::vector<Shipment>& shipments) {
    TextTable table(
        {{"node"}, {"ships"}, {"arrives"}, {"between"}, {"order by"}, {"lateness", Align::right}}
    );
    for (const Shipment& shipment : shipments) {
        const ShipmentDates& dates = shipment.dates;
        if (!dates.are_said()) continue;
        table.add({
            names.name_of(shipment.node),
            format_day(dates.ship_day),
            format_day(dates.delivery_day),
            window_of(dates),
            format_time(dates.order_by),
            format_money(shipment.lateness),
        });
    }
    if (table.row_count() > 0) table.print(out);
}

void print_unfilled(
    std::ostream& out, const std::vector<UnfilledLine>& unfilled, const ItemOfLine& item_of
) {
    TextTable table({
        {"unfilled line", Align::right},
        {"sku"},
        {"short", Align::right},
        {"ats", Align::right},
        {"reason"},
    });
    for (const UnfilledLine& line : unfilled) {
        const std::optional<ShownItem> item = item_of(line.line);
        if (!item) continue;
        table.add({
            std::to_string(line.line),
            item->sku,
            format_decimal(line.quantity, item->scale),
            format_decimal(line.ats, item->scale),
            std::string(earmark::to_string(line.reason)),
        });
    }
    if (table.row_count() > 0) table.print(out);
}

void print_cost(std::ostream& out, const PlanFigures& plan) {
    const CostTerms& cost = plan.cost;
    out << "cost " << format_money(cost.total());
    const char* separator = ": ";
    for (const NamedCost& term : terms_told(cost)) {
        out << separator << term.term << ' ' << format_money(term.amount);
        separator = ", ";
    }
    if (plan.is_proven) {
        out << (plan.is_by_cost ? "; no plan costs less\n" : "; no plan is better\n");
    } else if (plan.is_by_cost) {
        out << "; no plan costs less than " << format_money(plan.lower_bound) << '\n';
    } else {
        out << "; no plan is better by more than "
            << percent_of(plan.objective - plan.lower_bound, plan.objective) << '\n';
    }
}

}  // namespace earmark::cli
