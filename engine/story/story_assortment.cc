// Kits, other units, order quantities and substitutes.
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

constexpr SkuId kNoItem(kNodesMax);

/// The item, or a handle that none has, so that the engine says so.
SkuId take_item(const StoryWorld& world, StoryWords& words) {
    const SkuId known = world.sku(words.take("an item"));
    return known.is_none() ? kNoItem : known;
}

}  // namespace

/// "box of cup 2, hat 1 apart", or "box of nothing".
StoryAnswer tell_kit(StoryWorld& world, StoryWords& words) {
    KitRow row;
    const std::string name = words.take("the kit's item");
    if (words.has_mistake()) return {};
    row.sku = world.ensure_item(name);
    words.demand("of");
    std::vector<KitPart> parts;
    if (!words.accept("nothing")) {
        do {
            KitPart& part = parts.emplace_back();
            part.sku = take_item(world, words);
            part.quantity = words.take_decimal(world.scale(part.sku), "a quantity");
        } while (words.accept(","));
    }
    row.ships_apart = words.accept("apart");
    if (!words.finish()) return {};
    row.parts = parts;
    SupplyReply reply;
    world.engine().put_kits({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

/// "cup case 12" or "cup third 1/3": of the item's smallest units.
StoryAnswer tell_unit(StoryWorld& world, StoryWords& words) {
    UnitRow row;
    row.sku = take_item(world, words);
    const std::string unit = words.take("the name of a unit");
    const std::string ratio = words.take("a number of smallest units, or a fraction");
    if (!words.finish()) return {};
    const std::size_t slash = ratio.find('/');
    const Decimal numerator = parse_decimal(ratio.substr(0, slash), 0);
    const Decimal denominator = slash == std::string::npos
                                    ? Decimal{.value = 1}
                                    : parse_decimal(ratio.substr(slash + 1), 0);
    if (!numerator.is_good() || !denominator.is_good()) {
        words.fail(ratio, "12 or 1/3");
        return {};
    }
    row.unit = unit;
    row.numerator = numerator.value;
    row.denominator = denominator.value;
    SupplyReply reply;
    world.engine().put_units({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

/// "cup 2.5 case": how many of the item's own units that is.
StoryAnswer tell_convert(StoryWorld& world, StoryWords& words) {
    UnitQuantity given;
    given.sku = take_item(world, words);
    given.quantity = words.take_decimal(6, "a quantity");
    const std::string unit = words.take("the name of a unit");
    if (!words.finish()) return {};
    given.unit = unit;
    Units quantity = 0;
    std::string detail;
    const RowVerdict verdict = world.engine().convert(given, quantity, detail);
    if (verdict == RowVerdict::applied)
        return StoryAnswer::of(format_decimal(quantity, world.scale(given.sku)), true);
    auto answer = StoryAnswer::of(to_string(verdict), false);
    answer.detail = detail;
    return answer;
}

/// "cup minimum 2 maximum 12 increment 2".
StoryAnswer tell_ordered(StoryWorld& world, StoryWords& words) {
    OrderQuantityRow row;
    row.sku = take_item(world, words);
    const std::uint8_t scale = world.scale(row.sku);
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("minimum")) {
            row.minimum = words.take_decimal(scale, "a quantity");
        } else if (words.accept("maximum")) {
            row.maximum = words.take_decimal(scale, "a quantity");
        } else {
            words.demand("increment");
            row.increment = words.take_decimal(scale, "a quantity");
        }
    }
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_order_quantities({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

/// "cup by mug, glass", or "cup by nothing".
StoryAnswer tell_replaced(StoryWorld& world, StoryWords& words) {
    SubstituteRow row;
    row.sku = take_item(world, words);
    words.demand("by");
    std::vector<SkuId> substitutes;
    if (!words.accept("nothing")) {
        do {
            substitutes.push_back(take_item(world, words));
        } while (words.accept(","));
    }
    if (!words.finish()) return {};
    row.substitutes = substitutes;
    SupplyReply reply;
    world.engine().put_substitutes({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

}  // namespace earmark
