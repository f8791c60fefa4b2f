#include "persistence/snapshotter.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <thread>

namespace earmark::persistence {

namespace {

constexpr std::size_t kThreads = 2;
constexpr std::size_t kSnapshotsKept = 2;

struct PartRange {
    std::size_t begin;
    std::size_t end;
};

/// Part 0 alone in file 0, the others in contiguous ranges.
std::vector<PartRange> files_of_parts(std::size_t parts) {
    std::vector<PartRange> files = {{0, std::min<std::size_t>(parts, 1)}};
    const std::size_t others = parts > 1 ? parts - 1 : 0;
    const std::size_t count = std::min(others, kImageFilesMax);
    for (std::size_t file = 0; file < count; ++file)
        files.push_back({1 + others * file / count, 1 + others * (file + 1) / count});
    return files;
}

/// Plain threads, since they wait for the disk: in the job arena they would hold up its workers.
void on_threads(std::size_t count, const std::function<void(std::size_t)>& body) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t index = next++; index < count; index = next++)
            body(index);
    };
    std::vector<std::thread> threads;
    for (std::size_t thread = 1; thread < std::min(kThreads, count); ++thread)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
        thread.join();
}

Result<ImageFileEntry> write_image_file(
    FileSystem& files,
    const std::string& path,
    const ImagePlace& place,
    const StateImageSource& source,
    PartRange parts
) {
    auto writer = ImageFileWriter::create(files, path, place);
    if (!writer) return writer.error();
    for (std::size_t part = parts.begin; part < parts.end; ++part) {
        (*writer)->begin_part(part);
        if (auto status = source.write_image(part, **writer); !status) return status.error();
    }
    return (*writer)->finish();
}

}  // namespace

Snapshotter::Snapshotter(Parts parts, std::vector<KeptSnapshot> kept, std::uint64_t next)
    : parts_(std::move(parts)),
      kept_(std::move(kept)),
      next_(next),
      newest_(kept_.empty() ? 0 : kept_.back().number) {}

Result<SnapshotReport> Snapshotter::take(const StateImageSource& source) {
    if (running_.exchange(true, std::memory_order_acquire)) {
        return Error{ErrorCode::in_use, "a snapshot is being taken; expected one at a time"};
    }
    const std::uint64_t number = next_++;
    const Duration before = parts_.clock.steady();
    auto report = write(number, source);
    if (report) {
        kept_.push_back({number, report->begin_lsn});
        newest_ = number;
        if (auto status = drop_superfluous(); !status) report = status.error();
    } else {
        // What cannot be removed now is removed at the next start. The error that counts is the
        // first.
        static_cast<void>(remove_snapshot(parts_.files, parts_.folder, number));
    }
    if (report) report->time = parts_.clock.steady() - before;
    running_.store(false, std::memory_order_release);
    return report;
}

Result<SnapshotReport> Snapshotter::write(std::uint64_t number, const StateImageSource& source) {
    Manifest manifest;
    manifest.number = number;
    manifest.store = parts_.store;
    manifest.begin_lsn = parts_.log.durable();
    auto images = write_images(number, source);
    if (!images) return images.error();
    manifest.files = std::move(*images);
    if (auto status = parts_.files.sync_folder(parts_.folder.snapshots()); !status) {
        return status.error();
    }
    manifest.end_lsn = parts_.log.newest();
    // Otherwise a crash could leave a snapshot that holds changes which the log lost.
    if (auto status = parts_.log.wait_durable(manifest.end_lsn); !status) return status.error();
    manifest.written_at_us =
        static_cast<std::uint64_t>(parts_.clock.wall().time_since_epoch().count());
    auto written = write_file_whole(
        parts_.files,
        parts_.folder.snapshots(),
        SnapshotNames::manifest(number),
        encode_manifest(manifest)
    );
    if (!written) return written.error();
    SnapshotReport report;
    report.number = number;
    report.begin_lsn = manifest.begin_lsn;
    report.end_lsn = manifest.end_lsn;
    report.bytes = manifest.image_bytes();
    for (const ImageFileEntry& file : manifest.files)
        report.chunks += file.chunk_count;
    return report;
}

