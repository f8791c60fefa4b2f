// Properties that hold whatever happens.
#include "tests/engine/random_commands.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace earmark {
namespace {

Units some_units(Units most) {
    return *rc::gen::inRange<Units>(0, most + 1);
}

/// A shop in a random state, by random commands.
struct RandomShop {
    RandomShop() {
        for (int i = 0; i < 3; ++i)
            world.items.push_back(shop.item("item" + std::to_string(i)));
        for (int i = 0; i < 3; ++i)
            world.nodes.push_back(shop.node("node" + std::to_string(i)));
        world.mistakes = false;
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        RandomCommands commands(seed, world);
        const int count = *rc::gen::inRange(0, 80);
        for (int i = 0; i < count; ++i)
            run_one(commands.next(shop.clock().wall()));
    }

    void run_one(const Command& command) {
        if (const auto* tick = std::get_if<TickCommand>(&command)) {
            shop.wait(tick->passes);
            return;
        }
        std::visit(
            [&](const auto& each) {
                if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, TickCommand>)
                    run(shop.engine(), each, shop.clock().wall());
            },
            command
        );
    }

    SkuId any_item() { return world.items[*rc::gen::inRange<std::size_t>(0, 3)]; }
    NodeId any_node() { return world.nodes[*rc::gen::inRange<std::size_t>(0, 3)]; }

    Shop shop;
    CommandWorld world;
};

RC_GTEST_PROP(Property, FiguresAreTheFormulasOfTheDomain, ()) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    const Units held = some_units(50);
    shop.stock(cup, dc, held);
    if (held > 0) shop.reserve("r1", {{1, cup, dc, held}});
    const Units on_hand = some_units(100);
    const Units safety = some_units(20);
    shop.stock(cup, dc, on_hand, safety);

    const Availability figures = shop.figures(cup, dc);
    const Units free = on_hand - held;
    RC_ASSERT(figures.shortage == std::max<Units>(0, -free));
    RC_ASSERT(figures.withheld == std::min(safety, std::max<Units>(0, free)));
    RC_ASSERT(figures.ats == std::max<Units>(0, free - safety));
    RC_ASSERT(figures.ats - figures.shortage + figures.withheld == free);
}

RC_GTEST_PROP(Property, IdentityHoldsForEveryQuery, ()) {
    RandomShop random;
    const GroupId group = random.shop.group("two", {random.world.nodes[0], random.world.nodes[2]});
    for (const SkuId sku : random.world.items) {
        for (const AvailabilityQuery& query :
             {AvailabilityQuery{.sku = sku, .node = random.any_node(), .group = {}},
              AvailabilityQuery{.sku = sku, .node = {}, .group = group},
              AvailabilityQuery{.sku = sku, .node = {}, .group = {}}}) {
            const Availability figures = random.shop.figures(query);
            RC_ASSERT(
                figures.ats - figures.shortage + figures.withheld ==
                figures.on_hand - figures.reserved - figures.allocated
            );
            RC_ASSERT(figures.ats >= 0 && figures.reserved >= 0 && figures.allocated >= 0);
        }
    }
}

RC_GTEST_PROP(Property, OnlySupplyAndShippingMoveOnHand, ()) {
    RandomShop random;
    Shop& shop = random.shop;
    const auto on_hand = [&] {
        Units sum = 0;
        for (const SkuId sku : random.world.items)
            sum += shop.figures({.sku = sku, .node = {}, .group = {}}).on_hand;
        return sum;
    };
    const Units before = on_hand();
    const SkuId sku = random.any_item();
    const NodeId node = random.any_node();
    shop.reserve("new", {{1, sku, node, 1 + some_units(5)}}, Filling::partial);
    RC_ASSERT(on_hand() == before);
    const Units granted =
        shop.reservation("new").lines.empty() ? 0 : shop.reservation("new").lines[0].granted;
    shop.step(ReservationStep::commit, "new");
    RC_ASSERT(on_hand() == before);
    const auto shipped = shop.step(ReservationStep::ship, "new");
    RC_ASSERT(on_hand() == before - granted + shipped.corrected_units);
    shop.wait(std::chrono::hours(100));
    RC_ASSERT(on_hand() == before - granted + shipped.corrected_units);
}

RC_GTEST_PROP(Property, ReleaseAndCancelGiveBackWhatWasTaken, ()) {
    RandomShop random;
    Shop& shop = random.shop;
    const SkuId sku = random.any_item();
    const NodeId node = random.any_node();
    const Availability before = shop.figures(sku, node);
    const auto made = shop.reserve("new", {{1, sku, node, 1 + some_units(5)}});
    if (made.outcome != Outcome::done) RC_DISCARD("no stock");
    if (*rc::gen::arbitrary<bool>()) {
        shop.step(ReservationStep::release, "new");
    } else {
        shop.step(ReservationStep::commit, "new");
        shop.step(ReservationStep::cancel, "new");
    }
    RC_ASSERT(text_of(shop.figures(sku, node)) == text_of(before));
}

RC_GTEST_PROP(Property, GrantIsNeverMoreThanTheAtsOfItsMoment, ()) {
    RandomShop random;
    Shop& shop = random.shop;
    const SkuId sku = random.any_item();
    const NodeId node = random.any_node();
    const Units ats = shop.ats(sku, node);
    const Units asked = 1 + some_units(30);
    const auto made = shop.reserve("new", {{1, sku, node, asked}}, Filling::partial);
    RC_ASSERT(made.lines.at(0).reserved == std::min(asked, ats));
    RC_ASSERT(shop.ats(sku, node) == ats - std::min(asked, ats));
}

RC_GTEST_PROP(Property, RepeatedRequestsChangeNothing, ()) {
    RandomShop random;
    Shop& shop = random.shop;
    const std::vector<ReserveLine> lines{
        {1, random.any_item(), random.any_node(), 1 + some_units(3)},
        {2, random.any_item(), random.any_node(), 1 + some_units(3)}
    };
    const auto first = shop.reserve("new", lines, Filling::partial);
    if (first.outcome != Outcome::done) RC_DISCARD("no stock");
    const auto repeat_all = [&] {
        const std::uint64_t digest = shop.engine().state_digest();
        const Lsn newest = shop.log().newest();
        const auto again = shop.reserve("new", lines, Filling::partial);
        RC_ASSERT(again.outcome == Outcome::repeated);
        for (std::size_t i = 0; i < lines.size(); ++i)
            RC_ASSERT(again.lines.at(i).reserved == first.lines.at(i).reserved);
        RC_ASSERT(shop.engine().state_digest() == digest);
        RC_ASSERT(shop.log().newest() == newest);
    };
    repeat_all();
    for (const auto step : {ReservationStep::commit, ReservationStep::ship}) {
        shop.step(step, "new");
        repeat_all();
        const std::uint64_t digest = shop.engine().state_digest();
        RC_ASSERT(shop.step(step, "new").outcome == Outcome::repeated);
        RC_ASSERT(shop.engine().state_digest() == digest);
    }
}

RC_GTEST_PROP(Property, AuditFindsNothingAndNoSpaceLeaks, ()) {
    RandomShop random;
    const AuditReply audit = random.shop.engine().audit();
    RC_ASSERT(audit.mismatches == 0U);
    RC_ASSERT(random.shop.log().bytes_set_aside() == 0U);
}

}  // namespace
}  // namespace earmark
