#include "tests/persistence/key_value_engine.h"

#include <cstring>

namespace earmark::persistence {

namespace {

/// What an image chunk is made of.
struct ImageEntry {
    KeyValueChange change;
    Lsn lsn;
};
constexpr std::size_t kEntriesPerChunk = 3;

Error broken(const std::string& what, std::size_t found) {
    return Error{ErrorCode::corrupt_record, what + ": found " + std::to_string(found) + " bytes"};
}

}  // namespace

std::vector<std::byte> KeyValueEngine::encode(KeyValueChange change, std::size_t padding) {
    std::vector<std::byte> record(sizeof change + padding);
    std::memcpy(record.data(), &change, sizeof change);
    return record;
}

void KeyValueEngine::apply(Lsn lsn, KeyValueChange change) {
    Part& part = parts_[change.key % kParts];
    const std::scoped_lock lock(part.mutex);
    Entry& entry = part.entries[change.key];
    if (lsn > entry.lsn) entry = {change.value, lsn};
}

Status KeyValueEngine::write_image(std::size_t part, StateImageSink& sink) const {
    Contents entries;
    {
        const std::scoped_lock lock(parts_[part].mutex);
        entries = parts_[part].entries;
    }
    std::vector<ImageEntry> chunk;
    const auto write = [&] { return sink.write(std::as_bytes(std::span(chunk))); };
    for (const auto& [key, entry] : entries) {
        chunk.push_back({{key, 0, entry.value}, entry.lsn});
        if (chunk.size() < kEntriesPerChunk) continue;
        if (auto status = write(); !status) return status;
        chunk.clear();
    }
    return chunk.empty() ? Status(Done{}) : write();
}

Status KeyValueEngine::read_image(std::span<const std::byte> chunk) {
    if (chunk.empty() || chunk.size() % sizeof(ImageEntry) != 0) {
        return broken("an image chunk", chunk.size());
    }
    for (; !chunk.empty(); chunk = chunk.subspan(sizeof(ImageEntry))) {
        ImageEntry entry{};
        std::memcpy(&entry, chunk.data(), sizeof entry);
        apply(entry.lsn, entry.change);
    }
    return Done{};
}

Status KeyValueEngine::replay(
    Lsn lsn, std::span<const std::byte> record, std::size_t worker, std::size_t workers
) {
    KeyValueChange change{};
    if (record.size() < sizeof change) return broken("a record", record.size());
    std::memcpy(&change, record.data(), sizeof change);
    if (change.key % workers == worker) apply(lsn, change);
    return Done{};
}

KeyValueEngine::Contents KeyValueEngine::contents() const {
    Contents all;
    for (const Part& part : parts_) {
        const std::scoped_lock lock(part.mutex);
        all.insert(part.entries.begin(), part.entries.end());
    }
    return all;
}

}  // namespace earmark::persistence
