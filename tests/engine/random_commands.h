// Random commands that the engine and its twin both understand.
#pragma once

#include "engine/command.h"
#include "engine/engine.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"
#include "engine/rules/selling_rule.h"
#include "tests/engine/commands.h"
#include "tests/support/naive_engine.h"
#include "tests/support/reply_text.h"

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace earmark {

/// The names that commands are made of. Few of each, so that commands meet.
struct CommandWorld {
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
    std::vector<GroupId> groups;
    std::vector<std::string> categories{};  ///< Empty = no rule of selling is made.
    std::vector<SegmentId> segments{};      ///< Empty = requests name none, and no rule is made.
    bool has_dates = false;                 ///< Supply and requests are dated.
    bool has_kits = false;                  ///< Items are made kits of others.
    bool has_group_holds = false;           ///< Lines may name a group and no node.
    bool has_group_limits = false;          ///< Groups keep safety, and floors of segments.
    bool has_ordering = false;              ///< Order quantities and substitutes.
    bool has_levels = false;                ///< Somebody watches them.
    std::size_t ids = 12;      ///< Reservations are named <prefix>0 .. <prefix><ids - 1>.
    std::string prefix = "r";  ///< Threads that must not meet on names take different ones.
    Units quantity_max = 8;    ///< Of a line; stock is a few times as much.
    bool mistakes = true;      ///< Unknown names, zero quantities, repeated lines, ...
};

class RandomCommands {
  public:
    RandomCommands(std::uint64_t seed, CommandWorld world)
        : random_(seed), world_(std::move(world)) {}

    /// The next command; `now` is the time at which it will run.
    Command next(Time now);

    ReserveCommand reserve(Time now);
    StepCommand step();
    AmendCommand amend(Time now);
    SplitCommand split();
    ListCommand list();
    SupplyCommand supply(Time now);
    CountCommand count(Time now);
    AskCommand ask();
    RuleCommand rules(Time now);
    SellingRuleCommand selling_rules(Time now);
    TickCommand tick();
    Command dated(Time now);
    KitCommand kits();
    OrderQuantityCommand order_quantities();
    SubstituteCommand substitutes();
    LevelCommand levels();

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

  private:
    Time some_time_ago(Time now);
    SkuId item();
    NodeId node();
    /// Of a line: a node, or also a group.
    NodeId place();
    NodeId group_place();
    std::string id();
    SegmentId segment();
    std::uint8_t method();
    Units quantity();
    ReserveLine line(std::size_t index);
    Day day(Time now);
    ReceiptCommand receipts(Time now);
    DisposeCommand dispositions();
    std::string source();
    std::uint64_t sequence();
    BackorderCommand backorders(Time now);

    std::mt19937_64 random_;
    CommandWorld world_;
    std::vector<ReserveCommand> reserved_;  ///< To be asked again.
    std::vector<StepCommand> stepped_;
    std::vector<AmendCommand> amended_;
    std::vector<SplitCommand> divided_;
    std::vector<SegmentRuleRow> ruled_;
    std::vector<ReceiptCommand> received_;
    std::vector<DisposeCommand> disposed_;
    std::uint64_t sequence_ = 0;
    std::uint64_t counts_ = 0;
};

/// The engine's answers to a count, in the twin's words.
std::string run_count(Engine& engine, const CountCommand& command, Time now);

/// What an engine answers, as text, without the LSN.
template <typename AnyEngine>
std::string run(AnyEngine& engine, const SupplyCommand& command, Time now) {
    SupplyReply reply;
    engine.apply_supply({.source = command.source, .rows = command.rows}, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const AskCommand& command, Time /*now*/) {
    AvailabilityReply reply;
    engine.availability(
        {.queries = command.queries,
         .own_reservation = command.own_reservation,
         .segment = command.segment,
         .method = command.method,
         .ignore_safety = command.ignore_safety},
        reply
    );
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const ReserveCommand& command, Time now) {
    ReserveReply reply;
    engine.reserve(
        {.id = command.id,
         .lines = command.lines,
         .hold_for = command.hold_for,
         .filling = command.filling,
         .stamped_at = command.stamped_at,
         .reference = command.reference,
         .segment = command.segment,
         .days = command.days,
         .method = command.method,
         .ignore_safety = command.ignore_safety},
        {.now = now, .actor = command.actor},
        reply
    );
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const RuleCommand& command, Time now) {
    SupplyReply reply;
    engine.put_segment_rules(command.rows, {.now = now}, reply);
    return text_of(reply);
}

inline std::string run(NaiveEngine& engine, const CountCommand& command, Time now) {
    return engine.count(command.count, now);
}

/// The same through all the engine's steps.
template <typename AnyEngine>
std::string run(AnyEngine& engine, const CountCommand& command, Time now) {
    return run_count(engine, command, now);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const SellingRuleCommand& command, Time now) {
    std::vector<SellingRuleRow> rows;
    for (const SellingRuleCommand::Row& row : command.rows) {
        rows.push_back(row.row);
        rows.back().name = row.name;
        rows.back().scope.category = row.category;
    }
    SupplyReply reply;
    engine.put_selling_rules(rows, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const KitCommand& command, Time now) {
    std::vector<KitRow> rows;
    for (const KitCommand::Row& row : command.rows)
        rows.push_back({.sku = row.sku, .ships_apart = row.ships_apart, .parts = row.parts});
    SupplyReply reply;
    engine.put_kits(rows, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const LevelCommand& command, Time now) {
    SupplyReply reply;
    engine.put_level_rules(command.rows, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const StepCommand& command, Time now) {
    ReservationReply reply;
    engine.step(
        {.step = command.step,
         .id = command.id,
         .operation = command.operation,
         .parts = command.parts},
        {.now = now},
        reply
    );
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const AmendCommand& command, Time now) {
    ReservationReply reply;
    engine.amend(
        {.id = command.id,
         .operation = command.operation,
         .hold_for = command.hold_for,
         .lines = command.lines,
         .days = command.days},
        {.now = now},
        reply
    );
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const SplitCommand& command, Time now) {
    ReservationReply reply;
    engine.split(
        {.id = command.id,
         .into = command.into,
         .operation = command.operation,
         .parts = command.parts,
         .reference = command.reference},
        {.now = now, .actor = "clerk-1"},
        reply
    );
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const ListCommand& command, Time now) {
    std::set<std::string> entries;
    std::string after;
    ListReservationsReply page;
    do {
        engine.list_reservations(
            {.filter =
                 {.reference = command.reference,
                  .made_by = command.made_by,
                  .sku = command.sku,
                  .node = command.node,
                  .state = command.state,
                  .older_than = command.older_than},
             .after = after,
             .limit = 3},
            now,
            page
        );
        for (const ReservationEntry& entry : page.reservations)
            entries.insert(text_of(entry));
        after = page.next;
    } while (!after.empty());
    std::string text = std::to_string(entries.size()) + " reservations";
    for (const std::string& entry : entries)
        text += "\n" + entry;
    return text;
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const ReceiptCommand& command, Time now) {
    std::vector<ReceiptRow> rows;
    for (const ReceiptCommand::Row& each : command.rows) {
        rows.push_back(each.row);
        rows.back().receipt = each.id;
    }
    SupplyReply reply;
    engine.put_receipts({.rows = rows, .source = command.source}, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const DisposeCommand& command, Time now) {
    SupplyReply reply;
    engine.dispose({.rows = command.rows, .source = command.source}, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const TermsCommand& command, Time now) {
    SupplyReply reply;
    engine.put_promise_terms({&command.row, 1}, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const PromiseCommand& command, Time /*now*/) {
    PromiseReply reply;
    engine.available_to_promise(command.request, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const LateCommand& command, Time /*now*/) {
    ReceiptsReply receipts;
    engine.receipts({.sku = command.sku}, receipts);
    LateReply late;
    engine.late_supply({.sku = command.sku}, late);
    return text_of(receipts) + "\n" + text_of(late);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const BackorderCommand& command, Time now) {
    std::vector<BackorderRow> rows;
    for (const BackorderCommand::Row& each : command.rows) {
        rows.push_back(each.row);
        rows.back().backorder = each.id;
    }
    std::string text;
    if (!rows.empty()) {
        SupplyReply reply;
        engine.put_backorders(rows, {.now = now}, reply);
        text = text_of(reply);
    }
    if (command.confirm) {
        ConfirmReply reply;
        engine.confirm_backorders(*command.confirm, {.now = now}, reply);
        text += text_of(reply);
    }
    if (command.claim) {
        ReservationReply reply;
        engine.claim_backorder(
            {.sku = command.claim->sku,
             .node = command.claim->node,
             .backorder = command.claim->backorder,
             .reservation = command.claim->reservation,
             .hold_for = std::chrono::hours(20)},
            {.now = now},
            reply
        );
        text += text_of(reply);
    }
    BackordersReply reply;
    engine.backorders({.sku = command.listed}, reply);
    return text + text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const LookCommand& command, Time /*now*/) {
    ReservationReply reply;
    engine.reservation(command.id, reply);
    return text_of(reply);
}

}  // namespace earmark
