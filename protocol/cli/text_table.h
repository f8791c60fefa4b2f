// Tables for people: columns as wide as their widest cell, numbers to the right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace earmark::cli {

enum class Align : std::uint8_t { left, right };

class TextTable {
  public:
    struct Column {
        std::string title;
        Align align = Align::left;
    };

    explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// Requires: one cell per column.
    void add(std::vector<std::string> cells);

    std::size_t row_count() const { return rows_.size(); }

    void print(std::ostream& out) const;

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace earmark::cli
