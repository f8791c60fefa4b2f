#include "protocol/load_jobs.h"

#include "engine/base/plain_text.h"

#include <algorithm>

namespace earmark::protocol {
namespace {

bool is_set(const std::vector<std::uint8_t>& bits, std::uint32_t index) {
    return index / 8 < bits.size() && (std::uint32_t{bits[index / 8]} >> index % 8 & 1U) != 0;
}

void set(std::vector<std::uint8_t>& bits, std::uint32_t index) {
    if (index / 8 >= bits.size()) bits.resize(index / 8 + 1);
    bits[index / 8] = static_cast<std::uint8_t>(bits[index / 8] | 1U << index % 8);
}

template <typename Reply>
void refuse(Reply& reply, Outcome outcome, std::string detail) {
    reply.outcome = outcome;
    reply.detail = std::move(detail);
}

}  // namespace

void LoadJobs::step(const JobRequest& request, Time now, JobReply& reply) {
    reply = {};
    const MutexLock lock(mutex_);
    if (request.step == JobStep::begin) return begin(request, now, reply);
    const auto found = jobs_.find(request.name);
    if (found == jobs_.end()) {
        return refuse(
            reply, Outcome::bad_value, "job: expected one begun since the server was started"
        );
    }
    if (request.step == JobStep::end) found->second.job.ended = true;
    reply.job = found->second.job;
    reply.done = found->second.done;
}

void LoadJobs::begin(const JobRequest& request, Time now, JobReply& reply) {
    const bool is_good = !request.name.empty() && request.name.size() <= kJobNameBytesMax &&
                         request.file.size() <= kJobFileBytesMax && !request.source.empty() &&
                         request.source.size() <= kSourceNameBytesMax && request.sequence != 0 &&
                         request.sequence <= kSequenceMax && is_plain_text(request.name) &&
                         is_plain_text(request.source) && is_plain_text(request.file);
    if (!is_good) {
        return refuse(
            reply,
            Outcome::bad_value,
            "job: expected a name of 1 to 64 bytes, a source of 1 to 32 and a file, all " +
                std::string(kPlainText) + ", and a sequence from 1 to " +
                std::to_string(kSequenceMax)
        );
    }
    if (const auto known = jobs_.find(request.name); known != jobs_.end()) {
        Entry& entry = known->second;
        reply.job = entry.job;
        if (entry.job.file_hash != request.file_hash || entry.job.source != request.source) {
            return refuse(
                reply,
                Outcome::id_used_differently,
                "the job of this name loads another file, or is of another source"
            );
        }
        entry.job.ended = false;
        reply.outcome = Outcome::repeated;
        reply.done = entry.done;
        return;
    }
    if (!make_room())
        return refuse(reply, Outcome::over_budget, "256 loads are under way: end one first");
    Entry& entry = jobs_[std::string(request.name)];
    entry.job.name = request.name;
    entry.job.file = request.file;
    entry.job.file_hash = request.file_hash;
    entry.job.source = request.source;
    entry.job.sequence = request.sequence;
    entry.job.begun_at = entry.job.newest_at = now;
    reply.job = entry.job;
}

bool LoadJobs::make_room() {
    if (jobs_.size() < kJobsMax) return true;
    auto oldest = jobs_.end();
    for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
        if (!job->second.job.ended || !job->second.under_way.empty()) continue;
        if (oldest == jobs_.end() || job->second.job.newest_at < oldest->second.job.newest_at)
            oldest = job;
    }
    if (oldest == jobs_.end()) return false;
    jobs_.erase(oldest);
    return true;
}

void LoadJobs::load(
    Engine& engine, const LoadPage& request, const CallContext& context, SupplyReply& reply
) {
    reply = {};
    std::string source;
    {
        const MutexLock lock(mutex_);
        const auto found = jobs_.find(request.job);
        if (found == jobs_.end())
            return refuse(reply, Outcome::bad_value, "job: expected one that was begun");
        if (request.page >= kJobPagesMax)
            return refuse(reply, Outcome::bad_value, "page: expected fewer than 1048576");
        Entry& entry = found->second;
        if (is_set(entry.done, request.page)) {
            reply.outcome = Outcome::repeated;
            return;
        }
        // The same page of a connection that was thought lost: its rows are numbered, but would be
        // counted twice.
        if (std::count(entry.under_way.begin(), entry.under_way.end(), request.page) > 0)
            return refuse(reply, Outcome::overloaded, "the page is being applied");
        entry.under_way.push_back(request.page);
        source = entry.job.source;
    }
    engine.apply_supply({.source = source, .rows = request.rows}, context, reply);
    const MutexLock lock(mutex_);
    Entry& entry = jobs_.find(request.job)->second;
    std::erase(entry.under_way, request.page);
    if (reply.outcome != Outcome::done) return;
    const bool is_whole =
        std::none_of(reply.answers.begin(), reply.answers.end(), [](const RowAnswer& answer) {
            return answer.verdict == RowVerdict::not_done;
        });
    if (!is_whole) return;
    set(entry.done, request.page);
    LoadJob& job = entry.job;
    job.newest_at = context.now;
    job.pages += 1;
    job.applied += reply.applied;
    job.unchanged += reply.unchanged;
    for (const RowAnswer& answer : reply.answers) {
        if (answer.verdict == RowVerdict::stale) {
            job.stale += 1;
            continue;
        }
        job.refused += 1;
        if (job.refusals.size() < kJobRefusalsMax)
            job.refusals.push_back({request.page, answer.row, answer.verdict});
    }
}

JobList LoadJobs::list() const {
    JobList list;
    const MutexLock lock(mutex_);
    for (const auto& [name, entry] : jobs_)
        list.jobs.push_back(entry.job);
    return list;
}

}  // namespace earmark::protocol
