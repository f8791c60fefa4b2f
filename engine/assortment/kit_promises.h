// What may be promised of a kit by date: worked out of what may be promised of its parts.
//
//     ATP(kit, node, d) = min over parts of floor(ATP(part, node, d) / units in one kit)
//
// Over several nodes these add up if its parts leave together; a kit that may ship apart takes its
// parts wherever they are. Neither is more than what each part may be promised there as a whole,
// which network holds limit. Of a part that is replenished without end any number may be promised:
// of a kit, when that is so of all its parts.
//
// All days are read in one moment of all parts: without a lock if they stand still for that long,
// else with their writers kept away.
#pragma once

#include "engine/assortment/kit_availability.h"
#include "engine/own_hold.h"
#include "engine/promising/promise_place.h"

#include <vector>

namespace earmark {

struct KitPromiseAsking {
    SkuId kit;
    PromisePlace place;
    Asking asking{};
};

/// Fills in the steps, today and the LSN. Holding no item. Cost: no allocation but for the steps.
void kit_promise_steps(
    const EngineState& state, const KitPromiseAsking& asked, PromiseReply& reply
);

struct KitPromise {
    Units kits = 0;
    Lsn lsn = 0;
};

/// For the day that is asked for, with own units counted back. Holding no item.
/// offers: what its parts allow, each by itself.
KitPromise kit_promise(
    const EngineState& state,
    const KitPromiseAsking& asked,
    const OwnHold& own,
    std::vector<KitPartOffer>& offers
);

}  // namespace earmark
