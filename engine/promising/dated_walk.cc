#include "engine/promising/dated_walk.h"

namespace earmark {

PromiseTerms promise_terms(const RowList<DatedRow>& rows, const PromiseCalendar& calendar) {
    PromiseTerms terms{.today = calendar.today(), .past_due_days = calendar.past_due_days()};
    if (rows.empty() || !rows.node_at(0).is_none()) return terms;
    const DatedRow own = rows.load(0);
    terms.past_due_days = own.past_due_days;
    terms.lead_days = own.lead_days;
    terms.horizon_days = own.horizon_days;
    return terms;
}

DatedOffer DatedWalk::at(NodeId node, Units free, const OwnUnits& own, Day day) const {
    const PromiseTerms terms = promise_terms(rows_, *calendar_);
    DatedOffer offer;
    ProjectedMin projected(free, terms, day, own.dated);
    rows_.visit_node(node, [&](const DatedRow& row) {
        if (row.kind == DatedRow::Kind::demand && row.day <= terms.today) {
            offer.reserved_due += row.reserved;
            offer.allocated_due += row.allocated;
        }
        projected.add(row.day, projected_change(row, terms));
    });
    for (const OwnDated& each : own.dated) {
        if (each.day <= terms.today) offer.reserved_due -= each.units;
    }
    if (terms.is_behind_horizon(day)) {
        offer.least = 0;
        offer.is_behind_horizon = true;
    } else if (day < terms.unlimited_from()) {
        offer.least = projected.least();
        offer.least_day = projected.least_day();
    }
    return offer;
}

}  // namespace earmark
