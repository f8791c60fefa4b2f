// Lines of kits changed in place, the obvious way: part by part, by the number of kits.
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {

namespace {

/// What is held of a kit at a place.
struct KitsThere {
    bool is_there = false;
    bool is_whole = true;  ///< All parts, each once and in as many kits.
    Units kits = 0;
    Day day = kNoDay;
    bool is_ordered = false;  ///< Any of the parts.
};

KitsThere kits_there(
    const std::vector<NaiveLine>& lines,
    std::uint32_t number,
    NodeId node,
    const std::vector<KitPart>& parts
) {
    KitsThere there;
    std::map<SkuId, std::vector<Units>> held;
    for (const NaiveLine& line : lines) {
        if (line.asked.line != number || line.asked.node != node) continue;
        there.is_there = true;
        held[line.asked.sku].push_back(line.held);
        there.day = line.day;
        there.is_ordered = there.is_ordered || line.allocated > 0;
    }
    if (!there.is_there) return there;
    std::set<Units> counts;
    for (const KitPart& part : parts) {
        const std::vector<Units>& units = held[part.sku];
        if (units.size() != 1 || units.front() % part.quantity != 0) {
            there.is_whole = false;
        } else {
            counts.insert(units.front() / part.quantity);
        }
    }
    there.is_whole = there.is_whole && counts.size() == 1;
    if (there.is_whole) there.kits = *counts.begin();
    return there;
}

/// The line of a part at a node, made if there is none.
NaiveLine& line_of(
    std::vector<NaiveLine>& lines, std::uint32_t number, NodeId node, SkuId kit, const KitPart& part
) {
    const auto known = std::ranges::find_if(lines, [&](const NaiveLine& line) {
        return line.asked.line == number && line.asked.node == node && line.asked.sku == part.sku;
    });
    if (known != lines.end()) return *known;
    NaiveLine& made = lines.emplace_back();
    made.asked = {.line = number, .sku = part.sku, .node = node, .quantity = 0};
    made.kit = kit;
    made.per_kit = part.quantity;
    return made;
}

void add_units(NaiveLine& line, Units units) {
    line.held += units;
    line.granted += units;
}

/// The kit that the lines of a number are parts of.
struct KitOfLine {
    SkuId kit{};
    std::vector<KitPart> parts{};
    std::vector<NodeId> places{};  ///< Where it is; empty where there is no such line.
    Day day = kNoDay;              ///< Of its last line.
};

/// Nothing for lines that are of no kit.
std::optional<KitOfLine> kit_of_line(const std::vector<NaiveLine>& lines, std::uint32_t number) {
    KitOfLine known;
    for (const NaiveLine& line : lines) {
        if (line.asked.line != number) continue;
        if (line.kit.is_none()) return std::nullopt;
        known.kit = line.kit;
        known.day = line.day;
        if (std::ranges::find(known.parts, line.asked.sku, &KitPart::sku) == known.parts.end())
            known.parts.push_back({line.asked.sku, line.per_kit});
        if (std::ranges::find(known.places, line.asked.node) == known.places.end())
            known.places.push_back(line.asked.node);
    }
    return known;
}

}  // namespace

std::optional<Outcome> NaiveEngine::amend_kit(
    const AmendLine& asked,
    std::optional<Day> asked_day,
    std::vector<NaiveLine>& lines,
    LineVerdict& verdict,
    std::size_t& at
) const {
    auto known = kit_of_line(lines, asked.line);
    if (!known) return std::nullopt;
    auto& [kit, parts, places, day] = *known;
    if (places.empty()) {
        if (!kits_.contains(asked.sku)) return std::nullopt;
        kit = asked.sku;
        parts = flat(kit);
    }
    if (!asked.sku.is_none() && asked.sku != kit) return Outcome::bad_value;
    for (const KitPart& part : parts) {
        if (asked.quantity > kUnitsMax / part.quantity) verdict = LineVerdict::quantity_too_large;
    }
    if (verdict != LineVerdict::reserved) return Outcome::done;

    const bool is_move = !asked.from.is_none();
    NodeId node = asked.node;
    if (is_move && (node.is_none() || node == asked.from)) return Outcome::bad_value;
    if (!is_move && node.is_none() && places.size() > 1) return Outcome::bad_value;
    if (!is_move && node.is_none() && !places.empty()) node = places.front();
    const KitsThere goal = kits_there(lines, asked.line, node, parts);
    if (!goal.is_whole) return Outcome::bad_value;
    if (goal.is_there) day = is_move ? day : goal.day;
    if (is_move) {
        const KitsThere source = kits_there(lines, asked.line, asked.from, parts);
        if (!source.is_there || !source.is_whole) return Outcome::bad_value;
        if (source.kits < asked.quantity) return Outcome::more_than_there_is;
        day = source.day;
    } else if (!goal.is_there && asked.quantity == 0) {
        return Outcome::bad_value;
    }
    const bool is_other_day = asked_day && *asked_day != day && asked.quantity > 0;
    if (asked_day) day = *asked_day;
    if (is_move && goal.kits > 0 && goal.day != day) return Outcome::bad_value;
    if (goal.is_ordered && asked.quantity > 0 && goal.day != day) return Outcome::bad_value;
    const Units more = is_move ? asked.quantity : asked.quantity - goal.kits;
    if (more > 0 || is_other_day) {
        verdict = line_refusal({asked.line, kit, node, std::max<Units>(1, more)}, day);
        if (verdict == LineVerdict::reserved && needs_node(kit, node))
            verdict = LineVerdict::kit_needs_node;
        if (verdict != LineVerdict::reserved) return Outcome::done;
    }
    for (const KitPart& part : parts) {
        NaiveLine& line = line_of(lines, asked.line, node, kit, part);
        add_units(line, more * part.quantity);
        if (asked.quantity > 0) line.day = day;
        if (is_move) {
            NaiveLine& source = line_of(lines, asked.line, asked.from, kit, part);
            line.asked.quantity += more * part.quantity;
            add_units(source, -more * part.quantity);
            source.asked.quantity -= more * part.quantity;
        } else {
            line.asked.quantity = line.granted;
            line.verdict = LineVerdict::reserved;
        }
    }
    at = 0;
    while (lines[at].asked.line != asked.line || lines[at].asked.node != node)
        ++at;
    return Outcome::done;
}

}  // namespace earmark
