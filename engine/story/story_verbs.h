// The verbs of stories. Each reads its words and, if they mean something, does it.
#pragma once

#include "engine/story/story_answer.h"
#include "engine/story/story_line.h"
#include "engine/story/story_world.h"

#include <functional>
#include <string_view>

namespace earmark {

/// After a mistake in the words nothing was done and the answer means nothing.
using StoryVerb = StoryAnswer (*)(StoryWorld& world, StoryWords& words);

/// The verb of this name; null if there is none.
StoryVerb story_verb(std::string_view name);

// Reference data: story_network.cc.
StoryAnswer tell_item(StoryWorld& world, StoryWords& words);
StoryAnswer tell_node(StoryWorld& world, StoryWords& words);
StoryAnswer tell_group(StoryWorld& world, StoryWords& words);
StoryAnswer tell_tariff(StoryWorld& world, StoryWords& words);
StoryAnswer tell_zone(StoryWorld& world, StoryWords& words);
StoryAnswer tell_zone_band(StoryWorld& world, StoryWords& words);

// Profiles and scarcity prices: story_profiles.cc.
StoryAnswer tell_profile(StoryWorld& world, StoryWords& words);
StoryAnswer tell_scarce(StoryWorld& world, StoryWords& words);

// Stock and what may be sold of it: story_stock.cc.
StoryAnswer tell_stock(StoryWorld& world, StoryWords& words);
StoryAnswer tell_sync(StoryWorld& world, StoryWords& words);
StoryAnswer tell_adjust(StoryWorld& world, StoryWords& words);
StoryAnswer tell_safety(StoryWorld& world, StoryWords& words);
StoryAnswer tell_ats(StoryWorld& world, StoryWords& words);
StoryAnswer tell_figures(StoryWorld& world, StoryWords& words);

// Counts of nodes, feeds: story_counts.cc.
StoryAnswer tell_count(StoryWorld& world, StoryWords& words);
StoryAnswer tell_drift(StoryWorld& world, StoryWords& words);
StoryAnswer tell_approve(StoryWorld& world, StoryWords& words);
StoryAnswer tell_reject(StoryWorld& world, StoryWords& words);
StoryAnswer tell_feed_of(StoryWorld& world, StoryWords& words);

// Segments: story_segments.cc.
StoryAnswer tell_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_end_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_allocate(StoryWorld& world, StoryWords& words);
StoryAnswer tell_unallocate(StoryWorld& world, StoryWords& words);
StoryAnswer tell_move(StoryWorld& world, StoryWords& words);

/// The segment that follows: a handle that none has for an unknown one, so that the engine says so.
SegmentId take_segment(const StoryWorld& world, StoryWords& words);

// Kits, units, order quantities, substitutes: story_assortment.cc.
StoryAnswer tell_kit(StoryWorld& world, StoryWords& words);
StoryAnswer tell_unit(StoryWorld& world, StoryWords& words);
StoryAnswer tell_convert(StoryWorld& world, StoryWords& words);
StoryAnswer tell_ordered(StoryWorld& world, StoryWords& words);
StoryAnswer tell_replaced(StoryWorld& world, StoryWords& words);

// Levels: story_levels.cc.
StoryAnswer tell_level_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_end_level_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_levels(StoryWorld& world, StoryWords& words);

// Dated supply and promises: story_promising.cc.
StoryAnswer tell_receipt(StoryWorld& world, StoryWords& words);
StoryAnswer tell_receive(StoryWorld& world, StoryWords& words);
StoryAnswer tell_cancel_receipt(StoryWorld& world, StoryWords& words);
StoryAnswer tell_receipts(StoryWorld& world, StoryWords& words);
StoryAnswer tell_transfer(StoryWorld& world, StoryWords& words);
StoryAnswer tell_dispose(StoryWorld& world, StoryWords& words);
StoryAnswer tell_terms(StoryWorld& world, StoryWords& words);
StoryAnswer tell_explain(StoryWorld& world, StoryWords& words);
StoryAnswer tell_delivery(StoryWorld& world, StoryWords& words);
StoryAnswer tell_atp(StoryWorld& world, StoryWords& words);
StoryAnswer tell_late(StoryWorld& world, StoryWords& words);

/// "in 3 days", from the story's today.
Day take_day(const StoryWorld& world, StoryWords& words);

// Backorders: story_backorders.cc.
StoryAnswer tell_backorder(StoryWorld& world, StoryWords& words);
StoryAnswer tell_withdraw(StoryWorld& world, StoryWords& words);
StoryAnswer tell_backorders(StoryWorld& world, StoryWords& words);
StoryAnswer tell_confirm(StoryWorld& world, StoryWords& words);
StoryAnswer tell_claim(StoryWorld& world, StoryWords& words);

// Rules of selling: story_rules.cc.
StoryAnswer tell_safety_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_stop(StoryWorld& world, StoryWords& words);
StoryAnswer tell_drop_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_preview(StoryWorld& world, StoryWords& words);
StoryAnswer preview_segment_rule(StoryWorld& world, StoryWords& words);  // story_segments.cc
StoryAnswer preview_terms(StoryWorld& world, StoryWords& words);         // story_promising.cc
StoryAnswer preview_node(StoryWorld& world, StoryWords& words);          // story_network.cc

/// All pages of a preview, each asked for behind the one before: story_previews.cc.
using AskPreview = std::function<void(std::string_view after, RulePreviewReply& page)>;
StoryAnswer tell_pages(const StoryWorld& world, const AskPreview& ask);

StoryAnswer tell_applied(StoryWorld& world, StoryWords& words);

/// "[method M] [ignore_safety]": how who asks asks.
void take_asking(StoryWords& words, std::uint8_t& method, bool& ignore_safety);

// Shipping: story_shipping.cc.
StoryAnswer tell_calendar(StoryWorld& world, StoryWords& words);
StoryAnswer tell_service(StoryWorld& world, StoryWords& words);
StoryAnswer tell_area(StoryWorld& world, StoryWords& words);
StoryAnswer tell_carbon(StoryWorld& world, StoryWords& words);
StoryAnswer tell_courier(StoryWorld& world, StoryWords& words);
StoryAnswer tell_hours(StoryWorld& world, StoryWords& words);
StoryAnswer tell_pickup(StoryWorld& world, StoryWords& words);
StoryAnswer tell_capacity(StoryWorld& world, StoryWords& words);
StoryAnswer tell_used(StoryWorld& world, StoryWords& words);
StoryAnswer tell_drop(StoryWorld& world, StoryWords& words);
/// "2026-12-25".
Day take_date(StoryWords& words);

// Sourcing rules: story_conditions.cc.
/// "haz-only only group haz attribute hazmat": to the end of the line.
SourcingRuleRow take_sourcing_rule(const StoryWorld& world, StoryWords& words);
StoryAnswer tell_sourcing_rule(StoryWorld& world, StoryWords& words);
StoryAnswer tell_drop_sourcing_rule(StoryWorld& world, StoryWords& words);

StoryAnswer tell_rerate(StoryWorld& world, StoryWords& words);  // story_rerate.cc

// Reservations: story_reservations.cc.
StoryAnswer tell_reserve(StoryWorld& world, StoryWords& words);
StoryAnswer tell_commit(StoryWorld& world, StoryWords& words);
StoryAnswer tell_release(StoryWorld& world, StoryWords& words);
StoryAnswer tell_ship(StoryWorld& world, StoryWords& words);
StoryAnswer tell_cancel(StoryWorld& world, StoryWords& words);
StoryAnswer tell_amend(StoryWorld& world, StoryWords& words);
StoryAnswer tell_split(StoryWorld& world, StoryWords& words);
StoryAnswer tell_reservations(StoryWorld& world, StoryWords& words);
StoryAnswer tell_reservation(StoryWorld& world, StoryWords& words);

// Sourcing: story_sourcing.cc.
StoryAnswer tell_quote(StoryWorld& world, StoryWords& words);
StoryAnswer tell_source(StoryWorld& world, StoryWords& words);
StoryAnswer tell_jointly(StoryWorld& world, StoryWords& words);
StoryAnswer tell_why(StoryWorld& world, StoryWords& words);
StoryAnswer tell_resource(StoryWorld& world, StoryWords& words);  // story_resourcing.cc
StoryAnswer tell_change(StoryWorld& world, StoryWords& words);    // story_order_changes.cc

/// "dc1 ships cup 3 zone 2 parcels 1 ..."
StoryFact shipment_fact(StoryWorld& world, const Shipment& shipment);
/// "line 1 held 2 allocated 0 ...", or "line 1 at dc2 ..." where the line is at several nodes.
StoryFact line_fact(
    StoryWorld& world, const std::vector<ReservationLine>& lines, const ReservationLine& line
);

// Time and trust: story_time.cc.
StoryAnswer tell_wait(StoryWorld& world, StoryWords& words);
StoryAnswer tell_jump(StoryWorld& world, StoryWords& words);
StoryAnswer tell_accept_clock(StoryWorld& world, StoryWords& words);
StoryAnswer tell_snapshot(StoryWorld& world, StoryWords& words);
StoryAnswer tell_restart(StoryWorld& world, StoryWords& words);
StoryAnswer tell_audit(StoryWorld& world, StoryWords& words);

/// "15 minutes", "30 seconds", "2 hours", "1 day".
Duration take_duration(StoryWords& words);

}  // namespace earmark
