// Previews of rules of selling.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

wire::OfferFigures to_struct(const OfferFigures& figures) {
    return {figures.ats, figures.withheld, figures.kept, figures.is_stopped};
}

OfferFigures from_struct(const wire::OfferFigures& figures) {
    return {
        .ats = figures.ats(),
        .withheld = figures.withheld(),
        .kept = figures.kept(),
        .is_stopped = figures.is_stopped()
    };
}

wire::PositionPreview to_struct(const PositionPreview& preview) {
    return {
        to_struct(preview.before),
        to_struct(preview.after),
        preview.sku.value(),
        preview.node.value(),
        preview.segment.value(),
        preview.method,
        preview.day
    };
}

flatbuffers::Offset<wire::TouchedLine> write_line(Builder& builder, const TouchedLine& line) {
    const auto id = write(builder, line.reservation);
    return wire::CreateTouchedLine(
        builder,
        id,
        to_wire<wire::ReservationState>(line.state),
        line.line,
        line.sku.value(),
        line.node.value(),
        line.day,
        line.held,
        line.allocated
    );
}

void read_totals(const wire::PreviewTotals* wire_totals, PreviewTotals& totals) {
    totals = {};
    if (wire_totals == nullptr) return;
    totals.positions = wire_totals->positions();
    totals.unavailable = wire_totals->unavailable();
    totals.available = wire_totals->available();
    totals.lines = wire_totals->lines();
    totals.touched = wire_totals->touched();
}

}  // namespace

void encode_request(Builder& builder, const RulePreviewRequest& request) {
    builder.Clear();
    const auto rules = write_selling_rules(builder, request.rows);
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreatePreviewSellingRulesRequest(builder, rules, after, request.limit));
}

Status decode_request(
    Payload payload, std::vector<SellingRuleRow>& rows, RulePreviewRequest& request
) {
    const auto* message = verified<wire::PreviewSellingRulesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PreviewSellingRulesRequest>(payload);
    if (Status read = read_selling_rules(message->rules(), rows); !read) return read;
    request.rows = rows;
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_request(Builder& builder, const SegmentPreviewRequest& request) {
    builder.Clear();
    const auto rows = write_segment_rules(builder, request.rows);
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreatePreviewSegmentRulesRequest(builder, rows, after, request.limit));
}

Status decode_request(
    Payload payload, std::vector<SegmentRuleRow>& rows, SegmentPreviewRequest& request
) {
    const auto* message = verified<wire::PreviewSegmentRulesRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PreviewSegmentRulesRequest>(payload);
    if (Status read = read_segment_rules(message->rows(), rows); !read) return read;
    request.rows = rows;
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_request(Builder& builder, const TermsPreviewRequest& request) {
    builder.Clear();
    const auto rows = write_terms(builder, request.rows);
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreatePreviewPromiseTermsRequest(builder, rows, after, request.limit));
}

Status decode_request(
    Payload payload, std::vector<PromiseTermsRow>& rows, TermsPreviewRequest& request
) {
    const auto* message = verified<wire::PreviewPromiseTermsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::PreviewPromiseTermsRequest>(payload);
    if (!read_terms(message->rows(), rows)) return misaligned("PreviewPromiseTermsRequest.rows");
    request.rows = rows;
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_request(Builder& builder, const NodePreviewRequest& request) {
    builder.Clear();
    const auto rows = write_nodes(builder, request.rows);
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreatePreviewNodesRequest(builder, rows, after, request.limit));
}

Status decode_request(Payload payload, std::vector<NodeRow>& rows, NodePreviewRequest& request) {
    const auto* message = verified<wire::PreviewNodesRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PreviewNodesRequest>(payload);
    if (Status read = read_nodes(message->rows(), rows); !read) return read;
    request.rows = rows;
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_reply(Builder& builder, const RulePreviewReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.judged.detail);
    const auto answers = write_answers(builder, reply.judged.answers);
    const auto positions =
        write_structs<wire::PositionPreview, PositionPreview>(builder, reply.positions, &to_struct);
    std::vector<flatbuffers::Offset<wire::TouchedLine>> lines;
    lines.reserve(reply.touched.size());
    for (const TouchedLine& line : reply.touched)
        lines.push_back(write_line(builder, line));
    const auto touched = builder.CreateVector(lines);
    const auto next = write(builder, reply.next);
    const PreviewTotals& sums = reply.totals;
    const wire::PreviewTotals totals(
        sums.positions, sums.unavailable, sums.available, sums.lines, sums.touched
    );
    builder.Finish(wire::CreatePreviewSellingRulesReply(
        builder,
        to_wire<wire::Outcome>(reply.judged.outcome),
        detail,
        reply.judged.applied,
        reply.judged.unchanged,
        reply.judged.refused,
        answers,
        positions,
        touched,
        &totals,
        next,
        reply.judged.lsn
    ));
}

Status decode_reply(Payload payload, RulePreviewReply& reply) {
    const auto* message = verified<wire::PreviewSellingRulesReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PreviewSellingRulesReply>(payload);
    reply = {};
    reply.judged.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.judged.detail, message->detail());
    reply.judged.applied = message->applied();
    reply.judged.unchanged = message->unchanged();
    reply.judged.refused = message->refused();
    read_answers(message->answers(), reply.judged.answers);
    reply.judged.lsn = message->lsn();
    read_totals(message->totals(), reply.totals);
    assign(reply.next, message->next());
    if (message->positions() != nullptr) {
        if (!is_aligned(message->positions()))
            return misaligned("PreviewSellingRulesReply.positions");
        for (const wire::PositionPreview* preview : *message->positions()) {
            reply.positions.push_back(
                {.sku = SkuId(preview->sku()),
                 .node = NodeId(preview->node()),
                 .segment = SegmentId(preview->segment()),
                 .method = preview->method(),
                 .day = preview->day(),
                 .before = from_struct(preview->before()),
                 .after = from_struct(preview->after())}
            );
        }
    }
    if (message->touched() == nullptr) return Done{};
    for (const wire::TouchedLine* line : *message->touched()) {
        reply.touched.push_back(
            {.reservation = std::string(view(line->reservation())),
             .state = static_cast<ReservationState>(line->state()),
             .line = line->line(),
             .sku = SkuId(line->sku()),
             .node = NodeId(line->node()),
             .day = line->day(),
             .held = line->held(),
             .allocated = line->allocated()}
        );
    }
    return Done{};
}

}  // namespace earmark::protocol
