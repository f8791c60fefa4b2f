// Changing a sourced order: quantities, lines, address and dates.
#include "engine/base/decimal.h"
#include "engine/story/story_plans.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// A change as it was told; the request borrows from it.
struct ToldChange {
    std::string id;
    std::string operation;
    std::string country;
    std::string postal_code;
    std::vector<OrderLine> lines;
    ReservationReply before;
    ChangeOrderRequest request;

    SkuId sku_of(std::uint32_t line) const {
        for (const ReservationLine& known : before.lines) {
            if (known.line == line) return known.sku;
        }
        for (const OrderLine& told : lines) {
            if (told.line == line) return told.sku;
        }
        return {};
    }

    std::uint8_t scale_of(const StoryWorld& world, std::uint32_t line) const {
        const SkuId sku = sku_of(line);
        return sku.is_none() ? std::uint8_t{0} : world.scale(sku);
    }
};

std::uint32_t take_line_number(StoryWords& words) {
    words.demand("line");
    return static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a line number"));
}

/// "line 1 2", "remove line 1", "add line 3 cup 2".
bool read_changed_line(StoryWorld& world, StoryWords& words, ToldChange& told) {
    if (words.accept("remove")) {
        told.lines.push_back({.line = take_line_number(words), .sku = {}});
    } else if (words.accept("add")) {
        const std::uint32_t number = take_line_number(words);
        const SkuId sku = world.sku(words.take("an item"));
        const Units units = words.take_decimal(world.scale(sku), "a quantity");
        told.lines.push_back({.line = number, .sku = sku, .quantity = units});
    } else if (words.sees("line")) {
        const std::uint32_t number = take_line_number(words);
        const Units units = words.take_decimal(told.scale_of(world, number), "a quantity");
        told.lines.push_back({.line = number, .sku = {}, .quantity = units});
    } else {
        return false;
    }
    return true;
}

/// "2030-01-07", or "none" for any day.
Day take_day_or_none(StoryWords& words) {
    if (words.accept("none")) return kNoDay;
    const std::string text = words.take("a date or none");
    const auto day = parse_day(text);
    if (!day) words.fail(text, "a date such as 2030-01-07, or none");
    return day.value_or(kNoDay);
}

bool read_changed_terms(StoryWorld& world, StoryWords& words, ToldChange& told) {
    ChangeOrderRequest& request = told.request;
    if (words.accept("to")) {
        told.postal_code = words.take("a postal code");
        if (words.accept("country")) told.country = words.take("a country");
        request.ship_to = ShipTo{};
    } else if (words.accept("residential")) {
        request.residential = true;
    } else if (words.accept("business")) {
        request.residential = false;
    } else if (words.accept("need_by")) {
        request.need_by = take_day_or_none(words);
    } else if (words.accept("wish_by")) {
        request.wish_by = take_day_or_none(words);
    } else if (words.accept("late_per_day")) {
        request.lateness_per_day = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("profile")) {
        request.profile = world.profile(words.take("a profile"));
    } else {
        return false;
    }
    return true;
}

void read_change(StoryWorld& world, StoryWords& words, ToldChange& told) {
    if (words.accept(",") || read_changed_line(world, words, told) ||
        read_changed_terms(world, words, told))
        return;
    ChangeOrderRequest& request = told.request;
    if (words.accept("all")) {
        request.plans_all = true;
    } else if (!accept_planning(words, told)) {
        const std::string_view options =
            "line, remove, add, to, residential, business, need_by, wish_by, late_per_day, "
            "profile, all, partial, complete, as or quote";
        words.fail(words.take(options), options);
    }
}

void add_figures(const ChangeOrderReply& reply, StoryFact& whole) {
    whole.words.emplace_back(to_string(reply.state));
    if (reply.unfilled.empty()) whole.words.emplace_back("filled");
    if (reply.proven_optimal) whole.words.emplace_back("optimal");
    whole.figures = {
        {"planned_anew", std::string(to_string(reply.replan))},
        {"shipments", std::to_string(reply.shipments.size())},
        {"cost", format_money(reply.cost.total())},
        {"transport", format_money(reply.cost.transport)},
        {"handling", format_money(reply.cost.handling)},
        {"split", format_money(reply.cost.split)},
        {"saved", format_money(reply.saved)},
    };
}

StoryAnswer answer_of(StoryWorld& world, const ChangeOrderReply& reply, const ToldChange& told) {
    const bool is_good = reply.outcome == Outcome::done || reply.outcome == Outcome::repeated;
    const bool is_made = reply.outcome == Outcome::done && told.request.mode != SourceMode::quote;
    auto answer = StoryAnswer::of(is_made ? "changed" : to_string(reply.outcome), is_good);
    answer.detail = reply.detail;
    if (is_good) add_figures(reply, answer.facts.front());
    add_shipments(world, reply, answer);
    for (const GivenBack& back : reply.given_back) {
        answer.facts.push_back(
            {.subject = "given_back line " + std::to_string(back.line) + " at " +
                        world.engine().node(back.node)->key,
             .words = {},
             .figures = {{"units", format_decimal(back.units, world.scale(back.sku))}}}
        );
    }
    add_lines(world, reply, told, answer);
    return answer;
}

}  // namespace

StoryAnswer tell_change(StoryWorld& world, StoryWords& words) {
    ToldChange told;
    told.id = words.take("a reservation");
    world.engine().reservation(told.id, told.before);
    while (!words.at_end() && !words.has_mistake())
        read_change(world, words, told);
    if (!words.finish()) return {};
    told.request.id = told.id;
    told.request.operation = told.operation;
    told.request.lines = told.lines;
    if (told.request.ship_to) {
        told.request.ship_to =
            ShipTo{.country = told.country, .postal_code = told.postal_code, .location = {}};
    }
    ChangeOrderReply reply;
    world.engine().change_order(told.request, world.context(), reply);
    return answer_of(world, reply, told);
}

}  // namespace earmark
