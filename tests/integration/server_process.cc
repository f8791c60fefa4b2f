#include "tests/integration/server_process.h"

#include "engine/base/check.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace earmark::integration {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::string_view kServingAt = "serving on 127.0.0.1:";

/// Watches a file for what is written to it.
class FileWatch {
  public:
    explicit FileWatch(const std::filesystem::path& file)
        : descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        EARMARK_CHECK(descriptor_ >= 0);
        EARMARK_CHECK(::inotify_add_watch(descriptor_, file.c_str(), IN_MODIFY) >= 0);
    }
    ~FileWatch() { ::close(descriptor_); }
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    int descriptor() const { return descriptor_; }

    /// Forgets what was written so far.
    void take() const {
        char events[1'024];
        while (::read(descriptor_, events, sizeof(events)) > 0) {
        }
    }

  private:
    int descriptor_;
};

}  // namespace

ScratchFolder::ScratchFolder() {
    std::string name = std::filesystem::temp_directory_path() / "earmark-test-XXXXXX";
    EARMARK_CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

ServerProcess::ServerProcess(
    const std::string& program,
    const std::vector<std::string>& arguments,
    const std::filesystem::path& output
)
    : output_(output) {
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const int file = ::open(output.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    EARMARK_CHECK(file >= 0);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    EARMARK_CHECK(pid_ >= 0);
    if (pid_ == 0) {
        // Between fork and exec of a process with threads only system calls are allowed.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(126);
        ::dup2(file, STDOUT_FILENO);
        ::dup2(file, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(file);
    end_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    EARMARK_CHECK(end_ >= 0);
}

ServerProcess::~ServerProcess() {
    kill_now();
    ::close(end_);
}

void ServerProcess::wait_for_event(int watch, steady_clock::time_point until) const {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    pollfd events[2] = {{end_, POLLIN, 0}, {watch, POLLIN, 0}};
    // One that is negative is not looked at.
    ::poll(events, 2, static_cast<int>(std::max(left, milliseconds(0)).count()));
}

std::uint16_t ServerProcess::wait_until_serving(milliseconds at_most) {
    const auto until = steady_clock::now() + at_most;
    const FileWatch printed(output_);
    while (steady_clock::now() < until) {
        printed.take();
        const bool ended = reap(/*wait=*/false);
        const std::string text = output();
        const std::size_t found = text.find(kServingAt);
        if (found != std::string::npos && text.find('\n', found) != std::string::npos) {
            return static_cast<std::uint16_t>(
                std::strtoul(text.c_str() + found + kServingAt.size(), nullptr, 10)
            );
        }
        if (ended) return 0;
        wait_for_event(printed.descriptor(), until);
    }
    return 0;
}

void ServerProcess::send(int signal) const {
    if (!ended_) ::kill(pid_, signal);
}

Ending ServerProcess::wait_for_end(milliseconds at_most) {
    const auto until = steady_clock::now() + at_most;
    Ending ending;
    while (!reap(/*wait=*/false)) {
        if (steady_clock::now() >= until) {
            ending.in_time = false;
            kill_now();
            break;
        }
        wait_for_event(/*watch=*/-1, until);
    }
    if (WIFEXITED(status_)) ending.exit_code = WEXITSTATUS(status_);
    if (WIFSIGNALED(status_)) ending.signal = WTERMSIG(status_);
    return ending;
}

void ServerProcess::kill_now() {
    send(SIGKILL);
    reap(/*wait=*/true);
}

std::string ServerProcess::output() const {
    std::ifstream file(output_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool ServerProcess::reap(bool wait) {
    if (!ended_) ended_ = ::waitpid(pid_, &status_, wait ? 0 : WNOHANG) == pid_;
    return ended_;
}

}  // namespace earmark::integration
