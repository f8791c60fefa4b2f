// Figures with the sum they come from.
#include "engine/base/decimal.h"
#include "engine/explain/explain.h"
#include "engine/story/story_verbs.h"

namespace earmark {
namespace {

/// "reserved r1 line 1", "safety kitchen", "reserved 3 more".
std::string subject_of(const AvailabilityTerm& term) {
    std::string text(to_string(term.kind));
    if (!term.name.empty()) text += " " + term.name;
    const bool is_line = term.kind == TermKind::reserved || term.kind == TermKind::allocated;
    if (is_line && !term.name.empty()) text += " line " + std::to_string(term.line);
    const bool is_rest = is_line || term.kind == TermKind::backorder ||
                         term.kind == TermKind::receipt || term.kind == TermKind::floor;
    if (is_rest && term.name.empty() && term.count > 0)
        text += " " + std::to_string(term.count) + " more";
    return text;
}

StoryFact fact_of(const AvailabilityTerm& term, Day today, std::uint8_t scale) {
    StoryFact fact{
        .subject = subject_of(term), .words = {format_decimal(term.units, scale)}, .figures = {}
    };
    const auto add = [&](const char* name, Units units) {
        fact.figures.emplace_back(name, format_decimal(units, scale));
    };
    if (term.day != kNoDay) {
        const char* name = term.kind == TermKind::later_promises ? "until" : "due";
        fact.figures.emplace_back(name, std::to_string(int{term.day} - int{today}));
    }
    if (term.kind == TermKind::safety || term.kind == TermKind::network ||
        term.kind == TermKind::network_safety)
        add("of", term.figure);
    if (term.kind == TermKind::ceiling) {
        add("of", term.figure);
        add("used", term.used);
    }
    return fact;
}

StoryAnswer kit_answer_of(StoryWorld& world, const ExplainReply& reply, std::uint8_t scale) {
    auto answer = StoryAnswer::of("known", true);
    answer.facts.front().figures.emplace_back("ats", format_decimal(reply.ats, scale));
    for (const ExplainedPart& part : reply.parts) {
        const std::uint8_t part_scale = world.scale(part.sku);
        answer.facts.push_back(
            {.subject = "part " + part.name,
             .words = {format_decimal(part.ats, part_scale)},
             .figures =
                 {{"each", format_decimal(part.quantity, part_scale)},
                  {"kits", format_decimal(part.kits, scale)}}}
        );
    }
    return answer;
}

StoryAnswer answer_of(
    StoryWorld& world, const ExplainRequest& request, const ExplainReply& reply, std::uint8_t scale
) {
    const bool is_position = !request.node.is_none() && !reply.positions.empty();
    if (!reply.parts.empty()) return kit_answer_of(world, reply, scale);
    const auto& terms = is_position ? reply.positions.front().terms : reply.total;
    auto answer = StoryAnswer::of("known", sum_of(terms) == reply.ats);
    if (!answer.is_good) answer.facts.front().words = {"wrong_sum"};
    answer.facts.front().figures.emplace_back("ats", format_decimal(reply.ats, scale));
    answer.facts.front().figures.emplace_back("positions", std::to_string(reply.position_count));
    for (const AvailabilityTerm& term : terms)
        answer.facts.push_back(fact_of(term, reply.today, scale));
    for (const ExplainedGroup& group : reply.groups) {
        for (const AvailabilityTerm& holder : group.holders) {
            StoryFact fact = fact_of(holder, reply.today, scale);
            fact.subject = "group " + group.name + " " + fact.subject;
            answer.facts.push_back(std::move(fact));
        }
    }
    for (const StockAside& aside : reply.aside) {
        const auto node = world.engine().node(aside.node);
        answer.facts.push_back(
            {.subject = std::string(to_string(aside.disposition)) + " at " +
                        (node ? node->key : std::string("?")),
             .words = {format_decimal(aside.units, scale)},
             .figures = {}}
        );
    }
    return answer;
}

}  // namespace

StoryAnswer tell_explain(StoryWorld& world, StoryWords& words) {
    ExplainRequest request;
    std::string own;
    request.sku = world.sku(words.take("an item"));
    const auto is_option = [&] {
        for (const char* option : {"segment", "method", "ignore_safety", "own", "holders", "in"}) {
            if (words.sees(option)) return true;
        }
        return false;
    };
    if (words.accept("group")) {
        request.group = world.group(words.take("a group"));
        if (request.group.is_none()) request.group = GroupId(0xffff);
    } else if (!words.at_end() && !is_option()) {
        request.node = world.node(words.take("a node"));
        if (request.node.is_none()) request.node = NodeId(kNodesMax);
    }
    if (words.accept("segment")) request.asking.segment = take_segment(world, words);
    take_asking(words, request.asking.method, request.asking.ignore_safety);
    if (words.accept("own")) own = words.take("a reservation");
    request.own_reservation = own;
    if (words.accept("holders")) {
        const auto most = words.take_whole(0, kExplainedHoldersMax, "a number of holders");
        request.holders = static_cast<std::uint32_t>(most);
    }
    if (words.sees("in")) request.asking.day = take_day(world, words);
    if (!words.finish()) return {};
    ExplainReply reply;
    world.engine().explain(request, reply);
    if (reply.outcome != Outcome::done) return StoryAnswer::of(to_string(reply.outcome), false);
    if (reply.verdict != QueryVerdict::known)
        return StoryAnswer::of(to_string(reply.verdict), false);
    return answer_of(world, request, reply, world.scale(request.sku));
}

}  // namespace earmark
