// Kits, other units, order quantities, substitutes.
#include "engine/base/decimal.h"
#include "protocol/cli/arguments.h"
#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/name_book.h"
#include "protocol/cli/text_table.h"
#include "protocol/json.h"

#include <CLI/CLI.hpp>

namespace earmark::cli {
namespace {

/// One row was put: says what became of it.
ExitCode answer_put(Session& session, const std::string& sku, const Result<SupplyReply>& reply) {
    if (!reply) return session.fail(reply.error());
    if (!is_done(reply->outcome))
        return session.refuse(earmark::to_string(reply->outcome), reply->detail);
    if (reply->refused > 0) {
        const RowAnswer& answer = reply->answers.front();
        return session.refuse(earmark::to_string(answer.verdict), answer.detail);
    }
    if (session.json()) {
        session.out() << protocol::to_json(*reply) << '\n';
    } else {
        session.out() << sku << ": " << (reply->applied > 0 ? "applied" : "unchanged") << '\n';
    }
    return ExitCode::done;
}

// ---- kit -------------------------------------------------------------------------------------

struct KitArguments {
    std::string sku;
    std::vector<std::string> parts;
    bool apart = false;
    bool none = false;
};

Result<std::vector<KitPart>> understand_parts(
    NameBook& names, const std::vector<std::string>& arguments
) {
    std::vector<KitPart> parts;
    for (const std::string& argument : arguments) {
        const auto line = parse_line(argument);
        if (!line) return Error{ErrorCode::bad_input, "PART: " + line.error().detail};
        const auto item = names.item(line->sku);
        if (!item) return item.error();
        const auto quantity = names.quantity(*item, line->quantity);
        if (!quantity) return option_error("PART: " + line->sku, line->quantity, quantity.error());
        parts.push_back({item->id, *quantity});
    }
    return parts;
}

ExitCode put_kit(Session& session, const KitArguments& arguments) {
    if (arguments.none == !arguments.parts.empty()) {
        return session.fail(
            {ErrorCode::bad_input,
             "PART: found " + std::string(arguments.none ? "parts and --none" : "none") +
                 ", expected SKU=QUANTITY once or more, or --none"}
        );
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    const auto parts = understand_parts(names, arguments.parts);
    if (!parts) return session.fail(parts.error());
    const KitRow row{.sku = item->id, .ships_apart = arguments.apart, .parts = *parts};
    return answer_put(session, arguments.sku, (*client)->put_kits({&row, 1}, session.call()));
}

// ---- unit, convert ---------------------------------------------------------------------------

struct UnitArguments {
    std::string sku;
    std::string unit;
    std::string ratio;
    bool remove = false;
};

/// "12", or "1/3".
Status read_ratio(const std::string& text, UnitRow& row) {
    const std::size_t slash = text.find('/');
    const auto numerator = parse_whole(text.substr(0, slash), 1, kUnitsMax);
    if (!numerator) return option_error("IS", text, numerator.error());
    row.numerator = *numerator;
    if (slash == std::string::npos) return Done{};
    const auto denominator = parse_whole(text.substr(slash + 1), 1, kUnitsMax);
    if (!denominator) return option_error("IS", text, denominator.error());
    row.denominator = *denominator;
    return Done{};
}

ExitCode put_unit(Session& session, const UnitArguments& arguments) {
    UnitRow row;
    row.unit = arguments.unit;
    if (!arguments.remove) {
        if (const Status read = read_ratio(arguments.ratio, row); !read)
            return session.fail(read.error());
    }
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    row.sku = item->id;
    return answer_put(session, arguments.sku, (*client)->put_units({&row, 1}, session.call()));
}

struct ConvertArguments {
    std::string sku;
    std::string quantity;
};

ExitCode convert(Session& session, const ConvertArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    const auto quantity = names.quantity(*item, arguments.quantity);
    if (!quantity)
        return session.fail(option_error("QUANTITY", arguments.quantity, quantity.error()));
    session.out() << format_decimal(*quantity, item->scale) << '\n';
    return ExitCode::done;
}

// ---- order-quantity, substitutes -------------------------------------------------------------

struct QuantityArguments {
    std::string sku;
    std::string minimum;
    std::string maximum;
    std::string increment;
};

ExitCode put_order_quantity(Session& session, const QuantityArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    OrderQuantityRow row;
    row.sku = item->id;
    const std::tuple<const char*, const std::string&, Units&> figures[] = {
        {"--minimum", arguments.minimum, row.minimum},
        {"--maximum", arguments.maximum, row.maximum},
        {"--increment", arguments.increment, row.increment},
    };
    for (const auto& [option, text, figure] : figures) {
        if (text.empty()) continue;
        const auto quantity = names.quantity(*item, text);
        if (!quantity) return session.fail(option_error(option, text, quantity.error()));
        figure = *quantity;
    }
    return answer_put(
        session, arguments.sku, (*client)->put_order_quantities({&row, 1}, session.call())
    );
}

struct SubstituteArguments {
    std::string sku;
    std::vector<std::string> substitutes;
};

ExitCode put_substitutes(Session& session, const SubstituteArguments& arguments) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(arguments.sku);
    if (!item) return session.fail(item.error());
    const auto items = names.items(arguments.substitutes);
    if (!items) return session.fail(items.error());
    std::vector<SkuId> skus;
    for (const KnownItem& each : *items)
        skus.push_back(each.id);
    const SubstituteRow row{.sku = item->id, .substitutes = skus};
    return answer_put(
        session, arguments.sku, (*client)->put_substitutes({&row, 1}, session.call())
    );
}

// ---- assortment ------------------------------------------------------------------------------

void print_assortment(
    Session& session, NameBook& names, const KnownItem& item, const AssortmentView& view
) {
    const auto text = [&](Units units) { return format_decimal(units, item.scale); };
    TextTable table({{"what"}, {"of"}, {"quantity", Align::right}});
    for (const KitPart& part : view.parts) {
        table.add({
            view.ships_apart ? "part, may ship apart" : "part, ships together",
            names.name_of(part.sku),
            format_decimal(part.quantity, names.scale_of(part.sku)),
        });
    }
    for (const UnitView& unit : view.units) {
        table.add({
            "unit",
            unit.unit,
            std::to_string(unit.numerator) +
                (unit.denominator == 1 ? "" : "/" + std::to_string(unit.denominator)),
        });
    }
    const std::pair<const char*, Units> figures[] = {
        {"minimum order", view.minimum},
        {"maximum order", view.maximum},
        {"order increment", view.increment},
    };
    for (const auto& [what, figure] : figures) {
        if (figure > 0) table.add({what, "", text(figure)});
    }
    for (const SkuId sku : view.substitutes)
        table.add({"substitute", names.name_of(sku), ""});
    table.print(session.out());
}

ExitCode show(Session& session, const std::string& sku) {
    const auto client = session.client();
    if (!client) return session.fail(client.error());
    NameBook names(**client);
    const auto item = names.item(sku);
    if (!item) return session.fail(item.error());
    const auto view = (*client)->item_assortment(item->id, session.call());
    if (!view) return session.fail(view.error());
    if (session.json()) {
        session.out() << protocol::to_json(*view) << '\n';
    } else {
        print_assortment(session, names, *item, *view);
    }
    return ExitCode::done;
}

template <typename Arguments>
void run_by(
    CLI::App& command,
    Chosen& chosen,
    const std::shared_ptr<Arguments>& arguments,
    ExitCode (*run)(Session&, const Arguments&)
) {
    command.callback([&chosen, arguments, run] {
        chosen.run = [arguments, run](Session& session) { return run(session, *arguments); };
    });
}

void add_kit_command(CLI::App& app, Chosen& chosen) {
    auto arguments = std::make_shared<KitArguments>();
    CLI::App* command = app.add_subcommand("kit", "Make an item a kit of others");
    command->add_option("SKU", arguments->sku, "The item that is sold as one")->required();
    command->add_option("PART", arguments->parts, "SKU=QUANTITY in one kit; may be a kit, too");
    command->add_flag("--apart", arguments->apart, "Its parts may leave from several nodes");
    command->add_flag("--none", arguments->none, "It is no kit any more");
    command->footer(
        "\nA kit has no stock of its own: what may be sold of it follows from its parts.\n"
        "Reservations of a kit hold its parts, and move in whole kits.\n"
        "Examples:\n  earmark kit gift cup=2 box=1\n  earmark kit gift --none"
    );
    run_by(*command, chosen, arguments, put_kit);
}

void add_unit_commands(CLI::App& app, Chosen& chosen) {
    auto unit = std::make_shared<UnitArguments>();
    CLI::App* command = app.add_subcommand("unit", "Say in which other unit an item is counted");
    command->add_option("SKU", unit->sku, "The item")->required();
    command->add_option("UNIT", unit->unit, "Its name, such as case")->required();
    command->add_option("IS", unit->ratio, "How many smallest units one is: 12, or 1/3");
    command->add_flag("--remove", unit->remove, "The item is not counted in it any more");
    command->footer(
        "\nWherever the command line asks for a quantity of an item, 2:case is one, too.\n"
        "Examples:\n  earmark unit cup case 12\n  earmark reserve r1 --line cup@reno=2:case"
    );
    run_by(*command, chosen, unit, put_unit);
    auto given = std::make_shared<ConvertArguments>();
    command = app.add_subcommand("convert", "Tell a quantity in an item's unit of measure");
    command->add_option("SKU", given->sku, "The item")->required();
    command->add_option("QUANTITY", given->quantity, "Such as 2.5:case")->required();
    command->footer("\nExample:\n  earmark convert cup 2.5:case");
    run_by(*command, chosen, given, convert);
}

}  // namespace

void add_assortment_commands(CLI::App& app, Chosen& chosen) {
    add_kit_command(app, chosen);
    add_unit_commands(app, chosen);
    auto order = std::make_shared<QuantityArguments>();
    CLI::App* command =
        app.add_subcommand("order-quantity", "Say in which quantities an item is ordered");
    command->add_option("SKU", order->sku, "The item")->required();
    command->add_option("--minimum", order->minimum, "The least of a line [any]");
    command->add_option("--maximum", order->maximum, "The most of a line [any]");
    command->add_option("--increment", order->increment, "The steps [any]");
    command->footer(
        "\nWhat is not given is not limited: without options, nothing is.\n"
        "Examples:\n  earmark order-quantity cup --minimum 6 --increment 6\n"
        "  earmark order-quantity cup"
    );
    run_by(*command, chosen, order, put_order_quantity);

    auto substitutes = std::make_shared<SubstituteArguments>();
    command = app.add_subcommand("substitutes", "Say what is offered where an item is short");
    command->add_option("SKU", substitutes->sku, "The item")->required();
    command->add_option("SUBSTITUTE", substitutes->substitutes, "The best first [none]");
    command->footer(
        "\nThose given take the place of all that were.\n"
        "Examples:\n  earmark substitutes cup mug beaker\n  earmark substitutes cup"
    );
    run_by(*command, chosen, substitutes, put_substitutes);

    auto sku = std::make_shared<std::string>();
    command = app.add_subcommand(
        "assortment", "An item's kit, other units, order quantities and substitutes"
    );
    command->add_option("SKU", *sku, "The item")->required();
    command->footer("\nExample:\n  earmark assortment gift");
    run_by(*command, chosen, sku, show);
}

}  // namespace earmark::cli
