// The asynchronous client's calls about joint batches.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

/// A batch on its way: orders that do not fit into one request go before it in parts, and rows that
/// do not fit into the reply are asked for after it, each when the one before is answered.
class AsyncClient::JointExchange : public std::enable_shared_from_this<JointExchange> {
  public:
    JointExchange(
        std::shared_ptr<Connection> connection,
        const JointSourceRequest& request,
        OnReply<JointSourceReply> on_reply,
        const CallOptions& options
    )
        : connection_(std::move(connection)),
          request_(request),
          orders_(request.orders),
          on_reply_(std::move(on_reply)),
          options_(options) {}

    void begin();

  private:
    /// Half of what a server takes: one order is much smaller than the other half.
    std::size_t part_bytes_max() const { return connection_->server().frame_bytes_max / 2; }

    void send_part();
    void send_batch();
    void take_page(const Result<JointPage>& page);
    void fail(const Error& error) { on_reply_(Result<JointSourceReply>(error)); }

    const std::shared_ptr<Connection> connection_;
    JointSourceRequest request_;
    std::span<const SourceRequest> orders_;  ///< Those that are still to be sent.
    const OnReply<JointSourceReply> on_reply_;
    const CallOptions options_;
    std::uint32_t parts_ = 0;
    JointSourceReply reply_;
    bool has_first_page_ = false;
};

void AsyncClient::JointExchange::begin() {
    encode_request(connection_->builder(), JointCall{.batch = request_, .parts = 0}, options_.note);
    if (connection_->builder().GetSize() <= part_bytes_max()) return send_batch();
    request_.orders = {};
    send_part();
}

void AsyncClient::JointExchange::send_part() {
    const std::size_t sent = encode_part(
        connection_->builder(),
        {.batch = request_.batch, .part = parts_, .orders = orders_},
        part_bytes_max()
    );
    orders_ = orders_.subspan(sent);
    ++parts_;
    connection_->ask<JointOrdersReply>(
        MessageKind::joint_orders,
        Effect::none,
        options_,
        [self = shared_from_this()](const Result<JointOrdersReply>& reply) {
            if (!reply) return self->fail(reply.error());
            if (reply->outcome != Outcome::done) {
                self->reply_.outcome = reply->outcome;
                self->reply_.detail = reply->detail;
                return self->on_reply_(Result<JointSourceReply>(std::move(self->reply_)));
            }
            if (!self->orders_.empty()) return self->send_part();
            self->send_batch();
        }
    );
}

void AsyncClient::JointExchange::send_batch() {
    encode_request(
        connection_->builder(), JointCall{.batch = request_, .parts = parts_}, options_.note
    );
    const bool changes = request_.mode == SourceMode::reserve || request_.keep_prices;
    connection_->ask<JointPage>(
        MessageKind::source_jointly,
        changes ? Effect::change : Effect::none,
        options_,
        [self = shared_from_this()](const Result<JointPage>& page) { self->take_page(page); }
    );
}

void AsyncClient::JointExchange::take_page(const Result<JointPage>& page) {
    if (!page) return fail(page.error());
    const JointSourceReply& told = page->reply;
    if (!has_first_page_) {
        has_first_page_ = true;
        reply_ = told;
    } else if (told.outcome != Outcome::done) {
        return fail({ErrorCode::unknown_outcome, "the rest of the answer: " + told.detail});
    } else {
        const auto add = [](auto& all, const auto& more) {
            all.insert(all.end(), more.begin(), more.end());
        };
        add(reply_.answers, told.answers);
        add(reply_.refusals, told.refusals);
        add(reply_.prices, told.prices);
        add(reply_.shipments, told.shipments);
    }
    if (page->next_row == 0) return on_reply_(Result<JointSourceReply>(std::move(reply_)));
    encode_request(
        connection_->builder(), JointRowsRequest{.batch = request_.batch, .row = page->next_row}
    );
    connection_->ask<JointPage>(
        MessageKind::joint_rows,
        Effect::none,
        options_,
        [self = shared_from_this()](const Result<JointPage>& next) { self->take_page(next); }
    );
}

void AsyncClient::source_jointly(
    const JointSourceRequest& request,
    OnReply<JointSourceReply> on_reply,
    const CallOptions& options
) {
    std::make_shared<JointExchange>(connection_, request, std::move(on_reply), options)->begin();
}

void AsyncClient::joint_progress(
    std::string_view batch, OnReply<JointSourceProgress> on_reply, const CallOptions& options
) {
    encode_joint_progress(connection_->builder(), batch);
    connection_->ask(MessageKind::joint_progress, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
