#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace earmark::protocol::samples {
namespace {

const std::array<OrderLine, 2> kOrder{
    OrderLine{101, SkuId(102), 103}, OrderLine{104, SkuId(105), 106}
};
const std::array<TogetherLine, 2> kTogether{TogetherLine{1901, 101}, TogetherLine{1902, 104}};
const std::array<TakenBackorder, 2> kBackorders{
    TakenBackorder{101, NodeId(2451), 2, {'b', '1'}},
    TakenBackorder{104, NodeId(2452), 2, {'b', '2'}}
};
const std::array<NodeId, 2> kAllowedNodes{NodeId(107), NodeId(108)};
const std::array<NodeId, 1> kExcludedNodes{NodeId(109)};
const std::array<NodeId, 2> kPreferredNodes{NodeId(533), NodeId(534)};

SourceRequest sample_order() {
    SourceRequest source{.mode = SourceMode::reserve, .id = "o1", .lines = kOrder, .ship_to = {}};
    source.ship_to = {.country = "US", .postal_code = "94105", .location = Location{110, -111}};
    source.group = GroupId(112);
    source.allowed_nodes = kAllowedNodes;
    source.excluded_nodes = kExcludedNodes;
    source.shipments_max = 3;
    source.splitting = LineSplit::may_split;
    source.filling = Filling::partial;
    source.split_penalty = 113;
    source.hold_for = std::chrono::seconds(114);
    source.stamped_at = Time(Duration(115));
    source.reference = "order-2";
    source.segment = SegmentId(116);
    source.ignore_safety = true;
    source.residential = true;
    source.delivery = {.need_by = 117, .wish_by = 118, .lateness_per_day = 119};
    source.method = method_pickup;
    source.store = NodeId(532);
    source.customer_class = "trade";
    source.preferred_nodes = kPreferredNodes;
    source.preference = 535;
    source.together = kTogether;
    source.backorders = kBackorders;
    source.nodes_per_line_max = 1'903;
    return source;
}

void add_plan_question(std::vector<SampleMessage>& samples) {
    const std::array<StockIf, 2> supposed{
        StockIf{SkuId(1721), NodeId(1722), StockIfChange::add, 1723}, StockIf{}
    };
    const std::array<NodeIf, 2> otherwise{
        NodeIf{NodeId(1724), NodeIfChange::service, "ground"},
        NodeIf{NodeId(1725), NodeIfChange::enable}
    };
    const std::array<Criterion, 2> criteria{Criterion::cost, Criterion::priority};
    PlanQuestion question{
        .order = sample_order(), .stock = supposed, .nodes = otherwise, .explain = true
    };
    const std::array<CapacityLoad, 2> taken{
        CapacityLoad{NodeId(1751), 1752, method_pickup, {1753, 1754, 1755}}, CapacityLoad{}
    };
    question.taken = taken;
    SourcingRule supposed_rule;
    supposed_rule.name = "supposed";
    supposed_rule.nodes = {NodeId(1904)};
    const std::array<SourcingRuleRow, 2> rules{
        SourcingRuleRow{SourcingRuleChange::put, supposed_rule},
        SourcingRuleRow{SourcingRuleChange::remove, supposed_rule}
    };
    question.rules = rules;
    question.profile = ProfileRow{
        .name = "if",
        .kind = ProfileKind::lexicographic,
        .criteria = criteria,
        .split_penalty = 1726,
        .per_priority = 1727,
        .shortage_per_unit = 1728
    };
    samples.push_back({
        .table = "AskPlanRequest",
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, question, kSampleNote); }),
        .echo =
            [](Payload payload) {
                PlanQuestionRows rows;
                PlanQuestion again;
                Note note;
                if (!decode_request(payload, rows, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    });
}

void add_resource_request(std::vector<SampleMessage>& samples) {
    const std::array<FoundUnits, 2> found{FoundUnits{901, 902}, FoundUnits{903, 904}};
    samples.push_back(noted(
        "ResourceRequest",
        ResourceRequest{
            .mode = SourceMode::reserve,
            .id = "o1",
            .operation = "pick-1",
            .node = NodeId(905),
            .cause = ShortCause::short_pick,
            .found = found,
            .correct_count = true,
            .excluded_nodes = kAllowedNodes,
            .filling = Filling::partial,
            .keeps_date = true
        }
    ));
}

void add_joint_requests(std::vector<SampleMessage>& samples) {
    const std::array<SourceRequest, 2> waiting{
        sample_order(), SourceRequest{.id = "o2", .lines = kOrder, .ship_to = {}}
    };
    samples.push_back(roomy(
        "SourceJointlyRequest",
        JointCall{
            .batch =
                {.mode = SourceMode::reserve,
                 .batch = "batch-1",
                 .orders = waiting,
                 .short_price = 2101,
                 .short_value_percent = 2102,
                 .threads = 2103,
                 .time_max = std::chrono::milliseconds(2104),
                 .keep_prices = true},
            .parts = 2105
        }
    ));
    samples.push_back({
        .table = "JointOrdersRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, JointOrdersPart{.batch = "batch-1", .part = 2106, .orders = waiting}
            );
        }),
        .echo =
            [](Payload payload) {
                DecodeRoom room;
                JointOrdersPart part;
                if (!decode_request(payload, room, part)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, part); });
            },
    });
    samples.push_back(plain("JointRowsRequest", JointRowsRequest{.batch = "batch-1", .row = 2107}));
    samples.push_back({
        .table = "JointProgressRequest",
        .payload = encoded([&](Builder& builder) { encode_joint_progress(builder, "batch-1"); }),
        .echo =
            [](Payload payload) {
                std::string_view batch;
                if (!decode_joint_progress(payload, batch)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_joint_progress(builder, batch); });
            },
    });
}

