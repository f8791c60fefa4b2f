#include "engine/outcome.h"

namespace earmark {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::done:
            return "done";
        case Outcome::repeated:
            return "repeated";
        case Outcome::lines_refused:
            return "lines_refused";
        case Outcome::id_missing:
            return "id_missing";
        case Outcome::id_too_long:
            return "id_too_long";
        case Outcome::id_used_differently:
            return "id_used_differently";
        case Outcome::too_old:
            return "too_old";
        case Outcome::no_lines:
            return "no_lines";
        case Outcome::too_many_lines:
            return "too_many_lines";
        case Outcome::repeated_line:
            return "repeated_line";
        case Outcome::bad_value:
            return "bad_value";
        case Outcome::hold_too_long:
            return "hold_too_long";
        case Outcome::unknown_reservation:
            return "unknown_reservation";
        case Outcome::wrong_state:
            return "wrong_state";
        case Outcome::operation_missing:
            return "operation_missing";
        case Outcome::more_than_there_is:
            return "more_than_there_is";
        case Outcome::unknown_group:
            return "unknown_group";
        case Outcome::unknown_node:
            return "unknown_node";
        case Outcome::cannot_source:
            return "cannot_source";
        case Outcome::over_budget:
            return "over_budget";
        case Outcome::overloaded:
            return "overloaded";
        case Outcome::disk_full:
            return "disk_full";
        case Outcome::closed:
            return "closed";
        case Outcome::unknown_segment:
            return "unknown_segment";
        case Outcome::unknown_count:
            return "unknown_count";
        case Outcome::node_closed:
            return "node_closed";
        case Outcome::unknown_backorder:
            return "unknown_backorder";
        case Outcome::nothing_confirmed:
            return "nothing_confirmed";
        case Outcome::kits_not_planned:
            return "kits_not_planned";
        case Outcome::unknown_profile:
            return "unknown_profile";
        case Outcome::no_capacity:
            return "no_capacity";
    }
    return "?";
}

std::string_view to_string(LineVerdict verdict) {
    switch (verdict) {
        case LineVerdict::reserved:
            return "reserved";
        case LineVerdict::partly_reserved:
            return "partly_reserved";
        case LineVerdict::insufficient_stock:
            return "insufficient_stock";
        case LineVerdict::unknown_item:
            return "unknown_item";
        case LineVerdict::unknown_node:
            return "unknown_node";
        case LineVerdict::not_sellable_here:
            return "not_sellable_here";
        case LineVerdict::zero_quantity:
            return "zero_quantity";
        case LineVerdict::negative_quantity:
            return "negative_quantity";
        case LineVerdict::quantity_too_large:
            return "quantity_too_large";
        case LineVerdict::in_the_past:
            return "in_the_past";
        case LineVerdict::too_far_ahead:
            return "too_far_ahead";
        case LineVerdict::sale_stopped:
            return "sale_stopped";
        case LineVerdict::kit_needs_node:
            return "kit_needs_node";
        case LineVerdict::is_kit:
            return "is_kit";
        case LineVerdict::below_minimum:
            return "below_minimum";
        case LineVerdict::above_maximum:
            return "above_maximum";
        case LineVerdict::not_in_increments:
            return "not_in_increments";
    }
    return "?";
}

