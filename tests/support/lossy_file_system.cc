#include "tests/support/lossy_file_system.h"

#include <algorithm>

namespace earmark::persistence {

namespace {

constexpr std::size_t kSectorBytes = 512;

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

Error io_error(const std::string& what) {
    return Error{ErrorCode::io_failed, what};
}

}  // namespace

class LossyFile : public File {
  public:
    LossyFile(
        LossyFileSystem& files, LossyFileSystem::InodePtr inode, std::string path, bool through
    )
        : files_(files),
          inode_(std::move(inode)),
          path_(std::move(path)),
          through_(through),
          epoch_(files.epoch_) {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
        const std::scoped_lock lock(files_.mutex_);
        if (epoch_ != files_.epoch_ || !files_.power_) return io_error("read of " + path_);
        if (++files_.reads_ == files_.fail_read_at_) return io_error("cannot read " + path_);
        const auto& bytes = inode_->now;
        if (offset >= bytes.size()) return std::size_t{0};
        const std::size_t count = std::min(into.size(), bytes.size() - offset);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
        return count;
    }

    Status write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        return files_.write(inode_, epoch_, path_, offset, bytes, through_);
    }

    Status sync() override { return files_.sync(inode_, epoch_, path_); }
    bool writes_through() const override { return through_; }

    Status preallocate(std::uint64_t bytes) override {
        return files_.preallocate(inode_, epoch_, path_, bytes);
    }

    Result<std::uint64_t> bytes() override {
        const std::scoped_lock lock(files_.mutex_);
        return std::uint64_t{inode_->now.size()};
    }

    std::string_view write_path() const override { return "memory"; }

  private:
    LossyFileSystem& files_;
    LossyFileSystem::InodePtr inode_;
    std::string path_;
    bool through_;
    std::uint64_t epoch_;
};

class LossyFolderLock : public FolderLock {
  public:
    LossyFolderLock(LossyFileSystem& files, std::string folder)
        : files_(files), folder_(std::move(folder)), epoch_(files.epoch_) {}
    ~LossyFolderLock() override {
        const std::scoped_lock lock(files_.mutex_);
        if (epoch_ == files_.epoch_) files_.locked_.erase(folder_);
    }

  private:
    LossyFileSystem& files_;
    std::string folder_;
    std::uint64_t epoch_;
};

LossyFileSystem::LossyFileSystem(std::uint64_t seed, bool direct)
    : random_(seed), direct_(direct) {}

LossyFileSystem::LossyFileSystem(std::uint64_t seed, const DiskImage& image)
    : LossyFileSystem(seed) {
    replace_all(image);
}

void LossyFileSystem::replace(const std::string& path, const std::vector<std::byte>& bytes) {
    const std::scoped_lock lock(mutex_);
    put(path, bytes);
}

void LossyFileSystem::replace_all(const DiskImage& image) {
    const std::scoped_lock lock(mutex_);
    names_.clear();
    durable_names_.clear();
    pending_.clear();
    for (const auto& [path, bytes] : image)
        put(path, bytes);
}

void LossyFileSystem::put(const std::string& path, const std::vector<std::byte>& bytes) {
    auto inode = std::make_shared<Inode>();
    inode->now = bytes;
    inode->durable = bytes;
    names_[path] = inode;
    durable_names_[path] = inode;
    for (std::string folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
        folders_.insert(folder);
    }
}

void LossyFileSystem::fail_operation(std::uint64_t n, Fault fault) {
    const std::scoped_lock lock(mutex_);
    fail_at_ = operations_ + n;
    fault_ = fault;
    fault_happened_ = false;
}

void LossyFileSystem::fail_read(std::uint64_t n) {
    const std::scoped_lock lock(mutex_);
    fail_read_at_ = reads_ + n;
}

std::uint64_t LossyFileSystem::operations() const {
    const std::scoped_lock lock(mutex_);
    return operations_;
}

bool LossyFileSystem::fault_happened() const {
    const std::scoped_lock lock(mutex_);
    return fault_happened_;
}

void LossyFileSystem::forget_handles() {
    ++epoch_;
    locked_.clear();
    fail_at_ = 0;
    fail_read_at_ = 0;
    power_ = true;
}

void LossyFileSystem::kill_process() {
    const std::scoped_lock lock(mutex_);
    forget_handles();
}

