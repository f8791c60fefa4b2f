// A socket and its session.
#pragma once

#include "engine/base/clock.h"
#include "protocol/byte_buffer.h"
#include "protocol/session.h"

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace earmark::protocol {

class IoThread;

struct ConnectionLimits {
    SessionLimits session{};

    /// From a frame's first byte to its last.
    Duration frame_within = std::chrono::seconds(30);

    /// From handing replies to the socket until the peer has taken all of them.
    Duration write_within = std::chrono::seconds(30);

    /// After the last reply, for the peer to close as well.
    Duration linger = std::chrono::seconds(1);
};

/// One read and one write at most are under way; replies that gather meanwhile leave together.
/// While it waits for the peer it lends no room to the kernel, so that a silent connection can give
/// its room back.
///
/// Thread: its IoThread's. Deleted by the IoThread once is_done().
class Connection {
  public:
    Connection(
        IoThread& thread,
        boost::asio::ip::tcp::socket socket,
        std::uint64_t id,
        const ConnectionLimits& limits
    );
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::uint64_t id() const { return id_; }
    Session& session() { return session_; }

    /// Does what can be done now: goes on with requests, sends, reads, ends. Call after anything
    /// happened to the session.
    void settle();

    /// Looks at the limits of time.
    void sweep(Duration now);

    /// Ends at once.
    void close();

    /// Closed, and nothing refers to it any more.
    bool is_done() const { return is_closed_ && !is_reading_ && !is_writing_; }

    /// Its place in the IoThread's list of those that wait for the log.
    bool is_listed_as_waiting = false;

  private:
    void send();
    void start_write();
    void start_read();
    void on_readable(const boost::system::error_code& error);
    void read();
    void on_written(const boost::system::error_code& error, std::size_t bytes);
    void finish_sending();
    void sweep_frame(Duration now);

    IoThread& thread_;
    boost::asio::ip::tcp::socket socket_;
    const std::uint64_t id_;
    const ConnectionLimits limits_;
    Session session_;
    ByteBuffer writing_;
    std::size_t written_bytes_ = 0;  ///< Of `writing_`.
    Duration frame_began_{};
    std::uint64_t frames_swept_ = 0;  ///< Frames that had come at the last sweep.
    Duration write_began_{};
    Duration sending_ended_{};
    bool was_inside_frame_ = false;  ///< At the last sweep.
    bool is_reading_ = false;
    bool is_writing_ = false;
    bool has_finished_sending_ = false;
    bool peer_is_gone_ = false;
    bool is_closed_ = false;
};

}  // namespace earmark::protocol
