// Seeded orders to source, shaped like consumer orders of a retailer that ships from a few
// distribution centres and many stores.
#pragma once

#include "bench/random.h"
#include "engine/sourcing/plan_problem.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark::bench {

struct OrderShape {
    std::size_t nodes = 100;
    std::size_t lines_min = 1;
    std::size_t lines_max = 10;  ///< Every number of lines from the least is as likely.
    /// False: lines stay whole, and where a node has an item it has plenty.
    /// True: lines may split, and a node has a few units of an item, fewer than many orders want.
    bool shallow = false;
    std::uint64_t quantity_max = 3;  ///< Of a line.
    /// Billed by a tariff of kPoundsMax steps of a pound; else every pound of a line by itself.
    bool stepped = false;
    /// As stepped, by dimensional weight, in eight zones whose steps rise unevenly; items are
    /// compact or bulky.
    bool dimensional = false;

    bool has_tariff() const { return stepped || dimensional; }
};

/// Nodes on a map: distribution centres have most items at low handling costs, stores some at
/// higher. Fixed costs are a first pound's parcel rate by distance, unit costs the further pounds
/// and picking, in micros, to whole cents. With a stepped tariff both are of the shipment's weight.
class OrderSource {
  public:
    static constexpr std::int64_t kPoundsMax = 70;

    OrderSource(const OrderShape& shape, std::uint64_t seed);

    /// Writes the next order into `problem`.
    void next(PlanProblem& problem);

  private:
    struct Node {
        double x;
        double y;
        bool is_store;
    };

    OrderShape shape_;
    Random random_;
    std::vector<Node> nodes_;
};

}  // namespace earmark::bench
