// earmark-echo: what the sockets alone cost.
//
// A server without any work: for every request of --request-bytes it sends --reply-bytes, with the
// same library and the same pattern as earmarkd (one thread, whatever one read brought is answered
// by one write). Measured beside earmarkd with frames of the same sizes, it is the limit that no
// server on these calls can pass.
#include "bench/guarded_main.h"
#include "bench/pipelined_load.h"
#include "bench/pipelined_options.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Sizes {
    std::size_t request_bytes = 64;
    std::size_t reply_bytes = 64;
};

class EchoSession : public std::enable_shared_from_this<EchoSession> {
  public:
    EchoSession(tcp::socket socket, Sizes sizes)
        : socket_(std::move(socket)), sizes_(sizes), input_(std::size_t{256} * 1024) {}

    void read() {
        socket_.async_read_some(
            asio::buffer(input_),
            [self = shared_from_this()](boost::system::error_code failed, std::size_t bytes) {
                if (!failed) self->answer(bytes);
            }
        );
    }

  private:
    void answer(std::size_t bytes) {
        unanswered_bytes_ += bytes;
        const std::size_t requests = unanswered_bytes_ / sizes_.request_bytes;
        unanswered_bytes_ %= sizes_.request_bytes;
        if (requests == 0) return read();
        output_.resize(requests * sizes_.reply_bytes);
        asio::async_write(
            socket_,
            asio::buffer(output_),
            [self = shared_from_this()](boost::system::error_code failed, std::size_t) {
                if (!failed) self->read();
            }
        );
    }

    tcp::socket socket_;
    Sizes sizes_;
    std::vector<char> input_;
    std::vector<char> output_;
    std::size_t unanswered_bytes_ = 0;
};

class EchoServer {
  public:
    explicit EchoServer(Sizes sizes)
        : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}), sizes_(sizes) {}

    int run() {
        asio::signal_set ended(io_, SIGINT, SIGTERM);
        ended.async_wait([this](boost::system::error_code, int) { io_.stop(); });
        accept();
        std::cout << "listening on 127.0.0.1:" << acceptor_.local_endpoint().port() << '\n'
                  << std::flush;
        io_.run();
        return 0;
    }

  private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code failed, tcp::socket socket) {
            if (!failed) {
                socket.set_option(tcp::no_delay(true));
                std::make_shared<EchoSession>(std::move(socket), sizes_)->read();
            }
            accept();
        });
    }

    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    Sizes sizes_;
};

class EchoDialogue : public Dialogue {
  public:
    explicit EchoDialogue(Sizes sizes) : sizes_(sizes) {}

    bool append_request(std::string& bytes) override {
        bytes.append(sizes_.request_bytes, 'e');
        return true;
    }

    Result<std::size_t> take_reply(std::string_view bytes) override {
        return bytes.size() >= sizes_.reply_bytes ? sizes_.reply_bytes : 0;
    }

  private:
    Sizes sizes_;
};

void add_sizes(CLI::App& command, Sizes& sizes) {
    command.add_option("--request-bytes", sizes.request_bytes, "Of one request (default 64)")
        ->check(CLI::Range(1, 10'000'000));
    command.add_option("--reply-bytes", sizes.reply_bytes, "Of one reply (default 64)")
        ->check(CLI::Range(1, 10'000'000));
}

int run_program(int argc, char** argv) {
    CLI::App app{"An echo server and its load: the cost of sockets alone.", "earmark-echo"};
    app.require_subcommand(1);
    int exit_code = 0;
    Sizes sizes;
    LoadPlan plan;
    int server_pid = 0;
    auto* serve = app.add_subcommand("serve", "Listen on a free port of 127.0.0.1 and print it");
    add_sizes(*serve, sizes);
    serve->callback([&] { exit_code = EchoServer(sizes).run(); });
    auto* run = app.add_subcommand("run", "Measure it, closed loop");
    add_plan_options(*run, plan);
    add_sizes(*run, sizes);
    run->add_option("--server-pid", server_pid, "The server's process")->required();
    run->callback([&] {
        exit_code = print_load_result(run_pipelined(
            plan,
            [&](std::size_t) { return std::make_unique<EchoDialogue>(sizes); },
            [&] { return usage_of_process(server_pid); }
        ));
    });
    CLI11_PARSE(app, argc, argv);
    return exit_code;
}

}  // namespace

}  // namespace earmark::bench

int main(int argc, char** argv) {
    return earmark::bench::guarded_main("earmark-echo", earmark::bench::run_program, argc, argv);
}
