// earmark: the command line.
#include "protocol/cli/command_line.h"

#include <cstdio>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    try {
        const auto code = earmark::cli::run_command_line(argc, argv, std::cout, std::cerr);
        std::cout.flush();
        return static_cast<int>(code);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "earmark: %s\n", fault.what());
        return static_cast<int>(earmark::cli::ExitCode::refused);
    }
}
