// The connection under an AsyncClient: frames out, replies in, each request answered once.
#pragma once

#include "protocol/async_client.h"
#include "protocol/byte_buffer.h"
#include "protocol/frame.h"
#include "protocol/message_codec.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace earmark::protocol {

/// The replies larger than any that a server sends are refused.
inline constexpr std::uint32_t kReplyBytesMax = std::uint32_t{64} << 20U;

template <typename... Replies>
struct ReplyTypes {
    using Callbacks = std::variant<std::monostate, OnReply<Replies>...>;
    using Results = std::tuple<Result<Replies>...>;
    static Results make_results() { return Results(Result<Replies>(Replies{})...); }
};

using AllReplies = ReplyTypes<
    PutReply,
    ResolveReply,
    ItemPage,
    NodePage,
    GroupPage,
    SupplyReply,
    SegmentList,
    SegmentRules,
    FeedList,
    JobReply,
    JobList,
    CountReply,
    CountReport,
    CountList,
    SellingRules,
    ProfileList,
    ShippingPage,
    SourcingRulePage,
    RulePreviewReply,
    AssortmentView,
    ConvertReply,
    AvailabilityReply,
    ItemAvailabilityReply,
    ReserveReply,
    ReservationReply,
    ListReservationsReply,
    SourceReply,
    DeliveryReply,
    ResourceReply,
    JointPage,
    JointOrdersReply,
    JointSourceProgress,
    ChangeOrderReply,
    PlanAnswer,
    ServerStatus,
    AuditReply,
    DigestAnswer,
    SnapshotAnswer,
    ClockAnswer,
    BackordersReply,
    ConfirmReply,
    ReceiptsReply,
    PromiseReply,
    LateReply,
    RerateReply,
    ExplainReply,
    CapacityReply,
    ReadChangesReply,
    LevelRules,
    ItemLevels>;

/// Does a request of this kind leave the server as it was?
enum class Effect : std::uint8_t { none, change };

class AsyncClient::Connection : public std::enable_shared_from_this<AsyncClient::Connection> {
  public:
    Connection(boost::asio::io_context& context, const ClientOptions& options);

    /// Blocks for at most connect_within.
    Status connect(const std::string& host, std::uint16_t port);

    /// Begins to read; the connection now belongs to its loop.
    void start();

    /// Sends the request that builder() holds; on_reply is called once, later.
    template <typename Reply>
    void ask(
        wire::MessageKind kind, Effect effect, const CallOptions& options, OnReply<Reply> on_reply
    ) {
        send({.kind = kind, .effect = effect, .on_reply = std::move(on_reply)}, options);
    }

    Builder& builder() { return builder_; }
    const ServerHello& server() const { return server_; }
    std::size_t in_flight() const { return in_flight_; }
    bool is_connected() const { return is_connected_; }

    /// Answers all that is in flight with errors.
    void close(const std::string& why);

  private:
    using Moment = std::chrono::steady_clock::time_point;
    using Callback = AllReplies::Callbacks;

    struct Slot {
        std::uint64_t request_id = 0;  ///< 0 = free.
        wire::MessageKind kind = wire::MessageKind::none;
        Effect effect = Effect::none;
        Callback on_reply{};
        std::uint64_t sent_at = 0;  ///< Of its frame, in the stream of all bytes sent.
        Moment give_up_at{};
    };

    Status reach(const std::string& host, std::uint16_t port, Moment until);
    Status exchange_hello(Moment until);
    Status wait_for(short events, Moment until);
    void send(Slot request, const CallOptions& options);
    Slot& take_slot();
    void refuse_later(Slot request, Error error);
    void flush();
    void write_some();
    void read_later();
    void on_readable(const boost::system::error_code& error);
    void on_frame(const Frame& frame);
    void answer(Callback& on_reply, const Frame& frame);
    void fail(Callback& on_reply, const Error& error);

    template <typename Reply>
    void deliver(OnReply<Reply>& on_reply, const Frame& frame);
    void deliver(std::monostate, const Frame&) {}

    template <typename Reply>
    void deliver_error(OnReply<Reply>& on_reply, const Error& error);
    void deliver_error(std::monostate, const Error&) {}
    Error lost(const Slot& slot, const std::string& why) const;
    void watch_time();
    void give_up_late_ones();

    const ClientOptions options_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    FrameReader reader_;
    Builder builder_{4096};
    ByteBuffer output_;   ///< Frames not yet given to the socket.
    ByteBuffer writing_;  ///< Frames of which the socket has taken a part.
    std::size_t written_ = 0;
    std::uint64_t bytes_appended_ = 0;
    std::uint64_t bytes_sent_ = 0;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::uint64_t requests_ = 0;
    std::size_t in_flight_ = 0;
    ServerHello server_;
    AllReplies::Results results_ = AllReplies::make_results();
    std::string address_;     ///< For messages.
    std::string last_words_;  ///< Why the server ended the connection, if it said so.
    bool is_connected_ = false;
    bool is_flush_posted_ = false;
    bool is_waiting_to_write_ = false;
    bool is_timer_set_ = false;
};

}  // namespace earmark::protocol
