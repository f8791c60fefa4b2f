// Profiles and scarcity prices.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

wire::ScarcityRow to_struct(const ScarcityRow& row) {
    return {row.sku.value(), row.node.value(), row.price};
}

}  // namespace

flatbuffers::Offset<wire::ProfileRow> write_profile(Builder& builder, const ProfileRow& row) {
    const auto name = write(builder, row.name);
    std::vector<wire::Criterion> listed;
    listed.reserve(row.criteria.size());
    for (const Criterion criterion : row.criteria)
        listed.push_back(to_wire<wire::Criterion>(criterion));
    const auto criteria = builder.CreateVector(listed);
    const auto& thousandths = row.weights.thousandths;
    const auto weights = builder.CreateVector(thousandths.data(), thousandths.size());
    wire::ProfileRowBuilder message(builder);
    message.add_name(name);
    message.add_kind(to_wire<wire::ProfileKind>(row.kind));
    message.add_criteria(criteria);
    message.add_weights(weights);
    message.add_split_penalty(row.split_penalty);
    message.add_per_priority(row.per_priority);
    message.add_shortage_per_unit(row.shortage_per_unit);
    message.add_carbon_per_tonne(row.carbon_per_tonne);
    message.add_load_price(row.load_price);
    return message.Finish();
}

Status read_profile(const wire::ProfileRow& message, ProfileRow& row) {
    if (!read_enum(message.kind(), row.kind)) return bad_enum("ProfileRow.kind", message.kind());
    row.name = view(message.name());
    row.criteria = scalars<Criterion>(message.criteria());
    if (const auto* weights = message.weights()) {
        if (weights->size() > kCostTerms) {
            return malformed(
                "ProfileRow.weights",
                "found " + std::to_string(weights->size()) + ", expected at most " +
                    std::to_string(kCostTerms)
            );
        }
        for (flatbuffers::uoffset_t term = 0; term < weights->size(); ++term)
            row.weights.thousandths[term] = weights->Get(term);
        constexpr auto kLateness = static_cast<std::size_t>(CostTerm::lateness);
        if (weights->size() <= kLateness)
            row.weights.thousandths[kLateness] = row.weights.of(CostTerm::transport);
    }
    row.split_penalty = message.split_penalty();
    row.per_priority = message.per_priority();
    row.shortage_per_unit = message.shortage_per_unit();
    row.carbon_per_tonne = message.carbon_per_tonne();
    row.load_price = message.load_price();
    return Done{};
}

void encode_request(Builder& builder, std::span<const ProfileRow> rows, const Note& note) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::ProfileRow>> offsets;
    offsets.reserve(rows.size());
    for (const ProfileRow& row : rows)
        offsets.push_back(write_profile(builder, row));
    const auto profiles = builder.CreateVector(offsets);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutProfilesRequest(builder, profiles, note_offset));
}

Status decode_request(Payload payload, std::vector<ProfileRow>& rows, Note& note) {
    const auto* message = verified<wire::PutProfilesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutProfilesRequest>(payload);
    note = read(message->note());
    rows.clear();
    if (message->rows() == nullptr) return Done{};
    for (const wire::ProfileRow* row : *message->rows()) {
        if (Status read_well = read_profile(*row, rows.emplace_back()); !read_well)
            return read_well;
    }
    return Done{};
}

void encode_reply(Builder& builder, const ProfileList& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::ProfileEntry>> offsets;
    offsets.reserve(reply.profiles.size());
    for (const ProfileEntry& entry : reply.profiles) {
        const auto profile = write_profile(builder, row_of(entry.profile));
        offsets.push_back(wire::CreateProfileEntry(builder, entry.id.value(), profile));
    }
    const auto profiles = builder.CreateVector(offsets);
    builder.Finish(wire::CreateListProfilesReply(builder, profiles));
}

Status decode_reply(Payload payload, ProfileList& reply) {
    const auto* message = verified<wire::ListProfilesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListProfilesReply>(payload);
    reply.profiles.clear();
    if (message->profiles() == nullptr) return Done{};
    for (const wire::ProfileEntry* entry : *message->profiles()) {
        if (entry->profile() == nullptr)
            return malformed("ProfileEntry.profile", "found nothing, expected a profile");
        ProfileRow row;
        if (Status read_well = read_profile(*entry->profile(), row); !read_well) return read_well;
        reply.profiles.push_back({ProfileId(entry->id()), profile_of(row)});
    }
    return Done{};
}

void encode_request(Builder& builder, const ScarcityRequest& request, const Note& note) {
    builder.Clear();
    const auto prices = write_structs<wire::ScarcityRow>(builder, request.rows, &to_struct);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutScarcityRequest(builder, request.replaces, prices, note_offset));
}

Status decode_request(Payload payload, ScarcityRequest& request, Note& note) {
    const auto* message = verified<wire::PutScarcityRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PutScarcityRequest>(payload);
    request.replaces = message->replaces();
    request.rows = rows<ScarcityRow>(message->rows());
    if (!is_aligned(request.rows)) return misaligned("PutScarcityRequest.rows");
    note = read(message->note());
    return Done{};
}

}  // namespace earmark::protocol
