// A socket that sends what the test wants, well formed or not.
#pragma once

#include "protocol/byte_buffer.h"
#include "protocol/frame.h"
#include "protocol/message_codec.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark::protocol {

class RawPeer {
  public:
    explicit RawPeer(std::uint16_t port) {
        const boost::asio::ip::tcp::endpoint server(boost::asio::ip::address_v4::loopback(), port);
        boost::system::error_code error;
        socket_.connect(server, error);
        EXPECT_FALSE(error) << error.message();
    }

    /// False: the server has closed the connection.
    bool send(std::span<const std::byte> bytes) {
        boost::system::error_code error;
        boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), error);
        return !error;
    }

    /// Sends without waiting; the number of bytes the socket took.
    std::size_t send_some(std::span<const std::byte> bytes) {
        boost::system::error_code error;
        socket_.non_blocking(true, error);
        return socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error);
    }

    /// The refusal that the server sent, then its end of the stream.
    ErrorAnswer read_refusal_and_end() {
        FrameHeader header;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::buffer(&header, sizeof header), error);
        EXPECT_FALSE(error) << error.message();
        std::vector<std::byte> payload(header.payload_bytes);
        boost::asio::read(socket_, boost::asio::buffer(payload), error);
        EXPECT_EQ(header.kind, wire::MessageKind::error);
        ErrorAnswer refused;
        EXPECT_TRUE(decode_reply(payload, refused));
        expect_end();
        return refused;
    }

    void expect_end() {
        std::byte byte{};
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::buffer(&byte, 1), error);
        EXPECT_TRUE(error);
    }

    /// Reads this many bytes and drops them.
    bool read(std::size_t bytes) {
        std::vector<std::byte> room(bytes);
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::buffer(room), error);
        return !error;
    }

    boost::asio::ip::tcp::socket& socket() { return socket_; }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

}  // namespace earmark::protocol
