#include "protocol/codec_parts.h"
#include "protocol/json.h"
#include "tests/protocol/sample_messages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

namespace earmark::protocol {
namespace {

template <typename Native, typename Wire, typename NameOf>
void expect_same_names(NameOf wire_name) {
    for (unsigned value = 0; value <= static_cast<unsigned>(Wire::MAX); ++value)
        EXPECT_EQ(to_string(static_cast<Native>(value)), wire_name(static_cast<Wire>(value)));
}

TEST(Codec, EnumeratorsAreTheSchemasByName) {
    expect_same_names<Outcome, wire::Outcome>(wire::EnumNameOutcome);
    expect_same_names<LineVerdict, wire::LineVerdict>(wire::EnumNameLineVerdict);
    expect_same_names<RowVerdict, wire::RowVerdict>(wire::EnumNameRowVerdict);
    expect_same_names<QueryVerdict, wire::QueryVerdict>(wire::EnumNameQueryVerdict);
    expect_same_names<UnfilledReason, wire::UnfilledReason>(wire::EnumNameUnfilledReason);
    expect_same_names<ReservationState, wire::ReservationState>(wire::EnumNameReservationState);
    expect_same_names<Durability, wire::Durability>(wire::EnumNameDurability);
    expect_same_names<WaitingReason, wire::WaitingReason>(wire::EnumNameWaitingReason);
    expect_same_names<Level, wire::Level>(wire::EnumNameLevel);
    expect_same_names<LevelScope, wire::LevelScope>(wire::EnumNameLevelScope);
    expect_same_names<SupplyType, wire::SupplyType>(wire::EnumNameSupplyType);
    expect_same_names<TermKind, wire::TermKind>(wire::EnumNameTermKind);
    expect_same_names<Disposition, wire::Disposition>(wire::EnumNameDisposition);
    expect_same_names<ChangesOutcome, wire::ChangesOutcome>(wire::EnumNameChangesOutcome);
    expect_same_names<ReservationEvent, wire::ReservationEvent>(wire::EnumNameReservationEvent);
}

std::vector<SampleMessage> all_samples() {
    auto samples = sample_requests();
    for (auto& sample : sample_replies())
        samples.push_back(std::move(sample));
    return samples;
}

/// A copy in a block of exactly its size, so that AddressSanitizer sees a read past its end.
class ExactCopy {
  public:
    explicit ExactCopy(std::span<const std::byte> bytes)
        : size_(bytes.size()), bytes_(new std::byte[bytes.size()]) {
        if (!bytes.empty()) std::memcpy(bytes_.get(), bytes.data(), bytes.size());
    }
    std::span<std::byte> span() { return {bytes_.get(), size_}; }

