// Requests about counts of nodes, loads by pages, and how feeds come in.
#include "protocol/request_handler.h"

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

Answer RequestHandler::reconcile(const Frame& frame) {
    switch (frame.header.kind) {
        case MessageKind::begin_count:
            return begin_count(frame);
        case MessageKind::count_rows:
            return count_rows(frame);
        case MessageKind::close_count:
            return close_count(frame);
        case MessageKind::settle_count:
            return settle_count(frame);
        case MessageKind::count_report:
            return count_report(frame);
        case MessageKind::job:
            return job(frame);
        case MessageKind::load_page:
            return load_page(frame);
        default:
            return reconcile_lists(frame);
    }
}

Answer RequestHandler::reconcile_lists(const Frame& frame) {
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    const MessageKind kind = frame.header.kind;
    const Lsn newest = service_.log.newest();
    if (kind == MessageKind::list_counts) {
        encode_reply(builder_, CountList{.counts = service_.engine.counts()});
        return {.kind = kind, .waits = Waits::for_durable, .lsn = newest};
    }
    if (kind == MessageKind::list_jobs) {
        encode_reply(builder_, service_.jobs.list());
        return {.kind = kind, .lsn = newest};
    }
    encode_reply(builder_, FeedList{.feeds = service_.engine.source_feeds()});
    return {.kind = kind, .lsn = newest};
}

Answer RequestHandler::job(const Frame& frame) {
    JobRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    JobReply reply;
    service_.jobs.step(request, service_.clock.wall(), reply);
    encode_reply(builder_, reply);
    return {.kind = MessageKind::job, .lsn = service_.log.newest()};
}

Answer RequestHandler::load_page(const Frame& frame) {
    LoadPage request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.jobs.load(service_.engine, request, context(note), supply_reply_);
    // A page that was done before may not be durable yet.
    if (supply_reply_.lsn == 0) supply_reply_.lsn = service_.log.newest();
    encode_reply(builder_, supply_reply_);
    return {.kind = MessageKind::load_page, .waits = Waits::for_durable, .lsn = supply_reply_.lsn};
}

Answer RequestHandler::answer_count(MessageKind kind, Waits waits) {
    encode_reply(builder_, count_reply_);
    return {.kind = kind, .waits = waits, .lsn = count_reply_.lsn};
}

Answer RequestHandler::begin_count(const Frame& frame) {
    BeginCount request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.begin_count(request, context(note), count_reply_);
    return answer_count(MessageKind::begin_count, Waits::for_durable);
}

Answer RequestHandler::count_rows(const Frame& frame) {
    CountRows request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    service_.engine.add_count_rows(request, count_reply_);
    // Nothing was changed that a crash could take back.
    return answer_count(MessageKind::count_rows, Waits::for_nothing);
}

Answer RequestHandler::close_count(const Frame& frame) {
    std::string_view id;
    Note note;
    if (const auto status = decode_close_count(frame.payload, id, note); !status)
        return bad_message(status.error());
    service_.engine.close_count(id, context(note), count_reply_);
    return answer_count(MessageKind::close_count, Waits::for_durable);
}

Answer RequestHandler::settle_count(const Frame& frame) {
    SettleCount request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.settle_count(request, context(note), count_reply_);
    return answer_count(MessageKind::settle_count, Waits::for_durable);
}

Answer RequestHandler::count_report(const Frame& frame) {
    CountReportRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    CountReport report;
    service_.engine.count_report(request, report);
    encode_reply(builder_, report);
    return {.kind = MessageKind::count_report, .waits = Waits::for_durable, .lsn = report.lsn};
}

}  // namespace earmark::protocol
