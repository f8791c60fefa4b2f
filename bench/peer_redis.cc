#include "bench/option_words.h"
#include "bench/peer_commands.h"
#include "bench/pipelined_options.h"
#include "bench/redis_dialogue.h"

#include <map>
#include <memory>

namespace earmark::bench {

namespace {

struct RedisOptions {
    LoadPlan plan;
    DataShape shape;
    int server_pid = 0;
    std::uint64_t seed = 1;
    KeySpread spread = KeySpread::uniform;
    RedisLayout layout = RedisLayout::free;
    RedisWork work = RedisWork::ats_script;
};

int load(const RedisOptions& options) {
    LoadPlan plan = options.plan;
    plan.measure = std::chrono::milliseconds(0);
    const auto loaded = run_pipelined(
        plan,
        [&](std::size_t connection) {
            return make_redis_loader(
                options.shape,
                options.layout,
                static_cast<std::uint32_t>(connection),
                static_cast<std::uint32_t>(plan.connections)
            );
        },
        {}
    );
    return print_load_result(loaded);
}

int run(const RedisOptions& options) {
    std::string sha;
    if (const auto script = script_of(options.work); !script.empty()) {
        const std::array<std::string_view, 3> words{"SCRIPT", "LOAD", script};
        const auto answer = ask_redis(options.plan, words);
        if (!answer) return print_load_result(answer.error());
        sha = *answer;
    }
    const auto result = run_pipelined(
        options.plan,
        [&](std::size_t connection) {
            return make_redis_dialogue(
                options.shape, options.spread, options.work, sha, options.seed + connection
            );
        },
        [&] { return usage_of_process(options.server_pid); }
    );
    return print_load_result(result);
}

}  // namespace

void add_redis_commands(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<RedisOptions>();
    const std::map<std::string, RedisLayout> layouts{
        {"free", RedisLayout::free},
        {"fields", RedisLayout::fields},
        {"whole", RedisLayout::whole},
        {"packed", RedisLayout::packed},
        {"holds", RedisLayout::holds},
    };
    const std::map<std::string, RedisWork> works{
        {"ats-script", RedisWork::ats_script},
        {"ats-packed", RedisWork::ats_packed},
        {"ats-hmget", RedisWork::ats_hmget},
        {"reserve", RedisWork::reserve},
    };
    auto* loader =
        app.add_subcommand("redis-load", "Write the benchmark's stock into a Redis server");
    add_plan_options(*loader, options->plan);
    add_shape_options(*loader, options->shape);
    add_word_option(*loader, "--layout", options->layout, layouts, "How positions lie in it");
    loader->callback([options, &exit_code] { exit_code = load(*options); });

    auto* runner = app.add_subcommand("redis", "Measure a Redis server, closed loop");
    add_plan_options(*runner, options->plan);
    add_shape_options(*runner, options->shape);
    add_word_option(*runner, "--work", options->work, works, "What to ask for");
    add_key_spread_option(*runner, options->spread);
    runner->add_option("--seed", options->seed, "Of keys and quantities")->capture_default_str();
    runner->add_option("--server-pid", options->server_pid, "The server's process")->required();
    runner->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace earmark::bench
