#include "bench/process_usage.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>

namespace earmark::bench {

namespace {

/// The fields of /proc/PID/stat that we use; proc(5) numbers them.
struct Stat {
    int parent = 0;                ///< (4)
    std::uint64_t own_user = 0;    ///< (14) in ticks, like the three below
    std::uint64_t own_system = 0;  ///< (15)
    std::uint64_t waited_user = 0;
    std::uint64_t waited_system = 0;
    std::uint64_t resident_pages = 0;  ///< (24)
};

std::optional<Stat> read_stat(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    // The command's name (2) is in parentheses and may hold anything: read on after the last ')'.
    const auto after_name = text.rfind(')');
    if (after_name == std::string::npos) return std::nullopt;
    std::istringstream fields(text.substr(after_name + 1));
    std::string skipped;
    Stat stat;
    fields >> skipped >> stat.parent;
    for (int field = 5; field < 14; ++field)
        fields >> skipped;
    fields >> stat.own_user >> stat.own_system >> stat.waited_user >> stat.waited_system;
    for (int field = 18; field < 24; ++field)
        fields >> skipped;
    fields >> stat.resident_pages;
    if (!fields) return std::nullopt;
    return stat;
}

std::chrono::milliseconds from_ticks(std::uint64_t ticks) {
    static const auto per_second = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    return std::chrono::milliseconds(ticks * 1000 / per_second);
}

std::uint64_t from_pages(std::uint64_t pages) {
    static const auto page_bytes =
        static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PAGESIZE)));
    return pages * page_bytes;
}

Error no_such_process(int pid) {
    return {ErrorCode::bad_input, "process " + std::to_string(pid) + ": not in /proc"};
}

}  // namespace

Result<ProcessUsage> usage_of_process(int pid) {
    const auto stat = read_stat(std::to_string(pid));
    if (!stat) return no_such_process(pid);
    return ProcessUsage{
        .user = from_ticks(stat->own_user),
        .system = from_ticks(stat->own_system),
        .resident_bytes = from_pages(stat->resident_pages),
    };
}

Result<ProcessUsage> usage_of_family(int pid) {
    const auto parent = read_stat(std::to_string(pid));
    if (!parent) return no_such_process(pid);
    std::uint64_t user = parent->own_user + parent->waited_user;
    std::uint64_t system = parent->own_system + parent->waited_system;
    std::uint64_t pages = parent->resident_pages;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto stat = read_stat(name);
        if (!stat || stat->parent != pid) continue;
        user += stat->own_user;
        system += stat->own_system;
        pages += stat->resident_pages;
    }
    return ProcessUsage{
        .user = from_ticks(user),
        .system = from_ticks(system),
        .resident_bytes = from_pages(pages),
    };
}

std::uint64_t own_resident_bytes() {
    const auto usage = usage_of_process(::getpid());
    return usage ? usage->resident_bytes : 0;
}

}  // namespace earmark::bench
