// Snapshot and delta exports, put together from what any client may ask: nothing of the server
// waits for one, and nothing is kept for one.
#include "engine/network/network_place.h"
#include "protocol/async_client.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/export_writer.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/name_book.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

namespace earmark::cli {
namespace {

struct ExportArguments {
    std::string folder;
    std::string format = "csv";
    Lsn from = 0;
};

/// Reads positions with many questions in flight, and gives them to the writer.
class PositionReader {
  public:
    PositionReader(Session& session, ExportWriter& writer) : session_(session), writer_(writer) {}

    Status connect() {
        const ServerAddress& server = session_.options().server;
        auto client = protocol::AsyncClient::connect(
            loop_, server.host, server.port, session_.client_options()
        );
        if (!client) return client.error();
        client_ = std::move(*client);
        return Done{};
    }

    /// `wanted(sku, node)` says which positions are written.
    template <typename Wanted>
    Status read(const std::vector<SkuId>& items, const Wanted& wanted) {
        std::vector<protocol::ItemAvailabilityReply> replies(items.size());
        std::size_t answered = 0;
        Status failed = Done{};
        auto options = session_.call();
        options.when = protocol::ReplyWhen::durable;
        for (std::size_t index = 0; index < items.size(); ++index) {
            const auto on_reply = [&, index](const Result<protocol::ItemAvailabilityReply>& reply) {
                ++answered;
                if (reply) {
                    replies[index] = *reply;
                } else {
                    failed = reply.error();
                }
            };
            client_->item_availability(items[index], {}, {}, on_reply, options);
        }
        while (answered < items.size())
            loop_.run_one_for(std::chrono::milliseconds(100));
        if (!failed) return failed;
        for (std::size_t index = 0; index < items.size(); ++index) {
            for (const NodeAvailability& position : replies[index].positions) {
                if (wanted(items[index], position.node))
                    writer_.position(items[index], position.node, position.figures);
            }
        }
        return Done{};
    }

