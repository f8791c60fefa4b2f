// A session over an engine, a log and a clock that the test controls, without a socket.
#pragma once

#include "engine/engine.h"
#include "protocol/message_codec.h"
#include "protocol/session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_changes.h"
#include "tests/support/memory_log.h"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::protocol {

/// A reply as it came, with its bytes.
struct ReplyFrame {
    FrameHeader header;
    std::vector<std::byte> payload;
};

/// Keeps jobs until the test runs them.
class JobsByHand : public JobQueue {
  public:
    bool submit(Job& job) override {
        if (jobs.size() >= jobs_max) return false;
        jobs.push_back(std::move(job));
        return true;
    }

    std::deque<Job> jobs;
    std::size_t jobs_max = 100;
};

class SessionDesk {
  public:
    explicit SessionDesk(
        const SessionLimits& limits = {},
        MemoryLog::Durability durability = MemoryLog::Durability::by_hand,
        MemoryLog::Keeping keeping = MemoryLog::Keeping::everything
    )
        : log_(durability, keeping), limits_(limits) {
        engine_.start(log_);
        service_.changes = &changes_;
        service_.hello = {"earmarkd", "test", Durability::sync, 1U << 22U, 4'096};
        arrange();
        restart();
    }

    /// A new connection.
    void restart() { session_.emplace(1, handler_, jobs_, share_, limits_); }

    Session& session() { return *session_; }
    Service& service() { return service_; }
    Engine& engine() { return engine_; }
    MemoryLog& log() { return log_; }
    FakeClock& clock() { return clock_; }
    JobsByHand& jobs() { return jobs_; }
    SessionShare& share() { return share_; }
    RequestHandler& handler() { return handler_; }
    SkuId sku() const { return sku_; }
    NodeId node() const { return node_; }

    /// The frame of a request; `encode` fills the builder.
    template <typename Encode>
    ByteBuffer frame(
        wire::MessageKind kind,
        const Encode& encode,
        std::uint32_t flags = 0,
        std::uint32_t time_left_ms = 0
    ) {
        encode(builder_);
        FrameHeader header;
        header.kind = kind;
        header.flags = flags;
        header.request_id = ++requests_;
        header.time_left_ms = time_left_ms;
        ByteBuffer bytes;
        append_frame(bytes, header, finished(builder_));
        return bytes;
    }

    ByteBuffer status_frame() {
        return frame(wire::MessageKind::status, [](Builder& b) { encode_empty(b); });
    }

    ByteBuffer reserve_frame(
        std::string_view id, Units quantity, std::uint32_t flags = 0, std::uint32_t time_left = 0
    ) {
        const ReserveLine line{.line = 1, .sku = sku_, .node = node_, .quantity = quantity};
        return frame(
            wire::MessageKind::reserve,
            [&](Builder& b) {
                ReserveRequest request{.id = id, .lines = {&line, 1}};
                encode_request(b, request, Note{});
            },
            flags,
            time_left
        );
    }

    ByteBuffer availability_frame(std::size_t queries = 1, std::uint32_t flags = 0) {
        const std::vector<AvailabilityQuery> all(
            queries, AvailabilityQuery{.sku = sku_, .node = node_, .group = {}}
        );
        return frame(
            wire::MessageKind::availability,
            [&](Builder& b) {
                encode_request(b, AvailabilityRequest{.queries = all}, AvailabilityForm::full);
            },
            flags
        );
    }

    /// Gives the session bytes, as many at once as it takes.
    void feed(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const auto space = session_->space();
            const std::size_t part = std::min(space.size(), bytes.size());
            std::memcpy(space.data(), bytes.data(), part);
            session_->received(part);
            bytes = bytes.subspan(part);
        }
    }
    void feed(const ByteBuffer& bytes) { feed(bytes.span()); }

    /// What may leave now, as the peer would read it.
    std::vector<ReplyFrame> replies() {
        std::vector<ReplyFrame> replies;
        ByteBuffer bytes;
        session_->take_output(bytes);
        session_->output_sent(bytes.bytes());
        FrameReader reader({.frame_bytes_max = 1U << 26U, .first_frame_bytes_max = 1U << 26U});
        std::span<const std::byte> left = bytes.span();
        Frame frame;
        while (!left.empty()) {
            const auto space = reader.space();
            const std::size_t part = std::min(space.size(), left.size());
            std::memcpy(space.data(), left.data(), part);
            reader.received(part);
            left = left.subspan(part);
            while (reader.next(frame) == FrameReader::Next::frame) {
                replies.push_back({frame.header, {frame.payload.begin(), frame.payload.end()}});
            }
        }
        EXPECT_FALSE(reader.is_inside_frame());
        return replies;
    }

    /// The only reply there is.
    ReplyFrame reply() {
        auto all = replies();
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? ReplyFrame() : std::move(all.front());
    }

    /// Everything so far becomes durable, and the session hears of it.
    void make_durable() {
        log_.make_durable(log_.newest());
        session_->durable_grew(log_.durable());
    }

    void run_jobs() {
        while (!jobs_.jobs.empty()) {
            Job job = std::move(jobs_.jobs.front());
            jobs_.jobs.pop_front();
            session_->job_done(run_job(handler_, job));
        }
    }

    template <typename Reply>
    static Reply decoded(const ReplyFrame& frame) {
        Reply reply;
        const auto status = decode_reply(frame.payload, reply);
        EXPECT_TRUE(status) << status.error().detail;
        return reply;
    }

    static ErrorAnswer error(const ReplyFrame& frame) {
        EXPECT_EQ(frame.header.kind, wire::MessageKind::error);
        return decoded<ErrorAnswer>(frame);
    }

  private:
    /// One item at one node, ten million on hand.
    void arrange() {
        PutReply put;
        ItemRow item;
        item.sku = "sku-1";
        engine_.put_items({&item, 1}, {.now = clock_.wall()}, put);
        sku_ = SkuId(put.ids.at(0));
        NodeRow node;
        node.key = "dc-1";
        engine_.put_nodes({&node, 1}, {.now = clock_.wall()}, put);
        node_ = NodeId(put.ids.at(0));
        const SupplyRow row{.sku = sku_, .node = node_, .quantity = 10'000'000};
        SupplyReply supply;
        engine_.apply_supply({.source = {}, .rows = {&row, 1}}, {.now = clock_.wall()}, supply);
        EXPECT_EQ(supply.applied, 1U);
        log_.make_durable(log_.newest());
    }

    MemoryLog log_;
    MemoryChanges changes_{log_};
    FakeClock clock_;
    Engine engine_{
        EngineLimits{.items = 1'000, .nodes = 100, .positions = 10'000, .reservations = 1'000'000}
    };
    Service service_{engine_, log_, clock_};
    RequestHandler handler_{service_};
    JobsByHand jobs_;
    SessionShare share_;
    SessionLimits limits_;
    std::optional<Session> session_;
    Builder builder_;
    std::uint64_t requests_ = 0;
    SkuId sku_;
    NodeId node_;
};

}  // namespace earmark::protocol