void LossyFileSystem::lose_power() {
    const std::scoped_lock lock(mutex_);
    forget_handles();
    for (const NameChange& change : pending_) {
        if (coin()) apply(change, durable_names_);
    }
    pending_.clear();
    names_ = durable_names_;
    std::set<Inode*> seen;
    for (const auto& [path, inode] : names_) {
        if (!seen.insert(inode.get()).second) continue;
        if (inode->now.size() != inode->durable.size() && coin()) resize_durable(*inode);
        for (const std::uint64_t sector : inode->dirty_sectors) {
            if (coin()) make_durable(*inode, sector);
        }
        inode->dirty_sectors.clear();
        inode->now = inode->durable;
    }
}

void LossyFileSystem::set_free_bytes(std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    free_bytes_ = bytes;
}

DiskImage LossyFileSystem::image() const {
    const std::scoped_lock lock(mutex_);
    DiskImage image;
    for (const auto& [path, inode] : names_)
        image[path] = inode->now;
    return image;
}

std::optional<Error> LossyFileSystem::fault_of(const std::string& what) {
    if (!power_) return io_error(what + ": no power");
    if (++operations_ != fail_at_) return std::nullopt;
    fault_happened_ = true;
    if (fault_ == Fault::power_cut) power_ = false;
    if (fault_ == Fault::no_space) return Error{ErrorCode::disk_full, what + ": no space left"};
    return io_error(what + ": failed as asked");
}

bool LossyFileSystem::coin() {
    return (random_() & 1U) != 0;
}

void LossyFileSystem::resize_durable(Inode& inode) {
    inode.durable.resize(inode.now.size());
}

void LossyFileSystem::make_durable(Inode& inode, std::uint64_t sector) {
    const std::size_t begin = sector * kSectorBytes;
    const std::size_t end = std::min(begin + kSectorBytes, inode.now.size());
    if (begin >= end) return;
    if (inode.durable.size() < end) inode.durable.resize(end);
    std::copy(
        inode.now.begin() + static_cast<std::ptrdiff_t>(begin),
        inode.now.begin() + static_cast<std::ptrdiff_t>(end),
        inode.durable.begin() + static_cast<std::ptrdiff_t>(begin)
    );
}

void LossyFileSystem::write_sectors(
    Inode& inode, std::uint64_t offset, std::span<const std::byte> bytes, bool torn
) {
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t sector_end = (offset + done) / kSectorBytes * kSectorBytes + kSectorBytes;
        const std::size_t step = std::min(bytes.size() - done, sector_end - (offset + done));
        if (!torn || coin()) {
            const std::size_t end = offset + done + step;
            if (inode.now.size() < end) inode.now.resize(end);
            std::copy_n(
                bytes.begin() + static_cast<std::ptrdiff_t>(done),
                step,
                inode.now.begin() + static_cast<std::ptrdiff_t>(offset + done)
            );
            inode.dirty_sectors.insert((offset + done) / kSectorBytes);
        }
        done += step;
    }
}

Status LossyFileSystem::write(
    const InodePtr& inode,
    std::uint64_t epoch,
    const std::string& path,
    std::uint64_t offset,
    std::span<const std::byte> bytes,
    bool through
) {
    const std::scoped_lock lock(mutex_);
    if (epoch != epoch_) return io_error("write to " + path + " of a dead process");
    const bool had_power = power_;
    if (const auto fault = fault_of("write to " + path)) {
        if (had_power && fault_ == Fault::short_write) bytes = bytes.first(bytes.size() / 2);
        if (had_power) write_sectors(*inode, offset, bytes, fault_ != Fault::short_write);
        return *fault;
    }
    write_sectors(*inode, offset, bytes, false);
    if (through) {
        for (const std::uint64_t sector : inode->dirty_sectors)
            make_durable(*inode, sector);
        inode->dirty_sectors.clear();
    }
    return Done{};
}

Status LossyFileSystem::sync(const InodePtr& inode, std::uint64_t epoch, const std::string& path) {
    const std::scoped_lock lock(mutex_);
    if (epoch != epoch_) return io_error("sync of " + path + " by a dead process");
    const bool had_power = power_;
    const auto fault = fault_of("sync of " + path);
    if (fault && (!had_power || fault_ == Fault::power_cut)) return *fault;
    if (!fault) resize_durable(*inode);
    for (const std::uint64_t sector : inode->dirty_sectors) {
        if (!fault || coin()) make_durable(*inode, sector);
    }
    // As real systems do: after a failed sync the pages count as clean, and still show what was
    // lost.
    inode->dirty_sectors.clear();
    return fault ? Status(*fault) : Status(Done{});
}

