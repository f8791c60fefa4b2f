#include "protocol/cli/csv_reader.h"

#include "protocol/cli/input_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <csv.h>
#include <filesystem>
#include <system_error>
#include <utility>

namespace earmark::cli {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kRowBytesMax = std::size_t{1} << 20U;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

std::string in_quotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

/// k of "zone_k"; 0 if the name is not one.
std::size_t number_of(std::string_view name, const CsvFormat& format) {
    if (format.numbered.empty() || !name.starts_with(format.numbered)) return 0;
    name.remove_prefix(format.numbered.size());
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool plain = fault == std::errc() && end == name.data() + name.size() && name[0] != '0';
    return plain && number <= format.numbered_max ? number : 0;
}

std::string names_of(const CsvFormat& format) {
    std::string names;
    for (const CsvColumn& column : format.columns) {
        if (!names.empty()) names += ", ";
        names += column.name;
    }
    if (!format.numbered.empty()) {
        const std::string numbered(format.numbered);
        names += ", " + numbered + "1 to " + numbered + std::to_string(format.numbered_max);
    }
    return names;
}

}  // namespace

std::string_view CsvRow::cell(std::size_t column) const {
    if (places_ == nullptr || column >= places_->size()) return {};
    const std::size_t place = (*places_)[column];
    return place < cells_.size() ? std::string_view(cells_[place]) : std::string_view();
}

/// Turns the push of libcsv into a queue of whole rows, one block of the file at a time.
class CsvReader::Parser {
  public:
    struct Line {
        std::uint64_t number = 0;
        std::size_t cells_used = 0;
        std::vector<std::string> cells;  ///< Keeps its room from row to row.
        std::string text;                ///< As it stands, if it has not the cells of the header.
    };

    explicit Parser(std::unique_ptr<InputFile> file) : file_(std::move(file)) {
        csv_init(&csv_, 0);
    }

    ~Parser() { csv_free(&csv_); }

    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    /// The next row, or nullptr at the end or at a failure.
    Line* next() {
        while (taken_ == ready_ && !ended_) {
            // The row that the last block began, but did not end, goes on in front.
            if (ready_ < lines_.size()) std::swap(lines_[0], lines_[ready_]);
            taken_ = ready_ = 0;
            read_block();
        }
        return taken_ < ready_ ? &lines_[taken_++] : nullptr;
    }

    /// Why reading ended before the end of the file; empty if it did not.
    const std::string& failure() const { return failure_; }
    ErrorCode failure_code() const { return failure_code_; }
    std::uint64_t rows_seen() const { return row_number_; }
    std::uint64_t bytes_read() const { return file_->bytes_read(); }

  private:
    Line& current() {
        if (lines_.size() <= ready_) lines_.resize(ready_ + 1);
        return lines_[ready_];
    }

    void add_cell(std::string_view text) {
        Line& line = current();
        if (line.cells.size() == line.cells_used) line.cells.emplace_back();
        line.cells[line.cells_used++].assign(text);
        row_bytes_ += text.size() + 1;
    }

    void end_row(int terminator) {
        Line& line = current();
        const bool second_half_of_crlf =
            terminator == CSV_LF && last_terminator_ == CSV_CR && line.cells_used == 0;
        last_terminator_ = terminator;
        if (second_half_of_crlf) return;
        row_number_ += 1;
        row_bytes_ = 0;
        const bool blank = line.cells_used == 0;
        if (blank) return;
        line.number = row_number_;
        // The first row is the header.
        if (cells_in_header_ == 0) cells_in_header_ = line.cells_used;
        if (line.cells_used != cells_in_header_) line.text = row_text();
        ready_ += 1;
        current().cells_used = 0;
    }

    static void on_cell(void* text, std::size_t bytes, void* self) {
        static_cast<Parser*>(self)->add_cell({static_cast<const char*>(text), bytes});
    }

    static void on_row(int terminator, void* self) {
        static_cast<Parser*>(self)->end_row(terminator);
    }

