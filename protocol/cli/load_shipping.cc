// Calendars, services, area surcharges, hours, pickups, capacities, carbon and couriers: each file
// goes in whole, in one request, or not at all.
#include "protocol/cli/load_whole.h"
#include "protocol/cli/shipping_formats.h"

#include <utility>

namespace earmark::cli {
namespace {

class ShippingRows {
  public:
    ShippingRows(LoadRun& run, ShippingKind kind) : run_(run), kind_(kind) {}

    void take(const CsvRow& row) {
        CellReader cells(row, shipping_format(kind_));
        ShippingCells read = read_shipping_row(cells, kind_);
        RowOrigin origin = run_.report.origin_of(row);
        if (cells.fault()) {
            run_.report.reject(origin, *cells.fault());
            return;
        }
        nodes_.push_back(std::move(read.node));
        rows_.push_back(std::move(read.change));
        origins_.push_back(std::move(origin));
    }

    std::size_t count() const { return rows_.size(); }

    Status check() {
        BatchNames names(NameKind::node);
        for (const std::string& node : nodes_)
            names.add(node);
        if (Status known = names.resolve(run_); !known) return known;
        for (std::size_t index = 0; index < rows_.size(); ++index) {
            if (nodes_[index].empty()) continue;
            const NodeId node(names.of(nodes_[index]).id);
            if (node.is_none()) {
                run_.report.reject(
                    origins_[index],
                    cell_fault(
                        shipping_format(kind_),
                        kShippingNodeColumn,
                        nodes_[index],
                        "a node that is loaded"
                    )
                );
            }
            if (auto* hours = std::get_if<HoursRow>(&rows_[index].row)) hours->node = node;
            if (auto* pickup = std::get_if<PickupRow>(&rows_[index].row)) pickup->node = node;
            if (auto* most = std::get_if<CapacityRow>(&rows_[index].row)) most->node = node;
            if (auto* courier = std::get_if<CourierRow>(&rows_[index].row)) courier->node = node;
        }
        return Done{};
    }

    Status send(WholeFile& file) {
        const auto reply = run_.client.put_shipping(rows_, run_.session.call());
        return reply ? file.take(*reply, origins_) : Status(reply.error());
    }

  private:
    LoadRun& run_;
    const ShippingKind kind_;
    std::vector<ShippingRowChange> rows_;
    std::vector<std::string> nodes_;
    std::vector<RowOrigin> origins_;
};

ShippingKind shipping_kind_of(LoadKind kind) {
    switch (kind) {
        case LoadKind::services:
            return ShippingKind::service;
        case LoadKind::area_surcharges:
            return ShippingKind::area;
        case LoadKind::node_hours:
            return ShippingKind::hours;
        case LoadKind::pickups:
            return ShippingKind::pickup;
        case LoadKind::capacity:
            return ShippingKind::capacity;
        case LoadKind::carbon:
            return ShippingKind::carbon;
        case LoadKind::couriers:
            return ShippingKind::courier;
        default:
            return ShippingKind::calendar;
    }
}

}  // namespace

Status load_shipping(LoadRun& run, const std::string& path) {
    const ShippingKind kind = shipping_kind_of(run.options.kind);
    return load_whole(run, path, shipping_format(kind), ShippingRows(run, kind));
}

}  // namespace earmark::cli
