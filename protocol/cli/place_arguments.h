// An item and a node as they are typed: of a change, or of what a list is to show.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/name_book.h"

#include <string>

namespace earmark::cli {

struct PlaceArguments {
    std::string sku;
    std::string node;
};

struct KnownPlace {
    KnownItem item;
    NodeId node;
};

/// Both are there.
inline Result<KnownPlace> find_place(NameBook& names, const PlaceArguments& arguments) {
    const auto item = names.item(arguments.sku);
    if (!item) return item.error();
    const auto node = names.node(arguments.node);
    if (!node) return node.error();
    return KnownPlace{*item, *node};
}

/// What a list is about; it is left open for a name that is not given.
template <typename Request>
Status limit_to_place(NameBook& names, const PlaceArguments& arguments, Request& request) {
    if (!arguments.sku.empty()) {
        const auto item = names.item(arguments.sku);
        if (!item) return item.error();
        request.sku = item->id;
    }
    if (!arguments.node.empty()) {
        const auto node = names.node(arguments.node);
        if (!node) return node.error();
        request.node = *node;
    }
    return Done{};
}

}  // namespace earmark::cli
