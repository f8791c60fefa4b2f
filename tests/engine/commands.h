// Commands as values: what tests run on the engine and on its twin.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/command.h"
#include "engine/levels/level.h"
#include "engine/promising/promising.h"
#include "engine/rules/selling_rule.h"
#include "tests/engine/ordering_commands.h"
#include "tests/support/naive_engine.h"

#include <chrono>
#include <cstdint>
#include <optional>
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
    std::string source;
    std::vector<Row> rows;
};

struct DisposeCommand {
    std::string source;
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

struct LevelCommand {
    std::vector<LevelRuleRow> rows;
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
    SubstituteCommand,
    LevelCommand>;

/// The command, for a person who looks for the cause of a difference.
std::string text_of(const Command& command);

}  // namespace earmark
