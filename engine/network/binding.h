// Binding: whether what groups ask for can be taken from nodes, and what that leaves.
//
// A set of demands is bindable iff (Hall's theorem, max-flow = min-cut) every set S of groups asks
// for no more than the nodes of its groups have. With A(n) what a node has, a(n) what one more who
// asks may take there, D(S) what S asks for and N(S) its nodes, the most that can be added while
// all stays bindable is
//
//     min over S of  A(N(S)) + a(without N(S)) - D(S)
//
// Where a exceeds A the minimum is a lower bound. Up to kGroupsBySetsMax groups all S are tried,
// nodes counting by the set of groups that they are in; beyond that it is a flow.
#pragma once

#include "engine/limits.h"
#include "engine/network/unit_flow.h"

#include <cstdint>
#include <vector>

namespace earmark {

class Binding {
  public:
    static constexpr std::size_t kGroupsBySetsMax = 10;

    void clear();

    /// All groups come before the first supply.
    void add_group(Units demand) { demands_.push_back(demand); }

    /// Units at a node: A and a. The groups that may take them follow.
    void add_supply(Units capacity, Units offered) {
        supplies_.push_back(
            {.capacity = capacity, .offered = offered, .groups_end = members_.size()}
        );
    }
    void join(std::size_t group) {
        members_.push_back(static_cast<std::uint32_t>(group));
        ++supplies_.back().groups_end;
    }

    /// The minimum above; less than nothing where the demands are not bindable.
    Units least_room();

    /// Whether no set of groups that is short here was less short before. `before` has the same
    /// groups in the same order; what nobody offers is all that counts.
    bool is_no_shorter_than(Binding& before);

  private:
    struct Supply {
        Units capacity;
        Units offered;
        std::size_t groups_end;  ///< In members_, from the end of the one before.
    };

    void fill_rooms();
    Units room_by_flow();

    std::vector<Units> demands_;
    std::vector<Supply> supplies_;
    std::vector<std::uint32_t> members_;
    std::vector<Units> rooms_;    ///< By set of groups.
    std::vector<Units> outside_;  ///< a - A of what lies in a set only.
    UnitFlow flow_;
};

}  // namespace earmark
