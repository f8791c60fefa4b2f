#include "engine/resourcing/whole_sets.h"

#include "engine/change.h"

#include <algorithm>

namespace earmark {

Outcome check_whole_sets(
    std::span<const TogetherLine> together,
    std::span<const OrderLine> planned,
    std::span<const AmendedLine> lines,
    std::span<const Units> staying,
    std::string& detail
) {
    for (const OrderLine& line : planned) {
        const auto known = std::ranges::find(together, line.line, &TogetherLine::line);
        if (known == together.end()) continue;
        for (std::size_t index = 0; index < lines.size(); ++index) {
            const auto other = std::ranges::find(together, lines[index].line, &TogetherLine::line);
            if (other == together.end() || other->set != known->set) continue;
            const Units units = staying[index] + lines[index].units.shipped;
            if (units == 0) continue;
            detail = found_expected(
                "line " + std::to_string(lines[index].line) +
                    ", which travels together with line " + std::to_string(line.line),
                std::to_string(units) + " units that stay where they are or have shipped",
                "none: lines that travel together are planned anew all at once"
            );
            return Outcome::wrong_state;
        }
    }
    return Outcome::done;
}

}  // namespace earmark
