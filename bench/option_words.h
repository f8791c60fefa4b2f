// A command-line option that takes one of a few words.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace earmark::bench {

/// Stores what the word stands for; refuses any other by naming them all.
/// Requires: `value` outlives the parsing.
template <typename Value>
CLI::Option* add_word_option(
    CLI::App& command,
    const std::string& name,
    Value& value,
    const std::map<std::string, Value>& words,
    const std::string& help
) {
    std::vector<std::string> allowed;
    allowed.reserve(words.size());
    for (const auto& [word, meaning] : words)
        allowed.push_back(word);
    return command
        .add_option_function<std::string>(
            name, [&value, words](const std::string& word) { value = words.at(word); }, help
        )
        ->check(CLI::IsMember(allowed));
}

/// Stores a whole number of milliseconds.
/// Requires: `value` outlives the parsing.
inline CLI::Option* add_milliseconds_option(
    CLI::App& command,
    const std::string& name,
    std::chrono::milliseconds& value,
    const std::string& help
) {
    return command.add_option_function<std::int64_t>(
        name, [&value](std::int64_t count) { value = std::chrono::milliseconds(count); }, help
    );
}

}  // namespace earmark::bench
