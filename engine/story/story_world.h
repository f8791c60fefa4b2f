// The world of one story: a fresh engine, its log, and a clock that the story moves.
#pragma once

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/story/story_log.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark {

/// A tariff as the story has told it so far.
struct StoryTariff {
    struct Step {
        std::uint32_t weight_g_max = 0;
        std::vector<Micros> rates;
    };
    std::uint32_t dim_cm3_per_kg = 0;
    Micros surcharge_per_parcel = 0;
    std::vector<Step> steps;
};

class StoryWorld {
  public:
    StoryWorld();

    Engine& engine() { return *engine_; }
    const Engine& engine() const { return *engine_; }
    CallContext context() const { return {.now = now_}; }

    /// Handles by name; none if the name is not known.
    SkuId sku(std::string_view name) const;
    NodeId node(std::string_view name) const;
    GroupId group(std::string_view name) const;
    /// A handle that none has for an unknown one, so that the engine says so.
    ProfileId profile(std::string_view name) const;
    SegmentId segment(std::string_view name) const;

    /// Decimals of the item's quantities; 0 for an unknown one.
    std::uint8_t scale(SkuId sku) const;

    /// Creates the item or the node with plain attributes, if it is not known.
    SkuId ensure_item(const std::string& name);
    NodeId ensure_node(const std::string& name);
    SegmentId ensure_segment(std::string_view name);

    /// Lets time pass, ticking on the way as a server does.
    void wait(Duration time);

    /// Someone sets the clock forward or back; one tick follows.
    void jump(Duration by);

    /// Keeps an image of the state as it is now: the next restart begins with it.
    Status snapshot();

    /// Builds a second engine from the image and the log, and goes on with that one.
    /// Returns whether it equals the first.
    Result<bool> restart();

    std::map<std::pair<std::string, Day>, StoryTariff>& tariffs() { return tariffs_; }
    std::vector<ZoneBand>& zone_bands() { return zone_bands_; }

  private:
    ResolvedName resolve(NameKind kind, std::string_view name) const;
    void tick();

    StoryLog log_;
    std::unique_ptr<Engine> engine_;
    Time now_;
    Duration steady_{};
    Lsn image_lsn_ = 0;
    std::vector<std::vector<std::byte>> image_;
    std::map<std::pair<std::string, Day>, StoryTariff> tariffs_;  ///< By name and first day.
    std::vector<ZoneBand> zone_bands_;
};

}  // namespace earmark
