// Commands that put nodes and groups. Each builds the next version of the reference data, as those
// of tariffs do (tariff_commands.cc); item commands are beside the item table's (item_commands.cc).
#include "engine/base/decimal.h"
#include "engine/base/plain_text.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/network/country_code.h"
#include "engine/network/network_place.h"
#include "engine/reference_change.h"
#include "engine/reference_rows.h"
#include "engine/shipping/local_time.h"
#include "engine/shipping_desk.h"

#include <algorithm>
#include <map>

namespace earmark {

namespace {

constexpr std::size_t kReferenceRowsPerRecord = 512;

std::optional<ReferenceRefusal> bad_text(std::string_view what, std::string_view text) {
    if (!is_plain_text(text)) return ReferenceRefusal{RowVerdict::bad_value, found_no_text(what)};
    if (text.size() <= kTextBytesMax) return std::nullopt;
    return ReferenceRefusal{
        RowVerdict::bad_value,
        found_expected(
            what, std::to_string(text.size()) + " bytes", "at most " + std::to_string(kTextBytesMax)
        )
    };
}

/// A zone that no machine knows; where this one has no database of them, any name will do.
std::optional<ReferenceRefusal> bad_time_zone(std::string_view name) {
    if (name.empty()) return std::nullopt;
    const auto zone = TimeZone::find(name);
    if (zone || zone.error().code != ErrorCode::not_found) return std::nullopt;
    return ReferenceRefusal{RowVerdict::bad_value, zone.error().detail};
}

/// One that a node of an older time has may stay. known: may be null.
std::optional<ReferenceRefusal> bad_country(const Node* known, std::string_view country) {
    if (country.empty() || is_country_code(country)) return std::nullopt;
    if (known != nullptr && known->country == country) return std::nullopt;
    return ReferenceRefusal{
        RowVerdict::bad_value,
        found_expected("country", "'" + std::string(country) + "'", kCountryCodeExpected)
    };
}

std::optional<ReferenceRefusal> bad_node(const NodeRow& row) {
    if (auto bad = bad_reference_name("node", row.key, kNodeKeyBytesMax)) return bad;
    if (auto bad = bad_text("country", row.country)) return bad;
    if (auto bad = bad_text("postal_code", row.postal_code)) return bad;
    if (auto bad = bad_text("time_zone", row.time_zone)) return bad;
    if (auto bad = bad_time_zone(row.time_zone)) return bad;
    if (auto bad = bad_text("tariff", row.tariff)) return bad;
    if (auto bad = bad_money("handling_per_shipment", row.handling_per_shipment)) return bad;
    if (auto bad = bad_money("handling_per_line", row.handling_per_line)) return bad;
    if (auto bad = bad_money("handling_per_unit", row.handling_per_unit)) return bad;
    const auto is_within = [](std::int32_t degrees_e6, std::int32_t most) {
        return degrees_e6 >= -most && degrees_e6 <= most;
    };
    if (row.location && !(is_within(row.location->latitude_e6, 90'000'000) &&
                          is_within(row.location->longitude_e6, 180'000'000))) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected(
                "location",
                std::to_string(row.location->latitude_e6) + ", " +
                    std::to_string(row.location->longitude_e6),
                "millionths of a degree, within 90 and 180 degrees"
            )
        };
    }
    return std::nullopt;
}

/// The first node put that names a tariff which is not there yet, and how many do besides; nothing
/// if none does. Tariffs may be loaded later.
std::string missing_tariffs(
    const TariffTable& table, std::span<const NodeRow> rows, const PutReply& reply
) {
    std::string text;
    std::size_t others = 0;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const NodeRow& row = rows[index];
        const bool is_put = reply.ids[index] != 0;
        if (!is_put || row.tariff.empty() || table.indexes.contains(row.tariff)) continue;
        if (!text.empty()) {
            ++others;
            continue;
        }
        text = "node '";
        text.append(row.key).append("' names tariff '").append(row.tariff);
        text += "', which is not loaded";
    }
    if (others == 0) return text;
    return text + "; the same of " + std::to_string(others) + (others == 1 ? " node" : " nodes") +
           " more";
}