  private:
    Session& session_;
    ExportWriter& writer_;
    protocol::ClientLoop loop_;
    std::unique_ptr<protocol::AsyncClient> client_;
};

Result<ExportFormat> parse_format(const std::string& text) {
    if (text == "csv") return ExportFormat::csv;
    if (text == "binary") return ExportFormat::binary;
    return option_error("--format", text, {ErrorCode::bad_input, "csv or binary"});
}

Status write_nodes(protocol::Client& client, ExportWriter& writer) {
    const auto nodes = all_nodes(client);
    if (!nodes) return nodes.error();
    for (const protocol::NodeEntry& node : *nodes)
        writer.node({node.id, node.node.key});
    // A line that is held by a group names the group as its place.
    GroupId after;
    do {
        const auto page = client.list_groups(after);
        if (!page) return page.error();
        for (const protocol::GroupEntry& group : page->groups)
            writer.node({place_of(group.id), "@" + group.group.name});
        after = page->next;
    } while (!after.is_none());
    return Done{};
}

Status write_all_positions(
    Session& session, protocol::Client& client, ExportWriter& writer, PositionReader& reader
) {
    constexpr std::uint32_t kItemsAtOnce = 1'000;
    SkuId after;
    do {
        const auto page = client.list_items(after, kItemsAtOnce, session.call());
        if (!page) return page.error();
        std::vector<SkuId> items;
        for (const protocol::ItemEntry& entry : page->items) {
            writer.item({entry.id, entry.item.sku, entry.item.scale});
            items.push_back(entry.id);
        }
        const auto status = reader.read(items, [](SkuId, NodeId) { return true; });
        if (!status) return status;
        after = page->next;
    } while (!after.is_none());
    return Done{};
}

/// Receipts of an item, or of all (none).
Status write_receipts(Session& session, protocol::Client& client, SkuId sku, ExportWriter& writer) {
    ReceiptsRequest request{.sku = sku};
    do {
        const auto page = client.receipts(request, session.call());
        if (!page) return page.error();
        if (!is_done(page->outcome)) return refused_error(page->outcome, page->detail);
        for (const ReceiptEntry& receipt : page->receipts)
            writer.receipt(receipt);
        request.after = page->next;
    } while (!request.after.is_none());
    return Done{};
}

Status write_all_reservations(Session& session, protocol::Client& client, ExportWriter& writer) {
    std::string after;
    do {
        const auto page = client.list_reservations({.after = after}, session.call());
        if (!page) return page.error();
        for (const ReservationEntry& entry : page->reservations)
            writer.reservation(entry);
        after = page->next;
    } while (!after.empty());
    return Done{};
}

ExitCode tell_export(Session& session, const ExportWriter& writer, const ExportHead& head) {
    const ExportCounts& counts = writer.counts();
    if (session.json()) {
        const boost::json::object object{
            {"go_on_lsn", head.go_on_lsn},
            {"positions", counts.positions},
            {"reservations", counts.reservations},
            {"reservations_gone", counts.reservations_gone},
            {"receipts", counts.receipts}
        };
        session.out() << boost::json::serialize(object) << '\n';
        return ExitCode::done;
    }
    session.out() << format_count(counts.positions) << " positions, "
                  << format_count(counts.reservations) << " reservations, "
                  << format_count(counts.receipts) << " receipts\n"
                  << "go on with earmark changes --from " << head.go_on_lsn << '\n';
    return ExitCode::done;
}

ExitCode export_snapshot(Session& session, const ExportArguments& arguments) {
    const auto format = parse_format(arguments.format);
    if (!format) return session.fail(format.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    // Read before the rows are: they have at least what was durable then.
    const auto status = (*client)->status(session.call());
    if (!status) return session.fail(status.error());
    const ExportHead head{
        .kind = ExportKind::snapshot, .go_on_lsn = status->engine.durable_lsn + 1
    };
    const auto writer = make_export_writer(*format, arguments.folder, head);
    if (!writer) return session.fail(writer.error());
    PositionReader reader(session, **writer);
    Status done = reader.connect();
    if (done) done = write_nodes(**client, **writer);
    if (done) done = write_all_positions(session, **client, **writer, reader);
    if (done) done = write_all_reservations(session, **client, **writer);
    if (done) done = write_receipts(session, **client, SkuId(), **writer);
    if (done) done = (*writer)->finish(head);
    if (!done) return session.fail(done.error());
    return tell_export(session, **writer, head);
}

/// What changed, by its names: read from the stream, in pages.
class Touched {
  public:
    void add(const ChangeEvent& event) {
        add_rows(event.positions);
        add_rows(event.moves);
        add_rows(event.lines);
        add_rows(event.into_lines);
        if (event.kind == ChangeKind::dated_rows) {
            for (const PositionDelta& move : event.moves)
                items_with_receipts.insert(move.sku);
        }
        const bool is_reservation =
            event.kind == ChangeKind::reservation || event.kind == ChangeKind::split ||
            event.kind == ChangeKind::claimed || event.kind == ChangeKind::backorders_taken ||
            event.kind == ChangeKind::forgotten;
        if (!is_reservation) return;
        reservations.insert(event.id);
        if (!event.into.empty()) reservations.insert(event.into);
    }

    bool has(SkuId sku, NodeId node) const { return positions.contains({sku, node}); }

    std::set<std::pair<SkuId, NodeId>> positions;
    std::set<std::string> reservations;
    std::set<SkuId> items_with_receipts;

  private:
    template <typename Rows>
    void add_rows(const Rows& rows) {
        for (const auto& row : rows) {
            if (!row.node.is_none()) positions.insert({row.sku, row.node});
        }
    }
};

/// Reads the changes up to what is durable when it comes there; `head` learns where to go on.
Status read_touched(
    Session& session, protocol::Client& client, Touched& touched, ExportHead& head
) {
    ReadChangesRequest request;
    request.from_lsn = head.from_lsn;
    request.filter.kinds = {
        ChangeKind::supply,
        ChangeKind::reservation,
        ChangeKind::split,
        ChangeKind::claimed,
        ChangeKind::backorders_taken,
        ChangeKind::forgotten,
        ChangeKind::dated_rows,
        ChangeKind::backorder,
        ChangeKind::backorders_confirmed,
        ChangeKind::count_settled,
    };
    for (;;) {
        const auto page = client.read_changes(request, session.call());
        if (!page) return page.error();
        if (page->outcome != ChangesOutcome::done) {
            return Error{
                ErrorCode::bad_input,
                std::string(earmark::to_string(page->outcome)) + ": " + page->detail
            };
        }
        for (const ChangeEvent& event : page->events)
            touched.add(event);
        request.from_lsn = page->next_lsn;
        head.go_on_lsn = page->next_lsn;
        if (page->is_at_end()) return Done{};
    }
}

/// Names of the items touched, then their positions.
Status write_touched_positions(
    protocol::Client& client, const Touched& touched, ExportWriter& writer, PositionReader& reader
) {
    constexpr std::size_t kItemsAtOnce = 1'000;
    std::vector<SkuId> items;
    for (const auto& [sku, node] : touched.positions) {
        if (items.empty() || items.back() != sku) items.push_back(sku);
    }
    for (std::size_t begin = 0; begin < items.size(); begin += kItemsAtOnce) {
        const std::size_t end = std::min(items.size(), begin + kItemsAtOnce);
        const std::vector<SkuId> some(
            items.begin() + static_cast<std::ptrdiff_t>(begin),
            items.begin() + static_cast<std::ptrdiff_t>(end)
        );
        for (const SkuId sku : some) {
            const auto view = client.item(sku);
            if (!view) return view.error();
            writer.item({sku, view->sku, view->scale});
        }
        const auto wanted = [&touched](SkuId sku, NodeId node) { return touched.has(sku, node); };
        if (auto status = reader.read(some, wanted); !status) return status;
    }
    return Done{};
}

Status write_touched_reservations(
    Session& session, protocol::Client& client, const Touched& touched, ExportWriter& writer
) {
    for (const std::string& id : touched.reservations) {
        const auto reply = client.reservation(id, session.call());
        if (!reply) return reply.error();
        if (reply->outcome == Outcome::unknown_reservation) {
            writer.reservation_gone(id);
            continue;
        }
        writer.reservation(
            {.id = id,
             .state = reply->state,
             .reference = reply->reference,
             .made_by = reply->made_by,
             .made_at = reply->made_at,
             .expires_at = reply->expires_at,
             .lines = reply->lines}
        );
    }
    return Done{};
}

Status write_touched_receipts(
    Session& session, protocol::Client& client, const Touched& touched, ExportWriter& writer
) {
    for (const SkuId sku : touched.items_with_receipts) {
        if (auto status = write_receipts(session, client, sku, writer); !status) return status;
    }
    return Done{};
}

ExitCode export_delta(Session& session, const ExportArguments& arguments) {
    const auto format = parse_format(arguments.format);
    if (!format) return session.fail(format.error());
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    ExportHead head{.kind = ExportKind::delta, .from_lsn = arguments.from};
    Touched touched;
    if (auto read = read_touched(session, **client, touched, head); !read) {
        return read.error().code == ErrorCode::bad_input
                   ? session.refuse("no_delta", read.error().detail)
                   : session.fail(read.error());
    }
    const auto writer = make_export_writer(*format, arguments.folder, head);
    if (!writer) return session.fail(writer.error());
    PositionReader reader(session, **writer);
    Status done = reader.connect();
    if (done) done = write_nodes(**client, **writer);
    if (done) done = write_touched_positions(**client, touched, **writer, reader);
    if (done) done = write_touched_reservations(session, **client, touched, **writer);
    if (done) done = write_touched_receipts(session, **client, touched, **writer);
    if (done) done = (*writer)->finish(head);
    if (!done) return session.fail(done.error());
    return tell_export(session, **writer, head);
}

}  // namespace

void add_export_commands(CLI::App& app, Chosen& chosen) {
    CLI::App* group =
        app.add_subcommand("export", "Positions and reservations as files, and where to go on");
    group->require_subcommand(1);
    group->footer(
        "\nExamples:\n  earmark export snapshot ./stock --format csv\n"
        "  earmark export delta --from 4711 ./since"
    );
    auto arguments = std::make_shared<ExportArguments>();
    const auto add_common = [&arguments](CLI::App* command) {
        command->add_option("OUT", arguments->folder, "A folder for the files; made if missing")
            ->required();
        command->add_option("--format", arguments->format, "csv or binary (export_format.md)")
            ->capture_default_str();
    };
    CLI::App* snapshot = group->add_subcommand("snapshot", "All there is");
    add_common(snapshot);
    snapshot->footer("\nExample:\n  earmark export snapshot ./stock --format csv");
    snapshot->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return export_snapshot(session, *arguments); };
    });
    CLI::App* delta = group->add_subcommand("delta", "What changed since, as it is now");
    add_common(delta);
    delta->add_option("--from", arguments->from, "The first LSN; 0 = the oldest that is kept")
        ->required();
    delta->footer("\nExample:\n  earmark export delta --from 4711 ./since --format binary");
    delta->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return export_delta(session, *arguments); };
    });
}

}  // namespace earmark::cli
