#include "protocol/session.h"

#include "tests/protocol/sample_messages.h"
#include "tests/protocol/session_desk.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>

namespace earmark::protocol {
namespace {

using wire::MessageKind;
using wire::Refusal;

TEST(Session, AnswersAvailabilityAtOnce) {
    SessionDesk desk;
    desk.feed(desk.availability_frame(3));
    const auto reply = desk.reply();
    EXPECT_EQ(reply.header.request_id, 1U);
    EXPECT_EQ(reply.header.flags, kFlagReply);
    const auto figures = SessionDesk::decoded<AvailabilityReply>(reply).figures;
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_EQ(figures[2].ats, 10'000'000);
    EXPECT_GT(figures[2].lsn, 0U);
}

TEST(Session, AnswersAtsAloneIfThatIsAsked) {
    SessionDesk desk;
    const std::array<AvailabilityQuery, 2> queries{
        AvailabilityQuery{desk.sku(), desk.node(), {}},
        AvailabilityQuery{SkuId(999), desk.node(), {}}
    };
    desk.feed(desk.frame(MessageKind::availability, [&](Builder& b) {
        encode_request(b, AvailabilityRequest{.queries = queries}, AvailabilityForm::ats_only);
    }));
    const auto reply = desk.reply();
    EXPECT_LE(reply.payload.size(), 64U);
    const auto figures = SessionDesk::decoded<AvailabilityReply>(reply).figures;
    ASSERT_EQ(figures.size(), 2U);
    EXPECT_EQ(figures[0].ats, 10'000'000);
    EXPECT_EQ(figures[1].verdict, QueryVerdict::unknown_item);
}

TEST(Session, AReservationIsAnsweredWhenItIsDurable) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 4));
    EXPECT_FALSE(desk.session().has_output());
    EXPECT_EQ(desk.session().waits_for(), desk.log().newest());
    desk.session().durable_grew(desk.log().newest() - 1);
    EXPECT_FALSE(desk.session().has_output());
    desk.make_durable();
    const auto reply = SessionDesk::decoded<ReserveReply>(desk.reply());
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.lsn, desk.log().newest());
    EXPECT_EQ(desk.session().waits_for(), kLsnNever);
}

TEST(Session, ARefusalAndARepeatWaitForWhatTheySaw) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 10'000'000));
    desk.feed(desk.reserve_frame("r2", 1));           // Refused because of r1.
    desk.feed(desk.reserve_frame("r1", 10'000'000));  // The first answer again.
    EXPECT_FALSE(desk.session().has_output());
    desk.make_durable();
    const auto replies = desk.replies();
    ASSERT_EQ(replies.size(), 3U);
    EXPECT_EQ(SessionDesk::decoded<ReserveReply>(replies[1]).outcome, Outcome::lines_refused);
    EXPECT_EQ(SessionDesk::decoded<ReserveReply>(replies[2]).outcome, Outcome::repeated);
}

TEST(Session, AReadOfAReservationWaitsAndAvailabilityOvertakesIt) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 4));
    desk.feed(desk.frame(MessageKind::reservation, [](Builder& b) {
        encode_reservation_request(b, "r1");
    }));
    desk.feed(desk.availability_frame());
    EXPECT_EQ(desk.reply().header.kind, MessageKind::availability);
    desk.make_durable();
    const auto replies = desk.replies();
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_EQ(replies[1].header.kind, MessageKind::reservation);
}

TEST(Session, EachRequestMayAskForTheOtherMoment) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 4, kFlagLatest));
    const auto reply = desk.reply();
    EXPECT_EQ(reply.header.flags, kFlagReply | kFlagNotDurable);
    EXPECT_EQ(SessionDesk::decoded<ReserveReply>(reply).outcome, Outcome::done);

    desk.feed(desk.availability_frame(1, kFlagWaitDurable));
    EXPECT_FALSE(desk.session().has_output());
    desk.make_durable();
    EXPECT_EQ(desk.reply().header.flags, kFlagReply);
}

TEST(Session, RepliesOfARelaxedServerSaySo) {
    SessionDesk desk;
    desk.service().hello.durability = Durability::relaxed;
    desk.feed(desk.status_frame());
    EXPECT_EQ(desk.reply().header.flags, kFlagReply | kFlagRelaxed);
}

