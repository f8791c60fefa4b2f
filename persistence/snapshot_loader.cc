#include "persistence/snapshot_loader.h"

#include "engine/base/mutex.h"
#include "engine/base/parallel.h"

#include <algorithm>

namespace earmark::persistence {

namespace {

/// Adds up what several threads have done.
class SharedProgress {
  public:
    SharedProgress(const RecoveryOptions& options, std::uint64_t bytes_total)
        : options_(options), progress_{RecoveryStage::snapshot, 0, bytes_total} {}

    void add(std::uint64_t bytes) {
        const MutexLock lock(mutex_);
        progress_.bytes_done += bytes;
        if (options_.on_progress) options_.on_progress(progress_);
    }

  private:
    const RecoveryOptions& options_;
    Mutex mutex_;
    RecoveryProgress progress_ EARMARK_GUARDED_BY(mutex_);
};

Status load_image_file(
    FileSystem& files,
    const DataFolder& folder,
    const Manifest& manifest,
    std::size_t file,
    StateImageTarget& target
) {
    const std::string path = folder.snapshots() + "/" + SnapshotNames::image(manifest.number, file);
    const ImagePlace place{manifest.store, manifest.number, static_cast<std::uint32_t>(file)};
    auto entry = read_image_file(files, path, place, [&target](const ImageChunk& chunk) {
        return target.read_image(chunk.bytes);
    });
    if (!entry) return entry.error();
    if (auto error = compare_entries(path, *entry, manifest.files[file])) return *error;
    return Done{};
}

}  // namespace

Result<std::vector<std::uint64_t>> list_snapshots(FileSystem& files, const DataFolder& folder) {
    auto names = files.list(folder.snapshots());
    if (!names) return names.error();
    std::vector<std::uint64_t> numbers;
    for (const std::string& name : *names) {
        const auto parsed = SnapshotNames::parse(name);
        if (parsed.kind == SnapshotNames::Kind::manifest) numbers.push_back(parsed.snapshot);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

Status load_snapshot(
    FileSystem& files,
    const DataFolder& folder,
    const Manifest& manifest,
    StateImageTarget& target,
    const RecoveryOptions& options
) {
    SharedProgress progress(options, manifest.image_bytes());
    // What the others refer to comes first.
    if (auto status = load_image_file(files, folder, manifest, 0, target); !status) return status;
    progress.add(manifest.files[0].bytes);
    const std::size_t others = manifest.files.size() - 1;
    std::vector<Status> results(others, Status(Done{}));
    parallel_for_each_index(others, options.threads, [&](std::size_t index) {
        results[index] = load_image_file(files, folder, manifest, index + 1, target);
        progress.add(manifest.files[index + 1].bytes);
    });
    for (const Status& result : results) {
        if (!result) return result;
    }
    return Done{};
}

Result<SnapshotChoice> load_newest_snapshot(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& store,
    const RecoveryOptions& options,
    const FreshTarget& fresh_target
) {
    auto numbers = list_snapshots(files, folder);
    if (!numbers) return numbers.error();
    SnapshotChoice choice;
    choice.target = &fresh_target();
    for (auto number = numbers->rbegin(); number != numbers->rend(); ++number) {
        auto manifest = read_manifest(files, folder, *number, store);
        Status status = manifest ? Status(Done{}) : Status(manifest.error());
        if (manifest) choice.newest_end_lsn = std::max(choice.newest_end_lsn, manifest->end_lsn);
        if (manifest && !choice.loaded) {
            status = load_snapshot(files, folder, *manifest, *choice.target, options);
            if (!status) choice.target = &fresh_target();
        }
        if (status) {
            choice.sound.push_back({*number, manifest->begin_lsn});
            if (!choice.loaded) choice.loaded = std::move(*manifest);
            continue;
        }
        if (status.error().code == ErrorCode::unsupported) return status.error();
        if (choice.damage.empty()) choice.damage = status.error().detail;
        choice.damaged.push_back(*number);
        if (options.on_warning) {
            options.on_warning(
                "snapshot " + std::to_string(*number) + " is damaged: " + status.error().detail +
                "; an older one and more of the log take its place"
            );
        }
    }
    std::reverse(choice.sound.begin(), choice.sound.end());
    return choice;
}

}  // namespace earmark::persistence
