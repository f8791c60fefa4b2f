#include "protocol/cli/output_paths.h"

#include <filesystem>
#include <system_error>

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

/// Also of files that are not there yet.
bool is_same_file(std::string_view one, std::string_view other) {
    std::error_code fault;
    if (fs::exists(one, fault) && fs::exists(other, fault)) {
        const bool is_kept = fs::is_regular_file(one, fault);
        return is_kept && fs::equivalent(one, other, fault);
    }
    const fs::path canonical = fs::weakly_canonical(fs::absolute(one, fault), fault);
    return canonical == fs::weakly_canonical(fs::absolute(other, fault), fault);
}

Error same_file(const OutputPath& output, std::string_view what) {
    return {
        ErrorCode::bad_input,
        std::string(output.option) + ": found \"" + std::string(output.path) + "\", which is " +
            std::string(what) + ", expected a file of its own"
    };
}

}  // namespace

Status check_outputs(
    std::initializer_list<OutputPath> outputs, std::span<const std::string> inputs
) {
    for (auto output = outputs.begin(); output != outputs.end(); ++output) {
        if (output->path.empty()) continue;
        for (const std::string& input : inputs) {
            if (is_same_file(output->path, input)) return same_file(*output, "read as well");
        }
        for (auto other = outputs.begin(); other != output; ++other) {
            if (!other->path.empty() && is_same_file(output->path, other->path))
                return same_file(*output, "that of " + std::string(other->option));
        }
    }
    return Done{};
}

}  // namespace earmark::cli
