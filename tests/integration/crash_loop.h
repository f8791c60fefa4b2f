// Kills the real server at random moments under load, and checks each time that it kept its word.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace earmark::integration {

struct CrashLoopOptions {
    std::string server;            ///< The earmarkd to run.
    std::filesystem::path folder;  ///< For its data and its output; must be empty.
    std::uint64_t seed = 1;
    std::uint64_t kills = 50;
    std::chrono::seconds at_most{0};  ///< Ends earlier when this has passed; 0 = no limit.
    std::uint32_t clients = 8;
};

/// Prints progress and a summary. False, with the reasons printed, if a demand was broken.
bool run_crash_loop(const CrashLoopOptions& options);

}  // namespace earmark::integration
