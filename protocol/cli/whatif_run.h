// Quotes every order of a file in two ways, and adds up what becomes of them.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/order_reader.h"
#include "protocol/cli/progress.h"
#include "protocol/cli/row_report.h"
#include "protocol/cli/session.h"
#include "protocol/cli/source_options.h"
#include "protocol/cli/whatif_options.h"
#include "protocol/cli/whatif_totals.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace earmark::cli {

/// The second way. The first is as the rules say.
struct WhatIfRunOptions {
    std::string default_country = "US";  ///< Where the file says none.
    ProfileId against{};                 ///< The profile of the second; none = least cost.
    bool consumes = false;  ///< What a plan takes is gone for the orders after it, in its own way.
};

class WhatIfRun {
  public:
    /// All outlive it.
    WhatIfRun(
        Session& session,
        protocol::Client& client,
        NameBook& names,
        const SourceRules& rules,
        const WhatIf& otherwise,
        const WhatIfRunOptions& options
    )
        : session_(session),
          client_(client),
          names_(names),
          rules_(rules),
          otherwise_(otherwise),
          options_(options) {}

    Status run(const std::string& path, RowReport& report, Progress& progress);

    std::array<WhatIfTotals, 2>& sides() { return sides_; }
    std::uint64_t orders() const { return orders_; }
    std::uint64_t orders_rejected() const { return orders_rejected_; }

  private:
    /// By item, then node: units that plans took.
    using Taken = std::map<std::uint32_t, std::map<std::uint32_t, Units>>;
    /// By node, day and method: what leaves then.
    using TakenDays = std::map<std::tuple<std::uint32_t, Day, std::uint8_t>, CapacityFigures>;

    Status ask(const Order& order, std::size_t side);
    Status add_taken(const Order& order, std::size_t side, std::vector<StockIf>& stock);
    std::vector<CapacityLoad> days_taken(std::size_t side) const;
    void take(const PlanAnswer& answer, std::size_t side);
    /// What leaves of an item: itself, or the parts of the kit.
    Result<std::vector<SkuId>> parts_of(SkuId sku);

    Session& session_;
    protocol::Client& client_;
    NameBook& names_;
    const SourceRules& rules_;
    const WhatIf& otherwise_;
    const WhatIfRunOptions& options_;
    std::array<WhatIfTotals, 2> sides_;
    std::array<Taken, 2> taken_;
    std::array<TakenDays, 2> taken_days_;
    std::unordered_map<std::uint32_t, std::vector<SkuId>> parts_;
    std::uint64_t orders_ = 0;
    std::uint64_t orders_rejected_ = 0;
    std::uint64_t refusals_said_ = 0;
};

}  // namespace earmark::cli
