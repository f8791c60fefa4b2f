// Any message as JSON and back, by FlatBuffers' own reflection over earmark.fbs: there is no second
// model of the messages.
#pragma once

#include "engine/base/result.h"
#include "engine/stream/read_changes.h"
#include "protocol/level_messages.h"
#include "protocol/messages.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::protocol {

/// The text of earmark.fbs.
std::string_view schema_text();

/// A table of the schema as strict JSON; enumerators are words, defaults are written out.
///
/// table: "ReserveReply". The payload has been verified.
/// Errors: bad_input - no such table, or text that is not UTF-8.
Result<std::string> table_to_json(std::string_view table, std::span<const std::byte> payload);

/// Errors: bad_input - the text is not such a table; the detail has line and column.
Result<std::vector<std::byte>> json_to_table(std::string_view table, std::string_view json);

/// Replies as the schema writes them; "{}" never happens, since every reply has a table.
std::string to_json(const PutReply& reply);
std::string to_json(const SupplyReply& reply);
std::string to_json(const BackordersReply& reply);
std::string to_json(const ConfirmReply& reply);
std::string to_json(const ReceiptsReply& reply);
std::string to_json(const PromiseReply& reply);
std::string to_json(const LateReply& reply);
std::string to_json(const ExplainReply& reply);
std::string to_json(const AvailabilityReply& reply);
/// `ats` of a line of which it was not looked at is null.
std::string to_json(const ReserveReply& reply);
std::string to_json(const ReservationReply& reply);
std::string to_json(const ListReservationsReply& reply);
std::string to_json(const SourceReply& reply);
/// The same without a line's end in it, for files of JSON lines.
std::string to_json_line(const SourceReply& reply);
std::string to_json(const DeliveryReply& reply);
std::string to_json(const ResourceReply& reply);
std::string to_json(const JointSourceReply& reply);
std::string to_json(const ChangeOrderReply& reply);
std::string to_json(const PlanAnswer& reply);
std::string to_json(const AuditReply& reply);
std::string to_json(const ResolveReply& reply);
std::string to_json(const ItemAvailabilityReply& reply);
std::string to_json(const ItemPage& page);
std::string to_json(const NodePage& page);
std::string to_json(const GroupPage& page);
std::string to_json(const SegmentList& list);
std::string to_json(const SegmentRules& rules);
std::string to_json(const FeedList& list);
std::string to_json(const JobReply& reply);
std::string to_json(const JobList& list);
std::string to_json(const CountReply& reply);
std::string to_json(const CountReport& report);
std::string to_json(const CountList& list);
std::string to_json(const SellingRules& rules);
std::string to_json(const ProfileList& list);
std::string to_json(const ShippingPage& page);
std::string to_json(const SourcingRulePage& page);
std::string to_json(const CapacityReply& reply);
std::string to_json(const RulePreviewReply& reply);
std::string to_json(const AssortmentView& view);
std::string to_json(const ServerStatus& status);
std::string to_json(const ServerHello& hello);
std::string to_json(const SnapshotAnswer& answer);
std::string to_json(const ClockAnswer& answer);
std::string to_json(const DigestAnswer& answer);
std::string to_json(const ReadChangesReply& reply);
std::string to_json(const LevelRules& rules);
std::string to_json(const ItemLevels& levels);

}  // namespace earmark::protocol
