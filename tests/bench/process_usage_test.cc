#include "bench/process_usage.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

namespace earmark::bench {
namespace {

void burn(std::chrono::milliseconds cpu) {
    const std::clock_t end =
        std::clock() + static_cast<std::clock_t>(cpu.count()) * CLOCKS_PER_SEC / 1000;
    while (std::clock() < end) {
    }
}

TEST(ProcessUsage, CountsTheCpuTimeOfThisProcess) {
    const auto before = usage_of_process(::getpid());
    ASSERT_TRUE(before);
    burn(std::chrono::milliseconds(60));
    const auto after = usage_of_process(::getpid());
    ASSERT_TRUE(after);
    EXPECT_GE(after->cpu() - before->cpu(), std::chrono::milliseconds(40));
    EXPECT_GT(after->resident_bytes, 100'000U);
}

TEST(ProcessUsage, CountsChildrenThatAreGone) {
    const auto before = usage_of_family(::getpid());
    ASSERT_TRUE(before);
    const pid_t child = ::fork();
    if (child == 0) {
        burn(std::chrono::milliseconds(60));
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    const auto after = usage_of_family(::getpid());
    ASSERT_TRUE(after);
    EXPECT_GE(after->cpu() - before->cpu(), std::chrono::milliseconds(40));
}

TEST(ProcessUsage, NamesAProcessThatIsNotThere) {
    const auto usage = usage_of_process(std::numeric_limits<int>::max());
    ASSERT_FALSE(usage);
    EXPECT_NE(usage.error().detail.find("2147483647"), std::string::npos);
}

}  // namespace
}  // namespace earmark::bench
