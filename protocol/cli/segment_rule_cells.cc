#include "protocol/cli/segment_rule_cells.h"

namespace earmark::cli {

Status read_limits(
    std::string_view floor,
    std::string_view ceiling,
    std::uint8_t scale,
    SegmentRule& rule,
    std::string_view& wrong
) {
    if (!floor.empty()) {
        wrong = floor;
        const auto figure = parse_segment_figure(floor, scale);
        if (!figure) return figure.error();
        rule.basis = figure->basis;
        rule.floor = figure->figure;
    }
    if (ceiling.empty()) return Done{};
    wrong = ceiling;
    const auto figure = parse_segment_figure(ceiling, scale);
    if (!figure) return figure.error();
    if (!floor.empty() && figure->basis != rule.basis) {
        return Error{
            ErrorCode::bad_input, "the ceiling to be a percentage if the floor is one, and else not"
        };
    }
    rule.basis = figure->basis;
    rule.ceiling = figure->figure;
    return Done{};
}

}  // namespace earmark::cli
