// Time, restarts and audits.
#include "engine/story/story_verbs.h"

namespace earmark {

StoryAnswer tell_wait(StoryWorld& world, StoryWords& words) {
    const Duration time = take_duration(words);
    if (!words.finish()) return {};
    world.wait(time);
    return StoryAnswer::of("waited", true);
}

StoryAnswer tell_jump(StoryWorld& world, StoryWords& words) {
    const bool is_back = words.accept("back");
    const Duration time = take_duration(words);
    if (!words.finish()) return {};
    world.jump(is_back ? -time : time);
    return StoryAnswer::of(world.engine().status().expiry_paused ? "paused" : "running", true);
}

StoryAnswer tell_accept_clock(StoryWorld& world, StoryWords& words) {
    if (!words.finish()) return {};
    world.engine().accept_clock();
    world.wait(std::chrono::seconds(1));
    return StoryAnswer::of(world.engine().status().expiry_paused ? "paused" : "running", true);
}

StoryAnswer tell_snapshot(StoryWorld& world, StoryWords& words) {
    if (!words.finish()) return {};
    const Status written = world.snapshot();
    auto answer = StoryAnswer::of(written ? "written" : "failed", written.has_value());
    if (!written) answer.detail = written.error().detail;
    return answer;
}

StoryAnswer tell_restart(StoryWorld& world, StoryWords& words) {
    if (!words.finish()) return {};
    const Result<bool> same = world.restart();
    if (!same) {
        auto answer = StoryAnswer::of("failed", false);
        answer.detail = same.error().detail;
        return answer;
    }
    return StoryAnswer::of(*same ? "same" : "different", *same);
}

StoryAnswer tell_audit(StoryWorld& world, StoryWords& words) {
    if (!words.finish()) return {};
    const AuditReply audit = world.engine().audit();
    const bool is_good = audit.mismatches == 0;
    auto answer = StoryAnswer::of(is_good ? "ok" : "wrong", is_good);
    auto& figures = answer.facts.front().figures;
    figures.emplace_back("positions", std::to_string(audit.positions));
    figures.emplace_back("reservations", std::to_string(audit.reservations));
    figures.emplace_back("open_lines", std::to_string(audit.open_lines));
    figures.emplace_back("mismatches", std::to_string(audit.mismatches));
    return answer;
}

}  // namespace earmark
