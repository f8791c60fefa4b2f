// Handles of the names in a long file, each asked for once, in bounded memory.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/patient_client.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

class HandleCache {
  public:
    HandleCache(PatientClient& client, NameKind kind) : client_(client), kind_(kind) {}

    /// Sees that of() knows all these names. Forgets others if there are too many.
    Status learn(std::vector<std::string_view> names);

    /// id 0 = no such name. Requires: learnt in the last call of learn().
    ResolvedName of(std::string_view name) const;

    PatientClient& client() const { return client_; }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>()(name);
        }
    };

    PatientClient& client_;
    NameKind kind_;
    boost::unordered_flat_map<std::string, ResolvedName, Hash, std::equal_to<>> known_;
};

}  // namespace earmark::cli
