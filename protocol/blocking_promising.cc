// The blocking client: dated supply and promises.
#include "protocol/blocking_client.h"

#include <algorithm>
#include <span>

namespace earmark::protocol {

/// To put or withdraw twice is harmless.
Result<SupplyReply> Client::put_backorders(
    std::span<const BackorderRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_backorders(rows, on_reply, options);
    });
}

Result<BackordersReply> Client::backorders(
    const BackordersRequest& request, const CallOptions& options
) {
    return state_->ask<BackordersReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.backorders(request, on_reply, options);
    });
}

Result<ReservationReply> Client::claim_backorder(
    const ClaimRequest& request, const CallOptions& options
) {
    return state_->ask<ReservationReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.claim_backorder(request, on_reply, options);
    });
}

/// Who gives supply out twice gives it to the same ones; the second report is empty.
Result<ConfirmReply> Client::confirm_backorders(
    const ConfirmRequest& request, const CallOptions& options
) {
    const Repeat repeat = request.preview ? Repeat::harmless : Repeat::harmful;
    return state_->ask<ConfirmReply>(repeat, [&](AsyncClient& client, auto on_reply) {
        client.confirm_backorders(request, on_reply, options);
    });
}

/// To receive twice is harmless only if the row has a number or says what was received before.
Result<SupplyReply> Client::put_receipts(
    const ReceiptRequest& request, const CallOptions& options
) {
    const auto is_harmless = [](const ReceiptRow& row) {
        const bool arrives =
            row.change == ReceiptChange::receive || row.change == ReceiptChange::settle;
        return row.sequence != 0 || row.change == ReceiptChange::put || (arrives && row.received);
    };
    const Repeat repeat =
        if_named(std::all_of(request.rows.begin(), request.rows.end(), is_harmless));
    return state_->ask<SupplyReply>(repeat, [&](AsyncClient& client, auto on_reply) {
        client.put_receipts(request, on_reply, options);
    });
}

Result<ReceiptsReply> Client::receipts(const ReceiptsRequest& request, const CallOptions& options) {
    return state_->ask<ReceiptsReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.receipts(request, on_reply, options);
    });
}

Result<SupplyReply> Client::dispose(const DispositionRequest& request, const CallOptions& options) {
    return state_->ask<SupplyReply>(repeat_of(request), [&](AsyncClient& client, auto on_reply) {
        client.dispose(request, on_reply, options);
    });
}

Result<SupplyReply> Client::put_promise_terms(
    std::span<const PromiseTermsRow> rows, const CallOptions& options
) {
    return state_->ask<SupplyReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.put_promise_terms(rows, on_reply, options);
    });
}

Result<PromiseReply> Client::available_to_promise(
    const PromiseRequest& request, const CallOptions& options
) {
    return state_->ask<PromiseReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.available_to_promise(request, on_reply, options);
    });
}

Result<ExplainReply> Client::explain(const ExplainRequest& request, const CallOptions& options) {
    return state_->ask<ExplainReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.explain(request, on_reply, options);
    });
}

Result<LateReply> Client::late_supply(const LateRequest& request, const CallOptions& options) {
    return state_->ask<LateReply>(Repeat::harmless, [&](AsyncClient& client, auto on_reply) {
        client.late_supply(request, on_reply, options);
    });
}

}  // namespace earmark::protocol
