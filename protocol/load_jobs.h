// LoadJobs: loads by pages, and which of their pages are done.
//
// A load of millions of rows may break off in the middle: who comes back under the same name is
// told which pages are done, and nothing is counted twice. What the pages changed is durable; the
// list of them is not, and ends with the server: then rows that come again are stale by their
// number, and change nothing.
#pragma once

#include "engine/base/mutex.h"
#include "engine/engine.h"
#include "protocol/messages.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace earmark::protocol {

inline constexpr std::size_t kJobNameBytesMax = 64;
inline constexpr std::size_t kJobFileBytesMax = 1'024;
inline constexpr std::size_t kJobsMax = 256;  ///< Above, the oldest that has ended is forgotten.
inline constexpr std::uint32_t kJobPagesMax = 1U << 20U;
inline constexpr std::size_t kJobRefusalsMax = 100;

/// Thread: any.
class LoadJobs {
  public:
    /// Begins a job, or finds it; ends it; or asks for it.
    void step(const JobRequest& request, Time now, JobReply& reply);

    /// Applies a page unless it is done.
    void load(
        Engine& engine, const LoadPage& request, const CallContext& context, SupplyReply& reply
    );

    JobList list() const;

  private:
    struct Entry {
        LoadJob job;
        std::vector<std::uint8_t> done;
        std::vector<std::uint32_t> under_way;  ///< Pages that a thread applies now.
    };

    void begin(const JobRequest& request, Time now, JobReply& reply) EARMARK_REQUIRES(mutex_);
    bool make_room() EARMARK_REQUIRES(mutex_);

    mutable Mutex mutex_;
    std::map<std::string, Entry, std::less<>> jobs_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark::protocol
