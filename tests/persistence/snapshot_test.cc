#include "persistence/snapshot_files.h"
#include "persistence/store.h"
#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::persistence {
namespace {

class SnapshotTest : public testing::Test {
  protected:
    void open() {
        auto status = harness_.open();
        ASSERT_TRUE(status) << status.error().detail;
    }

    void open_expecting_warnings() {
        auto options = harness_.options();
        options.recovery.on_warning = [this](std::string_view text) {
            warnings_.emplace_back(text);
        };
        auto status = harness_.open(options);
        ASSERT_TRUE(status) << status.error().detail;
    }

    void change_and_flush(int blocks) {
        for (int i = 0; i < blocks; ++i) {
            harness_.change_some(20);
            ASSERT_TRUE(harness_.store().log().flush());
        }
    }

    void take_snapshot() {
        auto report = harness_.store().snapshot(harness_.engine());
        ASSERT_TRUE(report) << report.error().detail;
    }

    void crash() {
        harness_.drop();
        files_.lose_power();
    }

    void flip_a_byte(const std::string& path) {
        DiskImage image = files_.image();
        ASSERT_TRUE(image.contains(path));
        auto& bytes = image[path];
        bytes[bytes.size() / 2] ^= std::byte{0x10};
        files_.replace(path, bytes);
    }

    bool exists(const std::string& path) { return files_.image().contains(path); }

