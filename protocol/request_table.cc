// Which function answers each kind of request, and whether it may take long.
//
// The files of the functions hold one family of messages each. What always takes long, or may, is
// never done on a connection's thread; of a few kinds only the request itself tells.
#include "protocol/request_handler.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace earmark::protocol {

using wire::MessageKind;

/// How requests of a kind are answered.
struct RequestHandler::Way {
    using Answering = Answer (RequestHandler::*)(const Frame&);
    using AnsweringIfShort = Answer (RequestHandler::*)(const Frame&, Place);
    enum class Runs : std::uint8_t { anywhere, on_job_threads };

    constexpr Way() = default;
    constexpr Way(MessageKind of, Answering function, Runs where = Runs::anywhere)
        : kind(of), answer(function), runs(where) {}
    constexpr Way(MessageKind of, AnsweringIfShort function)
        : kind(of), answer_if_short(function) {}

    MessageKind kind = MessageKind::none;
    Answering answer = nullptr;
    AnsweringIfShort answer_if_short = nullptr;  ///< Instead of `answer`.
    Runs runs = Runs::anywhere;
};

struct RequestHandler::Table {
    using Handler = RequestHandler;
    static constexpr auto kLong = Way::Runs::on_job_threads;

    static constexpr std::array kWays = {
        // In request_handler.cc.
        Way{MessageKind::hello, &Handler::hello},
        Way{MessageKind::list_segments, &Handler::no_fields},
        Way{MessageKind::list_profiles, &Handler::no_fields},
        Way{MessageKind::status, &Handler::no_fields},
        Way{MessageKind::audit, &Handler::no_fields, kLong},
        Way{MessageKind::state_digest, &Handler::no_fields, kLong},
        Way{MessageKind::accept_clock, &Handler::no_fields},
        Way{MessageKind::snapshot, &Handler::snapshot, kLong},
        // In reference_requests.cc.
        Way{MessageKind::put_items, &Handler::put_reference, kLong},
        Way{MessageKind::put_nodes, &Handler::put_reference, kLong},
        Way{MessageKind::put_groups, &Handler::put_reference, kLong},
        Way{MessageKind::put_tariffs, &Handler::put_reference, kLong},
        Way{MessageKind::put_zones, &Handler::zones, kLong},
        Way{MessageKind::put_profiles, &Handler::put_profiles, kLong},
        Way{MessageKind::put_scarcity, &Handler::put_scarcity, kLong},
        Way{MessageKind::resolve, &Handler::resolve},
        Way{MessageKind::list_items, &Handler::list},
        Way{MessageKind::list_nodes, &Handler::list},
        Way{MessageKind::list_groups, &Handler::list},
        // In rule_requests.cc, conditions_requests.cc, preview_requests.cc.
        Way{MessageKind::put_segments, &Handler::put_segments, kLong},
        Way{MessageKind::put_segment_rules, &Handler::put_segment_rules, kLong},
        Way{MessageKind::put_selling_rules, &Handler::put_selling_rules, kLong},
        Way{MessageKind::list_selling_rules, &Handler::selling_rules, kLong},
        Way{MessageKind::put_sourcing_rules, &Handler::put_sourcing_rules, kLong},
        Way{MessageKind::list_sourcing_rules, &Handler::list_sourcing_rules, kLong},
        Way{MessageKind::preview_selling_rules, &Handler::preview_rules, kLong},
        Way{MessageKind::preview_segment_rules, &Handler::preview_rules, kLong},
        Way{MessageKind::preview_promise_terms, &Handler::preview_rules, kLong},
        Way{MessageKind::preview_nodes, &Handler::preview_rules, kLong},
        Way{MessageKind::list_segment_rules, &Handler::segment_rules},
        // In shipping_requests.cc.
        Way{MessageKind::put_shipping, &Handler::put_shipping, kLong},
        Way{MessageKind::list_shipping, &Handler::list_shipping, kLong},
        Way{MessageKind::rerate, &Handler::rerate, kLong},
        Way{MessageKind::capacity, &Handler::capacity, kLong},
        // In assortment_requests.cc.
        Way{MessageKind::put_kits, &Handler::assortment, kLong},
        Way{MessageKind::put_units, &Handler::assortment, kLong},
        Way{MessageKind::put_order_quantities, &Handler::assortment, kLong},
        Way{MessageKind::put_substitutes, &Handler::assortment, kLong},
        Way{MessageKind::item_assortment, &Handler::assortment},
        Way{MessageKind::convert, &Handler::assortment},
        // In promising_requests.cc.
        Way{MessageKind::put_receipts, &Handler::promising, kLong},
        Way{MessageKind::receipts, &Handler::promising, kLong},
        Way{MessageKind::dispose, &Handler::promising, kLong},
        Way{MessageKind::put_promise_terms, &Handler::promising, kLong},
        Way{MessageKind::available_to_promise, &Handler::promising},
        Way{MessageKind::late_supply, &Handler::promising, kLong},
        Way{MessageKind::put_backorders, &Handler::promising, kLong},
        Way{MessageKind::backorders, &Handler::promising, kLong},
        Way{MessageKind::confirm_backorders, &Handler::promising, kLong},
        Way{MessageKind::claim_backorder, &Handler::promising, kLong},
        Way{MessageKind::explain, &Handler::promising, kLong},
        // In stock_requests.cc.
        Way{MessageKind::apply_supply, &Handler::apply_supply},
        Way{MessageKind::availability, &Handler::availability},
        Way{MessageKind::item_availability, &Handler::item_availability},
        // In request_handler_counts.cc.
        Way{MessageKind::begin_count, &Handler::reconcile, kLong},
        Way{MessageKind::count_rows, &Handler::reconcile, kLong},
        Way{MessageKind::close_count, &Handler::reconcile, kLong},
        Way{MessageKind::settle_count, &Handler::reconcile, kLong},
        Way{MessageKind::count_report, &Handler::reconcile, kLong},
        Way{MessageKind::list_counts, &Handler::reconcile, kLong},
        Way{MessageKind::source_feeds, &Handler::reconcile},
        Way{MessageKind::job, &Handler::reconcile},
        Way{MessageKind::load_page, &Handler::reconcile, kLong},
        Way{MessageKind::list_jobs, &Handler::reconcile},
        // In level_requests.cc, change_requests.cc.
        Way{MessageKind::read_changes, &Handler::first_look, kLong},
        Way{MessageKind::put_level_rules, &Handler::put_level_rules, kLong},
        Way{MessageKind::list_level_rules, &Handler::level_rules, kLong},
        Way{MessageKind::list_levels, &Handler::levels, kLong},
        // In reservation_requests.cc.
        Way{MessageKind::reserve, &Handler::reserve},
        Way{MessageKind::step, &Handler::step},
        Way{MessageKind::amend, &Handler::amend},
        Way{MessageKind::split, &Handler::split},
        Way{MessageKind::list_reservations, &Handler::list_reservations, kLong},
        Way{MessageKind::reservation, &Handler::reservation},
        // In source_requests.cc, joint_requests.cc, planning_requests.cc, order_change_requests.cc.
        Way{MessageKind::source, &Handler::source},
        Way{MessageKind::delivery, &Handler::delivery, kLong},
        Way{MessageKind::resource, &Handler::resource, kLong},
        Way{MessageKind::source_jointly, &Handler::source_jointly, kLong},
        Way{MessageKind::joint_orders, &Handler::joint_orders, kLong},
        Way{MessageKind::joint_rows, &Handler::joint_rows, kLong},
        Way{MessageKind::joint_progress, &Handler::joint_progress},
        Way{MessageKind::change_order, &Handler::change_order, kLong},
        Way{MessageKind::ask_plan, &Handler::ask_plan, kLong},
    };