  private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> bytes_;
};

std::string json_of(const SampleMessage& sample, Payload payload) {
    auto json = table_to_json(sample.table, payload);
    EXPECT_TRUE(json) << sample.table;
    return json ? *json : "";
}

TEST(Codec, EveryMessageSurvivesTheRoundTripFieldByField) {
    for (const SampleMessage& sample : all_samples()) {
        const auto again = sample.echo(sample.payload);
        ASSERT_FALSE(again.empty()) << sample.table;
        EXPECT_EQ(json_of(sample, again), json_of(sample, sample.payload)) << sample.table;
    }
}

TEST(Codec, EveryMessageOfTheSchemaHasASample) {
    const std::string schema(schema_text());
    const auto samples = all_samples();
    for (std::size_t at = schema.find("\ntable "); at != std::string::npos;
         at = schema.find("\ntable ", at + 1)) {
        const std::size_t begin = at + 7;
        const std::string name = schema.substr(begin, schema.find(' ', begin) - begin);
        if (!name.ends_with("Request") && !name.ends_with("Reply")) continue;
        if (name.ends_with("Request") && schema.find("table " + name + " {}") != std::string::npos)
            continue;  // All tables without fields look the same.
        const auto is_it = [&](const SampleMessage& sample) { return sample.table == name; };
        EXPECT_TRUE(std::any_of(samples.begin(), samples.end(), is_it)) << name;
    }
}

TEST(Codec, AMessageCutAtAnyByteIsRefusedOrWhole) {
    for (const SampleMessage& sample : all_samples()) {
        for (std::size_t bytes = 0; bytes < sample.payload.size(); ++bytes) {
            ExactCopy cut(std::span(sample.payload).first(bytes));
            const auto again = sample.echo(cut.span());
            if (again.empty()) continue;
            EXPECT_EQ(json_of(sample, again), json_of(sample, sample.payload))
                << sample.table << " cut at " << bytes;
        }
    }
}

TEST(Codec, AMessageWithAnyByteChangedIsReadWithoutHarm) {
    for (const SampleMessage& sample : all_samples()) {
        ExactCopy copy(sample.payload);
        for (std::byte& byte : copy.span()) {
            const std::byte right = byte;
            // Four bytes on or back: structs of eight bytes lie wrong, where else all is right.
            const auto old = static_cast<unsigned>(right);
            for (const unsigned wrong : {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU, old + 4, old - 4}) {
                byte = static_cast<std::byte>(wrong);
                sample.echo(copy.span());
            }
            byte = right;
        }
    }
}

TEST(Codec, APayloadOfAnotherKindIsRefusedOrReadWithoutHarm) {
    for (const SampleMessage& sample : all_samples()) {
        for (const SampleMessage& other : all_samples())
            sample.echo(other.payload);
    }
}

/// Overwrites the length of the only vector of structs in a message.
std::vector<std::byte> with_vector_length(
    std::vector<std::byte> payload, std::uint32_t from, std::uint32_t to
) {
    for (std::size_t at = 0; at + 4 <= payload.size(); at += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, payload.data() + at, 4);
        if (word != from) continue;
        std::memcpy(payload.data() + at, &to, 4);
    }
    return payload;
}

TEST(Codec, AVectorThatLiesAboutItsLengthIsRefused) {
    std::array<AvailabilityQuery, 1234> queries{};
    Builder builder;
    encode_request(builder, AvailabilityRequest{.queries = queries}, AvailabilityForm::full);
    const Payload payload = finished(builder);
    const std::vector<std::byte> right(payload.begin(), payload.end());
    for (const std::uint32_t lie : {1'235U, 100'000U, 0x7FFF'FFFFU, 0xFFFF'FFFFU, 0xAAAA'AAABU}) {
        const auto lying = with_vector_length(right, 1'234, lie);
        AvailabilityRequest request;
        AvailabilityForm form = AvailabilityForm::full;
        ExactCopy copy(lying);
        const auto status = decode_request(copy.span(), request, form);
        ASSERT_FALSE(status) << lie;
        EXPECT_EQ(status.error().code, ErrorCode::malformed_frame);
        EXPECT_NE(status.error().detail.find("AvailabilityRequest"), std::string::npos);
    }
}

TEST(Codec, MoreTablesThanAnyHonestMessageHasAreRefused) {
    Builder builder;
    std::vector<flatbuffers::Offset<wire::GroupRow>> rows(
        kRowTablesMax + 1, wire::CreateGroupRow(builder)
    );
    const auto offset = builder.CreateVector(rows);
    builder.Finish(wire::CreatePutGroupsRequest(builder, offset));
    DecodeRoom room;
    std::span<const GroupRow> groups;
    Note note;
    EXPECT_FALSE(decode_request(finished(builder), room, groups, note));
}

TEST(Codec, RowsThatShareTheirMembersCannotBlowARequestUp) {
    Builder builder;
    const std::vector<wire::GroupMember> members(10'000, wire::GroupMember(1, 1));
    const auto shared = builder.CreateVectorOfStructs(members);
    const auto row = wire::CreateGroupRow(builder, 0, shared);
    const std::vector<flatbuffers::Offset<wire::GroupRow>> rows(10'000, row);
    const auto offset = builder.CreateVector(rows);
    builder.Finish(wire::CreatePutGroupsRequest(builder, offset));
    DecodeRoom room;
    std::span<const GroupRow> groups;
    Note note;
    const auto status = decode_request(finished(builder), room, groups, note);
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().detail.find("GroupRow.members"), std::string::npos);
}

TEST(Codec, AnEnumeratorThatDoesNotExistIsRefusedByName) {
    Builder builder;
    const std::array<wire::SupplyRow, 1> rows{
        wire::SupplyRow(1, 2, static_cast<wire::SupplyChange>(3), 4, 5, 6)
    };
    const auto offset = builder.CreateVectorOfStructs(rows.data(), rows.size());
    builder.Finish(wire::CreateApplySupplyRequest(builder, 0, offset));
    SupplyRequest request;
    Note note;
    const auto status = decode_request(finished(builder), request, note);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().detail, "SupplyRow.change: found 3, expected 0 to 2");
}

TEST(Codec, AVectorOffItsAlignmentIsRefused) {
    std::array<ReserveLine, 3> lines{};
    Builder builder;
    encode_request(builder, ReserveRequest{.id = "r", .lines = lines}, Note{});
    const Payload payload = finished(builder);
    // Four bytes further on, every struct of eight-byte numbers lies wrong.
    alignas(16) std::array<std::byte, 512> room{};
    std::memcpy(room.data() + 4, payload.data(), payload.size());
    ReserveRequest request;
    Note note;
    const auto status = decode_request(std::span(room).subspan(4, payload.size()), request, note);
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().detail.find("alignment"), std::string::npos);
}

TEST(Codec, AVectorOfNothingIsNowhereOffItsAlignment) {
    const TariffStep step{.weight_g_max = 500, .rates = {}};
    const TariffRow row{.name = "post", .steps = {&step, 1}};
    Builder builder;
    encode_request(builder, std::span(&row, 1), Note{});
    const Payload payload = finished(builder);
    alignas(16) std::array<std::byte, 512> room{};
    for (const std::size_t begin : {0U, 4U}) {
        std::memcpy(room.data() + begin, payload.data(), payload.size());
        DecodeRoom decoded;
        std::span<const TariffRow> rows;
        Note note;
        const Payload lying = std::span(room).subspan(begin, payload.size());
        const auto status = decode_request(lying, decoded, rows, note);
        ASSERT_TRUE(status) << status.error().detail;
        ASSERT_EQ(rows.size(), 1U);
        ASSERT_EQ(rows[0].steps.size(), 1U);
        EXPECT_TRUE(rows[0].steps[0].rates.empty());
    }
}

TEST(Codec, SequencesAreOneForEachDispositionOrNone) {
    const std::array<wire::DispositionRow, 2> rows{};
    const auto decoded = [&](const std::vector<std::uint64_t>& sequences) {
        Builder builder;
        const auto rows_offset = builder.CreateVectorOfStructs(rows.data(), rows.size());
        const auto sequences_offset = builder.CreateVector(sequences);
        builder.Finish(wire::CreateDisposeRequest(builder, rows_offset, 0, 0, sequences_offset));
        const Payload payload(
            reinterpret_cast<const std::byte*>(builder.GetBufferPointer()), builder.GetSize()
        );
        std::vector<DispositionRow> read;
        DispositionRequest request;
        Note note;
        return static_cast<bool>(decode_request(payload, read, request, note));
    };
    EXPECT_TRUE(decoded({}));
    EXPECT_TRUE(decoded({1, 2}));
    EXPECT_FALSE(decoded({1}));
    EXPECT_FALSE(decoded({1, 2, 3}));
}

}  // namespace
}  // namespace earmark::protocol
