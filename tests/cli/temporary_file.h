// A file for one test, gone after it.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <unistd.h>
#include <zlib.h>

namespace earmark::cli {

class TemporaryFile {
  public:
    explicit TemporaryFile(std::string_view content, std::string_view suffix = ".csv")
        : path_(
              std::filesystem::temp_directory_path() /
              ("earmark_cli_" + std::to_string(getpid()) + "_" + std::to_string(next_number()++) +
               std::string(suffix))
          ) {
        write(content);
    }

    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    std::string path() const { return path_.string(); }
    std::string name() const { return path_.filename().string(); }

    void write(std::string_view content) const {
        std::ofstream file(path_, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
    }

    std::string read() const {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

    void gzip(std::string_view content) const {
        gzFile file = gzopen(path_.c_str(), "wb");
        ASSERT_NE(file, nullptr);
        gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
        gzclose_w(file);
    }

    void cut_to(std::size_t bytes) const { std::filesystem::resize_file(path_, bytes); }
    std::size_t bytes() const { return std::filesystem::file_size(path_); }

  private:
    static int& next_number() {
        static int number = 0;
        return number;
    }

    std::filesystem::path path_;
};

}  // namespace earmark::cli
