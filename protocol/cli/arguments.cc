#include "protocol/cli/arguments.h"

#include "protocol/cli/fields.h"

#include <limits>

namespace earmark::cli {
namespace {

Error wrong(std::string_view text, std::string_view expected) {
    return {
        ErrorCode::bad_input,
        "found \"" + std::string(text) + "\", expected " + std::string(expected)
    };
}

}  // namespace

Result<ServerAddress> parse_server(std::string_view text) {
    const Error error = wrong(text, "HOST:PORT, such as 127.0.0.1:7411");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return error;
    std::string_view host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const auto port =
        parse_whole(text.substr(colon + 1), 1, std::numeric_limits<std::uint16_t>::max());
    if (host.empty() || !port) return error;
    return ServerAddress{.host = std::string(host), .port = static_cast<std::uint16_t>(*port)};
}

Result<LineArgument> parse_node_line(std::string_view text) {
    const Error error =
        wrong(text, "SKU@NODE=QUANTITY, such as 85123A@reno=2, or SKU@@GROUP=QUANTITY");
    auto line = parse_line(text);
    if (!line) return error;
    std::size_t at = line->sku.rfind('@');
    // "cup@@west" names the group west.
    if (at != std::string::npos && at > 1 && line->sku[at - 1] == '@') --at;
    if (at == std::string::npos || at == 0 || at + 1 == line->sku.size()) return error;
    line->node = line->sku.substr(at + 1);
    line->sku.resize(at);
    return line;
}

Result<LineArgument> parse_line(std::string_view text) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) {
        return wrong(text, "SKU=QUANTITY, such as 85123A=2");
    }
    return LineArgument{
        .sku = std::string(text.substr(0, equals)),
        .node = {},
        .quantity = std::string(text.substr(equals + 1)),
    };
}

Result<PartArgument> parse_part(std::string_view text) {
    const Error error = wrong(text, "LINE=QUANTITY or LINE@NODE=QUANTITY, such as 1=2");
    const std::size_t equals = text.rfind('=');
    if (equals == std::string_view::npos || equals + 1 == text.size()) return error;
    const std::string_view place = text.substr(0, equals);
    const std::size_t at = place.find('@');
    if (at + 1 == place.size()) return error;
    const auto line =
        parse_whole(place.substr(0, at), 0, std::numeric_limits<std::uint32_t>::max());
    if (!line) return error;
    return PartArgument{
        .line = static_cast<std::uint32_t>(*line),
        .node = std::string(at == std::string_view::npos ? "" : place.substr(at + 1)),
        .quantity = std::string(text.substr(equals + 1)),
    };
}

}  // namespace earmark::cli
