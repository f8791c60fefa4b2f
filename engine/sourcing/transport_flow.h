// Least-cost transport from a few nodes with capacities to lines with needs: shortest augmenting
// paths. Whole units in, whole units out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

struct TransportFlow {
    std::size_t node_count = 0;
    std::size_t line_count = 0;
    std::vector<std::int64_t> capacity;     ///< By node.
    std::vector<std::int64_t> need;         ///< By line.
    std::vector<std::int64_t> short_price;  ///< By line; kNoShort: must be filled.
    std::vector<std::int64_t> most;         ///< [node * line_count + line]
    std::vector<std::int64_t> cost;         ///< [node * line_count + line], not negative.

    static constexpr std::int64_t kNoShort = -1;

    // The answer.
    std::vector<std::int64_t> units;  ///< [node * line_count + line]
    std::int64_t total = 0;

    void reset(std::size_t nodes, std::size_t lines);

    /// False if some line cannot be filled and must be.
    bool solve(std::uint64_t& steps);

  private:
    bool send(std::size_t line, std::uint64_t& steps);
    void find_paths(std::size_t line, std::uint64_t& steps);
    std::int64_t width_of(std::size_t end, std::size_t line) const;

    std::vector<std::int64_t> room_;     ///< By node: capacity left.
    std::vector<std::int64_t> missing_;  ///< By line.
    std::vector<std::int64_t> node_distance_;
    std::vector<std::int64_t> line_distance_;
    std::vector<std::uint32_t> node_from_;  ///< The line before the node on its path.
    std::vector<std::uint32_t> line_from_;  ///< The node before the line on its path.
};

}  // namespace earmark