    LossyFileSystem files_{1};
    StoreHarness harness_{files_};
    std::vector<std::string> warnings_;
};

TEST_F(SnapshotTest, RecoveryLoadsTheSnapshotAndReplaysOnlyWhatFollows) {
    open();
    change_and_flush(5);
    take_snapshot();
    change_and_flush(1);
    crash();
    open();
    EXPECT_EQ(harness_.store().recovered().snapshot, 1U);
    EXPECT_EQ(harness_.store().recovered().records, 20U);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(SnapshotTest, TwoSnapshotsAreKeptAndTheLogBackToTheOlder) {
    open();
    for (int i = 0; i < 4; ++i) {
        change_and_flush(20);
        take_snapshot();
    }
    EXPECT_FALSE(exists("/data/snapshots/snapshot-0000000002.manifest"));
    EXPECT_FALSE(exists("/data/snapshots/snapshot-0000000002-0000000000.image"));
    EXPECT_TRUE(exists("/data/snapshots/snapshot-0000000003.manifest"));
    EXPECT_TRUE(exists("/data/snapshots/snapshot-0000000004.manifest"));
    EXPECT_FALSE(exists("/data/log/segment-0000000001"));
    crash();
    open();
    EXPECT_EQ(harness_.store().recovered().snapshot, 4U);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(SnapshotTest, TheWholeLogStaysWhileThereIsOnlyOne) {
    open();
    change_and_flush(30);
    take_snapshot();
    EXPECT_TRUE(exists("/data/log/segment-0000000001"));
}

TEST_F(SnapshotTest, EveryFileOfADamagedSnapshotIsToldAndTheOlderOneServes) {
    open();
    change_and_flush(20);
    take_snapshot();
    change_and_flush(20);
    take_snapshot();
    change_and_flush(2);
    crash();
    const DiskImage sound = files_.image();
    int damaged = 0;
    for (const auto& [path, bytes] : sound) {
        if (!path.starts_with("/data/snapshots/snapshot-0000000002")) continue;
        SCOPED_TRACE(path);
        ++damaged;
        files_.replace_all(sound);
        flip_a_byte(path);
        warnings_.clear();
        open_expecting_warnings();
        EXPECT_EQ(harness_.store().recovered().snapshot, 1U);
        ASSERT_EQ(warnings_.size(), 1U);
        EXPECT_NE(warnings_[0].find(path.substr(0, 30)), std::string::npos) << warnings_[0];
        harness_.expect_recovered_what_was_promised();
        EXPECT_TRUE(exists("/data/snapshots/snapshot-0000000002.manifest.damaged"));
        harness_.drop();
        files_.kill_process();
    }
    EXPECT_GT(damaged, 10);
}

TEST_F(SnapshotTest, ASnapshotAfterADamagedOneDoesNotCountTheDamagedOneAsKept) {
    open();
    change_and_flush(20);
    take_snapshot();
    change_and_flush(20);
    take_snapshot();
    crash();
    flip_a_byte("/data/snapshots/snapshot-0000000002.manifest");
    open_expecting_warnings();
    harness_.expect_recovered_what_was_promised();
    change_and_flush(2);
    take_snapshot();
    EXPECT_TRUE(exists("/data/snapshots/snapshot-0000000001.manifest"));
    crash();
    flip_a_byte("/data/snapshots/snapshot-0000000003.manifest");
    open_expecting_warnings();
    EXPECT_EQ(harness_.store().recovered().snapshot, 1U);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(SnapshotTest, WithoutASoundSnapshotTheWholeLogIsReplayed) {
    open();
    change_and_flush(20);
    take_snapshot();
    crash();
    flip_a_byte("/data/snapshots/snapshot-0000000001-0000000003.image");
    open_expecting_warnings();
    EXPECT_FALSE(harness_.store().recovered().snapshot);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(SnapshotTest, WithNeitherASoundSnapshotNorTheWholeLogTheServerDoesNotStart) {
    open();
    for (int i = 0; i < 3; ++i) {
        change_and_flush(20);
        take_snapshot();
    }
    crash();
    flip_a_byte("/data/snapshots/snapshot-0000000002.manifest");
    flip_a_byte("/data/snapshots/snapshot-0000000003.manifest");
    const auto status = harness_.open();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::corrupt_record);
    EXPECT_NE(status.error().detail.find("no snapshot is sound"), std::string::npos);
}

TEST_F(SnapshotTest, AnImageFileOfAnotherSnapshotIsNotTakenForItsOwn) {
    open();
    change_and_flush(5);
    take_snapshot();
    change_and_flush(5);
    take_snapshot();
    crash();
    const DiskImage image = files_.image();
    files_.replace(
        "/data/snapshots/snapshot-0000000002-0000000004.image",
        image.at("/data/snapshots/snapshot-0000000001-0000000004.image")
    );
    open_expecting_warnings();
    EXPECT_EQ(harness_.store().recovered().snapshot, 1U);
    EXPECT_EQ(warnings_.size(), 1U);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(SnapshotTest, ALogThatEndsBeforeTheSnapshotDoesIsRefused) {
    open();
    change_and_flush(2);
    take_snapshot();
    crash();
    const DiskImage image = files_.image();
    auto segment = image.at("/data/log/segment-0000000001");
    std::fill(segment.begin() + 2 * kPageBytes, segment.end(), std::byte{0});
    files_.replace("/data/log/segment-0000000001", segment);
    const auto status = harness_.open();
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().detail.find("the end of a snapshot"), std::string::npos)
        << status.error().detail;
}

TEST_F(SnapshotTest, OnlyOneIsTakenAtATime) {
    open();
    change_and_flush(1);

    /// Asks for another snapshot from within one.
    class Curious : public StateImageSource {
      public:
        explicit Curious(StoreHarness& harness) : harness_(harness) {}
        std::size_t image_parts() const override { return 1; }
        Status write_image(std::size_t part, StateImageSink& sink) const override {
            auto second = harness_.store().snapshot(harness_.engine());
            EXPECT_TRUE(!second && second.error().code == ErrorCode::in_use);
            return harness_.engine().write_image(part, sink);
        }

      private:
        StoreHarness& harness_;
    };

    EXPECT_TRUE(harness_.store().snapshot(Curious(harness_)));
    EXPECT_TRUE(harness_.store().snapshot(harness_.engine()));
}

TEST_F(SnapshotTest, ASnapshotThatFailsLeavesNothingBehindAndTheLogWhole) {
    open();
    change_and_flush(3);
    files_.fail_operation(7, Fault::no_space);
    auto report = harness_.store().snapshot(harness_.engine());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::disk_full);
    for (const auto& [path, bytes] : files_.image())
        EXPECT_EQ(path.find("snapshot-"), std::string::npos) << path;
    EXPECT_EQ(harness_.store().log().set_aside(10), LogAdmission::granted);
    take_snapshot();
}

TEST_F(SnapshotTest, ChangesMadeWhileItIsWrittenAreThereAfterwards) {
    open();
    change_and_flush(3);

    /// Makes changes between parts.
    class Busy : public StateImageSource {
      public:
        explicit Busy(StoreHarness& harness) : harness_(harness) {}
        std::size_t image_parts() const override { return 1; }
        Status write_image(std::size_t, StateImageSink& sink) const override {
            for (std::size_t part = 0; part < KeyValueEngine::kParts; ++part) {
                harness_.change_some(3);
                auto status = harness_.engine().write_image(part, sink);
                if (!status) return status;
            }
            return Done{};
        }

      private:
        StoreHarness& harness_;
    };

    ASSERT_TRUE(harness_.store().snapshot(Busy(harness_)));
    crash();
    open();
    EXPECT_EQ(harness_.store().recovered().snapshot, 1U);
    EXPECT_EQ(harness_.store().recovered().newest, 180U);
    harness_.expect_recovered_what_was_promised();
}

TEST(Manifest, IsReadAsWritten) {
    Manifest manifest;
    manifest.number = 7;
    manifest.begin_lsn = 10;
    manifest.end_lsn = 20;
    manifest.files = {{100, 2, 3, 4}, {200, 5, 6, 7}};
    const auto bytes = encode_manifest(manifest);
    const auto read = decode_manifest(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->number, 7U);
    EXPECT_EQ(read->files, manifest.files);
}

TEST(Manifest, OfAnotherVersionIsRefusedAsSuch) {
    Manifest manifest;
    manifest.files.resize(1);
    auto bytes = encode_manifest(manifest);
    bytes[offsetof(ManifestHeader, format_version)] = std::byte{kSnapshotFormatVersion + 1};
    const auto read = decode_manifest(bytes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::unsupported);
}

TEST(Manifest, AnyFlippedOrMissingByteIsFound) {
    Manifest manifest;
    manifest.begin_lsn = 1;
    manifest.end_lsn = 2;
    manifest.files.resize(3);
    const auto bytes = encode_manifest(manifest);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        EXPECT_FALSE(decode_manifest(std::span(bytes).first(at)));
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto damaged = bytes;
            damaged[at] ^= std::byte{1} << bit;
            EXPECT_FALSE(decode_manifest(damaged)) << at;
        }
    }
}

}  // namespace
}  // namespace earmark::persistence