/// When it goes, every item is looked at again by those who watch: a node that paused, or a group
/// that has other members, changes what any of them has to sell.
class AllItemsChange {
  public:
    explicit AllItemsChange(ItemTable& items) : items_(items) {}
    ~AllItemsChange() { items_.look_again_at_all(); }
    AllItemsChange(const AllItemsChange&) = delete;
    AllItemsChange& operator=(const AllItemsChange&) = delete;

  private:
    ItemTable& items_;
};

}  // namespace

std::optional<ReferenceRefusal> bad_reference_name(
    std::string_view what, std::string_view name, std::size_t bytes_max
) {
    if (name.empty())
        return ReferenceRefusal{RowVerdict::name_missing, std::string(what) + " is empty"};
    if (name.size() > bytes_max) {
        return ReferenceRefusal{
            RowVerdict::name_too_long,
            found_expected(
                what, std::to_string(name.size()) + " bytes", "at most " + std::to_string(bytes_max)
            )
        };
    }
    if (!is_plain_text(name)) return ReferenceRefusal{RowVerdict::bad_value, found_no_text(what)};
    return std::nullopt;
}

std::optional<ReferenceRefusal> bad_money(std::string_view what, Micros amount) {
    constexpr Micros kAmountMax = Micros{1'000'000'000} * 1'000'000;
    if (amount >= 0 && amount <= kAmountMax) return std::nullopt;
    return ReferenceRefusal{
        RowVerdict::bad_value, found_expected(what, format_money(amount), "0 to 1,000,000,000")
    };
}

bool begin_reference_rows(PutReply& reply, const CallContext& context, std::size_t rows) {
    reply = {};
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
    } else if (rows == 0) {
        reply.outcome = Outcome::no_lines;
        reply.detail = "the request has no rows";
    } else if (rows > kReferenceRowsMax) {
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(rows), "at most " + std::to_string(kReferenceRowsMax)
        );
    }
    reply.ids.assign(reply.outcome == Outcome::done ? rows : 0, 0);
    return reply.outcome == Outcome::done;
}

void refuse_reference_row(PutReply& reply, std::size_t row, ReferenceRefusal refusal) {
    reply.answers.push_back(
        {static_cast<std::uint32_t>(row), refusal.verdict, std::move(refusal.detail)}
    );
}

bool log_reference_record(EngineState& state, std::span<const std::byte> record, PutReply& reply) {
    LogSpace space(state.log, record.size());
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return false;
    }
    reply.lsn = space.append(record);
    const Status applied =
        apply_reference_change(state.reference, reply.lsn, record, ReferenceOrigin::log);
    EARMARK_CHECK(applied.has_value());
    return true;
}

