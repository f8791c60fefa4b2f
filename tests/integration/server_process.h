// The real earmarkd as a child process: started, watched, killed and asked to end.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace earmark::integration {

/// How a process ended.
struct Ending {
    int exit_code = -1;  ///< -1 if a signal ended it.
    int signal = 0;      ///< 0 if it exited by itself.
    bool in_time = true;
};

/// A folder of its own under the system's temporary folder, removed with all it holds.
class ScratchFolder {
  public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class ServerProcess {
  public:
    /// Starts `program` with `arguments`; its output goes to a file. The child dies with its
    /// parent.
    ServerProcess(
        const std::string& program,
        const std::vector<std::string>& arguments,
        const std::filesystem::path& output
    );
    ~ServerProcess();  ///< Kills it if it still runs.
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    /// Waits until it says that it serves, and returns its port; 0 if it ended or took too long.
    std::uint16_t wait_until_serving(std::chrono::milliseconds at_most = std::chrono::minutes(1));

    void send(int signal) const;

    /// Waits for its end; kills it after `at_most`.
    Ending wait_for_end(std::chrono::milliseconds at_most = std::chrono::minutes(1));

    /// SIGKILL: no chance to write or to say anything.
    void kill_now();

    /// What it has printed so far, both channels.
    std::string output() const;

    pid_t pid() const { return pid_; }

  private:
    bool reap(bool wait);
    /// Waits until it ends, or prints if `watch` (of inotify) is given, or `until` comes.
    void wait_for_event(int watch, std::chrono::steady_clock::time_point until) const;

    pid_t pid_ = -1;
    int end_ = -1;  ///< A pidfd: to be read once it has ended.
    std::filesystem::path output_;
    bool ended_ = false;
    int status_ = 0;
};

}  // namespace earmark::integration
