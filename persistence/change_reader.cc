#include "persistence/change_reader.h"

#include "persistence/aligned_buffer.h"
#include "persistence/log_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace earmark::persistence {

namespace {

constexpr std::size_t kReadBytesWanted = std::size_t{8} << 20U;
constexpr std::size_t kMarksMax = 256;

/// The segment in which a record with this LSN lies, if it is kept.
template <typename Segments>
typename Segments::const_iterator segment_of(const Segments& segments, Lsn lsn) {
    auto found = std::prev(segments.end());
    while (found != segments.begin() && found->second > lsn)
        --found;
    return found;
}

}  // namespace

ChangeReader::ChangeReader(
    FileSystem& files, DataFolder folder, const StoreUuid& store, const WriteAheadLog& log
)
    : files_(files), folder_(std::move(folder)), store_(store), log_(log) {}

Result<ChangesRead> ChangeReader::read(Lsn from, const ChangeVisitor& visit) {
    ChangesRead read;
    // In this order: what is durable now lies in the segments that are there then.
    read.durable_lsn = log_.durable();
    const Segments segments = log_.segments();
    read.oldest_lsn = segments.begin()->second;
    if (from == 0) from = read.oldest_lsn;
    read.next_lsn = from;
    read.kept = from >= read.oldest_lsn;
    if (!read.kept || from > read.durable_lsn) return read;
    auto segment = segment_of(segments, from);
    Mark mark = remembered(from, segment->first).value_or(Mark{.segment = segment->first});
    std::size_t bytes_left = kReadBytesWanted;
    while (true) {
        auto enough = read_segment(mark, from, visit, read, bytes_left);
        if (!enough) {
            auto there = files_.exists(folder_.segment(mark.segment));
            if (!there || *there) return enough.error();
            // Dropped after it was looked up, with everything before it.
            const auto next = segments.upper_bound(mark.segment);
            read.kept = false;
            read.oldest_lsn = next == segments.end() ? read.durable_lsn + 1 : next->second;
            return read;
        }
        if (*enough) break;
        if (++segment == segments.end()) {
            return Error{
                ErrorCode::corrupt_record,
                folder_.segment(mark.segment) + ", byte " + std::to_string(mark.offset) +
                    ": the log ends before LSN " + std::to_string(read.durable_lsn) +
                    ", which was durable"
            };
        }
        mark = {.segment = segment->first};
    }
    remember(mark);
    return read;
}

Result<ChangeReader::OpenSegment> ChangeReader::open(std::uint64_t number) const {
    auto file = examine_segment(files_, folder_, number, store_);
    if (!file) return file.error();
    if (file->state != SegmentState::used) {
        return Error{
            ErrorCode::corrupt_record, file->path + ": found no valid header, expected one"
        };
    }
    auto handle = files_.open(file->path, OpenFor::reading, WriteThrough::no);
    if (!handle) return handle.error();
    return OpenSegment{std::move(*file), std::move(*handle)};
}

/// True: all that is durable was read, or enough of it. False: it goes on in the next segment.
Result<bool> ChangeReader::read_segment(
    Mark& mark, Lsn from, const ChangeVisitor& visit, ChangesRead& read, std::size_t& bytes_left
) {
    auto segment = open(mark.segment);
    if (!segment) return segment.error();
    if (mark.offset == 0) {
        mark.offset = kPageBytes;
        mark.position = position_of(segment->file.header);
    }
    std::vector<std::byte> memory;
    while (true) {
        read.next_lsn = std::max(from, mark.position.next_lsn);
        if (mark.position.next_lsn > read.durable_lsn || bytes_left == 0) return true;
        auto bytes = read_block(*segment, mark, from, memory);
        if (!bytes) return bytes.error();
        if (*bytes == 0) return false;
        BlockHeader header{};
        std::memcpy(&header, memory.data(), sizeof header);
        if (memory.size() == *bytes) {
            const BlockPlace place{segment->file.header.nonce, mark.offset};
            const BlockView block = view_block_alone(memory, place);
            if (block.fault != BlockFault::none) {
                return Error{
                    ErrorCode::corrupt_record,
                    segment->file.path + ", byte " + std::to_string(mark.offset) + ": " +
                        describe_fault(block)
                };
            }
            bool enough = false;
            auto status = for_each_record(block, [&](Lsn lsn, std::span<const std::byte> record) {
                if (enough || lsn < from) return Status(Done{});
                enough = !visit(lsn, record);
                read.next_lsn = lsn + 1;
                return Status(Done{});
            });
            if (!status) return status.error();
            if (enough) return true;
            bytes_left -= std::min(bytes_left, *bytes);
        }
        mark.position = position_after(header);
        mark.offset += *bytes;
    }
}

/// The next block, whole in `memory`, or only its first page if all of it is before `from`.
/// Returns: the bytes it takes; 0 if the segment ends here.
Result<std::size_t> ChangeReader::read_block(
    OpenSegment& segment, const Mark& mark, Lsn from, std::vector<std::byte>& memory
) const {
    memory.resize(kPageBytes);
    auto read = segment.handle->read_at(mark.offset, memory);
    if (!read) return read.error();
    BlockHeader header{};
    std::memcpy(&header, memory.data(), sizeof header);
    const bool goes_on = *read == kPageBytes && continues_chain(header, mark.position) &&
                         header.payload_bytes <= kBlockPayloadBytesMax;
    if (!goes_on) return std::size_t{0};
    const std::size_t bytes = whole_pages(sizeof header + header.payload_bytes);
    if (bytes == kPageBytes || header.first_lsn + header.record_count <= from) return bytes;
    memory.resize(bytes);
    read = segment.handle->read_at(mark.offset, memory);
    if (!read) return read.error();
    if (*read == bytes) return bytes;
    return Error{
        ErrorCode::corrupt_record,
        segment.file.path + ", byte " + std::to_string(mark.offset) + ": found " +
            std::to_string(*read) + " bytes, expected " + std::to_string(bytes)
    };
}

std::optional<ChangeReader::Mark> ChangeReader::remembered(Lsn from, std::uint64_t segment) const {
    const MutexLock lock(mutex_);
    std::optional<Mark> best;
    for (const Mark& mark : marks_) {
        if (mark.segment != segment || mark.position.next_lsn > from) continue;
        if (!best || mark.offset > best->offset) best = mark;
    }
    return best;
}

void ChangeReader::remember(const Mark& mark) {
    const MutexLock lock(mutex_);
    const auto same = [&mark](const Mark& other) {
        return other.segment == mark.segment && other.offset == mark.offset;
    };
    if (std::any_of(marks_.begin(), marks_.end(), same)) return;
    if (marks_.size() < kMarksMax) {
        marks_.push_back(mark);
        return;
    }
    marks_[oldest_mark_] = mark;
    oldest_mark_ = (oldest_mark_ + 1) % kMarksMax;
}

}  // namespace earmark::persistence
