#include "bench/guarded_main.h"

#include <cstdio>
#include <exception>

namespace earmark::bench {

int guarded_main(const char* program, int (*run)(int, char**), int argc, char** argv) noexcept {
    try {
        return run(argc, argv);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s: %s\n", program, fault.what());
        return 1;
    }
}

}  // namespace earmark::bench
