#include "persistence/log_dump.h"

#include "persistence/data_folder.h"
#include "persistence/hex.h"
#include "persistence/log_reader.h"
#include "persistence/snapshot_files.h"
#include "persistence/snapshot_loader.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace earmark::persistence {

namespace {

std::string describe_time(std::uint64_t us_since_1970) {
    constexpr std::uint64_t kUsPerSecond = 1'000'000;
    const auto seconds = static_cast<std::time_t>(us_since_1970 / kUsPerSecond);
    std::tm parts{};
    std::array<char, 32> text{};
    if (::gmtime_r(&seconds, &parts) == nullptr) return std::to_string(us_since_1970);
    const std::size_t bytes = std::strftime(text.data(), text.size(), "%FT%TZ", &parts);
    return std::string(text.data(), bytes);
}

std::string describe_flags(std::uint32_t flags) {
    if ((flags & block_opened) != 0) return "opened";
    if ((flags & block_closed) != 0) return "closed";
    return "-";
}

class FolderDump {
  public:
    FolderDump(
        FileSystem& files, const std::string& folder, const DumpOptions& options, std::ostream& out
    )
        : files_(files), folder_(folder), options_(options), printer_(out, options.style) {}

    Result<DumpSummary> run() {
        auto identity = read_identity(files_, folder_);
        if (identity && !*identity) {
            return Error{
                ErrorCode::bad_input,
                folder_.root() + ": is no data folder: found no file " + folder_.identity()
            };
        }
        if (!identity) return identity.error();
        store_ = **identity;
        printer_.print("store", {{"uuid", to_string(store_)}});
        if (auto status = dump_snapshots(); !status) return status.error();
        if (auto status = dump_log(); !status) return status.error();
        return summary_;
    }

  private:
    bool shows(DumpDetail detail) const { return options_.detail >= detail; }

    void problem(const std::string& what) {
        ++summary_.problems;
        printer_.print("damage", {{"what", what}});
    }

    Status dump_snapshots() {
        auto numbers = list_snapshots(files_, folder_);
        if (!numbers) return numbers.error();
        for (const std::uint64_t number : *numbers) {
            ++summary_.snapshots;
            auto manifest = read_manifest(files_, folder_, number, store_);
            if (!manifest) {
                problem(manifest.error().detail);
                continue;
            }
            printer_.print(
                "snapshot",
                {{"number", number},
                 {"begin_lsn", manifest->begin_lsn},
                 {"end_lsn", manifest->end_lsn},
                 {"files", manifest->files.size()},
                 {"bytes", manifest->image_bytes()},
                 {"written_at", describe_time(manifest->written_at_us)}}
            );
            if (!options_.verify && !shows(DumpDetail::blocks)) continue;
            for (std::size_t file = 0; file < manifest->files.size(); ++file)
                dump_image(*manifest, file);
        }
        return Done{};
    }

    void dump_image(const Manifest& manifest, std::size_t file) {
        const std::string path =
            folder_.snapshots() + "/" + SnapshotNames::image(manifest.number, file);
        const ImagePlace place{manifest.store, manifest.number, static_cast<std::uint32_t>(file)};
        auto entry = read_image_file(files_, path, place, [&](const ImageChunk& chunk) {
            if (shows(DumpDetail::blocks)) {
                printer_.print(
                    "chunk",
                    {{"snapshot", manifest.number},
                     {"file", std::uint64_t{file}},
                     {"part", std::uint64_t{chunk.part}},
                     {"chunk", chunk.index},
                     {"byte", chunk.offset},
                     {"bytes", chunk.bytes.size()}}
                );
            }
            return Status(Done{});
        });
        if (!entry) return problem(entry.error().detail);
        if (auto error = compare_entries(path, *entry, manifest.files[file]))
            problem(error->detail);
    }

    Status dump_log() {
        auto survey = survey_log(files_, folder_, store_, OnDamage::salvage);
        if (!survey) return survey.error();
        for (std::size_t index = 0; index < survey->used.size(); ++index) {
            const SegmentFile* following = index + 1 < survey->used.size()
                                               ? &survey->used[index + 1]
                                           : survey->unused.empty() ? nullptr
                                                                    : &survey->unused.front();
            auto status = dump_segment(survey->used[index], following);
            if (!status) return status;
        }
        for (const SegmentFile& segment : survey->unused) {
            printer_.print("unused", {{"segment", segment.number}, {"bytes", segment.file_bytes}});
        }
        if (!survey->loss.empty()) problem(survey->loss);
        return Done{};
    }

