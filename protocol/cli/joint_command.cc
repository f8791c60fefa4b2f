// Sources the orders of a file together, in one request.
#include "engine/base/decimal.h"
#include "protocol/async_client.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/cost_terms.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/handle_cache.h"
#include "protocol/cli/joint_reasons.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/order_reader.h"
#include "protocol/cli/order_request.h"
#include "protocol/cli/output_paths.h"
#include "protocol/cli/progress.h"
#include "protocol/cli/ship_to_options.h"
#include "protocol/cli/source_options.h"
#include "protocol/cli/text_table.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace earmark::cli {
namespace {

struct JointArguments {
    SourceArguments how;
    std::string to_country = "US";
    std::string file;
    std::string time_max = "60s";
    std::string short_price = "100.00";
    std::uint32_t short_value_percent = 0;
    std::uint32_t threads = 0;
    bool quote = false;
    bool keep_prices = false;
    bool strict = false;
    std::string rejects_path;
};

Status read_orders(
    const std::string& path, HandleCache& items, RowReport& report, JointOrders& all
) {
    constexpr std::size_t kOrdersAtOnce = 1'000;
    const auto reader = OrderReader::open(path, items, report);
    if (!reader) return reader.error();
    while (true) {
        auto orders = (*reader)->next(kOrdersAtOnce);
        if (!orders) return orders.error();
        if (orders->empty() || report.must_stop()) return Done{};
        all.orders.insert(all.orders.end(), orders->begin(), orders->end());
        if (all.orders.size() > kJointOrdersMax) {
            return Error{
                ErrorCode::limit_exceeded,
                path + ": found more than 10000 orders, expected at most that many together"
            };
        }
    }
}

void make_requests(const SourceRules& rules, const std::string& country, JointOrders& all) {
    all.requests.reserve(all.orders.size());
    for (const auto& order : all.orders) {
        SourceRequest& request =
            all.requests.emplace_back(request_of(rules.request, *order, country));
        request.id = order->id;
    }
}

/// In hundredths of a percent.
std::string percent_text(Micros part, Micros whole) {
    if (whole == 0) return "0.00 %";
    constexpr double kTenThousand = 10'000;
    const double share = static_cast<double>(part) / static_cast<double>(whole) * kTenThousand;
    return format_decimal(static_cast<std::int64_t>(share + (share < 0 ? -0.5 : 0.5)), 2) + " %";
}

std::string progress_text(const JointSourceProgress& progress) {
    if (progress.phase == JointPhase::holding || progress.phase == JointPhase::ended) {
        return "held " + format_count(progress.held) + ", " + format_count(progress.done) + " of " +
               format_count(progress.orders) + " orders answered";
    }
    if (progress.rounds == 0) return "looking at " + format_count(progress.orders) + " orders";
    return "cost " + format_money(progress.cost) + ", at least " +
           format_money(progress.lower_bound) + " (" +
           percent_text(progress.cost - progress.lower_bound, progress.cost) + "); " +
           format_count(progress.rounds) + " rounds of prices, " + format_count(progress.trials) +
           " trials";
}

/// Asks, and says every second how far it is.
Result<JointSourceReply> ask_jointly(
    Session& session,
    protocol::ClientLoop& loop,
    protocol::AsyncClient& client,
    const JointSourceRequest& request,
    Progress& progress
) {
    constexpr std::chrono::milliseconds kTurn{100};
    constexpr std::chrono::minutes kHoldingMax{10};
    protocol::CallOptions options = session.call();
    options.answer_within = std::max(options.answer_within, request.time_max + kHoldingMax);
    std::optional<Result<JointSourceReply>> answer;
    client.source_jointly(
        request, [&](const Result<JointSourceReply>& reply) { answer = reply; }, options
    );
    bool is_asking = false;
    while (!answer) {
        loop.run_one_for(kTurn);
        loop.poll();
        if (answer || is_asking || !progress.is_due()) continue;
        is_asking = true;
        client.joint_progress(
            request.batch,
            [&](const Result<JointSourceProgress>& far) {
                is_asking = false;
                if (far && far->phase != JointPhase::none) progress.say(progress_text(*far));
            },
            session.call()
        );
    }
    // What was asked of its progress borrows from here.
    while (is_asking) {
        loop.run_one_for(kTurn);
        loop.poll();
    }
    return *std::move(answer);
}

struct Counts {
    std::uint64_t filled = 0;
    std::uint64_t partly = 0;
    std::uint64_t not_filled = 0;
    std::uint64_t refused = 0;
    std::uint64_t repeated = 0;
    std::uint64_t shipments = 0;
};

Counts counts_of(const JointSourceReply& reply) {
    Counts counts;
    for (const JointOrderAnswer& answer : reply.answers) {
        counts.shipments += answer.shipments;
        if (answer.outcome == Outcome::repeated) counts.repeated += 1;
        if (is_done(answer.outcome)) {
            (answer.short_units == 0 ? counts.filled : counts.partly) += 1;
        } else {
            (is_not_filled(answer) ? counts.not_filled : counts.refused) += 1;
        }
    }
    return counts;
}

/// What became of the backorders that orders stand for, if any do.
void add_backorders(const JointOrders& all, const JointSourceReply& reply, TextTable& table) {
    if (reply.backorders == 0) return;
    table.add({"backorders that orders stand for", format_count(reply.backorders)});
    table.add({"  promised anew", format_count(reply.backorders_taken)});
    std::map<Outcome, std::uint64_t> refused;
    std::uint64_t kept = reply.backorders - reply.backorders_taken;
    for (std::size_t index = 0; index < reply.answers.size(); ++index) {
        const Outcome outcome = reply.answers[index].outcome;
        const std::uint64_t taken = all.orders[index]->backorders.size();
        if (is_done(outcome) || outcome == Outcome::cannot_source || taken == 0) continue;
        refused[outcome] += taken;
        kept -= taken;
    }
    table.add({"  keep what they have", format_count(kept)});
    for (const auto& [outcome, count] : refused)
        table.add({"  refused: " + std::string(earmark::to_string(outcome)), format_count(count)});
    const auto units = static_cast<std::uint64_t>(reply.backorder_units);
    table.add({"  units they want no longer", format_count(units)});
}

void print_joint(
    std::ostream& out, const JointOrders& all, const JointSourceReply& reply, bool is_quote
) {
    const Counts counts = counts_of(reply);
    const JointFigures& planned = reply.planned;
    TextTable table({{"orders"}, {format_count(reply.answers.size()), Align::right}});
    table.add({"filled", format_count(counts.filled)});
    table.add({"partly filled", format_count(counts.partly)});
    table.add({"not filled", format_count(counts.not_filled)});
    if (counts.refused > 0) table.add({"refused", format_count(counts.refused)});
    if (counts.repeated > 0) table.add({"answered before", format_count(counts.repeated)});
    table.add({"planned together", format_count(planned.orders)});
    if (reply.alone > 0) table.add({"sourced by themselves", format_count(reply.alone)});
    table.add({"  cost, with units left out", format_money(planned.cost)});
    table.add({"  no plan costs less than", format_money(planned.lower_bound)});
    table.add({"  gap", percent_text(planned.cost - planned.lower_bound, planned.cost)});
    table.add({"  first come, first served", format_money(planned.first_come_cost)});
    const Micros saved = planned.first_come_cost - planned.cost;
    table.add({"  saved", format_money(saved)});
    table.add({"", percent_text(saved, planned.first_come_cost)});
    table.add({"  units left out", format_count(static_cast<std::uint64_t>(planned.short_units))});
    table.add(
        {"  first come, first served",
         format_count(static_cast<std::uint64_t>(planned.first_come_short_units))}
    );
    table.add({"rounds of prices", format_count(planned.rounds)});
    table.add({"trials", format_count(planned.trials)});
    table.add({"planned anew on conflict", format_count(reply.replans)});
    table.add({is_quote ? "could be held" : "held", format_count(reply.held)});
    table.add({"  shipments", format_count(counts.shipments)});
    for (const NamedCost& term : terms_told(reply.cost))
        table.add({"  " + std::string(term.term), format_money(term.amount)});
    add_backorders(all, reply, table);
    table.add({"scarce units priced", format_count(reply.prices_found)});
    if (reply.prices_kept > 0) table.add({"  prices kept", format_count(reply.prices_kept)});
    table.print(out);
}

void say_refusals(Session& session, const JointOrders& all, const JointSourceReply& reply) {
    constexpr std::size_t kSaid = 20;
    for (std::size_t index = 0; index < std::min(kSaid, reply.refusals.size()); ++index) {
        const JointRefusal& refusal = reply.refusals[index];
        if (refusal.order >= all.orders.size()) continue;
        const Outcome outcome = reply.answers[refusal.order].outcome;
        session.note(
            "order " + all.orders[refusal.order]->id +
            ": refused: " + std::string(earmark::to_string(outcome)) + ": " + refusal.detail
        );
    }
}

/// Asked only as much as is told.
constexpr std::size_t kReasonsForPeople = 10;
constexpr std::size_t kReasonsForPrograms = 100;

void tell(Session& session, const JointOrders& all, const JointSourceReply& reply, bool is_quote) {
    const auto reasons =
        ask_reasons(session, all, reply, session.json() ? kReasonsForPrograms : kReasonsForPeople);
    if (session.json()) {
        session.out() << json_with_reasons(all, reply, reasons) << '\n';
        return;
    }
    print_joint(session.out(), all, reply, is_quote);
    print_reasons(session.out(), all, reply, reasons);
    say_refusals(session, all, reply);
    if (!reply.detail.empty()) session.note(reply.detail);
}

Result<JointSourceRequest> understand_batch(const JointArguments& arguments) {
    JointSourceRequest request;
    const auto time_max = parse_duration(arguments.time_max);
    if (!time_max) return option_error("--time", arguments.time_max, time_max.error());
    request.time_max = *time_max;
    const auto price = parse_money(arguments.short_price);
    if (!price) return option_error("--short-price", arguments.short_price, price.error());
    request.short_price = *price;
    request.short_value_percent = arguments.short_value_percent;
    request.threads = arguments.threads;
    request.keep_prices = arguments.keep_prices;
    request.mode = arguments.quote ? SourceMode::quote : SourceMode::reserve;
    return request;
}

ExitCode source_jointly(Session& session, const JointArguments& arguments) {
    const Status apart =
        check_outputs({{"--rejects", arguments.rejects_path}}, std::span(&arguments.file, 1));
    if (!apart) return session.fail(apart.error());
    auto request = understand_batch(arguments);
    if (!request) return session.fail(request.error());
    const auto names_client = session.client();
    if (!names_client) return session.fail(names_client.error());
    NameBook names(**names_client);
    const auto rules = understand(arguments.how, names);
    if (!rules) return session.fail(rules.error());
    Progress progress(session.err(), progress_of(session));
    RowReport report(
        {
            .json = session.json(),
            .strict = arguments.strict,
            .rejects_path = arguments.rejects_path,
        },
        session.err(),
        [&] { progress.pause(); }
    );
    protocol::ClientLoop loop;
    PatientClient patient(loop, session.options().server, session.client_options(), {});
    HandleCache items(patient, NameKind::item);
    JointOrders all;
    Status status = report.open();
    if (status) status = read_orders(arguments.file, items, report, all);
    const Status closed = report.close();
    if (status && !closed) status = closed;
    if (!status) return session.fail(status.error());
    if (report.must_stop()) return ExitCode::refused;
    make_requests(*rules, arguments.to_country, all);
    const std::string batch = "batch-" + std::to_string(microseconds_now());
    request->batch = batch;
    request->orders = all.requests;
    const auto client = patient.get();
    if (!client) return session.fail(client.error());
    const auto reply = ask_jointly(session, loop, **client, *request, progress);
    progress.pause();
    if (!reply) return session.fail(reply.error());
    if (reply->outcome != Outcome::done)
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    tell(session, all, *reply, arguments.quote);
    return report.rejected() > 0 || counts_of(*reply).refused > 0 ? ExitCode::refused
                                                                  : ExitCode::done;
}

}  // namespace