    static constexpr std::size_t kKinds = static_cast<std::size_t>(MessageKind::MAX) + 1;
    using ByKind = std::array<Way, kKinds>;

    static constexpr ByKind by_kind() {
        ByKind ways;
        for (const Way& way : kWays)
            ways[static_cast<std::size_t>(way.kind)] = way;
        return ways;
    }

    static constexpr bool has_each_kind_once() {
        std::size_t kinds = 0;
        for (const Way& way : by_kind())
            kinds += way.kind == MessageKind::none ? 0 : 1;
        using AllKinds = std::remove_reference_t<decltype(wire::EnumValuesMessageKind())>;
        constexpr std::size_t kNoRequests = 2;  // None, and the error that only servers send.
        return kinds == kWays.size() && kinds + kNoRequests == std::extent_v<AllKinds>;
    }
};

Answer RequestHandler::answer(const Frame& frame, Place place) {
    static_assert(Table::has_each_kind_once());
    static constexpr Table::ByKind kByKind = Table::by_kind();
    const MessageKind kind = frame.header.kind;
    const auto number = static_cast<std::size_t>(kind);
    const Way way = number < kByKind.size() ? kByKind[number] : Way();
    if (place == Place::connection_thread &&
        (way.runs == Way::Runs::on_job_threads || frame.payload.size() > kInlinePayloadBytesMax))
        return {.kind = kind, .is_long = true};
    if (way.answer != nullptr) return (this->*way.answer)(frame);
    if (way.answer_if_short != nullptr) return (this->*way.answer_if_short)(frame, place);
    return refuse(
        {.refusal = wire::Refusal::bad_kind,
         .detail = "frame kind: found " + std::to_string(static_cast<unsigned>(kind)) +
                   ", expected a request of protocol/earmark.fbs"}
    );
}

}  // namespace earmark::protocol
