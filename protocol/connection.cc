#include "protocol/connection.h"

#include "protocol/io_thread.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <span>
#include <utility>

namespace earmark::protocol {
namespace {

using boost::system::error_code;

/// What a peer still sends after its last reply goes here.
std::span<std::byte> waste() {
    static thread_local std::array<std::byte, 16'384> bytes;
    return bytes;
}

boost::asio::mutable_buffer to_buffer(std::span<std::byte> bytes) {
    return {bytes.data(), bytes.size()};
}

}  // namespace

Connection::Connection(
    IoThread& thread,
    boost::asio::ip::tcp::socket socket,
    std::uint64_t id,
    const ConnectionLimits& limits
)
    : thread_(thread),
      socket_(std::move(socket)),
      id_(id),
      limits_(limits),
      session_(id, thread.handler(), thread, thread.share(), limits.session) {
    error_code error;
    socket_.non_blocking(true, error);
    if (error) {
        close();  // A read that blocks would stop every connection of the thread.
        return;
    }
    // Without these, replies leave later and a dead peer is noticed later: no reason to turn it
    // away.
    error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(boost::asio::socket_base::keep_alive(true), ignored);
}

void Connection::settle() {
    while (!is_closed_) {
        session_.resume();
        if (is_writing_ || !session_.has_output()) break;
        send();
    }
    if (is_closed_) return;
    const bool wants_end = peer_is_gone_ || thread_.is_draining();
    if (session_.is_over() || (wants_end && session_.is_quiet())) finish_sending();
    if (!is_closed_) start_read();
}

/// Tries the socket at once; only what it does not take waits for it.
void Connection::send() {
    session_.take_output(writing_);
    written_bytes_ = 0;
    error_code error;
    const std::size_t bytes =
        socket_.write_some(boost::asio::buffer(writing_.data(), writing_.bytes()), error);
    if (error && error != boost::asio::error::would_block) {
        close();
        return;
    }
    written_bytes_ = bytes;
    session_.output_sent(bytes);
    if (written_bytes_ == writing_.bytes()) {
        writing_.clear();
    } else {
        start_write();
    }
}

void Connection::start_write() {
    is_writing_ = true;
    write_began_ = thread_.now();
    boost::asio::async_write(
        socket_,
        boost::asio::buffer(writing_.data() + written_bytes_, writing_.bytes() - written_bytes_),
        [this](const error_code& error, std::size_t bytes) { on_written(error, bytes); }
    );
}

void Connection::on_written(const error_code& error, std::size_t bytes) {
    is_writing_ = false;
    if (!is_closed_ && !error) {
        session_.output_sent(bytes);
        writing_.clear();
        settle();
    } else {
        close();
    }
    thread_.after_event(*this);
}

void Connection::start_read() {
    if (is_reading_ || peer_is_gone_) return;
    if (!has_finished_sending_ && !session_.wants_input()) return;
    is_reading_ = true;
    socket_.async_wait(boost::asio::socket_base::wait_read, [this](const error_code& error) {
        on_readable(error);
    });
}

void Connection::on_readable(const error_code& error) {
    is_reading_ = false;
    if (error) close();
    if (!is_closed_) {
        read();
        settle();
    }
    thread_.after_event(*this);
}

/// A read that fills its space is followed by another, but not for ever: others wait.
void Connection::read() {
    constexpr int kReadsMax = 4;
    for (int round = 0; round < kReadsMax && !is_closed_; ++round) {
        const std::span<std::byte> space = has_finished_sending_ ? waste() : session_.space();
        error_code error;
        const std::size_t bytes = socket_.read_some(to_buffer(space), error);
        if (error == boost::asio::error::would_block) return;
        if (error) {
            // A peer that has closed its side may still be waiting for replies.
            peer_is_gone_ = true;
            if (error != boost::asio::error::eof || has_finished_sending_) close();
            return;
        }
        if (has_finished_sending_) continue;
        session_.received(bytes);
        if (bytes < space.size() || !session_.wants_input()) return;
    }
}

/// Ends our side, and leaves the peer a moment to read: closing at once, with bytes of the peer
/// unread, would reset the connection and lose the last replies.
void Connection::finish_sending() {
    if (peer_is_gone_) {
        close();
        return;
    }
    if (has_finished_sending_) return;
    has_finished_sending_ = true;
    sending_ended_ = thread_.now();
    error_code ignored;  // The peer may have gone: the next read or sweep finds it.
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

void Connection::sweep(Duration now) {
    if (is_closed_) return;
    if (has_finished_sending_) {
        if (now - sending_ended_ >= limits_.linger) close();
        return;
    }
    if (is_writing_ && now - write_began_ >= limits_.write_within) {
        close();
        return;
    }
    sweep_frame(now);
}

/// The time of a frame runs while we read and nothing becomes whole.
void Connection::sweep_frame(Duration now) {
    const bool is_inside = session_.is_inside_frame() && session_.wants_input();
    const bool is_silent = frames_swept_ == session_.frames();
    const bool is_same = is_silent && was_inside_frame_;
    was_inside_frame_ = is_inside;
    frames_swept_ = session_.frames();
    if (!is_inside) {
        if (is_silent && !is_writing_) session_.shrink();
        return;
    }
    if (!is_same) {
        frame_began_ = now;
    } else if (now - frame_began_ >= limits_.frame_within) {
        session_.give_up(
            wire::Refusal::too_slow,
            "a frame did not come whole within " +
                std::to_string(limits_.frame_within / std::chrono::milliseconds(1)) + " ms"
        );
        settle();
    }
}

void Connection::close() {
    if (is_closed_) return;
    is_closed_ = true;
    error_code ignored;  // The socket is gone either way.
    socket_.close(ignored);
}

}  // namespace earmark::protocol
