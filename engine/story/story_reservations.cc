// Reservations and their life.
#include "engine/base/decimal.h"
#include "engine/network/network_place.h"
#include "engine/story/story_verbs.h"

#include <algorithm>
#include <optional>

namespace earmark {
namespace {

std::string line_name(std::uint32_t line) {
    return "line " + std::to_string(line);
}

/// "cup dc1 3": lines are numbered from 1 in their order, unless "line 7 cup dc1 3" says so.
ReserveLine read_line(StoryWorld& world, StoryWords& words, std::size_t position) {
    ReserveLine line;
    line.line = static_cast<std::uint32_t>(position);
    if (words.accept("line"))
        line.line = static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a line number"));
    line.sku = world.sku(words.take("an item"));
    line.node = world.node(words.take("a node"));
    line.quantity = words.take_decimal(world.scale(line.sku), "a quantity");
    return line;
}

/// The verdict that explains a refusal: the first that is not `reserved`.
std::string_view refusal(const ReserveReply& reply) {
    for (const LineAnswer& line : reply.lines) {
        if (line.verdict != LineVerdict::reserved) return to_string(line.verdict);
    }
    return to_string(reply.outcome);
}

StoryAnswer answer_of(
    StoryWorld& world, const ReserveReply& reply, const std::vector<ReserveLine>& lines
) {
    const bool is_good = reply.outcome == Outcome::done || reply.outcome == Outcome::repeated;
    StoryAnswer answer;
    answer.is_good = is_good;
    answer.detail = reply.detail;
    StoryFact& whole = answer.facts.emplace_back();
    if (reply.outcome != Outcome::done) whole.words.emplace_back(to_string(reply.outcome));
    bool is_full = true;
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        const LineAnswer& line = reply.lines[i];
        const std::uint8_t scale = i < lines.size() ? world.scale(lines[i].sku) : std::uint8_t{0};
        answer.facts.push_back(
            {.subject = line_name(line.line),
             .words = {std::string(to_string(line.verdict))},
             .figures =
                 {{"units", format_decimal(line.reserved, scale)},
                  {"ats", format_decimal(line.ats, scale)}}}
        );
        is_full = is_full && line.verdict == LineVerdict::reserved;
    }
    for (const SubstituteOffer& offer : reply.substitutes) {
        answer.facts.push_back(
            {.subject = line_name(offer.line) + " or",
             .words = {world.engine().item(offer.sku)->sku},
             .figures = {{"ats", format_decimal(offer.ats, world.scale(offer.sku))}}}
        );
    }
    if (reply.outcome == Outcome::lines_refused)
        answer.facts.front().words.emplace_back(refusal(reply));
    if (reply.outcome == Outcome::done)
        answer.facts.front().words.emplace_back(is_full ? "reserved" : "partly_reserved");
    if (reply.outcome == Outcome::repeated)
        answer.facts.front().words.emplace_back(to_string(reply.state));
    return answer;
}

/// "line 1", or "line 1 at dc2" where the line is at several nodes.
std::string line_name(
    StoryWorld& world, const std::vector<ReservationLine>& lines, const ReservationLine& line
) {
    const auto same = std::count_if(lines.begin(), lines.end(), [&](const ReservationLine& each) {
        return each.line == line.line && each.sku == line.sku;
    });
    std::string name = line_name(line.line);
    if (!line.kit.is_none()) name += " part " + world.engine().item(line.sku)->sku;
    if (same < 2) return name;
    const GroupId group = group_at(line.node);
    const std::string place = group.is_none() ? world.engine().node(line.node)->key
                                              : "@" + world.engine().group(group)->name;
    return name + " at " + place;
}

/// What an amend says to its lines.
void add_answers(StoryWorld& world, const ReservationReply& reply, StoryAnswer& answer) {
    for (const LineAnswer& line : reply.answers) {
        std::uint8_t scale = 0;
        for (const ReservationLine& known : reply.lines) {
            if (known.line == line.line) scale = world.scale(known.sku);
        }
        answer.facts.front().words.emplace_back(to_string(line.verdict));
        answer.facts.push_back(
            {.subject = line_name(line.line),
             .words = {std::string(to_string(line.verdict))},
             .figures = {{"ats", format_decimal(line.ats, scale)}}}
        );
    }
}

StoryAnswer answer_of(StoryWorld& world, const ReservationReply& reply, std::string_view done) {
    const bool is_good = reply.outcome == Outcome::done || reply.outcome == Outcome::repeated;
    StoryAnswer answer;
    answer.is_good = is_good;
    answer.detail = reply.detail;
    StoryFact& whole = answer.facts.emplace_back();
    whole.words.emplace_back(
        reply.outcome == Outcome::done && !done.empty() ? done : to_string(reply.outcome)
    );
    if (!is_good) {
        add_answers(world, reply, answer);
        return answer;
    }
    if (to_string(reply.state) != whole.words.front())
        whole.words.emplace_back(to_string(reply.state));
    if (!reply.lines.empty()) {
        const std::uint8_t scale = world.scale(reply.lines.front().sku);
        whole.figures.emplace_back("corrected", format_decimal(reply.corrected_units, scale));
    }
    if (!reply.reference.empty()) whole.figures.emplace_back("reference", reply.reference);
    if (!reply.made_by.empty()) whole.figures.emplace_back("by", reply.made_by);
    for (const ReservationLine& line : reply.lines)
        answer.facts.push_back(line_fact(world, reply.lines, line));
    return answer;
}

/// Decimals of a line's item, so that a part can be written in the item's unit of measure.
std::uint8_t scale_of_line(
    StoryWorld& world, const ReservationReply& reservation, std::uint32_t number
) {
    for (const ReservationLine& line : reservation.lines) {
        if (line.line == number) return world.scale(line.kit.is_none() ? line.sku : line.kit);
    }
    return 0;
}

/// "line 1 2, line 2 at dc1 1"; nothing if no line is named.
std::vector<PartLine> read_parts(
    StoryWorld& world, StoryWords& words, const ReservationReply& reservation
) {
    std::vector<PartLine> parts;
    if (!words.sees("line")) return parts;
    do {
        words.demand("line");
        PartLine& part = parts.emplace_back();
        part.line = static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a line number"));
        if (words.accept("at")) part.node = world.node(words.take("a node"));
        part.quantity =
            words.take_decimal(scale_of_line(world, reservation, part.line), "a quantity");
    } while (words.accept(","));
    return parts;
}

/// "r1", or "r1 line 1 2, line 2 at dc1 1 as pick-1".
StoryAnswer tell_step(
    StoryWorld& world, StoryWords& words, ReservationStep step, std::string_view done
) {
    const std::string id = words.take("a reservation");
    ReservationReply before;
    world.engine().reservation(id, before);
    const std::vector<PartLine> parts = read_parts(world, words, before);
    std::string operation;
    if (words.accept("as")) operation = words.take("the name of the operation");
    if (!words.finish()) return {};
    ReservationReply reply;
    world.engine().step(
        {.step = step, .id = id, .operation = operation, .parts = parts}, world.context(), reply
    );
    return answer_of(world, reply, done);
}

/// "line 1 6", "line 1 at dc1 6", "line 1 move 2 from dc1 to dc2", "line 3 add hat dc1 2".
AmendLine read_amend_line(
    StoryWorld& world, StoryWords& words, const ReservationReply& reservation
) {
    AmendLine line;
    words.demand("line");
    line.line = static_cast<std::uint32_t>(words.take_whole(0, 1'000'000, "a line number"));
    std::uint8_t scale = scale_of_line(world, reservation, line.line);
    if (words.accept("move")) {
        line.quantity = words.take_decimal(scale, "a quantity");
        words.demand("from");
        line.from = world.node(words.take("a node"));
        words.demand("to");
        line.node = world.node(words.take("a node"));
        return line;
    }
    if (words.accept("add")) {
        line.sku = world.sku(words.take("an item"));
        line.node = world.node(words.take("a node"));
        scale = world.scale(line.sku);
    } else if (words.accept("at")) {
        line.node = world.node(words.take("a node"));
    }
    line.quantity = words.take_decimal(scale, "a quantity");
    return line;
}

}  // namespace

