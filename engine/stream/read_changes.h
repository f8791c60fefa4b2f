// A page of the changes from an LSN on, for one who follows them.
//
// Each later change comes once and in order: a page says from which LSN to go on, and that is all
// a follower has to remember. An LSN that is no longer kept is answered as that, with the oldest
// one that is: the follower takes an export and goes on from its LSN.
//
// Filters: kinds; items; nodes and groups. An event passes if one of its rows is of one of the
// items and at one of the nodes or in one of the groups; lists left empty let all pass. Groups
// have the members of the moment of reading. Of supply, levels and reference data only the rows
// that pass are told; a reservation is told whole. An event whose rows cannot be told passes.
#pragma once

#include "engine/stream/change_event.h"
#include "engine/stream/change_source.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

class Engine;

inline constexpr std::uint32_t kChangesPageMax = 1'000;
inline constexpr std::size_t kChangeFilterEntriesMax = 1'024;  ///< Of each list.
inline constexpr std::chrono::milliseconds kChangesWaitMax{60'000};

struct ChangeFilter {
    std::vector<SkuId> items{};
    std::vector<NodeId> nodes{};
    std::vector<GroupId> groups{};
    std::vector<ChangeKind> kinds{};
};

struct ReadChangesRequest {
    Lsn from_lsn = 0;  ///< The first one wanted; 0 = the oldest that is kept.
    ChangeFilter filter{};
    std::uint32_t limit = kChangesPageMax;  ///< Events.
    bool with_text = false;
    std::chrono::milliseconds wait{0};  ///< For the first event, if there is none yet.
};

enum class ChangesOutcome : std::uint8_t {
    done,
    no_longer_kept,  ///< Older than `oldest_lsn`: take an export, and go on from its LSN.
    not_yet_given,   ///< No change will have had this LSN: it comes from another data folder.
    bad_value,
};
std::string_view to_string(ChangesOutcome outcome);

/// A handle that occurs in a page, and its name.
struct HandleName {
    std::uint32_t id = 0;
    std::string name;
};

struct ReadChangesReply {
    ChangesOutcome outcome = ChangesOutcome::done;
    std::string detail;
    std::vector<ChangeEvent> events;
    Lsn next_lsn = 0;     ///< Go on from here, whether or not there were events.
    Lsn oldest_lsn = 0;   ///< The first one that is kept.
    Lsn durable_lsn = 0;  ///< No later change is told yet.
    std::vector<HandleName> item_names;
    std::vector<HandleName> node_names;
    std::vector<HandleName> group_names;

    bool is_at_end() const { return next_lsn > durable_lsn; }
};

/// Does not wait. `newest` is the newest LSN given out.
///
/// Errors: as ChangeSource::read.
/// Cost: reads some MiB of the log at most, whatever the filter lets pass.
Status read_changes(
    ChangeSource& source,
    const Engine& engine,
    Lsn newest,
    const ReadChangesRequest& request,
    ReadChangesReply& reply
);

}  // namespace earmark
