// Sourcing: which nodes ship an order, at what cost.
#include "engine/base/decimal.h"
#include "engine/joint_sourcing.h"
#include "engine/story/story_plans.h"
#include "engine/story/story_verbs.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <map>

namespace earmark {
namespace {

/// An order as it was told; the request borrows from it.
struct Order {
    std::string id;
    std::vector<OrderLine> lines;
    std::string country;
    std::string postal_code;
    std::string reference;
    std::vector<NodeId> allowed;
    std::vector<NodeId> excluded;
    std::vector<NodeId> preferred;
    std::vector<TogetherLine> together;
    std::vector<TakenBackorder> backorders;
    SourceRequest request;
    std::string customer_class;
    std::vector<StockIf> stock;  ///< What is supposed:
    std::vector<NodeIf> nodes;
    std::vector<SourcingRuleRow> rules;  ///< of questions only.
    std::deque<std::string> names;       ///< Of nodes.
};

constexpr std::array<std::string_view, 23> kOptions{
    "from",
    "only",
    "not",
    "prefer",
    "shipments_max",
    "may_split",
    "partial",
    "split_penalty",
    "for",
    "at",
    "reference",
    "profile",
    "residential",
    "need_by",
    "wish_by",
    "late_per_day",
    "method",
    "store",
    "class",
    "together",
    "if",
    "nodes_per_line_max",
    "takes",
};

bool sees_option(const StoryWords& words) {
    return std::any_of(kOptions.begin(), kOptions.end(), [&](std::string_view option) {
        return words.sees(option);
    });
}

std::vector<NodeId> take_nodes(StoryWorld& world, StoryWords& words) {
    std::vector<NodeId> nodes;
    do {
        nodes.push_back(world.node(words.take("a node")));
    } while (!words.at_end() && !words.has_mistake() && !sees_option(words) && !words.sees("price")
    );
    return nodes;
}

Day take_delivery_day(StoryWords& words) {
    const std::string text = words.take("a date");
    const auto day = parse_day(text);
    if (!day) words.fail(text, "a date such as 2030-01-07");
    return day.value_or(kNoDay);
}

Location take_location(StoryWords& words) {
    const std::int64_t latitude = words.take_decimal(6, "a latitude");
    const std::int64_t longitude = words.take_decimal(6, "a longitude");
    return {
        .latitude_e6 = static_cast<std::int32_t>(latitude),
        .longitude_e6 = static_cast<std::int32_t>(longitude)
    };
}

/// "together 1 2": numbers of lines.
void take_set(StoryWords& words, Order& order) {
    const std::uint32_t set = order.together.empty() ? 1 : order.together.back().set + 1;
    do {
        const auto line = words.take_whole(0, 1'000'000, "the number of a line");
        order.together.push_back({set, static_cast<std::uint32_t>(line)});
    } while (!words.at_end() && !words.has_mistake() && !sees_option(words));
}

/// "takes 1 b7 east": the first line stands for backorder b7, which waits at east.
void take_backorder(StoryWorld& world, StoryWords& words, Order& order) {
    TakenBackorder& taken = order.backorders.emplace_back();
    taken.line = static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "the number of a line"));
    taken.set_id(words.take("a backorder"));
    taken.node = world.node(words.take("a node"));
}

/// "stock cup at east 3", "more cup at east -1", "east disabled", "east tariff ground", "without
/// haz-only", and at the end "rule haz-only only node east".
void read_supposed(StoryWorld& world, StoryWords& words, Order& order) {
    for (const auto change : {StockIfChange::set, StockIfChange::add}) {
        if (!words.accept(change == StockIfChange::set ? "stock" : "more")) continue;
        StockIf row;
        row.change = change;
        row.sku = world.sku(words.take("an item"));
        words.demand("at");
        row.node = world.node(words.take("a node"));
        row.units = words.take_decimal(world.scale(row.sku), "a quantity");
        order.stock.push_back(row);
        return;
    }
    if (words.accept("without")) {
        SourcingRuleRow& row = order.rules.emplace_back();
        row.change = SourcingRuleChange::remove;
        row.rule.name = words.take("a rule");
        return;
    }
    if (words.accept("rule")) return order.rules.push_back(take_sourcing_rule(world, words));
    NodeIf row{.node = world.node(words.take("a node"))};
    if (words.accept("enabled")) {
        row.change = NodeIfChange::enable;
    } else if (words.accept("disabled")) {
        row.change = NodeIfChange::disable;
    } else if (words.accept("tariff")) {
        row.change = NodeIfChange::tariff;
        row.name = order.names.emplace_back(words.take("a tariff"));
    } else {
        words.demand("service");
        row.change = NodeIfChange::service;
        row.name = order.names.emplace_back(words.take("a service"));
    }
    order.nodes.push_back(row);
}

