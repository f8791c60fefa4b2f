#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <string_view>
#include <vector>

namespace earmark::protocol::samples {
namespace {

CountSummary sample_count() {
    CountSummary summary;
    summary.id = "count-1";
    summary.node = NodeId(501);
    summary.taken_at = Time(Duration(502));
    summary.closed_at = Time(Duration(503));
    summary.absent = AbsentRows::zeroed;
    summary.mode = CountMode::dry_run;
    summary.state = CountState::dry_run;
    summary.limits = {504, 505, 506, 507};
    summary.rows = 508;
    summary.refused = 509;
    summary.positions = 510;
    summary.differing = 511;
    summary.applied = 512;
    summary.waiting = 513;
    summary.rejected = 514;
    summary.units = 515;
    summary.value = 516;
    summary.net_value = -517;
    return summary;
}

}  // namespace

void add_count_requests(std::vector<SampleMessage>& samples) {
    BeginCount begin;
    begin.id = "count-1";
    begin.node = NodeId(521);
    begin.taken_at = Time(Duration(522));
    begin.absent = AbsentRows::zeroed;
    begin.mode = CountMode::dry_run;
    begin.limits = {523, 524, 525, 526};
    samples.push_back(noted("BeginCountRequest", begin));
    const std::array<CountRow, 2> rows{CountRow{SkuId(527), 528}, CountRow{SkuId(529), -530}};
    samples.push_back(
        plain("CountRowsRequest", CountRows{.id = "count-1", .first_row = 531, .rows = rows})
    );
    samples.push_back({
        .table = "CloseCountRequest",
        .payload =
            encoded([](Builder& builder) { encode_close_count(builder, "count-1", kSampleNote); }),
        .echo =
            [](Payload payload) {
                std::string_view id;
                Note note;
                if (!decode_close_count(payload, id, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_close_count(builder, id, note); });
            },
    });
    const std::array<SkuId, 2> items{SkuId(532), SkuId(533)};
    samples.push_back(noted(
        "SettleCountRequest",
        SettleCount{.id = "count-1", .decision = CountDecision::reject, .items = items}
    ));
    samples.push_back(plain(
        "CountReportRequest",
        CountReportRequest{
            .id = "count-1", .state = CorrectionState::applied, .after = 534, .limit = 535
        }
    ));
}

void add_count_replies(std::vector<SampleMessage>& samples) {
    CountReply counted;
    counted.outcome = Outcome::node_closed;
    counted.detail = "shut";
    counted.summary = sample_count();
    counted.answers = {{541, RowVerdict::repeated_row, "twice"}};
    counted.lsn = 542;
    samples.push_back(reply("CountReply", counted));
    CountReport report;
    report.outcome = Outcome::unknown_count;
    report.detail = "none";
    report.summary = sample_count();
    report.corrections = {
        {SkuId(543), CorrectionState::rejected, false, 544, 545, -546, 547, -548}, {}
    };
    report.next = 549;
    report.lsn = 550;
    samples.push_back(reply("CountReportReply", report));
    samples.push_back(reply("ListCountsReply", CountList{.counts = {sample_count(), {}}}));
    samples.push_back(reply(
        "SourceFeedsReply", FeedList{.feeds = {{"erp", 551, 552, 553, 554, 555, 556, 557}, {}}}
    ));
}

}  // namespace earmark::protocol::samples
