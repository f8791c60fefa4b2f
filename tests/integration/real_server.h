// What tests of the real earmarkd share: a folder, a process, a client and a little stock.
#pragma once

#include "protocol/client.h"
#include "tests/integration/server_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace earmark::integration {

class RealServer : public testing::Test {
  protected:
    /// Starts earmarkd on `folder`, on a port of its choice unless told.
    static std::unique_ptr<ServerProcess> start(
        const std::filesystem::path& folder,
        const std::filesystem::path& output,
        std::uint16_t port = 0
    );
    std::unique_ptr<ServerProcess> start() { return start(data(), output()); }

    /// A client of the server, once it serves. Fails the test if that does not happen.
    static protocol::Client connect(ServerProcess& server);

    /// One item at one node, `on_hand` units of it.
    void stock(protocol::Client& client, Units on_hand);

    Outcome reserve(protocol::Client& client, const std::string& id, Units units) const;
    Availability position(protocol::Client& client) const;

    std::filesystem::path data() const { return scratch_.path() / "data"; }
    std::filesystem::path output() const { return scratch_.path() / "server.log"; }
    std::filesystem::path first_segment() const { return data() / "log" / "segment-0000000001"; }
    const std::filesystem::path& scratch() const { return scratch_.path(); }
    SkuId item() const { return item_; }
    NodeId node() const { return node_; }

  private:
    ScratchFolder scratch_;
    SkuId item_;
    NodeId node_;
};

/// A file system in memory, of so many bytes, mounted for a test; unmounted at its end.
class SmallDisk {
  public:
    SmallDisk(const std::filesystem::path& folder, std::uint64_t bytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    /// False where mounting is not allowed: the test has nothing to stand on.
    bool is_mounted() const { return is_mounted_; }
    bool make_read_only();
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    bool is_mounted_ = false;
};

}  // namespace earmark::integration