    Status dump_segment(const SegmentFile& segment, const SegmentFile* following) {
        ++summary_.segments;
        const SegmentHeader& header = segment.header;
        printer_.print(
            "segment",
            {{"segment", segment.number},
             {"first_lsn", header.first_lsn},
             {"first_block", header.first_block},
             {"bytes", header.bytes},
             {"nonce", hex32(header.nonce >> 32U) + hex32(header.nonce)}}
        );
        auto bytes = read_file(files_, segment.path, segment.file_bytes);
        if (!bytes) return bytes.error();
        bytes->resize(std::min<std::size_t>(bytes->size(), header.bytes));
        const auto visit = [&](std::uint64_t offset, const BlockView& block) {
            dump_block(segment.number, offset, block);
            return Status(Done{});
        };
        auto end = walk_segment({segment, *bytes, following}, position_of(header), visit);
        if (!end) return end.error();
        if (end->verdict == LogEnd::damaged) problem(end->what);
        if (end->verdict == LogEnd::next) return Done{};
        summary_.torn_bytes += end->verdict == LogEnd::cut ? end->torn_bytes : 0;
        const bool closed = (end->last_flags & block_closed) != 0;
        printer_.print(
            "end",
            {{"segment", segment.number},
             {"byte", end->offset},
             {"next_lsn", end->position.next_lsn},
             {"how",
              end->verdict == LogEnd::cut       ? "torn tail: " + end->what
              : end->verdict == LogEnd::damaged ? "damaged"
              : closed                          ? "clean shutdown"
                                                : "no clean shutdown"}}
        );
        return Done{};
    }

    void dump_block(std::uint64_t segment, std::uint64_t offset, const BlockView& block) {
        ++summary_.blocks;
        if (shows_block(block.header)) {
            printer_.print(
                "block",
                {{"segment", segment},
                 {"byte", offset},
                 {"block", block.header.number},
                 {"first_lsn", block.header.first_lsn},
                 {"records", std::uint64_t{block.header.record_count}},
                 {"bytes", std::uint64_t{block.header.payload_bytes}},
                 {"durable_lsn", block.header.durable_lsn},
                 {"flags", describe_flags(block.header.flags)},
                 {"written_at", describe_time(block.header.written_at_us)}}
            );
        }
        auto status = for_each_record(block, [&](Lsn lsn, std::span<const std::byte> record) {
            dump_record(lsn, record);
            return Status(Done{});
        });
        if (!status) problem(status.error().detail);
    }

    /// Beside records only those blocks that records are shown of, or could be.
    bool shows_block(const BlockHeader& header) const {
        if (!shows(DumpDetail::records)) return shows(DumpDetail::blocks);
        const Lsn end_lsn = header.first_lsn + std::max(header.record_count, 1U);
        return end_lsn > options_.from_lsn && records_shown_ < options_.records_max;
    }

    void dump_record(Lsn lsn, std::span<const std::byte> record) {
        ++summary_.records;
        summary_.newest_lsn = lsn;
        const bool wanted = shows(DumpDetail::records) && lsn >= options_.from_lsn &&
                            records_shown_ < options_.records_max;
        if (!wanted) return;
        ++records_shown_;
        constexpr std::size_t kPrefixBytes = 32;
        const std::string text = options_.describe
                                     ? options_.describe(record)
                                     : hex(record.first(std::min(record.size(), kPrefixBytes)));
        printer_.print("record", {{"lsn", lsn}, {"bytes", record.size()}, {"what", text}});
    }

    FileSystem& files_;
    const DataFolder folder_;
    const DumpOptions& options_;
    RowPrinter printer_;
    StoreUuid store_{};
    DumpSummary summary_;
    std::uint64_t records_shown_ = 0;
};

}  // namespace

Result<DumpSummary> dump_folder(
    FileSystem& files, const std::string& folder, const DumpOptions& options, std::ostream& out
) {
    return FolderDump(files, folder, options, out).run();
}

}  // namespace earmark::persistence
