// What travels besides the engine's own requests and replies.
#pragma once

#include "engine/assortment/assortment.h"
#include "engine/backorders/backorder.h"
#include "engine/capacity/capacity.h"
#include "engine/command.h"
#include "engine/conditions/sourcing_rule.h"
#include "engine/delivery/delivery_promise.h"
#include "engine/explain/explain.h"
#include "engine/joint_sourcing.h"
#include "engine/planning/plan_question.h"
#include "engine/profile/profile.h"
#include "engine/profile/scarcity.h"
#include "engine/promising/promising.h"
#include "engine/reconcile/reconcile.h"
#include "engine/reply.h"
#include "engine/rerate/rerate.h"
#include "engine/resourcing/change_order.h"
#include "engine/resourcing/resource.h"
#include "engine/rules/rule_preview.h"
#include "engine/rules/selling_rule.h"
#include "engine/shipping/shipping_rows.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::protocol {

/// Who makes a change and why, if given: logged with it.
struct Note {
    std::string_view actor{};
    std::string_view reason{};
};

/// A batch as it travels: too large for one request, its orders come before it in parts.
struct JointCall {
    JointSourceRequest batch;
    std::uint32_t parts = 0;  ///< 0: the batch has its orders with it.
};

struct JointOrdersPart {
    std::string_view batch{};
    std::uint32_t part = 0;
    std::span<const SourceRequest> orders{};
};

struct JointOrdersReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::uint32_t parts = 0;   ///< That have come of the batch,
    std::uint64_t orders = 0;  ///< and the orders in them.
};

struct JointRowsRequest {
    std::string_view batch{};
    std::uint64_t row = 0;
};

/// Some of what there is to tell of a batch; the first page has all that is no row.
struct JointPage {
    JointSourceReply reply;
    std::uint64_t next_row = 0;  ///< 0: that was all.
};

enum class Durability : std::uint8_t {
    sync,     ///< A reply to a write leaves when the write would survive a power cut.
    relaxed,  ///< When it was written; a power cut may lose the last milliseconds.
    none,     ///< At once: for tests and caches.
};
std::string_view to_string(Durability durability);

/// What a server says of itself.
struct ServerHello {
    std::string server;
    std::string version;
    Durability durability = Durability::sync;
    std::uint32_t frame_bytes_max = 0;       ///< Header included.
    std::uint32_t requests_waiting_max = 0;  ///< Of one connection, not yet answered.
};

/// What the newest audit in the background came to.
struct AuditState {
    Time ended_at{};              ///< The epoch = none yet.
    std::uint64_t positions = 0;  ///< Judged.
    std::uint64_t changed = 0;    ///< Left out, since they changed meanwhile.
    std::uint64_t mismatches = 0;
};

struct ServerStatus {
    EngineStatus engine;
    std::string version;
    Durability durability = Durability::sync;
    std::uint64_t uptime_seconds = 0;
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;          ///< Answered since the start.
    std::uint64_t refused_overload = 0;  ///< Of these, refused as overloaded.
    AuditState audit;
};

struct SnapshotAnswer {
    Lsn lsn = 0;         ///< All changes up to this one are in it.
    std::string detail;  ///< For people: where it is, how large.
};

struct ClockAnswer {
    bool expiry_paused = false;
};

struct DigestAnswer {
    std::uint64_t state_digest = 0;
};

/// Pages of what there is: go on with `after` = next until next is none.
struct ItemEntry {
    SkuId id;
    ItemView item;
};
struct ItemPage {
    std::vector<ItemEntry> items;
    SkuId next;
};
struct NodeEntry {
    NodeId id;
    NodeView node;
};
struct NodePage {
    std::vector<NodeEntry> nodes;
    NodeId next;
};
struct GroupEntry {
    GroupId id;
    GroupView group;
};
struct GroupPage {
    std::vector<GroupEntry> groups;
    GroupId next;
};

inline constexpr std::uint32_t kPageEntriesMax = 1'000;