std::string_view to_string(RowVerdict verdict) {
    switch (verdict) {
        case RowVerdict::applied:
            return "applied";
        case RowVerdict::unchanged:
            return "unchanged";
        case RowVerdict::stale:
            return "stale";
        case RowVerdict::unknown_item:
            return "unknown_item";
        case RowVerdict::unknown_node:
            return "unknown_node";
        case RowVerdict::negative_quantity:
            return "negative_quantity";
        case RowVerdict::quantity_too_large:
            return "quantity_too_large";
        case RowVerdict::below_zero:
            return "below_zero";
        case RowVerdict::name_missing:
            return "name_missing";
        case RowVerdict::name_too_long:
            return "name_too_long";
        case RowVerdict::bad_value:
            return "bad_value";
        case RowVerdict::scale_fixed:
            return "scale_fixed";
        case RowVerdict::over_budget:
            return "over_budget";
        case RowVerdict::not_done:
            return "not_done";
        case RowVerdict::unknown_segment:
            return "unknown_segment";
        case RowVerdict::unknown_rule:
            return "unknown_rule";
        case RowVerdict::overlapping_rule:
            return "overlapping_rule";
        case RowVerdict::equal_rank:
            return "equal_rank";
        case RowVerdict::in_the_past:
            return "in_the_past";
        case RowVerdict::over_hundred_percent:
            return "over_hundred_percent";
        case RowVerdict::floor_above_stock:
            return "floor_above_stock";
        case RowVerdict::as_of_too_old:
            return "as_of_too_old";
        case RowVerdict::repeated_row:
            return "repeated_row";
        case RowVerdict::unknown_receipt:
            return "unknown_receipt";
        case RowVerdict::more_than_open:
            return "more_than_open";
        case RowVerdict::insufficient_stock:
            return "insufficient_stock";
        case RowVerdict::too_far_ahead:
            return "too_far_ahead";
        case RowVerdict::unknown_group:
            return "unknown_group";
        case RowVerdict::unknown_category:
            return "unknown_category";
        case RowVerdict::unknown_backorder:
            return "unknown_backorder";
        case RowVerdict::is_kit:
            return "is_kit";
        case RowVerdict::has_stock:
            return "has_stock";
        case RowVerdict::cyclic_kit:
            return "cyclic_kit";
        case RowVerdict::kit_too_deep:
            return "kit_too_deep";
        case RowVerdict::too_many_parts:
            return "too_many_parts";
        case RowVerdict::unknown_part:
            return "unknown_part";
        case RowVerdict::repeated_part:
            return "repeated_part";
        case RowVerdict::zero_quantity:
            return "zero_quantity";
        case RowVerdict::unknown_unit:
            return "unknown_unit";
        case RowVerdict::not_exact:
            return "not_exact";
        case RowVerdict::unknown_substitute:
            return "unknown_substitute";
    }
    return "?";
}

std::string_view to_string(QueryVerdict verdict) {
    switch (verdict) {
        case QueryVerdict::known:
            return "known";
        case QueryVerdict::unknown_item:
            return "unknown_item";
        case QueryVerdict::unknown_node:
            return "unknown_node";
        case QueryVerdict::unknown_group:
            return "unknown_group";
        case QueryVerdict::is_kit:
            return "is_kit";
    }
    return "?";
}

std::string_view to_string(UnfilledReason reason) {
    switch (reason) {
        case UnfilledReason::no_stock:
            return "no_stock";
        case UnfilledReason::not_enough_stock:
            return "not_enough_stock";
        case UnfilledReason::no_whole_node:
            return "no_whole_node";
        case UnfilledReason::no_allowed_node:
            return "no_allowed_node";
        case UnfilledReason::no_lane:
            return "no_lane";
        case UnfilledReason::line_node_limit:
            return "line_node_limit";
        case UnfilledReason::shipment_limit:
            return "shipment_limit";
        case UnfilledReason::unknown_item:
            return "unknown_item";
        case UnfilledReason::other_line_unfilled:
            return "other_line_unfilled";
        case UnfilledReason::not_worth_it:
            return "not_worth_it";
        case UnfilledReason::sale_stopped:
            return "sale_stopped";
        case UnfilledReason::below_minimum:
            return "below_minimum";
        case UnfilledReason::above_maximum:
            return "above_maximum";
        case UnfilledReason::not_in_increments:
            return "not_in_increments";
        case UnfilledReason::too_late:
            return "too_late";
        case UnfilledReason::no_capacity:
            return "no_capacity";
        case UnfilledReason::excluded_by_rule:
            return "excluded_by_rule";
    }
    return "?";
}

std::string_view to_string(ReservationState state) {
    switch (state) {
        case ReservationState::held:
            return "held";
        case ReservationState::committed:
            return "committed";
        case ReservationState::released:
            return "released";
        case ReservationState::expired:
            return "expired";
    }
    return "?";
}

}  // namespace earmark
