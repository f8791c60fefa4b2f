#include "engine/shipping/shipping_book.h"

namespace earmark {

namespace {

AreaKey key_of(const AreaRow& row) {
    return {row.carrier, row.country, row.postal_prefix};
}

PickupKey key_of(const PickupRow& row) {
    return {row.node, row.service, row.minute};
}

CapacityKey key_of(const CapacityRow& row) {
    return {row.node.value(), row.method, row.unit, row.date, row.weekday};
}

CarbonKey key_of(const CarbonRow& row) {
    return {row.service, row.zone};
}

std::uint32_t key_of(const CourierRow& row) {
    return row.node.value();
}

const std::string& key_of(const CalendarRow& row) {
    return row.name;
}

const std::string& key_of(const ServiceRow& row) {
    return row.name;
}

std::uint32_t key_of(const HoursRow& row) {
    return row.node.value();
}

auto& table_of(auto& book, const CalendarRow& /*row*/) {
    return book.calendars;
}

auto& table_of(auto& book, const ServiceRow& /*row*/) {
    return book.services;
}

auto& table_of(auto& book, const AreaRow& /*row*/) {
    return book.areas;
}

auto& table_of(auto& book, const HoursRow& /*row*/) {
    return book.hours;
}

auto& table_of(auto& book, const PickupRow& /*row*/) {
    return book.pickups;
}

auto& table_of(auto& book, const CapacityRow& /*row*/) {
    return book.capacities;
}

auto& table_of(auto& book, const CarbonRow& /*row*/) {
    return book.carbon;
}

auto& table_of(auto& book, const CourierRow& /*row*/) {
    return book.couriers;
}

template <typename Table, typename Key>
auto find_in(const Table& table, const Key& key) -> decltype(&table.begin()->second) {
    const auto found = table.find(key);
    return found == table.end() ? nullptr : &found->second;
}

}  // namespace

const CalendarRow* ShippingBook::calendar(std::string_view name) const {
    return find_in(calendars, name);
}

const ServiceRow* ShippingBook::service(std::string_view name) const {
    return find_in(services, name);
}

const HoursRow* ShippingBook::hours_of(NodeId node) const {
    return find_in(hours, node.value());
}

const CourierRow* ShippingBook::courier_of(NodeId node) const {
    return find_in(couriers, node.value());
}

Micros ShippingBook::area_surcharge(
    std::string_view carrier, std::string_view country, std::string_view postal_code
) const {
    if (areas.empty()) return 0;
    AreaKey key{std::string(carrier), std::string(country), std::string(postal_code)};
    while (true) {
        if (const AreaRow* row = find_in(areas, key)) return row->per_parcel;
        if (key.postal_prefix.empty()) return 0;
        key.postal_prefix.pop_back();
    }
}

bool ShippingBook::contains_same(const ShippingRow& row) const {
    return std::visit(
        [&](const auto& wanted) {
            const auto* known = find_in(table_of(*this, wanted), key_of(wanted));
            return known != nullptr && *known == wanted;
        },
        row
    );
}

bool ShippingBook::contains_key(const ShippingRow& row) const {
    return std::visit(
        [&](const auto& wanted) {
            return find_in(table_of(*this, wanted), key_of(wanted)) != nullptr;
        },
        row
    );
}

void ShippingBook::put(const ShippingRow& row) {
    std::visit(
        [&](const auto& made) { table_of(*this, made).insert_or_assign(key_of(made), made); }, row
    );
}

void ShippingBook::remove(const ShippingRow& row) {
    std::visit([&](const auto& gone) { table_of(*this, gone).erase(key_of(gone)); }, row);
}

}  // namespace earmark
