#include "engine/shipping/local_time.h"

#include "engine/base/mutex.h"

#include <algorithm>
#include <map>

#ifndef EARMARK_NO_TIME_ZONES
#include <date/tz.h>
#endif

namespace earmark {

#ifdef EARMARK_NO_TIME_ZONES

Result<TimeZone> TimeZone::read(std::string_view name) {
    return Error{
        ErrorCode::unsupported,
        "time zone '" + std::string(name) + "': this program was built without time zones"
    };
}

#else

namespace {

/// Null if there is no such zone. The library tells that, and all that fails, by exceptions.
const date::time_zone* zone_named(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {
        return nullptr;
    }
}

}  // namespace

Result<TimeZone> TimeZone::read(std::string_view name) {
    const date::time_zone* const zone = zone_named(name);
    if (zone == nullptr && zone_named("UTC") == nullptr) {
        return Error{
            ErrorCode::io_failed,
            "this machine has no database of time zones; expected one in /usr/share/zoneinfo "
            "(Debian: apt-get install tzdata)"
        };
    }
    if (zone == nullptr) {
        return Error{
            ErrorCode::not_found,
            "time zone '" + std::string(name) +
                "' is unknown; expected an IANA name such as America/New_York"
        };
    }
    TimeZone made;
    made.name_ = name;
    auto& stretches = made.stretches_;
    constexpr auto kEnd = date::sys_seconds(std::chrono::days(kDayMax));
    try {
        for (date::sys_seconds at{}; at < kEnd;) {
            const date::sys_info info = zone->get_info(at);
            if (stretches.empty() || stretches.back().offset != Duration(info.offset))
                stretches.push_back({Time(at.time_since_epoch()), info.offset, LocalTime::max()});
            at = info.end;
        }
    } catch (const std::exception& failed) {
        return Error{
            ErrorCode::io_failed, "time zone '" + std::string(name) + "': " + failed.what()
        };
    }
    for (std::size_t index = 0; index + 1 < stretches.size(); ++index) {
        Stretch& each = stretches[index];
        each.end = LocalTime(stretches[index + 1].begin.time_since_epoch() + each.offset);
    }
    stretches.front().begin = Time::min();
    return made;
}

#endif

Result<std::shared_ptr<const TimeZone>> TimeZone::find(std::string_view name) {
    static Mutex mutex;
    static std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> known;
    const MutexLock lock(mutex);
    if (const auto found = known.find(name); found != known.end()) return found->second;
    auto zone = read(name);
    if (!zone) return zone.error();
    auto kept = std::make_shared<const TimeZone>(std::move(*zone));
    known.emplace(name, kept);
    return kept;
}

LocalTime TimeZone::local(Time time) const {
    // The last stretch that has begun; the first one always has.
    const auto next = std::upper_bound(
        stretches_.begin() + 1,
        stretches_.end(),
        time,
        [](Time at, const Stretch& stretch) { return at < stretch.begin; }
    );
    return LocalTime(time.time_since_epoch() + std::prev(next)->offset);
}

Time TimeZone::utc(LocalTime time) const {
    // The first stretch whose clock still shows something later; the last one always does.
    const auto found = std::upper_bound(
        stretches_.begin(),
        stretches_.end() - 1,
        time,
        [](LocalTime at, const Stretch& stretch) { return at < stretch.end; }
    );
    return std::max(found->begin, Time(time.time_since_epoch() - found->offset));
}

}  // namespace earmark
