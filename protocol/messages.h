// What travels besides the engine's own requests and replies.
#pragma once

#include "engine/command.h"
#include "engine/reply.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::protocol {

/// Who makes a change and why, if given: logged with it.
struct Note {
    std::string_view actor{};
    std::string_view reason{};
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

struct ServerStatus {
    EngineStatus engine;
    std::string version;
    Durability durability = Durability::sync;
    std::uint64_t uptime_seconds = 0;
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;          ///< Answered since the start.
    std::uint64_t refused_overload = 0;  ///< Of these, refused as overloaded.
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

struct ItemAvailabilityReply {
    std::vector<NodeAvailability> positions;
};

/// full: every figure of each query. ats_only: verdict and ats, at a quarter of the bytes.
enum class AvailabilityForm : std::uint8_t { full, ats_only };

}  // namespace earmark::protocol
