// Groups: several rows make one, so a file is gathered first. A group takes its good rows, and is
// kept whole with the rejects.
#include "protocol/cli/commands.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

namespace earmark::cli {
namespace {

struct Member {
    std::string node;
    std::uint16_t priority = 0;
    RowOrigin origin;
};

struct Group {
    std::string name;
    std::vector<Member> members;
};

/// In the order in which they begin in the file.
class Groups {
  public:
    std::vector<Member>& members_of(std::string_view name) {
        const auto [place, is_new] = places_.try_emplace(std::string(name), groups_.size());
        if (is_new) groups_.push_back({.name = place->first, .members = {}});
        return groups_[place->second].members;
    }

    const std::vector<Group>& in_order() const { return groups_; }

  private:
    std::vector<Group> groups_;
    std::unordered_map<std::string, std::size_t> places_;
};

/// Resolves the nodes of all groups, each name once.
Result<std::unordered_map<std::string, NodeId>> resolve_nodes(LoadRun& run, const Groups& groups) {
    std::set<std::string_view> distinct;
    for (const Group& group : groups.in_order()) {
        for (const Member& member : group.members)
            distinct.insert(member.node);
    }
    const std::vector<std::string_view> names(distinct.begin(), distinct.end());
    std::unordered_map<std::string, NodeId> ids;
    for (std::size_t first = 0; first < names.size(); first += protocol::kNamesPerRequest) {
        const auto some = std::span(names).subspan(
            first, std::min(protocol::kNamesPerRequest, names.size() - first)
        );
        const auto reply = run.client.resolve(NameKind::node, some);
        if (!reply) return reply.error();
        for (std::size_t i = 0; i < some.size(); ++i) {
            ids.emplace(some[i], NodeId(reply->resolved[i].id));
        }
    }
    return ids;
}

/// The members that can be, each once; the others go to the report.
std::vector<GroupMember> good_members(
    LoadRun& run,
    const std::vector<Member>& members,
    const std::unordered_map<std::string, NodeId>& ids
) {
    const std::string column(kGroupsFormat.columns[kGroupsNodeColumn].name);
    std::set<NodeId> seen;
    std::vector<GroupMember> good;
    for (const Member& member : members) {
        const NodeId node = ids.at(member.node);
        if (node.is_none()) {
            run.report.reject(member.origin, {column, shown(member.node), "a node that is loaded"});
        } else if (!seen.insert(node).second) {
            run.report.reject(
                member.origin, {column, shown(member.node), "a node that is not in the group yet"}
            );
        } else {
            good.push_back({.node = node, .priority = member.priority});
        }
    }
    return good;
}

Status put_groups(LoadRun& run, const Groups& groups) {
    constexpr std::size_t kMembersPerRequest = 20'000;
    const std::size_t gathered_max = run.options.strict ? 1 : kMembersPerRequest;
    const auto ids = resolve_nodes(run, groups);
    if (!ids) return ids.error();
    std::deque<std::vector<GroupMember>> members;
    std::vector<GroupRow> rows;
    std::vector<RowOrigin> origins;
    std::size_t gathered = 0;
    const auto flush = [&]() -> Status {
        if (rows.empty()) return Done{};
        const auto reply = run.client.put_groups(rows, run.session.call());
        if (!reply) return reply.error();
        Status taken = run.take(*reply, origins);
        rows.clear();
        origins.clear();
        members.clear();
        gathered = 0;
        return taken;
    };
    for (const auto& [name, wanted] : groups.in_order()) {
        auto good = good_members(run, wanted, *ids);
        if (run.report.must_stop()) break;
        if (good.empty()) continue;
        gathered += good.size();
        rows.push_back({.name = name, .members = members.emplace_back(std::move(good))});
        origins.push_back(wanted.front().origin);
        origins.back().rows = rows.back().members.size();
        if (gathered < gathered_max) continue;
        if (const Status flushed = flush(); !flushed || run.report.must_stop()) return flushed;
    }
    return flush();
}

}  // namespace

Status load_groups(LoadRun& run, const std::string& path) {
    Groups groups;
    Status read = for_each_row(
        run,
        path,
        kGroupsFormat,
        Wholes::equal_in(kGroupsGroupColumn),
        [&](const CsvRow& row) {
            CellReader cells(row, kGroupsFormat);
            const GroupCells member = read_group_member(cells);
            RowOrigin origin = run.report.origin_of(row);
            if (cells.fault()) return run.report.reject(origin, *cells.fault());
            groups.members_of(member.group)
                .push_back({
                    .node = std::string(member.node),
                    .priority = member.priority,
                    .origin = std::move(origin),
                });
        }
    );
    if (!read || run.report.must_stop()) return read;
    return put_groups(run, groups);
}

}  // namespace earmark::cli
