#include "protocol/cli/asking_options.h"

#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {

void add_method_options(CLI::App& command, AskingArguments& arguments) {
    command.add_option("--method", arguments.method, "ship, pickup, ship_to_store or same_day")
        ->capture_default_str();
    command.add_flag(
        "--ignore-safety", arguments.ignore_safety, "Safety stock counts as available, too"
    );
}

void add_asking_options(CLI::App& command, AskingArguments& arguments) {
    command.add_option(
        "--segment", arguments.segment, "For this segment: channel, marketplace, ... [none]"
    );
    add_method_options(command, arguments);
}

Result<Asking> understand(const AskingArguments& arguments, NameBook& names) {
    const auto segment = names.segment(arguments.segment);
    if (!segment) return segment.error();
    const auto method = parse_method(arguments.method);
    if (!method) return option_error("--method", arguments.method, method.error());
    Asking asking;
    asking.segment = *segment;
    asking.method = *method;
    asking.ignore_safety = arguments.ignore_safety;
    return asking;
}

}  // namespace earmark::cli
