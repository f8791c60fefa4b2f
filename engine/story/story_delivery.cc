// Promises of delivery.
#include "engine/base/decimal.h"
#include "engine/delivery/delivery_promise.h"
#include "engine/story/story_verbs.h"

#include <string>
#include <vector>

namespace earmark {
namespace {

/// A question as it was told; the request borrows from it.
struct ToldDelivery {
    std::vector<std::string> names;
    std::vector<WantedItem> items;
    std::string country;
    std::string postal_code;
    std::string customer_class;
    std::vector<NodeId> allowed;
    std::vector<NodeId> excluded;
    std::vector<NodeId> preferred;
    DeliveryRequest request;
};

void read_question(StoryWorld& world, StoryWords& words, ToldDelivery& told) {
    do {
        told.names.push_back(words.take("an item"));
        WantedItem& item = told.items.emplace_back();
        item.sku = world.sku(told.names.back());
        item.quantity = words.take_decimal(world.scale(item.sku), "a quantity");
    } while (words.accept(","));
    words.demand("to");
    told.postal_code = words.take("a postal code");
    if (words.accept("country")) told.country = words.take("a country");
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("cart")) {
            told.request.as_cart = true;
        } else if (words.accept("residential")) {
            told.request.residential = true;
        } else if (words.accept("from")) {
            told.request.group = world.group(words.take("a group"));
        } else if (words.accept("class")) {
            told.customer_class = words.take("a customer class");
        } else if (words.accept("only")) {
            told.allowed.push_back(world.node(words.take("a node")));
        } else if (words.accept("not")) {
            told.excluded.push_back(world.node(words.take("a node")));
        } else if (words.accept("prefer")) {
            told.preferred.push_back(world.node(words.take("a node")));
            words.demand("price");
            told.request.preference = words.take_decimal(kMoneyScale, "an amount of money");
        } else {
            words.fail(
                words.take("an option"), "cart, residential, from, class, only, not or prefer"
            );
        }
    }
    told.request.items = told.items;
    told.request.ship_to.postal_code = told.postal_code;
    told.request.ship_to.country = told.country;
    told.request.customer_class = told.customer_class;
    told.request.allowed_nodes = told.allowed;
    told.request.excluded_nodes = told.excluded;
    told.request.preferred_nodes = told.preferred;
}

StoryFact fact_of(
    const StoryWorld& world,
    const std::string& subject,
    const WantedItem* item,
    const DeliveryAnswer& answer
) {
    StoryFact fact{.subject = subject, .words = {}, .figures = {}};
    const bool is_short = answer.outcome == Outcome::cannot_source;
    if (answer.outcome != Outcome::done) {
        fact.words.emplace_back(is_short ? to_string(answer.reason) : to_string(answer.outcome));
    }
    if (is_short && item != nullptr)
        fact.figures.emplace_back("ats", format_decimal(answer.ats, world.scale(item->sku)));
    if (answer.in_stock_from != kNoDay)
        fact.figures.emplace_back("in_stock", format_day(answer.in_stock_from));
    if (answer.earliest) {
        fact.figures.emplace_back("earliest", format_day(answer.earliest->delivery_day));
        fact.figures.emplace_back("for", format_money(answer.earliest->cost));
        fact.figures.emplace_back("order_by_day", format_day(day_of(answer.earliest->order_by)));
        fact.figures.emplace_back("shipments", std::to_string(answer.earliest->shipments));
    }
    if (answer.cheapest) {
        const Day day = answer.cheapest->delivery_day;
        fact.figures.emplace_back("cheapest", day == kNoDay ? "any_day" : format_day(day));
        fact.figures.emplace_back("at", format_money(answer.cheapest->cost));
    }
    return fact;
}

}  // namespace

StoryAnswer tell_delivery(StoryWorld& world, StoryWords& words) {
    ToldDelivery told;
    read_question(world, words, told);
    if (!words.finish()) return {};
    DeliveryReply reply;
    world.engine().promise_delivery(told.request, world.context(), reply);
    auto answer = StoryAnswer::of(to_string(reply.outcome), reply.outcome == Outcome::done);
    answer.detail = reply.detail;
    for (std::size_t i = 0; i < reply.items.size(); ++i)
        answer.facts.push_back(fact_of(world, told.names[i], &told.items[i], reply.items[i]));
    if (reply.cart) answer.facts.push_back(fact_of(world, "cart", nullptr, *reply.cart));
    return answer;
}

}  // namespace earmark
