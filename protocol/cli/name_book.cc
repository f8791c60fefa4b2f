#include "protocol/cli/name_book.h"

#include "engine/base/decimal.h"
#include "engine/network/network_place.h"
#include "protocol/cli/fields.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace earmark::cli {
namespace {

std::string_view kind_word(NameKind kind) {
    switch (kind) {
        case NameKind::item:
            return "item";
        case NameKind::node:
            return "node";
        case NameKind::group:
            return "group";
        case NameKind::segment:
            return "segment";
        case NameKind::profile:
            return "profile";
    }
    return "thing";
}

}  // namespace

Result<std::vector<ResolvedName>> NameBook::resolve(
    NameKind kind, std::span<const std::string> names
) {
    std::vector<ResolvedName> all;
    for (std::size_t first = 0; first < names.size(); first += protocol::kNamesPerRequest) {
        const auto some =
            names.subspan(first, std::min(protocol::kNamesPerRequest, names.size() - first));
        const std::vector<std::string_view> views(some.begin(), some.end());
        const auto reply = client_.resolve(kind, views);
        if (!reply) return reply.error();
        for (std::size_t i = 0; i < some.size(); ++i) {
            const ResolvedName& resolved = reply->resolved[i];
            if (resolved.id == 0) {
                // "@west" is written for a group.
                const bool is_group = kind == NameKind::node && some[i].starts_with('@');
                return Error{
                    ErrorCode::not_found,
                    "no " + std::string(is_group ? "group" : kind_word(kind)) + " is named \"" +
                        some[i].substr(is_group ? 1 : 0) + "\""
                };
            }
            all.push_back(resolved);
        }
    }
    return all;
}

ResolvedName NameBook::resolve_any(NameKind kind, std::string_view name) {
    const auto reply = client_.resolve(kind, {&name, 1});
    return reply ? reply->resolved[0] : ResolvedName{};
}

Result<std::vector<KnownItem>> NameBook::items(std::span<const std::string> skus) {
    const auto resolved = resolve(NameKind::item, skus);
    if (!resolved) return resolved.error();
    std::vector<KnownItem> items;
    for (std::size_t i = 0; i < skus.size(); ++i) {
        const ResolvedName& name = (*resolved)[i];
        items.push_back({.id = SkuId(name.id), .scale = name.scale});
        items_[name.id] = {.sku = skus[i], .scale = name.scale};
    }
    return items;
}

Result<std::vector<NodeId>> NameBook::nodes(std::span<const std::string> keys) {
    std::vector<NodeId> nodes;
    std::vector<std::string> plain;
    for (const std::string& key : keys) {
        // "@west" is the group west as a place, unless a node is named so.
        const auto group =
            key.starts_with('@') ? resolve_any(NameKind::group, key.substr(1)) : ResolvedName{};
        const bool is_group = group.id != 0 && resolve_any(NameKind::node, key).id == 0;
        nodes.push_back(
            is_group ? place_of(GroupId(static_cast<std::uint16_t>(group.id))) : NodeId()
        );
        if (is_group) {
            nodes_[nodes.back().value()] = key;
        } else {
            plain.push_back(key);
        }
    }
    if (plain.empty()) return nodes;
    const auto resolved = resolve(NameKind::node, plain);
    if (!resolved) return resolved.error();
    auto next = resolved->begin();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!nodes[i].is_none()) continue;
        nodes[i] = NodeId((next++)->id);
        nodes_[nodes[i].value()] = keys[i];
    }
    return nodes;
}

Result<KnownItem> NameBook::item(const std::string& sku) {
    const auto found = items({&sku, 1});
    if (!found) return found.error();
    return found->front();
}

Result<NodeId> NameBook::node(const std::string& key) {
    const auto found = nodes({&key, 1});
    if (!found) return found.error();
    return found->front();
}

Result<SegmentId> NameBook::segment(const std::string& name) {
    if (name.empty()) return SegmentId();
    const auto resolved = resolve(NameKind::segment, {&name, 1});
    if (!resolved) return resolved.error();
    return SegmentId(static_cast<std::uint16_t>(resolved->front().id));
}

