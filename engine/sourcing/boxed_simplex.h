// Small dense linear programs of which every variable has a least and a most: the dual simplex
// method with a condensed tableau.
//
//     least of cost x value, with sum of entry x value + slack = right side in every row
//
// With all variables boxed every basis is dual feasible, once what is outside the basis stands at
// the end of its box that its reduced cost asks for. So boxes and costs may change between solves,
// and the last basis is a place to go on from. The ratio test passes ends of boxes (the long-step
// rule of bounded dual simplex: Maros 2003).
//
// Numbers are doubles, and nothing is refactored: prices are worth no more than a try, and who uses
// them computes what they prove.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class BoxedSimplex {
  public:
    struct Box {
        double least = 0;
        double most = 0;
    };
    /// What to go back to.
    struct Basis {
        std::vector<double> tableau;
        std::vector<double> costs;
        std::vector<std::uint32_t> outside;
        std::vector<std::uint32_t> inside;
    };

    /// Starts with variables of no entries, no cost and empty boxes, and no slack.
    void start(std::size_t rows, std::size_t columns);
    void set_entry(std::size_t row, std::size_t column, double entry) { at(row, column) = entry; }
    void set_right_side(std::size_t row, double value) { at(row, columns_) = value; }

    /// Variables are the columns, then the slacks of the rows.
    std::size_t slack_of(std::size_t row) const { return columns_ + row; }
    void set_box(std::size_t variable, Box box) { boxes_[variable] = box; }
    Box box(std::size_t variable) const { return boxes_[variable]; }
    void set_cost(std::size_t variable, double cost);

    /// Requires: there is a solution. After rounding too coarse, or very many changes, it ends with
    /// what it has.
    void solve(std::uint64_t& steps);

    double value(std::size_t variable) const { return values_[variable]; }
    /// What the optimum would cost more at least for each unit of the variable more.
    double reduced_cost(std::size_t variable) const;
    /// What a variable inside the basis would add to the least cost if it had to go down, or up,
    /// to the next whole number, by one change of the basis.
    struct Penalty {
        double down = 0;
        double up = 0;
    };
    Penalty penalty(std::size_t variable) const;

    void save(Basis& basis) const;
    void restore(const Basis& basis);

  private:
    struct Pivot {
        std::size_t column;
        double ratio;
        double entry;
        double width;
    };

    double& at(std::size_t row, std::size_t column) { return tableau_[row * width_ + column]; }
    double at(std::size_t row, std::size_t column) const { return tableau_[row * width_ + column]; }
    std::size_t cost_row() const { return rows_; }
    void find_places();
    void find_values();
    bool may_move(std::size_t row, std::size_t column, bool upward) const;
    std::size_t most_off_row() const;
    std::size_t entering_column(std::size_t row, bool upward, double off);
    void exchange(std::size_t row, std::size_t column);

    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::size_t width_ = 1;               ///< Of a row of the tableau: its right side is last.
    std::vector<double> tableau_;         ///< The last row is of reduced costs.
    std::vector<double> costs_;           ///< By variable.
    std::vector<Box> boxes_;              ///< By variable.
    std::vector<double> values_;          ///< By variable.
    std::vector<std::uint32_t> outside_;  ///< By column: its variable.
    std::vector<std::uint32_t> inside_;   ///< By row: its variable.
    std::vector<std::uint32_t> places_;   ///< By variable: its row, or rows_ and its column.
    std::vector<Pivot> pivots_;
};

}  // namespace earmark
