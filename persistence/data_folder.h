// Where things lie in a data folder, and who the store in it is.
#pragma once

#include "engine/base/result.h"
#include "persistence/file_system.h"
#include "persistence/log_format.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace earmark::persistence {

/// Random 64-bit numbers: identities and nonces. The simulator brings seeded ones.
using RandomSource = std::function<std::uint64_t()>;

/// The operating system's.
RandomSource system_random();

/// Paths in one data folder.
class DataFolder {
  public:
    explicit DataFolder(std::string root) : root_(std::move(root)) {}

    const std::string& root() const { return root_; }
    std::string identity() const { return root_ + "/store"; }
    std::string log() const { return root_ + "/log"; }
    std::string segment(std::uint64_t number) const { return log() + "/" + segment_name(number); }
    std::string snapshots() const { return root_ + "/snapshots"; }

    static std::string segment_name(std::uint64_t number);

    /// The segment's number, if the name is that of a segment.
    static std::optional<std::uint64_t> segment_number(std::string_view name);

  private:
    std::string root_;
};

/// `prefix` and a number of 10 or more digits, as all numbered names here have it.
std::string numbered_name(std::string_view prefix, std::uint64_t number);
std::optional<std::uint64_t> number_of_name(std::string_view prefix, std::string_view name);

/// For people: "3f2a…" in full.
std::string to_string(const StoreUuid& uuid);

/// The store in the folder; none if there is none yet.
///
/// Errors: corrupt_record, unsupported, io_failed.
Result<std::optional<StoreUuid>> read_identity(FileSystem& files, const DataFolder& folder);

/// Gives the folder its store, durably. What is in the folder must be durable before.
Status write_identity(FileSystem& files, const DataFolder& folder, const StoreUuid& uuid);

StoreUuid make_uuid(const RandomSource& random);

}  // namespace earmark::persistence
