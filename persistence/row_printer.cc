#include "persistence/row_printer.h"

#include "persistence/hex.h"

#include <algorithm>

namespace earmark::persistence {

namespace {

constexpr std::size_t kColumnBytes = 12;

std::string padded(std::string_view text, std::size_t bytes, bool to_the_right) {
    const std::string space(bytes > text.size() ? bytes - text.size() : 0, ' ');
    return to_the_right ? space + std::string(text) : std::string(text) + space;
}

std::string json_text(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20) {
            result += "\\u" + hex32(byte).substr(4);
        } else {
            result += c;
        }
    }
    return result + '"';
}

}  // namespace

void RowPrinter::print(std::string_view kind, const std::vector<Field>& fields) {
    if (style_ == RowStyle::json) {
        print_json(kind, fields);
    } else {
        print_table(kind, fields);
    }
}

void RowPrinter::print_table(std::string_view kind, const std::vector<Field>& fields) {
    const auto line = [&](std::string_view first, const auto& cell) {
        std::string text = padded(first, kColumnBytes, false);
        for (const Field& field : fields) {
            const std::size_t width = std::max(kColumnBytes, field.name.size());
            text += "  " + padded(cell(field), width, field.is_number);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out_ << text << "\n";
    };
    if (kind != kind_) {
        kind_ = kind;
        line("", [](const Field& field) { return field.name; });
    }
    line(kind, [](const Field& field) { return std::string_view(field.value); });
}

void RowPrinter::print_json(std::string_view kind, const std::vector<Field>& fields) {
    out_ << "{\"kind\":" << json_text(kind);
    for (const Field& field : fields) {
        out_ << "," << json_text(field.name) << ":";
        out_ << (field.is_number ? field.value : json_text(field.value));
    }
    out_ << "}\n";
}

}  // namespace earmark::persistence
