#include "protocol/cli/joint_reasons.h"

#include "protocol/cli/fields.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace earmark::cli {
namespace {

/// Of a line that the order has by itself. Which of the two it is only the whole plan knows.
constexpr std::string_view kFilledByItself = "filled_by_itself";
constexpr std::string_view kFilledByItselfText =
    "its units went to other orders, or leaving it out costs less";

std::string refusal_text(Outcome outcome, const std::string& detail) {
    return std::string(earmark::to_string(outcome)) + (detail.empty() ? "" : ": ") + detail;
}

void read_quote(const Order& order, const SourceReply& quote, OrderReasons& reasons) {
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        const std::uint32_t line = order.lines[i].line;
        const auto missing = std::ranges::find(quote.unfilled, line, &UnfilledLine::line);
        if (missing != quote.unfilled.end()) {
            reasons.lines.push_back({line, order.skus[i], earmark::to_string(missing->reason)});
        } else if (quote.outcome == Outcome::done) {
            reasons.lines.push_back({line, order.skus[i], kFilledByItself});
        }
    }
    if (reasons.lines.empty()) reasons.refusal = refusal_text(quote.outcome, quote.detail);
}

/// What the batch itself says of the order, if it does.
std::string refusal_of(const JointSourceReply& reply, std::size_t order) {
    const auto told = std::ranges::find(reply.refusals, order, &JointRefusal::order);
    if (told == reply.refusals.end() || told->detail.empty()) return {};
    return refusal_text(reply.answers[order].outcome, told->detail);
}

boost::json::array json_of(const std::vector<LineReason>& lines) {
    boost::json::array json;
    json.reserve(lines.size());
    for (const LineReason& line : lines) {
        json.push_back(
            boost::json::object{{"line", line.line}, {"sku", line.sku}, {"reason", line.reason}}
        );
    }
    return json;
}

}  // namespace

std::vector<OrderReasons> ask_reasons(
    Session& session, const JointOrders& all, const JointSourceReply& reply, std::size_t orders_max
) {
    std::vector<OrderReasons> told;
    const auto fail = [&](const Error& error) {
        session.note("why orders are not filled was not answered: " + error.detail);
        return std::move(told);
    };
    const auto client = session.client();
    if (!client) return fail(client.error());
    for (std::size_t index = 0; index < reply.answers.size(); ++index) {
        if (told.size() == orders_max) break;
        if (!is_not_filled(reply.answers[index])) continue;
        OrderReasons reasons{.order = index, .lines = {}, .refusal = refusal_of(reply, index)};
        if (reasons.refusal.empty()) {
            SourceRequest request = all.requests[index];
            request.mode = SourceMode::quote;
            request.id = {};
            const auto quote = (*client)->source(request, session.call());
            if (!quote) return fail(quote.error());
            read_quote(*all.orders[index], *quote, reasons);
        }
        told.push_back(std::move(reasons));
    }
    return told;
}

void print_reasons(
    std::ostream& out,
    const JointOrders& all,
    const JointSourceReply& reply,
    const std::vector<OrderReasons>& reasons
) {
    TextTable table({{"not filled: order"}, {"line", Align::right}, {"sku"}, {"why"}});
    for (const OrderReasons& order : reasons) {
        const std::string& id = all.orders[order.order]->id;
        if (!order.refusal.empty()) table.add({id, "", "", order.refusal});
        for (const LineReason& line : order.lines) {
            const bool has_it = line.reason == kFilledByItself;
            table.add({
                id,
                std::to_string(line.line),
                std::string(line.sku),
                std::string(has_it ? kFilledByItselfText : line.reason),
            });
        }
    }
    if (table.row_count() > 0) table.print(out);
    const auto count =
        static_cast<std::size_t>(std::ranges::count_if(reply.answers, is_not_filled));
    if (count > reasons.size())
        out << format_count(count - reasons.size()) << " more orders are not filled\n";
}

std::string json_with_reasons(
    const JointOrders& all, const JointSourceReply& reply, const std::vector<OrderReasons>& reasons
) {
    std::string text = protocol::to_json(reply);
    if (std::ranges::none_of(reply.answers, is_not_filled)) return text;
    boost::system::error_code fault;
    boost::json::value json = boost::json::parse(text, fault);
    boost::json::value* const answers = fault ? nullptr : json.as_object().if_contains("answers");
    // Not so where a text of the server's is no UTF-8.
    if (answers == nullptr) return text;
    const auto answer_of = [&](std::size_t index) -> boost::json::object& {
        return answers->as_array()[index].as_object();
    };
    for (std::size_t index = 0; index < reply.answers.size(); ++index) {
        if (is_not_filled(reply.answers[index])) answer_of(index)["order"] = all.orders[index]->id;
    }
    for (const OrderReasons& order : reasons) {
        boost::json::object& answer = answer_of(order.order);
        if (order.refusal.empty()) {
            answer["unfilled"] = json_of(order.lines);
        } else {
            answer["refusal"] = order.refusal;
        }
    }
    return boost::json::serialize(json);
}

}  // namespace earmark::cli
