#include "tests/support/engine_copy.h"

#include <gtest/gtest.h>

#include <thread>

namespace earmark {
namespace {

class ChunkList : public StateImageSink {
  public:
    explicit ChunkList(std::vector<std::vector<std::byte>>& chunks) : chunks_(chunks) {}

    Status write(std::span<const std::byte> chunk) override {
        EXPECT_LE(chunk.size(), kImageChunkBytesMax);
        chunks_.emplace_back(chunk.begin(), chunk.end());
        return Done{};
    }

  private:
    std::vector<std::vector<std::byte>>& chunks_;
};

void expect_done(const Status& status, const char* what) {
    EXPECT_TRUE(status.has_value()) << what << ": " << (status ? "" : status.error().detail);
}

void replay_share(
    Engine& engine,
    const MemoryLog& log,
    Lsn after,
    Lsn newest,
    std::size_t worker,
    std::size_t workers
) {
    for (Lsn lsn = after + 1; lsn <= newest; ++lsn)
        expect_done(engine.replay(lsn, log.record(lsn), worker, workers), "replay");
}

}  // namespace

StateImage image_of(const Engine& engine, const ChangeLog& log) {
    StateImage image;
    image.from = log.newest();
    for (std::size_t part = 0; part < engine.image_parts(); ++part) {
        ChunkList sink(image.parts.emplace_back());
        expect_done(engine.write_image(part, sink), "write_image");
    }
    return image;
}

std::unique_ptr<Engine> recovered(
    const StateImage& image,
    const MemoryLog& log,
    Lsn newest,
    std::size_t workers,
    const EngineLimits& limits
) {
    auto engine = std::make_unique<Engine>(limits);
    for (const auto& part : image.parts) {
        for (const auto& chunk : part)
            expect_done(engine->read_image(chunk), "read_image");
    }
    std::vector<std::thread> threads;
    for (std::size_t worker = 1; worker < workers; ++worker) {
        threads.emplace_back([&, worker] {
            replay_share(*engine, log, image.from, newest, worker, workers);
        });
    }
    replay_share(*engine, log, image.from, newest, 0, workers);
    for (auto& thread : threads)
        thread.join();
    return engine;
}

std::unique_ptr<Engine> replayed(
    const MemoryLog& log, std::size_t workers, const EngineLimits& limits
) {
    return recovered(StateImage{}, log, log.newest(), workers, limits);
}

}  // namespace earmark
