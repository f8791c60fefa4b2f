// Requests and answers of reconciliation: counts of nodes, and how feeds come in.
//
// A count of a node is taken at a time T and loaded later. It is compared with the book as it was
// at T; what moved after T is kept, and so is every hold and order. One begins it, sends its rows
// in pages, and closes it: corrections within the limits are made at once, larger ones wait until
// someone approves or rejects them.
//
// An unfinished upload lives in memory: a broken connection goes on at the row that the engine
// names, but a restart of the server ends it, and the count is begun again. A closed count, with
// what waits in it, survives everything.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/limits.h"
#include "engine/outcome.h"
#include "engine/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// How the rows of one source have come in.
struct SourceFeed {
    std::string source;
    std::uint64_t newest = 0;   ///< The highest number seen; 0 = none.
    std::uint64_t gaps = 0;     ///< How often a number was not the next one.
    std::uint64_t skipped = 0;  ///< Numbers passed over.
    std::uint64_t applied = 0;  ///< Rows since the start of the server, and so on.
    std::uint64_t unchanged = 0;
    std::uint64_t stale = 0;
    std::uint64_t refused = 0;  ///< Stale ones not included.
};

/// What becomes of the positions of the node that the count does not name.
enum class AbsentRows : std::uint8_t { kept, zeroed };

enum class CountMode : std::uint8_t { apply, dry_run };

enum class CountState : std::uint8_t {
    open,     ///< Takes rows.
    waiting,  ///< Closed; at least one correction waits for approval.
    settled,  ///< Closed, and nothing waits.
    dry_run,  ///< Closed, and never changes anything.
};

enum class CorrectionState : std::uint8_t {
    proposed,  ///< Of a dry run.
    waiting,   ///< Above a limit: for approval.
    applied,
    rejected,
};

enum class CountDecision : std::uint8_t { approve, reject };

inline constexpr std::int64_t kNoCountLimit = -1;

/// Up to what corrections are made without asking. Units in millionths of a unit of measure, so
/// that items of every scale add up.
struct CountLimits {
    std::int64_t units_each = kNoCountLimit;  ///< Of a position.
    Micros value_each = kNoCountLimit;
    std::int64_t units_total = kNoCountLimit;  ///< Of all together: above, all of them wait.
    Micros value_total = kNoCountLimit;

    friend bool operator==(const CountLimits&, const CountLimits&) = default;
};

struct BeginCount {
    std::string_view id;
    NodeId node;
    Time taken_at;
    AbsentRows absent = AbsentRows::kept;
    CountMode mode = CountMode::apply;
    CountLimits limits{};
};

struct CountRow {
    SkuId sku;
    Units quantity = 0;
};

/// A page of rows. Pages come in order; one that was taken before is answered `repeated`.
struct CountRows {
    std::string_view id;
    std::uint64_t first_row = 0;  ///< Rows of the count before this page.
    std::span<const CountRow> rows;
};

/// The corrections of a closed count that wait: approve or reject some or all.
struct SettleCount {
    std::string_view id;
    CountDecision decision = CountDecision::approve;
    std::span<const SkuId> items{};  ///< Empty = all that wait.
};

struct CountReportRequest {
    std::string_view id;
    std::optional<CorrectionState> state{};
    std::uint32_t after = 0;  ///< `next` of the page before.
    std::uint32_t limit = kCountRowsPageMax;
};

/// What is known of a count as a whole.
struct CountSummary {
    std::string id;
    NodeId node;
    Time taken_at{};
    Time closed_at{};  ///< Of a closed one.
    AbsentRows absent = AbsentRows::kept;
    CountMode mode = CountMode::apply;
    CountState state = CountState::open;
    CountLimits limits{};
    std::uint64_t rows = 0;       ///< Taken so far, refused ones included.
    std::uint64_t refused = 0;    ///< Of these.
    std::uint64_t positions = 0;  ///< Compared.
    std::uint64_t differing = 0;  ///< With a correction.
    std::uint64_t applied = 0;    ///< Corrections, and so on.
    std::uint64_t waiting = 0;
    std::uint64_t rejected = 0;
    std::int64_t units = 0;  ///< Sum of the corrections' sizes, in millionths.
    Micros value = 0;        ///< Sum of the sizes of their values.
    Micros net_value = 0;    ///< What the stock's value changes by.
};

/// A position that differs: correction = counted - book.
struct Correction {
    SkuId sku;
    CorrectionState state = CorrectionState::waiting;
    bool was_counted = true;  ///< False: it was absent from the count.
    Units book = 0;           ///< At the time of the count.
    Units counted = 0;
    Units moved = 0;  ///< Since then, up to the close: kept.
    Units correction = 0;
    Micros value = 0;  ///< Of the correction.
};

struct CountReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    CountSummary summary;
    /// Of rows refused: `row` counts from the count's first. Of a decision: by the items named, or
    /// by place in the report.
    std::vector<RowAnswer> answers;
    Lsn lsn = 0;
};

struct CountReport {
    Outcome outcome = Outcome::done;
    std::string detail;
    CountSummary summary;
    std::vector<Correction> corrections;
    std::uint32_t next = 0;  ///< Where to go on; 0 = that was all.
    Lsn lsn = 0;
};

/// What an audit of a part of the items found while changes went on. A finding may come of a split
/// between two looks: only Engine::audit says for sure.
struct AuditSlice {
    AuditReply audit;
    std::uint64_t changed = 0;  ///< Positions left out, since they changed meanwhile.
};

/// The enumerators as words.
std::string_view to_string(AbsentRows absent);
std::string_view to_string(CountState state);
std::string_view to_string(CorrectionState state);

}  // namespace earmark
