// Promising: requests and answers about dated supply, and about what may be promised by date.
//
// A receipt is supply that will come: of a type, for a day, named by the caller, once at an item
// and node. It arrives in one part or several, slips to another day, is cut or cancelled; what is
// known of it is kept in a row of its item (inventory/dated_row.h) until nothing of it is open.
//
// A transfer is one movement with two sides: its units leave on hand of one node and become a
// receipt of the other in the same record, so that they are never in two places nor in none.
//
// Receiving names the units that arrive now, shipping those that leave, disposing those that change
// sides: repeats would count them twice. A source that numbers its rows repeats them without harm:
// a row not newer than the last one of its source for that position is stale, whatever it says.
// The position is that of the row; of one that ships out it is the sender's, whose units leave.
// The numbers are those of sync and adjust: a source has one series for a position. Without
// numbers, `received` says what the caller believes was received before, to the same end.
#pragma once

#include "engine/command.h"
#include "engine/inventory/dated_row.h"
#include "engine/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

enum class ReceiptChange : std::uint8_t {
    put,       ///< Made, or its type, day and units still to come replaced: slipped, cut, raised.
    ship_out,  ///< A transfer: units leave `sender` now and come to `node` on `day`.
    receive,   ///< Units arrive and are on hand.
    settle,    ///< Units arrive, perhaps none, and no more will come: the rest is gone.
    cancel,    ///< Nothing will come. Of a transfer: what is open is back at its sender.
};

struct ReceiptRow {
    ReceiptChange change = ReceiptChange::put;
    SkuId sku;
    NodeId node;
    std::string_view receipt;                      ///< Its id, 1 to 32 bytes.
    SupplyType type = SupplyType::purchase_order;  ///< Of put.
    Day day = kNoDay;                              ///< Of put and ship_out: when it is due.
    Units quantity = 0;                            ///< To receive: 0 = all that is open.
    NodeId sender{};                               ///< Of ship_out.
    std::optional<Units> received{};  ///< Received before, as the caller knows; else it is stale.
    std::uint64_t sequence = 0;       ///< Of the source; 0 = not numbered.
};

struct ReceiptRequest {
    std::span<const ReceiptRow> rows;
    std::string_view source{};  ///< Required if any row is numbered.
};

/// Moves units on hand from one disposition to another.
struct DispositionRow {
    SkuId sku;
    NodeId node;
    Disposition from = Disposition::sellable;
    Disposition to = Disposition::damaged;
    Units quantity = 0;
    std::uint64_t sequence = 0;  ///< Of the source; 0 = not numbered.
};

struct DispositionRequest {
    std::span<const DispositionRow> rows;
    std::string_view source{};  ///< Required if any row is numbered.
};

/// How the dated supply of an item counts; without an item, that of all that have no terms.
struct PromiseTermsRow {
    SkuId sku{};
    std::uint16_t past_due_days = 0;  ///< How long supply counts that is past its day.
    std::uint16_t lead_days = 0;  ///< Of an item: any number may be promised from then; 0 = never.
    std::uint16_t horizon_days = 0;  ///< Of an item: none is promised further ahead; 0 = no limit.
};

struct ReceiptsRequest {
    SkuId sku{};    ///< None = of all items, by pages:
    SkuId after{};  ///< `next` of the page before.
    NodeId node{};  ///< None = at all.
    std::uint32_t limit = kLatePageMax;
};

struct ReceiptEntry {
    SkuId sku;
    NodeId node;
    std::string receipt;
    SupplyType type = SupplyType::purchase_order;
    Day day = kNoDay;
    Day first_day = kNoDay;  ///< As first told,
    Units promised = 0;      ///< and how many.
    Units open = 0;
    Units received = 0;
    NodeId sender{};
    bool is_late = false;
    bool counts = true;  ///< For what may be promised.
};

struct DispositionEntry {
    SkuId sku;
    NodeId node;
    Disposition disposition = Disposition::damaged;
    Units units = 0;
};

/// Whole items at a time: a page may hold some more than the limit.
struct ReceiptsReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    Day today = kNoDay;
    std::vector<ReceiptEntry> receipts;          ///< By item, node and day.
    std::vector<DispositionEntry> dispositions;  ///< Other than sellable.
    SkuId next{};                                ///< None = that was all.
    Lsn lsn = 0;
};

/// One item at a node, over a group, or (neither given) over all nodes.
struct PromiseRequest {
    SkuId sku;
    NodeId node{};
    GroupId group{};
    SegmentId segment{};
    Units quantity = 0;  ///< When may so many be promised? 0 = is not asked.
    std::uint8_t method = method_ship;
    bool ignore_safety = false;  ///< For callers who may.
};

/// What may be promised for a day, and for those after it up to the next step.
struct PromiseStep {
    Day day = kNoDay;
    Units units = 0;
    bool is_unlimited = false;  ///< At one node at least.
};

struct PromiseReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    QueryVerdict verdict = QueryVerdict::known;
    Day today = kNoDay;
    std::vector<PromiseStep> steps;  ///< From today on, rising; 0 behind the horizon.
    std::optional<Day> earliest{};   ///< For the quantity asked; nothing = never, as things are.
    Lsn lsn = 0;
};

struct LateRequest {
    SkuId sku{};    ///< None = of all items.
    NodeId node{};  ///< None = at all nodes.
};

/// A line that supply does not cover in time, if what is late does not come.
struct PromiseAtRisk {
    std::string reservation;  ///< Or a backorder:
    std::uint32_t line = 0;   ///< then 0.
    SkuId sku;
    NodeId node;
    Day day = kNoDay;  ///< For when it is promised; none = now.
    Units units = 0;
    Units at_risk = 0;  ///< Of these.
};

struct LateReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    Day today = kNoDay;
    std::vector<ReceiptEntry> late;      ///< By item, node and day.
    std::vector<PromiseAtRisk> at_risk;  ///< By item, node and the order in which supply is given.
    Lsn lsn = 0;
};

}  // namespace earmark
