// Names to handles for requests, and handles to names for people.
#pragma once

#include "engine/base/result.h"
#include "engine/base/strong_id.h"
#include "protocol/client.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace earmark::cli {

struct KnownItem {
    SkuId id;
    std::uint8_t scale = 0;
};

/// Asks the server once per name and remembers.
///
/// Errors of every look-up by name: not_found - it names the first name that nothing has.
class NameBook {
  public:
    explicit NameBook(protocol::Client& client) : client_(client) {}

    Result<std::vector<KnownItem>> items(std::span<const std::string> skus);
    Result<std::vector<NodeId>> nodes(std::span<const std::string> keys);
    Result<KnownItem> item(const std::string& sku);
    Result<NodeId> node(const std::string& key);
    Result<GroupId> group(const std::string& name);

    /// None for an empty name.
    Result<SegmentId> segment(const std::string& name);
    Result<ProfileId> profile(const std::string& name);  ///< None for "".

    /// A quantity of an item as it is typed: "1.5" in its unit of measure, "2:case" in another unit
    /// of it. As the functions of fields.h: the detail completes "expected ...".
    Result<Units> quantity(const KnownItem& item, const std::string& text);

    /// The name, or "#7" if the server does not know the handle any more.
    std::string name_of(SkuId sku);
    std::string name_of(NodeId node);
    std::string name_of(RuleId rule);
    std::string name_of(SegmentId segment);  ///< "" for none.
    std::uint8_t scale_of(SkuId sku);

  private:
    struct ItemName {
        std::string sku;
        std::uint8_t scale = 0;
    };

    /// The handle of one name; 0 if there is none, or no answer.
    ResolvedName resolve_any(NameKind kind, std::string_view name);
    Result<std::vector<ResolvedName>> resolve(NameKind kind, std::span<const std::string> names);
    const ItemName& item_of(SkuId sku);

    protocol::Client& client_;
    std::unordered_map<std::uint32_t, ItemName> items_;
    std::unordered_map<std::uint32_t, std::string> nodes_;
    std::unordered_map<std::uint32_t, std::string> rules_;
    std::vector<std::string> segments_;  ///< In the order of their handles.
};

/// Every node of the server, page by page.
Result<std::vector<protocol::NodeEntry>> all_nodes(protocol::Client& client);

}  // namespace earmark::cli
