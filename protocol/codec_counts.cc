// Counts of nodes, and how feeds come in.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

std::int64_t to_us(Time time) {
    return time.time_since_epoch().count();
}

wire::CountLimits to_struct(const CountLimits& limits) {
    return {limits.units_each, limits.value_each, limits.units_total, limits.value_total};
}

CountLimits from_struct(const wire::CountLimits* limits) {
    if (limits == nullptr) return {};
    return {
        .units_each = limits->units_each(),
        .value_each = limits->value_each(),
        .units_total = limits->units_total(),
        .value_total = limits->value_total(),
    };
}

wire::CountRow to_struct(const CountRow& row) {
    return {row.sku.value(), row.quantity};
}

wire::Correction to_struct(const Correction& correction) {
    return {
        correction.sku.value(),
        to_wire<wire::CorrectionState>(correction.state),
        correction.was_counted,
        correction.book,
        correction.counted,
        correction.moved,
        correction.correction,
        correction.value
    };
}

Correction from_struct(const wire::Correction& correction) {
    return {
        .sku = SkuId(correction.sku()),
        .state = static_cast<CorrectionState>(correction.state()),
        .was_counted = correction.was_counted(),
        .book = correction.book(),
        .counted = correction.counted(),
        .moved = correction.moved(),
        .correction = correction.correction(),
        .value = correction.value(),
    };
}

flatbuffers::Offset<wire::CountSummary> write_count(Builder& builder, const CountSummary& summary) {
    const auto id = write(builder, summary.id);
    const wire::CountLimits limits = to_struct(summary.limits);
    wire::CountSummaryBuilder message(builder);
    message.add_id(id);
    message.add_node(summary.node.value());
    message.add_taken_at(to_us(summary.taken_at));
    message.add_closed_at(to_us(summary.closed_at));
    message.add_absent(to_wire<wire::AbsentRows>(summary.absent));
    message.add_mode(to_wire<wire::CountMode>(summary.mode));
    message.add_state(to_wire<wire::CountState>(summary.state));
    message.add_limits(&limits);
    message.add_rows(summary.rows);
    message.add_refused(summary.refused);
    message.add_positions(summary.positions);
    message.add_differing(summary.differing);
    message.add_applied(summary.applied);
    message.add_waiting(summary.waiting);
    message.add_rejected(summary.rejected);
    message.add_units(summary.units);
    message.add_value(summary.value);
    message.add_net_value(summary.net_value);
    return message.Finish();
}

void read_count(const wire::CountSummary* message, CountSummary& summary) {
    summary = {};
    if (message == nullptr) return;
    assign(summary.id, message->id());
    summary.node = NodeId(message->node());
    summary.taken_at = Time(Duration(message->taken_at()));
    summary.closed_at = Time(Duration(message->closed_at()));
    summary.absent = static_cast<AbsentRows>(message->absent());
    summary.mode = static_cast<CountMode>(message->mode());
    summary.state = static_cast<CountState>(message->state());
    summary.limits = from_struct(message->limits());
    summary.rows = message->rows();
    summary.refused = message->refused();
    summary.positions = message->positions();
    summary.differing = message->differing();
    summary.applied = message->applied();
    summary.waiting = message->waiting();
    summary.rejected = message->rejected();
    summary.units = message->units();
    summary.value = message->value();
    summary.net_value = message->net_value();
}

}  // namespace

// ---- Requests -------------------------------------------------------------------------------

void encode_request(Builder& builder, const BeginCount& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto note_offset = write(builder, note);
    const wire::CountLimits limits = to_struct(request.limits);
    builder.Finish(wire::CreateBeginCountRequest(
        builder,
        id,
        request.node.value(),
        to_us(request.taken_at),
        to_wire<wire::AbsentRows>(request.absent),
        to_wire<wire::CountMode>(request.mode),
        &limits,
        note_offset
    ));
}

Status decode_request(Payload payload, BeginCount& request, Note& note) {
    const auto* message = verified<wire::BeginCountRequest>(payload);
    if (message == nullptr) return not_that_message<wire::BeginCountRequest>(payload);
    request.id = view(message->id());
    request.node = NodeId(message->node());
    request.taken_at = Time(Duration(message->taken_at()));
    if (!read_enum(message->absent(), request.absent))
        return bad_enum("BeginCountRequest.absent", message->absent());
    if (!read_enum(message->mode(), request.mode))
        return bad_enum("BeginCountRequest.mode", message->mode());
    request.limits = from_struct(message->limits());
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const CountRows& request) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto rows_offset = write_structs<wire::CountRow>(builder, request.rows, &to_struct);
    builder.Finish(wire::CreateCountRowsRequest(builder, id, request.first_row, rows_offset));
}

Status decode_request(Payload payload, CountRows& request) {
    const auto* message = verified<wire::CountRowsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::CountRowsRequest>(payload);
    request.id = view(message->id());
    request.first_row = message->first_row();
    request.rows = rows<CountRow>(message->rows());
    if (!is_aligned(request.rows)) return misaligned("CountRowsRequest.rows");
    return Done{};
}

void encode_close_count(Builder& builder, std::string_view id, const Note& note) {
    builder.Clear();
    const auto id_offset = write(builder, id);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateCloseCountRequest(builder, id_offset, note_offset));
}

