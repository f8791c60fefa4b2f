#include "persistence/recovery.h"

#include "engine/base/parallel.h"
#include "persistence/aligned_buffer.h"
#include "persistence/snapshot_loader.h"

#include <algorithm>
#include <future>

namespace earmark::persistence {

namespace {

Error at_lsn(const Error& error, Lsn lsn) {
    return Error{error.code, "the record at LSN " + std::to_string(lsn) + ": " + error.detail};
}

/// The segment in which the first record after `after` is, or would be.
Result<std::size_t> first_segment_needed(
    const DataFolder& folder, const LogSurvey& survey, Lsn after
) {
    if (survey.used.empty()) {
        return Error{
            ErrorCode::corrupt_record,
            folder.log() + ": found no segment in use, expected the one with LSN " +
                std::to_string(after + 1) +
                (survey.loss.empty() ? std::string() : "; " + survey.loss)
        };
    }
    std::size_t first = survey.used.size();
    while (first > 0 && survey.used[first - 1].header.first_lsn > after + 1)
        --first;
    if (first == 0) {
        return Error{
            ErrorCode::corrupt_record,
            folder.log() + ": the segment with LSN " + std::to_string(after + 1) +
                " is missing: the oldest is " + survey.used.front().path + " from LSN " +
                std::to_string(survey.used.front().header.first_lsn)
        };
    }
    // Of two that begin with the same LSN the earlier holds nothing that is needed.
    return first - 1;
}

Status replay_log(
    LogReader& reader,
    StateImageTarget& target,
    Lsn after,
    const RecoveryOptions& options,
    std::uint64_t bytes_total,
    RecoveryReport& report
) {
    RecoveryProgress progress{RecoveryStage::log, 0, bytes_total};
    auto current = reader.next();
    while (true) {
        if (!current) return current.error();
        if (!*current) break;
        // The next segment is read and checked while this one is applied.
        auto next = std::async(std::launch::async, [&reader] { return reader.next(); });
        const SegmentRecords& segment = **current;
        auto applied = replay_in_parallel(target, segment.records, after, options.threads);
        if (!applied) {
            next.wait();
            return Error{
                applied.error().code,
                DataFolder::segment_name(segment.segment_number) + ": " + applied.error().detail
            };
        }
        for (const auto& record : segment.records)
            report.records += record.lsn > after ? 1 : 0;
        progress.bytes_done += segment.memory.size();
        report.log_bytes = progress.bytes_done;
        if (options.on_progress) options.on_progress(progress);
        current = next.get();
    }
    return Done{};
}

/// The newest LSN that may have been given out before, and seen by somebody.
Lsn lsn_taken_before(const LogTail& tail, const LogSurvey& survey, Lsn newest_end_lsn) {
    const Lsn newest = std::max(tail.position.next_lsn - 1, newest_end_lsn);
    if (tail.closed) return newest;
    const bool never_opened = tail.position.next_block == 1 && tail.loss.empty();
    if (never_opened) return newest;
    Lsn seen = newest;
    for (const SegmentFile& segment : survey.used)
        seen = std::max(seen, segment.header.first_lsn);
    return (seen + kLsnRestartGap + kLsnRestartStep - 1) / kLsnRestartStep * kLsnRestartStep;
}

/// The log was durable up to a snapshot's end before the snapshot existed.
Status check_reach(
    const SnapshotChoice& choice, const RecoveryOptions& options, Recovered& recovered
) {
    const Lsn reached = recovered.tail.position.next_lsn - 1;
    if (reached >= choice.newest_end_lsn) return Done{};
    const std::string what =
        recovered.tail.segment.path + ", byte " + std::to_string(recovered.tail.offset) +
        ": the log ends at LSN " + std::to_string(reached) +
        ", expected at least the end of a snapshot, LSN " + std::to_string(choice.newest_end_lsn);
    if (options.on_damage == OnDamage::refuse) return Error{ErrorCode::corrupt_record, what};
    if (recovered.tail.loss.empty()) recovered.tail.loss = what;
    recovered.tail.closed = false;
    return Done{};
}

Status set_aside_lost_segments(
    FileSystem& files, const DataFolder& folder, const Recovered& recovered
) {
    std::vector<std::uint64_t> lost = recovered.survey.lost;
    for (const SegmentFile& segment : recovered.survey.used) {
        if (segment.number > recovered.tail.segment.number) lost.push_back(segment.number);
    }
    std::sort(lost.begin(), lost.end(), std::greater<>());
    for (const std::uint64_t number : lost) {
        const std::string path = folder.segment(number);
        const std::string aside = folder.log() + "/lost-" + DataFolder::segment_name(number);
        if (auto status = files.rename(path, aside); !status) return status;
        if (auto status = files.sync_folder(folder.log()); !status) return status;
    }
    return Done{};
}

/// Writes back what is there. After a failed sync a system may show bytes that never reached the
/// disk, and call them clean: only writing them again makes the next sync mean something.
Status rewrite(File& file, std::uint64_t begin, std::uint64_t end) {
    std::vector<std::byte> bytes(end - begin);
    auto read = file.read_at(begin, bytes);
    if (!read) return read.error();
    if (*read != bytes.size()) {
        return Error{ErrorCode::io_failed, "the log became shorter while it was recovered"};
    }
    return bytes.empty() ? Status(Done{}) : file.write_at(begin, bytes);
}

/// Zeros after the last block, and the segment as long as its header says.
Status clear_tail(FileSystem& files, const Recovered& recovered) {
    const LogTail& tail = recovered.tail;
    const SegmentFile& segment = tail.segment;
    auto file = files.open(segment.path, OpenFor::writing, WriteThrough::no);
    if (!file) return file.error();
    if (segment.file_bytes < segment.header.bytes) {
        if (auto status = (*file)->preallocate(segment.header.bytes); !status) return status;
    }
    std::uint64_t clear_end = tail.offset + whole_pages(tail.torn_bytes);
    if (!tail.loss.empty() || segment.file_bytes < segment.header.bytes) {
        clear_end = segment.header.bytes;
    }
    if (clear_end > tail.offset) {
        if (auto status = zero_fill(**file, tail.offset, clear_end); !status) return status;
    }
    // A block was written only once the header was durable; without one, the header is as doubtful.
    const std::uint64_t doubtful = tail.offset == kPageBytes ? 0 : tail.unproven;
    if (auto status = rewrite(**file, doubtful, tail.offset); !status) return status;
    return (*file)->sync();
}

/// Two steps, as a record's positions are found through its items.
void prefetch(
    const StateImageTarget& target,
    const std::vector<SegmentRecords::Record>& records,
    std::size_t index,
    std::size_t worker,
    std::size_t workers
) {
    constexpr std::size_t kSoon = 4;
    constexpr std::size_t kLater = 8;
    const std::pair<std::size_t, ReplayTurn> steps[] = {
        {index + kLater, ReplayTurn::later}, {index + kSoon, ReplayTurn::soon}
    };
    for (const auto& [ahead, turn] : steps) {
        if (ahead < records.size())
            target.prefetch_replay(records[ahead].bytes, turn, worker, workers);
    }
}

}  // namespace

Status replay_in_parallel(
    StateImageTarget& target,
    const std::vector<SegmentRecords::Record>& records,
    Lsn after,
    std::size_t workers
) {
    std::vector<Status> results(workers, Status(Done{}));
    parallel_for_each_index(workers, workers, [&](std::size_t worker) {
        for (std::size_t index = 0; index < records.size(); ++index) {
            prefetch(target, records, index, worker, workers);
            const auto& record = records[index];
            if (record.lsn <= after) continue;
            auto status = target.replay(record.lsn, record.bytes, worker, workers);
            if (status) continue;
            results[worker] = at_lsn(status.error(), record.lsn);
            return;
        }
    });
    for (const Status& result : results) {
        if (!result) return result;
    }
    return Done{};
}

Result<Recovered> recover(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& store,
    const RecoveryOptions& options,
    const FreshTarget& fresh_target
) {
    EARMARK_CHECK(options.threads > 0);
    auto survey = survey_log(files, folder, store, options.on_damage);
    if (!survey) return survey.error();
    auto choice = load_newest_snapshot(files, folder, store, options, fresh_target);
    if (!choice) return choice.error();
    Recovered recovered;
    recovered.survey = std::move(*survey);
    RecoveryReport& report = recovered.report;
    if (choice->loaded) {
        report.snapshot = choice->loaded->number;
        report.snapshot_begin = choice->loaded->begin_lsn;
        report.snapshot_bytes = choice->loaded->image_bytes();
    }
    const Lsn after = report.snapshot_begin;
    auto first = first_segment_needed(folder, recovered.survey, after);
    if (!first) {
        const std::string& damage = choice->damage;
        return Error{
            first.error().code,
            first.error().detail + (damage.empty() ? "" : "; and no snapshot is sound: " + damage)
        };
    }
    std::uint64_t bytes_total = 0;
    for (std::size_t index = *first; index < recovered.survey.used.size(); ++index)
        bytes_total += recovered.survey.used[index].file_bytes;
    LogReader reader(files, recovered.survey, *first, options.on_damage);
    auto replayed = replay_log(reader, *choice->target, after, options, bytes_total, report);
    if (!replayed) return replayed.error();
    recovered.tail = reader.tail();
    const Lsn snapshot_end = choice->loaded ? choice->loaded->end_lsn : 0;
    report.newest = std::max(recovered.tail.newest_record, snapshot_end);
    if (auto status = check_reach(*choice, options, recovered); !status) return status.error();
    report.clean = recovered.tail.closed;
    report.torn_bytes = recovered.tail.torn_bytes;
    report.torn = recovered.tail.torn;
    report.loss = recovered.tail.loss;
    recovered.snapshots = choice->sound;
    recovered.damaged_snapshots = choice->damaged;
    recovered.lsn_taken =
        lsn_taken_before(recovered.tail, recovered.survey, choice->newest_end_lsn);
    return recovered;
}

Result<std::uint64_t> make_writable(
    FileSystem& files,
    const DataFolder& folder,
    const Recovered& recovered,
    std::uint64_t segment_bytes
) {
    if (auto status = set_aside_lost_segments(files, folder, recovered); !status) {
        return status.error();
    }
    if (auto status = clear_tail(files, recovered); !status) return status.error();
    const auto& unused = recovered.survey.unused;
    std::uint64_t ready = 0;
    const bool salvaged = !recovered.tail.loss.empty();
    while (!salvaged && ready < unused.size() && unused[ready].state == SegmentState::unused &&
           unused[ready].file_bytes == segment_bytes) {
        ++ready;
    }
    // Newest first: after a crash in between, what is left is still without a gap.
    for (std::size_t index = unused.size(); index > ready; --index) {
        if (auto status = files.remove(unused[index - 1].path); !status) return status.error();
        if (auto status = files.sync_folder(folder.log()); !status) return status.error();
    }
    if (auto status = files.sync_folder(folder.log()); !status) return status.error();
    return ready;
}

}  // namespace earmark::persistence
