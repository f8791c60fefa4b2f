// Rows for people, as a table, or for programs, as one JSON object a line.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::persistence {

struct Field {
    Field(std::string_view its_name, std::string_view text) : name(its_name), value(text) {}
    Field(std::string_view its_name, std::uint64_t number)
        : name(its_name), value(std::to_string(number)), is_number(true) {}

    std::string_view name;
    std::string value;
    bool is_number = false;
};

enum class RowStyle : std::uint8_t { table, json };

class RowPrinter {
  public:
    RowPrinter(std::ostream& out, RowStyle style) : out_(out), style_(style) {}

    /// In a table, the names come first wherever rows of another kind begin.
    void print(std::string_view kind, const std::vector<Field>& fields);

  private:
    void print_table(std::string_view kind, const std::vector<Field>& fields);
    void print_json(std::string_view kind, const std::vector<Field>& fields);

    std::ostream& out_;
    RowStyle style_;
    std::string kind_;
};

}  // namespace earmark::persistence
