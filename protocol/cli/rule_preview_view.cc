#include "protocol/cli/rule_preview_view.h"

#include "engine/base/decimal.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/promise_view.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace earmark::cli {
namespace {

/// The pages of one preview, gathered for tables.
class PreviewView {
  public:
    PreviewView(Session& session, protocol::Client& client)
        : session_(session), client_(client), names_(client) {}

    /// Asks for every page. With --json each is printed as it comes.
    template <typename Row>
    ExitCode ask(const Row& row) {
        std::string after;
        do {
            const PreviewRequest<Row> request{.rows = {&row, 1}, .after = after};
            auto page = client_.preview_rules(request, session_.call());
            if (!page) return session_.fail(page.error());
            judged_ = page->judged;
            if (!is_done(judged_.outcome))
                return session_.refuse(earmark::to_string(judged_.outcome), judged_.detail);
            if (judged_.refused > 0) {
                const RowAnswer& answer = judged_.answers.front();
                return session_.refuse(earmark::to_string(answer.verdict), answer.detail);
            }
            if (session_.json()) session_.out() << protocol::to_json(*page) << '\n';
            add(*page);
            after = std::move(page->next);
        } while (!after.empty());
        return ExitCode::done;
    }

    const SupplyReply& judged() const { return judged_; }
    const PreviewTotals& totals() const { return totals_; }

    void print_positions() {
        if (positions_.row_count() == 0) return;
        positions_.print(session_.out());
        say_more(totals_.positions, positions_.row_count(), "positions");
    }

    void print_lines() {
        if (lines_.row_count() == 0) return;
        lines_.print(session_.out());
        say_more(totals_.lines, lines_.row_count(), "lines");
    }

  private:
    void add(const RulePreviewReply& page) {
        totals_.positions += page.totals.positions;
        totals_.unavailable += page.totals.unavailable;
        totals_.available += page.totals.available;
        totals_.lines += page.totals.lines;
        totals_.touched += page.totals.touched;
        if (session_.json()) return;
        for (const PositionPreview& preview : page.positions) {
            if (positions_.row_count() < kPreviewRowsShownMax) add_position(preview);
        }
        for (const TouchedLine& line : page.touched) {
            if (lines_.row_count() < kPreviewRowsShownMax) add_line(line);
        }
    }

    void add_position(const PositionPreview& preview) {
        const std::uint8_t scale = names_.scale_of(preview.sku);
        const auto units = [scale](Units count) {
            return count >= kUnitsMax ? std::string("unlimited") : format_decimal(count, scale);
        };
        positions_.add({
            names_.name_of(preview.sku),
            names_.name_of(preview.node),
            preview.segment.is_none() ? "anyone" : segment_name(preview.segment),
            format_methods(preview.method),
            preview.day == kNoDay ? "now" : format_day(preview.day),
            units(preview.before.ats),
            units(preview.after.ats),
            format_decimal(preview.after.withheld, scale),
            format_decimal(preview.after.kept, scale),
            preview.after.is_stopped ? "stopped" : "sold",
        });
    }

    void add_line(const TouchedLine& line) {
        const std::uint8_t scale = names_.scale_of(line.sku);
        lines_.add({
            line.reservation,
            std::string(earmark::to_string(line.state)),
            std::to_string(line.line),
            names_.name_of(line.sku),
            names_.name_of(line.node),
            line.day == kNoDay ? "now" : format_day(line.day),
            format_decimal(line.held, scale),
            format_decimal(line.allocated, scale),
        });
    }

    std::string segment_name(SegmentId segment) {
        if (!segments_) {
            const auto list = client_.list_segments(session_.call());
            segments_ = list ? list->names : std::vector<std::string>();
        }
        const std::size_t number = segment.value() - 1U;
        return number < segments_->size() ? (*segments_)[number]
                                          : "#" + std::to_string(segment.value());
    }

    void say_more(std::uint64_t all, std::size_t shown, const char* what) {
        if (all <= shown) return;
        session_.out() << "... and " << format_count(all - shown) << " more " << what
                       << " (--json tells all)\n";
    }

    Session& session_;
    protocol::Client& client_;
    NameBook names_;
    SupplyReply judged_;
    PreviewTotals totals_;
    std::optional<std::vector<std::string>> segments_;
    TextTable positions_{{
        {"sku"},
        {"node"},
        {"asked for"},
        {"by"},
        {"for"},
        {"ats", Align::right},
        {"then", Align::right},
        {"withheld", Align::right},
        {"kept", Align::right},
        {"sale"},
    }};
    TextTable lines_{{
        {"reservation"},
        {"state"},
        {"line", Align::right},
        {"sku"},
        {"node"},
        {"for"},
        {"held", Align::right},
        {"ordered", Align::right},
    }};
};

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return format_count(count) + " " + std::string(count == 1 ? one : many);
}

template <typename Row>
ExitCode show(Session& session, protocol::Client& client, const Row& row, std::string_view name) {
    PreviewView view(session, client);
    const ExitCode asked = view.ask(row);
    if (asked != ExitCode::done || session.json()) return asked;
    const PreviewTotals& totals = view.totals();
    session.out() << name << ": "
                  << (view.judged().applied > 0 ? "would be applied" : "is so already") << "; "
                  << counted(totals.positions, "position changes", "positions change") << ", "
                  << counted(totals.lines, "line is touched", "lines are touched") << '\n';
    view.print_positions();
    view.print_lines();
    return ExitCode::done;
}

}  // namespace

ExitCode show_preview(Session& session, protocol::Client& client, const SellingRuleRow& row) {
    return show(session, client, row, row.name);
}

ExitCode show_preview(
    Session& session, protocol::Client& client, const SegmentRuleRow& row, std::string_view name
) {
    return show(session, client, row, name);
}

ExitCode show_preview(
    Session& session, protocol::Client& client, const PromiseTermsRow& row, std::string_view name
) {
    return show(session, client, row, name);
}

ExitCode show_preview(Session& session, protocol::Client& client, const NodeRow& row) {
    return show(session, client, row, row.key);
}

void add_preview_flag(CLI::App& command, bool& preview) {
    command.add_flag(
        "--preview", preview, "Change nothing: say what would, and which holds it touches"
    );
}

ExitCode show_touched_lines(Session& session, protocol::Client& client, const SellingRuleRow& row) {
    PreviewView view(session, client);
    const ExitCode asked = view.ask(row);
    if (asked != ExitCode::done || session.json()) return asked;
    if (view.totals().lines == 0) return ExitCode::done;
    session.out() << counted(
        view.totals().lines, "line is touched, and stands:\n", "lines are touched, and stand:\n"
    );
    view.print_lines();
    return ExitCode::done;
}

}  // namespace earmark::cli
