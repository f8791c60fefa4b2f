// CapacityFit: an order's candidates, fitted to what the days of their nodes have room for. Private
// to engine/capacity/.
#pragma once

#include "engine/capacity/capacity_uses.h"
#include "engine/order_candidates.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace earmark {

class OrderCandidates::CapacityFit {
  public:
    CapacityFit(
        OrderCandidates& order, const CapacityUses& uses, const CapacityTable& limits, Day today
    )
        : order_(order), uses_(uses), limits_(limits), today_(today) {}

    void fit();

  private:
    static constexpr auto kShipments = static_cast<std::size_t>(CapacityUnit::shipments);
    static constexpr auto kLines = static_cast<std::size_t>(CapacityUnit::lines);
    static constexpr auto kUnits = static_cast<std::size_t>(CapacityUnit::units);

    static bool has_room_for(const CapacityFigures& room, const CapacityFigures& need) {
        return room[kShipments] >= need[kShipments] && room[kLines] >= need[kLines] &&
               room[kUnits] >= need[kUnits];
    }
    static bool has_any_room(const CapacityFigures& room, const CapacityFigures& need) {
        return room[kShipments] >= need[kShipments] && room[kLines] >= 1 && room[kUnits] >= 1;
    }
    /// By units first.
    static std::pair<Units, Units> rank_of(const CapacityFigures& room) {
        return {room[kUnits], room[kLines]};
    }

    /// A day on which a service may leave, or goods are ready.
    struct Departure {
        ServiceChoice choice;
        CapacityFigures need{};  ///< What it could take.
        CapacityFigures room{};
        bool takes_all = false;  ///< There is room for that.
    };

    /// Of one service. With more the last is put in place of the one before.
    static constexpr std::size_t kDeparturesMax = 4;

    using GoesOn = std::function<bool(const ServiceChoice& leaving, Day day)>;

    const OpenShipment* shipment_at(std::uint32_t place) const;
    bool carries(const ServiceChoice* by, const Stock& stock) const;
    CapacityFigures need_of(std::uint32_t place, bool joins, const ServiceChoice* by = nullptr)
        const;
    Units rows_at(std::uint32_t place, std::size_t line) const;
    void fit_node(std::uint32_t place);
    void keep_to(std::uint32_t place, const CapacityFigures& room, const CapacityFigures& need);

    // When it leaves, in fitting_days.cc.
    void fit_joined(std::uint32_t place, const OpenShipment& joined);
    bool carries_some_line(std::uint32_t place, const OpenShipment& joined) const;
    std::optional<Day> keep_to_shipment(Candidate& candidate, Day day, Day dateless);
    std::optional<CapacityFigures> fit_collection(
        Candidate& candidate, const CapacityFigures& need
    );
    std::optional<CapacityFigures> fit_services(std::uint32_t place, const CapacityFigures& need);
    CapacityFigures limit_departures(std::uint32_t place, const CapacityFigures& need);
    void find_departures(
        const Candidate& candidate, const CapacityFigures& need, const ServiceChoice& choice
    );
    bool falls_until(const Candidate& candidate, const ServiceChoice& choice, Day last);
    void visit_days(const Candidate& candidate, const ServiceChoice& choice, const GoesOn& goes_on);
    bool is_cheaper_later(std::size_t first) const;
    bool goes_whole(const CapacityFigures& need) const;

    // What is left out, or limited.
    void leave_late(std::uint32_t place);
    void leave_uncarried(std::uint32_t place);
    void note_full(const Stock& stock, Units units);
    void leave_node(std::uint32_t place, bool joins);
    void note_squeezed(std::uint32_t place);
    void note_rows(std::uint32_t place);
    void limit_lines(std::uint32_t place, Units rows);
    void limit_units(std::uint32_t place, Units units);
    void leave_full_nodes();

    OrderCandidates& order_;
    const CapacityUses& uses_;
    const CapacityTable& limits_;
    const Day today_;
    std::vector<Departure> departures_;  ///< Of one node.
    bool has_full_ = false;
};

}  // namespace earmark