std::uint32_t put_node_rows(
    ByteWriter& out,
    const ReferenceData& reference,
    const EngineLimits& limits,
    std::span<const NodeRow> rows,
    std::size_t begin,
    std::size_t end,
    PutReply& reply
) {
    const NodeDirectory& known = *reference.nodes;
    std::map<std::string_view, NodeId> fresh;
    const std::size_t count_at = out.bytes();
    out.put(std::uint32_t{0});
    std::uint32_t count = 0;
    for (std::size_t row = begin; row < end; ++row) {
        if (auto bad = bad_node(rows[row])) {
            refuse_reference_row(reply, row, std::move(*bad));
            continue;
        }
        const auto found = known.ids.find(rows[row].key);
        NodeId id = found == known.ids.end() ? NodeId() : found->second;
        if (auto bad = bad_country(known.find(id), rows[row].country)) {
            refuse_reference_row(reply, row, std::move(*bad));
            continue;
        }
        const auto again = fresh.find(rows[row].key);
        if (id.is_none() && again != fresh.end()) {
            id = again->second;
        } else if (id.is_none()) {
            const std::size_t next = known.nodes.size() + fresh.size() + 1;
            if (next > std::min<std::size_t>(limits.nodes, kGroupPlacesBegin - 1)) {
                refuse_reference_row(
                    reply, row, {RowVerdict::over_budget, "the limit of nodes is reached"}
                );
                continue;
            }
            id = NodeId(static_cast<std::uint32_t>(next));
            fresh.emplace(rows[row].key, id);
        }
        if (auto breaks = breaks_hours(reference, id, rows[row].time_zone)) {
            refuse_reference_row(reply, row, {RowVerdict::bad_value, std::move(*breaks)});
            continue;
        }
        reply.ids[row] = id.value();
        out.put(Lsn{0});  // The record's own.
        put_node(out, id, rows[row]);
        ++count;
    }
    out.patch(count_at, count);
    return count;
}

void Engine::put_nodes(std::span<const NodeRow> rows, const CallContext& context, PutReply& reply) {
    if (!begin_reference_rows(reply, context, rows.size())) return;
    const MutexLock lock(state_->reference_mutex);
    const AllItemsChange change(state_->items);
    std::vector<std::byte> judged;
    ByteWriter all(judged);
    put_node_rows(all, state_->reference.current(), state_->limits, rows, 0, rows.size(), reply);
    if (!reply.answers.empty()) {
        reply.ids.assign(rows.size(), 0);
        return;
    }
    for (std::size_t begin = 0; begin < rows.size(); begin += kReferenceRowsPerRecord) {
        const std::size_t end = std::min(rows.size(), begin + kReferenceRowsPerRecord);
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::nodes, context);
        const ReferenceData& known = state_->reference.current();
        const std::uint32_t count =
            put_node_rows(out, known, state_->limits, rows, begin, end, reply);
        if (count > 0 && !log_reference_record(*state_, buffer, reply)) return;
    }
    reply.detail = missing_tariffs(*state_->reference.current().tariffs, rows, reply);
}

void Engine::put_groups(
    std::span<const GroupRow> rows, const CallContext& context, PutReply& reply
) {
    if (!begin_reference_rows(reply, context, rows.size())) return;
    const MutexLock lock(state_->reference_mutex);
    const AllItemsChange change(state_->items);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const ReferenceData& current = state_->reference.current();
        if (auto bad = bad_reference_name("group", rows[row].name, kGroupNameBytesMax)) {
            refuse_reference_row(reply, row, std::move(*bad));
            continue;
        }
        const auto unknown = std::find_if(
            rows[row].members.begin(),
            rows[row].members.end(),
            [&](const GroupMember& member) { return current.nodes->find(member.node) == nullptr; }
        );
        if (unknown != rows[row].members.end()) {
            refuse_reference_row(
                reply,
                row,
                {RowVerdict::unknown_node, "node handle " + std::to_string(unknown->node.value())}
            );
            continue;
        }
        if (rows[row].members.size() > current.nodes->nodes.size()) {
            refuse_reference_row(
                reply, row, {RowVerdict::bad_value, "a node stands more than once in the group"}
            );
            continue;
        }
        GroupId id;
        const auto found = current.groups->ids.find(rows[row].name);
        if (found != current.groups->ids.end()) {
            id = found->second;
        } else if (current.groups->groups.size() < 65'535) {
            id = GroupId(static_cast<std::uint16_t>(current.groups->groups.size() + 1));
        } else {
            refuse_reference_row(
                reply, row, {RowVerdict::over_budget, "the limit of groups is reached"}
            );
            continue;
        }
        reply.ids[row] = id.value();
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::groups, context);
        put_group(out, id, rows[row]);
        if (!log_reference_record(*state_, buffer, reply)) return;
    }
}

}  // namespace earmark
