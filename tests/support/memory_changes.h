// The records of a MemoryLog as a source of changes; the oldest ones can be dropped.
#pragma once

#include "engine/stream/change_source.h"
#include "tests/support/memory_log.h"

#include <atomic>

namespace earmark {

class MemoryChanges : public ChangeSource {
  public:
    explicit MemoryChanges(const MemoryLog& log) : log_(log) {}

    /// Keeps only what is newer.
    void drop_through(Lsn lsn) { dropped_ = lsn; }

    Result<ChangesRead> read(Lsn from, const ChangeVisitor& visit) override {
        ChangesRead read;
        read.durable_lsn = log_.durable();
        read.oldest_lsn = dropped_ + 1;
        if (from == 0) from = read.oldest_lsn;
        read.kept = from >= read.oldest_lsn;
        read.next_lsn = from;
        while (read.kept && read.next_lsn <= read.durable_lsn) {
            const auto record = log_.record(read.next_lsn);
            if (!visit(read.next_lsn++, record)) break;
        }
        return read;
    }

  private:
    const MemoryLog& log_;
    std::atomic<Lsn> dropped_{0};
};

}  // namespace earmark
