// From a verified request to an encoded reply: decode, ask the engine, encode.
#pragma once

#include "protocol/frame.h"
#include "protocol/message_codec.h"
#include "protocol/service.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark::protocol {

/// Where a request is worked on.
enum class Place : std::uint8_t {
    connection_thread,  ///< Nothing here may take long: other connections wait.
    job_thread,
};

/// What there is to know of an encoded reply.
struct Answer {
    enum class Waits : std::uint8_t { for_nothing, for_durable };

    wire::MessageKind kind = wire::MessageKind::error;
    Waits waits = Waits::for_nothing;  ///< What replies of this kind usually wait for.
    bool is_long = false;              ///< Not done: belongs on a job thread.
    Lsn lsn = 0;                       ///< The newest change that the reply saw.

    /// There is nothing to tell yet: the request may be looked at again from this LSN on, once it
    /// is durable or the moment has come. 0: it is answered.
    Lsn looks_again_from = 0;
    Duration looks_again_until{};
};

/// Where a request that found nothing goes on.
struct Parked {
    Lsn from = 0;
    Duration until{};
};

/// Requests larger than this are done on job threads.
inline constexpr std::size_t kInlinePayloadBytesMax = std::size_t{64} << 10U;

/// Holds the room that requests need, so that a warm one allocates nothing.
///
/// Thread: one; each thread that answers requests has its own.
class RequestHandler {
  public:
    explicit RequestHandler(Service& service);
    RequestHandler(const RequestHandler&) = delete;
    RequestHandler& operator=(const RequestHandler&) = delete;

    /// Answers the request; the encoded reply is payload() until the next call.
    Answer answer(const Frame& frame, Place place);

    /// Looks again, on a job thread, at a request that found nothing before.
    Answer look_again(const Frame& frame, const Parked& parked);

    /// Takes a small availability request to be answered with those that came with it: the engine
    /// fetches the memory of all before it waits for that of any. False: answer() it alone.
    bool gather(const Frame& frame);
    bool has_gathered() const { return !gathered_.empty(); }

    /// Answers what was gathered, in order: give(header, answer), with the reply in payload().
    template <typename Give>
    void answer_gathered(const Give& give) {
        begin_gathered();
        for (const Gathered& request : gathered_)
            give(request.header, encode_gathered(request));
        end_gathered();
    }

    /// Answers without doing anything.
    Answer refuse(const ErrorAnswer& error);

    Payload payload() const { return finished(builder_); }
    Service& service() { return service_; }
    ServiceCounters& counters() { return counters_; }

  private:
    struct Way;
    struct Table;

    Answer hello(const Frame& frame);
    Answer put_reference(const Frame& frame);
    Answer zones(const Frame& frame);
    Answer resolve(const Frame& frame);
    Answer list(const Frame& frame, Place place);
    Answer put_segments(const Frame& frame);
    Answer put_segment_rules(const Frame& frame);
    Answer segment_rules(const Frame& frame);
    Answer promising(const Frame& frame);
    Answer confirm_backorders(const Frame& frame);
    Answer claim_backorder(const Frame& frame);
    template <typename Row, typename Put>
    Answer put_dated(const Frame& frame, const Put& put);
    template <typename Row, typename Request, typename Put>
    Answer put_numbered(const Frame& frame, const Put& put);
    template <typename Request, typename Reply, typename Ask>
    Answer ask_dated(const Frame& frame, const Ask& ask);
    Answer assortment(const Frame& frame);
    Answer convert(const Frame& frame);
    template <typename Row, typename Put>
    Answer put_rows(const Frame& frame, const Put& put);
    Answer put_profiles(const Frame& frame);
    Answer put_scarcity(const Frame& frame);
    Answer put_selling_rules(const Frame& frame);
    Answer selling_rules(const Frame& frame);
    Answer put_shipping(const Frame& frame);
    Answer list_shipping(const Frame& frame);
    Answer put_sourcing_rules(const Frame& frame);
    Answer list_sourcing_rules(const Frame& frame);
    Answer rerate(const Frame& frame);
    Answer capacity(const Frame& frame);
    Answer preview_rules(const Frame& frame);
    template <typename Row>
    Answer preview(const Frame& frame);
    Answer apply_supply(const Frame& frame);
    Answer reconcile(const Frame& frame);
    Answer reconcile_lists(const Frame& frame);
    Answer job(const Frame& frame);
    Answer load_page(const Frame& frame);
    Answer begin_count(const Frame& frame);
    Answer count_rows(const Frame& frame);
    Answer close_count(const Frame& frame);
    Answer settle_count(const Frame& frame);
    Answer count_report(const Frame& frame);
    Answer answer_count(wire::MessageKind kind, Answer::Waits waits);
    Answer availability(const Frame& frame);
    Answer item_availability(const Frame& frame);
    Answer reserve(const Frame& frame);
    Answer step(const Frame& frame);
    Answer amend(const Frame& frame);
    Answer split(const Frame& frame);
    Answer list_reservations(const Frame& frame);
    Answer reservation(const Frame& frame);
    Answer source(const Frame& frame, Place place);
    Answer delivery(const Frame& frame);
    Answer resource(const Frame& frame);
    Answer source_jointly(const Frame& frame);
    void source_batch(
        JointSourceRequest& request, const CallContext& context, JointSourceReply& reply
    );
    Answer joint_orders(const Frame& frame);
    Answer joint_rows(const Frame& frame);
    Answer joint_progress(const Frame& frame);
    Answer change_order(const Frame& frame);
    Answer ask_plan(const Frame& frame);
    Answer snapshot(const Frame& frame);
    Answer first_look(const Frame& frame) { return changes(frame, nullptr); }
    Answer changes(const Frame& frame, const Parked* parked);
    Answer put_level_rules(const Frame& frame);
    Answer level_rules(const Frame& frame);
    Answer levels(const Frame& frame);
    Answer no_fields(const Frame& frame);

    template <typename Row>
    Answer put(const Frame& frame);

    template <typename Reply>
    Answer reply_with(wire::MessageKind kind, const Reply& reply, Answer::Waits waits, Lsn lsn) {
        encode_reply(builder_, reply);
        return {.kind = kind, .waits = waits, .lsn = lsn};
    }
    Answer bad_message(const Error& error);
    CallContext context(const Note& note);

    struct Gathered {
        FrameHeader header;
        AvailabilityForm form;
        std::size_t first_query;
        std::size_t query_count;
    };

    void begin_gathered();
    Answer encode_gathered(const Gathered& request);
    void end_gathered();

    Service& service_;
    ServiceCounters& counters_;
    Builder builder_{4096};
    std::vector<Gathered> gathered_;
    std::vector<AvailabilityQuery> gathered_queries_;
    DecodeRoom room_;
    ResolveRequest resolve_request_;
    ResolveReply resolve_reply_;
    PutReply put_reply_;
    SupplyReply supply_reply_;
    CountReply count_reply_;
    AvailabilityReply availability_reply_;
    ItemAvailabilityReply item_availability_reply_;
    ReserveReply reserve_reply_;
    ReservationReply reservation_reply_;
    SourceReply source_reply_;
};

}  // namespace earmark::protocol