void add_change_order_request(std::vector<SampleMessage>& samples) {
    samples.push_back(noted(
        "ChangeOrderRequest",
        ChangeOrderRequest{
            .mode = SourceMode::quote,
            .id = "o1",
            .operation = "change-1",
            .lines = kOrder,
            .ship_to =
                ShipTo{
                    .country = "DE",
                    .postal_code = "10115",
                    .location = Location{.latitude_e6 = 932, .longitude_e6 = 933}
                },
            .residential = true,
            .need_by = Day{934},
            .wish_by = Day{935},
            .lateness_per_day = 936,
            .profile = ProfileId(937),
            .plans_all = true,
            .filling = Filling::partial
        }
    ));
}

SourceReply sample_plan() {
    SourceReply source;
    source.outcome = Outcome::cannot_source;
    source.detail = "line 2";
    source.proven_optimal = true;
    source.cost = {311, 312, 313, 335, 471, 472, 473, 475, 476};
    source.objective = 474;
    source.lower_bound = 314;
    source.shipments = {
        {NodeId(315),
         8,
         2,
         316,
         317,
         318,
         {{319, SkuId(320), 321}, {322, SkuId(323), 324}},
         "ground"},
        {NodeId(325), 0, 0, 0, 0, 0, {}, {}}
    };
    source.unfilled = {{326, 327, 328, UnfilledReason::no_lane}};
    source.expires_at = Time(Duration(329));
    source.replans = 330;
    source.shipments[0].lateness = 336;
    source.shipments[0].carbon_g = 342;
    source.shipments[0].carbon = 343;
    source.shipments[0].load = 344;
    source.shipments[0].dates = {
        .ship_day = 337,
        .delivery_day = 338,
        .window_from_minute = 339,
        .window_until_minute = 340,
        .order_by = Time(Duration(341))
    };
    source.lsn = 331;
    source.substitutes = {{332, SkuId(333), 334}};
    return source;
}

ResourceReply sample_resourcing() {
    ResourceReply resourced;
    resourced.outcome = Outcome::cannot_source;
    resourced.detail = "line 3";
    resourced.proven_optimal = true;
    resourced.cost = {911, 912, 913, 945, 941, 942, 943, 946, 947};
    resourced.objective = 944;
    resourced.lower_bound = 914;
    resourced.shipments = sample_plan().shipments;
    resourced.joined = {NodeId(315), NodeId(325)};
    resourced.unfilled = {{915, 916, 917, UnfilledReason::no_allowed_node}};
    resourced.days_late = 932;
    resourced.corrected_units = 918;
    resourced.state = ReservationState::committed;
    resourced.expires_at = Time(Duration(919));
    resourced.lines = {{920, SkuId(921), NodeId(922), 468, 923, 924, 925, 926, 927, SkuId(928), 929}
    };
    resourced.replans = 930;
    resourced.lsn = 931;
    return resourced;
}

void add_plan_answer(std::vector<SampleMessage>& samples) {
    PlanAnswer answer{.plan = sample_plan(), .today = 1731};
    answer.shares = {{"transport", 1732, 1733}, {"handling", 1734, 1735}};
    answer.nodes = {
        {NodeId(1736), PlanFate::sale_stopped, NodePricing::found, -1737, 1738, 1739, 1740, "stop"},
        {NodeId(1741)}
    };
    answer.taken = {{NodeId(1756), 1757, method_ship, {1758, 1759, 1760}}};
    answer.lines = {{1742, 1743, 1744, 1745, Day{1746}}, {1747, 1748, 1749, 1750, std::nullopt}};
    samples.push_back(reply("AskPlanReply", answer));
}

