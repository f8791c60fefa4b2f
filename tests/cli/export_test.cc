// Exports: what is in the files, and that a follower who goes on from one has what the server has.
#include "engine/base/bytes.h"
#include "protocol/client.h"
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {
namespace {

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A binary export, read as export_format.md says.
struct BinaryExport {
    struct Position {
        Units on_hand = 0;
        Units reserved = 0;
        Units allocated = 0;
        Lsn lsn = 0;
    };

    explicit BinaryExport(const std::string& text) {
        ByteReader in(std::as_bytes(std::span(text)));
        in.skip(8);
        EXPECT_EQ(in.get<std::uint32_t>(), 2U);
        kind = in.get<std::uint32_t>();
        from_lsn = in.get<Lsn>();
        std::uint64_t records = 0;
        while (!in.at_end()) {
            const auto type = in.get<std::uint8_t>();
            if (type == 0) {
                go_on_lsn = in.get<Lsn>();
                is_whole = in.get<std::uint64_t>() == records && in.at_end() && !in.failed();
                return;
            }
            ++records;
            read(type, in);
        }
    }

    void read(std::uint8_t type, ByteReader& in) {
        if (type == 1) {
            in.skip(5);
            items.emplace_back(in.get_text());
        } else if (type == 2) {
            in.skip(4);
            in.get_text();
        } else if (type == 3) {
            const SkuId sku(in.get<std::uint32_t>());
            const NodeId node(in.get<std::uint32_t>());
            Position& position = positions[{sku, node}];
            position.on_hand = in.get<Units>();
            position.reserved = in.get<Units>();
            position.allocated = in.get<Units>();
            in.skip(16);
            position.lsn = in.get<Lsn>();
        } else if (type == 4) {
            reservations.emplace_back(in.get_text());
            in.skip(1);
            in.get_text();
            in.get_text();
            in.skip(16);
            in.skip(in.get<std::uint16_t>() * std::size_t{54});
        } else if (type == 6) {
            in.skip(8);
            receipts.emplace_back(in.get_text());
            in.skip(5);
            promised = in.get<Units>();
            in.skip(20);
        } else {
            gone.emplace_back(in.get_text());
        }
    }

    std::uint32_t kind = 0;
    Lsn from_lsn = 0;
    Lsn go_on_lsn = 0;
    bool is_whole = false;
    std::vector<std::string> items;
    std::map<std::pair<SkuId, NodeId>, Position> positions;
    std::vector<std::string> reservations;
    std::vector<std::string> gone;
    std::vector<std::string> receipts;
    Units promised = 0;  ///< Of the last receipt.
};

class Export : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,unit_of_measure\nA,0,piece\nrope,2,m\n");
        shop_.load("nodes", "node,type\nreno,dc\njoliet,dc\n");
        shop_.load(
            "stock", "sku,node,on_hand,safety\nA,reno,10,2\nA,joliet,3,0\nrope,reno,12.5,0\n"
        );
        EXPECT_EQ(reserve("r1", "A@reno=4").code, ExitCode::done);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Said reserve(const std::string& id, const std::string& line) {
        return shop_.says({"reserve", id, "--line", line});
    }

    std::string folder(const std::string& name) const { return (folder_ / name).string(); }

    BinaryExport binary(const std::string& name) {
        return BinaryExport(content_of(folder_ / name / "export.bin"));
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("earmark_export_" + std::to_string(getpid()));
    RunningShop shop_;
};

TEST_F(Export, ASnapshotAsCsvHasPositionsReservationsAndWhereToGoOn) {
    const Said said = shop_.says({"export", "snapshot", folder("all")});
    ASSERT_EQ(said.code, ExitCode::done) << said.err;
    const Lsn next = shop_.log().newest() + 1;
    EXPECT_TRUE(said.contains("go on with earmark changes --from " + std::to_string(next)))
        << said.out;
    const std::string positions = content_of(folder_ / "all" / "positions.csv");
    EXPECT_EQ(
        positions.substr(0, positions.find('\n')),
        "sku,node,on_hand,reserved,allocated,safety,ats,lsn"
    );
    const std::string lsn = std::to_string(shop_.log().newest());
    EXPECT_NE(positions.find("A,reno,10,4,0,2,4," + lsn), std::string::npos) << positions;
    EXPECT_NE(positions.find("rope,reno,12.5,0,0,0,12.5,"), std::string::npos) << positions;
    const std::string reservations = content_of(folder_ / "all" / "reservations.csv");
    EXPECT_NE(reservations.find("r1,held,"), std::string::npos) << reservations;
    EXPECT_NE(reservations.find(",A,reno,4,4,4,0,0"), std::string::npos) << reservations;
    EXPECT_NE(
        content_of(folder_ / "all" / "export.json").find("\"positions\":3"), std::string::npos
    );
    const Said again = shop_.says({"export", "snapshot", folder("all")});
    EXPECT_EQ(again.code, ExitCode::wrong_usage);
    EXPECT_TRUE(again.complains("is there already")) << again.err;
}

TEST_F(Export, ADeltaHasWhatChangedSinceAsItIsNow) {
    const Lsn from = shop_.log().newest() + 1;
    shop_.load("stock", "sku,node,on_hand,safety\nA,joliet,7,0\n");
    EXPECT_EQ(reserve("r2", "A@joliet=1").code, ExitCode::done);
    EXPECT_EQ(reserve("r2b", "A@joliet=1").code, ExitCode::done);
    const Said said = shop_.says(
        {"export", "delta", folder("since"), "--from", std::to_string(from), "--format", "binary"}
    );
    ASSERT_EQ(said.code, ExitCode::done) << said.err;
    const BinaryExport delta = binary("since");
    EXPECT_TRUE(delta.is_whole);
    EXPECT_EQ(delta.kind, 2U);
    EXPECT_EQ(delta.from_lsn, from);
    EXPECT_EQ(delta.go_on_lsn, shop_.log().newest() + 1);
    EXPECT_EQ(delta.items, (std::vector<std::string>{"A"}));
    ASSERT_EQ(delta.positions.size(), 1U);
    EXPECT_EQ(delta.positions.begin()->second.on_hand, 7);
    EXPECT_EQ(delta.positions.begin()->second.reserved, 2);
    EXPECT_EQ(delta.reservations, (std::vector<std::string>{"r2", "r2b"}));
    shop_.changes().drop_through(from);
    const Said gone =
        shop_.says({"export", "delta", folder("gone"), "--from", std::to_string(from)});
    EXPECT_EQ(gone.code, ExitCode::refused);
    EXPECT_TRUE(gone.complains("no_longer_kept")) << gone.err;
}

TEST_F(Export, AFollowerWhoGoesOnFromAnExportHasWhatTheServerHas) {
    ASSERT_EQ(
        shop_.says({"export", "snapshot", folder("all"), "--format", "binary"}).code, ExitCode::done
    );
    BinaryExport book = binary("all");
    ASSERT_TRUE(book.is_whole);
    EXPECT_EQ(book.positions.size(), 3U);
    reserve("r3", "A@reno=1");
    shop_.load("stock", "sku,node,on_hand,safety\nA,joliet,9,0\nrope,joliet,1,0\n");
    shop_.says({"commit", "r1"});
    auto client = protocol::Client::connect("127.0.0.1", shop_.port());
    ASSERT_TRUE(client);
    // From further back than needed, as one who was cut off would: what is older is skipped.
    const auto page = client->read_changes({.from_lsn = book.go_on_lsn - 1});
    ASSERT_TRUE(page);
    for (const ChangeEvent& event : page->events) {
        for (const SupplyOutcome& row : event.positions) {
            auto& position = book.positions[{row.sku, row.node}];
            if (position.lsn < event.lsn) position.on_hand = row.on_hand;
        }
        for (const PositionDelta& row : event.moves) {
            auto& position = book.positions[{row.sku, row.node}];
            if (position.lsn >= event.lsn) continue;
            position.on_hand += row.on_hand;
            position.reserved += row.reserved;
            position.allocated += row.allocated;
        }
    }
    EXPECT_EQ(book.positions.size(), 4U);
    for (const auto& [key, position] : book.positions) {
        AvailabilityReply reply;
        const AvailabilityQuery query{.sku = key.first, .node = key.second, .group = {}};
        shop_.engine().availability({.queries = {&query, 1}}, reply);
        EXPECT_EQ(position.on_hand, reply.figures[0].on_hand);
        EXPECT_EQ(position.reserved, reply.figures[0].reserved);
        EXPECT_EQ(position.allocated, reply.figures[0].allocated);
    }
}

}  // namespace
}  // namespace earmark::cli
