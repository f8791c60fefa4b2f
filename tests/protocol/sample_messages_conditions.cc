#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <utility>

namespace earmark::protocol::samples {
namespace {

std::vector<SourcingRule> sample_sourcing_rules() {
    SourcingRule hard;
    hard.name = "haz-only";
    hard.effect = SourcingEffect::only;
    hard.nodes = {NodeId(1'601), NodeId(1'602)};
    hard.groups = {GroupId(1'603), GroupId(1'604)};
    hard.from = 1'605;
    hard.until = 1'606;
    hard.countries = {"CA", "US"};
    hard.postal_prefixes = {"967", "968"};
    hard.customer_classes = {"staff", "trade"};
    hard.methods = method_ship | method_ship_to_store;
    hard.address = AddressKind::business;
    hard.units_least = 1'607;
    hard.units_most = 1'608;
    hard.value_least = 1'609;
    hard.value_most = 1'610;
    hard.attributes = {"hazmat", "oversize"};
    hard.categories = {"paints"};
    hard.skus = {SkuId(1'611), SkuId(1'612)};
    SourcingRule soft;
    soft.name = "near";
    soft.effect = SourcingEffect::prefer;
    soft.nodes = {NodeId(1'613)};
    soft.address = AddressKind::residential;
    soft.penalty = 1'614;
    SourcingRule limit;
    limit.name = "two";
    limit.effect = SourcingEffect::most_shipments;
    limit.shipments_most = 1'616;
    SourcingRule split;
    split.name = "few";
    split.effect = SourcingEffect::most_nodes_per_line;
    split.nodes_per_line_most = 1'617;
    return {hard, soft, limit, split};
}

}  // namespace

void add_sourcing_rule_requests(std::vector<SampleMessage>& samples) {
    std::vector<SourcingRuleRow> rows;
    for (SourcingRule& rule : sample_sourcing_rules())
        rows.push_back({SourcingRuleChange::remove, std::move(rule)});
    rows.back().change = SourcingRuleChange::put;
    samples.push_back({
        .table = "PutSourcingRulesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder,
                std::span<const SourcingRuleRow>(rows),
                Note{.actor = "planner", .reason = "hazmat"}
            );
        }),
        .echo =
            [](Payload payload) {
                std::vector<SourcingRuleRow> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const SourcingRuleRow>(again), note);
                });
            },
    });
    samples.push_back({
        .table = "ListSourcingRulesRequest",
        .payload = encoded([](Builder& builder) {
            encode_request(builder, ListSourcingRulesRequest{.after = "haz", .limit = 1'615});
        }),
        .echo =
            [](Payload payload) {
                ListSourcingRulesRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

void add_sourcing_rule_replies(std::vector<SampleMessage>& samples) {
    samples.push_back({
        .table = "ListSourcingRulesReply",
        .payload = encoded([](Builder& builder) {
            encode_reply(builder, SourcingRulePage{sample_sourcing_rules(), "near"});
        }),
        .echo =
            [](Payload payload) {
                SourcingRulePage again;
                if (!decode_reply(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_reply(builder, again); });
            },
    });
}

}  // namespace earmark::protocol::samples
