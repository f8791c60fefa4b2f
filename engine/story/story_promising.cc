// Dated supply, and what may be promised by date. Days are told from the story's today: "in 3
// days".
#include "engine/base/decimal.h"
#include "engine/story/story_verbs.h"

#include <limits>

namespace earmark {
namespace {

/// "in 3 days"; `today` = in 0 days.
std::string days_text(Day day, Day today) {
    return "in " + std::to_string(int{day} - int{today}) + " days";
}

std::optional<SupplyType> accept_type(StoryWords& words) {
    for (const SupplyType type :
         {SupplyType::onhand,
          SupplyType::in_transit,
          SupplyType::purchase_order,
          SupplyType::transfer,
          SupplyType::return_expected,
          SupplyType::planned}) {
        if (words.accept(to_string(type))) return type;
    }
    return std::nullopt;
}

Disposition take_disposition(StoryWords& words) {
    for (const Disposition each :
         {Disposition::sellable, Disposition::damaged, Disposition::quarantine, Disposition::expired
         }) {
        if (words.accept(to_string(each))) return each;
    }
    words.fail(words.take("a disposition"), "sellable, damaged, quarantine or expired");
    return Disposition::sellable;
}

struct ReceiptWords {
    ReceiptRow row;
    std::string id;
    std::string source;
};

/// "from wms sequence 3": who says so, and the number that it has there.
void read_number(StoryWords& words, std::string& source, std::uint64_t& sequence) {
    if (words.accept("from")) source = words.take("the name of a source");
    if (!words.accept("sequence")) return;
    sequence = static_cast<std::uint64_t>(
        words.take_whole(0, std::numeric_limits<std::int64_t>::max(), "a sequence number")
    );
}

ReceiptWords read_receipt(StoryWorld& world, StoryWords& words, ReceiptChange change) {
    ReceiptWords read;
    read.row.change = change;
    const std::string item = words.take("an item");
    const std::string node = words.take("a node");
    const bool makes = change == ReceiptChange::put;
    read.row.sku = makes ? world.ensure_item(item) : world.sku(item);
    read.row.node = makes ? world.ensure_node(node) : world.node(node);
    read.id = words.take("a receipt");
    return read;
}

StoryAnswer put(StoryWorld& world, StoryWords& words, ReceiptWords& read) {
    read_number(words, read.source, read.row.sequence);
    if (!words.finish()) return {};
    read.row.receipt = read.id;
    SupplyReply reply;
    world.engine().put_receipts(
        {.rows = {&read.row, 1}, .source = read.source}, world.context(), reply
    );
    return StoryAnswer::of(reply);
}

StoryFact fact_of(StoryWorld& world, const ReceiptEntry& entry, Day today) {
    const std::uint8_t scale = world.scale(entry.sku);
    StoryFact fact{
        .subject = entry.receipt,
        .words = {std::string(to_string(entry.type)), days_text(entry.day, today)},
        .figures =
            {
                {"open", format_decimal(entry.open, scale)},
                {"promised", format_decimal(entry.promised, scale)},
                {"received", format_decimal(entry.received, scale)},
                {"due", std::to_string(int{entry.day} - int{today})},
                {"first_due", std::to_string(int{entry.first_day} - int{today})},
            }
    };
    if (entry.is_late) fact.words.emplace_back("late");
    fact.words.emplace_back(entry.counts ? "counts" : "does_not_count");
    return fact;
}

}  // namespace

Day take_day(const StoryWorld& world, StoryWords& words) {
    words.demand("in");
    const auto days = words.take_whole(-10'000, 10'000, "a number of days");
    if (!words.accept("day")) words.demand("days");
    return static_cast<Day>(day_of(world.context().now) + days);
}

StoryAnswer tell_receipt(StoryWorld& world, StoryWords& words) {
    ReceiptWords read = read_receipt(world, words, ReceiptChange::put);
    if (const auto type = accept_type(words)) read.row.type = *type;
    read.row.quantity = words.take_decimal(world.scale(read.row.sku), "a quantity");
    read.row.day = take_day(world, words);
    return put(world, words, read);
}

StoryAnswer tell_transfer(StoryWorld& world, StoryWords& words) {
    ReceiptWords read;
    read.row.change = ReceiptChange::ship_out;
    read.id = words.take("a receipt");
    read.row.sku = world.sku(words.take("an item"));
    read.row.quantity = words.take_decimal(world.scale(read.row.sku), "a quantity");
    words.demand("from");
    read.row.sender = world.node(words.take("a node"));
    words.demand("to");
    read.row.node = world.node(words.take("a node"));
    read.row.day = take_day(world, words);
    return put(world, words, read);
}

StoryAnswer tell_receive(StoryWorld& world, StoryWords& words) {
    ReceiptWords read = read_receipt(world, words, ReceiptChange::receive);
    const std::uint8_t scale = world.scale(read.row.sku);
    const bool sees_option = words.sees("before") || words.sees("and_no_more") ||
                             words.sees("from") || words.sees("sequence");
    if (!words.at_end() && !sees_option)
        read.row.quantity = words.take_decimal(scale, "a quantity");
    if (words.accept("before")) read.row.received = words.take_decimal(scale, "a quantity");
    if (words.accept("and_no_more")) read.row.change = ReceiptChange::settle;
    return put(world, words, read);
}

StoryAnswer tell_cancel_receipt(StoryWorld& world, StoryWords& words) {
    ReceiptWords read = read_receipt(world, words, ReceiptChange::cancel);
    return put(world, words, read);
}

StoryAnswer tell_dispose(StoryWorld& world, StoryWords& words) {
    DispositionRow row;
    row.sku = world.sku(words.take("an item"));
    row.node = world.node(words.take("a node"));
    row.quantity = words.take_decimal(world.scale(row.sku), "a quantity");
    words.demand("from");
    row.from = take_disposition(words);
    words.demand("to");
    row.to = take_disposition(words);
    std::string source;
    read_number(words, source, row.sequence);
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().dispose({.rows = {&row, 1}, .source = source}, world.context(), reply);
    return StoryAnswer::of(reply);
}

namespace {

PromiseTermsRow take_terms(StoryWorld& world, StoryWords& words) {
    PromiseTermsRow row;
    if (!words.sees("past_due_days")) row.sku = world.ensure_item(words.take("an item"));
    while (!words.at_end() && !words.has_mistake()) {
        std::uint16_t* term = &row.past_due_days;
        if (words.accept("lead_days")) {
            term = &row.lead_days;
        } else if (words.accept("horizon_days")) {
            term = &row.horizon_days;
        } else {
            words.demand("past_due_days");
        }
        *term = static_cast<std::uint16_t>(words.take_whole(0, 65'535, "a number of days"));
    }
    return row;
}

}  // namespace

StoryAnswer tell_terms(StoryWorld& world, StoryWords& words) {
    const PromiseTermsRow row = take_terms(world, words);
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_promise_terms({&row, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

StoryAnswer preview_terms(StoryWorld& world, StoryWords& words) {
    const PromiseTermsRow row = take_terms(world, words);
    if (!words.finish()) return {};
    return tell_pages(world, [&](std::string_view after, RulePreviewReply& page) {
        const TermsPreviewRequest request{.rows = {&row, 1}, .after = after, .limit = 2};
        world.engine().preview_rules(request, world.context().now, page);
    });
}

StoryAnswer tell_receipts(StoryWorld& world, StoryWords& words) {
    const SkuId sku = world.sku(words.take("an item"));
    if (!words.finish()) return {};
    ReceiptsReply reply;
    world.engine().receipts({.sku = sku}, reply);
    auto answer = StoryAnswer::of(std::to_string(reply.receipts.size()), true);
    for (const ReceiptEntry& entry : reply.receipts)
        answer.facts.push_back(fact_of(world, entry, reply.today));
    for (const DispositionEntry& entry : reply.dispositions) {
        answer.facts.push_back(
            {.subject = std::string(to_string(entry.disposition)),
             .words = {},
             .figures =
                 {{"at", world.engine().node(entry.node)->key},
                  {"units", format_decimal(entry.units, world.scale(entry.sku))}}}
        );
    }
    return answer;
}

StoryAnswer tell_atp(StoryWorld& world, StoryWords& words) {
    PromiseRequest request;
    request.sku = world.sku(words.take("an item"));
    const auto is_option = [&] { return words.sees("segment") || words.sees("quantity"); };
    if (words.accept("group")) {
        request.group = world.group(words.take("a group"));
        if (request.group.is_none()) request.group = GroupId(0xffff);
    } else if (!words.at_end() && !is_option()) {
        request.node = world.node(words.take("a node"));
        if (request.node.is_none()) request.node = NodeId(kNodesMax);
    }
    if (words.accept("segment")) request.segment = take_segment(world, words);
    const std::uint8_t scale = world.scale(request.sku);
    if (words.accept("quantity")) request.quantity = words.take_decimal(scale, "a quantity");
    if (!words.finish()) return {};
    PromiseReply reply;
    world.engine().available_to_promise(request, reply);
    if (reply.outcome != Outcome::done) return StoryAnswer::of(to_string(reply.outcome), false);
    if (reply.verdict != QueryVerdict::known)
        return StoryAnswer::of(to_string(reply.verdict), false);
    auto answer = StoryAnswer::of("known", true);
    if (request.quantity > 0) {
        answer.facts.front().figures.emplace_back(
            "earliest",
            reply.earliest ? std::to_string(int{*reply.earliest} - int{reply.today}) : "never"
        );
    }
    for (const PromiseStep& step : reply.steps) {
        answer.facts.push_back(
            {.subject = days_text(step.day, reply.today),
             .words = {step.is_unlimited ? "unlimited" : format_decimal(step.units, scale)},
             .figures = {}}
        );
    }
    return answer;
}

StoryAnswer tell_late(StoryWorld& world, StoryWords& words) {
    LateRequest request;
    if (!words.at_end()) request.sku = world.sku(words.take("an item"));
    if (!words.finish()) return {};
    LateReply reply;
    world.engine().late_supply(request, reply);
    auto answer = StoryAnswer::of(std::to_string(reply.late.size()), true);
    answer.facts.front().figures.emplace_back("at_risk", std::to_string(reply.at_risk.size()));
    for (const ReceiptEntry& entry : reply.late)
        answer.facts.push_back(fact_of(world, entry, reply.today));
    for (const PromiseAtRisk& line : reply.at_risk) {
        const std::uint8_t scale = world.scale(line.sku);
        answer.facts.push_back(
            {.subject = line.reservation + " line " + std::to_string(line.line),
             .words = {},
             .figures =
                 {{"units", format_decimal(line.units, scale)},
                  {"at_risk", format_decimal(line.at_risk, scale)}}}
        );
    }
    return answer;
}

}  // namespace earmark
