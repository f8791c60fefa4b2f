#include "protocol/cli/order_reader.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace earmark::cli {
namespace {

/// A reading of its own: that an order is torn is seen where it goes on, when what came before may
/// be held long since. CsvReader takes no pipe, so that the file can be read again.
TornOrders find_torn(const std::string& path) {
    TornOrders torn;
    const auto reader = CsvReader::open(path, kOrdersFormat);
    if (!reader) return torn;
    boost::unordered_flat_map<std::string, std::uint64_t> begun;
    std::string last;
    CsvRow row;
    while (true) {
        // What cannot be read is told when its orders are read.
        const auto more = (*reader)->next(row);
        if (!more || !*more) return torn;
        const std::string_view id = row.cell(kOrdersOrderColumn);
        if (id == last) continue;
        last = id;
        if (last.empty()) continue;
        const auto [first, is_new] = begun.try_emplace(last, row.number());
        if (!is_new) torn.emplace(last, TornOrder{first->second, row.number()});
    }
}

CellFault fault_of_torn(const std::string& id, const TornOrder& torn, std::uint64_t row) {
    const std::string where = row == torn.first_row
                                  ? ", which goes on in row " + std::to_string(torn.goes_on)
                                  : " again, which began in row " + std::to_string(torn.first_row);
    return {
        .column = std::string(kOrdersFormat.columns[kOrdersOrderColumn].name),
        .found = "order " + shown(id) + where,
        .expected = "its rows together",
    };
}

}  // namespace

Result<std::unique_ptr<OrderReader>> OrderReader::open(
    const std::string& path, HandleCache& items, RowReport& report
) {
    auto reader = CsvReader::open(path, kOrdersFormat);
    if (!reader) return reader.error();
    if (const Status begun = report.begin_file(**reader); !begun) return begun.error();
    return std::unique_ptr<OrderReader>(
        new OrderReader(*std::move(reader), find_torn(path), items, report)
    );
}

void OrderReader::reject(Draft& draft, const CsvRow& row, const CellFault& fault) {
    report_.reject(report_.origin_of(row), fault);
    if (!draft.is_wrong) orders_rejected_ += 1;
    draft.is_wrong = true;
}

/// With row_ as its first row, or as the first behind rows of others.
void OrderReader::begin_order(const OrderCells& read, std::vector<Draft>& drafts) {
    Draft& draft = drafts.emplace_back();
    Order& order = *draft.order;
    order.id = row_.cell(kOrdersOrderColumn);
    order.country = read.country;
    order.postal_code = read.postal_code;
    order.location = read.location;
    order.residential = read.residential;
    order.need_by = read.need_by;
    order.wish_by = read.wish_by;
    order.customer_class = read.customer_class;
    const auto torn = torn_.find(order.id);
    if (torn == torn_.end()) return;
    draft.torn = &torn->second;
    draft.is_wrong = true;
    if (draft.torn->first_row == row_.number()) orders_rejected_ += 1;
}

/// Adds row_ to the order it belongs to, the last one or a new one.
void OrderReader::take_row(std::vector<Draft>& drafts) {
    CellReader cells(row_, kOrdersFormat);
    OrderCells read = read_order_line(cells);
    const bool begins = drafts.empty() || drafts.back().order->id != row_.cell(kOrdersOrderColumn);
    if (begins) begin_order(read, drafts);
    Draft& draft = drafts.back();
    const Order& order = *draft.order;
    report_.gather(row_, order.id, draft.torn != nullptr ? WholeEnd::with_file : WholeEnd::soon);
    if (draft.is_wrong && report_.must_stop()) return;
    // Told where the order goes on; a strict reading must not pass over it until then.
    if (begins && draft.torn != nullptr &&
        (draft.torn->first_row != row_.number() || report_.is_strict()))
        return reject(draft, row_, fault_of_torn(order.id, *draft.torn, row_.number()));
    if (!read.postal_code.empty() && read.postal_code != order.postal_code) {
        cells.reject(
            kOrdersPostalCodeColumn, shown(order.postal_code) + " as in the order's first row"
        );
    }
    take_backorder(read, cells, draft);
    if (cells.fault()) {
        reject(draft, row_, *cells.fault());
        return;
    }
    if (!read.together.empty()) take_set(read.together, read.line, draft);
    draft.order->lines.push_back({.line = read.line, .sku = {}, .quantity = 0});
    draft.order->skus.emplace_back(read.sku);
    draft.rows.push_back(row_);
}

