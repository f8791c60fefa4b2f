#include "protocol/cli/acknowledgement.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <optional>
#include <utility>

namespace earmark::cli {
namespace {

namespace json = boost::json;

std::optional<std::string> text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<AcknowledgedUnits> line_of(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const json::object& object = value.get_object();
    auto sku = text_of(object, "sku");
    auto node = text_of(object, "node");
    const json::value* units = object.if_contains("units");
    if (!sku || !node || units == nullptr || !units->is_int64()) return std::nullopt;
    return AcknowledgedUnits{*std::move(sku), *std::move(node), units->get_int64()};
}

std::optional<Acknowledgement> acknowledgement_of(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const json::object& object = value.get_object();
    auto id = text_of(object, "reservation");
    const json::value* lsn = object.if_contains("lsn");
    const json::value* lines = object.if_contains("lines");
    if (!id || lsn == nullptr || !lsn->is_int64() || lines == nullptr || !lines->is_array()) {
        return std::nullopt;
    }
    Acknowledgement read{*std::move(id), static_cast<Lsn>(lsn->get_int64()), {}};
    for (const json::value& line : lines->get_array()) {
        auto units = line_of(line);
        if (!units) return std::nullopt;
        read.lines.push_back(*std::move(units));
    }
    return read;
}

}  // namespace

std::string to_json_line(const Acknowledgement& acknowledgement) {
    json::array lines;
    for (const AcknowledgedUnits& line : acknowledgement.lines) {
        lines.push_back(json::object{{"sku", line.sku}, {"node", line.node}, {"units", line.units}}
        );
    }
    return json::serialize(json::object{
        {"reservation", acknowledgement.reservation},
        {"lsn", static_cast<std::int64_t>(acknowledgement.lsn)},
        {"lines", std::move(lines)},
    });
}

Result<Acknowledgement> parse_acknowledgement(std::string_view line) {
    json::error_code fault;
    const json::value value = json::parse(line, fault);
    auto read = fault ? std::nullopt : acknowledgement_of(value);
    if (read) return *std::move(read);
    return Error{
        ErrorCode::bad_input,
        R"(expected {"reservation":"o1","lsn":7,"lines":[{"sku":"A","node":"N","units":2}]})"
    };
}

}  // namespace earmark::cli
