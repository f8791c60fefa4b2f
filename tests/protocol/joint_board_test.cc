// One joint batch at a time, and how far it is.
#include "protocol/joint_board.h"

#include <gtest/gtest.h>

namespace earmark::protocol {
namespace {

TEST(JointBoard, TellsOfTheNewestBatchByItsName) {
    JointBoard board;
    EXPECT_EQ(board.progress("monday").phase, JointPhase::none);
    ASSERT_TRUE(board.begin("monday"));
    board.tell({.phase = JointPhase::planning, .orders = 3, .rounds = 2});
    EXPECT_EQ(board.progress("monday").rounds, 2U);
    EXPECT_EQ(board.progress("tuesday").phase, JointPhase::none);
    board.end();
    EXPECT_EQ(board.progress("monday").phase, JointPhase::ended);
    ASSERT_TRUE(board.begin("tuesday"));
    EXPECT_EQ(board.progress("monday").phase, JointPhase::none);
    EXPECT_EQ(board.progress("tuesday").rounds, 0U);
}

TEST(JointBoard, ASecondBatchWaitsForTheFirst) {
    JointBoard board;
    ASSERT_TRUE(board.begin("monday"));
    EXPECT_FALSE(board.begin("tuesday"));
    EXPECT_EQ(board.progress("tuesday").phase, JointPhase::none);
    board.end();
    EXPECT_TRUE(board.begin("tuesday"));
}

}  // namespace
}  // namespace earmark::protocol
