// From which nodes an order may leave, and from which rather: the options that every question about
// its plan has.
#pragma once

#include "engine/base/result.h"
#include "engine/command.h"
#include "protocol/cli/name_book.h"

#include <string>
#include <vector>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// As typed: nodes, and "@GROUP".
struct NodeChoiceArguments {
    std::vector<std::string> allowed;
    std::vector<std::string> excluded;
    std::string preferred;  ///< "reno,@west=2.50".
};

void add_node_choice_options(CLI::App& command, NodeChoiceArguments& arguments);

/// As the engine takes them.
struct NodeChoice {
    std::vector<NodeId> allowed;
    std::vector<NodeId> excluded;
    std::vector<NodeId> preferred;
    Micros preference = 0;

    /// The request borrows the lists.
    template <typename Request>
    void lend_to(Request& request) const {
        request.allowed_nodes = allowed;
        request.excluded_nodes = excluded;
        request.preferred_nodes = preferred;
        request.preference = preference;
    }
};

/// Errors: bad_input, not_found.
Result<NodeChoice> understand(const NodeChoiceArguments& arguments, NameBook& names);

}  // namespace earmark::cli
