// The wheel against a plain list: nothing early, nothing late, whatever the clock does.
#include "engine/reservation/expiry_wheel.h"

#include "engine/reservation/reservation_table.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

namespace earmark {
namespace {

constexpr std::int64_t kTickUs = 250'000;

/// A wheel, and beside it what it should hold.
class WheelTwin {
  public:
    explicit WheelTwin(std::int64_t now_us) : now_us_(now_us) {}

    void add(std::int64_t due_us) {
        const std::string id = std::to_string(++made_);
        Reservation& reservation = stripe_.create({.id = id}, {&line_, 1});
        reservation.due_us = due_us;
        stripe_.wheel().add(reservation, now_us_);
        waiting_.emplace(due_us, id);
    }

    void remove_any(std::mt19937_64& random) {
        if (waiting_.empty()) return;
        const auto any =
            std::next(waiting_.begin(), static_cast<std::ptrdiff_t>(random() % waiting_.size()));
        stripe_.wheel().remove(*stripe_.find(any->second));
        waiting_.erase(any);
    }

    void pass(std::int64_t by_us) { now_us_ = std::max<std::int64_t>(1, now_us_ + by_us); }

    /// Collects on both. Returns how many were due.
    std::size_t collect() {
        due_.clear();
        stripe_.wheel().collect(now_us_, due_);
        std::vector<std::string> fast;
        for (const Reservation* each : due_)
            fast.emplace_back(each->id());
        std::vector<std::string> naive;
        const std::int64_t tick_us = now_us_ / kTickUs * kTickUs;
        while (!waiting_.empty() && waiting_.begin()->first <= tick_us)
            naive.push_back(waiting_.extract(waiting_.begin()).value().second);
        std::sort(fast.begin(), fast.end());
        std::sort(naive.begin(), naive.end());
        EXPECT_EQ(fast, naive) << "at " << now_us_;
        return naive.size();
    }

    std::int64_t now_us() const { return now_us_; }

  private:
    const ReservationKey line_{/*line=*/1, SkuId(1), NodeId(1), /*quantity=*/1};
    std::int64_t now_us_;
    std::size_t made_ = 0;
    ReservationTable::Stripe stripe_;
    std::set<std::pair<std::int64_t, std::string>> waiting_;  ///< By due time.
    std::vector<Reservation*> due_;
};

TEST(ExpiryWheel, EveryDistanceIsMetAtItsTick) {
    for (const std::int64_t start : {0, 1, 63, 64, 65, 4'095, 4'096, 262'143, 262'144}) {
        WheelTwin twin(start * kTickUs + 1);
        for (std::int64_t ticks = 1; ticks < 9'000; ++ticks)
            twin.add(twin.now_us() + ticks * kTickUs);
        for (std::int64_t ticks = 0; ticks < 9'010; ++ticks) {
            twin.collect();
            ASSERT_FALSE(::testing::Test::HasFailure()) << "started at tick " << start;
            twin.pass(kTickUs);
        }
    }
}

TEST(ExpiryWheel, AgreesWithAListWhateverTheClockDoes) {
    for (const std::uint64_t seed : random_seeds(300)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        std::mt19937_64 random(seed);
        // Steps of any size, from a fraction of a tick to beyond the wheel's reach.
        const auto span_us = [&] {
            const std::uint64_t most = std::uint64_t{kTickUs} << (random() % 27);
            return static_cast<std::int64_t>(random() % most);
        };
        WheelTwin twin(1 + static_cast<std::int64_t>(random() % 2'000'000'000'000'000));
        for (int step = 0; step < 2'000; ++step) {
            const auto kind = random() % 100;
            if (kind < 55) {
                twin.add(twin.now_us() + 1 + span_us());
            } else if (kind < 65) {
                twin.remove_any(random);
            } else if (kind < 90) {
                twin.pass(span_us());
                twin.collect();
            } else if (kind < 95) {
                twin.pass(-span_us());
                if (random() % 2 == 0) twin.collect();
            } else {
                twin.pass(span_us());
            }
            ASSERT_FALSE(::testing::Test::HasFailure()) << "step " << step;
        }
    }
}

}  // namespace
}  // namespace earmark
