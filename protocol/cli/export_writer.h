// Exports as files: CSV for people and spreadsheets, or one binary file (export_format.md).
#pragma once

#include "engine/base/result.h"
#include "engine/change_log.h"
#include "engine/promising/promising.h"
#include "engine/reply.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace earmark::cli {

enum class ExportKind : std::uint8_t { snapshot = 1, delta = 2 };
enum class ExportFormat : std::uint8_t { csv, binary };

struct ExportHead {
    ExportKind kind = ExportKind::snapshot;
    Lsn from_lsn = 0;   ///< Of a delta: the first change that it covers.
    Lsn go_on_lsn = 0;  ///< Every change before it is in; a follower goes on from here.
};

struct NamedItem {
    SkuId id;
    std::string name;
    std::uint8_t scale = 0;
};
struct NamedNode {
    NodeId id;
    std::string name;
};

struct ExportCounts {
    std::uint64_t positions = 0;
    std::uint64_t reservations = 0;
    std::uint64_t reservations_gone = 0;
    std::uint64_t receipts = 0;
};

/// Takes rows as they come; names come before the rows that use them.
///
/// Errors of every function: io_failed - a file could not be written.
class ExportWriter {
  public:
    virtual ~ExportWriter() = default;

    virtual void item(const NamedItem& item) = 0;
    virtual void node(const NamedNode& node) = 0;
    virtual void position(SkuId sku, NodeId node, const Availability& figures) = 0;
    virtual void reservation(const ReservationEntry& reservation) = 0;

    /// One that the server has forgotten since.
    virtual void reservation_gone(std::string_view id) = 0;

    /// One that is still to come, at least in part.
    virtual void receipt(const ReceiptEntry& receipt) = 0;

    /// Ends the files. Without it they are not whole, and say so.
    virtual Status finish(const ExportHead& head) = 0;

    const ExportCounts& counts() const { return counts_; }

  protected:
    ExportCounts counts_;
};

/// Makes the folder, and files in it that were not there.
Result<std::unique_ptr<ExportWriter>> make_export_writer(
    ExportFormat format, const std::string& folder, const ExportHead& head
);

}  // namespace earmark::cli