StoryFact line_fact(
    StoryWorld& world, const std::vector<ReservationLine>& lines, const ReservationLine& line
) {
    const std::uint8_t scale = world.scale(line.sku);
    return {
        .subject = line_name(world, lines, line),
        .words = {},
        .figures =
            {{"requested", format_decimal(line.requested, scale)},
             {"granted", format_decimal(line.granted, scale)},
             {"held", format_decimal(line.held, scale)},
             {"allocated", format_decimal(line.allocated, scale)},
             {"shipped", format_decimal(line.shipped, scale)}}
    };
}

StoryAnswer tell_reserve(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("the name of the reservation");
    std::vector<ReserveLine> lines;
    std::vector<Day> days;
    do {
        lines.push_back(read_line(world, words, lines.size() + 1));
        days.push_back(words.sees("in") ? take_day(world, words) : kNoDay);
    } while (words.accept(","));

    ReserveRequest request;
    request.id = id;
    request.lines = lines;
    request.days = days;
    std::string reference;
    std::string actor;
    while (!words.at_end() && !words.has_mistake()) {
        if (words.accept("partial")) {
            request.filling = Filling::partial;
        } else if (words.accept("for")) {
            request.hold_for =
                std::chrono::duration_cast<std::chrono::seconds>(take_duration(words));
        } else if (words.accept("stamped")) {
            request.stamped_at = world.context().now - take_duration(words);
            words.demand("ago");
        } else if (words.accept("reference")) {
            reference = words.take("a cart, order or customer number");
        } else if (words.accept("by")) {
            actor = words.take("who does it");
        } else if (words.accept("segment")) {
            request.segment = take_segment(world, words);
        } else if (words.sees("method") || words.sees("ignore_safety")) {
            take_asking(words, request.method, request.ignore_safety);
        } else {
            const std::string_view options =
                "partial, for, stamped, reference, by, segment, method or ignore_safety";
            words.fail(words.take(options), options);
        }
    }
    if (!words.finish()) return {};
    request.reference = reference;
    CallContext context = world.context();
    context.actor = actor;
    ReserveReply reply;
    world.engine().reserve(request, context, reply);
    return answer_of(world, reply, lines);
}