void read_option(StoryWorld& world, StoryWords& words, Order& order) {
    SourceRequest& request = order.request;
    if (words.accept("at")) {
        request.ship_to.location = take_location(words);
    } else if (words.accept("from")) {
        request.group = world.group(words.take("a group"));
    } else if (words.accept("only")) {
        order.allowed = take_nodes(world, words);
    } else if (words.accept("not")) {
        order.excluded = take_nodes(world, words);
    } else if (words.accept("prefer")) {
        order.preferred = take_nodes(world, words);
        words.demand("price");
        request.preference = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("shipments_max")) {
        request.shipments_max =
            static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a number of shipments"));
    } else if (words.accept("nodes_per_line_max")) {
        request.nodes_per_line_max =
            static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a number of nodes"));
    } else if (words.accept("may_split")) {
        request.splitting = LineSplit::may_split;
    } else if (words.accept("partial")) {
        request.filling = Filling::partial;
    } else if (words.accept("split_penalty")) {
        request.split_penalty = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("for")) {
        request.hold_for = std::chrono::duration_cast<std::chrono::seconds>(take_duration(words));
    } else if (words.accept("profile")) {
        request.profile = world.profile(words.take("a profile"));
    } else if (words.accept("need_by")) {
        request.delivery.need_by = take_delivery_day(words);
    } else if (words.accept("wish_by")) {
        request.delivery.wish_by = take_delivery_day(words);
    } else if (words.accept("late_per_day")) {
        request.delivery.lateness_per_day = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("reference")) {
        order.reference = words.take("a cart, order or customer number");
    } else if (words.sees("method")) {
        take_asking(words, request.method, request.ignore_safety);
    } else if (words.accept("store")) {
        request.store = world.node(words.take("a node"));
    } else if (words.accept("residential")) {
        request.residential = true;
    } else if (words.accept("class")) {
        order.customer_class = words.take("a customer class");
    } else if (words.accept("together")) {
        take_set(words, order);
    } else if (words.accept("takes")) {
        take_backorder(world, words, order);
    } else if (words.accept("if")) {
        read_supposed(world, words, order);
    } else {
        const std::string found = words.take("an option");
        words.fail(
            found,
            "at, from, only, not, prefer, shipments_max, nodes_per_line_max, may_split, partial, "
            "split_penalty, for, reference, profile, residential, need_by, wish_by, late_per_day, "
            "method, store, class, together, takes or if"
        );
    }
}

/// "cup 3, hat 2 to 10001 partial".
void read_order(StoryWorld& world, StoryWords& words, Order& order) {
    do {
        OrderLine& line = order.lines.emplace_back();
        line.line = static_cast<std::uint32_t>(order.lines.size());
        line.sku = world.sku(words.take("an item"));
        line.quantity = words.take_decimal(world.scale(line.sku), "a quantity");
    } while (words.accept(","));
    words.demand("to");
    order.postal_code = words.take("a postal code");
    if (words.accept("country")) order.country = words.take("a country");
    while (!words.at_end() && !words.sees("beside") && !words.has_mistake())
        read_option(world, words, order);
    order.request.lines = order.lines;
    order.request.ship_to.postal_code = order.postal_code;
    order.request.ship_to.country = order.country;
    order.request.reference = order.reference;
    order.request.customer_class = order.customer_class;
    order.request.allowed_nodes = order.allowed;
    order.request.excluded_nodes = order.excluded;
    order.request.preferred_nodes = order.preferred;
    order.request.together = order.together;
    order.request.backorders = order.backorders;
}

/// Only of a shipment that says dates, so that all others read as they did.
void add_dates(const Shipment& shipment, StoryFact& fact) {
    const ShipmentDates& dates = shipment.dates;
    if (!dates.are_said()) return;
    fact.figures.emplace_back("leaves", format_day(dates.ship_day));
    fact.figures.emplace_back("arrives", format_day(dates.delivery_day));
    fact.figures.emplace_back("lateness", format_money(shipment.lateness));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(dates.order_by);
    const auto date = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::hh_mm_ss clock(seconds - date);
    std::array<char, 16> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%02d:%02d:%02d",
        static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count())
    );
    fact.figures.emplace_back("order_by_day", format_day(day_of(dates.order_by)));
    fact.figures.emplace_back("order_by", text.data());
}

