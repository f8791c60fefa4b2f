#include "bench/cbc_peer.h"

#include "engine/base/check.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <vector>

namespace earmark::bench {

namespace {

namespace fs = std::filesystem;

class ScratchFolder {
  public:
    ScratchFolder() {
        std::string pattern = (fs::temp_directory_path() / "earmark-cbc-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    bool exists() const { return !path_.empty(); }
    std::string file(const char* name) const { return (path_ / name).string(); }

  private:
    fs::path path_;
};

std::string pair_name(char kind, std::size_t node, std::size_t line) {
    return kind + std::to_string(node) + "_" + std::to_string(line);
}

bool fills_first(const PlanProblem& problem) {
    return problem.allow_partial && problem.short_cost.empty();
}

/// Writes the problem in CPLEX LP format. y: the node ships; x: units (whole lines: 1 or 0); z: the
/// node ships the line, where that costs; u: units short; first: there is a first shipment, free of
/// split penalty.
class LpWriter {
  public:
    LpWriter(const PlanProblem& problem, std::ostream& out) : problem_(problem), out_(out) {}

    /// With `short_units`: least cost among plans that leave no more short; else, where most units
    /// are to be filled first, fewest units short.
    void write(std::optional<std::int64_t> short_units) {
        out_ << "Minimize\n obj:";
        if (fills_first(problem_) && !short_units) {
            write_shorts();
        } else {
            write_costs();
        }
        out_ << "\nSubject To\n";
        write_fills();
        write_node_rows();
        if (short_units) {
            out_ << " fill:";
            write_shorts();
            out_ << " <= " << *short_units << '\n';
        }
        write_domains();
    }

  private:
    bool can_ship(std::size_t node, std::size_t line) const {
        return most_of(node, line) > 0 &&
               (problem_.line_split || most_of(node, line) == problem_.quantity[line]);
    }
    std::int64_t most_of(std::size_t node, std::size_t line) const {
        return std::min(problem_.stock_of(node, line), problem_.quantity[line]);
    }
    std::int64_t unit_of(std::size_t line) const {
        return problem_.line_split ? 1 : std::max<std::int64_t>(problem_.quantity[line], 1);
    }

    template <typename Use>
    void each_pair(Use&& use) {
        for (std::size_t node = 0; node < problem_.node_count; ++node) {
            for (std::size_t line = 0; line < problem_.line_count; ++line)
                if (can_ship(node, line)) use(node, line);
        }
    }

    void write_shorts() {
        out_ << " 0 none";
        for (std::size_t line = 0; line < problem_.line_count; ++line)
            out_ << " + " << unit_of(line) << " u" << line << '\n';
    }

    void write_costs() {
        out_ << " 0 none";
        for (std::size_t node = 0; node < problem_.node_count; ++node) {
            out_ << " + " << problem_.fixed_cost[node] + problem_.split_penalty << " y" << node
                 << '\n';
        }
        each_pair([&](std::size_t node, std::size_t line) {
            out_ << " + " << problem_.unit_cost_of(node, line) * unit_of(line) << ' '
                 << pair_name('x', node, line) << '\n';
            if (!problem_.line_cost.empty())
                out_ << " + " << problem_.line_cost[node] << ' ' << pair_name('z', node, line);
        });
        if (problem_.split_penalty > 0) out_ << " - " << problem_.split_penalty << " first\n";
        if (problem_.short_cost.empty() || !problem_.allow_partial) return;
        for (std::size_t line = 0; line < problem_.line_count; ++line)
            out_ << " + " << problem_.short_cost[line] * unit_of(line) << " u" << line << '\n';
    }

    void write_fills() {
        for (std::size_t line = 0; line < problem_.line_count; ++line) {
            out_ << " l" << line << ": u" << line;
            for (std::size_t node = 0; node < problem_.node_count; ++node)
                if (can_ship(node, line)) out_ << " + " << pair_name('x', node, line) << '\n';
            out_ << " = " << problem_.quantity[line] / unit_of(line) << '\n';
        }
    }

    void write_node_rows() {
        each_pair([&](std::size_t node, std::size_t line) {
            const std::int64_t most = problem_.line_split ? most_of(node, line) : 1;
            const std::string x = pair_name('x', node, line);
            out_ << " s" << node << '_' << line << ": " << x << " - " << most << " y" << node
                 << " <= 0\n";
            if (problem_.line_cost.empty()) return;
            out_ << " c" << node << '_' << line << ": " << x << " - " << most << ' '
                 << pair_name('z', node, line) << " <= 0\n";
        });
        for (std::size_t node = 0; node < problem_.capacity.size(); ++node) {
            if (problem_.capacity[node] < 0) continue;
            out_ << " k" << node << ": 0 none";
            for (std::size_t line = 0; line < problem_.line_count; ++line) {
                if (!can_ship(node, line)) continue;
                out_ << " + " << unit_of(line) << ' ' << pair_name('x', node, line);
            }
            out_ << " - " << problem_.capacity[node] << " y" << node << " <= 0\n";
        }
        write_items();
        if (problem_.shipments_max < problem_.node_count) {
            out_ << " most: 0 none";
            for (std::size_t node = 0; node < problem_.node_count; ++node)
                out_ << " + y" << node << '\n';
            out_ << " <= " << problem_.shipments_max << '\n';
        }
        out_ << " free: first";
        for (std::size_t node = 0; node < problem_.node_count; ++node)
            out_ << " - y" << node << '\n';
        out_ << " <= 0\n";
    }

    /// Lines of one item share what a node has.
    void write_items() {
        for (std::size_t first = 0; first < problem_.item.size(); ++first) {
            for (std::size_t node = 0; node < problem_.node_count; ++node) {
                out_ << " i" << node << '_' << first << ": 0 none";
                for (std::size_t line = 0; line < problem_.line_count; ++line) {
                    if (problem_.item[line] != problem_.item[first] || !can_ship(node, line))
                        continue;
                    out_ << " + " << unit_of(line) << ' ' << pair_name('x', node, line);
                }
                out_ << " <= " << problem_.stock_of(node, first) << '\n';
            }
        }
    }

    void write_domains() {
        out_ << "Bounds\n none = 0\n first <= 1\n";
        for (std::size_t line = 0; line < problem_.line_count; ++line) {
            const std::int64_t most = problem_.quantity[line] / unit_of(line);
            out_ << " u" << line << " <= " << (problem_.allow_partial ? most : 0) << '\n';
        }
        if (problem_.line_split) {
            out_ << "General\n";
            each_pair([&](auto node, auto line) {
                out_ << ' ' << pair_name('x', node, line) << '\n';
            });
            for (std::size_t line = 0; line < problem_.line_count; ++line)
                out_ << " u" << line << '\n';
        }
        out_ << "Binary\n first\n";
        for (std::size_t node = 0; node < problem_.node_count; ++node)
            out_ << " y" << node << '\n';
        each_pair([&](std::size_t node, std::size_t line) {
            if (!problem_.line_split) out_ << ' ' << pair_name('x', node, line) << '\n';
            if (!problem_.line_cost.empty()) out_ << ' ' << pair_name('z', node, line) << '\n';
        });
        if (!problem_.line_split) {
            for (std::size_t line = 0; line < problem_.line_count; ++line)
                out_ << " u" << line << '\n';
        }
        out_ << "End\n";
    }

    const PlanProblem& problem_;
    std::ostream& out_;
};

bool run_quietly(std::vector<std::string> words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed =
        posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return false;
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Solution {
    CbcAnswer::Kind kind = CbcAnswer::Kind::gave_up;
    double objective = 0;
    double seconds = 0;
};

std::optional<Solution> run_cbc(
    const PlanProblem& problem, std::optional<std::int64_t> short_units, double seconds_max
) {
    const ScratchFolder folder;
    if (!folder.exists()) return std::nullopt;
    {
        std::ofstream lp(folder.file("plan.lp"));
        LpWriter(problem, lp).write(short_units);
        if (!lp.flush()) return std::nullopt;
    }
    Solution solution;
    const auto start = std::chrono::steady_clock::now();
    const bool ran = run_quietly(
        {"cbc",
         folder.file("plan.lp"),
         "-ratioGap",
         "0",
         "-allowableGap",
         "0",
         "-seconds",
         std::to_string(seconds_max),
         "-solve",
         "-solution",
         folder.file("plan.sol")}
    );
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::ifstream answer(folder.file("plan.sol"));
    std::string first;
    if (!ran || !std::getline(answer, first)) return std::nullopt;
    if (first.rfind("Optimal", 0) == 0) solution.kind = CbcAnswer::Kind::optimal;
    if (first.rfind("Infeasible", 0) == 0 || first.rfind("Integer infeasible", 0) == 0)
        solution.kind = CbcAnswer::Kind::infeasible;
    const std::size_t at = first.rfind(' ');
    if (at != std::string::npos) solution.objective = std::strtod(first.c_str() + at, nullptr);
    return solution;
}

}  // namespace

bool is_cbc_installed() {
    return run_quietly({"cbc", "-quit"});
}

std::optional<CbcAnswer> solve_with_cbc(const PlanProblem& problem, double seconds_max) {
    EARMARK_CHECK(!problem.has_tariffs());
    CbcAnswer answer{CbcAnswer::Kind::gave_up};
    std::optional<std::int64_t> short_units;
    if (fills_first(problem)) {
        const auto fill = run_cbc(problem, std::nullopt, seconds_max);
        if (!fill) return std::nullopt;
        answer.seconds = fill->seconds;
        answer.kind = fill->kind;
        if (fill->kind != CbcAnswer::Kind::optimal) return answer;
        short_units = std::llround(fill->objective);
        answer.short_units = *short_units;
    }
    const auto solution = run_cbc(problem, short_units, seconds_max);
    if (!solution) return std::nullopt;
    answer.kind = solution->kind;
    answer.seconds += solution->seconds;
    answer.cost = std::llround(solution->objective);
    return answer;
}

}  // namespace earmark::bench
