// Calendars, services, area surcharges, hours, pickups, capacities, carbon and couriers: each file
// goes in whole, in one request, or not at all, since prices and dates with a hole in them would be
// wrong in silence.
#include "protocol/cli/load_batches.h"
#include "protocol/cli/shipping_formats.h"

#include <utility>

namespace earmark::cli {
namespace {

class ShippingFile {
  public:
    ShippingFile(LoadRun& run, ShippingKind kind, const std::string& path)
        : run_(run), kind_(kind), path_(path), rejected_before_(run.report.rejected()) {}

    void take(const CsvRow& row) {
        run_.report.gather(row, {});
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

    static constexpr bool kIsWholeFile = true;

    /// What is gathered waits for the file's end.
    static std::size_t waiting() { return 0; }

    Status flush() {
        if (rows_.empty()) return Done{};
        if (Status known = resolve_nodes(); !known) return known;
        if (is_spoilt()) return Done{};
        const auto reply = run_.client.put_shipping(rows_, run_.session.call());
        if (!reply) return reply.error();
        if (!is_done(reply->outcome)) return refused_error(reply->outcome, reply->detail);
        for (const RowAnswer& answer : reply->answers) {
            if (answer.row >= origins_.size()) continue;
            run_.report.refuse(
                origins_[answer.row], earmark::to_string(answer.verdict), answer.detail
            );
        }
        if (is_spoilt()) return Done{};
        run_.totals.loaded += rows_.size();
        run_.totals.unchanged += reply->unchanged;
        return Done{};
    }

  private:
    Status resolve_nodes() {
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

    /// Was a row of the file wrong? Then the others are left out with it.
    bool is_spoilt() {
        const std::uint64_t wrong = run_.report.rejected() - rejected_before_;
        if (wrong == 0) return false;
        run_.totals.left_out += run_.totals.rows - rows_before_ - wrong;
        run_.progress.pause();
        run_.session.note(
            path_ +
            ": nothing of it is loaded, since a table with rows missing would be another table"
        );
        return true;
    }

    LoadRun& run_;
    const ShippingKind kind_;
    const std::string& path_;
    const std::uint64_t rejected_before_;
    const std::uint64_t rows_before_ = run_.totals.rows;
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
    ShippingFile file(run, kind, path);
    return load_in_batches(run, path, shipping_format(kind), file);
}

}  // namespace earmark::cli