Result<std::vector<ImageFileEntry>> Snapshotter::write_images(
    std::uint64_t number, const StateImageSource& source
) {
    const auto ranges = files_of_parts(source.image_parts());
    std::vector<ImageFileEntry> entries(ranges.size());
    std::vector<Status> results(ranges.size(), Status(Done{}));
    std::atomic<bool> failed = false;
    on_threads(ranges.size(), [&](std::size_t file) {
        if (failed) return;
        const std::string path =
            parts_.folder.snapshots() + "/" + SnapshotNames::image(number, file);
        const ImagePlace place{parts_.store, number, static_cast<std::uint32_t>(file)};
        auto entry = write_image_file(parts_.files, path, place, source, ranges[file]);
        if (entry) {
            entries[file] = *entry;
            return;
        }
        results[file] = entry.error();
        failed = true;
    });
    for (const Status& result : results) {
        if (!result) return result.error();
    }
    return entries;
}

Status Snapshotter::drop_superfluous() {
    while (kept_.size() > kSnapshotsKept) {
        auto removed = remove_snapshot(parts_.files, parts_.folder, kept_.front().number);
        if (!removed) return removed;
        kept_.erase(kept_.begin());
    }
    // With only one, the whole log stays: it is what a damaged snapshot falls back on.
    if (kept_.size() < kSnapshotsKept) return Done{};
    return parts_.log.drop_through(kept_.front().begin_lsn);
}

Status remove_snapshot(FileSystem& files, const DataFolder& folder, std::uint64_t number) {
    const std::string manifest = folder.snapshots() + "/" + SnapshotNames::manifest(number);
    for (const std::string& path : {manifest, manifest + ".tmp"}) {
        auto there = files.exists(path);
        if (!there) return there.error();
        if (!*there) continue;
        if (auto status = files.remove(path); !status) return status;
    }
    if (auto status = files.sync_folder(folder.snapshots()); !status) return status;
    auto names = files.list(folder.snapshots());
    if (!names) return names.error();
    for (const std::string& name : *names) {
        const auto parsed = SnapshotNames::parse(name);
        if (parsed.snapshot != number || parsed.kind != SnapshotNames::Kind::image) continue;
        if (auto status = files.remove(folder.snapshots() + "/" + name); !status) return status;
    }
    return files.sync_folder(folder.snapshots());
}

Result<std::uint64_t> tidy_snapshots(
    FileSystem& files, const DataFolder& folder, const std::vector<std::uint64_t>& damaged
) {
    using Kind = SnapshotNames::Kind;
    const auto path_of = [&folder](const std::string& name) {
        return folder.snapshots() + "/" + name;
    };
    auto names = files.list(folder.snapshots());
    if (!names) return names.error();
    std::uint64_t next = 1;
    std::set<std::uint64_t> with_manifest;
    for (const std::string& name : *names) {
        const auto parsed = SnapshotNames::parse(name);
        next = std::max(next, parsed.snapshot + 1);
        if (parsed.kind == Kind::manifest) with_manifest.insert(parsed.snapshot);
    }
    for (const std::string& name : *names) {
        const auto parsed = SnapshotNames::parse(name);
        const bool orphan =
            (parsed.kind == Kind::image && !with_manifest.contains(parsed.snapshot)) ||
            parsed.kind == Kind::damaged_manifest || name.ends_with(".manifest.tmp");
        if (!orphan) continue;
        if (auto status = files.remove(path_of(name)); !status) return status.error();
    }
    for (const std::uint64_t number : damaged) {
        auto renamed = files.rename(
            path_of(SnapshotNames::manifest(number)),
            path_of(SnapshotNames::damaged_manifest(number))
        );
        if (!renamed) return renamed.error();
    }
    if (auto status = files.sync_folder(folder.snapshots()); !status) return status.error();
    return next;
}

}  // namespace earmark::persistence
