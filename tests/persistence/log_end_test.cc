#include "persistence/log_end.h"

#include <gtest/gtest.h>

namespace earmark::persistence {
namespace {

// The table once more, as sentences: every cell must agree with them.

bool proves_loss(Here here, Later later, Following following) {
    if (here == Here::elsewhere) return true;
    if (later == Later::proving) return true;
    if (following == Following::contradicts) return true;
    // A segment is synced before a header is written behind it, so nothing can be torn before one.
    if (following == Following::torn_header) return here == Here::other || later != Later::none;
    // The next segment says the log left this one here, yet a later block is in this one.
    return following == Following::continues && later != Later::none;
}

TEST(LogEnd, EveryCellFollowsFromWhatIsProved) {
    int cells = 0;
    for (const Here here : {Here::zeros, Here::other, Here::elsewhere}) {
        for (const Later later : {Later::none, Later::unproven, Later::proving}) {
            for (const Following following :
                 {Following::none,
                  Following::torn_header,
                  Following::continues,
                  Following::contradicts}) {
                LogEnd expected = LogEnd::cut;
                if (proves_loss(here, later, following)) {
                    expected = LogEnd::damaged;
                } else if (following == Following::continues) {
                    expected = LogEnd::next;
                } else if (here == Here::zeros && later == Later::none) {
                    expected = LogEnd::end;
                }
                EXPECT_EQ(log_end(here, later, following), expected)
                    << static_cast<int>(here) << static_cast<int>(later)
                    << static_cast<int>(following);
                ++cells;
            }
        }
    }
    EXPECT_EQ(cells, 36);
}

static_assert(log_end(Here::other, Later::none, Following::none) == LogEnd::cut);
static_assert(log_end(Here::other, Later::proving, Following::none) == LogEnd::damaged);

}  // namespace
}  // namespace earmark::persistence