void add_joint_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<JointArguments>();
    CLI::App* command = app.add_subcommand(
        "source-jointly", "Source waiting orders of a file together, at the least cost of all"
    );
    command->add_option("FILE", arguments->file, "CSV, plain or .gz, as of `orders`")->required();
    command->add_flag("--quote", arguments->quote, "Hold nothing");
    command->add_option("--time", arguments->time_max, "For planning, about")
        ->capture_default_str();
    command
        ->add_option(
            "--short-price",
            arguments->short_price,
            "What a unit left out costs, where the order's profile does not say"
        )
        ->capture_default_str();
    command->add_option(
        "--short-value-percent",
        arguments->short_value_percent,
        "So much of its item's value on top"
    );
    command->add_option("--threads", arguments->threads, "0: as the server likes")
        ->check(CLI::Range(0U, kJointThreadsMax))
        ->capture_default_str();
    command->add_flag(
        "--keep-prices",
        arguments->keep_prices,
        "Keep what scarce units are worth as the scarcity prices of live orders"
    );
    command->add_flag("--strict", arguments->strict, "Stop at the first wrong row");
    command->add_option(
        "--rejects",
        arguments->rejects_path,
        "Keep the rejected rows, and all of their orders, in this file"
    );
    add_country_option(*command, arguments->to_country);
    add_source_options(*command, arguments->how);
    command->footer(
        "\nColumns as of `earmark orders`; up to 10000 orders, of any number of lines.\n"
        "The orders are planned together, then held one after the other; what no longer fits is\n"
        "planned again by itself. The plan never costs more than the same orders do first come,\n"
        "first served. Orders that cannot be planned with others (kits that ship apart, stock\n"
        "that groups hold, profiles that rank criteria) are sourced after them, and are in no\n"
        "figure of the plan.\n"
        "Why orders are not filled is told line by line of the first 10, with --json of the first\n"
        "100 (`order` and `unfilled` of their answers): as a quote of the order by itself says at\n"
        "that moment, beside what is held. Where it has the line (filled_by_itself), its units\n"
        "went to other orders, or leaving it out costs less (--short-price).\n"
        "Backorders are promised anew by orders that name them (columns `backorder` and\n"
        "`backorder_node`): what is held of the line the backorder wants no longer, in the same\n"
        "step; what it has confirmed is there for its order alone. An order that is left out, or\n"
        "would leave after the day promised and the next pickup of their node, leaves its\n"
        "backorders what they have.\n"
        "Examples:\n  earmark source-jointly waiting.csv --quote\n"
        "  earmark source-jointly waiting.csv --partial --split --time 2m --hold-for 2h\n"
        "  earmark source-jointly waiting.csv --short-price 5.00 --keep-prices\n"
        "  earmark source-jointly backorders.csv --partial --split --hold-for 1d"
    );
    command->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return source_jointly(session, *arguments); };
    });
}

}  // namespace earmark::cli