StoryAnswer tell_commit(StoryWorld& world, StoryWords& words) {
    return tell_step(world, words, ReservationStep::commit, "committed");
}

StoryAnswer tell_release(StoryWorld& world, StoryWords& words) {
    return tell_step(world, words, ReservationStep::release, "released");
}

StoryAnswer tell_ship(StoryWorld& world, StoryWords& words) {
    return tell_step(world, words, ReservationStep::ship, "shipped");
}

StoryAnswer tell_cancel(StoryWorld& world, StoryWords& words) {
    return tell_step(world, words, ReservationStep::cancel, "cancelled");
}

StoryAnswer tell_amend(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("a reservation");
    ReservationReply before;
    world.engine().reservation(id, before);
    AmendRequest request;
    request.id = id;
    std::vector<AmendLine> lines;
    std::vector<Day> days;
    if (words.sees("line")) {
        do {
            lines.push_back(read_amend_line(world, words, before));
            if (words.sees("in")) {
                // Days are told for all lines or none: what is not said before stays for now.
                days.resize(lines.size() - 1, kNoDay);
                days.push_back(take_day(world, words));
            } else if (words.accept("now") || !days.empty()) {
                days.resize(lines.size(), kNoDay);
            }
        } while (words.accept(","));
    }
    if (words.accept("for"))
        request.hold_for = std::chrono::duration_cast<std::chrono::seconds>(take_duration(words));
    std::string operation;
    if (words.accept("as")) operation = words.take("the name of the operation");
    if (!words.finish()) return {};
    request.lines = lines;
    request.days = days;
    request.operation = operation;
    ReservationReply reply;
    world.engine().amend(request, world.context(), reply);
    return answer_of(world, reply, "amended");
}

StoryAnswer tell_split(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("a reservation");
    words.demand("into");
    const std::string into = words.take("the name of the new reservation");
    ReservationReply before;
    world.engine().reservation(id, before);
    const std::vector<PartLine> parts = read_parts(world, words, before);
    std::string reference;
    if (words.accept("reference")) reference = words.take("a cart, order or customer number");
    std::string operation;
    if (words.accept("as")) operation = words.take("the name of the operation");
    if (!words.finish()) return {};
    ReservationReply reply;
    world.engine().split(
        {.id = id, .into = into, .operation = operation, .parts = parts, .reference = reference},
        world.context(),
        reply
    );
    return answer_of(world, reply, "split");
}

StoryAnswer tell_reservation(StoryWorld& world, StoryWords& words) {
    const std::string id = words.take("a reservation");
    if (!words.finish()) return {};
    ReservationReply reply;
    world.engine().reservation(id, reply);
    return answer_of(
        world, reply, reply.outcome == Outcome::done ? to_string(reply.state) : std::string_view()
    );
}

StoryAnswer tell_claim(StoryWorld& world, StoryWords& words) {
    ClaimRequest request;
    const std::string backorder = words.take("the name of the backorder");
    request.backorder = backorder;
    request.sku = world.sku(words.take("an item"));
    request.node = world.node(words.take("a node"));
    words.demand("as");
    const std::string reservation = words.take("the name of the reservation");
    request.reservation = reservation;
    if (words.accept("for"))
        request.hold_for = std::chrono::duration_cast<std::chrono::seconds>(take_duration(words));
    if (!words.finish()) return {};
    ReservationReply reply;
    world.engine().claim_backorder(request, world.context(), reply);
    return answer_of(world, reply, "claimed");
}

}  // namespace earmark
