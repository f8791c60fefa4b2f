// The blocking client: rules of what may be sold to whom, and from where it ships.
#include "protocol/blocking_client.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace earmark::protocol {

Result<PutReply> Client::put_segments(
    std::span<const std::string_view> names, const CallOptions& options
) {
    return state_->ask<PutReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_segments(names, on_reply, options);
    });
}

Result<SegmentList> Client::list_segments(const CallOptions& options) {
    return state_->ask<SegmentList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_segments(on_reply, options);
    });
}

/// To put or remove a rule twice is harmless; to allocate twice is not.
Result<SupplyReply> Client::put_segment_rules(
    std::span<const SegmentRuleRow> rows, const CallOptions& options
) {
    const bool is_harmless = std::all_of(rows.begin(), rows.end(), [](const SegmentRuleRow& row) {
        return row.change == SegmentChange::put || row.change == SegmentChange::remove;
    });
    return state_->ask<SupplyReply>(if_named(is_harmless), [&](AsyncClient& client, auto on_reply) {
        client.put_segment_rules(rows, on_reply, options);
    });
}

Result<SegmentRules> Client::list_segment_rules(SkuId sku, const CallOptions& options) {
    return state_->ask<SegmentRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_segment_rules(sku, on_reply, options);
    });
}

Result<CapacityReply> Client::capacity(const CapacityRequest& request, const CallOptions& options) {
    return state_->ask<CapacityReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.capacity(request, on_reply, options);
    });
}

Result<RerateReply> Client::rerate(const RerateRequest& request, const CallOptions& options) {
    return state_->ask<RerateReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.rerate(request, on_reply, options);
    });
}

/// To put or remove a rule twice is harmless.
Result<SupplyReply> Client::put_selling_rules(
    std::span<const SellingRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_selling_rules(rows, on_reply, options);
    });
}

Result<SellingRules> Client::list_selling_rules(RuleId after, const CallOptions& options) {
    return state_->ask<SellingRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_selling_rules(after, on_reply, options);
    });
}

/// Put or removed twice, a row is as it was after the first time.
Result<SupplyReply> Client::put_shipping(
    std::span<const ShippingRowChange> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_shipping(rows, on_reply, options);
    });
}

Result<ShippingPage> Client::list_shipping(
    const ListShippingRequest& request, const CallOptions& options
) {
    return state_->ask<ShippingPage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_shipping(request, on_reply, options);
    });
}

/// Put or removed twice, a rule is as it was after the first time.
Result<SupplyReply> Client::put_sourcing_rules(
    std::span<const SourcingRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_sourcing_rules(rows, on_reply, options);
    });
}

Result<SourcingRulePage> Client::list_sourcing_rules(
    const ListSourcingRulesRequest& request, const CallOptions& options
) {
    return state_->ask<SourcingRulePage>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_sourcing_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const RulePreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const SegmentPreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const TermsPreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<RulePreviewReply> Client::preview_rules(
    const NodePreviewRequest& request, const CallOptions& options
) {
    return state_->ask<RulePreviewReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.preview_rules(request, on_reply, options);
    });
}

Result<SupplyReply> Client::put_level_rules(
    std::span<const LevelRuleRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_level_rules(rows, on_reply, options);
    });
}

Result<LevelRules> Client::list_level_rules(const CallOptions& options) {
    return state_->ask<LevelRules>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_level_rules(on_reply, options);
    });
}

}  // namespace earmark::protocol