Status LossyFileSystem::preallocate(
    const InodePtr& inode, std::uint64_t epoch, const std::string& path, std::uint64_t bytes
) {
    const std::scoped_lock lock(mutex_);
    if (epoch != epoch_) return io_error("growth of " + path + " by a dead process");
    if (const auto fault = fault_of("growth of " + path)) return *fault;
    if (inode->now.size() < bytes) inode->now.resize(bytes);
    return Done{};
}

Result<std::unique_ptr<File>> LossyFileSystem::open(
    const std::string& path, OpenFor open_for, WriteThrough write_through
) {
    const std::scoped_lock lock(mutex_);
    if (!power_) return io_error("no power to open " + path);
    const bool through = direct_ && write_through == WriteThrough::yes;
    auto found = names_.find(path);
    if (open_for == OpenFor::creating) {
        if (found != names_.end()) return io_error("cannot create " + path + ": it exists");
        if (!folders_.contains(folder_of(path))) return io_error("no folder for " + path);
        if (const auto fault = fault_of("creation of " + path)) return *fault;
        found = names_.emplace(path, std::make_shared<Inode>()).first;
        pending_.push_back({folder_of(path), path, found->second, {}});
    }
    if (found == names_.end()) return io_error("cannot open " + path + ": no such file");
    return std::unique_ptr<File>(std::make_unique<LossyFile>(*this, found->second, path, through));
}

Result<std::vector<std::string>> LossyFileSystem::list(const std::string& folder) {
    const std::scoped_lock lock(mutex_);
    if (!power_) return io_error("no power to list " + folder);
    if (!folders_.contains(folder)) return io_error("cannot list " + folder + ": no such folder");
    std::vector<std::string> names;
    for (const auto& [path, inode] : names_) {
        if (folder_of(path) == folder) names.push_back(path.substr(folder.size() + 1));
    }
    return names;
}

Result<bool> LossyFileSystem::exists(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    if (!power_) return io_error("no power to look for " + path);
    return names_.contains(path) || folders_.contains(path);
}

Status LossyFileSystem::create_folder(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    if (const auto fault = fault_of("creation of the folder " + path)) return *fault;
    folders_.insert(path);
    return Done{};
}

Status LossyFileSystem::rename(const std::string& source, const std::string& target) {
    const std::scoped_lock lock(mutex_);
    if (const auto fault = fault_of("renaming of " + source)) return *fault;
    const auto found = names_.find(source);
    if (found == names_.end()) return io_error("cannot rename " + source + ": no such file");
    const NameChange change{folder_of(target), target, found->second, source};
    apply(change, names_);
    pending_.push_back(change);
    return Done{};
}

Status LossyFileSystem::remove(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    if (const auto fault = fault_of("removal of " + path)) return *fault;
    if (!names_.contains(path)) return io_error("cannot remove " + path + ": no such file");
    const NameChange change{folder_of(path), path, nullptr, {}};
    apply(change, names_);
    pending_.push_back(change);
    return Done{};
}

Status LossyFileSystem::sync_folder(const std::string& folder) {
    const std::scoped_lock lock(mutex_);
    if (const auto fault = fault_of("sync of the folder " + folder)) return *fault;
    std::erase_if(pending_, [&](const NameChange& change) {
        if (change.folder != folder) return false;
        apply(change, durable_names_);
        return true;
    });
    return Done{};
}

void LossyFileSystem::apply(const NameChange& change, std::map<std::string, InodePtr>& names)
    const {
    if (!change.also_gone.empty()) names.erase(change.also_gone);
    if (change.inode == nullptr) {
        names.erase(change.name);
    } else {
        names[change.name] = change.inode;
    }
}

Result<std::uint64_t> LossyFileSystem::free_bytes(const std::string& folder) {
    const std::scoped_lock lock(mutex_);
    if (!power_) return io_error("no power to ask for the space of " + folder);
    return free_bytes_;
}

Result<std::unique_ptr<FolderLock>> LossyFileSystem::lock_folder(const std::string& folder) {
    const std::scoped_lock lock(mutex_);
    if (!locked_.insert(folder).second) {
        return Error{ErrorCode::in_use, "the data folder " + folder + " is in use"};
    }
    return std::unique_ptr<FolderLock>(std::make_unique<LossyFolderLock>(*this, folder));
}

}  // namespace earmark::persistence
