#include "engine/reference_change.h"

#include "engine/profile/profile_change.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace earmark {

namespace {

Error bad_reference(std::string_view what) {
    return {ErrorCode::corrupt_record, "record of reference data: " + std::string(what)};
}

std::shared_ptr<const Node> make_node(const NodeRow& row, Lsn lsn) {
    auto node = std::make_shared<Node>();
    node->key = row.key;
    node->type = row.type;
    node->location = row.location;
    node->country = row.country;
    node->postal_code = row.postal_code;
    node->time_zone = row.time_zone;
    node->methods = row.methods;
    node->priority = row.priority;
    node->tariff = row.tariff;
    node->handling_per_shipment = row.handling_per_shipment;
    node->handling_per_line = row.handling_per_line;
    node->handling_per_unit = row.handling_per_unit;
    node->enabled = row.enabled;
    if (row.location) node->point = SpherePoint::of(*row.location);
    node->lsn = lsn;
    return node;
}

Status apply_nodes(ReferenceData& draft, Lsn lsn, ByteReader& in) {
    auto table = std::make_shared<NodeDirectory>(*draft.nodes);
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count; ++index) {
        const Lsn own_lsn = in.get<Lsn>();
        const Lsn node_lsn = own_lsn == 0 ? lsn : own_lsn;
        NodeId id;
        const NodeRow row = get_node(in, id);
        if (in.failed() || id.is_none() || id.value() > kNodesMax) return bad_reference("node");
        if (table->nodes.size() < id.value()) table->nodes.resize(id.value());
        auto& place = table->nodes[id.value() - 1];
        if (place && place->lsn >= node_lsn) continue;
        place = make_node(row, node_lsn);
        table->ids[std::string(row.key)] = id;
    }
    table->disabled.assign(table->nodes.size() / 64 + 1, 0);
    table->any_disabled = false;
    for (std::size_t index = 0; index < table->nodes.size(); ++index) {
        if (!table->nodes[index] || table->nodes[index]->enabled) continue;
        table->disabled[(index + 1) / 64] |= std::uint64_t{1} << ((index + 1) % 64);
        table->any_disabled = true;
    }
    draft.nodes = std::move(table);
    return Done{};
}

Status apply_group(ReferenceData& draft, Lsn lsn, ByteReader& in) {
    auto group = std::make_shared<Group>();
    const GroupId id(in.get<std::uint16_t>());
    group->name = in.get_text();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        GroupMember member;
        member.node = NodeId(in.get<std::uint32_t>());
        member.priority = in.get<std::uint16_t>();
        if (member.node.value() > kNodesMax) return bad_reference("group member");
        const std::size_t word = member.node.value() / 64;
        if (group->member_bits.size() <= word) group->member_bits.resize(word + 1);
        group->member_bits[word] |= std::uint64_t{1} << (member.node.value() % 64);
        group->members.push_back(member);
    }
    if (in.failed() || id.is_none()) return bad_reference("group");
    group->lsn = lsn;
    auto table = std::make_shared<GroupTable>(*draft.groups);
    if (table->groups.size() < id.value()) table->groups.resize(id.value());
    auto& place = table->groups[id.value() - 1];
    if (place && place->lsn >= lsn) return Done{};
    table->ids[group->name] = id;
    place = std::move(group);
    draft.groups = std::move(table);
    return Done{};
}

Status apply_tariff(ReferenceData& draft, Lsn lsn, ByteReader& in) {
    auto tariff = std::make_shared<Tariff>();
    if (!get_tariff(in, *tariff)) return bad_reference("tariff");
    tariff->lsn = lsn;
    auto table = std::make_shared<TariffTable>(*draft.tariffs);
    put_version(*table, std::move(tariff));
    draft.tariffs = std::move(table);
    return Done{};
}

std::uint16_t prefix_number(ZoneTable& table, std::string_view prefix) {
    const auto found = table.prefixes.find(prefix);
    if (found != table.prefixes.end()) return found->second;
    const auto number = static_cast<std::uint16_t>(table.prefixes.size());
    table.prefixes.emplace(prefix, number);
    return number;
}

