// That a few long jobs do not hold up the others.
#include "protocol/job_pool.h"

#include "tests/protocol/session_desk.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <future>
#include <memory>

namespace earmark::protocol {
namespace {

constexpr std::chrono::seconds kPatience{60};

/// A job that is answered at once; what it asks for does not matter here.
Job short_job() {
    Job job;
    job.header.kind = wire::MessageKind::status;
    return job;
}

/// As many jobs as stand-ins do not end before one that came after them.
TEST(JobPool, JobsThatTakeLongDoNotHoldUpTheOthers) {
    constexpr std::size_t kLongJobs = 4;
    SessionDesk desk;
    std::promise<void> last_done;
    const std::shared_future<void> is_last_done = last_done.get_future().share();
    std::array<std::promise<bool>, kLongJobs> ends;
    JobPool pool(desk.service(), /*threads=*/1, /*jobs_waiting_max=*/100);
    for (std::promise<bool>& end : ends) {
        Job job = short_job();
        ASSERT_TRUE(pool.submit(job, [&end, is_last_done](JobResult&&) {
            end.set_value(is_last_done.wait_for(kPatience) == std::future_status::ready);
        }));
    }
    Job job = short_job();
    ASSERT_TRUE(pool.submit(job, [&last_done](JobResult&&) { last_done.set_value(); }));
    for (std::promise<bool>& end : ends)
        EXPECT_TRUE(end.get_future().get());
}

}  // namespace
}  // namespace earmark::protocol
