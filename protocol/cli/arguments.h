// The small languages of the command line: HOST:PORT, SKU@NODE=QTY, SKU=QTY, N=QTY, N@NODE=QTY.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace earmark::cli {

struct ServerAddress {
    std::string host;
    std::uint16_t port = 0;
};

/// "127.0.0.1:7411", "[::1]:7411".
Result<ServerAddress> parse_server(std::string_view text);

/// A line of an order or reservation as it is typed; the quantity waits for the item's scale.
struct LineArgument {
    std::string sku;
    std::string node;  ///< Empty where none is asked for.
    std::string quantity;
};

/// "SKU@NODE=QTY". The last '@' and the last '=' divide, so that a SKU may contain either.
Result<LineArgument> parse_node_line(std::string_view text);

/// "SKU=QTY".
Result<LineArgument> parse_line(std::string_view text);

struct PartArgument {
    std::uint32_t line = 0;
    std::string node;  ///< Empty where none is said.
    std::string quantity;
};

/// "N=QTY": a part of line N of a reservation; "N@NODE=QTY": of what that node ships of it.
Result<PartArgument> parse_part(std::string_view text);

}  // namespace earmark::cli
