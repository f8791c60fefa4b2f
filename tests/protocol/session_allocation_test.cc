// A warm connection allocates nothing for availability and reservations.
#include "tests/protocol/session_desk.h"
#include "tests/support/allocation_counter.h"

#include <gtest/gtest.h>

namespace earmark::protocol {
namespace {

/// One round of a connection's life: bytes in, replies out, nothing decoded.
void pump(SessionDesk& desk, const ByteBuffer& request, ByteBuffer& target) {
    const auto space = desk.session().space();
    std::memcpy(space.data(), request.span().data(), request.bytes());
    desk.session().received(request.bytes());
    desk.session().durable_grew(desk.log().newest());
    desk.session().take_output(target);
    desk.session().output_sent(target.bytes());
    ASSERT_FALSE(target.is_empty());
    target.clear();
}

TEST(SessionAllocation, WarmAvailabilityAllocatesNothing) {
    SessionDesk desk;
    const ByteBuffer single = desk.availability_frame(1);
    const ByteBuffer batch = desk.availability_frame(100);
    ByteBuffer target;
    for (int i = 0; i < 10; ++i) {
        pump(desk, single, target);
        pump(desk, batch, target);
    }
    const auto allocations = allocations_during([&] {
        for (int i = 0; i < 1'000; ++i) {
            pump(desk, single, target);
            pump(desk, batch, target);
        }
    });
    EXPECT_EQ(allocations, 0U);
}

TEST(SessionAllocation, WarmRefusedReservationsAllocateNothing) {
    SessionDesk desk({}, MemoryLog::Durability::by_hand, MemoryLog::Keeping::nothing);
    const ByteBuffer refused = desk.reserve_frame("r", 20'000'000);
    ByteBuffer target;
    for (int i = 0; i < 10; ++i)
        pump(desk, refused, target);
    const auto allocations = allocations_during([&] {
        for (int i = 0; i < 1'000; ++i)
            pump(desk, refused, target);
    });
    EXPECT_EQ(allocations, 0U);
}

/// The table of reservations grows now and then; a request in between allocates nothing.
TEST(SessionAllocation, WarmReservationsAllocateOnlyWhatTheyKeep) {
    SessionDesk desk({}, MemoryLog::Durability::by_hand, MemoryLog::Keeping::nothing);
    ByteBuffer target;
    std::vector<ByteBuffer> requests;
    for (int i = 0; i < 20'000; ++i)
        requests.push_back(desk.reserve_frame("reservation-" + std::to_string(i), 1));
    std::size_t at = 0;
    for (; at < 10'000; ++at)
        pump(desk, requests[at], target);
    std::size_t quiet = 0;
    for (; at < requests.size(); ++at) {
        const auto allocations = allocations_during([&] { pump(desk, requests[at], target); });
        quiet += allocations == 0 ? 1U : 0U;
    }
    EXPECT_GE(quiet, 9'500U);
}

}  // namespace
}  // namespace earmark::protocol
