// Orders out of a CSV file: the rows of an order stand together, and go in together or not at all.
// One whose rows stand apart is left out, wherever it begins.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/row_formats.h"
#include "protocol/cli/row_report.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

struct Order {
    std::string id;
    std::vector<OrderLine> lines;
    std::vector<std::string> skus;  ///< By line, for acknowledgements.
    std::string country;
    std::string postal_code;
    std::optional<Location> location;
    bool residential = false;
    Day need_by = kNoDay;
    Day wish_by = kNoDay;
    std::string customer_class;
    std::vector<TogetherLine> together;
    std::vector<TakenBackorder> backorders;
};

/// An order whose rows do not stand together.
struct TornOrder {
    std::uint64_t first_row = 0;
    std::uint64_t goes_on = 0;  ///< The first row behind rows of others.
};
using TornOrders = std::map<std::string, TornOrder, std::less<>>;

class OrderReader {
  public:
    /// Reads the file twice, first for its orders' names.
    static Result<std::unique_ptr<OrderReader>> open(
        const std::string& path, HandleCache& items, RowReport& report
    );

    /// Reads up to so many orders; an empty answer is the end of the file, or the first wrong row
    /// if reading stops there. Wrong rows go to the report, and their orders with them.
    Result<std::vector<std::shared_ptr<Order>>> next(std::size_t orders_max);

    std::uint64_t rows_read() const { return rows_read_; }
    /// Orders left out because a row of theirs is wrong, or stands apart.
    std::uint64_t orders_rejected() const { return orders_rejected_; }
    const CsvReader& file() const { return *reader_; }

  private:
    /// An order whose quantities wait for the scales of its items.
    struct Draft {
        std::shared_ptr<Order> order = std::make_shared<Order>();
        std::vector<CsvRow> rows;
        std::vector<std::string> sets;             ///< Their names; number them from 1.
        std::vector<std::string> backorder_nodes;  ///< By row; empty where it stands for none.
        const TornOrder* torn = nullptr;           ///< Set: other rows of the order stand apart.
        bool is_wrong = false;
    };

    OrderReader(
        std::unique_ptr<CsvReader> reader, TornOrders torn, HandleCache& items, RowReport& report
    )
        : reader_(std::move(reader)),
          torn_(std::move(torn)),
          items_(items),
          nodes_(items.client(), NameKind::node),
          report_(report) {}

    void begin_order(const OrderCells& read, std::vector<Draft>& drafts);
    void take_row(std::vector<Draft>& drafts);
    static void take_set(std::string_view name, std::uint32_t line, Draft& draft);
    void reject(Draft& draft, const CsvRow& row, const CellFault& fault);
    static void take_backorder(const OrderCells& read, CellReader& cells, Draft& draft);
    Status learn(const std::vector<Draft>& drafts);
    void finish(Draft& draft);

    std::unique_ptr<CsvReader> reader_;
    const TornOrders torn_;
    HandleCache& items_;
    HandleCache nodes_;
    RowReport& report_;
    CsvRow row_;
    bool row_waits_ = false;  ///< row_ begins the next order.
    bool ended_ = false;
    std::uint64_t rows_read_ = 0;
    std::uint64_t orders_rejected_ = 0;
};

}  // namespace earmark::cli
