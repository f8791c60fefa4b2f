#include "engine/joint/joint_json.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace earmark {
namespace {

struct JointAnswer {
    int code = 0;
    std::string out;
    std::string errors;
};

JointAnswer run_joint(const std::string& text, bool prices = false) {
    std::istringstream in(text);
    std::ostringstream out;
    std::ostringstream errors;
    JointRunOptions options;
    options.prices = prices;
    JointAnswer result;
    result.code = run_joint_plan(in, out, errors, options);
    result.out = out.str();
    result.errors = errors.str();
    return result;
}

const std::string kOrder =
    R"({"sku":[0],"qty":[1],"fixed":[0,0],"unit":[[5],[6]],"max_splits":null,"short_cost":[100]})";

TEST(JointJson, APlanComesBackWithItsBound) {
    const std::string problem = R"({"id":"a","stock":[[1],[5]],"capacity":[null,9],"orders":[)" +
                                kOrder + "," + kOrder + "]}";
    const JointAnswer result = run_joint(problem + "\n\n", true);
    EXPECT_EQ(result.code, 0);
    const auto answer = boost::json::parse(result.out).as_object();
    EXPECT_EQ(answer.at("id"), "a");
    EXPECT_EQ(answer.at("cost"), 11);
    EXPECT_EQ(answer.at("lower_bound"), 11);
    EXPECT_EQ(answer.at("short_units"), 0);
    EXPECT_EQ(answer.at("ship").as_array().size(), 2U);
    EXPECT_TRUE(answer.contains("micros"));
    EXPECT_TRUE(answer.at("prices").is_array());
    EXPECT_TRUE(answer.at("capacity_prices").is_array());
    EXPECT_EQ(run_joint(problem).out.find("prices"), std::string::npos);
}

TEST(JointJson, WrongLinesAreNamedAndTheOthersGoOn) {
    const std::string good =
        R"({"id":2,"stock":[[1],[5]],"capacity":null,"orders":[)" + kOrder + "]}\n";
    const JointAnswer result = run_joint(
        "{\n[]\n{\"stock\":[]}\n"
        R"({"id":1,"stock":[[1],[-5]],"capacity":null,"orders":[]})"
        "\n"
        R"({"id":1,"stock":[[1],[5]],"capacity":null,"orders":[{"sku":[7]}]})"
        "\n"
        R"({"id":1,"stock":[[1]],"capacity":null,"orders":[)" +
        kOrder + "]}\n" + good
    );
    EXPECT_EQ(result.code, 2);
    EXPECT_EQ(result.errors, "6 of 7 lines were wrong; each has an \"error\" in the output\n");
    for (const char* expected :
         {"line 1: not JSON",
          "line 2: found [], expected one object",
          R"(line 3: \"id\" is missing)",
          R"(line 4: \"stock\"[1][0] is -5, expected a whole number from 0 to 2^63 - 1)",
          R"(line 5: orders[0].\"qty\" is missing)",
          R"(line 6: orders[0].\"fixed\" has 2 entries, expected 1)",
          R"("cost":5)"})
        EXPECT_NE(result.out.find(expected), std::string::npos) << expected << "\n" << result.out;
}

TEST(JointJson, NothingToPlanCostsNothing) {
    const JointAnswer result = run_joint(R"({"id":null,"stock":[],"capacity":null,"orders":[]})");
    EXPECT_EQ(result.code, 0);
    EXPECT_NE(
        result.out.find(R"("cost":0,"lower_bound":0,"ship":[],"short_units":0)"), std::string::npos
    ) << result.out;
}

}  // namespace
}  // namespace earmark
