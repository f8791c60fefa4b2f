// What main of a benchmark is.
#pragma once

namespace earmark::bench {

/// Runs a program; what a package throws is told on standard error and gives 1.
int guarded_main(const char* program, int (*run)(int, char**), int argc, char** argv) noexcept;

}  // namespace earmark::bench
