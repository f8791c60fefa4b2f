// Loads by pages.
#include "protocol/codec_parts.h"

#include <algorithm>

namespace earmark::protocol {
namespace {

wire::JobRefusal to_struct(const JobRefusal& refusal) {
    return {refusal.page, refusal.row, to_wire<wire::RowVerdict>(refusal.verdict)};
}

flatbuffers::Offset<wire::LoadJob> write_job(Builder& builder, const LoadJob& job) {
    const auto name = write(builder, job.name);
    const auto file = write(builder, job.file);
    const auto source = write(builder, job.source);
    const auto refusals = write_structs<wire::JobRefusal>(
        builder, std::span<const JobRefusal>(job.refusals), &to_struct
    );
    return wire::CreateLoadJob(
        builder,
        name,
        file,
        job.file_hash,
        source,
        job.sequence,
        job.ended,
        job.begun_at.time_since_epoch().count(),
        job.newest_at.time_since_epoch().count(),
        job.pages,
        job.applied,
        job.unchanged,
        job.stale,
        job.refused,
        refusals
    );
}

Status read_job(const wire::LoadJob* message, LoadJob& job) {
    job = {};
    if (message == nullptr) return Done{};
    assign(job.name, message->name());
    assign(job.file, message->file());
    job.file_hash = message->file_hash();
    assign(job.source, message->source());
    job.sequence = message->sequence();
    job.ended = message->ended();
    job.begun_at = Time(Duration(message->begun_at()));
    job.newest_at = Time(Duration(message->newest_at()));
    job.pages = message->pages();
    job.applied = message->applied();
    job.unchanged = message->unchanged();
    job.stale = message->stale();
    job.refused = message->refused();
    const auto* refusals = message->refusals();
    if (refusals == nullptr) return Done{};
    if (!is_aligned(refusals)) return misaligned("LoadJob.refusals");
    for (const wire::JobRefusal* refusal : *refusals) {
        job.refusals.push_back(
            {refusal->page(), refusal->row(), static_cast<RowVerdict>(refusal->verdict())}
        );
    }
    return Done{};
}

}  // namespace

void encode_request(Builder& builder, const JobRequest& request, const Note& note) {
    builder.Clear();
    const auto name = write(builder, request.name);
    const auto file = write(builder, request.file);
    const auto source = write(builder, request.source);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateJobRequest(
        builder,
        to_wire<wire::JobStep>(request.step),
        name,
        file,
        request.file_hash,
        source,
        request.sequence,
        note_offset
    ));
}

Status decode_request(Payload payload, JobRequest& request, Note& note) {
    const auto* message = verified<wire::JobRequest>(payload);
    if (message == nullptr) return not_that_message<wire::JobRequest>(payload);
    if (!read_enum(message->step(), request.step))
        return bad_enum("JobRequest.step", message->step());
    request.name = view(message->name());
    request.file = view(message->file());
    request.file_hash = message->file_hash();
    request.source = view(message->source());
    request.sequence = message->sequence();
    note = read(message->note());
    return Done{};
}

void encode_request(Builder& builder, const LoadPage& request, const Note& note) {
    builder.Clear();
    const auto job = write(builder, request.job);
    const auto rows_offset = write_structs<wire::SupplyRow>(builder, request.rows, &to_struct);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateLoadPageRequest(builder, job, request.page, rows_offset, note_offset)
    );
}

Status decode_request(Payload payload, LoadPage& request, Note& note) {
    const auto* message = verified<wire::LoadPageRequest>(payload);
    if (message == nullptr) return not_that_message<wire::LoadPageRequest>(payload);
    request.job = view(message->job());
    request.page = message->page();
    request.rows = rows<SupplyRow>(message->rows());
    if (!is_aligned(request.rows)) return misaligned("LoadPageRequest.rows");
    const auto bad =
        std::find_if(request.rows.begin(), request.rows.end(), [](const SupplyRow& row) {
            return row.change > SupplyChange::safety;
        });
    if (bad != request.rows.end())
        return bad_enum("SupplyRow.change", to_wire<wire::SupplyChange>(bad->change));
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const JobReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto job = write_job(builder, reply.job);
    flatbuffers::Offset<flatbuffers::Vector<std::uint8_t>> done;
    if (!reply.done.empty()) done = builder.CreateVector(reply.done);
    builder.Finish(
        wire::CreateJobReply(builder, to_wire<wire::Outcome>(reply.outcome), detail, job, done)
    );
}

Status decode_reply(Payload payload, JobReply& reply) {
    const auto* message = verified<wire::JobReply>(payload);
    if (message == nullptr) return not_that_message<wire::JobReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.done.clear();
    if (message->done() != nullptr)
        reply.done.assign(message->done()->begin(), message->done()->end());
    return read_job(message->job(), reply.job);
}

void encode_reply(Builder& builder, const JobList& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::LoadJob>> jobs;
    jobs.reserve(reply.jobs.size());
    for (const LoadJob& job : reply.jobs)
        jobs.push_back(write_job(builder, job));
    const auto offset = builder.CreateVector(jobs);
    builder.Finish(wire::CreateListJobsReply(builder, offset));
}

Status decode_reply(Payload payload, JobList& reply) {
    const auto* message = verified<wire::ListJobsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListJobsReply>(payload);
    reply.jobs.clear();
    if (message->jobs() == nullptr) return Done{};
    for (const wire::LoadJob* job : *message->jobs()) {
        if (Status status = read_job(job, reply.jobs.emplace_back()); !status) return status;
    }
    return Done{};
}

}  // namespace earmark::protocol
