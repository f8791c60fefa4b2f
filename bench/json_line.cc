#include "bench/json_line.h"

#include <cmath>
#include <cstdio>
#include <iostream>

namespace earmark::bench {

namespace {

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

std::string number(double value) {
    if (!std::isfinite(value)) return "null";
    char text[32];
    std::snprintf(text, sizeof(text), "%.10g", value);
    return text;
}

}  // namespace

void JsonLine::name(std::string_view name) {
    if (!fields_.empty()) fields_ += ",";
    fields_ += json_text(name) + ":";
}

JsonLine& JsonLine::add(std::string_view field, std::string_view text) {
    name(field);
    fields_ += json_text(text);
    return *this;
}

JsonLine& JsonLine::add(std::string_view field, double value) {
    name(field);
    fields_ += number(value);
    return *this;
}

JsonLine& JsonLine::add(std::string_view field, std::optional<double> value) {
    name(field);
    fields_ += value ? number(*value) : "null";
    return *this;
}

JsonLine& JsonLine::add(const LatencySummary& latency) {
    add("us_p50", latency.us_p50).add("us_p90", latency.us_p90).add("us_p99", latency.us_p99);
    add("us_p999", latency.us_p999).add("us_max", latency.us_max);
    return add("n", static_cast<double>(latency.count));
}

JsonLine& JsonLine::add(const LoadResult& result) {
    add("requests", static_cast<double>(result.requests));
    add("seconds", std::chrono::duration<double>(result.wall).count());
    add("per_second", result.per_second());
    add("per_cpu_second", result.per_cpu_second());
    return add(result.latencies.summary());
}

void JsonLine::print() const {
    std::cout << text() << '\n' << std::flush;
}

}  // namespace earmark::bench
