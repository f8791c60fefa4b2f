// What is supposed to be otherwise: the options that `explain-order` and `whatif` share.
#pragma once

#include "engine/base/result.h"
#include "engine/planning/plan_question.h"
#include "protocol/cli/name_book.h"

#include <optional>
#include <string>
#include <vector>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// As typed.
struct WhatIfArguments {
    std::vector<std::string> stock;     ///< SKU@NODE=UNITS
    std::vector<std::string> more;      ///< SKU@NODE=UNITS, perhaps negative.
    std::vector<std::string> enabled;   ///< Nodes.
    std::vector<std::string> disabled;  ///< Nodes.
    std::vector<std::string> tariffs;   ///< NODE=TARIFF
    std::vector<std::string> services;  ///< NODE=SERVICE;SERVICE
    std::string rules;                  ///< A file.
    std::string weights;                ///< TERM=NUMBER,...
    std::string criteria;               ///< WORD;WORD

    bool empty() const;
};

void add_whatif_options(CLI::App& command, WhatIfArguments& arguments);

/// As the engine takes them; owns what a question borrows.
class WhatIf {
  public:
    WhatIf() = default;
    WhatIf(WhatIf&&) = default;
    WhatIf& operator=(WhatIf&&) = default;

    /// Errors: bad_input, not_found.
    static Result<WhatIf> of(const WhatIfArguments& arguments, NameBook& names);

    /// Supposes it in a question, which borrows from this. A profile of its own takes the place of
    /// that of the order.
    void suppose(PlanQuestion& question) const;

    const std::vector<StockIf>& stock() const { return stock_; }

  private:
    Status read_stock(
        const std::vector<std::string>& texts,
        StockIfChange change,
        std::string_view option,
        NameBook& names
    );
    Status read_nodes(const WhatIfArguments& arguments, NameBook& names);
    Status read_rules(const std::string& path, NameBook& names);
    Status read_weights(const std::string& text);
    Status read_criteria(const std::string& text);

    struct NodeChange {
        NodeId node;
        NodeIfChange change = NodeIfChange::disable;
        std::string name;
    };

    std::vector<StockIf> stock_;
    std::vector<NodeChange> changes_;
    std::vector<NodeIf> nodes_;  ///< Names are those of changes_.
    std::vector<SourcingRuleRow> rules_;
    std::vector<Criterion> criteria_;
    std::optional<ProfileRow> profile_;
};

}  // namespace earmark::cli
