#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::protocol::samples {
namespace {

SampleMessage list(std::string table, wire::MessageKind kind) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, ListRequest{.after = 17, .limit = 23}, kind);
        }),
        .echo =
            [kind](Payload payload) {
                ListRequest again;
                if (!decode_request(payload, again, kind)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, kind); });
            },
    };
}

ItemRow named_item(std::string_view sku) {
    ItemRow row;
    row.sku = sku;
    return row;
}

NodeRow named_node(std::string_view key) {
    NodeRow row;
    row.key = key;
    return row;
}

void add_item_and_node_requests(std::vector<SampleMessage>& samples) {
    const std::array<ItemRow, 2> items{
        ItemRow{"sku-1", "kg", 3, 11, 12, 13, 14, 15, "food", "hazmat;oversize"}, named_item("x")
    };
    const std::array<NodeRow, 2> nodes{
        NodeRow{
            "dc-1",
            NodeType::vendor,
            Location{21, -22},
            "US",
            "10001",
            "America/New_York",
            9,
            24,
            "ground",
            25,
            26,
            27,
            false
        },
        named_node("store")
    };
    const std::array<GroupMember, 2> members{
        GroupMember{NodeId(31), 32}, GroupMember{NodeId(33), 34}
    };
    const std::array<GroupRow, 2> groups{GroupRow{"east", members}, GroupRow{"none", {}}};
    samples.push_back(roomy("PutItemsRequest", std::span<const ItemRow>(items)));
    samples.push_back(roomy("PutNodesRequest", std::span<const NodeRow>(nodes)));
    samples.push_back(roomy("PutGroupsRequest", std::span<const GroupRow>(groups)));
}

void add_tariff_requests(std::vector<SampleMessage>& samples) {
    const std::array<Micros, 3> rates{41, -42, 43};
    const std::array<TariffStep, 2> steps{TariffStep{44, rates}, TariffStep{45, rates}};
    const std::array<TariffRow, 2> tariffs{
        TariffRow{"ground", 46, 47, steps, 61}, TariffRow{"air", 48, 49, {}}
    };
    const std::array<ZonePair, 2> pairs{ZonePair{"100", "200", 51}, ZonePair{"300", "400", 52}};
    const std::array<ZoneBand, 2> bands{ZoneBand{53, 54}, ZoneBand{55, 56}};
    samples.push_back(roomy("PutTariffsRequest", std::span<const TariffRow>(tariffs)));
    samples.push_back(roomy("PutZonesRequest", ZoneRows{pairs, bands}));
    samples.push_back({
        .table = "RerateRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, RerateRequest{tariffs, 62, 63, "4:r1", 64});
        }),
        .echo =
            [](Payload payload) {
                DecodeRoom room;
                RerateRequest again;
                if (!decode_request(payload, room, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

void add_resolve_request(std::vector<SampleMessage>& samples) {
    const std::array<std::string_view, 3> names{"a", "", "ccc"};
    samples.push_back({
        .table = "ResolveRequest",
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, NameKind::group, names); }),
        .echo =
            [](Payload payload) {
                ResolveRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, again.kind, again.names);
                });
            },
    });
}

}  // namespace

void add_reference_requests(std::vector<SampleMessage>& samples) {
    add_item_and_node_requests(samples);
    add_tariff_requests(samples);
    samples.push_back(list("ListItemsRequest", wire::MessageKind::list_items));
    samples.push_back(list("ListNodesRequest", wire::MessageKind::list_nodes));
    samples.push_back(list("ListGroupsRequest", wire::MessageKind::list_groups));
    add_resolve_request(samples);
}

void add_reference_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(
        reply("PutReply", PutReply{Outcome::lines_refused, "why", {7, 0, 9}, sample_answers(), 201})
    );
    samples.push_back(reply("ResolveReply", ResolveReply{{{211, 3}, {0, 0}, {212, 1}}}));
    const ItemView item{"sku-1", "kg", 3, 11, 12, 13, 14, 15, "food", "hazmat"};
    samples.push_back(
        reply("ListItemsReply", ItemPage{{{SkuId(1), item}, {SkuId(2), {}}}, SkuId(2)})
    );
    NodeView node;
    node.key = "dc";
    node.type = NodeType::store;
    node.location = Location{221, -222};
    node.time_zone = "Europe/Vienna";
    node.handling_per_line = 223;
    node.enabled = false;
    samples.push_back(reply("ListNodesReply", NodePage{{{NodeId(3), node}}, NodeId(3)}));
    const GroupView group{"east", {{NodeId(4), 5}, {NodeId(6), 7}}};
    samples.push_back(reply("ListGroupsReply", GroupPage{{{GroupId(8), group}}, GroupId(8)}));
}

void add_rerate_reply(std::vector<SampleMessage>& samples) {
    RerateReply rated;
    rated.outcome = Outcome::bad_value;
    rated.detail = "which";
    rated.shipments = {
        {"r-1",
         NodeId(1361),
         1362,
         63,
         1364,
         1365,
         {true, 1366, 1367, 1368, 1369, "ground", "van"},
         {false, 1370, 1371, 1372, 1373, "air", "plane"},
         true}
    };
    rated.orders = 1374;
    rated.not_sourced = 1375;
    rated.with_kits = 1376;
    rated.next = "7:r-1";
    rated.lsn = 1377;
    samples.push_back(reply("RerateReply", rated));
}

}  // namespace earmark::protocol::samples