Result<ProfileId> NameBook::profile(const std::string& name) {
    if (name.empty()) return ProfileId();
    const auto resolved = resolve(NameKind::profile, {&name, 1});
    if (!resolved) return resolved.error();
    return ProfileId(static_cast<std::uint16_t>(resolved->front().id));
}

Result<GroupId> NameBook::group(const std::string& name) {
    const auto found = resolve(NameKind::group, {&name, 1});
    if (!found) return found.error();
    return GroupId(static_cast<std::uint16_t>(found->front().id));
}

const NameBook::ItemName& NameBook::item_of(SkuId sku) {
    const auto known = items_.find(sku.value());
    if (known != items_.end()) return known->second;
    const auto view = client_.item(sku);
    ItemName name{.sku = "#" + std::to_string(sku.value())};
    if (view) name = {.sku = view->sku, .scale = view->scale};
    return items_.emplace(sku.value(), std::move(name)).first->second;
}

Result<Units> NameBook::quantity(const KnownItem& item, const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return parse_quantity(text, item.scale);
    const Decimal number = parse_decimal(text.substr(0, colon), kMillionthsScale);
    if (!number.is_good() || colon + 1 == text.size())
        return Error{ErrorCode::bad_input, "QUANTITY:UNIT, such as 2:case"};
    const std::string unit = text.substr(colon + 1);
    const UnitQuantity given{.sku = item.id, .unit = unit, .quantity = number.value};
    const auto reply = client_.convert({&given, 1});
    if (!reply) return reply.error();
    const protocol::Converted& converted = reply->converted.at(0);
    if (converted.verdict == RowVerdict::applied) return converted.quantity;
    constexpr std::string_view kExpected = "expected ";
    const std::size_t expected = converted.detail.find(kExpected);
    return Error{
        ErrorCode::bad_input,
        expected == std::string::npos ? std::string(earmark::to_string(converted.verdict))
                                      : converted.detail.substr(expected + kExpected.size())
    };
}

std::string NameBook::name_of(SkuId sku) {
    return item_of(sku).sku;
}

std::uint8_t NameBook::scale_of(SkuId sku) {
    return item_of(sku).scale;
}

std::string NameBook::name_of(NodeId node) {
    const auto known = nodes_.find(node.value());
    if (known != nodes_.end()) return known->second;
    if (const GroupId group = group_at(node); !group.is_none()) {
        const auto found = client_.group(group);
        const std::string name = found ? found->name : "#" + std::to_string(group.value());
        return nodes_.emplace(node.value(), "@" + name).first->second;
    }
    const auto view = client_.node(node);
    std::string name = view ? view->key : "#" + std::to_string(node.value());
    return nodes_.emplace(node.value(), std::move(name)).first->second;
}

std::string NameBook::name_of(RuleId rule) {
    if (rules_.empty()) {
        RuleId after;
        do {
            const auto page = client_.list_selling_rules(after);
            if (!page) break;
            for (const SellingRuleEntry& entry : page->rules)
                rules_.emplace(entry.id.value(), entry.rule.name);
            after = RuleId(page->next);
        } while (!after.is_none());
    }
    const auto known = rules_.find(rule.value());
    return known != rules_.end() ? known->second : "#" + std::to_string(rule.value());
}

std::string NameBook::name_of(SegmentId segment) {
    if (segment.is_none()) return "";
    const std::size_t index = segment.value() - 1U;
    if (index >= segments_.size()) {
        if (auto list = client_.list_segments()) segments_ = std::move(list->names);
    }
    return index < segments_.size() ? segments_[index] : "#" + std::to_string(segment.value());
}

Result<std::vector<protocol::NodeEntry>> all_nodes(protocol::Client& client) {
    std::vector<protocol::NodeEntry> nodes;
    NodeId after;
    do {
        auto page = client.list_nodes(after);
        if (!page) return page.error();
        std::move(page->nodes.begin(), page->nodes.end(), std::back_inserter(nodes));
        after = page->next;
    } while (!after.is_none());
    return nodes;
}

}  // namespace earmark::cli
