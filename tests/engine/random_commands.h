// Random commands that the engine and its twin both understand.
#pragma once

#include "engine/command.h"
#include "engine/engine.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"
#include "engine/rules/selling_rule.h"
#include "tests/engine/ordering_commands.h"
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

struct SupplyCommand {
    std::string source;
    std::vector<SupplyRow> rows;
};

struct AskCommand {
    std::vector<AvailabilityQuery> queries;
    std::string own_reservation;
    SegmentId segment;
    std::uint8_t method = method_ship;
    bool ignore_safety = false;
};

struct ReserveCommand {
    std::string id;
    std::vector<ReserveLine> lines;
    std::vector<Day> days;
    std::chrono::seconds hold_for = kHoldForDefault;
    Filling filling = Filling::all_or_nothing;
    std::optional<Time> stamped_at;
    std::string reference;
    std::string actor;
    SegmentId segment;
    std::uint8_t method = method_ship;
    bool ignore_safety = false;
};

/// A row about a rule of selling, with its texts.
struct SellingRuleCommand {
    struct Row {
        std::string name;
        std::string category;
        SellingRuleRow row;
    };
    std::vector<Row> rows;
};

struct RuleCommand {
    std::vector<SegmentRuleRow> rows;
};

struct CountCommand {
    std::string id;
    NaiveCount count;
};

struct StepCommand {
    ReservationStep step = ReservationStep::commit;
    std::string id;
    std::string operation;
    std::vector<PartLine> parts;
};

struct AmendCommand {
    std::string id;
    std::string operation;
    std::optional<std::chrono::seconds> hold_for;
    std::vector<AmendLine> lines;
    std::vector<Day> days{};
};

struct SplitCommand {
    std::string id;
    std::string into;
    std::string operation;
    std::string reference;
    std::vector<PartLine> parts;
};

/// A report, all its pages.
struct ListCommand {
    std::string reference;
    std::string made_by;
    SkuId sku;
    NodeId node;
    std::optional<ReservationState> state;
    std::chrono::seconds older_than{0};
};

struct LookCommand {
    std::string id;
};

/// Time passes, perhaps someone sets the clock, and the engine ticks.
struct TickCommand {
    Duration passes{};
    Duration jumps{};
    bool is_accepted = false;
};

struct ReceiptCommand {
    struct Row {
        ReceiptRow row;
        std::string id;
    };
    std::vector<Row> rows;
};

struct DisposeCommand {
    std::vector<DispositionRow> rows;
};

struct TermsCommand {
    PromiseTermsRow row;
};

/// Backorders are put, given supply anew, and listed.
struct BackorderCommand {
    struct Row {
        BackorderRow row;
        std::string id;
    };
    std::vector<Row> rows;
    std::optional<ConfirmRequest> confirm;
    struct Claim {
        SkuId sku;
        NodeId node;
        std::string backorder;
        std::string reservation;
    };
    std::optional<Claim> claim;
    SkuId listed;
};

struct PromiseCommand {
    PromiseRequest request;
};

/// Both reports of dated supply.
struct LateCommand {
    SkuId sku;
};

struct KitCommand {
    struct Row {
        SkuId sku;
        bool ships_apart = false;
        std::vector<KitPart> parts;
    };
    std::vector<Row> rows;
};

using Command = std::variant<
    SupplyCommand,
    AskCommand,
    ReserveCommand,
    StepCommand,
    AmendCommand,
    SplitCommand,
    ListCommand,
    LookCommand,
    TickCommand,
    RuleCommand,
    CountCommand,
    ReceiptCommand,
    DisposeCommand,
    TermsCommand,
    PromiseCommand,
    LateCommand,
    BackorderCommand,
    SellingRuleCommand,
    KitCommand,
    OrderQuantityCommand,
    SubstituteCommand>;

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
    bool has_ordering = false;              ///< Order quantities and substitutes.
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

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

  private:
    Time some_time_ago(Time now);
    SkuId item();
    NodeId node();
    /// Of a line: a node, or also a group.
    NodeId place();
    std::string id();
    SegmentId segment();
    std::uint8_t method();
    Units quantity();
    ReserveLine line(std::size_t index);
    Day day(Time now);
    ReceiptCommand receipts(Time now);
    BackorderCommand backorders(Time now);

    std::mt19937_64 random_;
    CommandWorld world_;
    std::vector<ReserveCommand> reserved_;  ///< To be asked again.
    std::vector<StepCommand> stepped_;
    std::vector<AmendCommand> amended_;
    std::vector<SplitCommand> divided_;
    std::vector<SegmentRuleRow> ruled_;
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
    engine.put_receipts(rows, {.now = now}, reply);
    return text_of(reply);
}

template <typename AnyEngine>
std::string run(AnyEngine& engine, const DisposeCommand& command, Time now) {
    SupplyReply reply;
    engine.dispose(command.rows, {.now = now}, reply);
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

/// The command, for a person who looks for the cause of a difference.
std::string text_of(const Command& command);

}  // namespace earmark
