// Runs story files: what ctest calls for each of tests/stories/*.story.
#include "engine/story/run_stories.h"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    const std::vector<std::string> paths(argv + 1, argv + argc);
    return earmark::run_stories(paths, std::cout);
}
