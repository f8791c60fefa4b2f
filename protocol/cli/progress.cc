#include "protocol/cli/progress.h"

#include "protocol/cli/session.h"

#include <unistd.h>

namespace earmark::cli {
namespace {

constexpr std::chrono::seconds kQuietAtFirst{2};
constexpr std::chrono::milliseconds kBetween{500};
constexpr std::chrono::seconds kBetweenLines{2};

}  // namespace

Progress::Progress(std::ostream& err, Show show)
    : err_(err), on_terminal_(isatty(STDERR_FILENO) != 0), due_(began_ + kQuietAtFirst) {
    shown_ = show == Show::always || (show == Show::on_a_terminal && on_terminal_);
}

Progress::~Progress() {
    pause();
}

bool Progress::is_due() {
    if (!shown_) return false;
    const auto now = Steady::now();
    if (now < due_) return false;
    due_ = now + (on_terminal_ ? Steady::duration(kBetween) : Steady::duration(kBetweenLines));
    return true;
}

void Progress::say(const std::string& text) {
    // Return to the line's start and clear it, so that a shorter text leaves nothing behind.
    err_ << (on_terminal_ ? "\r\033[K" : "") << text << (on_terminal_ ? "" : "\n") << std::flush;
    line_begun_ = on_terminal_;
}

void Progress::pause() {
    if (line_begun_) err_ << "\r\033[K" << std::flush;
    line_begun_ = false;
}

std::chrono::microseconds Progress::elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began_);
}

Progress::Show progress_of(const Session& session) {
    if (session.options().progress) return Progress::Show::always;
    return session.json() ? Progress::Show::never : Progress::Show::on_a_terminal;
}

}  // namespace earmark::cli
