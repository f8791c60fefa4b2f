#include "tests/persistence/store_harness.h"

#include <algorithm>
#include <cstdlib>

namespace earmark::persistence {

StoreOptions StoreHarness::options() {
    StoreOptions options;
    options.log.thread = LogThread::caller;
    options.log.segment_bytes = kSegmentBytes;
    options.log.spare_segments = 1;
    options.log.buffer_bytes = std::size_t{1} << 20U;
    options.log.release_bytes = std::size_t{16} << 10U;
    options.files = &files_;
    options.clock = &clock_;
    options.random = [this] { return random_(); };
    return options;
}

Status StoreHarness::open() {
    return open(options());
}

Status StoreHarness::open(StoreOptions options) {
    auto opened = Store::open(kFolder, std::move(options), [this]() -> StateImageTarget& {
        ++fresh_targets_;
        engine_ = std::make_unique<KeyValueEngine>();
        return *engine_;
    });
    if (!opened) return opened.error();
    store_ = std::move(*opened);
    return Done{};
}

std::optional<Lsn> StoreHarness::change(
    std::uint32_t key, std::uint64_t value, std::size_t padding
) {
    const KeyValueChange change{key, 0, value};
    const auto record = KeyValueEngine::encode(change, padding);
    if (store_->log().set_aside(record.size()) != LogAdmission::granted) return std::nullopt;
    const Lsn lsn = store_->log().append(record.size(), record);
    EXPECT_GT(lsn, newest_ever_) << "an LSN was used twice";
    newest_ever_ = std::max(newest_ever_, lsn);
    engine_->apply(lsn, change);
    appended_.push_back({lsn, change});
    return lsn;
}

void StoreHarness::change_some(int count) {
    for (int i = 0; i < count; ++i) {
        const auto key = static_cast<std::uint32_t>(random_() % 50);
        const std::size_t padding = random_() % 4 == 0 ? random_() % 6000 : random_() % 40;
        change(key, next_value_++, padding);
    }
}

void StoreHarness::note_acknowledged() {
    acknowledged_ = std::max(acknowledged_, store_->log().durable());
}

void StoreHarness::drop() {
    note_acknowledged();
    store_.reset();
}

std::string StoreHarness::describe_difference(const KeyValueEngine::Contents& expected) const {
    std::string text;
    const auto found = engine_->contents();
    for (std::uint32_t key = 0; key < 100; ++key) {
        const auto entry = [key](const KeyValueEngine::Contents& contents) {
            const auto at = contents.find(key);
            return at == contents.end() ? KeyValueEngine::Entry{} : at->second;
        };
        if (entry(found) == entry(expected)) continue;
        text += "key " + std::to_string(key) + ": LSN found " + std::to_string(entry(found).lsn) +
                ", expected " + std::to_string(entry(expected).lsn) + "\n";
    }
    return text;
}

void StoreHarness::expect_recovered_what_was_promised() {
    ASSERT_TRUE(is_open());
    const Lsn recovered = store_->recovered().newest;
    KeyValueEngine expected;
    Lsn newest_acknowledged_change = 0;
    std::erase_if(appended_, [&](const Appended& a) {
        if (a.lsn <= acknowledged_) {
            newest_acknowledged_change = std::max(newest_acknowledged_change, a.lsn);
        }
        return a.lsn > recovered;  // Never acknowledged: lost for good, and never seen again.
    });
    EXPECT_GE(recovered, newest_acknowledged_change);
    for (const Appended& a : appended_)
        expected.apply(a.lsn, a.change);
    EXPECT_TRUE(engine_->contents() == expected.contents())
        << describe_difference(expected.contents());
    acknowledged_ = std::max(acknowledged_, recovered);
}

int test_rounds(int usual) {
    const char* given = std::getenv("EARMARK_ROUNDS");
    return given != nullptr ? std::atoi(given) : usual;
}

}  // namespace earmark::persistence
