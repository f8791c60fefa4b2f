// What the domain answers: closed sets of facts.
//
// The world's failures are Errors (base/result.h), our own are checks; neither is in here.
#pragma once

#include <cstdint>
#include <string_view>

namespace earmark {

/// The answer to a whole request. Everything but `done` and `repeated` means: nothing was changed.
enum class Outcome : std::uint8_t {
    done,
    repeated,       ///< Done before under the same id: the first answer again.
    lines_refused,  ///< At least one line could not be done; each line says why.
    id_missing,     ///< The request has to be named by its caller.
    id_too_long,
    id_used_differently,  ///< The id names an earlier request with other content; detail: the
                          ///< field.
    too_old,              ///< Stamped before the time for which finished ids are kept.
    no_lines,
    too_many_lines,
    repeated_line,  ///< Two lines carry the same line number.
    bad_value,      ///< A field is out of its range; detail names it, found and expected.
    hold_too_long,
    unknown_reservation,
    wrong_state,         ///< The reservation's state does not allow this; detail names the state.
    operation_missing,   ///< A part can only be committed, released, shipped or cancelled by name.
    more_than_there_is,  ///< A part asks for more units than the line has in that state.
    unknown_group,
    unknown_node,
    cannot_source,  ///< No plan satisfies the request; the unfilled lines say why.
    over_budget,    ///< The engine's limit for items, nodes, positions or holds is reached.
    overloaded,     ///< Try again shortly: certainly not done.
    disk_full,      ///< Writes are refused while the disk has little space: certainly not done.
    closed,         ///< The server is stopping: certainly not done.
    unknown_segment,
    unknown_count,  ///< Not begun, ended with the server's last run, or superseded.
    node_closed,    ///< The node is disabled; detail names a store where an order is collected.
    unknown_backorder,
    nothing_confirmed,  ///< The backorder still waits for all it wants.
    kits_not_planned,   ///< The planner cannot plan these kits exactly; detail says why.
    unknown_profile,
    no_capacity,  ///< A node's day has no room left for it; detail names them.
};

/// The answer to a line of a reservation.
enum class LineVerdict : std::uint8_t {
    reserved,
    partly_reserved,
    insufficient_stock,
    unknown_item,
    unknown_node,
    not_sellable_here,  ///< The node is disabled.
    zero_quantity,
    negative_quantity,
    quantity_too_large,
    in_the_past,     ///< The line is for a day that has passed.
    too_far_ahead,   ///< The line is for a day more than five years away.
    sale_stopped,    ///< A stop is in effect there, for who asks.
    kit_needs_node,  ///< Parts of the kit leave together: it is held at a node, not by a group.
    is_kit,          ///< A kit is not added to what is held.
    below_minimum,   ///< Less than the item is ordered in.
    above_maximum,
    not_in_increments,  ///< The item is ordered in steps.
};

/// The answer to a row of a feed or an import.
enum class RowVerdict : std::uint8_t {
    applied,
    unchanged,  ///< Already so: nothing to log.
    stale,      ///< Not newer than the last row of this source for this position.
    unknown_item,
    unknown_node,
    negative_quantity,
    quantity_too_large,
    below_zero,  ///< The adjustment would make on hand negative.
    name_missing,
    name_too_long,
    bad_value,    ///< detail names the field, found and expected.
    scale_fixed,  ///< An item with positions keeps its quantity scale.
    over_budget,
    not_done,  ///< The log had no room left for this row: try it again.
    unknown_segment,
    unknown_rule,          ///< No rule of that segment begins then at that position.
    overlapping_rule,      ///< The segment has another rule in effect at the same time.
    equal_rank,            ///< Another segment's rule in effect at the same time has that rank.
    in_the_past,           ///< detail names the field.
    over_hundred_percent,  ///< detail names the field.
    floor_above_stock,     ///< Done, as asked; detail says what is on hand.
    as_of_too_old,         ///< What moved since then is no longer known.
    repeated_row,          ///< An earlier row of the same count names the item.
    unknown_receipt,       ///< No receipt of that id is open at that position.
    more_than_open,        ///< More units than the receipt has still to come.
    insufficient_stock,    ///< detail says what is available.
    too_far_ahead,         ///< detail names the field.
    unknown_group,
    unknown_category,
    unknown_backorder,  ///< None of that name waits at that position.
    is_kit,             ///< A kit has no stock of its own.
    has_stock,          ///< An item with stock, or with rules of stock, is no kit.
    cyclic_kit,         ///< The kit would be a part of itself.
    kit_too_deep,       ///< detail: levels found and expected.
    too_many_parts,     ///< detail: found and expected.
    unknown_part,
    repeated_part,  ///< The kit names the item twice.
    zero_quantity,
    unknown_unit,
    not_exact,  ///< The quantity is no whole number of the item's smallest units.
    unknown_substitute,
};

/// The answer to an availability query.
enum class QueryVerdict : std::uint8_t {
    known,
    unknown_item,
    unknown_node,
    unknown_group,
    is_kit,  ///< Not answered: of a kit is told what its parts allow.
};

/// Why units of an order line are not in the plan.
enum class UnfilledReason : std::uint8_t {
    no_stock,          ///< No node has any unit to sell.
    not_enough_stock,  ///< The nodes together have fewer units than asked.
    no_whole_node,     ///< No single node has the whole line, and the line may not be split.
    no_allowed_node,   ///< Nodes have it, but none that the request allows.
    no_lane,           ///< There is enough, but at nodes from which nothing takes it there.
    shipment_limit,    ///< It would need more shipments than the request allows, or two of a node.
    unknown_item,
    other_line_unfilled,  ///< The order ships complete, and another line cannot.
    not_worth_it,         ///< The shortage price of the request is lower than any way to ship it.
    sale_stopped,         ///< What the nodes have, stops keep from sale.
    below_minimum,        ///< Less than the item is ordered in.
    above_maximum,
    not_in_increments,  ///< The item is ordered in steps.
    too_late,           ///< Nodes with stock cannot deliver by the day it is needed, or today.
    no_capacity,        ///< There is stock at nodes whose days have no room left for it.
    excluded_by_rule,   ///< There is stock at nodes that sourcing rules keep from shipping it.
    line_node_limit,    ///< The line would ship from more nodes than it may.
};

/// held -> committed | released | expired.
enum class ReservationState : std::uint8_t { held, committed, released, expired };

/// The enumerators as words, for messages, tables and stories: "insufficient_stock".
std::string_view to_string(Outcome outcome);
std::string_view to_string(LineVerdict verdict);
std::string_view to_string(RowVerdict verdict);
std::string_view to_string(QueryVerdict verdict);
std::string_view to_string(UnfilledReason reason);
std::string_view to_string(ReservationState state);

}  // namespace earmark
