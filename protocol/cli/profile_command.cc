// `earmark profiles`: what plans can be asked to be good at.
#include "engine/base/decimal.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/profile_cells.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

/// What a profile compares plans by, in words.
std::string comparison_of(const Profile& profile) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (const Criterion criterion : profile.criteria)
        add(std::string(to_string(criterion)));
    if (profile.kind == ProfileKind::lexicographic) return text;
    for (std::size_t index = 0; index < kCostTerms; ++index) {
        const auto term = static_cast<CostTerm>(index);
        const std::uint32_t weight = profile.weights.of(term);
        if (weight != kWeightOne)
            add(std::string(to_string(term)) + " x " + format_decimal(weight, kProfileWeightScale));
    }
    return text.empty() ? "every term as it is" : text;
}

ExitCode list_profiles(Session& session) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    const auto list = (*client)->list_profiles(session.call());
    if (!list) return session.fail(list.error());
    if (session.json()) {
        session.out() << protocol::to_json(*list) << '\n';
        return ExitCode::done;
    }
    TextTable table({
        {"profile"},
        {"kind"},
        {"compares by"},
        {"split penalty", Align::right},
        {"per priority", Align::right},
        {"per short unit", Align::right},
        {"per tonne CO2e", Align::right},
        {"on a full day", Align::right},
    });
    const auto money = [](Micros amount) {
        return amount == 0 ? std::string() : format_money(amount);
    };
    for (const auto& [id, profile] : list->profiles) {
        table.add({
            profile.name,
            std::string(to_string(profile.kind)),
            comparison_of(profile),
            money(profile.split_penalty),
            money(profile.per_priority),
            money(profile.shortage_per_unit),
            money(profile.carbon_per_tonne),
            money(profile.load_price),
        });
    }
    table.print(session.out());
    return ExitCode::done;
}

}  // namespace

void add_profile_command(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("profiles", "What plans can be asked to be good at");
    command->footer(
        "\nA weighted profile adds up what a plan costs, each term times its weight; a"
        "\nlexicographic one compares by one criterion after the other. They are loaded from a file"
        "\n(earmark load profiles) and named when an order is sourced."
        "\nExamples:\n  earmark profiles"
        "\n  earmark source --to-postal 60601 --profile spare-stores 85123A=2"
    );
    command->callback([&chosen] { chosen.run = list_profiles; });
}

}  // namespace earmark::cli
