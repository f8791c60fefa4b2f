#include "tests/support/shop.h"

#include <gtest/gtest.h>

namespace earmark {

Shop::Shop(const EngineLimits& limits) : engine_(std::make_unique<Engine>(limits)) {
    engine_->start(log_);
    engine_->tick(clock_.wall(), clock_.steady());
}

SkuId Shop::item(std::string_view sku) {
    ItemRow row;
    row.sku = sku;
    PutReply reply;
    engine_->put_items({&row, 1}, context(), reply);
    EXPECT_EQ(reply.ids.size(), 1U);
    EXPECT_NE(reply.ids.at(0), 0U) << sku;
    return SkuId(reply.ids.at(0));
}

NodeId Shop::put_node(std::string_view key, bool enabled) {
    NodeRow row;
    row.key = key;
    row.enabled = enabled;
    PutReply reply;
    engine_->put_nodes({&row, 1}, context(), reply);
    EXPECT_EQ(reply.ids.size(), 1U);
    EXPECT_NE(reply.ids.at(0), 0U) << key;
    return NodeId(reply.ids.at(0));
}

NodeId Shop::node(std::string_view key) {
    return put_node(key, true);
}

NodeId Shop::disabled_node(std::string_view key) {
    return put_node(key, false);
}

GroupId Shop::group(std::string_view name, const std::vector<NodeId>& members) {
    std::vector<GroupMember> rows;
    rows.reserve(members.size());
    for (const NodeId node : members)
        rows.push_back({.node = node});
    const GroupRow row{.name = name, .members = rows};
    PutReply reply;
    engine_->put_groups({&row, 1}, context(), reply);
    EXPECT_EQ(reply.ids.size(), 1U);
    EXPECT_NE(reply.ids.at(0), 0U) << name;
    return GroupId(static_cast<std::uint16_t>(reply.ids.at(0)));
}

SegmentId Shop::segment(std::string_view name) {
    PutReply reply;
    engine_->put_segments({&name, 1}, context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    return SegmentId(static_cast<std::uint16_t>(reply.ids.at(0)));
}

SupplyReply Shop::rules(const std::vector<SegmentRuleRow>& rows) {
    SupplyReply reply;
    engine_->put_segment_rules(rows, context(), reply);
    return reply;
}

SupplyReply Shop::shipping(const std::vector<ShippingRow>& rows) {
    std::vector<ShippingRowChange> changes;
    changes.reserve(rows.size());
    for (const ShippingRow& row : rows)
        changes.push_back({.row = row});
    SupplyReply reply;
    engine_->put_shipping(changes, context(), reply);
    return reply;
}

Availability Shop::figures_for(
    SegmentId segment, SkuId sku, NodeId node, std::string_view own_reservation
) {
    const AvailabilityQuery query{.sku = sku, .node = node, .group = {}};
    AvailabilityReply reply;
    engine_->availability(
        {.queries = {&query, 1}, .own_reservation = own_reservation, .segment = segment}, reply
    );
    EXPECT_EQ(reply.outcome, Outcome::done);
    return reply.figures.at(0);
}

void Shop::stock(SkuId sku, NodeId node, Units on_hand, Units safety) {
    const auto reply = supply(
        {},
        {{.sku = sku, .node = node, .change = SupplyChange::sync, .quantity = on_hand},
         {.sku = sku, .node = node, .change = SupplyChange::safety, .quantity = safety}}
    );
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.refused, 0U);
}

SupplyReply Shop::supply(std::string_view source, const std::vector<SupplyRow>& rows) {
    SupplyReply reply;
    engine_->apply_supply({.source = source, .rows = rows}, context(), reply);
    return reply;
}

Availability Shop::figures(SkuId sku, NodeId node, std::string_view own_reservation) {
    return figures(AvailabilityQuery{.sku = sku, .node = node, .group = {}}, own_reservation);
}

Availability Shop::figures(const AvailabilityQuery& query, std::string_view own_reservation) {
    AvailabilityReply reply;
    engine_->availability({.queries = {&query, 1}, .own_reservation = own_reservation}, reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.figures.size(), 1U);
    return reply.figures.at(0);
}

Units Shop::ats(SkuId sku, NodeId node, std::string_view own_reservation) {
    return figures(sku, node, own_reservation).ats;
}

ReserveReply Shop::reserve(const ReserveRequest& request) {
    ReserveReply reply;
    engine_->reserve(request, context(), reply);
    return reply;
}

ReserveReply Shop::reserve(
    std::string_view id, const std::vector<ReserveLine>& lines, Filling filling
) {
    return reserve(ReserveRequest{.id = id, .lines = lines, .filling = filling});
}

ReservationReply Shop::step(ReservationStep step, std::string_view id) {
    ReservationReply reply;
    engine_->step({.step = step, .id = id}, context(), reply);
    return reply;
}

ReservationReply Shop::step(
    ReservationStep step,
    std::string_view id,
    std::string_view operation,
    const std::vector<std::pair<std::uint32_t, Units>>& parts
) {
    std::vector<PartLine> lines;
    for (const auto& [line, quantity] : parts)
        lines.push_back({.line = line, .quantity = quantity});
    ReservationReply reply;
    engine_->step(
        {.step = step, .id = id, .operation = operation, .parts = lines}, context(), reply
    );
    return reply;
}

ReservationReply Shop::amend(
    std::string_view id, std::string_view operation, const std::vector<AmendLine>& lines
) {
    return amend({.id = id, .operation = operation, .lines = lines});
}

ReservationReply Shop::amend(const AmendRequest& request) {
    ReservationReply reply;
    engine_->amend(request, context(), reply);
    return reply;
}

ReservationReply Shop::split(const SplitRequest& request) {
    ReservationReply reply;
    engine_->split(request, context(), reply);
    return reply;
}

std::vector<std::string> Shop::list(const ReservationFilter& filter, std::uint32_t limit) {
    std::vector<std::string> ids;
    ListReservationsReply page;
    std::string after;
    do {
        const ListReservationsRequest request{.filter = filter, .after = after, .limit = limit};
        engine_->list_reservations(request, context().now, page);
        EXPECT_EQ(page.outcome, Outcome::done) << page.detail;
        EXPECT_LE(page.reservations.size(), limit);
        for (const ReservationEntry& entry : page.reservations)
            ids.push_back(entry.id);
        after = page.next;
    } while (!after.empty());
    return ids;
}

ReservationReply Shop::reservation(std::string_view id) {
    ReservationReply reply;
    engine_->reservation(id, reply);
    return reply;
}

std::size_t Shop::wait(Duration time) {
    clock_.advance(time);
    return engine_->tick(clock_.wall(), clock_.steady());
}

void Shop::expect_sound() {
    const AuditReply audit = engine_->audit();
    EXPECT_EQ(audit.mismatches, 0U);
    EXPECT_TRUE(audit.findings.empty());
    EXPECT_EQ(log_.bytes_set_aside(), 0U);
}

}  // namespace earmark
