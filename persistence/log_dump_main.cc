// earmark-log: shows what lies in a data folder.
#include "engine/engine.h"
#include "persistence/log_dump.h"
#include "persistence/posix_file_system.h"

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

namespace {

using earmark::ErrorCode;
using earmark::persistence::DumpDetail;
using earmark::persistence::DumpOptions;
using earmark::persistence::DumpSummary;
using earmark::persistence::RowStyle;

constexpr int kExitDamaged = 1;
constexpr int kExitUsage = 2;
constexpr int kExitUnreadable = 3;

void print_summary(const DumpSummary& summary, std::ostream& out) {
    out << "\n"
        << summary.segments << " segments, " << summary.blocks << " blocks, " << summary.records
        << " records up to LSN " << summary.newest_lsn << ", " << summary.snapshots
        << " snapshots, " << summary.torn_bytes << " bytes of a torn tail, " << summary.problems
        << " damaged\n";
}

int run(int argc, char** argv) {
    CLI::App app{
        "Shows the log and the snapshots in a data folder. Changes nothing.", "earmark-log"
    };
    app.footer(
        "Examples:\n"
        "  earmark-log DATA                     segments and snapshots\n"
        "  earmark-log DATA --blocks            also each group commit\n"
        "  earmark-log DATA --records --from 90 --limit 10\n"
        "  earmark-log DATA --verify            check every byte; exit code 1 on damage\n"
        "  earmark-log DATA --records --json    one JSON object a line"
    );
    std::string folder;
    DumpOptions options;
    bool json = false;
    bool blocks = false;
    bool records = false;
    app.add_option("folder", folder, "The data folder")->required();
    app.add_flag("--blocks", blocks, "Also each block of the log and chunk of a snapshot");
    app.add_flag("--records", records, "Also each record, in words, and its block");
    app.add_option("--from", options.from_lsn, "First LSN to show");
    app.add_option("--limit", options.records_max, "Most records to show");
    app.add_flag("--verify", options.verify, "Also read the snapshots and compare their hashes");
    app.add_flag("--json", json, "One JSON object a line");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kExitUsage;
    }
    options.style = json ? RowStyle::json : RowStyle::table;
    if (blocks) options.detail = DumpDetail::blocks;
    if (records) options.detail = DumpDetail::records;
    options.describe = earmark::describe_record;
    earmark::persistence::PosixFileSystem files;
    const auto summary = dump_folder(files, folder, options, std::cout);
    if (!summary) {
        std::cerr << "earmark-log: " << summary.error().detail << "\n";
        return summary.error().code == ErrorCode::bad_input ? kExitUsage : kExitUnreadable;
    }
    if (!json) print_summary(*summary, std::cout);
    return summary->problems > 0 ? kExitDamaged : 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "earmark-log: " << error.what() << "\n";
        return kExitUnreadable;
    }
}
