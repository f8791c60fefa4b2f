#include "engine/amend_lines.h"

#include "engine/amend_kits.h"
#include "engine/assortment/assortment_change.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace earmark {

namespace {

constexpr std::size_t kNoTarget = static_cast<std::size_t>(-1);

/// Applies the lines of a request to the copy of the reservation's.
class LineAmender {
  public:
    LineAmender(const EngineState& state, std::vector<AmendedLine>& lines, std::string& detail)
        : state_(state), lines_(lines), detail_(detail), kits_(state, lines, detail) {}

    /// Anything but done ends the request; a verdict other than reserved leaves the copy as it is.
    /// `day`: given = the line is to be promised for it.
    Outcome apply(
        const AmendLine& asked, std::optional<Day> day, LineVerdict& verdict, std::size_t& target
    ) {
        target = kNoTarget;
        verdict = check_quantity(asked);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        if (kits_.is_kit(asked)) return kits_.apply(asked, day, verdict, target);
        return asked.from.is_none() ? set(asked, day, verdict, target)
                                    : move(asked, day, verdict, target);
    }

  private:
    static LineVerdict check_quantity(const AmendLine& asked) {
        if (asked.quantity < 0) return LineVerdict::negative_quantity;
        if (asked.quantity > kUnitsMax) return LineVerdict::quantity_too_large;
        const bool moves_nothing = asked.quantity == 0 && !asked.from.is_none();
        return moves_nothing ? LineVerdict::zero_quantity : LineVerdict::reserved;
    }

    Outcome fail(const AmendLine& asked, std::string_view why) {
        detail_ = "line " + std::to_string(asked.line) + " " + std::string(why);
        return Outcome::bad_value;
    }

    /// A line that was refused when it asked for a kit does not become one.
    LineVerdict judge_place(SkuId sku, NodeId node, Day day) const {
        const LineVerdict verdict = check_place(state_, sku, node, day);
        if (verdict != LineVerdict::reserved || !may_have_rows(state_.items, sku)) return verdict;
        KitParts kit;
        read_parts(state_.items, sku, kit);
        return kit.count > 0 ? LineVerdict::is_kit : verdict;
    }

    std::size_t find(std::uint32_t line, NodeId node) const {
        for (std::size_t index = 0; index < lines_.size(); ++index) {
            if (lines_[index].line == line && lines_[index].node == node) return index;
        }
        return kNoTarget;
    }

    Outcome set(
        const AmendLine& asked,
        std::optional<Day> asked_day,
        LineVerdict& verdict,
        std::size_t& target
    ) {
        std::size_t known = 0;
        std::size_t same_line = kNoTarget;
        for (std::size_t index = 0; index < lines_.size(); ++index) {
            if (lines_[index].line != asked.line) continue;
            ++known;
            same_line = index;
        }
        if (asked.node.is_none() && known > 1)
            return fail(asked, "is at several nodes: name one of them");
        target = asked.node.is_none() ? same_line : find(asked.line, asked.node);
        const bool other_item =
            same_line != kNoTarget && !asked.sku.is_none() && lines_[same_line].sku != asked.sku;
        if (other_item) return fail(asked, "is a line of another item");
        if (target == kNoTarget && asked.quantity == 0)
            return fail(asked, known == 0 ? "is not in the reservation" : "is not at that node");
        const SkuId sku = same_line == kNoTarget ? asked.sku : lines_[same_line].sku;
        const NodeId node = target == kNoTarget ? asked.node : lines_[target].node;
        const Units held = target == kNoTarget ? 0 : lines_[target].units.held;
        const std::size_t model = target == kNoTarget ? same_line : target;
        const Day day_now = model == kNoTarget ? kNoDay : lines_[model].day;
        const Day day = asked_day.value_or(day_now);
        const bool is_other_day = asked.quantity > 0 && day != day_now;
        if (is_other_day && target != kNoTarget && lines_[target].units.allocated > 0)
            return fail(asked, kPartlyOrdered);
        if (asked.quantity > held || is_other_day) verdict = judge_place(sku, node, day);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        const std::size_t changed = target == kNoTarget ? add(asked.line, sku, node) : target;
        AmendedLine& line = lines_[changed];
        if (!raise(line, asked.quantity - held)) {
            verdict = LineVerdict::quantity_too_large;
            return Outcome::done;
        }
        target = changed;
        if (asked.quantity > 0) line.day = day;
        line.requested = line.units.granted;
        line.units.verdict = LineVerdict::reserved;
        return Outcome::done;
    }

