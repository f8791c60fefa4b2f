#include "persistence/store.h"

#include "persistence/aligned_buffer.h"
#include "persistence/segment.h"

#include <algorithm>

namespace earmark::persistence {

namespace {

/// Makes the folder and those above it, durably.
Status create_folders(FileSystem& files, const std::string& path) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string prefix = path.substr(0, slash);
        auto there = files.exists(prefix);
        if (!there) return there.error();
        if (!*there) {
            if (auto status = files.create_folder(prefix); !status) return status;
            const std::size_t parent = prefix.rfind('/');
            auto synced = files.sync_folder(
                parent == std::string::npos ? "."
                : parent == 0               ? "/"
                                            : prefix.substr(0, parent)
            );
            if (!synced) return synced;
        }
        if (slash == std::string::npos) return Done{};
    }
}

/// Clears away what an interrupted creation left; anything else is somebody's data.
Status clear_interrupted_creation(FileSystem& files, const DataFolder& folder) {
    auto names = files.list(folder.log());
    if (!names) return names.error();
    for (const std::string& name : *names) {
        const auto number = DataFolder::segment_number(name);
        if (!number) continue;
        auto segment = examine_segment(files, folder, *number, std::nullopt);
        bool empty = segment.has_value() && *number == 1;
        if (empty && segment->state == SegmentState::used) {
            auto file = files.open(segment->path, OpenFor::reading, WriteThrough::no);
            if (!file) return file.error();
            auto zero = is_zero(**file, kPageBytes, segment->file_bytes);
            if (!zero) return zero.error();
            empty = *zero;
        }
        if (!empty) {
            return Error{
                ErrorCode::corrupt_record,
                folder.identity() + ": is missing, expected it since there is " +
                    folder.segment(*number)
            };
        }
        if (auto status = files.remove(folder.segment(*number)); !status) return status;
    }
    auto snapshots = files.list(folder.snapshots());
    if (!snapshots) return snapshots.error();
    if (!snapshots->empty()) {
        return Error{
            ErrorCode::corrupt_record,
            folder.identity() + ": is missing, expected it since there is " + folder.snapshots() +
                "/" + snapshots->front()
        };
    }
    return files.sync_folder(folder.log());
}

/// The first segment before the identity: a store without a segment can only be a damaged one.
Result<StoreUuid> create_store(
    FileSystem& files,
    const DataFolder& folder,
    const RandomSource& random,
    std::uint64_t segment_bytes
) {
    if (auto status = clear_interrupted_creation(files, folder); !status) return status.error();
    const StoreUuid uuid = make_uuid(random);
    auto file = create_segment_file(files, folder, 1, segment_bytes, WriteThrough::no);
    if (!file) return file.error();
    SegmentHeader header{};
    header.store = uuid;
    header.number = 1;
    header.nonce = random();
    header.first_lsn = 1;
    header.first_block = 1;
    header.bytes = segment_bytes;
    AlignedBuffer page(kPageBytes);
    encode_segment_header(page.span(), header);
    if (auto status = (*file)->write_at(0, page.span()); !status) return status.error();
    if (auto status = (*file)->sync(); !status) return status.error();
    if (auto status = write_identity(files, folder, uuid); !status) return status.error();
    return uuid;
}

Result<StoreUuid> find_or_create_store(
    FileSystem& files, const DataFolder& folder, const StoreOptions& options, bool& created
) {
    for (const std::string& path : {folder.log(), folder.snapshots()}) {
        if (auto status = files.create_folder(path); !status) return status.error();
    }
    if (auto status = files.sync_folder(folder.root()); !status) return status.error();
    auto identity = read_identity(files, folder);
    if (!identity) return identity.error();
    if (*identity) return **identity;
    created = true;
    return create_store(files, folder, options.random, options.log.segment_bytes);
}

Result<std::unique_ptr<WriteAheadLog>> start_log(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& uuid,
    const StoreOptions& options,
    const Recovered& recovered,
    std::uint64_t segments_ready
) {
    auto allocator = std::make_unique<SegmentAllocator>(
        files,
        folder,
        options.log,
        write_through_of(options.log.mode),
        recovered.tail.segment.number + 1,
        segments_ready
    );
    auto writer = LogWriter::begin(
        {files, folder, uuid, options.random, *allocator},
        options.log.mode,
        options.log.segment_bytes,
        recovered.tail
    );
    if (!writer) return writer.error();
    WriteAheadLog::Parts parts{
        files,
        folder,
        uuid,
        options.random,
        *options.clock,
        std::move(allocator),
        std::move(*writer),
        {},
        options.on_failed
    };
    for (const SegmentFile& segment : recovered.survey.used) {
        if (segment.number <= recovered.tail.segment.number) {
            parts.segments.emplace(segment.number, segment.header.first_lsn);
        }
    }
    return WriteAheadLog::start(std::move(parts), options.log, recovered.lsn_taken);
}

void check_options(const LogOptions& log) {
    EARMARK_CHECK(log.segment_bytes >= 2 * kPageBytes);
    EARMARK_CHECK(log.segment_bytes % kPageBytes == 0);
    EARMARK_CHECK(log.release_bytes < log.buffer_bytes);
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(
    const std::string& folder_path, StoreOptions options, const FreshTarget& fresh_target
) {
    check_options(options.log);
    std::unique_ptr<Store> store(new Store);
    if (options.files == nullptr) {
        store->own_files_ = std::make_unique<PosixFileSystem>();
        options.files = store->own_files_.get();
    }
    if (options.clock == nullptr) {
        store->own_clock_ = std::make_unique<SystemClock>();
        options.clock = store->own_clock_.get();
    }
    if (!options.random) options.random = system_random();
    FileSystem& files = *options.files;
    const DataFolder folder(folder_path);
    if (auto status = create_folders(files, folder_path); !status) return status.error();
    auto lock = files.lock_folder(folder_path);
    if (!lock) return lock.error();
    store->lock_ = std::move(*lock);
    bool created = false;
    auto uuid = find_or_create_store(files, folder, options, created);
    if (!uuid) return uuid.error();
    store->uuid_ = *uuid;
    auto recovered = recover(files, folder, *uuid, options.recovery, fresh_target);
    if (!recovered) return recovered.error();
    recovered->report.created = created;
    auto ready = make_writable(files, folder, *recovered, options.log.segment_bytes);
    if (!ready) return ready.error();
    auto next_snapshot = tidy_snapshots(files, folder, recovered->damaged_snapshots);
    if (!next_snapshot) return next_snapshot.error();
    auto log = start_log(files, folder, *uuid, options, *recovered, *ready);
    if (!log) return log.error();
    store->log_ = std::move(*log);
    store->snapshotter_ = std::make_unique<Snapshotter>(
        Snapshotter::Parts{files, folder, *uuid, *options.clock, *store->log_},
        recovered->snapshots,
        *next_snapshot
    );
    store->changes_ = std::make_unique<ChangeReader>(files, folder, *uuid, *store->log_);
    store->report_ = recovered->report;
    return store;
}

}  // namespace earmark::persistence
