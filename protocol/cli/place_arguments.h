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

// What a request is about; it is left open for a name that is not given.

template <typename Request>
Status limit_to_item(NameBook& names, const std::string& sku, Request& request) {
    if (sku.empty()) return Done{};
    const auto item = names.item(sku);
    if (!item) return item.error();
    request.sku = item->id;
    return Done{};
}

template <typename Request>
Status limit_to_node(NameBook& names, const std::string& key, Request& request) {
    if (key.empty()) return Done{};
    const auto node = names.node(key);
    if (!node) return node.error();
    request.node = *node;
    return Done{};
}

template <typename Request>
Status limit_to_group(NameBook& names, const std::string& name, Request& request) {
    if (name.empty()) return Done{};
    const auto group = names.group(name);
    if (!group) return group.error();
    request.group = *group;
    return Done{};
}

template <typename Request>
Status limit_to_place(NameBook& names, const PlaceArguments& arguments, Request& request) {
    if (Status limited = limit_to_item(names, arguments.sku, request); !limited) return limited;
    return limit_to_node(names, arguments.node, request);
}

}  // namespace earmark::cli
