#include "protocol/client_connection.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <poll.h>
#include <system_error>
#include <utility>

namespace earmark::protocol {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr auto kTimeLookEvery = std::chrono::milliseconds(100);

/// Past the deadline that the server keeps, for its answer to arrive.
constexpr auto kGrace = std::chrono::milliseconds(1'000);

/// Low bits of a request id are its slot.
constexpr unsigned kSlotBits = 24;

Error to_error(const ErrorAnswer& answer) {
    using wire::Refusal;
    switch (answer.refusal) {
        case Refusal::bad_version:
        case Refusal::unavailable:
            return {ErrorCode::unsupported, answer.detail};
        case Refusal::frame_too_large:
            return {ErrorCode::limit_exceeded, answer.detail};
        case Refusal::deadline_passed:
            return {ErrorCode::deadline_passed, answer.detail};
        case Refusal::overloaded:
            return {ErrorCode::overloaded, answer.detail};
        case Refusal::closing:
            return {ErrorCode::closing, answer.detail};
        case Refusal::too_slow:
            return {ErrorCode::unreachable, answer.detail};
        default:
            return {ErrorCode::malformed_frame, answer.detail};
    }
}

}  // namespace

AsyncClient::Connection::Connection(boost::asio::io_context& context, const ClientOptions& options)
    : options_(options),
      socket_(context),
      timer_(context),
      reader_({.frame_bytes_max = kReplyBytesMax, .first_frame_bytes_max = kReplyBytesMax}) {}

// ---- Connecting -----------------------------------------------------------------------------

Status AsyncClient::Connection::connect(const std::string& host, std::uint16_t port) {
    address_ = host + ":" + std::to_string(port);
    const Moment until = std::chrono::steady_clock::now() + options_.connect_within;
    if (auto status = reach(host, port, until); !status) return status;
    if (auto status = exchange_hello(until); !status) return status;
    is_connected_ = true;
    return Done{};
}

Status AsyncClient::Connection::reach(const std::string& host, std::uint16_t port, Moment until) {
    error_code error;
    tcp::resolver resolver(socket_.get_executor());
    const auto endpoints = resolver.resolve(host, std::to_string(port), error);
    std::string why = error ? error.message() : "it has no address";
    for (const auto& endpoint : endpoints) {
        socket_.close(error);
        socket_.open(endpoint.endpoint().protocol(), error);
        if (!error) socket_.non_blocking(true, error);
        if (!error) socket_.connect(endpoint.endpoint(), error);
        if (error == boost::asio::error::in_progress || error == boost::asio::error::would_block) {
            if (auto status = wait_for(POLLOUT, until); !status) {
                why = status.error().detail;
                continue;
            }
            boost::asio::detail::socket_option::integer<SOL_SOCKET, SO_ERROR> found;
            socket_.get_option(found, error);
            if (!error && found.value() != 0)
                error.assign(found.value(), boost::system::system_category());
        }
        if (!error) {
            error_code ignored;  // Without it requests only leave later.
            socket_.set_option(tcp::no_delay(true), ignored);
            return Done{};
        }
        why = error.message();
    }
    return Error{ErrorCode::unreachable, "server " + address_ + ": " + why};
}

Status AsyncClient::Connection::wait_for(short events, Moment until) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    pollfd entry{.fd = socket_.native_handle(), .events = events, .revents = 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max(milliseconds(0), left).count()));
    if (ready > 0) return Done{};
    const std::string why =
        ready == 0 ? "no answer within " + std::to_string(options_.connect_within.count()) + " ms"
                   : std::generic_category().message(errno);
    return Error{ErrorCode::unreachable, "server " + address_ + ": " + why};
}

Status AsyncClient::Connection::exchange_hello(Moment until) {
    encode_hello(builder_, options_.name);
    FrameHeader header;
    header.kind = wire::MessageKind::hello;
    ByteBuffer request;
    append_frame(request, header, finished(builder_));
    error_code error;
    const auto sent =
        socket_.write_some(boost::asio::buffer(request.data(), request.bytes()), error);
    if (error || sent != request.bytes())
        return Error{ErrorCode::unreachable, "server " + address_ + ": " + error.message()};
    Frame frame;
    for (;;) {
        const auto next = reader_.next(frame);
        if (next == FrameReader::Next::frame) break;
        if (next == FrameReader::Next::broken) {
            return Error{
                ErrorCode::unsupported,
                "server " + address_ + " is no earmarkd: " + reader_.fault().detail
            };
        }
        if (auto status = wait_for(POLLIN, until); !status) return status;
        const auto space = reader_.space();
        const auto bytes =
            socket_.read_some(boost::asio::buffer(space.data(), space.size()), error);
        if (error == boost::asio::error::would_block) continue;
        if (error)
            return Error{ErrorCode::unreachable, "server " + address_ + ": " + error.message()};
        reader_.received(bytes);
    }
    if (frame.header.kind == wire::MessageKind::error) {
        ErrorAnswer refused;
        if (auto status = decode_reply(frame.payload, refused); !status) return status;
        return to_error(refused);
    }
    return decode_reply(frame.payload, server_);
}

