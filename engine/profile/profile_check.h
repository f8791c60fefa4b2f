// Whether a profile can be used. Private to engine/*.cc.
#pragma once

#include "engine/profile/profile.h"
#include "engine/reference_rows.h"

#include <optional>

namespace earmark {

/// Why a profile cannot be used; nothing if it can.
std::optional<ReferenceRefusal> bad_profile(const ProfileRow& row);

}  // namespace earmark
