#include "protocol/cli/session.h"

#include "engine/outcome.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace earmark::cli {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::io_failed:
            return "io_failed";
        case ErrorCode::disk_full:
            return "disk_full";
        case ErrorCode::corrupt_record:
            return "corrupt_record";
        case ErrorCode::malformed_frame:
            return "malformed_frame";
        case ErrorCode::limit_exceeded:
            return "limit_exceeded";
        case ErrorCode::bad_input:
            return "bad_input";
        case ErrorCode::unsupported:
            return "unsupported";
        case ErrorCode::in_use:
            return "in_use";
        case ErrorCode::unreachable:
            return "unreachable";
        case ErrorCode::unknown_outcome:
            return "unknown_outcome";
        case ErrorCode::overloaded:
            return "overloaded";
        case ErrorCode::deadline_passed:
            return "deadline_passed";
        case ErrorCode::closing:
            return "closing";
        case ErrorCode::not_found:
            return "not_found";
    }
    return "error";
}

ExitCode exit_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::io_failed:
        case ErrorCode::corrupt_record:
        case ErrorCode::bad_input:
            return ExitCode::wrong_usage;
        case ErrorCode::unreachable:
            return ExitCode::unreachable;
        case ErrorCode::unknown_outcome:
            return ExitCode::unknown_outcome;
        default:
            return ExitCode::refused;
    }
}

Result<protocol::Client*> Session::client() {
    if (!client_) {
        const auto began = std::chrono::steady_clock::now();
        auto connected =
            protocol::Client::connect(options_.server.host, options_.server.port, client_options());
        if (!connected) return connected.error();
        connecting_took_ =
            std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        client_.emplace(*std::move(connected));
    }
    return &*client_;
}

protocol::ClientOptions Session::client_options() const {
    protocol::ClientOptions options;
    options.name = "earmark command line";
    if (!options_.deadline) return options;
    options.connect_within = std::min(options.connect_within, *options_.deadline);
    options.answer_within = *options_.deadline;
    return options;
}

protocol::CallOptions Session::call() const {
    protocol::CallOptions options{.note = {.actor = options_.actor, .reason = options_.reason}};
    if (options_.deadline) {
        options.answer_within =
            std::max(std::chrono::milliseconds(1), *options_.deadline - connecting_took_);
    }
    return options;
}

ExitCode Session::say(std::string_view word, std::string_view detail, ExitCode code) {
    if (json()) {
        err_ << boost::json::serialize(boost::json::object{{"error", word}, {"detail", detail}})
             << '\n';
    } else {
        err_ << "earmark: " << (detail.empty() ? word : detail) << '\n';
    }
    return code;
}

ExitCode Session::fail(const Error& error) {
    std::string detail = error.detail;
    if (!json() && error.code == ErrorCode::unknown_outcome) {
        detail += "\nThe answer was lost: it may have been done. Ask again with the same id.";
    }
    return say(to_string(error.code), detail, exit_code_of(error.code));
}

ExitCode Session::refuse(std::string_view word, std::string_view detail) {
    if (detail.empty() && word == earmark::to_string(Outcome::disk_full)) {
        detail =
            "the disk of the server's data has little room left: changes are refused until "
            "it has more, answers go on";
    }
    if (json()) return say(word, detail, ExitCode::refused);
    const std::string why = "refused: " + std::string(word);
    return say(word, detail.empty() ? why : why + ": " + std::string(detail), ExitCode::refused);
}

void Session::note(std::string_view text) {
    if (!json()) err_ << text << '\n';
}

}  // namespace earmark::cli
