#include "protocol/json.h"

#include "engine/base/check.h"
#include "protocol/message_codec.h"
#include "protocol/schema_text.h"

#include <flatbuffers/idl.h>
#include <flatbuffers/util.h>

#include <memory>

namespace earmark::protocol {
namespace {

constexpr std::string_view kNamespace = "earmark.protocol.wire.";

enum class JsonForm : std::uint8_t { indented, one_line };

/// A parser that has read the schema, with this table as its root; null if there is none.
std::unique_ptr<flatbuffers::Parser> parser_for(
    std::string_view table, JsonForm form = JsonForm::indented
) {
    flatbuffers::IDLOptions options;
    options.strict_json = true;
    options.output_default_scalars_in_json = true;
    // Below zero it adds no line ends either.
    options.indent_step = form == JsonForm::indented ? 2 : -1;
    options.natural_utf8 = true;
    auto parser = std::make_unique<flatbuffers::Parser>(options);
    const bool schema_is_right = parser->Parse(kSchemaText);
    EARMARK_CHECK(schema_is_right);
    const std::string name = std::string(kNamespace) + std::string(table);
    if (!parser->SetRootType(name.c_str())) return nullptr;
    return parser;
}

Error no_such_table(std::string_view table) {
    return {
        ErrorCode::bad_input,
        "table: found \"" + std::string(table) + "\", expected one of earmark.fbs"
    };
}

Result<std::string> to_text(
    std::string_view table, std::span<const std::byte> payload, JsonForm form
) {
    const auto parser = parser_for(table, form);
    if (!parser) return no_such_table(table);
    std::string json;
    if (!flatbuffers::GenerateText(*parser, payload.data(), &json)) {
        return Error{ErrorCode::bad_input, std::string(table) + ": found a text that is not UTF-8"};
    }
    return json;
}

template <typename Reply>
std::string reply_to_json(
    std::string_view table, const Reply& reply, JsonForm form = JsonForm::indented
) {
    Builder builder;
    encode_reply(builder, reply);
    auto json = to_text(table, finished(builder), form);
    if (json) return std::move(*json);
    return "{\"error\": \"a text in " + std::string(table) + " is not UTF-8\"}";
}

}  // namespace

std::string_view schema_text() {
    return kSchemaText;
}

Result<std::string> table_to_json(std::string_view table, std::span<const std::byte> payload) {
    return to_text(table, payload, JsonForm::indented);
}

Result<std::vector<std::byte>> json_to_table(std::string_view table, std::string_view json) {
    const auto parser = parser_for(table);
    if (!parser) return no_such_table(table);
    const std::string text(json);
    if (!parser->ParseJson(text.c_str()))
        return Error{ErrorCode::bad_input, std::string(table) + ": " + parser->error_};
    const auto bytes = finished(parser->builder_);
    return std::vector<std::byte>(bytes.begin(), bytes.end());
}

std::string to_json(const PutReply& reply) {
    return reply_to_json("PutReply", reply);
}
std::string to_json(const SupplyReply& reply) {
    return reply_to_json("ApplySupplyReply", reply);
}
std::string to_json(const BackordersReply& reply) {
    return reply_to_json("BackordersReply", reply);
}
std::string to_json(const ConfirmReply& reply) {
    return reply_to_json("ConfirmBackordersReply", reply);
}
std::string to_json(const ReceiptsReply& reply) {
    return reply_to_json("ReceiptsReply", reply);
}
std::string to_json(const PromiseReply& reply) {
    return reply_to_json("AvailableToPromiseReply", reply);
}
std::string to_json(const LateReply& reply) {
    return reply_to_json("LateSupplyReply", reply);
}
std::string to_json(const CapacityReply& reply) {
    return reply_to_json("CapacityReply", reply);
}

std::string to_json(const ExplainReply& reply) {
    return reply_to_json("ExplainReply", reply);
}
std::string to_json(const AvailabilityReply& reply) {
    return reply_to_json("AvailabilityReply", reply);
}
std::string to_json(const ReserveReply& reply) {
    std::string json = reply_to_json("ReserveReply", reply);
    // A struct of the schema cannot leave a figure out. Quotes within texts are escaped, so that
    // the first of these are the lines' own.
    constexpr std::string_view kFigure = "\"ats\": ";
    std::size_t at = 0;
    for (const LineAnswer& line : reply.lines) {
        at = json.find(kFigure, at);
        if (at == std::string::npos) break;
        at += kFigure.size();
        if (reply.has_ats(line)) continue;
        json.replace(at, json.find_first_not_of("-0123456789", at) - at, "null");
    }
    return json;
}
std::string to_json(const ReservationReply& reply) {
    return reply_to_json("ReservationReply", reply);
}
std::string to_json(const ListReservationsReply& reply) {
    return reply_to_json("ListReservationsReply", reply);
}
std::string to_json_line(const SourceReply& reply) {
    return reply_to_json("SourceReply", reply, JsonForm::one_line);
}
std::string to_json(const SourceReply& reply) {
    return reply_to_json("SourceReply", reply);
}
std::string to_json(const DeliveryReply& reply) {
    return reply_to_json("DeliveryReply", reply);
}
std::string to_json(const ResourceReply& reply) {
    return reply_to_json("ResourceReply", reply);
}
std::string to_json(const JointSourceReply& reply) {
    return reply_to_json("SourceJointlyReply", JointPage{.reply = reply, .next_row = 0});
}
std::string to_json(const ChangeOrderReply& reply) {
    return reply_to_json("ChangeOrderReply", reply);
}
std::string to_json(const PlanAnswer& reply) {
    return reply_to_json("AskPlanReply", reply);
}
std::string to_json(const AuditReply& reply) {
    return reply_to_json("AuditReply", reply);
}
std::string to_json(const ResolveReply& reply) {
    return reply_to_json("ResolveReply", reply);
}
std::string to_json(const ItemAvailabilityReply& reply) {
    return reply_to_json("ItemAvailabilityReply", reply);
}
std::string to_json(const ItemPage& page) {
    return reply_to_json("ListItemsReply", page);
}
std::string to_json(const NodePage& page) {
    return reply_to_json("ListNodesReply", page);
}
std::string to_json(const GroupPage& page) {
    return reply_to_json("ListGroupsReply", page);
}
std::string to_json(const SegmentList& list) {
    return reply_to_json("ListSegmentsReply", list);
}
std::string to_json(const SegmentRules& rules) {
    return reply_to_json("ListSegmentRulesReply", rules);
}
std::string to_json(const FeedList& list) {
    return reply_to_json("SourceFeedsReply", list);
}
std::string to_json(const JobReply& reply) {
    return reply_to_json("JobReply", reply);
}
std::string to_json(const JobList& list) {
    return reply_to_json("ListJobsReply", list);
}
std::string to_json(const CountReply& reply) {
    return reply_to_json("CountReply", reply);
}
std::string to_json(const CountReport& report) {
    return reply_to_json("CountReportReply", report);
}
std::string to_json(const CountList& list) {
    return reply_to_json("ListCountsReply", list);
}
std::string to_json(const AssortmentView& view) {
    return reply_to_json("ItemAssortmentReply", view);
}
std::string to_json(const SellingRules& rules) {
    return reply_to_json("ListSellingRulesReply", rules);
}
std::string to_json(const ProfileList& list) {
    return reply_to_json("ListProfilesReply", list);
}
std::string to_json(const ShippingPage& page) {
    return reply_to_json("ListShippingReply", page);
}
std::string to_json(const SourcingRulePage& page) {
    return reply_to_json("ListSourcingRulesReply", page);
}
std::string to_json(const RulePreviewReply& reply) {
    return reply_to_json("PreviewSellingRulesReply", reply);
}
std::string to_json(const ServerStatus& status) {
    return reply_to_json("StatusReply", status);
}
std::string to_json(const ServerHello& hello) {
    return reply_to_json("HelloReply", hello);
}
std::string to_json(const SnapshotAnswer& answer) {
    return reply_to_json("SnapshotReply", answer);
}
std::string to_json(const ClockAnswer& answer) {
    return reply_to_json("AcceptClockReply", answer);
}
std::string to_json(const DigestAnswer& answer) {
    return reply_to_json("StateDigestReply", answer);
}
std::string to_json(const ReadChangesReply& reply) {
    return reply_to_json("ReadChangesReply", reply);
}
std::string to_json(const LevelRules& rules) {
    return reply_to_json("ListLevelRulesReply", rules);
}
std::string to_json(const ItemLevels& levels) {
    return reply_to_json("ListLevelsReply", levels);
}

}  // namespace earmark::protocol
