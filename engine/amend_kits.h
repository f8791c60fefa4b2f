// Lines of kits in an amend: what is said of a number of kits is done to all their parts alike.
//
// A line that is held keeps the parts that its kit had when it was reserved; a line that is new has
// those of now. A line whose parts are not together at a place, in whole kits, stays as it is.
#pragma once

#include "engine/amend_lines.h"
#include "engine/assortment/assortment.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// Applies lines of kits of one request to the copy of the reservation's lines.
class KitAmender {
  public:
    KitAmender(const EngineState& state, std::vector<AmendedLine>& lines, std::string& detail)
        : state_(state), lines_(lines), detail_(detail) {}

    /// Whether the line is of a kit; its parts are then known for apply().
    bool is_kit(const AmendLine& asked);

    /// As the amend of any line (amend_lines.cc). Requires: its quantity is one.
    Outcome apply(
        const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
    );

  private:
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    /// Where the parts are at one place: of each, its line or kNowhere.
    struct Rows {
        std::vector<std::size_t> of_parts;
        Units kits = 0;  ///< Held.
        bool is_there = false;
        bool is_whole = true;  ///< All parts are there, in as many whole kits.
    };

    Outcome fail(const AmendLine& asked, std::string_view why);
    std::vector<NodeId> places(std::uint32_t line) const;
    Rows rows_at(std::uint32_t line, NodeId node) const;
    LineVerdict judge_place(NodeId node, Day day) const;
    bool is_ordered(const Rows& rows) const;
    bool has_room(const Rows& rows, Units kits, bool is_move) const;
    void raise(const AmendLine& asked, NodeId node, Rows& rows, Units kits);
    Outcome set(
        const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
    );
    Outcome move(
        const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
    );

    const EngineState& state_;
    std::vector<AmendedLine>& lines_;
    std::string& detail_;
    SkuId kit_;
    std::vector<KitPart> parts_;
};

}  // namespace earmark