    /// Of the row that ends now, without its end; nothing where carriage returns alone end rows.
    std::string row_text() const {
        std::string text = begun_row_;
        text += line_;
        text.erase(text.find_last_not_of("\r\n") + 1);
        text.erase(0, text.find_first_not_of("\r\n"));
        if (text.find('\r') != std::string::npos) text.clear();
        return text;
    }

    void read_block() {
        // Blank rows are reported, so that they count.
        csv_set_opts(&csv_, CSV_REPALL_NL);
        const auto bytes = file_->read(block_);
        if (bytes) parse({block_.data(), *bytes});
        if (!bytes) {
            end(bytes.error().code, bytes.error().detail);
        } else if (row_bytes_ + csv_.entry_pos > kRowBytesMax) {
            end(ErrorCode::bad_input,
                "row " + std::to_string(row_number_ + 1) +
                    " is longer than 1 MiB: is a quote left open?");
        } else if (*bytes == 0) {
            finish();
        }
    }

    void parse(std::string_view text) {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        if (first_block_ && text.starts_with(kByteOrderMark)) {
            text.remove_prefix(kByteOrderMark.size());
        }
        first_block_ = false;
        // Line by line, so that a row's text is known at its end.
        while (!text.empty()) {
            line_ = text.substr(0, text.find('\n') + 1);
            if (line_.empty()) line_ = text;
            const std::uint64_t rows_before = row_number_;
            csv_parse(&csv_, line_.data(), line_.size(), on_cell, on_row, this);
            if (row_number_ != rows_before) {
                begun_row_.clear();
            } else {
                begun_row_ += line_;
            }
            text.remove_prefix(line_.size());
        }
        line_ = {};
    }

    void finish() {
        // Only now: while reading, a stray quote inside a cell is taken as it stands.
        csv_set_opts(&csv_, CSV_STRICT | CSV_STRICT_FINI);
        if (csv_fini(&csv_, on_cell, on_row, this) != 0) {
            end(ErrorCode::bad_input,
                "row " + std::to_string(row_number_ + 1) + ": a quote is left open");
        }
        ended_ = true;
    }

    void end(ErrorCode code, std::string why) {
        failure_code_ = code;
        failure_ = std::move(why);
        ended_ = true;
    }

    std::unique_ptr<InputFile> file_;
    csv_parser csv_{};
    std::array<char, kBlockBytes> block_{};
    std::vector<Line> lines_;  ///< [taken_, ready_) wait; [ready_] is being read.
    std::size_t taken_ = 0;
    std::size_t ready_ = 0;
    std::uint64_t row_number_ = 0;
    std::size_t row_bytes_ = 0;
    std::size_t cells_in_header_ = 0;
    std::string_view line_;  ///< Being read, with its end.
    std::string begun_row_;  ///< The lines before it of the same row.
    int last_terminator_ = 0;
    bool first_block_ = true;
    bool ended_ = false;
    ErrorCode failure_code_ = ErrorCode::io_failed;
    std::string failure_;
};

CsvReader::CsvReader(std::string path, const CsvFormat& format)
    : path_(std::move(path)), format_(format) {}

CsvReader::~CsvReader() = default;

Error CsvReader::fail(ErrorCode code, const std::string& what) const {
    return Error{code, path_ + ": " + what};
}

Result<std::unique_ptr<CsvReader>> CsvReader::open(std::string path, const CsvFormat& format) {
    std::unique_ptr<CsvReader> reader(new CsvReader(std::move(path), format));
    std::error_code fault;
    const auto bytes = std::filesystem::file_size(reader->path_, fault);
    if (fault) return reader->fail(ErrorCode::io_failed, "cannot be opened: " + fault.message());
    auto file = InputFile::open(reader->path_);
    if (!file)
        return reader->fail(ErrorCode::io_failed, "cannot be opened: " + file.error().detail);
    reader->bytes_in_file_ = bytes;
    reader->parser_ = std::make_unique<Parser>(*std::move(file));
    if (const Status header = reader->read_header(); !header) return header.error();
    return reader;
}

