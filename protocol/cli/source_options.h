// How an order is to be sourced: the options that `source` and `orders` share.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/node_choice_options.h"

#include <cstdint>
#include <optional>
#include <string>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// As typed.
struct SourceArguments {
    NodeChoiceArguments nodes;
    std::string group;
    std::string split_penalty = "0";
    std::string hold_for = "15m";
    std::string segment;
    std::string profile;
    std::string need_by;
    std::string wish_by;
    std::string late_per_day;
    std::string method = "ship";
    std::string store;
    std::string customer_class;
    std::optional<std::uint32_t> shipments_max;       ///< None = any number.
    std::optional<std::uint32_t> nodes_per_line_max;  ///< None = any number.
    bool split = false;
    bool partial = false;
    bool ignore_safety = false;
    bool residential = false;
};

void add_source_options(CLI::App& command, SourceArguments& arguments);

/// As the engine takes them; owns what a request borrows.
struct SourceRules {
    NodeChoice nodes;
    SourceRequest request;  ///< With everything but mode, id, lines and ship_to; borrows the above
                            ///< and the arguments.

    SourceRules() = default;
    SourceRules(SourceRules&&) = default;
    SourceRules& operator=(SourceRules&&) = default;
};

/// Errors: bad_input, not_found.
Result<SourceRules> understand(const SourceArguments& arguments, NameBook& names);

}  // namespace earmark::cli
