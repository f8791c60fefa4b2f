#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <vector>

namespace earmark::protocol::samples {
namespace {

Availability figures(Units first) {
    return {
        .verdict = QueryVerdict::unknown_node,
        .ats = first,
        .on_hand = first + 1,
        .reserved = first + 2,
        .allocated = first + 3,
        .safety = first + 4,
        .withheld = first + 5,
        .kept = first + 6,
        .shortage = first + 7,
        .lsn = static_cast<Lsn>(first) + 8,
    };
}

}  // namespace

void add_stock_requests(std::vector<SampleMessage>& samples) {
    const std::array<SupplyRow, 2> rows{
        SupplyRow{SkuId(61), NodeId(62), SupplyChange::safety, -63, 64, Time(Duration(69))},
        SupplyRow{SkuId(65), NodeId(66), SupplyChange::adjust, 67, 68, Time{}}
    };
    samples.push_back(noted("ApplySupplyRequest", SupplyRequest{.source = "wms", .rows = rows}));

    const std::array<AvailabilityQuery, 2> queries{
        AvailabilityQuery{SkuId(71), NodeId(72), GroupId(73)},
        AvailabilityQuery{SkuId(74), NodeId(75), GroupId(76)}
    };
    samples.push_back({
        .table = "AvailabilityRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder,
                AvailabilityRequest{
                    .queries = queries,
                    .own_reservation = "r1",
                    .segment = SegmentId(78),
                    .method = 4,
                    .ignore_safety = true
                },
                AvailabilityForm::ats_only
            );
        }),
        .echo =
            [](Payload payload) {
                AvailabilityRequest again;
                AvailabilityForm form = AvailabilityForm::full;
                if (!decode_request(payload, again, form)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, form); });
            },
    });
    samples.push_back(plain(
        "ItemAvailabilityRequest",
        ItemAvailabilityRequest{SkuId(77), "r2", {SegmentId(79), 2, true}}
    ));
}

void add_stock_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply(
        "ApplySupplyReply", SupplyReply{Outcome::done, "some", 231, 232, 2, sample_answers(), 233}
    ));
    samples.push_back(reply(
        "AvailabilityReply",
        AvailabilityReply{Outcome::too_many_lines, "why", {figures(240), figures(250)}}
    ));
    samples.push_back(reply(
        "ItemAvailabilityReply",
        ItemAvailabilityReply{
            {{NodeId(261), figures(262), RuleId(263), RuleId(264)}, {NodeId(271), figures(272)}}
        }
    ));
}

void add_level_requests(std::vector<SampleMessage>& samples) {
    const std::vector<LevelRuleRow> rows{
        {true, {SkuId(471), "", LevelScope::node, {NodeId(472), GroupId()}, 473, 474}},
        {false, {SkuId(), "toys", LevelScope::group, {NodeId(), GroupId(475)}, 476, 477}}
    };
    samples.push_back(noted("PutLevelRulesRequest", rows));
    samples.push_back({
        .table = "ListLevelsRequest",
        .payload = encoded([](Builder& builder) { encode_levels_request(builder, SkuId(478)); }),
        .echo =
            [](Payload payload) {
                SkuId sku;
                if (!decode_levels_request(payload, sku)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_levels_request(builder, sku); });
            },
    });
}

void add_level_replies(std::vector<SampleMessage>& samples) {
    LevelRules rules;
    rules.rules = {
        {SkuId(481), "", LevelScope::each_node, {}, 482, 483},
        {SkuId(), "toys", LevelScope::network, {}, 484, 485}
    };
    samples.push_back(reply("ListLevelRulesReply", rules));
    ItemLevels levels;
    levels.places = {
        {{NodeId(491), GroupId()}, Level::low, 492, 493},
        {{NodeId(), GroupId(494)}, Level::high, 495, 496}
    };
    samples.push_back(reply("ListLevelsReply", levels));
}

}  // namespace earmark::protocol::samples
