// How many bytes a request and its reply are on the wire: what an echo must carry to be compared.
#pragma once

#include "bench/server_load.h"

#include <cstddef>

namespace earmark::bench {

/// Of one frame each, header included.
struct FrameSizes {
    std::size_t request_bytes = 0;
    std::size_t reply_bytes = 0;
};

FrameSizes frame_sizes_of(ServerWork work);

}  // namespace earmark::bench
