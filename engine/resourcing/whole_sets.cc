#include "engine/resourcing/whole_sets.h"

#include "engine/change.h"

#include <algorithm>
#include <optional>

namespace earmark {

namespace {

/// A line of which units stay while one of its set, which may be itself, is planned anew.
struct TornSet {
    const AmendedLine* stays = nullptr;
    Units units = 0;
    std::uint32_t planned = 0;
};

/// 0: the line travels by itself.
std::uint32_t set_of(std::span<const TogetherLine> together, std::uint32_t line) {
    const auto known = std::ranges::find(together, line, &TogetherLine::line);
    return known == together.end() ? 0 : known->set;
}

/// Two lines of one set say more than one: a line that tears itself is told where no other is.
std::optional<TornSet> find_torn(
    std::span<const TogetherLine> together,
    std::span<const OrderLine> planned,
    std::span<const AmendedLine> lines,
    std::span<const Units> staying
) {
    std::optional<TornSet> by_itself;
    for (const OrderLine& line : planned) {
        const std::uint32_t set = set_of(together, line.line);
        for (std::size_t index = 0; index < lines.size() && set != 0; ++index) {
            const AmendedLine& there = lines[index];
            const Units units = staying[index] + there.units.shipped;
            if (units == 0 || set_of(together, there.line) != set) continue;
            const TornSet torn{&there, units, line.line};
            if (there.line != line.line) return torn;
            if (!by_itself) by_itself = torn;
        }
    }
    return by_itself;
}

}  // namespace

Outcome check_whole_sets(
    std::span<const TogetherLine> together,
    std::span<const OrderLine> planned,
    std::span<const AmendedLine> lines,
    std::span<const Units> staying,
    std::string& detail
) {
    const auto torn = find_torn(together, planned, lines, staying);
    if (!torn) return Outcome::done;
    std::string what = "line " + std::to_string(torn->stays->line);
    if (torn->stays->line != torn->planned)
        what += ", which travels together with line " + std::to_string(torn->planned);
    detail = found_expected(
        what,
        std::to_string(torn->units) + " units that stay where they are or have shipped",
        "none: more of lines that travel together is planned with all of them, or not at all"
    );
    return Outcome::wrong_state;
}

}  // namespace earmark
