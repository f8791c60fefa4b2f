#include "protocol/cli/commands.h"
#include "protocol/cli/fields.h"
#include "protocol/cli/load.h"
#include "protocol/cli/sequence_option.h"

#include <CLI/CLI.hpp>
#include <array>

namespace earmark::cli {
namespace {

struct KindOfFile {
    LoadKind kind;
    const char* name;
    const char* columns;
    const char* more;
};

constexpr std::array<KindOfFile, 26> kKinds{{
    {LoadKind::nodes,
     "nodes",
     "node,type,latitude,longitude,country,postal_code,time_zone,methods,priority,\n"
     "  tariff,handling_per_shipment,handling_per_line,handling_per_unit,enabled",
     "Only `node` must be there; type is dc, store, vendor or 3pl; methods are words with ';'\n"
     "between: ship, pickup, ship_to_store, same_day. A file is loaded whole or not at all."},
    {LoadKind::items,
     "items",
     "sku,unit_of_measure,scale,weight_g,length_mm,width_mm,height_mm,value,category,attributes",
     "Only `sku` must be there. The scale is the number of decimals of a quantity."},
    {LoadKind::groups,
     "groups",
     "group,node,priority",
     "Each group named in the file is replaced as a whole. Load the nodes first."},
    {LoadKind::tariffs,
     "tariffs",
     "tariff,from,dim_cm3_per_kg,surcharge_per_parcel,weight_g_max,zone_1,zone_2,...",
     "One row a weight step, rising; an empty zone is not served. A file is all or nothing.\n"
     "A version rates what leaves on its day `from` or later, until the next begins; without: "
     "always."},
    {LoadKind::zones,
     "zones",
     "origin,destination,zone",
     "Pairs of leading postal characters, all of one length. They are added to those there. A "
     "file\n"
     "goes in whole or not at all."},
    {LoadKind::zone_bands,
     "zone-bands",
     "miles_max,zone",
     "Zones by distance, rising, where no pair says otherwise. A file replaces the bands, whole or "
     "not\n"
     "at all."},
    {LoadKind::stock,
     "stock",
     "sku,node,on_hand,safety,as_of",
     "An empty cell leaves that figure as it is. Load items and nodes first. Repeating a load "
     "with\n"
     "the same --source and --sequence is harmless: what is not newer is stale."},
    {LoadKind::segment_rules,
     "segment-rules",
     "sku,node,segment,rank,floor,ceiling,standing,from,until",
     "What is kept for a segment (floor) and the most it may take (ceiling): quantities or, both,\n"
     "percentages. standing is yes or no; from and until are moments in UTC. New segments are made."
    },
    {LoadKind::receipts,
     "receipts",
     "sku,node,receipt,type,day,quantity,change,sequence",
     "Supply that is still to come. type is purchase_order, in_transit, return_expected or "
     "planned;\n"
     "day is a date in UTC; quantity is what is still open. change is put, receive, settle or\n"
     "cancel. Repeating a file of puts is harmless; so is any whose rows have a sequence, which "
     "rises\n"
     "at each sku and node: what is not newer than the last of --source there is stale."},
    {LoadKind::backorders,
     "backorders",
     "sku,node,backorder,quantity,day,latest,priority,strategy",
     "Demand that waits for supply. day and latest are dates in UTC; the lowest priority is "
     "served\n"
     "first; strategy is keep_at_least, improve, redistribute, give_up or skip. Repeating a file "
     "is\n"
     "harmless."},
    {LoadKind::selling_rules,
     "selling-rules",
     "name,effect,figure,sku,category,node,node_type,group,segment,method,rank,from,until,change",
     "Safety stock by rules, and stops. effect is safety or stop; figure is a quantity or a "
     "percentage\nof what is on hand. What is left empty is any. change is put or remove. Load "
     "items, nodes, groups\nand segments first. Repeating a file of puts is harmless."},
    {LoadKind::kits,
     "kits",
     "sku,part,quantity,ships_apart",
     "One row a part; the rows of a sku are its kit, whole. ships_apart is yes or no, by the first "
     "row\n"
     "of a kit. Load the items first; a kit has no stock of its own."},
    {LoadKind::units,
     "units",
     "sku,unit,numerator,denominator",
     "One unit is numerator / denominator of the item's smallest units; numerator 0 takes it away."
    },
    {LoadKind::order_quantities,
     "order-quantities",
     "sku,minimum,maximum,increment",
     "In which quantities a line asks for the item; an empty cell is no limit."},
    {LoadKind::substitutes,
     "substitutes",
     "sku,substitute",
     "What is offered where the item is short, the best first; the rows of a sku are all of them."},
    {LoadKind::profiles,
     "profiles",
     "profile,kind,criteria,transport,handling,split,preference,scarcity,shortage,lateness,\n"
     "  carbon,load,split_penalty,per_priority,shortage_per_unit,carbon_per_tonne,load_price",
     "What plans are to be good at. kind is weighted or lexicographic. transport to load are "
     "weights\n"
     "(empty = 1; lateness: as transport); criteria are late_days, shipments, priority, distance\n"
     "and cost, with ';' between, late_days before cost. A file goes in whole or not at all."},
    {LoadKind::scarcity,
     "scarcity",
     "sku,node,price",
     "What a unit is worth at a node to orders to come, in money. A file replaces the whole set, "
     "or\n"
     "nothing of it if a row is wrong."},
    {LoadKind::calendars,
     "calendars",
     "calendar,weekdays,closed,opened,change",
     "Days on which somebody works. weekdays is mon;tue;wed;thu;fri; closed and opened are dates "
     "with ;\nbetween. change is put or remove. A file goes in whole or not at all."},
    {LoadKind::services,
     "services",
     "service,carrier,tariff,discount,fuel,residential_per_parcel,refuses,transit_days,\n"
     "delivery_calendar,window_from,window_until,from,until,change",
     "By what carriers take parcels: the tariff less discount, plus fuel. transit_days is by zone, "
     "- where\nit does not go: 1;2;2;3;-. Load tariffs and calendars first. A file goes in whole "
     "or not at all."},
    {LoadKind::area_surcharges,
     "area-surcharges",
     "carrier,country,postal_prefix,per_parcel,change",
     "What a carrier asks for a parcel to some places; the longest prefix that fits counts. A "
     "file\n"
     "goes in whole or not at all."},
    {LoadKind::node_hours,
     "node-hours",
     "node,calendar,opens,closes,cutoff,processing_minutes,change",
     "When a node works on orders, by its own clock. Load nodes, with their time_zone, and "
     "calendars first.\nA file goes in whole or not at all."},
    {LoadKind::pickups,
     "pickups",
     "node,service,time,calendar,change",
     "Which services pick up at a node: it ships by them alone. Load nodes and services first. A "
     "file\ngoes in whole or not at all."},
    {LoadKind::capacity,
     "capacity",
     "node,day,method,unit,most,change",
     "The most that leaves a node in a day. day is mon to sun, a date, or empty for every day; "
     "unit "
     "is\nshipments, lines or units. A date beats a weekday, a weekday every day. Load nodes "
     "first.\n"
     "A file goes in whole or not at all."},
    {LoadKind::carbon,
     "carbon",
     "service,zone,per_parcel_g,per_kg_g,change",
     "Grams of CO2e of each parcel of a service and of each started kilogram it is billed for; an "
     "empty\nzone is all zones without a row of their own. A profile's carbon_per_tonne prices "
     "them. Load services\nfirst. A file goes in whole or not at all."},
    {LoadKind::couriers,
     "couriers",
     "node,radius_km,cutoff,per_shipment,change",
     "Which nodes deliver what is ordered before the cut-off of one of their working days on that "
     "day, how far\nfrom them, and what a shipment costs. Load nodes, with their coordinates and "
     "the method same_day,\nand node-hours first. A file goes in whole or not at all."},
    {LoadKind::sourcing_rules,
     "sourcing-rules",
     "rule,effect,nodes,groups,from,until,country,postal_prefix,customer_class,method,residential,"
     "\n"
     "  units_least,units_most,value_least,value_most,attributes,category,sku,penalty,\n"
     "  shipments_most,nodes_per_line_most,change",
     "Which nodes may ship what: effect is exclude, only or prefer (which has a penalty in money). "
     "How orders\nmay leave: most_shipments (shipments_most), keep_whole, most_nodes_per_line "
     "(nodes_per_line_most) or\nship_complete, without nodes and groups. Lists have ';' between. "
     "Load nodes, groups and items first.\nA file goes in whole or not at all."},
}};

struct LoadArguments {
    LoadOptions options;
    std::string retry_for = "60s";
};

constexpr std::uint32_t kConnectionsMax = 64;

void add_source_option(CLI::App& command, LoadArguments& arguments) {
    command.add_option("--source", arguments.options.source, "The system that the rows are of")
        ->capture_default_str();
}

void add_stock_options(CLI::App& command, LoadArguments& arguments) {
    add_source_option(command, arguments);
    add_sequence_option(
        command, arguments.options.sequence, "Rises from load to load [microseconds since 1970]"
    );
    command.add_option("--connections", arguments.options.connections, "Load over so many")
        ->check(CLI::Range(1U, kConnectionsMax))
        ->capture_default_str();
    command.add_option(
        "--job",
        arguments.options.job,
        "Names the load, so that one that broke off goes on where it was: see earmark job"
    );
    command
        .add_option(
            "--retry-for", arguments.retry_for, "How long to wait for a server that is gone"
        )
        ->capture_default_str();
}

ExitCode load(Session& session, LoadArguments& arguments) {
    const auto retry_for = parse_duration(arguments.retry_for);
    if (!retry_for) {
        return session.fail(option_error("--retry-for", arguments.retry_for, retry_for.error()));
    }
    arguments.options.retry_for = *retry_for;
    if (!arguments.options.job.empty() && arguments.options.files.size() > 1) {
        return session.fail(
            {ErrorCode::bad_input, "--job: found several files, expected one for each job"}
        );
    }
    if (!arguments.options.job.empty() && arguments.options.strict) {
        return session.fail(
            {ErrorCode::bad_input,
             "--strict: found --job, expected one of them: a job goes by pages of many rows"}
        );
    }
    return run_load(session, arguments.options);
}

}  // namespace

void add_load_command(CLI::App& app, Chosen& chosen) {
    CLI::App* load_command = app.add_subcommand("load", "Load CSV files, plain or .gz");
    load_command->require_subcommand(1);
    load_command->fallthrough();
    load_command->footer(
        "\nWrong rows are told by file, row, column, found and expected, and counted; good rows go "
        "on,\nexcept where rows belong together: files of tariffs, zones, profiles, prices, "
        "calendars,\nservices and rules go in whole or not at all, as their --help says.\nExit "
        "code 1 says that rows were rejected, 2 that a file could not be read.\n"
        "Examples:\n  earmark load items items.csv\n"
        "  earmark load stock monday.csv.gz --rejects wrong.csv\n"
        "  earmark load tariffs --help"
    );
    for (const KindOfFile& kind : kKinds) {
        auto arguments = std::make_shared<LoadArguments>();
        arguments->options.kind = kind.kind;
        arguments->options.kind_name = kind.name;
        CLI::App* command = load_command->add_subcommand(
            kind.name, "Load " + std::string(kind.name) + " from CSV files"
        );
        command->add_option("FILE", arguments->options.files, "CSV files, plain or .gz")
            ->required();
        command->add_flag(
            "--strict",
            arguments->options.strict,
            "Load nothing behind the first wrong row: rows go one by one, which is slow"
        );
        command->add_option(
            "--rejects",
            arguments->options.rejects_path,
            "Keep the rejected rows in this file, with those that belong to them"
        );
        if (kind.kind == LoadKind::stock) add_stock_options(*command, *arguments);
        if (kind.kind == LoadKind::receipts) add_source_option(*command, *arguments);
        command->footer(
            "\nColumns, named in the first row, in any order:\n  " + std::string(kind.columns) +
            "\n" + kind.more + "\nExample:\n  earmark load " + kind.name + " " + kind.name +
            ".csv --rejects wrong.csv"
        );
        command->callback([&chosen, arguments] {
            chosen.run = [arguments](Session& session) { return load(session, *arguments); };
        });
    }
}

}  // namespace earmark::cli