Status CsvReader::read_header() {
    CsvRow row;
    const Result<bool> found = next(row);
    if (!found) return found.error();
    if (!*found) {
        return fail(
            ErrorCode::bad_input,
            "is empty, expected a header row with the columns " + names_of(format_)
        );
    }
    header_ = std::move(row.cells_);
    return place_columns();
}

Status CsvReader::place_columns() {
    places_.assign(format_.columns.size() + format_.numbered_max, kNowhere);
    for (std::size_t place = 0; place < header_.size(); ++place) {
        const std::string& name = header_[place];
        if (name == kRejectedRowColumn || name == kRejectedBecauseColumn) continue;
        const auto column = std::find_if(
            format_.columns.begin(),
            format_.columns.end(),
            [&](const CsvColumn& candidate) { return candidate.name == name; }
        );
        const std::size_t number = number_of(name, format_);
        if (column == format_.columns.end() && number == 0) {
            return fail(
                ErrorCode::bad_input,
                "row 1: found a column " + in_quotes(name) + ", expected columns of a " +
                    std::string(format_.kind) + " file: " + names_of(format_)
            );
        }
        const std::size_t index = number != 0
                                      ? format_.columns.size() + number - 1
                                      : static_cast<std::size_t>(column - format_.columns.begin());
        if (places_[index] != kNowhere) {
            return fail(
                ErrorCode::bad_input,
                "row 1: found the column " + in_quotes(name) + " twice, expected it once"
            );
        }
        places_[index] = place;
        numbered_columns_ = std::max(numbered_columns_, number);
    }
    for (std::size_t i = 0; i < format_.columns.size(); ++i) {
        if (places_[i] == kNowhere && format_.columns[i].presence == Presence::required) {
            return fail(
                ErrorCode::bad_input,
                "row 1: found no column " + in_quotes(format_.columns[i].name) +
                    ", expected it in a " + std::string(format_.kind) + " file"
            );
        }
    }
    return check_numbers();
}

/// From 1 on, without a gap.
Status CsvReader::check_numbers() const {
    if (format_.numbered.empty()) return Done{};
    for (std::size_t number = 1; number <= std::max<std::size_t>(numbered_columns_, 1); ++number) {
        if (places_[format_.columns.size() + number - 1] != kNowhere) continue;
        const std::string prefix(format_.numbered);
        return fail(
            ErrorCode::bad_input,
            "row 1: found no column " + in_quotes(prefix + std::to_string(number)) +
                (numbered_columns_ == 0
                     ? ", expected at least that in a " + std::string(format_.kind) + " file"
                     : ", expected all up to " +
                           in_quotes(prefix + std::to_string(numbered_columns_)))
        );
    }
    return Done{};
}

Result<bool> CsvReader::next(CsvRow& row) {
    Parser::Line* line = parser_->next();
    if (line == nullptr) {
        if (!parser_->failure().empty()) return fail(parser_->failure_code(), parser_->failure());
        return false;
    }
    row.number_ = line->number;
    row.places_ = &places_;
    row.cells_in_header_ = header_.size();
    row.cells_.swap(line->cells);
    row.cells_.resize(line->cells_used);
    row.text_.swap(line->text);
    line->text.clear();
    line->cells_used = 0;
    return true;
}

std::uint64_t CsvReader::bytes_read() const {
    return parser_->bytes_read();
}

std::string csv_line(std::span<const std::string> cells) {
    std::string line;
    for (const std::string& cell : cells) {
        if (&cell != cells.data()) line += ',';
        const bool plain = !cell.empty() && cell.front() != ' ' && cell.back() != ' ' &&
                           cell.find_first_of(",\"\r\n\t") == std::string::npos;
        if (plain || cell.empty()) {
            line += cell;
            continue;
        }
        line += '"';
        for (const char c : cell)
            line.append(c == '"' ? 2 : 1, c);
        line += '"';
    }
    return line + '\n';
}

}  // namespace earmark::cli
