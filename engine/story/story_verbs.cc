#include "engine/story/story_verbs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace earmark {
namespace {

constexpr std::array<std::pair<std::string_view, StoryVerb>, 87> kVerbs{{
    {"item", tell_item},
    {"node", tell_node},
    {"group", tell_group},
    {"tariff", tell_tariff},
    {"zone", tell_zone},
    {"zone_band", tell_zone_band},
    {"profile", tell_profile},
    {"scarce", tell_scarce},
    {"calendar", tell_calendar},
    {"service", tell_service},
    {"area", tell_area},
    {"carbon", tell_carbon},
    {"courier", tell_courier},
    {"hours", tell_hours},
    {"pickup", tell_pickup},
    {"capacity", tell_capacity},
    {"used", tell_used},
    {"drop", tell_drop},
    {"rerate", tell_rerate},
    {"sourcing_rule", tell_sourcing_rule},
    {"drop_sourcing_rule", tell_drop_sourcing_rule},
    {"stock", tell_stock},
    {"sync", tell_sync},
    {"adjust", tell_adjust},
    {"safety", tell_safety},
    {"ats", tell_ats},
    {"figures", tell_figures},
    {"count", tell_count},
    {"drift", tell_drift},
    {"approve", tell_approve},
    {"reject", tell_reject},
    {"feed", tell_feed_of},
    {"rule", tell_rule},
    {"end_rule", tell_end_rule},
    {"allocate", tell_allocate},
    {"unallocate", tell_unallocate},
    {"move", tell_move},
    {"kit", tell_kit},
    {"unit", tell_unit},
    {"convert", tell_convert},
    {"ordered", tell_ordered},
    {"replaced", tell_replaced},
    {"level_rule", tell_level_rule},
    {"end_level_rule", tell_end_level_rule},
    {"levels", tell_levels},
    {"receipt", tell_receipt},
    {"receive", tell_receive},
    {"cancel_receipt", tell_cancel_receipt},
    {"receipts", tell_receipts},
    {"transfer", tell_transfer},
    {"dispose", tell_dispose},
    {"terms", tell_terms},
    {"atp", tell_atp},
    {"explain", tell_explain},
    {"late", tell_late},
    {"backorder", tell_backorder},
    {"withdraw", tell_withdraw},
    {"backorders", tell_backorders},
    {"confirm", tell_confirm},
    {"claim", tell_claim},
    {"safety_rule", tell_safety_rule},
    {"stop", tell_stop},
    {"drop_rule", tell_drop_rule},
    {"preview", tell_preview},
    {"applied", tell_applied},
    {"reserve", tell_reserve},
    {"commit", tell_commit},
    {"release", tell_release},
    {"ship", tell_ship},
    {"cancel", tell_cancel},
    {"amend", tell_amend},
    {"split", tell_split},
    {"reservation", tell_reservation},
    {"reservations", tell_reservations},
    {"quote", tell_quote},
    {"delivery", tell_delivery},
    {"source", tell_source},
    {"jointly", tell_jointly},
    {"resource", tell_resource},
    {"change", tell_change},
    {"why", tell_why},
    {"wait", tell_wait},
    {"jump", tell_jump},
    {"accept_clock", tell_accept_clock},
    {"snapshot", tell_snapshot},
    {"restart", tell_restart},
    {"audit", tell_audit},
}};

}  // namespace

StoryVerb story_verb(std::string_view name) {
    const auto* const found = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const auto& entry) {
        return entry.first == name;
    });
    return found == kVerbs.end() ? nullptr : found->second;
}

Duration take_duration(StoryWords& words) {
    const std::int64_t count = words.take_whole(0, 1'000'000, "a whole number of time units");
    const std::string unit = words.take("seconds, minutes, hours or days");
    if (words.has_mistake()) return {};
    if (unit == "second" || unit == "seconds") return std::chrono::seconds(count);
    if (unit == "minute" || unit == "minutes") return std::chrono::minutes(count);
    if (unit == "hour" || unit == "hours") return std::chrono::hours(count);
    if (unit == "day" || unit == "days") return std::chrono::hours(24 * count);
    words.fail(unit, "seconds, minutes, hours or days");
    return {};
}

}  // namespace earmark