/// The names of one resolve request, or the handles of one reply.
struct ResolveRequest {
    NameKind kind = NameKind::item;
    std::vector<std::string_view> names;
};
struct ResolveReply {
    std::vector<ResolvedName> resolved;
};

/// Every segment; the handle of names[i] is i + 1.
struct SegmentList {
    std::vector<std::string> names;
};

/// The rules of an item, by node and rank.
struct SegmentRules {
    std::vector<SegmentRow> rules;
};

/// Every source that has a name.
struct FeedList {
    std::vector<SourceFeed> feeds;
};

enum class JobStep : std::uint8_t { begin, end, ask };

struct JobRequest {
    JobStep step = JobStep::ask;
    std::string_view name;
    std::string_view file{};
    std::uint64_t file_hash = 0;
    std::string_view source{};
    std::uint64_t sequence = 0;
};

struct JobRefusal {
    std::uint32_t page = 0;
    std::uint32_t row = 0;
    RowVerdict verdict = RowVerdict::applied;
};

/// A load by pages.
struct LoadJob {
    std::string name;
    std::string file;
    std::uint64_t file_hash = 0;
    std::string source;
    std::uint64_t sequence = 0;
    bool ended = false;
    Time begun_at{};
    Time newest_at{};
    std::uint32_t pages = 0;
    std::uint64_t applied = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t stale = 0;
    std::uint64_t refused = 0;  ///< Stale ones not included.
    std::vector<JobRefusal> refusals;
};

struct JobReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    LoadJob job;
    std::vector<std::uint8_t> done;  ///< A bit for each page, lowest first.

    bool is_done(std::uint32_t page) const {
        return page / 8 < done.size() && (std::uint32_t{done[page / 8]} >> page % 8 & 1U) != 0;
    }
};

struct LoadPage {
    std::string_view job;
    std::uint32_t page = 0;
    std::span<const SupplyRow> rows;
};

struct JobList {
    std::vector<LoadJob> jobs;
};

/// Every count of a node that is open or kept.
struct CountList {
    std::vector<CountSummary> counts;
};

/// Every profile.
struct ProfileList {
    std::vector<ProfileEntry> profiles;
};

/// A page of the rules of selling, by handle.
struct SellingRules {
    std::vector<SellingRuleEntry> rules;
    std::uint32_t next = 0;  ///< `after` of the next page; 0 = that was all.
};

/// A page of the rows about shipping of one kind.
struct ListShippingRequest {
    ShippingKind kind = ShippingKind::calendar;
    std::uint32_t after = 0;  ///< Rows before the page.
    std::uint32_t limit = kPageEntriesMax;
};
struct ShippingPage {
    std::vector<ShippingRow> rows;
    std::uint32_t next = 0;  ///< `after` of the next page; 0 = that was all.
};

/// A page of the sourcing rules, by name.
/// What a decoded PlanQuestion borrows, besides the message.
struct PlanQuestionRows {
    std::vector<NodeIf> nodes;
    std::vector<SourcingRuleRow> rules;
};

struct ListSourcingRulesRequest {
    std::string_view after{};  ///< Rules behind this name.
    std::uint32_t limit = kPageEntriesMax;
};
struct SourcingRulePage {
    std::vector<SourcingRule> rules;
    std::string next{};  ///< `after` of the next page; empty = that was all.
};

/// A quantity in smallest units, or why there is no such number of them.
struct Converted {
    RowVerdict verdict = RowVerdict::applied;
    Units quantity = 0;
    std::string detail{};
};

struct ConvertReply {
    std::vector<Converted> converted;  ///< One for each quantity asked.
};

struct ItemAvailabilityReply {
    std::vector<NodeAvailability> positions;
};

/// full: every figure of each query. ats_only: verdict and ats, at a quarter of the bytes.
enum class AvailabilityForm : std::uint8_t { full, ats_only };

}  // namespace earmark::protocol