void AsyncClient::Connection::start() {
    read_later();
}

// ---- Sending --------------------------------------------------------------------------------

void AsyncClient::Connection::send(Slot request, const CallOptions& options) {
    if (!is_connected_) {
        refuse_later(
            std::move(request), {ErrorCode::unreachable, "server " + address_ + ": not connected"}
        );
        return;
    }
    const Payload payload = finished(builder_);
    const std::size_t frame_bytes = sizeof(FrameHeader) + payload.size() + kFrameAlignment;
    if (frame_bytes > server_.frame_bytes_max) {
        refuse_later(
            std::move(request),
            {ErrorCode::limit_exceeded,
             "request: found " + std::to_string(frame_bytes) + " bytes, the server takes at most " +
                 std::to_string(server_.frame_bytes_max) + "; send fewer rows at once"}
        );
        return;
    }
    const auto within =
        options.answer_within.count() > 0 ? options.answer_within : options_.answer_within;
    Slot& slot = take_slot();
    const std::uint64_t request_id = slot.request_id;
    slot = std::move(request);
    slot.request_id = request_id;
    slot.sent_at = bytes_appended_;
    slot.give_up_at = std::chrono::steady_clock::now() + within + kGrace;
    FrameHeader header;
    header.kind = slot.kind;
    header.request_id = request_id;
    header.time_left_ms = static_cast<std::uint32_t>(within.count());
    if (options.when == ReplyWhen::durable) header.flags = kFlagWaitDurable;
    if (options.when == ReplyWhen::latest) header.flags = kFlagLatest;
    const std::size_t before = output_.bytes();
    append_frame(output_, header, payload);
    bytes_appended_ += output_.bytes() - before;
    if (!is_timer_set_) watch_time();
    if (is_flush_posted_ || is_waiting_to_write_) return;
    is_flush_posted_ = true;
    boost::asio::post(socket_.get_executor(), [self = shared_from_this()] { self->flush(); });
}

AsyncClient::Connection::Slot& AsyncClient::Connection::take_slot() {
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t index = free_slots_.back();
    free_slots_.pop_back();
    ++in_flight_;
    slots_[index].request_id = (++requests_ << kSlotBits) | index;
    return slots_[index];
}

void AsyncClient::Connection::refuse_later(Slot request, Error error) {
    boost::asio::post(
        socket_.get_executor(),
        [self = shared_from_this(), request = std::move(request), error = std::move(error)](
        ) mutable { self->fail(request.on_reply, error); }
    );
}

void AsyncClient::Connection::flush() {
    is_flush_posted_ = false;
    if (is_connected_ && !is_waiting_to_write_) write_some();
}

void AsyncClient::Connection::write_some() {
    for (;;) {
        if (written_ == writing_.bytes()) {
            writing_.clear();
            written_ = 0;
            if (output_.is_empty()) return;
            writing_.swap(output_);
        }
        error_code error;
        const std::size_t bytes = socket_.write_some(
            boost::asio::buffer(writing_.data() + written_, writing_.bytes() - written_), error
        );
        written_ += bytes;
        bytes_sent_ += bytes;
        if (error == boost::asio::error::would_block) break;
        if (error) {
            close(error.message());
            return;
        }
    }
    is_waiting_to_write_ = true;
    socket_.async_wait(
        tcp::socket::wait_write,
        [self = shared_from_this()](const error_code& stopped) {
            self->is_waiting_to_write_ = false;
            if (!stopped && self->is_connected_) self->write_some();
        }
    );
}

// ---- Receiving ------------------------------------------------------------------------------

void AsyncClient::Connection::read_later() {
    socket_.async_wait(
        tcp::socket::wait_read,
        [self = shared_from_this()](const error_code& error) { self->on_readable(error); }
    );
}

void AsyncClient::Connection::on_readable(const error_code& error) {
    if (error || !is_connected_) return;
    const auto space = reader_.space();
    error_code failed;
    const auto bytes = socket_.read_some(boost::asio::buffer(space.data(), space.size()), failed);
    if (failed && failed != boost::asio::error::would_block) {
        close(last_words_.empty() ? failed.message() : last_words_);
        return;
    }
    reader_.received(bytes);
    Frame frame;
    while (is_connected_) {
        const auto next = reader_.next(frame);
        if (next == FrameReader::Next::incomplete) break;
        if (next == FrameReader::Next::broken) {
            close("the server's bytes are no frames: " + reader_.fault().detail);
            return;
        }
        on_frame(frame);
    }
    if (is_connected_) read_later();
}

