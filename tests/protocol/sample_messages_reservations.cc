#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <chrono>
#include <string_view>
#include <vector>

namespace earmark::protocol::samples {
namespace {

void add_reservation_list_requests(std::vector<SampleMessage>& samples) {
    ListReservationsRequest report{.after = "12:r1", .limit = 132};
    report.filter = {
        .reference = "cart-4",
        .made_by = "web",
        .sku = SkuId(133),
        .node = NodeId(134),
        .state = ReservationState::released,
        .older_than = std::chrono::seconds(135)
    };
    samples.push_back(plain("ListReservationsRequest", report));
    samples.push_back({
        .table = "ReservationRequest",
        .payload = encoded([&](Builder& builder) { encode_reservation_request(builder, "r3"); }),
        .echo =
            [](Payload payload) {
                std::string_view id;
                if (!decode_reservation_request(payload, id)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_reservation_request(builder, id); });
            },
    });
}

}  // namespace

void add_reservation_requests(std::vector<SampleMessage>& samples) {
    const std::array<ReserveLine, 2> lines{
        ReserveLine{81, SkuId(82), NodeId(83), 84}, ReserveLine{85, SkuId(86), NodeId(87), 88}
    };
    ReserveRequest reserve{.id = "r1", .lines = lines};
    reserve.hold_for = std::chrono::seconds(89);
    reserve.filling = Filling::partial;
    reserve.stamped_at = Time(Duration(90));
    reserve.reference = "cart-1";
    reserve.segment = SegmentId(97);
    const std::array<Day, 2> days{98, 99};
    reserve.days = days;
    reserve.method = 2;
    reserve.ignore_safety = true;
    samples.push_back(noted("ReserveRequest", reserve));

    const std::array<PartLine, 2> parts{PartLine{91, NodeId(95), 92}, PartLine{93, NodeId(96), 94}};
    samples.push_back(noted(
        "StepRequest",
        StepRequest{
            .step = ReservationStep::ship, .id = "r2", .operation = "parcel-1", .parts = parts
        }
    ));
    const std::array<AmendLine, 2> changes{
        AmendLine{121, SkuId(122), NodeId(123), NodeId(124), 125},
        AmendLine{126, SkuId(127), NodeId(128), NodeId(129), 130}
    };
    const std::array<Day, 2> change_days{141, 142};
    samples.push_back(noted(
        "AmendRequest",
        AmendRequest{
            .id = "r2",
            .operation = "op-1",
            .hold_for = std::chrono::seconds(131),
            .lines = changes,
            .method = 8,
            .ignore_safety = true,
            .days = change_days
        }
    ));
    samples.push_back(noted(
        "SplitRequest",
        SplitRequest{
            .id = "r2", .into = "r4", .operation = "op-2", .parts = parts, .reference = "cart-3"
        }
    ));
    add_reservation_list_requests(samples);
}

void add_reservation_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply(
        "ReserveReply",
        ReserveReply{
            Outcome::id_used_differently,
            "line 1",
            {{281, LineVerdict::insufficient_stock, 282, 283},
             {284, LineVerdict::reserved, 285, 286}},
            Time(Duration(287)),
            ReservationState::expired,
            288,
            {{289, SkuId(290), 291}, {292, SkuId(293), 294}}
        }
    ));
    samples.push_back(reply(
        "ReservationReply",
        ReservationReply{
            Outcome::repeated,
            "again",
            ReservationState::committed,
            Time(Duration(291)),
            {{292, SkuId(293), NodeId(294), 466, 295, 296, 297, 298, 299, SkuId(306), 307}},
            300,
            301,
            {{302, LineVerdict::insufficient_stock, 303, 304}},
            "cart-2",
            "web",
            Time(Duration(305))
        }
    ));
    samples.push_back(reply(
        "ListReservationsReply",
        ListReservationsReply{
            Outcome::bad_value,
            "why",
            {{"r5",
              ReservationState::expired,
              "cart-5",
              "store",
              Time(Duration(306)),
              Time(Duration(307)),
              {{308, SkuId(309), NodeId(310), 467, 311, 312, 313, 314, 315}}},
             {"r6", ReservationState::held, "", "", Time(), Time(), {}}},
            "17:r6",
            316
        }
    ));
}

}  // namespace earmark::protocol::samples
