// Bodies of records about profiles, and what they do to the reference data.
#pragma once

#include "engine/base/bytes.h"
#include "engine/profile/profile.h"

namespace earmark {

void put_profile(ByteWriter& out, ProfileId id, const ProfileRow& row);

/// The table after the record whose body `in` is at; `table` itself where that is not newer; null
/// if the body breaks the format.
std::shared_ptr<const ProfileTable> apply_profile(
    const std::shared_ptr<const ProfileTable>& table, Lsn lsn, ByteReader& in
);

}  // namespace earmark
