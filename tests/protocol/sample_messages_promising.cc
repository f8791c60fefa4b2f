#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <chrono>
#include <vector>

namespace earmark::protocol::samples {
namespace {

ExplainReply sample_explanation() {
    ExplainReply explained;
    explained.outcome = Outcome::bad_value;
    explained.detail = "why";
    explained.verdict = QueryVerdict::unknown_node;
    explained.today = 567;
    explained.lsn = 568;
    explained.ats = 569;
    explained.are_holders_known = false;
    explained.position_count = 570;
    explained.total = {{TermKind::ceiling, -571, "web", 572, 573, 574, 575, 576, 577}};
    explained.positions = {
        {NodeId(578), 579, {{TermKind::on_hand, 580}, {TermKind::reserved, -581, "r1", 582}}}
    };
    explained.groups = {{GroupId(583), "west", 584, {{TermKind::allocated, -585, "r2", 586}}}};
    explained.aside = {{NodeId(587), Disposition::quarantine, 588}};
    explained.parts = {{SkuId(589), "part", 590, 591, 592}};
    return explained;
}

ReceiptEntry sample_receipt() {
    ReceiptEntry entry{.sku = SkuId(531), .node = NodeId(532), .receipt = "po-2"};
    entry.type = SupplyType::transfer;
    entry.day = 533;
    entry.first_day = 534;
    entry.promised = 535;
    entry.open = 536;
    entry.received = 537;
    entry.sender = NodeId(538);
    entry.is_late = true;
    return entry;
}

void add_backorder_requests(std::vector<SampleMessage>& samples) {
    const BackorderRow waiting{
        .change = BackorderChange::withdraw,
        .sku = SkuId(1301),
        .node = NodeId(1302),
        .backorder = "b-1",
        .quantity = 1303,
        .day = 1304,
        .latest = 1305,
        .priority = 1306,
        .strategy = BackorderStrategy::skip,
        .segment = SegmentId(1307)
    };
    samples.push_back(rows_of<BackorderRow>("PutBackordersRequest", {waiting, BackorderRow{}}));
    samples.push_back(
        plain("BackordersRequest", BackordersRequest{SkuId(1311), SkuId(1312), NodeId(1313), 1314})
    );
    samples.push_back(noted(
        "ConfirmBackordersRequest", ConfirmRequest{SkuId(1321), SkuId(1322), NodeId(1323), true}
    ));
    samples.push_back(noted(
        "ClaimBackorderRequest",
        ClaimRequest{
            .sku = SkuId(1351),
            .node = NodeId(1352),
            .backorder = "b-3",
            .reservation = "r-9",
            .hold_for = std::chrono::seconds(1353),
            .reference = "cart-9"
        }
    ));
}

void add_backorder_replies(std::vector<SampleMessage>& samples) {
    const BackorderEntry entry{
        .sku = SkuId(1331),
        .node = NodeId(1332),
        .backorder = "b-2",
        .wanted = 1333,
        .day = 1334,
        .latest = 1335,
        .priority = 1336,
        .strategy = BackorderStrategy::give_up,
        .confirmed = 1337,
        .confirmed_day = 1338,
        .segment = SegmentId(1354)
    };
    BackordersReply backorders;
    backorders.outcome = Outcome::bad_value;
    backorders.detail = "limit";
    backorders.today = 1339;
    backorders.backorders = {entry};
    backorders.next = SkuId(1340);
    backorders.lsn = 1341;
    samples.push_back(reply("BackordersReply", backorders));
    ConfirmReply confirmed;
    confirmed.outcome = Outcome::bad_value;
    confirmed.detail = "actor";
    confirmed.changes = {{entry, 1342, 1343}};
    confirmed.backorders = 1344;
    confirmed.nodes_kept_by_groups = 1345;
    confirmed.next = SkuId(1346);
    confirmed.lsn = 1347;
    confirmed.waiting = {{entry, WaitingReason::over_ceiling, RuleId(1348), 1349, 1350}};
    samples.push_back(reply("ConfirmBackordersReply", confirmed));
}

}  // namespace

void add_promising_requests(std::vector<SampleMessage>& samples) {
    ReceiptRow row;
    row.change = ReceiptChange::settle;
    row.sku = SkuId(501);
    row.node = NodeId(502);
    row.receipt = "po-1";
    row.type = SupplyType::return_expected;
    row.day = 503;
    row.quantity = 504;
    row.sender = NodeId(505);
    row.received = 506;
    row.sequence = 525;
    const std::array<ReceiptRow, 2> receipts{row, ReceiptRow{}};
    samples.push_back(numbered<ReceiptRow>(
        "PutReceiptsRequest", ReceiptRequest{.rows = receipts, .source = "wms"}
    ));
    const std::array<DispositionRow, 2> disposed{
        DispositionRow{SkuId(507), NodeId(508), Disposition::expired, Disposition::quarantine, 509},
        DispositionRow{.sku = SkuId(526), .node = NodeId(528), .sequence = 527}
    };
    samples.push_back(numbered<DispositionRow>(
        "DisposeRequest", DispositionRequest{.rows = disposed, .source = "wms"}
    ));
    samples.push_back(
        rows_of<PromiseTermsRow>("PutPromiseTermsRequest", {{SkuId(510), 511, 512, 524}, {}})
    );
    samples.push_back(
        plain("ReceiptsRequest", ReceiptsRequest{SkuId(513), SkuId(514), NodeId(515), 516})
    );
    samples.push_back(plain(
        "AvailableToPromiseRequest",
        PromiseRequest{SkuId(517), NodeId(518), GroupId(519), SegmentId(520), 521, 4, true}
    ));
    samples.push_back(plain("LateSupplyRequest", LateRequest{SkuId(522), NodeId(523)}));
    add_backorder_requests(samples);
    const Asking asking{SegmentId(562), method_pickup, true, 563};
    samples.push_back(plain(
        "ExplainRequest", ExplainRequest{SkuId(564), NodeId(565), GroupId(566), asking, "mine", 57}
    ));
}

void add_promising_replies(std::vector<SampleMessage>& samples) {
    ReceiptsReply receipts;
    receipts.outcome = Outcome::bad_value;
    receipts.detail = "limit";
    receipts.today = 541;
    receipts.receipts = {sample_receipt(), ReceiptEntry{}};
    receipts.dispositions = {{SkuId(542), NodeId(543), Disposition::quarantine, 544}};
    receipts.next = SkuId(545);
    receipts.lsn = 546;
    samples.push_back(reply("ReceiptsReply", receipts));
    PromiseReply promise;
    promise.outcome = Outcome::unknown_segment;
    promise.detail = "nobody";
    promise.verdict = QueryVerdict::unknown_group;
    promise.today = 547;
    promise.steps = {{548, 549, true}, {550, 551, false}};
    promise.earliest = Day{552};
    promise.lsn = 553;
    samples.push_back(reply("AvailableToPromiseReply", promise));
    LateReply late;
    late.outcome = Outcome::bad_value;
    late.detail = "why";
    late.today = 554;
    late.late = {sample_receipt()};
    late.at_risk = {{"r1", 555, SkuId(556), NodeId(557), 558, 559, 560}};
    late.lsn = 561;
    samples.push_back(reply("LateSupplyReply", late));
    add_backorder_replies(samples);
    samples.push_back(reply("ExplainReply", sample_explanation()));
}

}  // namespace earmark::protocol::samples
