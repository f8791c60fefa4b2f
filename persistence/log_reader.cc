#include "persistence/log_reader.h"

#include <algorithm>

namespace earmark::persistence {

namespace {

std::uint64_t last_byte_not_zero(std::span<const std::byte> bytes) {
    std::uint64_t end = bytes.size();
    while (end > 0 && bytes[end - 1] == std::byte{0})
        --end;
    return end;
}

/// The later block that proves most.
struct LaterBlock {
    Later kind = Later::none;
    std::uint64_t offset = 0;
    BlockHeader header{};
};

LaterBlock find_later(
    const SegmentInMemory& segment, std::uint64_t offset, const ChainPosition& position
) {
    LaterBlock later;
    std::uint64_t at = offset + kPageBytes;
    while (at < segment.bytes.size()) {
        const BlockView block = view_block(segment.bytes, {segment.file.header.nonce, at});
        if (block.fault != BlockFault::none || block.header.number <= position.next_block) {
            at += kPageBytes;
            continue;
        }
        const bool proves = block.header.durable_block >= position.next_block;
        if (later.kind == Later::none || proves) {
            later = {proves ? Later::proving : Later::unproven, at, block.header};
        }
        if (proves) break;
        at += block.bytes;
    }
    return later;
}

Following following_of(
    const SegmentInMemory& segment, std::uint64_t offset, const ChainPosition& position
) {
    if (segment.following == nullptr) return Following::none;
    if (segment.following->state == SegmentState::unused) return Following::none;
    if (segment.following->state == SegmentState::torn_header) return Following::torn_header;
    const SegmentHeader& header = segment.following->header;
    const bool continues = header.first_block == position.next_block &&
                           header.previous_crc == position.previous_crc &&
                           header.previous_bytes == offset && header.first_lsn >= position.next_lsn;
    return continues ? Following::continues : Following::contradicts;
}

std::string name_block(std::uint64_t number, Lsn lsn) {
    return "block " + std::to_string(number) + " (LSN " + std::to_string(lsn) + ")";
}

std::string name_place(const SegmentInMemory& segment, std::uint64_t offset) {
    return segment.file.path + ", byte " + std::to_string(offset) + ": ";
}

std::string describe_proof(const SegmentInMemory& segment, const LaterBlock& later) {
    if (later.kind == Later::proving) {
        return "; " + name_block(later.header.number, later.header.first_lsn) + " at byte " +
               std::to_string(later.offset) + " records it as durable";
    }
    if (segment.following != nullptr && segment.following->state == SegmentState::used) {
        const SegmentHeader& header = segment.following->header;
        return "; " + segment.following->path + " goes on with " +
               name_block(header.first_block, header.first_lsn) + " after byte " +
               std::to_string(header.previous_bytes);
    }
    return {};
}

/// A file cut short cannot say what lay behind the cut, unless zeros come before it.
bool end_is_visible(const SegmentInMemory& segment, std::uint64_t offset) {
    return segment.bytes.size() >= segment.file.header.bytes ||
           segment.bytes.size() >= offset + kPageBytes;
}

}  // namespace

SegmentEnd judge_end(
    const SegmentInMemory& segment, std::uint64_t offset, const ChainPosition& position
) {
    const BlockView here_block = view_block(segment.bytes, {segment.file.header.nonce, offset});
    const std::uint64_t used_end = last_byte_not_zero(segment.bytes);
    Here here = used_end <= offset ? Here::zeros : Here::other;
    if (here_block.fault == BlockFault::none) here = Here::elsewhere;
    const LaterBlock later = find_later(segment, offset, position);
    SegmentEnd end;
    end.offset = offset;
    end.position = position;
    end.verdict = log_end(here, later.kind, following_of(segment, offset, position));
    const bool cut_file =
        end.verdict != LogEnd::next &&
        (!end_is_visible(segment, offset) ||
         (end.verdict == LogEnd::cut && segment.bytes.size() < segment.file.header.bytes));
    if (cut_file) end.verdict = LogEnd::damaged;
    if (end.verdict == LogEnd::end || end.verdict == LogEnd::next) return end;
    end.torn_bytes = used_end > offset ? used_end - offset : 0;
    end.what = name_place(segment, offset) + name_block(position.next_block, position.next_lsn);
    if (here == Here::elsewhere) {
        end.what += " expected, found " +
                    name_block(here_block.header.number, here_block.header.first_lsn) +
                    " of another place in the log";
    } else {
        end.what += ": " + describe_fault(here_block);
    }
    if (end.verdict != LogEnd::damaged) return end;
    end.what += describe_proof(segment, later);
    if (cut_file) {
        end.what += "; the file has " + std::to_string(segment.file.file_bytes) +
                    " bytes, expected " + std::to_string(segment.file.header.bytes);
    }
    return end;
}

ChainPosition position_of(const SegmentHeader& header) {
    return {
        .next_block = header.first_block,
        .next_lsn = header.first_lsn,
        .previous_crc = header.previous_crc
    };
}

LogReader::LogReader(
    FileSystem& files, const LogSurvey& survey, std::size_t first, OnDamage on_damage
)
    : files_(files),
      survey_(survey),
      next_(first),
      on_damage_(on_damage),
      position_(position_of(survey.used.at(first).header)) {}

Result<std::optional<SegmentRecords>> LogReader::next() {
    if (ended_) return std::optional<SegmentRecords>();
    const SegmentFile& file = survey_.used[next_];
    SegmentRecords result;
    result.segment_number = file.number;
    auto opened = files_.open(file.path, OpenFor::reading, WriteThrough::no);
    if (!opened) return opened.error();
    result.memory.resize(std::min(file.file_bytes, file.header.bytes));
    auto read = (*opened)->read_at(0, result.memory);
    if (!read) return read.error();
    if (*read != result.memory.size()) {
        return Error{
            ErrorCode::io_failed,
            file.path + ": read " + std::to_string(*read) + " bytes, expected " +
                std::to_string(result.memory.size())
        };
    }
    const SegmentFile* following = nullptr;
    if (next_ + 1 < survey_.used.size()) {
        following = &survey_.used[next_ + 1];
    } else if (!survey_.unused.empty()) {
        following = &survey_.unused.front();
    }
    auto end = walk_segment(
        {file, result.memory, following},
        position_,
        [&result](std::uint64_t, const BlockView& block) {
            return for_each_record(block, [&result](Lsn lsn, std::span<const std::byte> record) {
                result.records.push_back({lsn, record});
                return Status(Done{});
            });
        }
    );
    if (!end) return Error{end.error().code, file.path + ": " + end.error().detail};
    if (!result.records.empty()) tail_.newest_record = result.records.back().lsn;
    if (auto status = settle(file, *end); !status) return status.error();
    return std::optional(std::move(result));
}

Status LogReader::settle(const SegmentFile& file, const SegmentEnd& end) {
    position_ = end.position;
    if (end.verdict == LogEnd::next) {
        ++next_;
        return Done{};
    }
    ended_ = true;
    tail_.segment = file;
    tail_.offset = end.offset;
    tail_.unproven = end.unproven;
    tail_.position = end.position;
    tail_.torn_bytes = end.torn_bytes;
    tail_.torn = end.what;
    tail_.closed = end.verdict == LogEnd::end && (end.last_flags & block_closed) != 0;
    tail_.loss = survey_.loss;
    if (end.verdict == LogEnd::damaged) {
        if (on_damage_ == OnDamage::refuse) return Error{ErrorCode::corrupt_record, end.what};
        tail_.loss = end.what;
    }
    if (!tail_.loss.empty()) tail_.closed = false;
    return Done{};
}

}  // namespace earmark::persistence
