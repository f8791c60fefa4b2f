#include "protocol/cli/node_choice_options.h"

#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <utility>

namespace earmark::cli {

namespace {

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

/// "reno,@west=2.50".
Status read_preference(const std::string& typed, NameBook& names, NodeChoice& choice) {
    if (typed.empty()) return Done{};
    const std::size_t sign = typed.rfind('=');
    if (sign == std::string::npos || sign == 0) {
        return option_error(
            "--prefer",
            typed,
            {ErrorCode::bad_input, "nodes and groups, and a price: reno,@west=2.50"}
        );
    }
    const auto price = parse_money(typed.substr(sign + 1));
    if (!price) return option_error("--prefer", typed, price.error());
    if (*price <= 0)
        return option_error("--prefer", typed, {ErrorCode::bad_input, "a price above 0"});
    auto preferred = names.nodes(split_at_commas(std::string_view(typed).substr(0, sign)));
    if (!preferred) return preferred.error();
    choice.preferred = *std::move(preferred);
    choice.preference = *price;
    return Done{};
}

}  // namespace

void add_node_choice_options(CLI::App& command, NodeChoiceArguments& arguments) {
    command.add_option("--allow", arguments.allowed, "Only these nodes and groups: N,@GROUP,...")
        ->delimiter(',');
    command.add_option("--exclude", arguments.excluded, "None of these: N,@GROUP,...")
        ->delimiter(',');
    command.add_option(
        "--prefer",
        arguments.preferred,
        "Rather these: N,@GROUP,...=MONEY, which a shipment of any other node costs more"
    );
}

Result<NodeChoice> understand(const NodeChoiceArguments& arguments, NameBook& names) {
    NodeChoice choice;
    auto allowed = names.nodes(arguments.allowed);
    if (!allowed) return allowed.error();
    choice.allowed = *std::move(allowed);
    auto excluded = names.nodes(arguments.excluded);
    if (!excluded) return excluded.error();
    choice.excluded = *std::move(excluded);
    if (auto read = read_preference(arguments.preferred, names, choice); !read) return read.error();
    return choice;
}

}  // namespace earmark::cli
