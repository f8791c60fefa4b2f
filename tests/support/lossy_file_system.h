// A disk in memory that forgets, tears and fails, repeatably.
//
// What was not synced may or may not survive a loss of power, sector by sector; a name may or may
// not until its folder is synced; the n-th operation can fail, or be the last before the power
// goes.
#pragma once

#include "persistence/file_system.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace earmark::persistence {

/// What lies on the disk: path -> bytes.
using DiskImage = std::map<std::string, std::vector<std::byte>>;

enum class Fault : std::uint8_t {
    io_error,     ///< A part may have been done. Later operations succeed: a retry would look fine.
    no_space,     ///< Likewise, with the error of a full disk.
    short_write,  ///< Half of a write; other operations fail with io_error.
    power_cut,    ///< A part may have been done, and nothing works until the machine starts again.
};

class LossyFileSystem : public FileSystem {
  public:
    /// `direct`: write-through files make durable by writing alone, as O_DSYNC does.
    explicit LossyFileSystem(std::uint64_t seed, bool direct = true);
    LossyFileSystem(std::uint64_t seed, const DiskImage& image);

    /// The n-th operation from now that changes something fails; 1 is the next.
    void fail_operation(std::uint64_t n, Fault fault);
    /// The n-th read from now fails.
    void fail_read(std::uint64_t n);
    std::uint64_t operations() const;
    bool fault_happened() const;

    /// Ends the process: open files and locks are gone, what was written is still in memory.
    void kill_process();
    /// Ends the machine: besides, what was not durable is lost in part or whole.
    void lose_power();

    void set_free_bytes(std::uint64_t bytes);

    /// What the system shows; after lose_power() also what the disk holds.
    DiskImage image() const;

    /// Puts other bytes on the disk, durably.
    void replace(const std::string& path, const std::vector<std::byte>& bytes);
    void replace_all(const DiskImage& image);

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

  private:
    friend class LossyFile;
    friend class LossyFolderLock;

    struct Inode {
        std::vector<std::byte> now;
        std::vector<std::byte> durable;
        std::set<std::uint64_t> dirty_sectors;
    };
    using InodePtr = std::shared_ptr<Inode>;

    /// A change of names that the folder's next sync makes durable.
    struct NameChange {
        std::string folder;
        std::string name;
        InodePtr inode;         ///< None: the name is removed.
        std::string also_gone;  ///< The source of a rename.
    };

    /// Counts an operation; answers its error if it fails.
    std::optional<Error> fault_of(const std::string& what);
    bool coin();
    void write_sectors(
        Inode& inode, std::uint64_t offset, std::span<const std::byte> bytes, bool torn
    );
    static void make_durable(Inode& inode, std::uint64_t sector);
    static void resize_durable(Inode& inode);
    void apply(const NameChange& change, std::map<std::string, InodePtr>& names) const;
    void forget_handles();
    void put(const std::string& path, const std::vector<std::byte>& bytes);

    Status write(
        const InodePtr& inode,
        std::uint64_t epoch,
        const std::string& path,
        std::uint64_t offset,
        std::span<const std::byte> bytes,
        bool through
    );
    Status sync(const InodePtr& inode, std::uint64_t epoch, const std::string& path);
    Status preallocate(
        const InodePtr& inode, std::uint64_t epoch, const std::string& path, std::uint64_t bytes
    );

    mutable std::mutex mutex_;
    std::mt19937_64 random_;
    const bool direct_;
    std::map<std::string, InodePtr> names_;
    std::map<std::string, InodePtr> durable_names_;
    std::vector<NameChange> pending_;
    std::set<std::string> folders_;
    std::set<std::string> locked_;
    std::uint64_t epoch_ = 0;
    std::uint64_t operations_ = 0;
    std::uint64_t fail_at_ = 0;
    std::uint64_t reads_ = 0;
    std::uint64_t fail_read_at_ = 0;
    Fault fault_ = Fault::io_error;
    bool fault_happened_ = false;
    bool power_ = true;
    std::uint64_t free_bytes_ = std::uint64_t{1} << 40U;
};

}  // namespace earmark::persistence
