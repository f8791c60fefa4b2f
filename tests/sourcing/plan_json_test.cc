#include "engine/sourcing/plan_json.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <sstream>
#include <string>

namespace earmark {
namespace {

/// A problem of two lines and two nodes, with one key's value replaced.
std::string problem_with(const std::string& key = "", const std::string& value = "") {
    const std::pair<const char*, const char*> keys[] = {
        {"id", "\"a\""},
        {"qty", "[2,1]"},
        {"fixed", "[5,3]"},
        {"unit", "[[1,1],[2,2]]"},
        {"stock", "[[2,0],[9,9]]"},
        {"capacity", "null"},
        {"max_splits", "null"},
        {"line_split", "false"},
        {"allow_partial", "false"},
        {"short_cost", "null"},
    };
    std::string text = "{";
    for (const auto& [name, usual] : keys) {
        const std::string shown = name == key ? value : usual;
        if (shown.empty()) continue;  // The key is left out.
        if (text.size() > 1) text += ',';
        text += '"' + std::string(name) + "\":" + shown;
    }
    return text + '}';
}

std::string answer_to(const std::string& line) {
    PlanLineSolver solver({});
    std::string text = solver.answer(line, 3);
    // The time differs from run to run.
    if (const std::size_t at = text.find(",\"micros\":"); at != std::string::npos) {
        text = text.substr(0, at) + '}';
    }
    return text;
}

TEST(PlanJson, MayLimitTheNodesOfALine) {
    const auto problem = [](const std::string& limit) {
        return R"({"id":1,"qty":[3],"fixed":[1,1],"unit":[[0],[0]],"stock":[[2],[2]],)"
               R"("capacity":null,"max_splits":null,"line_split":true,"allow_partial":false,)"
               R"("short_cost":null,"max_nodes_per_line":)" +
               limit + "}";
    };
    EXPECT_NE(answer_to(problem("null")).find(R"("optimal","cost":2)"), std::string::npos);
    EXPECT_NE(answer_to(problem("2")).find(R"("optimal","cost":2)"), std::string::npos);
    EXPECT_NE(answer_to(problem("1")).find(R"("infeasible")"), std::string::npos);
    EXPECT_NE(answer_to(problem("-1")).find("max_nodes_per_line"), std::string::npos);
}

TEST(PlanJson, AnswersWithThePlan) {
    EXPECT_EQ(
        answer_to(problem_with()),
        R"({"id":"a","status":"optimal","cost":9,"lower_bound":9,)"
        R"("ship":[[1,0,2],[1,1,1]],"short_units":0})"
    );
}

TEST(PlanJson, SplitsALineWhenAsked) {
    EXPECT_EQ(
        answer_to(R"({"id":{"n":[1]},"qty":[4],"fixed":[5,3],"unit":[[1],[2]],"stock":[[3],[3]],)"
                  R"("capacity":[null,2],"max_splits":2,"line_split":true,"allow_partial":false,)"
                  R"("short_cost":null})"),
        R"({"id":{"n":[1]},"status":"optimal","cost":13,"lower_bound":13,)"
        R"("ship":[[0,0,3],[1,0,1]],"short_units":0})"
    );
}

TEST(PlanJson, FillsMostUnitsFirstWithoutAPriceForShortage) {
    EXPECT_EQ(
        answer_to(R"({"id":1,"qty":[4,1],"fixed":[500],"unit":[[1,1]],"stock":[[3,1]],)"
                  R"("capacity":null,"max_splits":null,"line_split":true,"allow_partial":true,)"
                  R"("short_cost":null})"),
        R"({"id":1,"status":"optimal","cost":504,"lower_bound":504,)"
        R"("ship":[[0,0,3],[0,1,1]],"short_units":1})"
    );
}

TEST(PlanJson, LeavesUnitsShortWhereThatIsCheaper) {
    EXPECT_EQ(
        answer_to(R"({"id":1,"qty":[4,1],"fixed":[500],"unit":[[1,1]],"stock":[[3,1]],)"
                  R"("capacity":null,"max_splits":null,"line_split":true,"allow_partial":true,)"
                  R"("short_cost":[10,20]})"),
        R"({"id":1,"status":"optimal","cost":60,"lower_bound":60,"ship":[],"short_units":5})"
    );
}

TEST(PlanJson, SaysThatNoPlanExists) {
    EXPECT_EQ(
        answer_to(problem_with("stock", "[[2,0],[9,0]]")),
        R"({"id":"a","status":"infeasible","cost":null,"lower_bound":null,)"
        R"("ship":[],"short_units":3})"
    );
}

TEST(PlanJson, EveryKeyMustBeThere) {
    for (const char* key :
         {"id",
          "qty",
          "fixed",
          "unit",
          "stock",
          "capacity",
          "max_splits",
          "line_split",
          "allow_partial",
          "short_cost"}) {
        const std::string answer = answer_to(problem_with(key, ""));
        EXPECT_NE(
            answer.find("line 3: \\\"" + std::string(key) + "\\\" is missing"), std::string::npos
        ) << answer;
    }
}

TEST(PlanJson, WrongValuesAreNamedByKeyAndPlace) {
    const struct {
        const char* key;
        const char* value;
        const char* said;
    } cases[] = {
        {"qty", "[2,-1]", R"(\"qty\"[1] is -1, expected a whole number)"},
        {"qty", "[2,1.5]", R"(\"qty\"[1] is 1.5E0, expected a whole number)"},
        {"qty", "[2,9223372036854775808]", R"(\"qty\"[1] is 9223372036854775808, expected)"},
        {"qty", "7", R"(\"qty\" is 7, expected a list)"},
        {"fixed", "[5,\"3\"]", R"(\"fixed\"[1] is \"3\", expected a whole number)"},
        {"unit", "[[1,1],[2]]", R"(\"unit\"[1] has 1 entries, expected 2)"},
        {"unit", "[[1,1]]", R"(\"unit\" has 1 entries, expected 2)"},
        {"stock", "[[2,0],[9,null]]", R"(\"stock\"[1][1] is null, expected a whole number)"},
        {"capacity", "[1]", R"(\"capacity\" has 1 entries, expected 2)"},
        {"capacity", "[1,-1]", R"(\"capacity\"[1] is -1, expected a whole number)"},
        {"max_splits", "-2", R"(\"max_splits\" is -2, expected a whole number)"},
        {"line_split", "1", R"(\"line_split\" is 1, expected true or false)"},
        {"allow_partial", "null", R"(\"allow_partial\" is null, expected true or false)"},
        {"short_cost", "[1]", R"(\"short_cost\" has 1 entries, expected 2)"},
        {"qty", "[4000000000000000000,1]", "the units of all lines together may pass 2^60"},
        {"unit", "[[1,1],[2,4000000000000000000]]", "the cost of a plan"},
    };
    for (const auto& wrong : cases) {
        const std::string answer = answer_to(problem_with(wrong.key, wrong.value));
        const std::string said =
            (wrong.said[0] == '\\' ? "" : "line 3: ") + std::string(wrong.said);
        EXPECT_NE(answer.find(said), std::string::npos) << answer;
    }
}

TEST(PlanJson, MoreLinesThanAnOrderHasAreRefused) {
    const auto order_of = [](std::size_t lines) {
        std::string ones = "[1";
        for (std::size_t line = 1; line < lines; ++line)
            ones += ",1";
        ones += ']';
        return R"({"id":1,"qty":)" + ones + R"(,"fixed":[5],"unit":[)" + ones + R"(],"stock":[)" +
               ones +
               R"(],"capacity":null,"max_splits":null,"line_split":false,)"
               R"("allow_partial":false,"short_cost":null})";
    };
    const std::string most = answer_to(order_of(kPlanLinesMax));
    EXPECT_NE(most.find("optimal"), std::string::npos) << most.substr(0, 200);
    const std::string more = answer_to(order_of(kPlanLinesMax + 1));
    EXPECT_NE(more.find("found 1025 lines, expected at most 1024"), std::string::npos)
        << more.substr(0, 200);
}

TEST(PlanJson, ACostThatNoPlanCanPayIsHarmless) {
    const std::string answer = answer_to(problem_with("unit", "[[1,4000000000000000000],[2,2]]"));
    EXPECT_NE(answer.find("\"cost\":9"), std::string::npos) << answer;
}

// The search counts small costs in finer parts: the answer must not.
TEST(PlanJson, CostAndBoundAreInTheUnitsOfTheProblem) {
    constexpr int kNodes = 60;
    constexpr int kLines = 12;
    std::uint32_t draw = 1;
    const auto list = [&](int count, std::uint32_t least, std::uint32_t most) {
        std::string text = "[";
        for (int i = 0; i < count; ++i) {
            draw = draw * 1'664'525 + 1'013'904'223;
            text += (i == 0 ? "" : ",") + std::to_string(least + (draw >> 8U) % (most - least + 1));
        }
        return text + "]";
    };
    const auto matrix = [&](std::uint32_t most) {
        std::string text = "[";
        for (int node = 0; node < kNodes; ++node)
            text += (node == 0 ? "" : ",") + list(kLines, 0, most);
        return text + "]";
    };
    const std::string problem = R"({"id":1,"qty":)" + list(kLines, 40, 60) + R"(,"fixed":)" +
                                list(kNodes, 300, 900) + R"(,"unit":)" + matrix(200) +
                                R"(,"stock":)" + matrix(30) +
                                R"(,"capacity":null,"max_splits":null,"line_split":true,)"
                                R"("allow_partial":false,"short_cost":null})";
    PlanLineSolver brief({.steps_max = 100'000});
    namespace json = boost::json;
    const json::object answer = json::parse(brief.answer(problem, 1)).as_object();
    const json::object asked = json::parse(problem).as_object();
    EXPECT_EQ(answer.at("status").as_string(), "feasible");
    const std::int64_t cost = answer.at("cost").as_int64();
    std::int64_t sum = 0;
    std::set<std::int64_t> shipping;
    for (const json::value& row : answer.at("ship").as_array()) {
        const auto node = static_cast<std::size_t>(row.at(0).as_int64());
        const auto line = static_cast<std::size_t>(row.at(1).as_int64());
        sum += row.at(2).as_int64() * asked.at("unit").at(node).at(line).as_int64();
        if (shipping.insert(row.at(0).as_int64()).second)
            sum += asked.at("fixed").at(node).as_int64();
    }
    EXPECT_EQ(cost, sum);
    EXPECT_LE(answer.at("lower_bound").as_int64(), cost);
    EXPECT_GT(answer.at("lower_bound").as_int64(), cost / 2);
}

TEST(PlanJson, WrongLinesAreAnsweredAndTheOthersGoOn) {
    std::istringstream in("nonsense\n\n" + problem_with() + "\n[1]\n" + problem_with() + "\n");
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(run_plan(in, out, errors, {}), 2);
    std::istringstream lines(out.str());
    std::string line;
    std::string kinds;
    while (std::getline(lines, line))
        kinds += line.find("\"error\"") == std::string::npos ? 'p' : 'e';
    EXPECT_EQ(kinds, "epep");
    EXPECT_NE(errors.str().find("2 of 5 lines"), std::string::npos);
}

TEST(PlanJson, GoodLinesEndWithCodeZero) {
    std::istringstream in(problem_with());
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(run_plan(in, out, errors, {}), 0);
    EXPECT_EQ(errors.str(), "");
}

}  // namespace
}  // namespace earmark
