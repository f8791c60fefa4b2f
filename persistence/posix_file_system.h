// The disks of this machine.
#pragma once

#include "persistence/file_system.h"

namespace earmark::persistence {

/// Files are made with mode 0600, folders with 0700. Write-through files use O_DIRECT | O_DSYNC,
/// and O_DSYNC alone where the file system has no direct writes (tmpfs, some overlays).
class PosixFileSystem : public FileSystem {
  public:
    Result<std::unique_ptr<File>> open(
        const std::string& path, OpenFor open_for, WriteThrough write_through
    ) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Result<bool> exists(const std::string& path) override;
    Status create_folder(const std::string& path) override;
    Status rename(const std::string& source, const std::string& target) override;
    Status remove(const std::string& path) override;
    Status sync_folder(const std::string& folder) override;
    Result<std::uint64_t> free_bytes(const std::string& folder) override;
    Result<std::unique_ptr<FolderLock>> lock_folder(const std::string& folder) override;
};

}  // namespace earmark::persistence
