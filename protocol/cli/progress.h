// How far a long job is, on stderr: after two seconds, twice a second, on one line of a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace earmark::cli {

class Session;

class Progress {
  public:
    enum class Show : std::uint8_t {
        never,
        on_a_terminal,  ///< If stderr is one.
        always,         ///< Lines of their own where it is not.
    };

    Progress(std::ostream& err, Show show);

    /// Ends the line, if one is begun.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// True at most twice a second: then say how far the job is.
    bool is_due();
    void say(const std::string& text);
    /// Ends the line, so that a message may follow.
    void pause();

    std::chrono::microseconds elapsed() const;

  private:
    using Steady = std::chrono::steady_clock;

    std::ostream& err_;
    bool shown_ = false;  ///< At all.
    bool on_terminal_ = false;
    bool line_begun_ = false;
    Steady::time_point began_ = Steady::now();
    Steady::time_point due_;
};

/// What the global options want shown.
Progress::Show progress_of(const Session& session);

}  // namespace earmark::cli
