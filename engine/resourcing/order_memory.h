// What a sourced reservation remembers of its order, so that it can be planned again by its id.
//
// Lines are not in it: the reservation has them; nor are filling and segment, which its head has.
// Kept as bytes beside the first answer, mostly about twenty of them: a word of flags says which
// fields follow, so that what was not asked takes no room and later fields find theirs.
#pragma once

#include "engine/command.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earmark {

struct OrderMemory {
    std::string country;
    std::string postal_code;
    std::optional<Location> location;
    GroupId group{};
    std::vector<NodeId> allowed;   ///< Rising, each once; empty = all. Groups are places.
    std::vector<NodeId> excluded;  ///< Likewise.
    std::vector<NodeId> declined;  ///< Nodes that will not ship it: likewise.
    std::optional<std::uint32_t> shipments_max;
    LineSplit splitting = LineSplit::whole_lines;
    Micros split_penalty = 0;
    bool ignore_safety = false;
    ProfileId profile{};
    bool residential = false;
    DeliveryWish delivery{};
    std::uint8_t method = method_ship;
    NodeId store{};
    std::string customer_class;
    std::vector<NodeId> preferred;  ///< As `allowed`.
    Micros preference = 0;
    std::vector<TogetherLine> together;  ///< As sorted_sets() has them.
    std::optional<std::uint32_t> nodes_per_line_max;

    friend bool operator==(const OrderMemory&, const OrderMemory&) = default;
};

/// What is kept of a request.
OrderMemory memory_of(const SourceRequest& request);

/// The order as it was asked, but for its lines, filling and segment. `excluded` gets, besides what
/// it has, the nodes that must not or will not ship it; the request borrows from both.
SourceRequest request_of(const OrderMemory& order, std::vector<NodeId>& excluded);

std::vector<std::byte> encode_order(const OrderMemory& order);

/// False: the bytes were made by a later version, or by none.
bool decode_order(std::span<const std::byte> bytes, OrderMemory& order);

/// What is wrong with the lists of nodes of an order that is to be remembered; Outcome::done if
/// nothing is.
Outcome check_nodes(const SourceRequest& request, std::string& detail);

}  // namespace earmark