void set_zone(ZoneTable& table, const ZonePair& pair) {
    const std::uint16_t origin = prefix_number(table, pair.origin_prefix);
    const std::uint16_t destination = prefix_number(table, pair.destination_prefix);
    if (table.zones.size() <= destination) table.zones.resize(destination + std::size_t{1});
    auto& row = table.zones[destination];
    if (row.size() <= origin) row.resize(origin + std::size_t{1});
    row[origin] = pair.zone;
}

Status apply_zones(ReferenceData& draft, Lsn lsn, ByteReader& in, ReferenceOrigin origin) {
    const bool is_newer = draft.zones->lsn < lsn;
    if (!is_newer && origin == ReferenceOrigin::log) return Done{};
    auto table = std::make_shared<ZoneTable>(*draft.zones);
    const auto pairs = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < pairs && !in.failed(); ++index) {
        ZonePair pair;
        pair.origin_prefix = in.get_text();
        pair.destination_prefix = in.get_text();
        pair.zone = in.get<std::uint8_t>();
        if (in.failed() || pair.origin_prefix.empty()) return bad_reference("zone pair");
        table->prefix_bytes = pair.origin_prefix.size();
        set_zone(*table, pair);
    }
    const auto bands = in.get<std::uint32_t>();
    if (bands > 0) {
        table->bands.clear();
        table->band_nearness.clear();
    }
    constexpr double kEarthRadiusMiles = 3958.7613;  // IUGG mean radius, 6371.0088 km.
    for (std::uint32_t index = 0; index < bands && !in.failed(); ++index) {
        ZoneBand band;
        band.miles_max = in.get<std::uint32_t>();
        band.zone = in.get<std::uint8_t>();
        table->bands.push_back(band);
        const double angle = std::min(band.miles_max / kEarthRadiusMiles, std::numbers::pi);
        table->band_nearness.push_back(std::cos(angle));
    }
    if (in.failed()) return bad_reference("zones");
    table->lsn = lsn;
    draft.zones = std::move(table);
    return Done{};
}

}  // namespace

void put_group(ByteWriter& out, GroupId id, const GroupRow& row) {
    out.put(id.value());
    out.put_text(row.name);
    out.put(static_cast<std::uint32_t>(row.members.size()));
    for (const GroupMember& member : row.members) {
        out.put(member.node.value());
        out.put(member.priority);
    }
}

void put_tariff(ByteWriter& out, const TariffRow& row) {
    out.put_text(row.name);
    out.put(row.dim_cm3_per_kg);
    out.put(row.surcharge_per_parcel);
    out.put(static_cast<std::uint16_t>(row.steps.size()));
    for (const TariffStep& step : row.steps) {
        out.put(step.weight_g_max);
        out.put(static_cast<std::uint8_t>(step.rates.size()));
        for (const Micros rate : step.rates)
            out.put(rate);
    }
    // The end of a record of a version with a day; others have no such end.
    if (row.from != kNoDay) out.put(row.from);
}

bool get_tariff(ByteReader& in, Tariff& tariff) {
    tariff.name = in.get_text();
    tariff.dim_cm3_per_kg = in.get<std::uint32_t>();
    tariff.surcharge_per_parcel = in.get<Micros>();
    const auto steps = in.get<std::uint16_t>();
    for (std::uint16_t step = 0; step < steps && !in.failed(); ++step) {
        Tariff::Step& made = tariff.steps.emplace_back();
        made.weight_g_max = in.get<std::uint32_t>();
        const auto zones = in.get<std::uint8_t>();
        made.rates.reserve(zones);
        for (std::uint8_t zone = 0; zone < zones; ++zone)
            made.rates.push_back(in.get<Micros>());
    }
    if (!in.at_end()) tariff.from = in.get<Day>();
    return !in.failed() && !tariff.steps.empty();
}

std::shared_ptr<Tariff> make_tariff(const TariffRow& row) {
    auto tariff = std::make_shared<Tariff>();
    tariff->name = row.name;
    tariff->dim_cm3_per_kg = row.dim_cm3_per_kg;
    tariff->surcharge_per_parcel = row.surcharge_per_parcel;
    tariff->from = row.from;
    tariff->steps.reserve(row.steps.size());
    for (const TariffStep& step : row.steps)
        tariff->steps.push_back({step.weight_g_max, {step.rates.begin(), step.rates.end()}});
    return tariff;
}