/// Rows of an order with the same word travel together.
void OrderReader::take_set(std::string_view name, std::uint32_t line, Draft& draft) {
    const auto known = std::ranges::find(draft.sets, name);
    const auto set = static_cast<std::uint32_t>(known - draft.sets.begin()) + 1;
    if (known == draft.sets.end()) draft.sets.emplace_back(name);
    draft.order->together.push_back({set, line});
}

/// The backorder whose place the row's line takes; its node waits to be known.
void OrderReader::take_backorder(const OrderCells& read, CellReader& cells, Draft& draft) {
    if (read.backorder.empty() != read.backorder_node.empty()) {
        cells.reject(
            read.backorder.empty() ? kOrdersBackorderColumn : kOrdersBackorderNodeColumn,
            "the name and the node of a backorder, or neither"
        );
    }
    if (read.backorder.size() > kReceiptIdBytesMax)
        cells.reject(kOrdersBackorderColumn, "a name of up to 32 bytes");
    draft.backorder_nodes.emplace_back(read.backorder_node);
    if (read.backorder.empty()) return;
    draft.order->backorders.emplace_back().line = read.line;
    draft.order->backorders.back().set_id(read.backorder);
}

/// Learns what items and nodes the drafts name.
Status OrderReader::learn(const std::vector<Draft>& drafts) {
    std::vector<std::string_view> skus;
    std::vector<std::string_view> nodes;
    for (const Draft& draft : drafts) {
        skus.insert(skus.end(), draft.order->skus.begin(), draft.order->skus.end());
        std::ranges::copy_if(
            draft.backorder_nodes,
            std::back_inserter(nodes),
            [](const std::string& node) { return !node.empty(); }
        );
    }
    if (const Status known = items_.learn(std::move(skus)); !known) return known.error();
    return nodes.empty() ? Status(Done{}) : nodes_.learn(std::move(nodes));
}

/// Fills in items and quantities, now that the names are known.
void OrderReader::finish(Draft& draft) {
    std::size_t backorder = 0;
    for (std::size_t i = 0; i < draft.rows.size(); ++i) {
        CellReader cells(draft.rows[i], kOrdersFormat);
        const ResolvedName item = items_.of(draft.order->skus[i]);
        if (item.id == 0) cells.reject(kOrdersSkuColumn, "an item that is loaded");
        draft.order->lines[i].sku = SkuId(item.id);
        draft.order->lines[i].quantity = cells.quantity(kOrdersQuantityColumn, item.scale);
        if (const std::string& name = draft.backorder_nodes[i]; !name.empty()) {
            const ResolvedName node = nodes_.of(name);
            if (node.id == 0) cells.reject(kOrdersBackorderNodeColumn, "a node that is loaded");
            draft.order->backorders[backorder++].node = NodeId(node.id);
        }
        if (cells.fault()) reject(draft, draft.rows[i], *cells.fault());
        if (report_.must_stop()) return;
    }
}

Result<std::vector<std::shared_ptr<Order>>> OrderReader::next(std::size_t orders_max) {
    std::vector<std::shared_ptr<Order>> orders;
    // Judged one by one, so that those before the first wrong one go on and none behind it.
    if (report_.is_strict()) orders_max = 1;
    while (orders.empty() && !ended_ && !report_.must_stop()) {
        std::vector<Draft> drafts;
        while (true) {
            if (!row_waits_) {
                const auto more = reader_->next(row_);
                if (!more) return more.error();
                if (!*more) {
                    ended_ = true;
                    break;
                }
                rows_read_ += 1;
            }
            row_waits_ = drafts.size() == orders_max &&
                         drafts.back().order->id != row_.cell(kOrdersOrderColumn);
            if (row_waits_) break;
            take_row(drafts);
        }
        if (const Status known = learn(drafts); !known) return known.error();
        for (Draft& draft : drafts) {
            if (!draft.is_wrong) finish(draft);
            if (!draft.is_wrong) orders.push_back(std::move(draft.order));
        }
        report_.end_wholes();
        if (!report_.must_stop() || torn_.empty()) continue;
        // The other rows of a torn order are kept with those at which reading stopped.
        const Status kept = report_.gather_rest(*reader_, kOrdersOrderColumn);
        if (!kept) return kept.error();
    }
    return orders;
}

}  // namespace earmark::cli
