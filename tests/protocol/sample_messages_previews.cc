#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::protocol::samples {
namespace {

/// A preview of one row.
template <typename Row>
SampleMessage preview_of(std::string table, const Row& row, std::string_view after) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, PreviewRequest<Row>{.rows = {&row, 1}, .after = after, .limit = 814}
            );
        }),
        .echo =
            [](Payload payload) {
                std::vector<Row> rows;
                PreviewRequest<Row> again;
                if (!decode_request(payload, rows, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    };
}

void add_other_preview_requests(std::vector<SampleMessage>& samples) {
    SegmentRuleRow rule;
    rule.rule.sku = SkuId(816);
    samples.push_back(preview_of("PreviewSegmentRulesRequest", rule, "r:9:r1"));
    const PromiseTermsRow terms{SkuId(1461), 1462, 1463, 1464};
    samples.push_back(preview_of("PreviewPromiseTermsRequest", terms, "p:1:2:0"));
    NodeRow node;
    node.key = "reno";
    node.type = NodeType::store;
    node.priority = 1465;
    node.enabled = false;
    samples.push_back(preview_of("PreviewNodesRequest", node, "p:1:2:1"));
}

}  // namespace

void add_preview_requests(std::vector<SampleMessage>& samples) {
    const SellingRuleRow row{.name = "pause", .effect = RuleEffect::stop};
    samples.push_back({
        .table = "PreviewSellingRulesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, RulePreviewRequest{.rows = {&row, 1}, .after = "p:7:8:1", .limit = 813}
            );
        }),
        .echo =
            [](Payload payload) {
                std::vector<SellingRuleRow> rows;
                RulePreviewRequest again;
                if (!decode_request(payload, rows, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
    add_other_preview_requests(samples);
}

void add_preview_replies(std::vector<SampleMessage>& samples) {
    RulePreviewReply full;
    full.judged = {
        .outcome = Outcome::bad_value,
        .detail = "rows",
        .applied = 831,
        .unchanged = 832,
        .refused = 833,
        .answers = {{834, RowVerdict::unknown_rule, "recall"}},
        .lsn = 835
    };
    full.positions = {
        {.sku = SkuId(836),
         .node = NodeId(837),
         .segment = SegmentId(838),
         .method = method_pickup,
         .day = 856,
         .before = {.ats = 839, .withheld = 840, .kept = 841, .is_stopped = true},
         .after = {.ats = 842, .withheld = 843, .kept = 844, .is_stopped = true}},
        {}
    };
    full.touched = {
        {.reservation = "r1",
         .state = ReservationState::committed,
         .line = 845,
         .sku = SkuId(846),
         .node = NodeId(847),
         .day = 848,
         .held = 849,
         .allocated = 850},
        {}
    };
    full.totals = {
        .positions = 851, .unavailable = 852, .available = 853, .lines = 854, .touched = 855
    };
    full.next = "r:7:r1";
    samples.push_back(reply("PreviewSellingRulesReply", full));
}

}  // namespace earmark::protocol::samples