void put_version(TariffTable& table, std::shared_ptr<const Tariff> version) {
    const auto [place, is_fresh] =
        table.indexes.try_emplace(version->name, static_cast<std::uint32_t>(table.tariffs.size()));
    if (is_fresh) table.tariffs.emplace_back();
    auto& versions = table.tariffs[place->second].versions;
    const auto there = std::ranges::lower_bound(versions, version->from, {}, &Tariff::from);
    if (there == versions.end() || (*there)->from != version->from) {
        versions.insert(there, std::move(version));
    } else if ((*there)->lsn < version->lsn) {
        *there = std::move(version);
    }
}

void put_zone_rows(ByteWriter& out, const ZoneRows& rows) {
    out.put(static_cast<std::uint32_t>(rows.pairs.size()));
    for (const ZonePair& pair : rows.pairs) {
        out.put_text(pair.origin_prefix);
        out.put_text(pair.destination_prefix);
        out.put(pair.zone);
    }
    out.put(static_cast<std::uint32_t>(rows.bands.size()));
    for (const ZoneBand& band : rows.bands) {
        out.put(band.miles_max);
        out.put(band.zone);
    }
}

Status apply_reference_change(
    ReferenceStore& store, Lsn lsn, std::span<const std::byte> record, ReferenceOrigin origin
) {
    Status status = Done{};
    store.change([&](ReferenceData& draft) {
        ByteReader in(record);
        const ChangeHead head = get_head(in);
        switch (head.kind) {
            case ChangeKind::nodes:
                status = apply_nodes(draft, lsn, in);
                break;
            case ChangeKind::groups:
                status = apply_group(draft, lsn, in);
                break;
            case ChangeKind::tariffs:
                status = apply_tariff(draft, lsn, in);
                break;
            case ChangeKind::zones:
                status = apply_zones(draft, lsn, in, origin);
                break;
            case ChangeKind::profiles:
                if (auto table = apply_profile(draft.profiles, lsn, in)) {
                    draft.profiles = std::move(table);
                } else {
                    status = bad_reference("profile");
                }
                break;
            case ChangeKind::scarcity: {
                const bool is_next_part = origin == ReferenceOrigin::image;
                if (auto table = apply_scarcity(draft.scarcity, lsn, in, is_next_part)) {
                    draft.scarcity = std::move(table);
                } else {
                    status = bad_reference("scarcity");
                }
                break;
            }
            default:
                status = bad_reference("kind");
                break;
        }
        if (status && in.failed()) status = bad_reference("its end");
    });
    return status;
}

