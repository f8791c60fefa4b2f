#include "persistence/file_system.h"

namespace earmark::persistence {

Result<std::vector<std::byte>> read_file(
    FileSystem& files, const std::string& path, std::size_t bytes_max
) {
    auto file = files.open(path, OpenFor::reading, WriteThrough::no);
    if (!file) return file.error();
    auto bytes = (*file)->bytes();
    if (!bytes) return bytes.error();
    if (*bytes > bytes_max) {
        return Error{
            ErrorCode::limit_exceeded,
            path + ": " + std::to_string(*bytes) + " bytes, expected at most " +
                std::to_string(bytes_max)
        };
    }
    std::vector<std::byte> content(*bytes);
    auto read = (*file)->read_at(0, content);
    if (!read) return read.error();
    content.resize(*read);
    return content;
}

Status write_file_whole(
    FileSystem& files,
    const std::string& folder,
    std::string_view name,
    std::span<const std::byte> bytes
) {
    const std::string path = folder + "/" + std::string(name);
    const std::string temporary = path + ".tmp";
    auto left_over = files.exists(temporary);
    if (!left_over) return left_over.error();
    if (*left_over) {
        if (auto removed = files.remove(temporary); !removed) return removed;
    }
    {
        auto file = files.open(temporary, OpenFor::creating, WriteThrough::no);
        if (!file) return file.error();
        if (auto written = (*file)->write_at(0, bytes); !written) return written;
        if (auto synced = (*file)->sync(); !synced) return synced;
    }
    if (auto renamed = files.rename(temporary, path); !renamed) return renamed;
    return files.sync_folder(folder);
}

}  // namespace earmark::persistence
