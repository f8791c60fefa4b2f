#include "tests/integration/picture.h"

#include "engine/base/check.h"

#include <algorithm>
#include <tuple>

namespace earmark::integration {

namespace {

auto key(const ReservationLine& line) {
    return std::tuple(
        line.line, line.node, line.sku, line.granted, line.held, line.allocated, line.shipped
    );
}

ReservationLine held_line(std::uint32_t line, SkuId sku, NodeId node, Units units) {
    ReservationLine made;
    made.line = line;
    made.sku = sku;
    made.node = node;
    made.granted = units;
    made.held = units;
    return made;
}

}  // namespace

Picture Picture::of_made(const ReserveRequest& request, const ReserveReply& reply) {
    EARMARK_CHECK(request.lines.size() == reply.lines.size());
    Picture picture;
    picture.is_there_ = true;
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        const ReserveLine& asked = request.lines[i];
        picture.lines_.push_back(
            held_line(asked.line, asked.sku, asked.node, reply.lines[i].reserved)
        );
    }
    picture.tidy();
    return picture;
}

Picture Picture::of_made(const SourceReply& reply) {
    Picture picture;
    picture.is_there_ = true;
    for (const Shipment& shipment : reply.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            picture.lines_.push_back(held_line(line.line, line.sku, shipment.node, line.quantity));
        }
    }
    picture.tidy();
    return picture;
}

Picture Picture::of(const ReservationReply& reply) {
    Picture picture;
    if (reply.outcome == Outcome::unknown_reservation) return picture;
    picture.is_there_ = true;
    picture.state_ = reply.state;
    picture.lines_ = reply.lines;
    picture.tidy();
    return picture;
}

Units Picture::source_of(ReservationStep step, const ReservationLine& line) {
    const bool of_hold = step == ReservationStep::commit || step == ReservationStep::release;
    return of_hold ? line.held : line.allocated;
}

Picture Picture::after(ReservationStep step, std::span<const PartLine> parts) const {
    Picture next = *this;
    for (ReservationLine& line : next.lines_) {
        Units moved = source_of(step, line);
        if (!parts.empty()) {
            const auto part = std::ranges::find_if(parts, [&](const PartLine& candidate) {
                return candidate.line == line.line && candidate.node == line.node;
            });
            moved = part == parts.end() ? 0 : std::min(moved, part->quantity);
        }
        const bool of_hold = step == ReservationStep::commit || step == ReservationStep::release;
        (of_hold ? line.held : line.allocated) -= moved;
        if (step == ReservationStep::commit) line.allocated += moved;
        if (step == ReservationStep::ship) line.shipped += moved;
    }
    return next;
}

bool Picture::has_units_of(const Picture& other) const {
    return std::ranges::equal(lines_, other.lines_, {}, key, key);
}

std::string Picture::text() const {
    if (!is_there_) return "not there";
    std::string text(to_string(state_));
    for (const ReservationLine& line : lines_) {
        text += "; line " + std::to_string(line.line) + " item " +
                std::to_string(line.sku.value()) + " node " + std::to_string(line.node.value()) +
                " granted " + std::to_string(line.granted) + " held " + std::to_string(line.held) +
                " allocated " + std::to_string(line.allocated) + " shipped " +
                std::to_string(line.shipped);
    }
    return text;
}

void Picture::tidy() {
    std::erase_if(lines_, [](const ReservationLine& line) { return line.granted == 0; });
    std::ranges::sort(lines_, {}, key);
}

}  // namespace earmark::integration
