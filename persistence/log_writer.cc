#include "persistence/log_writer.h"

#include "persistence/aligned_buffer.h"
#include "persistence/segment.h"

#include <algorithm>

namespace earmark::persistence {

WriteThrough write_through_of(DurabilityMode mode) {
    return mode == DurabilityMode::sync ? WriteThrough::yes : WriteThrough::no;
}

LogWriter::LogWriter(
    Parts parts, DurabilityMode mode, std::uint64_t segment_bytes, const LogTail& tail
)
    : parts_(std::move(parts)),
      mode_(mode),
      segment_bytes_default_(segment_bytes),
      segment_number_(tail.segment.number),
      segment_bytes_(tail.segment.header.bytes),
      nonce_(tail.segment.header.nonce),
      segment_first_lsn_(tail.segment.header.first_lsn),
      offset_(tail.offset),
      position_(tail.position),
      durable_block_(tail.position.next_block - 1),
      durable_lsn_(tail.position.next_lsn - 1) {}

Result<std::unique_ptr<LogWriter>> LogWriter::begin(
    Parts parts, DurabilityMode mode, std::uint64_t segment_bytes, const LogTail& tail
) {
    const std::string path = parts.folder.segment(tail.segment.number);
    auto file = parts.files.open(path, OpenFor::writing, write_through_of(mode));
    if (!file) return file.error();
    std::unique_ptr<LogWriter> writer(new LogWriter(std::move(parts), mode, segment_bytes, tail));
    writer->file_ = std::move(*file);
    return writer;
}

std::size_t LogWriter::payload_bytes_max() const {
    const std::size_t room = segment_bytes_default_ - kPageBytes - sizeof(BlockHeader);
    return std::min(kBlockPayloadBytesMax, room);
}

Status LogWriter::write(std::span<std::byte> memory, const Block& block) {
    const std::size_t bytes_wanted = whole_pages(sizeof(BlockHeader) + block.payload_bytes);
    EARMARK_CHECK(block.payload_bytes <= payload_bytes_max());
    if (offset_ + bytes_wanted > segment_bytes_) {
        if (auto status = begin_next_segment(block.first_lsn); !status) return status;
    }
    BlockHeader header{};
    header.payload_bytes = static_cast<std::uint32_t>(block.payload_bytes);
    header.number = position_.next_block;
    header.first_lsn = block.first_lsn;
    header.record_count = block.record_count;
    header.flags = block.flags;
    header.durable_block = durable_block_;
    header.durable_lsn = durable_lsn_;
    header.previous_crc = position_.previous_crc;
    header.written_at_us = block.written_at_us;
    const std::size_t bytes = seal_block(memory, header, {nonce_, offset_});
    if (auto status = file_->write_at(offset_, memory.first(bytes)); !status) return status;
    std::memcpy(&header, memory.data(), sizeof header);
    offset_ += bytes;
    bytes_written_ += bytes;
    position_ = position_after(header);
    promised_block_ = header.durable_block;
    if (block.record_count > 0) newest_block_with_records_ = header.number;
    return mode_ == DurabilityMode::sync ? sync() : Status(Done{});
}

Status LogWriter::sync() {
    if (!file_->writes_through()) {
        if (auto status = file_->sync(); !status) return status;
    }
    durable_block_ = position_.next_block - 1;
    durable_lsn_ = position_.next_lsn - 1;
    return Done{};
}

Status LogWriter::begin_next_segment(Lsn first_lsn) {
    // In every mode: a segment's header proves that all before it was durable.
    if (auto status = sync(); !status) return status;
    auto segment = parts_.allocator.take();
    if (!segment) return segment.error();
    SegmentHeader header{};
    header.store = parts_.store;
    header.number = segment->number;
    header.nonce = parts_.random();
    header.first_lsn = first_lsn;
    header.first_block = position_.next_block;
    header.bytes = segment_bytes_default_;
    header.previous_bytes = offset_;
    header.previous_crc = position_.previous_crc;
    AlignedBuffer page(kPageBytes);
    encode_segment_header(page.span(), header);
    if (auto status = segment->file->write_at(0, page.span()); !status) return status;
    if (!segment->file->writes_through()) {
        if (auto status = segment->file->sync(); !status) return status;
    }
    file_ = std::move(segment->file);
    segment_number_ = header.number;
    segment_bytes_ = header.bytes;
    nonce_ = header.nonce;
    segment_first_lsn_ = first_lsn;
    offset_ = kPageBytes;
    bytes_written_ += kPageBytes;
    return Done{};
}

}  // namespace earmark::persistence
