// Files that a command writes, checked before any of them is opened: opening one empties it.
#pragma once

#include "engine/base/result.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace earmark::cli {

struct OutputPath {
    std::string_view option;  ///< "--rejects".
    std::string_view path;    ///< Empty: it is not written.
};

/// Errors: bad_input - a file is to be written that is read as well, or written by two options,
///         whatever names it goes by. Devices and pipes may be.
Status check_outputs(
    std::initializer_list<OutputPath> outputs, std::span<const std::string> inputs
);

}  // namespace earmark::cli
