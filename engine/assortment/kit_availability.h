// What may be sold of a kit: worked out of what may be sold of its parts.
//
// Parts are read one after the other without a lock, and again until none has changed between the
// first look and the last: a figure is of one moment. If some part changes at every try, each
// figure is still of one moment of its own part.
#pragma once

#include "engine/engine.h"
#include "engine/engine_state.h"

#include <string_view>
#include <vector>

namespace earmark {

/// Who asks for a kit, and what is counted back.
struct KitAsking {
    SkuId kit;
    std::string_view own_reservation{};
    Asking asking{};
};

/// What one part allows by itself at the place asked for.
struct KitPartOffer {
    SkuId sku;
    Units quantity = 0;  ///< In one kit.
    Units ats = 0;
    Units kits = 0;
};

/// The ATS of a kit at a node, over a group, or over all nodes. Holding no lock.
/// offers: if given, what its parts allow; of kits sold together nodes may have less, as no node
/// need have all parts.
void kit_figures(
    const Engine& engine,
    const EngineState& state,
    const KitAsking& asked,
    const AvailabilityQuery& query,
    Availability& figures,
    std::vector<KitPartOffer>* offers = nullptr
);

/// Of one kit, node by node, where all its parts have positions. Holding no lock.
void kit_positions(
    const Engine& engine,
    const EngineState& state,
    const KitAsking& asked,
    std::vector<NodeAvailability>& positions
);

}  // namespace earmark
