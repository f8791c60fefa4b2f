#include "persistence/data_folder.h"

#include "persistence/crc32c.h"
#include "persistence/hex.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <random>

namespace earmark::persistence {

namespace {

constexpr std::string_view kSegmentPrefix = "segment-";
constexpr std::size_t kNumberDigits = 10;

std::uint32_t checksum_of(StoreIdentity identity) {
    identity.crc32c = 0;
    return crc32c(std::as_bytes(std::span(&identity, 1)));
}

}  // namespace

RandomSource system_random() {
    return [device = std::make_shared<std::random_device>()] {
        return (std::uint64_t{(*device)()} << 32U) | (*device)();
    };
}

std::string numbered_name(std::string_view prefix, std::uint64_t number) {
    const std::string digits = std::to_string(number);
    const std::size_t zeros = digits.size() < kNumberDigits ? kNumberDigits - digits.size() : 0;
    return std::string(prefix) + std::string(zeros, '0') + digits;
}

std::optional<std::uint64_t> number_of_name(std::string_view prefix, std::string_view name) {
    if (!name.starts_with(prefix)) return std::nullopt;
    const std::string_view digits = name.substr(prefix.size());
    std::uint64_t number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc() || stop != end || numbered_name(prefix, number) != name) {
        return std::nullopt;
    }
    return number;
}

std::string DataFolder::segment_name(std::uint64_t number) {
    return numbered_name(kSegmentPrefix, number);
}

std::optional<std::uint64_t> DataFolder::segment_number(std::string_view name) {
    return number_of_name(kSegmentPrefix, name);
}

std::string to_string(const StoreUuid& uuid) {
    return hex(std::as_bytes(std::span(uuid)));
}

Result<std::optional<StoreUuid>> read_identity(FileSystem& files, const DataFolder& folder) {
    auto there = files.exists(folder.identity());
    if (!there) return there.error();
    if (!*there) return std::optional<StoreUuid>();
    auto bytes = read_file(files, folder.identity(), kPageBytes);
    if (!bytes) return bytes.error();
    const auto damaged = [&folder](const std::string& what) {
        return Error{ErrorCode::corrupt_record, folder.identity() + ": " + what};
    };
    if (bytes->size() != sizeof(StoreIdentity)) {
        return damaged(
            "found " + std::to_string(bytes->size()) + " bytes, expected " +
            std::to_string(sizeof(StoreIdentity))
        );
    }
    StoreIdentity identity{};
    std::memcpy(&identity, bytes->data(), sizeof identity);
    if (identity.magic != kStoreMagic) {
        return damaged(
            "found magic " + hex(std::as_bytes(std::span(identity.magic))) + ", expected " +
            hex(std::as_bytes(std::span(kStoreMagic)))
        );
    }
    if (identity.format_version != kStoreFormatVersion) {
        return Error{
            ErrorCode::unsupported,
            folder.identity() + ": found format version " +
                std::to_string(identity.format_version) + ", expected " +
                std::to_string(kStoreFormatVersion)
        };
    }
    if (const auto checksum = checksum_of(identity); checksum != identity.crc32c) {
        return damaged(
            "checksum found " + hex32(identity.crc32c) + ", expected " + hex32(checksum)
        );
    }
    return std::optional(identity.uuid);
}

Status write_identity(FileSystem& files, const DataFolder& folder, const StoreUuid& uuid) {
    StoreIdentity identity{
        .magic = kStoreMagic, .format_version = kStoreFormatVersion, .crc32c = 0, .uuid = uuid
    };
    identity.crc32c = checksum_of(identity);
    return write_file_whole(files, folder.root(), "store", std::as_bytes(std::span(&identity, 1)));
}

StoreUuid make_uuid(const RandomSource& random) {
    const std::array<std::uint64_t, 2> words = {random(), random()};
    StoreUuid uuid{};
    static_assert(sizeof uuid == sizeof words);
    std::memcpy(uuid.data(), words.data(), sizeof words);
    return uuid;
}

}  // namespace earmark::persistence
