// The asynchronous client's questions about feeds, loads by pages and counts of nodes.
#include "protocol/async_client.h"
#include "protocol/client_connection.h"

#include <utility>

namespace earmark::protocol {

using wire::MessageKind;

void AsyncClient::source_feeds(OnReply<FeedList> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::source_feeds, Effect::none, options, std::move(on_reply));
}

void AsyncClient::job(
    const JobRequest& request, OnReply<JobReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::job, Effect::change, options, std::move(on_reply));
}

void AsyncClient::load_page(
    const LoadPage& request, OnReply<SupplyReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::load_page, Effect::change, options, std::move(on_reply));
}

void AsyncClient::list_jobs(OnReply<JobList> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::list_jobs, Effect::none, options, std::move(on_reply));
}

void AsyncClient::begin_count(
    const BeginCount& request, OnReply<CountReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::begin_count, Effect::change, options, std::move(on_reply));
}

void AsyncClient::count_rows(
    const CountRows& request, OnReply<CountReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::count_rows, Effect::change, options, std::move(on_reply));
}

void AsyncClient::close_count(
    std::string_view id, OnReply<CountReply> on_reply, const CallOptions& options
) {
    encode_close_count(connection_->builder(), id, options.note);
    connection_->ask(MessageKind::close_count, Effect::change, options, std::move(on_reply));
}

void AsyncClient::settle_count(
    const SettleCount& request, OnReply<CountReply> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request, options.note);
    connection_->ask(MessageKind::settle_count, Effect::change, options, std::move(on_reply));
}

void AsyncClient::count_report(
    const CountReportRequest& request, OnReply<CountReport> on_reply, const CallOptions& options
) {
    encode_request(connection_->builder(), request);
    connection_->ask(MessageKind::count_report, Effect::none, options, std::move(on_reply));
}

void AsyncClient::list_counts(OnReply<CountList> on_reply, const CallOptions& options) {
    encode_empty(connection_->builder());
    connection_->ask(MessageKind::list_counts, Effect::none, options, std::move(on_reply));
}

}  // namespace earmark::protocol
