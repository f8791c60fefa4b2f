// The sub-commands of `earmark`, each a function from its arguments to an exit code.
#pragma once

#include "engine/base/result.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// What the chosen sub-command will do, once the command line is read.
struct Chosen {
    std::function<ExitCode(Session&)> run;
};

void add_load_command(CLI::App& app, Chosen& chosen);
void add_availability_commands(CLI::App& app, Chosen& chosen);
void add_reference_commands(CLI::App& app, Chosen& chosen);
void add_profile_command(CLI::App& app, Chosen& chosen);
void add_supply_commands(CLI::App& app, Chosen& chosen);
void add_job_commands(CLI::App& app, Chosen& chosen);
void add_count_commands(CLI::App& app, Chosen& chosen);
void add_promise_commands(CLI::App& app, Chosen& chosen);
void add_explain_command(CLI::App& app, Chosen& chosen);
void add_explain_order_command(CLI::App& app, Chosen& chosen);
void add_receipt_commands(CLI::App& app, Chosen& chosen);
void add_segment_commands(CLI::App& app, Chosen& chosen);
void add_backorder_commands(CLI::App& app, Chosen& chosen);
void add_selling_rule_commands(CLI::App& app, Chosen& chosen);
void add_shipping_commands(CLI::App& app, Chosen& chosen);
void add_sourcing_rule_command(CLI::App& app, Chosen& chosen);
void add_rerate_command(CLI::App& app, Chosen& chosen);
void add_capacity_command(CLI::App& app, Chosen& chosen);
void add_assortment_commands(CLI::App& app, Chosen& chosen);
void add_reservation_commands(CLI::App& app, Chosen& chosen);
void add_amend_commands(CLI::App& app, Chosen& chosen);
void add_report_command(CLI::App& app, Chosen& chosen);
void add_changes_command(CLI::App& app, Chosen& chosen);
void add_level_commands(CLI::App& app, Chosen& chosen);
void add_export_commands(CLI::App& app, Chosen& chosen);
void add_source_command(CLI::App& app, Chosen& chosen);
void add_delivery_command(CLI::App& app, Chosen& chosen);
void add_resource_command(CLI::App& app, Chosen& chosen);
void add_change_order_command(CLI::App& app, Chosen& chosen);
void add_orders_command(CLI::App& app, Chosen& chosen);
void add_joint_command(CLI::App& app, Chosen& chosen);
void add_whatif_command(CLI::App& app, Chosen& chosen);
void add_service_commands(CLI::App& app, Chosen& chosen);
void add_engine_commands(CLI::App& app, Chosen& chosen);

/// "--hold-for: found "soon", expected a time such as 90s".
Error option_error(std::string_view option, std::string_view found, const Error& error);

/// Takes whole microseconds of now, for sequences and names that nobody gave.
std::uint64_t microseconds_now();

}  // namespace earmark::cli
