#include "protocol/cli/export_writer.h"

#include "engine/base/bytes.h"
#include "engine/base/decimal.h"
#include "protocol/cli/csv_reader.h"
#include "protocol/cli/fields.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <unordered_map>
#include <vector>

namespace earmark::cli {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18U;

/// A file that is written from its beginning, and was not there before.
class OutputFile {
  public:
    Status open(const std::string& path) {
        path_ = path;
        if (std::filesystem::exists(path)) {
            return Error{ErrorCode::bad_input, path + ": is there already, expected a new file"};
        }
        file_.open(path, std::ios::binary);
        if (!file_) return Error{ErrorCode::io_failed, path + ": cannot be written"};
        return Done{};
    }

    void write(std::string_view text) {
        file_.write(text.data(), static_cast<std::streamsize>(text.size()));
    }

    Status close() {
        file_.close();
        if (!file_) return Error{ErrorCode::io_failed, path_ + ": could not be written whole"};
        return Done{};
    }

  private:
    std::string path_;
    std::ofstream file_;
};

std::string time_of(Time time) {
    return time == Time() ? "" : format_time(time);
}

class CsvExport : public ExportWriter {
  public:
    Status open(const std::string& folder) {
        folder_ = folder;
        if (auto status = positions_.open(folder + "/positions.csv"); !status) return status;
        if (auto status = reservations_.open(folder + "/reservations.csv"); !status) return status;
        if (auto status = receipts_.open(folder + "/receipts.csv"); !status) return status;
        positions_.write("sku,node,on_hand,reserved,allocated,safety,ats,lsn\n");
        reservations_.write(
            "id,state,reference,made_by,made_at,expires_at,line,sku,node,requested,granted,held,"
            "allocated,shipped,for_date\n"
        );
        receipts_.write("sku,node,receipt,type,date,first_date,promised,open,received,sender\n");
        return Done{};
    }

    void item(const NamedItem& item) override { items_[item.id.value()] = item; }
    void node(const NamedNode& node) override { nodes_[node.id.value()] = node.name; }

    void position(SkuId sku, NodeId node, const Availability& figures) override {
        const NamedItem& item = items_[sku.value()];
        const std::uint8_t scale = item.scale;
        write(
            positions_,
            {item.name,
             nodes_[node.value()],
             format_decimal(figures.on_hand, scale),
             format_decimal(figures.reserved, scale),
             format_decimal(figures.allocated, scale),
             format_decimal(figures.safety, scale),
             format_decimal(figures.ats, scale),
             std::to_string(figures.lsn)}
        );
        ++counts_.positions;
    }

    void reservation(const ReservationEntry& entry) override {
        for (const ReservationLine& line : entry.lines) {
            const NamedItem& item = items_[line.sku.value()];
            const auto units = [&item](Units count) { return format_decimal(count, item.scale); };
            write(
                reservations_,
                {entry.id,
                 std::string(earmark::to_string(entry.state)),
                 entry.reference,
                 entry.made_by,
                 time_of(entry.made_at),
                 time_of(entry.expires_at),
                 std::to_string(line.line),
                 item.name,
                 nodes_[line.node.value()],
                 units(line.requested),
                 units(line.granted),
                 units(line.held),
                 units(line.allocated),
                 units(line.shipped),
                 date_of(line.day)}
            );
        }
        ++counts_.reservations;
    }

    void reservation_gone(std::string_view id) override {
        std::vector<std::string> cells(15);
        cells[0] = id;
        cells[1] = "forgotten";
        write(reservations_, cells);
        ++counts_.reservations_gone;
    }

    void receipt(const ReceiptEntry& entry) override {
        const NamedItem& item = items_[entry.sku.value()];
        const auto units = [&item](Units count) { return format_decimal(count, item.scale); };
        write(
            receipts_,
            {item.name,
             nodes_[entry.node.value()],
             entry.receipt,
             std::string(earmark::to_string(entry.type)),
             date_of(entry.day),
             date_of(entry.first_day),
             units(entry.promised),
             units(entry.open),
             units(entry.received),
             entry.sender.is_none() ? "" : nodes_[entry.sender.value()]}
        );
        ++counts_.receipts;
    }

    Status finish(const ExportHead& head) override {
        if (auto status = receipts_.close(); !status) return status;
        if (auto status = positions_.close(); !status) return status;
        if (auto status = reservations_.close(); !status) return status;
        OutputFile file;
        if (auto status = file.open(folder_ + "/export.json"); !status) return status;
        boost::json::object object{
            {"kind", head.kind == ExportKind::snapshot ? "snapshot" : "delta"},
            {"go_on_lsn", head.go_on_lsn},
            {"positions", counts_.positions},
            {"reservations", counts_.reservations},
            {"reservations_gone", counts_.reservations_gone},
            {"receipts", counts_.receipts}
        };
        if (head.kind == ExportKind::delta) object["from_lsn"] = head.from_lsn;
        file.write(boost::json::serialize(object) + "\n");
        return file.close();
    }

