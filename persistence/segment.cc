#include "persistence/segment.h"

#include "engine/base/bytes.h"
#include "persistence/aligned_buffer.h"
#include "persistence/crc32c.h"
#include "persistence/hex.h"

#include <algorithm>
#include <cstring>

namespace earmark::persistence {

namespace {

constexpr std::size_t kStepBytes = std::size_t{1} << 20U;

std::uint32_t checksum_of(std::span<const std::byte> page) {
    constexpr std::size_t kField = offsetof(SegmentHeader, crc32c);
    constexpr std::array<std::byte, sizeof(SegmentHeader::crc32c)> kZero{};
    std::uint32_t crc = crc32c(page.first(kField));
    crc = crc32c(kZero, crc);
    return crc32c(page.subspan(kField + kZero.size()), crc);
}

Error damaged(const std::string& path, const std::string& what) {
    return Error{ErrorCode::corrupt_record, path + ": " + what};
}

std::string found_expected(const std::string& what, std::uint64_t found, std::uint64_t expected) {
    return what + " found " + std::to_string(found) + ", expected " + std::to_string(expected);
}

/// Checks a header against the place it was found in.
Status check_header(const SegmentFile& segment, const std::optional<StoreUuid>& store) {
    const SegmentHeader& header = segment.header;
    if (store && header.store != *store) {
        return damaged(
            segment.path,
            "belongs to another store: found " + to_string(header.store) + ", expected " +
                to_string(*store)
        );
    }
    if (header.number != segment.number) {
        return damaged(
            segment.path,
            "is another segment than its name says: " +
                found_expected("number", header.number, segment.number)
        );
    }
    if (header.bytes < 2 * kPageBytes || header.bytes % kPageBytes != 0 || header.first_lsn == 0 ||
        header.first_lsn > kLsnMax || header.first_block == 0) {
        return damaged(segment.path, "has a header whose values are never written");
    }
    return Done{};
}

/// Examines the next segment and puts it where it belongs.
Status add_to_survey(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& store,
    std::optional<std::uint64_t> before,
    std::uint64_t number,
    LogSurvey& survey
) {
    if (before && number != *before + 1) {
        return damaged(
            folder.segment(*before + 1),
            "is missing: found " + DataFolder::segment_name(*before) + " and " +
                DataFolder::segment_name(number)
        );
    }
    auto segment = examine_segment(files, folder, number, store);
    if (!segment) return segment.error();
    if (segment->state != SegmentState::used) {
        // They are made one after the other, all of one size: only the last can be unfinished.
        if (!survey.unused.empty() && survey.unused.back().file_bytes < segment->file_bytes) {
            return damaged(
                survey.unused.back().path,
                "the file was cut short: " +
                    found_expected("bytes", survey.unused.back().file_bytes, segment->file_bytes)
            );
        }
        survey.unused.push_back(std::move(*segment));
        return Done{};
    }
    if (!survey.unused.empty()) {
        return damaged(
            survey.unused.back().path,
            "has no valid header, expected one since " + segment->path + " follows it"
        );
    }
    survey.used.push_back(std::move(*segment));
    return Done{};
}

}  // namespace

void encode_segment_header(std::span<std::byte> page, SegmentHeader header) {
    EARMARK_CHECK(page.size() == kPageBytes);
    header.magic = kSegmentMagic;
    header.format_version = kLogFormatVersion;
    header.crc32c = 0;
    header.zero = 0;
    std::memset(page.data(), 0, page.size());
    std::memcpy(page.data(), &header, sizeof header);
    header.crc32c = checksum_of(page);
    std::memcpy(page.data(), &header, sizeof header);
}

Result<SegmentHeaderView> view_segment_header(std::span<const std::byte> page) {
    SegmentHeaderView view;
    if (all_zero(page)) {
        view.zeros = true;
        view.fault = "found zeros, expected a segment header";
        return view;
    }
    if (page.size() < kPageBytes) {
        view.fault = "cut short: " + found_expected("header bytes", page.size(), kPageBytes);
        return view;
    }
    SegmentHeader header{};
    std::memcpy(&header, page.data(), sizeof header);
    if (header.magic != kSegmentMagic) {
        view.fault = "found magic " + hex(std::as_bytes(std::span(header.magic))) + ", expected " +
                     hex(std::as_bytes(std::span(kSegmentMagic)));
        return view;
    }
    const std::uint32_t checksum = checksum_of(page.first(kPageBytes));
    if (header.format_version != kLogFormatVersion) {
        return Error{
            ErrorCode::unsupported,
            "log format version found " + std::to_string(header.format_version) + ", expected " +
                std::to_string(kLogFormatVersion) +
                (checksum == header.crc32c ? ": written by another version"
                                           : ": written by another version, or damaged")
        };
    }
    if (checksum != header.crc32c) {
        view.fault =
            "header checksum found " + hex32(header.crc32c) + ", expected " + hex32(checksum);
        return view;
    }
    view.header = header;
    return view;
}

Result<SegmentFile> examine_segment(
    FileSystem& files,
    const DataFolder& folder,
    std::uint64_t number,
    const std::optional<StoreUuid>& store
) {
    SegmentFile segment;
    segment.number = number;
    segment.path = folder.segment(number);
    auto file = files.open(segment.path, OpenFor::reading, WriteThrough::no);
    if (!file) return file.error();
    auto file_bytes = (*file)->bytes();
    if (!file_bytes) return file_bytes.error();
    segment.file_bytes = *file_bytes;
    std::vector<std::byte> page(kPageBytes);
    auto read = (*file)->read_at(0, page);
    if (!read) return read.error();
    auto view = view_segment_header(std::span(page).first(*read));
    if (!view) return Error{view.error().code, segment.path + ": " + view.error().detail};
    if (view->header) {
        segment.state = SegmentState::used;
        segment.header = *view->header;
        if (auto status = check_header(segment, store); !status) return status.error();
        return segment;
    }
    auto nothing_behind = is_zero(**file, kPageBytes, segment.file_bytes);
    if (!nothing_behind) return nothing_behind.error();
    if (!*nothing_behind) {
        return damaged(
            segment.path, "byte 0: " + view->fault + ", and there is data behind the header"
        );
    }
    // A header is written only once the whole file is there.
    if (!view->zeros && segment.file_bytes < 2 * kPageBytes) {
        return damaged(
            segment.path,
            "the file was cut short: found " + std::to_string(segment.file_bytes) +
                " bytes, expected a whole segment"
        );
    }
    segment.state = view->zeros ? SegmentState::unused : SegmentState::torn_header;
    return segment;
}

Result<LogSurvey> survey_log(
    FileSystem& files, const DataFolder& folder, const StoreUuid& store, OnDamage on_damage
) {
    auto names = files.list(folder.log());
    if (!names) return names.error();
    std::vector<std::uint64_t> numbers;
    for (const std::string& name : *names) {
        if (const auto number = DataFolder::segment_number(name)) numbers.push_back(*number);
    }
    std::sort(numbers.begin(), numbers.end());
    LogSurvey survey;
    for (std::size_t index = 0; index < numbers.size(); ++index) {
        const std::optional<std::uint64_t> before =
            index > 0 ? std::optional(numbers[index - 1]) : std::nullopt;
        auto status = add_to_survey(files, folder, store, before, numbers[index], survey);
        if (status) continue;
        const bool salvageable = status.error().code == ErrorCode::corrupt_record;
        if (on_damage == OnDamage::refuse || !salvageable) return status.error();
        survey.lost.assign(numbers.begin() + static_cast<std::ptrdiff_t>(index), numbers.end());
        survey.loss = status.error().detail;
        break;
    }
    return survey;
}

Result<std::unique_ptr<File>> create_segment_file(
    FileSystem& files,
    const DataFolder& folder,
    std::uint64_t number,
    std::uint64_t bytes,
    WriteThrough write_through
) {
    const std::string path = folder.segment(number);
    auto file = files.open(path, OpenFor::creating, write_through);
    if (!file) return file.error();
    const auto give_up = [&](const Error& error) -> Error {
        file->reset();
        if (auto removed = files.remove(path); !removed) return removed.error();
        return error;
    };
    if (auto status = (*file)->preallocate(bytes); !status) return give_up(status.error());
    // A claimed file alone would leave the first write of every page to update the file system.
    if (auto status = zero_fill(**file, 0, bytes); !status) return give_up(status.error());
    if (auto status = files.sync_folder(folder.log()); !status) return status.error();
    return std::move(*file);
}

Status zero_fill(File& file, std::uint64_t begin, std::uint64_t end) {
    const AlignedBuffer zeros(std::min<std::uint64_t>(kStepBytes, end - begin));
    for (std::uint64_t offset = begin; offset < end;) {
        const std::size_t step = std::min<std::uint64_t>(zeros.span().size(), end - offset);
        if (auto status = file.write_at(offset, zeros.span().first(step)); !status) return status;
        offset += step;
    }
    return file.sync();
}

Result<bool> is_zero(File& file, std::uint64_t begin, std::uint64_t end) {
    std::vector<std::byte> bytes(kStepBytes);
    for (std::uint64_t offset = begin; offset < end;) {
        const std::size_t step = std::min<std::uint64_t>(bytes.size(), end - offset);
        auto read = file.read_at(offset, std::span(bytes).first(step));
        if (!read) return read.error();
        if (!all_zero(std::span(bytes).first(*read))) return false;
        if (*read < step) break;
        offset += step;
    }
    return true;
}

}  // namespace earmark::persistence