    Outcome move(
        const AmendLine& asked,
        std::optional<Day> asked_day,
        LineVerdict& verdict,
        std::size_t& target
    ) {
        if (asked.node.is_none() || asked.node == asked.from)
            return fail(asked, "has to move to another node: name it");
        const std::size_t source = find(asked.line, asked.from);
        if (source == kNoTarget)
            return fail(asked, "is not in the reservation at the node it should leave");
        const SkuId sku = lines_[source].sku;
        if (!asked.sku.is_none() && asked.sku != sku)
            return fail(asked, "is a line of another item");
        if (lines_[source].units.held < asked.quantity) {
            detail_ = found_expected(
                "quantity of line " + std::to_string(asked.line),
                std::to_string(asked.quantity),
                "at most " + std::to_string(lines_[source].units.held) + " held"
            );
            return Outcome::more_than_there_is;
        }
        const Day day = asked_day.value_or(lines_[source].day);
        target = find(asked.line, asked.node);
        if (target != kNoTarget && lines_[target].day != day) {
            if (lines_[target].units.allocated > 0) return fail(asked, kPartlyOrdered);
            if (lines_[target].units.held > 0)
                return fail(asked, "is there for another day: name one");
        }
        verdict = judge_place(sku, asked.node, day);
        if (verdict != LineVerdict::reserved) return Outcome::done;
        if (target == kNoTarget) target = add(asked.line, sku, asked.node);
        lines_[target].day = day;
        if (!raise(lines_[target], asked.quantity)) {
            verdict = LineVerdict::quantity_too_large;
            return Outcome::done;
        }
        lines_[target].requested += asked.quantity;
        raise(lines_[source], -asked.quantity);
        lines_[source].requested -= asked.quantity;
        return Outcome::done;
    }

    std::size_t add(std::uint32_t line, SkuId sku, NodeId node) {
        lines_.push_back({.line = line, .sku = sku, .node = node});
        return lines_.size() - 1;
    }

    /// False if a counter could not hold it; then nothing changed.
    static bool raise(AmendedLine& line, Units by) {
        if (line.units.granted + by > kUnitsMax || line.requested + by > kUnitsMax) return false;
        line.units.held += by;
        line.units.granted += by;
        line.is_touched = true;
        return true;
    }

    const EngineState& state_;
    std::vector<AmendedLine>& lines_;
    std::string& detail_;
    KitAmender kits_;
};

}  // namespace

void copy_lines(const Reservation& reservation, std::vector<AmendedLine>& lines) {
    lines.clear();
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const LineUnits units = reservation.units(index);
        lines.push_back({
            .line = key.line(),
            .sku = key.sku(),
            .node = key.node(),
            .part = reservation.part_of_kit(index),
            .requested = key.quantity(),
            .units = units,
            .day = reservation.day(index),
            .held_now = units.held,
            .day_now = reservation.day(index),
        });
    }
}

Outcome amend_lines(
    const EngineState& state,
    const AmendRequest& request,
    AmendedLines& amended,
    ReservationReply& reply
) {
    amended.targets.clear();
    LineAmender amender(state, amended.lines, reply.detail);
    bool is_refused = false;
    for (std::size_t index = 0; index < request.lines.size(); ++index) {
        const AmendLine& asked = request.lines[index];
        std::optional<Day> day;
        if (!request.days.empty()) day = request.days[index];
        LineAnswer& answer = reply.answers.emplace_back();
        answer.line = asked.line;
        const Outcome bad =
            amender.apply(asked, day, answer.verdict, amended.targets.emplace_back(kNoTarget));
        if (bad != Outcome::done) {
            reply.answers.clear();
            return bad;
        }
        is_refused = is_refused || answer.verdict != LineVerdict::reserved;
    }
    if (is_refused) return Outcome::lines_refused;
    const auto holds = [](const AmendedLine& line) { return line.units.held > 0; };
    if (std::none_of(amended.lines.begin(), amended.lines.end(), holds)) {
        reply.answers.clear();
        reply.detail = "nothing would be held any more: release it instead";
        return Outcome::no_lines;
    }
    if (amended.lines.size() <= kReservationLinesMax) return Outcome::done;
    reply.answers.clear();
    reply.detail = found_expected("lines", std::to_string(amended.lines.size()), "at most 4096");
    return Outcome::too_many_lines;
}

}  // namespace earmark
