// The blocking client: network and items: what all else refers to.
#include "protocol/blocking_client.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace earmark::protocol {

Result<PutReply> Client::put_items(std::span<const ItemRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_items(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_nodes(std::span<const NodeRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_nodes(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_groups(std::span<const GroupRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_groups(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_tariffs(std::span<const TariffRow> rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_tariffs(rows, on_reply, options);
    });
}

Result<PutReply> Client::put_profiles(
    std::span<const ProfileRow> rows, const CallOptions& options
) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_profiles(rows, on_reply, options);
    });
}

Result<ProfileList> Client::list_profiles(const CallOptions& options) {
    return state_->ask<ProfileList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_profiles(on_reply, options);
    });
}

Result<PutReply> Client::put_scarcity(const ScarcityRequest& request, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_scarcity(request, on_reply, options);
    });
}

Result<PutReply> Client::put_zones(const ZoneRows& rows, const CallOptions& options) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_zones(rows, on_reply, options);
    });
}

Result<ResolveReply> Client::resolve(
    NameKind kind, std::span<const std::string_view> names, const CallOptions& options
) {
    return state_->ask<ResolveReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.resolve(kind, names, on_reply, options);
    });
}

Result<ItemPage> Client::list_items(SkuId after, std::uint32_t limit, const CallOptions& options) {
    return state_->ask<ItemPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_items(after, limit, on_reply, options);
    });
}

Result<NodePage> Client::list_nodes(NodeId after, std::uint32_t limit, const CallOptions& options) {
    return state_->ask<NodePage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_nodes(after, limit, on_reply, options);
    });
}

Result<GroupPage> Client::list_groups(
    GroupId after, std::uint32_t limit, const CallOptions& options
) {
    return state_->ask<GroupPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_groups(after, limit, on_reply, options);
    });
}

namespace {

Error no_such(std::string_view what, std::uint32_t id) {
    return {
        ErrorCode::bad_input,
        std::string(what) + ": found handle " + std::to_string(id) + ", which the server never gave"
    };
}

}  // namespace

Result<ItemView> Client::item(SkuId sku, const CallOptions& options) {
    if (sku.is_none()) return no_such("item", 0);
    auto page = list_items(SkuId(sku.value() - 1), 1, options);
    if (!page) return page.error();
    if (page->items.empty() || page->items[0].id != sku) return no_such("item", sku.value());
    return std::move(page->items[0].item);
}

Result<NodeView> Client::node(NodeId node, const CallOptions& options) {
    if (node.is_none()) return no_such("node", 0);
    auto page = list_nodes(NodeId(node.value() - 1), 1, options);
    if (!page) return page.error();
    if (page->nodes.empty() || page->nodes[0].id != node) return no_such("node", node.value());
    return std::move(page->nodes[0].node);
}

Result<GroupView> Client::group(GroupId group, const CallOptions& options) {
    if (group.is_none()) return no_such("group", 0);
    const GroupId before(static_cast<std::uint16_t>(group.value() - 1));
    auto page = list_groups(before, 1, options);
    if (!page) return page.error();
    if (page->groups.empty() || page->groups[0].id != group) return no_such("group", group.value());
    return std::move(page->groups[0].group);
}

Result<SupplyReply> Client::put_kits(std::span<const KitRow> rows, const CallOptions& options) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_kits(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_units(std::span<const UnitRow> rows, const CallOptions& options) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_units(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_order_quantities(
    std::span<const OrderQuantityRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_order_quantities(rows, on_reply, options);
    });
}

Result<SupplyReply> Client::put_substitutes(
    std::span<const SubstituteRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_substitutes(rows, on_reply, options);
    });
}

Result<AssortmentView> Client::item_assortment(SkuId sku, const CallOptions& options) {
    return state_->ask<AssortmentView>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.item_assortment(sku, on_reply, options);
    });
}

Result<ConvertReply> Client::convert(
    std::span<const UnitQuantity> quantities, const CallOptions& options
) {
    return state_->ask<ConvertReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.convert(quantities, on_reply, options);
    });
}

}  // namespace earmark::protocol
