// The documents of the formats name the versions that are written.
#include "persistence/log_format.h"
#include "persistence/snapshot_format.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::persistence {
namespace {

/// Of the rows "| 8 | 4 | format version, 3 |" of the document, each version.
std::vector<std::string> versions_in(const std::string& document) {
    constexpr std::string_view kWords = "format version, ";
    std::ifstream file(std::string(EARMARK_SOURCES) + "/persistence/" + document);
    EXPECT_TRUE(file) << document;
    std::vector<std::string> versions;
    std::string line;
    while (std::getline(file, line)) {
        const auto at = line.find(kWords);
        if (at == std::string::npos) continue;
        const std::string rest = line.substr(at + kWords.size());
        versions.push_back(rest.substr(0, rest.find_first_not_of("0123456789")));
    }
    return versions;
}

TEST(FormatDocuments, NameTheVersionsThatAreWritten) {
    EXPECT_EQ(
        versions_in("log_format.md"),
        (std::vector{std::to_string(kStoreFormatVersion), std::to_string(kLogFormatVersion)})
    );
    const std::string snapshot = std::to_string(kSnapshotFormatVersion);
    EXPECT_EQ(versions_in("snapshot_format.md"), (std::vector{snapshot, snapshot}));
}

}  // namespace
}  // namespace earmark::persistence
