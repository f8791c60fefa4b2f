#include "engine/story/story_world.h"

#include "engine/network/network_place.h"

#include <algorithm>
#include <chrono>

namespace earmark {
namespace {

/// Every story begins on Monday 2030-01-07 at 08:00 UTC.
constexpr Time kStoryBegins{std::chrono::microseconds(1'894'003'200'000'000)};

/// A wait is cut into at most this many ticks.
constexpr std::int64_t kTicksPerWaitMax = 1'000;

class ChunkList : public StateImageSink {
  public:
    explicit ChunkList(std::vector<std::vector<std::byte>>& chunks) : chunks_(chunks) {}

    Status write(std::span<const std::byte> chunk) override {
        chunks_.emplace_back(chunk.begin(), chunk.end());
        return Done{};
    }

  private:
    std::vector<std::vector<std::byte>>& chunks_;
};

}  // namespace

StoryWorld::StoryWorld() : engine_(std::make_unique<Engine>()), now_(kStoryBegins) {
    engine_->start(log_);
    tick();
}

ResolvedName StoryWorld::resolve(NameKind kind, std::string_view name) const {
    std::vector<ResolvedName> resolved;
    engine_->resolve(kind, {&name, 1}, resolved);
    return resolved.at(0);
}

SkuId StoryWorld::sku(std::string_view name) const {
    return SkuId(resolve(NameKind::item, name).id);
}

NodeId StoryWorld::node(std::string_view name) const {
    // "@west" is the group west as a place.
    if (name.starts_with('@')) {
        const GroupId found = group(name.substr(1));
        if (!found.is_none()) return place_of(found);
    }
    return NodeId(resolve(NameKind::node, name).id);
}

GroupId StoryWorld::group(std::string_view name) const {
    return GroupId(static_cast<std::uint16_t>(resolve(NameKind::group, name).id));
}

ProfileId StoryWorld::profile(std::string_view name) const {
    constexpr std::uint16_t kNoHandle = 0xffff;
    const auto id = static_cast<std::uint16_t>(resolve(NameKind::profile, name).id);
    return ProfileId(id == 0 ? kNoHandle : id);
}

std::uint8_t StoryWorld::scale(SkuId sku) const {
    const auto view = engine_->item(sku);
    return view ? view->scale : std::uint8_t{0};
}

SkuId StoryWorld::ensure_item(const std::string& name) {
    if (const SkuId known = sku(name); !known.is_none()) return known;
    ItemRow row;
    row.sku = name;
    PutReply reply;
    engine_->put_items({&row, 1}, context(), reply);
    return sku(name);
}

NodeId StoryWorld::ensure_node(const std::string& name) {
    if (const NodeId known = node(name); !known.is_none()) return known;
    NodeRow row;
    row.key = name;
    PutReply reply;
    engine_->put_nodes({&row, 1}, context(), reply);
    return node(name);
}

SegmentId StoryWorld::segment(std::string_view name) const {
    return SegmentId(static_cast<std::uint16_t>(resolve(NameKind::segment, name).id));
}

SegmentId StoryWorld::ensure_segment(std::string_view name) {
    PutReply reply;
    engine_->put_segments({&name, 1}, context(), reply);
    return segment(name);
}

void StoryWorld::tick() {
    engine_->tick(now_, steady_);
    engine_->sweep_levels(now_);
}

void StoryWorld::wait(Duration time) {
    const Duration step = std::max<Duration>(std::chrono::seconds(1), time / kTicksPerWaitMax);
    while (time.count() > 0) {
        const Duration now = std::min(step, time);
        now_ += now;
        steady_ += now;
        time -= now;
        tick();
    }
}

void StoryWorld::jump(Duration by) {
    now_ += by;
    tick();
}

Status StoryWorld::snapshot() {
    image_.clear();
    image_lsn_ = log_.newest();
    ChunkList sink(image_);
    for (std::size_t part = 0; part < engine_->image_parts(); ++part) {
        if (auto written = engine_->write_image(part, sink); !written) return written.error();
    }
    return Done{};
}

Result<bool> StoryWorld::restart() {
    auto second = std::make_unique<Engine>();
    for (const auto& chunk : image_) {
        if (auto read = second->read_image(chunk); !read) return read.error();
    }
    for (Lsn lsn = image_lsn_ + 1; lsn <= log_.newest(); ++lsn) {
        if (auto applied = second->replay(lsn, log_.record(lsn), 0, 1); !applied)
            return applied.error();
    }
    const bool same = second->state_digest() == engine_->state_digest();
    engine_ = std::move(second);
    engine_->start(log_);
    tick();
    return same;
}

}  // namespace earmark
