#include "engine/shipping_change.h"

#include "engine/shipping/shipping_codec.h"

#include <algorithm>

namespace earmark {

namespace {

Error bad_shipping() {
    return {ErrorCode::corrupt_record, "record of shipping breaks the format"};
}

bool read_shipping_change(ByteReader& in, ShippingRowChange& change) {
    change.change = in.get<ShippingChange>();
    if (change.change > ShippingChange::remove) return false;
    return get_shipping_row(in, change.row);
}

}  // namespace

void put_shipping_changes(ByteWriter& out, std::span<const ShippingRowChange> changes) {
    out.put(static_cast<std::uint32_t>(changes.size()));
    for (const ShippingRowChange& change : changes) {
        out.put(change.change);
        put_shipping_row(out, change.row);
    }
}

Status apply_shipping_changes(EngineState& state, Lsn lsn, ByteReader& in) {
    Status status = Done{};
    if (state.reference.current().shipping->lsn >= lsn) return status;
    state.reference.change([&](ReferenceData& draft) {
        auto book = std::make_shared<ShippingBook>(*draft.shipping);
        const auto count = in.get<std::uint32_t>();
        ShippingRowChange change;
        for (std::uint32_t index = 0; index < count && status; ++index) {
            if (!read_shipping_change(in, change)) {
                status = bad_shipping();
            } else if (change.change == ShippingChange::put) {
                book->put(change.row);
            } else {
                book->remove(change.row);
            }
        }
        book->lsn = lsn;
        if (status) draft.shipping = std::move(book);
    });
    return status;
}

void put_shipping_entry(ByteWriter& out, Lsn lsn, const ShippingRow& row) {
    out.put(lsn);
    put_shipping_row(out, row);
}

Status apply_shipping_entries(EngineState& state, ByteReader& in) {
    Status status = Done{};
    state.reference.change([&](ReferenceData& draft) {
        auto book = std::make_shared<ShippingBook>(*draft.shipping);
        ShippingRow row;
        while (!in.at_end() && status) {
            book->lsn = std::max(book->lsn, in.get<Lsn>());
            if (get_shipping_row(in, row)) {
                book->put(row);
            } else {
                status = bad_shipping();
            }
        }
        if (status) draft.shipping = std::move(book);
    });
    return status;
}

std::string describe_shipping_changes(ByteReader& in) {
    const auto count = in.get<std::uint32_t>();
    std::string text = "shipping, " + std::to_string(count) + " rows:";
    ShippingRowChange change;
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        if (!read_shipping_change(in, change)) return text + " broken";
        text += index == 0 ? " " : ", ";
        text += to_string(kind_of(change.row));
        text += " " + key_text(change.row);
        if (change.change == ShippingChange::remove) text += " gone";
    }
    return text;
}

}  // namespace earmark