TEST(Session, QuestionsThatCameTogetherSeeWhatCameBeforeThemAndNothingAfter) {
    SessionDesk desk;
    desk.feed(desk.status_frame());
    desk.replies();
    ByteBuffer stream;
    for (int i = 0; i < 600; ++i)
        stream.append(desk.availability_frame(1 + static_cast<std::size_t>(i) % 3).span());
    stream.append(desk.reserve_frame("r1", 4, kFlagLatest).span());
    for (int i = 0; i < 5; ++i)
        stream.append(desk.availability_frame().span());
    desk.feed(stream);
    const auto replies = desk.replies();
    ASSERT_EQ(replies.size(), 606U);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        EXPECT_EQ(replies[i].header.request_id, i + 2);
        if (i == 600) continue;
        const auto figures = SessionDesk::decoded<AvailabilityReply>(replies[i]).figures;
        EXPECT_EQ(figures.size(), i < 600 ? 1 + i % 3 : 1);
        EXPECT_EQ(figures.back().ats, i < 600 ? 10'000'000 : 9'999'996);
    }
}

TEST(Session, RequestsComeWholeHoweverTheirBytesAreCut) {
    SessionDesk desk;
    ByteBuffer stream;
    for (std::size_t queries = 1; queries <= 4; ++queries)
        stream.append(desk.availability_frame(queries).span());
    for (std::size_t cut = 0; cut <= stream.bytes(); ++cut) {
        desk.restart();
        desk.feed(stream.span().first(cut));
        desk.feed(stream.span().subspan(cut));
        EXPECT_EQ(desk.replies().size(), 4U) << cut;
    }
}

TEST(Session, AnswersEveryKindOfRequestWithItsOwnReply) {
    SessionDesk desk;
    for (const MessageKind kind : wire::EnumValuesMessageKind()) {
        const bool is_request = kind != MessageKind::none && kind != MessageKind::error;
        // A table without fields is a request of any kind whose fields are all left out.
        desk.feed(desk.frame(kind, [](Builder& b) { encode_empty(b); }));
        desk.run_jobs();
        desk.make_durable();
        const bool is_refused = !is_request || kind == MessageKind::snapshot;
        EXPECT_EQ(desk.reply().header.kind, is_refused ? MessageKind::error : kind);
    }
}

// ---- Hostile peers --------------------------------------------------------------------------

TEST(Session, AFrameThatIsNoneEndsTheConversationWithAReason) {
    SessionDesk desk;
    const std::string http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    desk.feed(std::as_bytes(std::span(http)));
    const auto error = SessionDesk::error(desk.reply());
    EXPECT_EQ(error.refusal, Refusal::bad_magic);
    EXPECT_TRUE(desk.session().is_over());
    EXPECT_FALSE(desk.session().wants_input());
}

TEST(Session, ALengthOfFourGigabytesEndsTheConversation) {
    SessionDesk desk;
    FrameHeader header;
    header.kind = MessageKind::status;
    header.request_id = 77;
    header.payload_bytes = 0xFFFF'FFF8;
    header.header_crc32c = header_crc32c(header);
    desk.feed(std::as_bytes(std::span(&header, 1)));
    const auto reply = desk.reply();
    EXPECT_EQ(reply.header.request_id, 77U);
    EXPECT_EQ(SessionDesk::error(reply).refusal, Refusal::frame_too_large);
    EXPECT_TRUE(desk.session().is_over());
}

TEST(Session, RepliesThatWaitStillComeAfterABrokenFrame) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 1));
    desk.feed(std::as_bytes(std::span(std::string_view("garbage of more than thirty-two bytes."))));
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::bad_magic);
    EXPECT_FALSE(desk.session().is_over());
    desk.make_durable();
    EXPECT_EQ(desk.reply().header.kind, MessageKind::reserve);
    EXPECT_TRUE(desk.session().is_over());
}

TEST(Session, AGarbagePayloadIsRefusedAndTheConversationGoesOn) {
    SessionDesk desk;
    for (const MessageKind kind : wire::EnumValuesMessageKind()) {
        for (const unsigned filling : {0x00U, 0x01U, 0x7FU, 0xFFU}) {
            FrameHeader header;
            header.kind = kind;
            header.request_id = 5;
            const std::vector<std::byte> garbage(96, static_cast<std::byte>(filling));
            ByteBuffer bytes;
            append_frame(bytes, header, garbage);
            desk.feed(bytes);
            desk.run_jobs();
            const auto reply = desk.reply();
            EXPECT_EQ(reply.header.kind, MessageKind::error) << static_cast<unsigned>(kind);
            EXPECT_EQ(reply.header.request_id, 5U);
        }
    }
    desk.feed(desk.status_frame());
    EXPECT_EQ(desk.reply().header.kind, MessageKind::status);
}