void add_delivery_reply(std::vector<SampleMessage>& samples) {
    DeliveryReply delivery;
    delivery.outcome = Outcome::unknown_group;
    delivery.detail = "coast";
    const DeliveryOffer offer{807, 808, 809, Time(Duration(810)), 811, 812, NodeId(813), "air"};
    delivery.items.resize(2);
    delivery.items[0].earliest = offer;
    delivery.items[0].cheapest = {814, 815, 816, Time(Duration(817)), 818, 819, NodeId(820), "sea"};
    delivery.items[1] = {
        .outcome = Outcome::cannot_source,
        .reason = UnfilledReason::too_late,
        .short_item = 821,
        .ats = 822,
        .in_stock_from = 823
    };
    delivery.cart.emplace().cheapest = offer;
    samples.push_back(reply("DeliveryReply", delivery));
}

void add_joint_replies(std::vector<SampleMessage>& samples) {
    JointSourceReply jointly;
    jointly.outcome = Outcome::overloaded;
    jointly.detail = "another one";
    jointly.planned = {2111, 2112, 2113, 2114, 2115, 2116, 2117, 2118};
    jointly.held = 2119;
    jointly.alone = 2120;
    jointly.replans = 2121;
    jointly.cost = {2122, 2123, 2124, 2125, 2126, 2127, 2128, 2129, 2130};
    jointly.prices_found = 2129;
    jointly.prices_kept = 2130;
    jointly.answers = {
        {2131, 2132, 2133, 2134, Outcome::cannot_source, JointStanding::alone, true},
        {2135, 2136, 2137, 2138, Outcome::repeated, JointStanding::refused, false}
    };
    jointly.shipments = {{2139, 2140, 2147, SkuId(2148), NodeId(2141)}};
    jointly.prices = {{SkuId(2142), NodeId(2143), 2144}};
    jointly.refusals = {{2145, "no lines"}};
    jointly.lsn = 2146;
    jointly.backorders = 2453;
    jointly.backorders_taken = 2454;
    jointly.backorder_units = 2455;
    samples.push_back(reply("SourceJointlyReply", JointPage{.reply = jointly, .next_row = 2149}));
    samples.push_back(reply(
        "JointOrdersReply",
        JointOrdersReply{
            .outcome = Outcome::overloaded, .detail = "too many", .parts = 2159, .orders = 2160
        }
    ));
    samples.push_back(reply(
        "JointProgressReply",
        JointSourceProgress{
            .phase = JointPhase::holding,
            .orders = 2151,
            .rounds = 2152,
            .trials = 2153,
            .cost = 2154,
            .lower_bound = 2155,
            .first_come_cost = 2156,
            .done = 2157,
            .held = 2158
        }
    ));
}

void add_change_order_reply(std::vector<SampleMessage>& samples) {
    const ResourceReply resourced = sample_resourcing();
    ChangeOrderReply changed;
    changed.outcome = Outcome::cannot_source;
    changed.detail = "line 3";
    changed.replan = OrderReplan::late_shipments;
    changed.proven_optimal = true;
    changed.cost = resourced.cost;
    changed.saved = 946;
    changed.objective = 947;
    changed.lower_bound = 948;
    changed.shipments = resourced.shipments;
    changed.joined = resourced.joined;
    changed.given_back = {{949, SkuId(950), NodeId(951), 952}};
    changed.unfilled = resourced.unfilled;
    changed.state = ReservationState::committed;
    changed.expires_at = Time(Duration(953));
    changed.lines = resourced.lines;
    changed.replans = 954;
    changed.lsn = 955;
    samples.push_back(reply("ChangeOrderReply", changed));
}

}  // namespace

void add_sourcing_requests(std::vector<SampleMessage>& samples) {
    const SourceRequest source = sample_order();
    samples.push_back(noted("SourceRequest", source));
    const std::array<WantedItem, 2> wanted{
        WantedItem{SkuId(801), 802}, WantedItem{SkuId(803), 804}
    };
    samples.push_back(plain(
        "DeliveryRequest",
        DeliveryRequest{
            .items = wanted,
            .ship_to = source.ship_to,
            .residential = true,
            .group = GroupId(805),
            .segment = SegmentId(806),
            .as_cart = true,
            .customer_class = "trade",
            .allowed_nodes = kAllowedNodes,
            .excluded_nodes = kExcludedNodes,
            .preferred_nodes = kPreferredNodes,
            .preference = 807
        }
    ));
    add_plan_question(samples);
    add_resource_request(samples);
    add_joint_requests(samples);
    add_change_order_request(samples);
}

void add_sourcing_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply("SourceReply", sample_plan()));
    add_plan_answer(samples);
    samples.push_back(reply("ResourceReply", sample_resourcing()));
    add_delivery_reply(samples);
    add_joint_replies(samples);
    add_change_order_reply(samples);
}

}  // namespace earmark::protocol::samples