Status decode_close_count(Payload payload, std::string_view& id, Note& note) {
    const auto* message = verified<wire::CloseCountRequest>(payload);
    if (message == nullptr) return not_that_message<wire::CloseCountRequest>(payload);
    id = view(message->id());
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const SettleCount& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> items;
    if (!request.items.empty()) {
        std::uint32_t* handles = nullptr;
        items = builder.CreateUninitializedVector(request.items.size(), &handles);
        for (std::size_t index = 0; index < request.items.size(); ++index)
            handles[index] = request.items[index].value();
    }
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateSettleCountRequest(
        builder, id, to_wire<wire::CountDecision>(request.decision), items, note_offset
    ));
}

Status decode_request(Payload payload, SettleCount& request, Note& note) {
    const auto* message = verified<wire::SettleCountRequest>(payload);
    if (message == nullptr) return not_that_message<wire::SettleCountRequest>(payload);
    request.id = view(message->id());
    if (!read_enum(message->decision(), request.decision))
        return bad_enum("SettleCountRequest.decision", message->decision());
    request.items = scalars<SkuId>(message->items());
    if (!is_aligned(request.items)) return misaligned("SettleCountRequest.items");
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const CountReportRequest& request) {
    builder.Clear();
    const auto id = write(builder, request.id);
    wire::CountReportRequestBuilder message(builder);
    message.add_id(id);
    if (request.state) message.add_state(to_wire<wire::CorrectionState>(*request.state));
    message.add_after(request.after);
    message.add_limit(request.limit);
    builder.Finish(message.Finish());
}

Status decode_request(Payload payload, CountReportRequest& request) {
    const auto* message = verified<wire::CountReportRequest>(payload);
    if (message == nullptr) return not_that_message<wire::CountReportRequest>(payload);
    request.id = view(message->id());
    request.state.reset();
    if (const auto state = message->state()) {
        if (!read_enum(*state, request.state.emplace()))
            return bad_enum("CountReportRequest.state", *state);
    }
    request.after = message->after();
    request.limit = message->limit();
    return Done{};
}

// ---- Replies --------------------------------------------------------------------------------

void encode_reply(Builder& builder, const CountReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto summary = write_count(builder, reply.summary);
    const auto answers = write_answers(builder, reply.answers);
    builder.Finish(wire::CreateCountReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, summary, answers, reply.lsn
    ));
}

Status decode_reply(Payload payload, CountReply& reply) {
    const auto* message = verified<wire::CountReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::CountReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    read_count(message->summary(), reply.summary);
    read_answers(message->answers(), reply.answers);
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const CountReport& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto summary = write_count(builder, reply.summary);
    const auto corrections = write_structs<wire::Correction>(
        builder, std::span<const Correction>(reply.corrections), &to_struct
    );
    builder.Finish(wire::CreateCountReportReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        summary,
        corrections,
        reply.next,
        reply.lsn
    ));
}

Status decode_reply(Payload payload, CountReport& reply) {
    const auto* message = verified<wire::CountReportReply>(payload);
    if (message == nullptr) return not_that_message<wire::CountReportReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    read_count(message->summary(), reply.summary);
    reply.corrections.clear();
    if (!is_aligned(message->corrections())) return misaligned("CountReportReply.corrections");
    if (message->corrections() != nullptr) {
        for (const wire::Correction* correction : *message->corrections())
            reply.corrections.push_back(from_struct(*correction));
    }
    reply.next = message->next();
    reply.lsn = message->lsn();
    return Done{};
}

void encode_reply(Builder& builder, const CountList& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::CountSummary>> counts;
    counts.reserve(reply.counts.size());
    for (const CountSummary& summary : reply.counts)
        counts.push_back(write_count(builder, summary));
    const auto offset = builder.CreateVector(counts);
    builder.Finish(wire::CreateListCountsReply(builder, offset));
}

Status decode_reply(Payload payload, CountList& reply) {
    const auto* message = verified<wire::ListCountsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListCountsReply>(payload);
    reply.counts.clear();
    if (message->counts() == nullptr) return Done{};
    for (const wire::CountSummary* summary : *message->counts())
        read_count(summary, reply.counts.emplace_back());
    return Done{};
}

void encode_reply(Builder& builder, const FeedList& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::SourceFeed>> feeds;
    feeds.reserve(reply.feeds.size());
    for (const SourceFeed& feed : reply.feeds) {
        const auto source = write(builder, feed.source);
        feeds.push_back(wire::CreateSourceFeed(
            builder,
            source,
            feed.newest,
            feed.gaps,
            feed.skipped,
            feed.applied,
            feed.unchanged,
            feed.stale,
            feed.refused
        ));
    }
    const auto offset = builder.CreateVector(feeds);
    builder.Finish(wire::CreateSourceFeedsReply(builder, offset));
}

Status decode_reply(Payload payload, FeedList& reply) {
    const auto* message = verified<wire::SourceFeedsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceFeedsReply>(payload);
    reply.feeds.clear();
    if (message->feeds() == nullptr) return Done{};
    for (const wire::SourceFeed* feed : *message->feeds()) {
        reply.feeds.push_back({
            .source = std::string(view(feed->source())),
            .newest = feed->newest(),
            .gaps = feed->gaps(),
            .skipped = feed->skipped(),
            .applied = feed->applied(),
            .unchanged = feed->unchanged(),
            .stale = feed->stale(),
            .refused = feed->refused(),
        });
    }
    return Done{};
}

}  // namespace earmark::protocol