TEST(Session, UnknownKindsAndFlagsAreRefusedByName) {
    SessionDesk desk;
    desk.feed(desk.frame(static_cast<MessageKind>(999), [](Builder& b) { encode_empty(b); }));
    auto error = SessionDesk::error(desk.reply());
    EXPECT_EQ(error.refusal, Refusal::bad_kind);
    EXPECT_NE(error.detail.find("999"), std::string::npos);
    desk.feed(desk.frame(MessageKind::status, [](Builder& b) { encode_empty(b); }, kFlagReply));
    error = SessionDesk::error(desk.reply());
    EXPECT_EQ(error.refusal, Refusal::bad_message);
    EXPECT_NE(error.detail.find("flags"), std::string::npos);
}

TEST(Session, AHundredThousandLinesAreRefusedByTheDomain) {
    SessionDesk desk;
    desk.feed(desk.status_frame());
    desk.replies();
    std::vector<ReserveLine> lines(100'000);
    for (std::uint32_t line = 0; line < lines.size(); ++line)
        lines[line] = {.line = line, .sku = desk.sku(), .node = desk.node(), .quantity = 1};
    desk.feed(desk.frame(MessageKind::reserve, [&](Builder& b) {
        encode_request(b, ReserveRequest{.id = "big", .lines = lines}, Note{});
    }));
    desk.run_jobs();
    desk.make_durable();
    EXPECT_EQ(SessionDesk::decoded<ReserveReply>(desk.reply()).outcome, Outcome::too_many_lines);
}

TEST(Session, ALargeFirstFrameIsRefusedAndALaterOneIsNot) {
    SessionDesk desk;
    desk.feed(desk.availability_frame(5'000));
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::frame_too_large);
    desk.restart();
    desk.feed(desk.status_frame());
    desk.feed(desk.availability_frame(5'000));
    EXPECT_EQ(desk.replies().size(), 2U);
}

// ---- Limits ---------------------------------------------------------------------------------

TEST(Session, ARequestWhoseTimeHasPassedIsNotBegun) {
    SessionDesk desk({.output_bytes_max = 1});
    desk.feed(desk.availability_frame());  // Its reply fills the room.
    ByteBuffer late = desk.reserve_frame("late", 1, 0, /*time_left=*/100);
    late.append(desk.reserve_frame("in time", 1, 0, /*time_left=*/10'000).span());
    desk.feed(late);
    EXPECT_EQ(desk.session().frames(), 1U);
    desk.clock().advance(std::chrono::milliseconds(100));
    EXPECT_EQ(desk.reply().header.kind, MessageKind::availability);
    desk.session().resume();
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::deadline_passed);
    desk.session().resume();
    desk.make_durable();
    EXPECT_EQ(desk.reply().header.kind, MessageKind::reserve);
    ReservationReply reservation;
    desk.engine().reservation("late", reservation);
    EXPECT_EQ(reservation.outcome, Outcome::unknown_reservation);
}

TEST(Session, AJobWhoseTimeHasPassedIsNotBegun) {
    SessionDesk desk;
    desk.feed(desk.frame(MessageKind::audit, [](Builder& b) { encode_empty(b); }, 0, 50));
    desk.clock().advance(std::chrono::milliseconds(50));
    desk.run_jobs();
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::deadline_passed);
}

TEST(Session, ReadsNothingMoreFromAPeerThatTakesNoReplies) {
    SessionDesk desk({.output_bytes_max = 10'000});
    int fed = 0;
    while (desk.session().wants_input()) {
        desk.feed(desk.availability_frame());
        ++fed;
    }
    EXPECT_LT(fed, 100);
    EXPECT_LE(desk.share().output_bytes, 10'200U);
    EXPECT_EQ(desk.replies().size(), static_cast<std::size_t>(fed));
    desk.session().resume();
    EXPECT_TRUE(desk.session().wants_input());
}

TEST(Session, PeersThatTakeNoRepliesAreHeldBackTogether) {
    SessionDesk desk;
    desk.share().output_bytes_max = 500;
    Session other(2, desk.handler(), desk.jobs(), desk.share(), {});
    while (desk.session().wants_input())
        desk.feed(desk.availability_frame());
    EXPECT_LE(desk.share().output_bytes, 700U);
    EXPECT_TRUE(other.wants_input());
    desk.restart();
    EXPECT_EQ(desk.share().output_bytes, 0U);
}

TEST(Session, TooManyWaitingRequestsAreRefusedWithAHint) {
    SessionDesk desk({.requests_waiting_max = 3, .retry_after_ms = 7});
    for (int i = 0; i < 5; ++i)
        desk.feed(desk.reserve_frame("r" + std::to_string(i), 1));
    const auto refused = desk.replies();
    ASSERT_EQ(refused.size(), 2U);
    EXPECT_EQ(SessionDesk::error(refused[0]).refusal, Refusal::overloaded);
    EXPECT_EQ(SessionDesk::error(refused[0]).retry_after_ms, 7U);
    desk.make_durable();
    EXPECT_EQ(desk.replies().size(), 3U);
    desk.feed(desk.reserve_frame("again", 1));
    desk.make_durable();
    EXPECT_EQ(desk.reply().header.kind, MessageKind::reserve);
}

TEST(Session, AFullJobQueueRefuses) {
    SessionDesk desk;
    desk.jobs().jobs_max = 0;
    desk.feed(desk.frame(MessageKind::audit, [](Builder& b) { encode_empty(b); }));
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::overloaded);
    EXPECT_TRUE(desk.session().is_quiet());
}

TEST(Session, AStoppingServerBeginsNothing) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("begun", 1));
    desk.service().closing = true;
    desk.feed(desk.reserve_frame("not begun", 1));
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::closing);
    desk.make_durable();
    EXPECT_EQ(desk.reply().header.kind, MessageKind::reserve);
    EXPECT_TRUE(desk.session().is_quiet());
}

// ---- Reference data and service, as jobs ----------------------------------------------------

TEST(Session, AReportIsAJobAndWaitsForWhatItSaw) {
    SessionDesk desk;
    desk.feed(desk.reserve_frame("r1", 4));
    desk.feed(desk.frame(MessageKind::list_reservations, [](Builder& b) {
        encode_request(b, ListReservationsRequest{.limit = 10});
    }));
    EXPECT_EQ(desk.jobs().jobs.size(), 1U);
    desk.run_jobs();
    EXPECT_TRUE(desk.replies().empty()) << "the hold is not durable yet";
    desk.make_durable();
    const auto replies = desk.replies();
    ASSERT_EQ(replies.size(), 2U);
    const auto report = SessionDesk::decoded<ListReservationsReply>(replies[1]);
    ASSERT_EQ(report.reservations.size(), 1U);
    EXPECT_EQ(report.reservations[0].id, "r1");
    EXPECT_EQ(report.reservations[0].lines.at(0).held, 4);
}

TEST(Session, ReferenceRowsListsAndServiceGoRoundThroughJobs) {
    SessionDesk desk;
    ItemRow item;
    item.sku = "sku-2";
    item.weight_g = 250;
    desk.feed(desk.frame(MessageKind::put_items, [&](Builder& b) {
        encode_request(b, std::span<const ItemRow>(&item, 1), Note{"planner", "new"});
    }));
    EXPECT_EQ(desk.jobs().jobs.size(), 1U);
    desk.run_jobs();
    desk.make_durable();
    const auto put = SessionDesk::decoded<PutReply>(desk.reply());
    ASSERT_EQ(put.ids.size(), 1U);

    desk.feed(desk.frame(MessageKind::list_items, [](Builder& b) {
        encode_request(b, ListRequest{.after = 0, .limit = 1}, MessageKind::list_items);
    }));
    auto page = SessionDesk::decoded<ItemPage>(desk.reply());
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].item.sku, "sku-1");
    const std::uint32_t next = page.next.value();
    EXPECT_NE(next, 0U);
    desk.feed(desk.frame(MessageKind::list_items, [next](Builder& b) {
        encode_request(b, ListRequest{.after = next, .limit = 100}, MessageKind::list_items);
    }));
    desk.run_jobs();
    page = SessionDesk::decoded<ItemPage>(desk.reply());
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].item.weight_g, 250U);
    EXPECT_TRUE(page.next.is_none());

    desk.feed(desk.frame(MessageKind::state_digest, [](Builder& b) { encode_empty(b); }));
    desk.run_jobs();
    EXPECT_EQ(
        SessionDesk::decoded<DigestAnswer>(desk.reply()).state_digest, desk.engine().state_digest()
    );
    desk.feed(desk.frame(MessageKind::snapshot, [](Builder& b) { encode_empty(b); }));
    desk.run_jobs();
    EXPECT_EQ(SessionDesk::error(desk.reply()).refusal, Refusal::unavailable);
}

}  // namespace
}  // namespace earmark::protocol
