// The story language itself: what a line means, and what is said about one that means nothing.
#include "engine/story/run_stories.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace earmark {
namespace {

struct Told {
    StoryVerdict verdict;
    std::string text;
};

Told tell(const std::string& story) {
    std::ostringstream out;
    const StoryVerdict verdict = run_story("test.story", story, out);
    return {verdict, out.str()};
}

void expect_unreadable(const std::string& story, const std::string& message) {
    const Told told = tell(story);
    EXPECT_EQ(told.verdict, StoryVerdict::unreadable) << story << '\n' << told.text;
    EXPECT_NE(told.text.find(message), std::string::npos) << told.text;
}

TEST(StoryLanguage, GoodStoryIsGood) {
    const Told told = tell("# nothing but this\n\nstock cup dc1 on_hand 3\nats cup dc1 -> 3\n");
    EXPECT_EQ(told.verdict, StoryVerdict::good);
    EXPECT_EQ(told.text, "test.story: ok, 2 lines\n");
}

TEST(StoryLanguage, FailedExpectationNamesLineFoundAndExpected) {
    const Told told = tell("stock cup dc1 on_hand 3\nats cup dc1 -> 4\nats cup dc1 -> 3\n");
    EXPECT_EQ(told.verdict, StoryVerdict::failed);
    EXPECT_EQ(
        told.text,
        "test.story:2: ats cup dc1\n"
        "    found:    3\n"
        "    expected: 4\n"
    );
}

TEST(StoryLanguage, UnexpectedRefusalFails) {
    const Told told = tell("stock cup dc1 on_hand 3\nreserve r1 cup dc1 4\n");
    EXPECT_EQ(told.verdict, StoryVerdict::failed);
    EXPECT_NE(told.text.find("expected: no refusal"), std::string::npos) << told.text;
    EXPECT_NE(told.text.find("line 1 insufficient_stock units 0 ats 3"), std::string::npos);
}

TEST(StoryLanguage, EveryExpectationOfALineIsChecked) {
    const Told told = tell(
        "stock cup dc1 on_hand 3\n"
        "reserve r1 cup dc1 2, cup dc1 1 -> reserved, line 1 units 2, line 2 units 7\n"
    );
    EXPECT_EQ(told.verdict, StoryVerdict::failed);
    EXPECT_EQ(told.text.find("expected: line 1"), std::string::npos) << told.text;
    EXPECT_NE(told.text.find("expected: line 2 units 7"), std::string::npos) << told.text;
}

TEST(StoryLanguage, FigureIsNotTakenForAnother) {
    EXPECT_EQ(
        tell("stock cup dc1 on_hand 3\nfigures cup dc1 -> on_hand 0 ats 3\n").verdict,
        StoryVerdict::failed
    );
    EXPECT_EQ(
        tell("stock cup dc1 on_hand 3\nfigures cup dc1 -> ats 3 on_hand 3\n").verdict,
        StoryVerdict::good
    );
    EXPECT_EQ(
        tell("stock cup dc1 on_hand 3\nfigures cup dc1 -> on_hand\n").verdict, StoryVerdict::failed
    );
}

TEST(StoryLanguage, LineThatMeansNothingIsNamed) {
    expect_unreadable("\nsell cup dc1 3\n", "test.story:2: found sell, expected a verb");
    expect_unreadable("stock cup\n", "found the end of the command, expected a node");
    expect_unreadable("stock cup dc1 on_hand three\n", "found three, expected a quantity");
    expect_unreadable("stock cup dc1 on_hand 1.5\n", "at most 0 decimals");
    expect_unreadable("stock cup dc1 on_hand 99999999999999999999\n", "64 bits");
    expect_unreadable("stock cup dc1\n", "expected on_hand or safety");
    expect_unreadable("stock cup dc1 on_hand 1 tomorrow\n", "found tomorrow, expected on_hand");
    expect_unreadable("wait 15\n", "expected seconds, minutes, hours or days");
    expect_unreadable("wait 15 moons\n", "found moons");
    expect_unreadable("ats cup -> \n", "expected what the answer must be");
    expect_unreadable("ats cup -> 1 -> 2\n", "a second ->");
    expect_unreadable("ats \"cup\n", "a closing \"");
    expect_unreadable("-> 3\n", "expected a verb");
    expect_unreadable("node dc1 blue\n", "found blue, expected dc, store");
    expect_unreadable("audit now\n", "found now, expected the end of the command");
}

TEST(StoryLanguage, NumbersBeyondTheirRangeAreNamed) {
    expect_unreadable(
        "service g carrier ups tariff ground transit 1;257 -> applied\n",
        "test.story:1: found 1;257, expected days by zone from 0 to 120 such as 1;2;-"
    );
    expect_unreadable(
        "service g carrier ups tariff ground transit -1 -> applied\n",
        "test.story:1: found -1, expected days by zone from 0 to 120 such as 1;2;-"
    );
    expect_unreadable(
        "node dc\ncourier dc radius_km 4294968.296 cutoff 12:00 1.00 -> applied\n",
        "test.story:2: found 4294968.296, expected kilometres from 0 to 1000"
    );
    expect_unreadable(
        "profile p transport 4294968.296 -> applied\n",
        "test.story:1: found 4294968.296, expected a weight from 0 to 1000"
    );
}

TEST(StoryLanguage, MistakeChangesNothing) {
    const Told told = tell("stock cup dc1 on_hand 5 safety many\n");
    EXPECT_EQ(told.verdict, StoryVerdict::unreadable);
}

TEST(StoryLanguage, QuotedWordsKeepTheirBlanks) {
    const Told told = tell(
        "stock \"blue cup\" dc1 on_hand 3\nats \"blue cup\" dc1 -> 3\nats blue -> unknown_item\n"
    );
    EXPECT_EQ(told.verdict, StoryVerdict::good) << told.text;
}

TEST(StoryLanguage, ReadsFilesFromElsewhere) {
    EXPECT_EQ(tell("stock cup dc1 on_hand 3\r\nats cup dc1 -> 3\r\n").verdict, StoryVerdict::good);
    EXPECT_EQ(tell("").verdict, StoryVerdict::good);
    EXPECT_EQ(tell("ats cup -> unknown_item").verdict, StoryVerdict::good);
}

TEST(StoryLanguage, MissingFileIsNamed) {
    std::ostringstream out;
    const std::string path = "/nowhere/at/all.story";
    EXPECT_EQ(run_stories({&path, 1}, out), 2);
    EXPECT_NE(out.str().find(path), std::string::npos);
}

}  // namespace
}  // namespace earmark