namespace {

template <typename Put>
ReferenceRecord reference_record(ChangeKind kind, Lsn lsn, const Put& put) {
    ReferenceRecord made;
    made.lsn = lsn;
    ByteWriter out(made.record);
    put_head(out, kind, CallContext{});
    put(out);
    return made;
}

NodeRow row_of(const Node& node) {
    return {
        .key = node.key,
        .type = node.type,
        .location = node.location,
        .country = node.country,
        .postal_code = node.postal_code,
        .time_zone = node.time_zone,
        .methods = node.methods,
        .priority = node.priority,
        .tariff = node.tariff,
        .handling_per_shipment = node.handling_per_shipment,
        .handling_per_line = node.handling_per_line,
        .handling_per_unit = node.handling_per_unit,
        .enabled = node.enabled,
    };
}

void add_node_records(const NodeDirectory& table, std::vector<ReferenceRecord>& records) {
    constexpr std::size_t kNodesPerRecord = 512;
    for (std::size_t begin = 0; begin < table.nodes.size(); begin += kNodesPerRecord) {
        const std::size_t end = std::min(table.nodes.size(), begin + kNodesPerRecord);
        records.push_back(reference_record(ChangeKind::nodes, 0, [&](ByteWriter& out) {
            const std::size_t count_at = out.bytes();
            out.put(std::uint32_t{0});
            std::uint32_t count = 0;
            for (std::size_t index = begin; index < end; ++index) {
                const auto& node = table.nodes[index];
                if (!node) continue;
                out.put(node->lsn);
                put_node(out, NodeId(static_cast<std::uint32_t>(index + 1)), row_of(*node));
                ++count;
            }
            out.patch(count_at, count);
        }));
    }
}

void add_tariff_record(const Tariff& tariff, std::vector<ReferenceRecord>& records) {
    std::vector<TariffStep> steps;
    steps.reserve(tariff.steps.size());
    for (const Tariff::Step& step : tariff.steps)
        steps.push_back({step.weight_g_max, step.rates});
    const TariffRow row{
        .name = tariff.name,
        .dim_cm3_per_kg = tariff.dim_cm3_per_kg,
        .surcharge_per_parcel = tariff.surcharge_per_parcel,
        .steps = steps,
        .from = tariff.from,
    };
    records.push_back(reference_record(ChangeKind::tariffs, tariff.lsn, [&](ByteWriter& out) {
        put_tariff(out, row);
    }));
}

/// By prefixes, and not in the order in which they came, so that equal states have equal records.
void add_zone_records(const ZoneTable& table, std::vector<ReferenceRecord>& records) {
    std::vector<std::string_view> names(table.prefixes.size());
    for (const auto& [prefix, number] : table.prefixes)
        names[number] = prefix;
    std::vector<ZonePair> pairs;
    std::vector<ZoneRows> parts;
    for (std::size_t destination = 0; destination < table.zones.size(); ++destination) {
        for (std::size_t origin = 0; origin < table.zones[destination].size(); ++origin) {
            const std::uint8_t zone = table.zones[destination][origin];
            if (zone != 0) pairs.push_back({names[origin], names[destination], zone});
        }
    }
    std::ranges::sort(pairs, {}, [](const ZonePair& pair) {
        return std::pair(pair.destination_prefix, pair.origin_prefix);
    });
    for (std::size_t begin = 0; begin < pairs.size(); begin += kReferenceRowsMax) {
        const std::size_t count = std::min(kReferenceRowsMax, pairs.size() - begin);
        parts.push_back({.pairs = {pairs.data() + begin, count}, .bands = {}});
    }
    parts.push_back({.pairs = {}, .bands = table.bands});
    for (const ZoneRows& rows : parts) {
        records.push_back(reference_record(ChangeKind::zones, table.lsn, [&](ByteWriter& out) {
            put_zone_rows(out, rows);
        }));
    }
}

/// In an order of its own, so that equal states have equal records.
void add_scarcity_records(const ScarcityTable& table, std::vector<ReferenceRecord>& records) {
    std::vector<ScarcityRow> rows;
    rows.reserve(table.prices.size());
    for (const auto& [key, price] : table.prices) {
        const NodeId node(static_cast<std::uint32_t>(key));
        rows.push_back({SkuId(static_cast<std::uint32_t>(key >> 32U)), node, price});
    }
    std::ranges::sort(rows, {}, [](const ScarcityRow& row) {
        return ScarcityTable::key(row.sku, row.node);
    });
    for (std::size_t begin = 0; begin < rows.size(); begin += kReferenceRowsMax) {
        const std::size_t count = std::min(kReferenceRowsMax, rows.size() - begin);
        const ScarcityRequest part{.replaces = begin == 0, .rows = {rows.data() + begin, count}};
        records.push_back(reference_record(ChangeKind::scarcity, table.lsn, [&](ByteWriter& out) {
            put_scarcity(out, part);
        }));
    }
}

}  // namespace

std::vector<ReferenceRecord> reference_records(const ReferenceData& data) {
    std::vector<ReferenceRecord> records;
    add_node_records(*data.nodes, records);
    for (std::size_t index = 0; index < data.groups->groups.size(); ++index) {
        const auto& group = data.groups->groups[index];
        if (!group) continue;
        const GroupId id(static_cast<std::uint16_t>(index + 1));
        records.push_back(reference_record(ChangeKind::groups, group->lsn, [&](ByteWriter& out) {
            put_group(out, id, {.name = group->name, .members = group->members});
        }));
    }
    for (const DatedTariff& tariff : data.tariffs->tariffs) {
        for (const auto& version : tariff.versions)
            add_tariff_record(*version, records);
    }
    add_zone_records(*data.zones, records);
    for (std::size_t index = 0; index < data.profiles->profiles.size(); ++index) {
        const auto& profile = data.profiles->profiles[index];
        if (!profile) continue;
        const ProfileId id(static_cast<std::uint16_t>(index + 1));
        records.push_back(reference_record(
            ChangeKind::profiles,
            profile->lsn,
            [&](ByteWriter& out) { put_profile(out, id, row_of(*profile)); }
        ));
    }
    add_scarcity_records(*data.scarcity, records);
    return records;
}

}  // namespace earmark