StoryAnswer answer_of(StoryWorld& world, const SourceReply& reply, const Order& order) {
    const bool is_good = reply.outcome == Outcome::done || reply.outcome == Outcome::repeated;
    auto answer = StoryAnswer::of(to_string(reply.outcome), is_good);
    answer.detail = reply.detail;
    if (is_good) {
        StoryFact& whole = answer.facts.front();
        if (reply.unfilled.empty()) whole.words.emplace_back("filled");
        if (reply.proven_optimal) whole.words.emplace_back("optimal");
        whole.figures = {
            {"shipments", std::to_string(reply.shipments.size())},
            {"cost", format_money(reply.cost.total())},
            {"transport", format_money(reply.cost.transport)},
            {"handling", format_money(reply.cost.handling)},
            {"split", format_money(reply.cost.split)},
            {"preference", format_money(reply.cost.preference)},
            {"scarcity", format_money(reply.cost.scarcity)},
            {"shortage", format_money(reply.cost.shortage)}
        };
        if (reply.cost.lateness > 0)
            whole.figures.emplace_back("lateness", format_money(reply.cost.lateness));
        if (reply.cost.carbon > 0)
            whole.figures.emplace_back("carbon", format_money(reply.cost.carbon));
        if (reply.cost.load > 0) whole.figures.emplace_back("load", format_money(reply.cost.load));
    }
    for (const Shipment& shipment : reply.shipments)
        answer.facts.push_back(shipment_fact(world, shipment));
    for (const UnfilledLine& line : reply.unfilled) {
        const auto asked =
            std::find_if(order.lines.begin(), order.lines.end(), [&](const OrderLine& each) {
                return each.line == line.line;
            });
        const std::uint8_t scale =
            asked == order.lines.end() ? std::uint8_t{0} : world.scale(asked->sku);
        answer.facts.push_back(unfilled_fact(line, scale));
    }
    return answer;
}

StoryAnswer answer_of(
    StoryWorld& world, const JointSourceReply& reply, const std::deque<Order>& orders
) {
    auto answer = StoryAnswer::of(to_string(reply.outcome), reply.outcome == Outcome::done);
    answer.detail = reply.detail;
    if (reply.outcome != Outcome::done) return answer;
    answer.facts.front().figures = {
        {"held", std::to_string(reply.held)},
        {"alone", std::to_string(reply.alone)},
        {"replans", std::to_string(reply.replans)},
        {"cost", format_money(reply.planned.cost)},
        {"bound", format_money(reply.planned.lower_bound)},
        {"first_come", format_money(reply.planned.first_come_cost)},
        {"shipping", format_money(reply.cost.total())},
        {"prices", std::to_string(reply.prices_found)},
        {"kept", std::to_string(reply.prices_kept)}
    };
    for (std::size_t index = 0; index < orders.size(); ++index) {
        const JointOrderAnswer& order = reply.answers[index];
        answer.facts.push_back(
            {.subject = orders[index].id,
             .words =
                 {std::string(to_string(order.standing)), std::string(to_string(order.outcome))},
             .figures =
                 {{"cost", format_money(order.cost)},
                  {"shipments", std::to_string(order.shipments)},
                  {"short", std::to_string(order.short_units)}}}
        );
    }
    for (const ScarcityRow& row : reply.prices) {
        answer.facts.push_back(
            {.subject = "price " + world.engine().item(row.sku)->sku + " " +
                        world.engine().node(row.node)->key,
             .words = {},
             .figures = {{"is", format_money(row.price)}}}
        );
    }
    return answer;
}

StoryAnswer tell_order(StoryWorld& world, StoryWords& words, Order& order) {
    read_order(world, words, order);
    if (!order.stock.empty() || !order.nodes.empty() || !order.rules.empty())
        words.fail("if", "a question: why ...");
    if (!words.finish()) return {};
    SourceReply reply;
    world.engine().source(order.request, world.context(), reply);
    return answer_of(world, reply, order);
}

StoryFact fate_fact(StoryWorld& world, const ExplainedNode& node) {
    StoryFact fact{
        .subject = "fate of " + world.engine().node(node.node)->key,
        .words = {std::string(to_string(node.fate)), std::string(to_string(node.pricing))},
        .figures =
            {{"more", format_money(node.more)}, {"unfilled", std::to_string(node.more_unfilled)}}
    };
    if (node.earliest != kNoDay) fact.figures.emplace_back("earliest", format_day(node.earliest));
    if (!node.rule.empty()) fact.figures.emplace_back("rule", node.rule);
    return fact;
}

