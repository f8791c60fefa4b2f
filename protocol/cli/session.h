// One run of `earmark`: its global options, its streams, and its connection to the server.
#pragma once

#include "engine/base/result.h"
#include "engine/outcome.h"
#include "protocol/cli/arguments.h"
#include "protocol/cli/exit_code.h"
#include "protocol/client.h"

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace earmark::cli {

struct GlobalOptions {
    ServerAddress server{.host = "127.0.0.1", .port = 7411};
    bool json = false;
    bool progress = false;  ///< Progress even where stderr is no terminal.
    std::string actor;
    std::string reason;
    std::optional<std::chrono::milliseconds> deadline;
};

class Session {
  public:
    Session(const GlobalOptions& options, std::ostream& out, std::ostream& err)
        : options_(options), out_(out), err_(err) {}

    const GlobalOptions& options() const { return options_; }
    bool json() const { return options_.json; }
    std::ostream& out() { return out_; }
    std::ostream& err() { return err_; }

    /// The connection, made when it is first asked for; making it takes of the deadline.
    /// Errors: unreachable - or it was not made within the deadline; unsupported.
    Result<protocol::Client*> client();

    protocol::ClientOptions client_options() const;

    /// What goes with each request: who, why, and what is left of the deadline.
    protocol::CallOptions call() const;

    /// Says on stderr what went wrong, and answers with what to say to the shell.
    ExitCode fail(const Error& error);

    /// The same for an answer of the domain: its word, such as "wrong_state", and its detail.
    ExitCode refuse(std::string_view word, std::string_view detail);

    /// A message for people on stderr that is no failure; nothing in JSON.
    void note(std::string_view text);

  private:
    ExitCode say(std::string_view word, std::string_view detail, ExitCode code);

    const GlobalOptions& options_;
    std::ostream& out_;
    std::ostream& err_;
    std::optional<protocol::Client> client_;
    std::chrono::milliseconds connecting_took_{0};
};

/// "unreachable".
std::string_view to_string(ErrorCode code);
ExitCode exit_code_of(ErrorCode code);

/// Did the server do it, now or before?
inline bool is_done(Outcome outcome) {
    return outcome == Outcome::done || outcome == Outcome::repeated;
}

}  // namespace earmark::cli
