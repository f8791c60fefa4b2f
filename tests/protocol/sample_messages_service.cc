#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <string_view>
#include <vector>

namespace earmark::protocol::samples {

void add_service_requests(std::vector<SampleMessage>& samples) {
    samples.push_back({
        .table = "HelloRequest",
        .payload = encoded([](Builder& builder) { encode_hello(builder, "a client"); }),
        .echo =
            [](Payload payload) {
                std::string_view client;
                if (!decode_hello(payload, client)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_hello(builder, client); });
            },
    });
    samples.push_back({
        .table = "StatusRequest",
        .payload = encoded([](Builder& builder) { encode_empty(builder); }),
        .echo =
            [](Payload payload) {
                if (!decode_empty(payload)) return std::vector<std::byte>();
                return encoded([](Builder& builder) { encode_empty(builder); });
            },
    });
}

void add_service_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply(
        "ErrorReply",
        ErrorAnswer{.refusal = wire::Refusal::overloaded, .detail = "later", .retry_after_ms = 20}
    ));
    samples.push_back(
        reply("HelloReply", ServerHello{"earmarkd", "0.1.0", Durability::relaxed, 341, 342})
    );
    samples.push_back(reply(
        "StatusReply",
        ServerStatus{
            EngineStatus{
                351, 352, 353, 354, 355, 356, 357, true, 358, 359, 1451, 1452, 1453, 1454, 1455
            },
            "0.1.0",
            Durability::none,
            360,
            361,
            362,
            363,
            {Time(Duration(364)), 365, 366, 367}
        }
    ));
    samples.push_back(reply(
        "AuditReply",
        AuditReply{
            371, 372, 373, 1, {{SkuId(374), NodeId(375), SegmentId(382), 468, 376, 377, 378, 379}}
        }
    ));
    samples.push_back(reply("StateDigestReply", DigestAnswer{0xFEDC'BA98'7654'3210}));
    samples.push_back(reply("SnapshotReply", SnapshotAnswer{381, "in ./data"}));
    samples.push_back(reply("AcceptClockReply", ClockAnswer{true}));
}

}  // namespace earmark::protocol::samples