  private:
    static void write(OutputFile& file, const std::vector<std::string>& cells) {
        file.write(csv_line(cells));
    }

    std::string folder_;
    OutputFile positions_;
    OutputFile reservations_;
    OutputFile receipts_;
    std::unordered_map<std::uint32_t, NamedItem> items_;
    std::unordered_map<std::uint32_t, std::string> nodes_;
};

/// See export_format.md.
enum class RecordType : std::uint8_t {
    end,
    item,
    node,
    position,
    reservation,
    reservation_gone,
    receipt,
};

class BinaryExport : public ExportWriter {
  public:
    Status open(const std::string& folder, const ExportHead& head) {
        if (auto status = file_.open(folder + "/export.bin"); !status) return status;
        ByteWriter out(buffer_);
        for (const char letter : std::string_view("EMEXPORT"))
            out.put(letter);
        out.put_all(std::uint32_t{2}, static_cast<std::uint32_t>(head.kind), head.from_lsn);
        return Done{};
    }

    void item(const NamedItem& item) override {
        ByteWriter out = begin(RecordType::item);
        out.put_all(item.id.value(), item.scale);
        out.put_text(item.name);
        flush_if_full();
    }

    void node(const NamedNode& node) override {
        ByteWriter out = begin(RecordType::node);
        out.put(node.id.value());
        out.put_text(node.name);
        flush_if_full();
    }

    void position(SkuId sku, NodeId node, const Availability& figures) override {
        begin(RecordType::position)
            .put_all(
                sku.value(),
                node.value(),
                figures.on_hand,
                figures.reserved,
                figures.allocated,
                figures.safety,
                figures.ats,
                figures.lsn
            );
        ++counts_.positions;
        flush_if_full();
    }

    void reservation(const ReservationEntry& entry) override {
        ByteWriter out = begin(RecordType::reservation);
        out.put_text(entry.id);
        out.put(entry.state);
        out.put_text(entry.reference);
        out.put_text(entry.made_by);
        out.put_all(
            entry.made_at.time_since_epoch().count(),
            entry.expires_at.time_since_epoch().count(),
            static_cast<std::uint16_t>(entry.lines.size())
        );
        for (const ReservationLine& line : entry.lines) {
            out.put_all(
                line.line,
                line.sku.value(),
                line.node.value(),
                line.requested,
                line.granted,
                line.held,
                line.allocated,
                line.shipped,
                line.day
            );
        }
        ++counts_.reservations;
        flush_if_full();
    }

    void reservation_gone(std::string_view id) override {
        begin(RecordType::reservation_gone).put_text(id);
        ++counts_.reservations_gone;
        flush_if_full();
    }

    void receipt(const ReceiptEntry& entry) override {
        ByteWriter out = begin(RecordType::receipt);
        out.put_all(entry.sku.value(), entry.node.value());
        out.put_text(entry.receipt);
        out.put(entry.type);
        out.put_all(
            entry.day,
            entry.first_day,
            entry.promised,
            entry.open,
            entry.received,
            entry.sender.value()
        );
        ++counts_.receipts;
        flush_if_full();
    }

    Status finish(const ExportHead& head) override {
        const std::uint64_t records = records_;
        begin(RecordType::end).put_all(head.go_on_lsn, records);
        flush();
        return file_.close();
    }

  private:
    ByteWriter begin(RecordType type) {
        ++records_;
        ByteWriter out(buffer_);
        out.put(type);
        return out;
    }

    void flush_if_full() {
        if (buffer_.size() >= kBufferBytes) flush();
    }
    void flush() {
        file_.write({reinterpret_cast<const char*>(buffer_.data()), buffer_.size()});
        buffer_.clear();
    }

    OutputFile file_;
    std::vector<std::byte> buffer_;
    std::uint64_t records_ = 0;
};

}  // namespace

Result<std::unique_ptr<ExportWriter>> make_export_writer(
    ExportFormat format, const std::string& folder, const ExportHead& head
) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Error{ErrorCode::io_failed, folder + ": " + error.message()};
    if (format == ExportFormat::csv) {
        auto writer = std::make_unique<CsvExport>();
        if (auto status = writer->open(folder); !status) return status.error();
        return std::unique_ptr<ExportWriter>(std::move(writer));
    }
    auto writer = std::make_unique<BinaryExport>();
    if (auto status = writer->open(folder, head); !status) return status.error();
    return std::unique_ptr<ExportWriter>(std::move(writer));
}

}  // namespace earmark::cli
