#include "persistence/posix_file_system.h"

#include "persistence/aligned_buffer.h"
#include "persistence/store.h"
#include "tests/persistence/key_value_engine.h"
#include "tests/persistence/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace earmark::persistence {
namespace {

class PosixFileSystemTest : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

    TemporaryFolder folder_;
    PosixFileSystem files_;
};

TEST_F(PosixFileSystemTest, WhatIsWrittenThroughIsReadBack) {
    auto file = files_.open(path("x"), OpenFor::creating, WriteThrough::yes);
    ASSERT_TRUE(file) << file.error().detail;
    ASSERT_TRUE((*file)->preallocate(4 * kPageBytes));
    AlignedBuffer page(kPageBytes);
    std::fill(page.span().begin(), page.span().end(), std::byte{7});
    ASSERT_TRUE((*file)->write_at(kPageBytes, page.span()));
    auto content = read_file(files_, path("x"), 1U << 20U);
    ASSERT_TRUE(content);
    ASSERT_EQ(content->size(), 4 * kPageBytes);
    EXPECT_EQ((*content)[kPageBytes - 1], std::byte{0});
    EXPECT_EQ((*content)[kPageBytes], std::byte{7});
    EXPECT_EQ((*content)[2 * kPageBytes], std::byte{0});
}

TEST_F(PosixFileSystemTest, FilesBelongToTheirOwnerAlone) {
    ASSERT_TRUE(files_.open(path("x"), OpenFor::creating, WriteThrough::no));
    ASSERT_TRUE(files_.create_folder(path("f")));
    struct stat status{};
    ASSERT_EQ(::stat(path("x").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(path("f").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(PosixFileSystemTest, CreatingNeverOverwrites) {
    ASSERT_TRUE(files_.open(path("x"), OpenFor::creating, WriteThrough::no));
    EXPECT_FALSE(files_.open(path("x"), OpenFor::creating, WriteThrough::no));
    EXPECT_FALSE(files_.open(path("y"), OpenFor::writing, WriteThrough::no));
    EXPECT_FALSE(files_.open(path("y"), OpenFor::reading, WriteThrough::no));
}

TEST_F(PosixFileSystemTest, ErrorsNameTheThingAndTheReason) {
    const auto file = files_.open(path("none"), OpenFor::reading, WriteThrough::no);
    ASSERT_FALSE(file);
    EXPECT_NE(file.error().detail.find(path("none")), std::string::npos);
    EXPECT_NE(file.error().detail.find("No such file"), std::string::npos);
    EXPECT_FALSE(files_.list(path("none")));
    EXPECT_FALSE(files_.remove(path("none")));
    EXPECT_FALSE(files_.rename(path("none"), path("x")));
    EXPECT_FALSE(files_.sync_folder(path("none")));
    EXPECT_FALSE(files_.free_bytes(path("none")));
}

TEST_F(PosixFileSystemTest, NamesAreListedInOrder) {
    for (const char* name : {"b", "a", "c"})
        ASSERT_TRUE(files_.open(path(name), OpenFor::creating, WriteThrough::no));
    ASSERT_TRUE(files_.rename(path("c"), path("d")));
    ASSERT_TRUE(files_.remove(path("a")));
    const auto names = files_.list(folder_.path());
    ASSERT_TRUE(names);
    EXPECT_EQ(*names, (std::vector<std::string>{"b", "d"}));
}

TEST_F(PosixFileSystemTest, ASecondLockNamesTheFolderAndWhoHasIt) {
    auto first = files_.lock_folder(folder_.path());
    ASSERT_TRUE(first);
    const auto second = files_.lock_folder(folder_.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::in_use);
    EXPECT_NE(second.error().detail.find(folder_.path()), std::string::npos);
    EXPECT_NE(
        second.error().detail.find("process " + std::to_string(::getpid())), std::string::npos
    ) << second.error().detail;
    first->reset();
    EXPECT_TRUE(files_.lock_folder(folder_.path()));
}

TEST_F(PosixFileSystemTest, AFileIsWrittenWholeOrNotAtAll) {
    const std::vector<std::byte> bytes(10, std::byte{3});
    ASSERT_TRUE(write_file_whole(files_, folder_.path(), "x", bytes));
    ASSERT_TRUE(write_file_whole(files_, folder_.path(), "x", std::span(bytes).first(4)));
    const auto content = read_file(files_, path("x"), 100);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->size(), 4U);
    EXPECT_FALSE(*files_.exists(path("x.tmp")));
    EXPECT_EQ(read_file(files_, path("x"), 3).error().code, ErrorCode::limit_exceeded);
}

TEST_F(PosixFileSystemTest, AFolderThatCannotBeWrittenIsNamed) {
    // Not by permissions: tests may run as root.
    KeyValueEngine engine;
    const auto fresh = [&engine]() -> StateImageTarget& { return engine; };
    const auto in_proc = Store::open("/proc/earmark", {}, fresh);
    ASSERT_FALSE(in_proc);
    EXPECT_NE(in_proc.error().detail.find("/proc/earmark"), std::string::npos);
    ASSERT_TRUE(files_.open(path("plain"), OpenFor::creating, WriteThrough::no));
    const auto below_a_file = Store::open(path("plain/data"), {}, fresh);
    ASSERT_FALSE(below_a_file);
    EXPECT_NE(below_a_file.error().detail.find("plain/data"), std::string::npos);
}

}  // namespace
}  // namespace earmark::persistence
