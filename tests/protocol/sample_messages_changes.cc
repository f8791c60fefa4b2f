#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <chrono>
#include <vector>

namespace earmark::protocol::samples {
namespace {

SegmentRow changed_rule() {
    SegmentRow row;
    row.node = NodeId(443);
    row.segment = SegmentId(444);
    row.rank = 445;
    row.basis = SegmentBasis::percent;
    row.standing = true;
    row.active = true;
    row.floor = 446;
    row.ceiling = 447;
    row.from_s = 448;
    row.until_s = 449;
    row.live = 450;
    row.shipped = 451;
    return row;
}

ChangeEvent reservation_event() {
    ChangeEvent event;
    event.lsn = 411;
    event.kind = ChangeKind::split;
    event.understood = true;
    event.time = Time(Duration(412));
    event.actor = "planner";
    event.reason = "recount";
    event.event = ReservationEvent::shipped;
    event.id = "r1";
    event.reference = "cart";
    event.segment = SegmentId(413);
    event.state = ReservationState::committed;
    event.expires_at = Time(Duration(414));
    event.lines = {{415, SkuId(416), NodeId(417), 463, 418, 419, 420, 421, 422}};
    event.moves = {{SkuId(423), NodeId(424), -425, 426, -427, 428, 465}};
    event.into = "r2";
    event.into_lines = {{429, SkuId(430), NodeId(431), 464, 432, 433, 434, 435, 436}};
    event.positions = {{SkuId(437), NodeId(438), 439, 440, 441}};
    event.sku = SkuId(442);
    return event;
}

/// Adds what rules and levels have become, and what waits.
void add_rules_and_backorders(ChangeEvent& event) {
    SegmentRow row = changed_rule();
    event.rules = {row};
    row.floor = 452;
    event.rules_gone = {row};
    event.items = {SkuId(453)};
    event.nodes = {NodeId(454)};
    event.group = GroupId(455);
    event.text = "in words";
    event.levels = {{SkuId(463), {NodeId(464), GroupId(465)}, Level::zero, Level::low, 466}};
    event.level_rules = {
        {true, {SkuId(467), "toys", LevelScope::node, {NodeId(468), GroupId()}, 469, 470}}
    };
    event.backorders = {
        {.sku = SkuId(1454),
         .node = NodeId(1455),
         .backorder = "b-1",
         .wanted = 1456,
         .strategy = BackorderStrategy::skip,
         .confirmed = 1457,
         .confirmed_day = 1458,
         .segment = SegmentId(1475)}
    };
    event.backorders_gone = {
        {.sku = SkuId(1459), .node = NodeId(1461), .backorder = "b-2", .wanted = 1460}
    };
}

}  // namespace

void add_change_requests(std::vector<SampleMessage>& samples) {
    samples.push_back(plain(
        "ReadChangesRequest",
        ReadChangesRequest{
            .from_lsn = 401,
            .filter =
                {.items = {SkuId(402), SkuId(403)},
                 .nodes = {NodeId(404)},
                 .groups = {GroupId(405)},
                 .kinds = {ChangeKind::supply, static_cast<ChangeKind>(206)}},
            .limit = 407,
            .with_text = true,
            .wait = std::chrono::milliseconds(408)
        }
    ));
}

void add_change_replies(std::vector<SampleMessage>& samples) {
    ChangeEvent event = reservation_event();
    add_rules_and_backorders(event);
    ReadChangesReply reply_with_events;
    reply_with_events.outcome = ChangesOutcome::no_longer_kept;
    reply_with_events.detail = "older";
    reply_with_events.events = {event, ChangeEvent()};
    reply_with_events.next_lsn = 456;
    reply_with_events.oldest_lsn = 457;
    reply_with_events.durable_lsn = 458;
    reply_with_events.item_names = {{459, "cup"}, {460, "hat"}};
    reply_with_events.node_names = {{461, "reno"}};
    reply_with_events.group_names = {{462, "west"}};
    samples.push_back(reply("ReadChangesReply", reply_with_events));
}

}  // namespace earmark::protocol::samples
