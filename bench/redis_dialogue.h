// Redis as a peer: its protocol (RESP), and the fastest forms of our operations that we found in
// it.
#pragma once

#include "bench/pipelined_load.h"
#include "bench/workload.h"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earmark::bench {

/// How an item's positions lie in Redis, one key per item; or three-line holds, one key each.
enum class RedisLayout : std::uint8_t {
    free,    ///< Hash of one number per node: what is available.
    fields,  ///< Hash of three numbers per node: on hand, reserved, safety.
    whole,   ///< Hash of six numbers per node, all that we keep: allocated, source, sequence, too.
    packed,  ///< String of three 32-bit numbers per node.
    holds,   ///< Not stock: a hash of three lines per hold, which expires.
};

enum class RedisWork : std::uint8_t {
    ats_script,  ///< Lua over the fields layout, one ATS per query.
    ats_packed,  ///< Lua over the packed layout.
    ats_hmget,   ///< HMGET of the free layout's numbers: the client would add them up.
    reserve,     ///< Lua over the free layout: checks three lines, then takes them, or nothing.
};

RedisLayout layout_of(RedisWork work);
std::string_view script_of(RedisWork work);  ///< Empty if the work needs none.

/// Appends a command as RESP.
void append_command(std::string& bytes, std::span<const std::string_view> words);

/// Writes the items first, first + step, ... of the shape, one command an item (as many holds, two
/// commands each).
std::unique_ptr<Dialogue> make_redis_loader(
    const DataShape& shape, RedisLayout layout, std::uint32_t first, std::uint32_t step
);

/// `script` is the SHA1 that SCRIPT LOAD answered.
std::unique_ptr<Dialogue> make_redis_dialogue(
    const DataShape& shape, KeySpread spread, RedisWork work, std::string script, std::uint64_t seed
);

/// Sends one command on a connection of its own and returns its reply as text.
/// Errors: unreachable; malformed_frame - Redis answered an error.
Result<std::string> ask_redis(const LoadPlan& plan, std::span<const std::string_view> words);

}  // namespace earmark::bench
