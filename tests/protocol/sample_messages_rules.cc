#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <string_view>
#include <vector>

namespace earmark::protocol::samples {

void add_segment_requests(std::vector<SampleMessage>& samples) {
    const std::array<std::string_view, 2> names{"web", "store"};
    samples.push_back({
        .table = "PutSegmentsRequest",
        .payload = encoded([&](Builder& builder) { encode_segments(builder, names, kSampleNote); }),
        .echo =
            [](Payload payload) {
                std::vector<std::string_view> again;
                Note note;
                if (!decode_segments(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_segments(builder, again, note); });
            },
    });
    SegmentRuleRow full{.change = SegmentChange::move, .rule = {}, .to_segment = SegmentId(401)};
    full.rule.sku = SkuId(402);
    full.rule.node = NodeId(403);
    full.rule.segment = SegmentId(404);
    full.rule.rank = 405;
    full.rule.basis = SegmentBasis::percent;
    full.rule.floor = 406;
    full.rule.ceiling = 407;
    full.rule.standing = true;
    full.rule.from = Time(Duration(408));
    full.rule.until = Time(Duration(409));
    samples.push_back(rows_of<SegmentRuleRow>("PutSegmentRulesRequest", {full, SegmentRuleRow{}}));
    samples.push_back({
        .table = "ListSegmentRulesRequest",
        .payload = encoded([](Builder& builder) { encode_rules_request(builder, SkuId(410)); }),
        .echo =
            [](Payload payload) {
                SkuId again;
                if (!decode_rules_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_rules_request(builder, again); });
            },
    });
}

void add_segment_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply("ListSegmentsReply", SegmentList{{"web", "store"}}));
    SegmentRow row;
    row.node = NodeId(421);
    row.segment = SegmentId(422);
    row.rank = 423;
    row.basis = SegmentBasis::percent;
    row.standing = true;
    row.active = true;
    row.floor = 424;
    row.ceiling = 425;
    row.from_s = 426;
    row.until_s = 427;
    row.live = 428;
    row.shipped = 429;
    samples.push_back(reply("ListSegmentRulesReply", SegmentRules{{row, SegmentRow{}}}));
}

void add_selling_rule_requests(std::vector<SampleMessage>& samples) {
    SellingRuleRow full{.change = RuleChange::remove, .name = "pause"};
    full.effect = RuleEffect::stop;
    full.scope = {
        SkuId(801), "kitchen", NodeId(802), NodeType::store, GroupId(803), SegmentId(804), 8
    };
    full.rank = 805;
    full.basis = SegmentBasis::percent;
    full.figure = 806;
    full.from = Time(Duration(807));
    full.until = Time(Duration(808));
    full.network = true;
    SellingRuleRow plain;
    plain.name = "plain";
    samples.push_back(rows_of<SellingRuleRow>("PutSellingRulesRequest", {full, plain}));
    samples.push_back({
        .table = "ListSellingRulesRequest",
        .payload = encoded([](Builder& builder) {
            encode_selling_rules_request(builder, {.after = 811, .limit = 812});
        }),
        .echo =
            [](Payload payload) {
                ListRequest again;
                if (!decode_selling_rules_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_selling_rules_request(builder, again);
                });
            },
    });
}

void add_selling_rule_replies(std::vector<SampleMessage>& samples) {
    SellingRuleEntry entry;
    entry.id = RuleId(821);
    SellingRule& rule = entry.rule;
    rule.name = "kitchen";
    rule.effect = RuleEffect::stop;
    rule.sku = SkuId(822);
    rule.category = "kitchen";
    rule.node = NodeId(823);
    rule.node_type = NodeType::vendor;
    rule.group = GroupId(824);
    rule.segment = SegmentId(825);
    rule.method = 4;
    rule.rank = 826;
    rule.basis = SegmentBasis::percent;
    rule.figure = 827;
    rule.from_s = 828;
    rule.until_s = 829;
    rule.active = true;
    rule.network = true;
    SellingRuleEntry plain;
    plain.rule.name = "plain";
    samples.push_back(reply("ListSellingRulesReply", SellingRules{{entry, plain}, 830}));
}

void add_profile_requests(std::vector<SampleMessage>& samples) {
    const std::array<Criterion, 2> criteria{Criterion::cost, Criterion::priority};
    ProfileRow full{.name = "by-hand", .kind = ProfileKind::lexicographic, .criteria = criteria};
    full.weights.thousandths = {821, 822, 823, 824, 825, 826, 827, 839, 840};
    full.split_penalty = 827;
    full.per_priority = 828;
    full.shortage_per_unit = 829;
    full.carbon_per_tonne = 841;
    full.load_price = 842;
    samples.push_back(rows_of<ProfileRow>("PutProfilesRequest", {full, ProfileRow{.name = "plain"}})
    );
    const std::array<ScarcityRow, 2> prices{
        ScarcityRow{SkuId(831), NodeId(832), 833}, ScarcityRow{SkuId(834), NodeId(835), 836}
    };
    samples.push_back(noted("PutScarcityRequest", ScarcityRequest{.replaces = true, .rows = prices})
    );
    ProfileList list;
    list.profiles = {
        {ProfileId(837), profile_of(full)}, {ProfileId(838), profile_of({.name = "x"})}
    };
    samples.push_back(reply("ListProfilesReply", list));
}

}  // namespace earmark::protocol::samples
