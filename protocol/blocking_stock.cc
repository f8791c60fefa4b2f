// The blocking client: stock, and counts of it.
#include "protocol/blocking_client.h"

#include <string_view>

namespace earmark::protocol {

Result<SupplyReply> Client::apply_supply(const SupplyRequest& request, const CallOptions& options) {
    return state_->ask<SupplyReply>(repeat_of(request), [&](AsyncClient& client, auto on_reply) {
        client.apply_supply(request, on_reply, options);
    });
}

Result<FeedList> Client::source_feeds(const CallOptions& options) {
    return state_->ask<FeedList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.source_feeds(on_reply, options);
    });
}

Result<JobReply> Client::job(const JobRequest& request, const CallOptions& options) {
    return state_->ask<JobReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.job(request, on_reply, options);
    });
}

Result<JobList> Client::list_jobs(const CallOptions& options) {
    return state_->ask<JobList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_jobs(on_reply, options);
    });
}

Result<CountReply> Client::begin_count(const BeginCount& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.begin_count(request, on_reply, options);
    });
}

Result<CountReply> Client::count_rows(const CountRows& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.count_rows(request, on_reply, options);
    });
}

Result<CountReply> Client::close_count(std::string_view id, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.close_count(id, on_reply, options);
    });
}

Result<CountReply> Client::settle_count(const SettleCount& request, const CallOptions& options) {
    return state_->ask<CountReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.settle_count(request, on_reply, options);
    });
}

Result<CountReport> Client::count_report(
    const CountReportRequest& request, const CallOptions& options
) {
    return state_->ask<CountReport>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.count_report(request, on_reply, options);
    });
}

Result<CountList> Client::list_counts(const CallOptions& options) {
    return state_->ask<CountList>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_counts(on_reply, options);
    });
}

Result<AvailabilityReply> Client::availability(
    const AvailabilityRequest& request, const CallOptions& options
) {
    return state_->ask<AvailabilityReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.availability(request, AvailabilityForm::full, on_reply, options);
        }
    );
}

Result<ItemAvailabilityReply> Client::item_availability(
    SkuId sku, std::string_view own_reservation, const Asking& asking, const CallOptions& options
) {
    return state_->ask<ItemAvailabilityReply>(
        Repeat::harmless,
        [&](AsyncClient& client, auto on_reply) {
            client.item_availability(sku, own_reservation, asking, on_reply, options);
        }
    );
}

Result<ReadChangesReply> Client::read_changes(
    const ReadChangesRequest& request, const CallOptions& options
) {
    return state_->ask<ReadChangesReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.read_changes(request, on_reply, options);
    });
}

Result<ItemLevels> Client::list_levels(SkuId sku, const CallOptions& options) {
    return state_->ask<ItemLevels>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.list_levels(sku, on_reply, options);
    });
}

}  // namespace earmark::protocol
