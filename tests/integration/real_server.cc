#include "tests/integration/real_server.h"

#include "engine/base/check.h"

#include <sys/mount.h>

namespace earmark::integration {

using protocol::Client;

std::unique_ptr<ServerProcess> RealServer::start(
    const std::filesystem::path& folder, const std::filesystem::path& output, std::uint16_t port
) {
    return std::make_unique<ServerProcess>(
        EARMARKD_PATH,
        std::vector<std::string>{
            "--data", folder.string(), "--listen", "127.0.0.1:" + std::to_string(port)
        },
        output
    );
}

Client RealServer::connect(ServerProcess& server) {
    const std::uint16_t port = server.wait_until_serving();
    EXPECT_NE(port, 0) << server.output();
    auto client = Client::connect("127.0.0.1", port, {.name = "test"});
    EARMARK_CHECK(client.has_value());
    return std::move(*client);
}

void RealServer::stock(Client& client, Units on_hand) {
    ItemRow item;
    item.sku = "kettle";
    NodeRow node;
    node.key = "store-7";
    const auto items = client.put_items({&item, 1});
    const auto nodes = client.put_nodes({&node, 1});
    ASSERT_TRUE(items && nodes && items->ids.size() == 1 && nodes->ids.size() == 1);
    item_ = SkuId(items->ids[0]);
    node_ = NodeId(nodes->ids[0]);
    SupplyRow row;
    row.sku = item_;
    row.node = node_;
    row.quantity = on_hand;
    const auto supply = client.apply_supply({.source = {}, .rows = {&row, 1}});
    ASSERT_TRUE(supply && supply->applied == 1);
}

Outcome RealServer::reserve(Client& client, const std::string& id, Units units) const {
    const ReserveLine line{.line = 1, .sku = item_, .node = node_, .quantity = units};
    ReserveRequest request;
    request.id = id;
    request.lines = {&line, 1};
    const auto reply = client.reserve(request);
    EXPECT_TRUE(reply) << reply.error().detail;
    return reply ? reply->outcome : Outcome::closed;
}

Availability RealServer::position(Client& client) const {
    const AvailabilityQuery query{item_, node_, {}};
    const auto reply = client.availability({.queries = {&query, 1}});
    EXPECT_TRUE(reply && reply->figures.size() == 1);
    return reply ? reply->figures[0] : Availability{};
}

SmallDisk::SmallDisk(const std::filesystem::path& folder, std::uint64_t bytes) : path_(folder) {
    std::filesystem::create_directories(path_);
    const std::string options = "size=" + std::to_string(bytes);
    is_mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
    if (is_mounted_) ::umount2(path_.c_str(), MNT_DETACH);
}

bool SmallDisk::make_read_only() {
    return ::mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0;
}

}  // namespace earmark::integration
