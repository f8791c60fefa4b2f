// Result<T>: a value, or the operating error that prevented it.
//
// The members are the subset of std::expected that we use, under its names, so that this file can
// become an alias once the toolchain ships <expected> (g++ 12 offers it only from -std=c++23).
#pragma once

#include "engine/base/check.h"

#include <string>
#include <utility>
#include <variant>

namespace earmark {

enum class ErrorCode {
    io_failed,        ///< The operating system refused a read, write or sync.
    disk_full,        ///< No space is left where the bytes should go.
    corrupt_record,   ///< Stored bytes fail their checksum or break their format.
    malformed_frame,  ///< A peer sent bytes that break the wire format.
    limit_exceeded,   ///< Input is well formed but larger than a configured limit.
    bad_input,        ///< A file, line or option that a person wrote does not mean anything here.
    unsupported,      ///< Written by a newer version than this one.
    in_use,           ///< Another process has it: a folder, a port.
    unreachable,      ///< No server answers there.
    unknown_outcome,  ///< The answer was lost: the change may have been made. Ask again, same id.
    overloaded,       ///< The server has too much to do: certainly not done. Ask again shortly.
    deadline_passed,  ///< The caller's time was over before the work began: certainly not done.
    closing,          ///< The server is stopping: certainly not done.
    not_found,        ///< Nothing has that name.
};

/// What went wrong, and where.  `detail` is for people: name the thing, the found, the expected.
struct Error {
    ErrorCode code;
    std::string detail;
};

template <typename T>
class [[nodiscard]] Result {
  public:
    // Implicit, so that a function may `return value;` or `return Error{...};`.
    // NOLINTBEGIN(google-explicit-constructor)
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
    // NOLINTEND(google-explicit-constructor)

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// Requires has_value().
    T& operator*() & { return checked_value(); }
    const T& operator*() const& { return checked_value(); }
    T&& operator*() && { return std::move(checked_value()); }
    T* operator->() { return &checked_value(); }
    const T* operator->() const { return &checked_value(); }

    /// Requires !has_value().
    const Error& error() const {
        EARMARK_CHECK(!has_value());
        return *std::get_if<1>(&state_);
    }

  private:
    T& checked_value() {
        EARMARK_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }

    const T& checked_value() const {
        EARMARK_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }

    std::variant<T, Error> state_;
};

/// For operations that produce nothing but may fail.
struct Done {};
using Status = Result<Done>;

}  // namespace earmark