void AsyncClient::Connection::on_frame(const Frame& frame) {
    const std::uint64_t request_id = frame.header.request_id;
    const std::uint64_t index = request_id & ((std::uint64_t{1} << kSlotBits) - 1);
    if (request_id == 0) {
        ErrorAnswer refused;
        if (decode_reply(frame.payload, refused)) last_words_ = refused.detail;
        return;
    }
    // An answer that came after its request was given up is nobody's.
    if (index >= slots_.size() || slots_[index].request_id != request_id) return;
    Slot& slot = slots_[index];
    const bool is_of_kind =
        frame.header.kind == slot.kind || frame.header.kind == wire::MessageKind::error;
    Callback on_reply = std::move(slot.on_reply);
    slot = Slot();
    free_slots_.push_back(static_cast<std::uint32_t>(index));
    --in_flight_;
    if (is_of_kind) {
        answer(on_reply, frame);
    } else {
        fail(on_reply, {ErrorCode::malformed_frame, "reply: found one of another kind"});
    }
}

void AsyncClient::Connection::answer(Callback& on_reply, const Frame& frame) {
    if (frame.header.kind == wire::MessageKind::error) {
        ErrorAnswer refused;
        const auto status = decode_reply(frame.payload, refused);
        fail(on_reply, status ? to_error(refused) : status.error());
        return;
    }
    std::visit([&](auto& callback) { deliver(callback, frame); }, on_reply);
}

template <typename Reply>
void AsyncClient::Connection::deliver(OnReply<Reply>& on_reply, const Frame& frame) {
    auto& result = std::get<Result<Reply>>(results_);
    if (!result) result = Reply{};
    if (const auto status = decode_reply(frame.payload, *result); !status) result = status.error();
    on_reply(result);
}

void AsyncClient::Connection::fail(Callback& on_reply, const Error& error) {
    std::visit([&](auto& callback) { deliver_error(callback, error); }, on_reply);
}

template <typename Reply>
void AsyncClient::Connection::deliver_error(OnReply<Reply>& on_reply, const Error& error) {
    on_reply(Result<Reply>(error));
}

// ---- Ends -----------------------------------------------------------------------------------

void AsyncClient::Connection::close(const std::string& why) {
    if (!is_connected_) return;
    is_connected_ = false;
    error_code ignored;  // The socket is gone either way.
    socket_.close(ignored);
    timer_.cancel();
    std::vector<Slot> ended;
    for (Slot& slot : slots_) {
        if (slot.request_id != 0) ended.push_back(std::move(slot));
    }
    slots_.clear();
    free_slots_.clear();
    in_flight_ = 0;
    std::sort(ended.begin(), ended.end(), [](const Slot& a, const Slot& b) {
        return a.sent_at < b.sent_at;
    });
    for (Slot& slot : ended)
        fail(slot.on_reply, lost(slot, why));
}

/// What the caller may believe of a request whose answer will not come.
Error AsyncClient::Connection::lost(const Slot& slot, const std::string& why) const {
    const std::string detail = "server " + address_ + ": " + why;
    const bool was_sent = slot.sent_at < bytes_sent_;
    if (slot.effect == Effect::none || !was_sent) return {ErrorCode::unreachable, detail};
    return {
        ErrorCode::unknown_outcome,
        detail + "; the change may have been made: ask again with the same id"
    };
}

void AsyncClient::Connection::watch_time() {
    is_timer_set_ = true;
    timer_.expires_after(kTimeLookEvery);
    timer_.async_wait([self = shared_from_this()](const error_code& stopped) {
        self->is_timer_set_ = false;
        if (!stopped && self->is_connected_) self->give_up_late_ones();
    });
}

void AsyncClient::Connection::give_up_late_ones() {
    const Moment now = std::chrono::steady_clock::now();
    for (std::size_t index = 0; index < slots_.size(); ++index) {
        if (slots_[index].request_id == 0 || now < slots_[index].give_up_at) continue;
        Slot late = std::move(slots_[index]);
        slots_[index] = Slot();
        free_slots_.push_back(static_cast<std::uint32_t>(index));
        --in_flight_;
        fail(late.on_reply, lost(late, "no answer in time"));
    }
    if (in_flight_ != 0 && is_connected_ && !is_timer_set_) watch_time();
}

}  // namespace earmark::protocol
