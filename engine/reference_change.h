// Bodies of records about reference data, and what they do to it: used by the commands, by replay
// and by state images alike.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/change.h"
#include "engine/network/reference_store.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace earmark {

void put_group(ByteWriter& out, GroupId id, const GroupRow& row);
void put_tariff(ByteWriter& out, const TariffRow& row);
/// All of it but its LSN; false: it is none.
bool get_tariff(ByteReader& in, Tariff& tariff);
std::shared_ptr<Tariff> make_tariff(const TariffRow& row);
/// Puts a version beside the others of its name, or in place of an older one of its day.
void put_version(TariffTable& table, std::shared_ptr<const Tariff> version);
void put_zone_rows(ByteWriter& out, const ZoneRows& rows);

/// A state image holds the zones in several records of one LSN; in the log each LSN comes once.
enum class ReferenceOrigin : std::uint8_t { log, image };

/// Makes the version that a record of kind nodes, groups, tariffs, zones or profiles describes.
/// Parts that are already newer stay.
Status apply_reference_change(
    ReferenceStore& store, Lsn lsn, std::span<const std::byte> record, ReferenceOrigin origin
);

/// Records that rebuild the reference data of the moment, each with the LSN it stands for.
struct ReferenceRecord {
    Lsn lsn = 0;
    std::vector<std::byte> record;
};
std::vector<ReferenceRecord> reference_records(const ReferenceData& data);

}  // namespace earmark
