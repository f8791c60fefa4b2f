#include "protocol/cli/order_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace earmark::cli {

Result<std::unique_ptr<OrderReader>> OrderReader::open(
    const std::string& path, HandleCache& items, RowReport& report
) {
    auto reader = CsvReader::open(path, kOrdersFormat);
    if (!reader) return reader.error();
    if (const Status begun = report.begin_file(**reader); !begun) return begun.error();
    return std::unique_ptr<OrderReader>(new OrderReader(*std::move(reader), items, report));
}

void OrderReader::reject(Draft& draft, const CsvRow& row, const CellFault& fault) {
    report_.reject(report_.origin_of(row), fault);
    if (!draft.is_wrong) orders_rejected_ += 1;
    draft.is_wrong = true;
}

/// Adds row_ to the order it belongs to, the last one or a new one.
void OrderReader::take_row(std::vector<Draft>& drafts) {
    CellReader cells(row_, kOrdersFormat);
    OrderCells read = read_order_line(cells);
    const std::string_view id = row_.cell(kOrdersOrderColumn);
    if (drafts.empty() || drafts.back().order->id != id) {
        drafts.emplace_back().order->id = id;
        drafts.back().order->country = read.country;
        drafts.back().order->postal_code = read.postal_code;
        drafts.back().order->location = read.location;
        drafts.back().order->residential = read.residential;
        drafts.back().order->need_by = read.need_by;
        drafts.back().order->wish_by = read.wish_by;
        drafts.back().order->customer_class = read.customer_class;
    }
    Draft& draft = drafts.back();
    if (draft.first_row == 0) draft.first_row = row_.number();
    report_.gather(row_, std::to_string(draft.first_row));
    if (draft.is_wrong && report_.must_stop()) return;
    const Order& order = *draft.order;
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
    }
    return orders;
}

}  // namespace earmark::cli