void add_explanation(
    StoryWorld& world, const PlanAnswer& asked, const Order& order, StoryAnswer& answer
) {
    constexpr std::uint8_t kHundredthScale = 2;
    for (const ExplainedNode& node : asked.nodes)
        answer.facts.push_back(fate_fact(world, node));
    for (const ExplainedLimit& limit : asked.limits) {
        answer.facts.push_back(
            {.subject = "limit " + limit.rule,
             .words = {std::string(to_string(limit.effect)), limit.binds ? "binds" : "idle"},
             .figures =
                 {{"more", format_money(limit.more)},
                  {"unfilled", std::to_string(limit.more_unfilled)}}}
        );
    }
    for (const CostShare& share : asked.shares) {
        answer.facts.push_back(
            {.subject = "share of " + share.term,
             .words = {},
             .figures =
                 {{"amount", format_money(share.amount)},
                  {"percent", format_decimal(share.hundredths_of_percent, kHundredthScale)}}}
        );
    }
    for (const ExplainedLine& line : asked.lines) {
        const std::uint8_t scale = world.scale(order.lines.at(line.line - 1).sku);
        const std::string earliest =
            line.earliest ? std::to_string(int{*line.earliest} - int{asked.today}) : "never";
        answer.facts.push_back(
            {.subject = "lack of line " + std::to_string(line.line),
             .words = {},
             .figures =
                 {{"anywhere", format_decimal(line.short_anywhere, scale)},
                  {"allowed", format_decimal(line.short_allowed, scale)},
                  {"reachable", format_decimal(line.short_reachable, scale)},
                  {"had_in_days", earliest}}}
        );
    }
}

}  // namespace

StoryFact shipment_fact(StoryWorld& world, const Shipment& shipment) {
    StoryFact fact;
    fact.subject = world.engine().node(shipment.node)->key;
    fact.words.emplace_back("ships");
    std::map<std::string, std::pair<Units, std::uint8_t>> units;
    for (const ShipmentLine& line : shipment.lines) {
        auto& entry = units[world.engine().item(line.sku)->sku];
        entry.first += line.quantity;
        entry.second = world.scale(line.sku);
    }
    for (const auto& [sku, quantity] : units)
        fact.figures.emplace_back(sku, format_decimal(quantity.first, quantity.second));
    fact.figures.emplace_back("zone", std::to_string(shipment.zone));
    fact.figures.emplace_back("parcels", std::to_string(shipment.parcels));
    fact.figures.emplace_back("billed_g", std::to_string(shipment.billed_g));
    fact.figures.emplace_back("transport", format_money(shipment.transport));
    fact.figures.emplace_back("handling", format_money(shipment.handling));
    if (!shipment.service.empty()) fact.figures.emplace_back("service", shipment.service);
    if (shipment.carbon_g > 0)
        fact.figures.emplace_back("carbon_g", std::to_string(shipment.carbon_g));
    add_dates(shipment, fact);
    return fact;
}

StoryAnswer tell_quote(StoryWorld& world, StoryWords& words) {
    Order order;
    order.request.mode = SourceMode::quote;
    return tell_order(world, words, order);
}

StoryAnswer tell_why(StoryWorld& world, StoryWords& words) {
    Order order;
    read_order(world, words, order);
    if (!words.finish()) return {};
    PlanQuestion question{
        .order = order.request,
        .stock = order.stock,
        .nodes = order.nodes,
        .rules = order.rules,
        .explain = true
    };
    PlanAnswer asked;
    world.engine().ask_plan(question, world.context(), asked);
    StoryAnswer answer = answer_of(world, asked.plan, order);
    add_explanation(world, asked, order, answer);
    return answer;
}

StoryAnswer tell_source(StoryWorld& world, StoryWords& words) {
    Order order;
    order.id = words.take("the name of the reservation");
    order.request.mode = SourceMode::reserve;
    order.request.id = order.id;
    return tell_order(world, words, order);
}

StoryAnswer tell_jointly(StoryWorld& world, StoryWords& words) {
    JointSourceRequest request;
    request.mode = words.accept("quoted") ? SourceMode::quote : SourceMode::reserve;
    request.threads = 1;
    if (words.accept("short"))
        request.short_price = words.take_decimal(kMoneyScale, "an amount of money");
    request.keep_prices = words.accept("keep_prices");
    std::deque<Order> orders;
    do {
        Order& order = orders.emplace_back();
        order.id = words.take("the name of the reservation");
        order.request.id = order.id;
        read_order(world, words, order);
    } while (words.accept("beside"));
    if (!words.finish()) return {};
    std::vector<SourceRequest> requests;
    requests.reserve(orders.size());
    for (const Order& order : orders)
        requests.push_back(order.request);
    request.orders = requests;
    JointSourceReply reply;
    world.engine().source_jointly(request, world.context(), {}, reply);
    return answer_of(world, reply, orders);
}

}  // namespace earmark
