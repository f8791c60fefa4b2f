#include "protocol/cli/whatif_options.h"

#include "engine/base/decimal.h"
#include "protocol/cli/arguments.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/profile_cells.h"
#include "protocol/cli/rule_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <utility>

namespace earmark::cli {
namespace {

Error whatif_error(std::string_view option, std::string_view found, std::string_view expected) {
    return option_error(option, found, {ErrorCode::bad_input, std::string(expected)});
}

/// Calls visit(part) for each part between separators. False if visit was for one.
template <typename Visit>
bool visit_parts(std::string_view text, char separator, const Visit& visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (!visit(text.substr(0, end))) return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

/// "transport=2", "per-priority=3.00".
bool read_weight_of(std::string_view part, ProfileRow& row) {
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos) return false;
    const std::string_view name = part.substr(0, sign);
    const std::string_view value = part.substr(sign + 1);
    for (std::size_t index = 0; index < kCostTerms; ++index) {
        if (name != to_string(static_cast<CostTerm>(index))) continue;
        const Decimal weight = parse_decimal(value, kProfileWeightScale);
        if (!weight.is_good() || weight.value < 0 || weight.value > kWeightMax) return false;
        row.weights.thousandths[index] = static_cast<std::uint32_t>(weight.value);
        return true;
    }
    const auto money = parse_money(value);
    if (!money) return false;
    if (name == "split-penalty") {
        row.split_penalty = *money;
    } else if (name == "per-priority") {
        row.per_priority = *money;
    } else if (name == "short-unit") {
        row.shortage_per_unit = *money;
    } else if (name == "carbon-tonne") {
        row.carbon_per_tonne = *money;
    } else if (name == "load-price") {
        row.load_price = *money;
    } else {
        return false;
    }
    return true;
}

}  // namespace

bool WhatIfArguments::empty() const {
    return stock.empty() && more.empty() && enabled.empty() && disabled.empty() &&
           tariffs.empty() && services.empty() && rules.empty() && weights.empty() &&
           criteria.empty();
}

void add_whatif_options(CLI::App& command, WhatIfArguments& arguments) {
    command.add_option("--if-stock", arguments.stock, "SKU@NODE=UNITS: so much may be sold there");
    command.add_option("--if-more", arguments.more, "SKU@NODE=UNITS: so much more; -2 = less");
    command.add_option("--if-enable", arguments.enabled, "These nodes: N,N,...")->delimiter(',');
    command.add_option("--if-disable", arguments.disabled, "These nodes: N,N,...")->delimiter(',');
    command.add_option("--if-tariff", arguments.tariffs, "NODE=TARIFF: it ships by this one");
    command.add_option(
        "--if-services", arguments.services, "NODE=SERVICE;SERVICE: it ships by these alone"
    );
    command.add_option(
        "--if-rules",
        arguments.rules,
        "CSV as for `earmark load sourcing-rules`: as if these were put or removed"
    );
    auto* weights = command.add_option(
        "--if-weights",
        arguments.weights,
        "A profile of its own: TERM=WEIGHT,... and split-penalty, per-priority, short-unit, "
        "carbon-tonne, load-price=MONEY"
    );
    auto* criteria = command.add_option(
        "--if-criteria",
        arguments.criteria,
        "One that compares by shipments, priority, distance, cost: WORD;WORD"
    );
    weights->excludes(criteria);
}

Status WhatIf::read_stock(
    const std::vector<std::string>& texts,
    StockIfChange change,
    std::string_view option,
    NameBook& names
) {
    for (const std::string& text : texts) {
        const auto line = parse_node_line(text);
        if (!line)
            return Error{ErrorCode::bad_input, std::string(option) + ": " + line.error().detail};
        const auto item = names.item(line->sku);
        if (!item) return item.error();
        const auto node = names.node(line->node);
        if (!node) return node.error();
        const bool is_less = change == StockIfChange::add && line->quantity.starts_with('-');
        const auto units = names.quantity(*item, line->quantity.substr(is_less ? 1 : 0));
        if (!units) return option_error(option, text, units.error());
        stock_.push_back({item->id, *node, change, is_less ? -*units : *units});
    }
    return Done{};
}

Status WhatIf::read_nodes(const WhatIfArguments& arguments, NameBook& names) {
    const auto add_all = [&](const std::vector<std::string>& keys, NodeIfChange change) -> Status {
        const auto nodes = names.nodes(keys);
        if (!nodes) return nodes.error();
        for (const NodeId node : *nodes)
            changes_.push_back({node, change, {}});
        return Done{};
    };
    if (auto status = add_all(arguments.enabled, NodeIfChange::enable); !status) return status;
    if (auto status = add_all(arguments.disabled, NodeIfChange::disable); !status) return status;
    const auto add_named = [&](std::string_view option, const std::string& text, NodeIfChange change
                           ) -> Status {
        const std::size_t sign = text.rfind('=');
        if (sign == std::string::npos || sign + 1 == text.size())
            return whatif_error(option, text, "a node, = and a name");
        const auto node = names.node(text.substr(0, sign));
        if (!node) return node.error();
        const char separator = change == NodeIfChange::service ? ';' : '\0';
        visit_parts(std::string_view(text).substr(sign + 1), separator, [&](std::string_view name) {
            changes_.push_back({*node, change, std::string(name)});
            return true;
        });
        return Done{};
    };
    for (const std::string& text : arguments.tariffs) {
        if (auto status = add_named("--if-tariff", text, NodeIfChange::tariff); !status)
            return status;
    }
    for (const std::string& text : arguments.services) {
        if (auto status = add_named("--if-services", text, NodeIfChange::service); !status)
            return status;
    }
    return Done{};
}

Status WhatIf::read_rules(const std::string& path, NameBook& names) {
    if (path.empty()) return Done{};
    auto rules = read_rule_file(path, names);
    if (!rules) return rules.error();
    rules_ = *std::move(rules);
    return Done{};
}

Status WhatIf::read_weights(const std::string& text) {
    if (text.empty()) return Done{};
    ProfileRow& row = profile_.emplace();
    row.name = "if";
    const auto read = [&](std::string_view part) { return read_weight_of(part, row); };
    if (visit_parts(text, ',', read)) return Done{};
    return whatif_error(
        "--if-weights",
        text,
        "a term (transport, handling, split, preference, scarcity, shortage, lateness, carbon, "
        "load), = and a weight from 0 to 1000, or split-penalty, per-priority, short-unit, "
        "carbon-tonne or load-price, = and money, with ',' between"
    );
}

Status WhatIf::read_criteria(const std::string& text) {
    if (text.empty()) return Done{};
    auto criteria = parse_criteria(text);
    if (!criteria) return option_error("--if-criteria", text, criteria.error());
    criteria_ = *std::move(criteria);
    ProfileRow& row = profile_.emplace();
    row.name = "if";
    row.kind = ProfileKind::lexicographic;
    return Done{};
}

Result<WhatIf> WhatIf::of(const WhatIfArguments& arguments, NameBook& names) {
    WhatIf made;
    Status read = made.read_stock(arguments.stock, StockIfChange::set, "--if-stock", names);
    if (read) read = made.read_stock(arguments.more, StockIfChange::add, "--if-more", names);
    if (read) read = made.read_nodes(arguments, names);
    if (read) read = made.read_rules(arguments.rules, names);
    if (read) read = made.read_weights(arguments.weights);
    if (read) read = made.read_criteria(arguments.criteria);
    if (!read) return read.error();
    made.nodes_.reserve(made.changes_.size());
    for (const NodeChange& change : made.changes_)
        made.nodes_.push_back({change.node, change.change, change.name});
    return made;
}

void WhatIf::suppose(PlanQuestion& question) const {
    question.stock = stock_;
    question.nodes = nodes_;
    question.rules = rules_;
    question.profile = profile_;
    if (!profile_) return;
    question.profile->criteria = criteria_;
    question.order.profile = {};
}

}  // namespace earmark::cli
