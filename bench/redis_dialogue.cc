#include "bench/redis_dialogue.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <deque>
#include <optional>
#include <vector>

namespace earmark::bench {

namespace {

namespace asio = boost::asio;

// The fields of node n are "n" in the free layout and "no", "nr", "ns" in the fields layout; the
// whole layout adds "na", "nf" (whom the figures are from) and "nq" (the last row's sequence).
constexpr std::string_view kAtsScript = R"(
local v = redis.call('HMGET', KEYS[1], '0o','0r','0s', '1o','1r','1s', '2o','2r','2s',
  '3o','3r','3s', '4o','4r','4s', '5o','5r','5s', '6o','6r','6s', '7o','7r','7s',
  '8o','8r','8s', '9o','9r','9s')
local sum = 0
for n = 1, 30, 3 do
  local ats = v[n] - v[n+1] - v[n+2]
  if ats > 0 then sum = sum + ats end
end
return sum)";

constexpr std::string_view kAtsPackedScript = R"(
local v = redis.call('GET', KEYS[1])
local unpack = struct.unpack
local sum = 0
for p = 1, #v, 12 do
  local o, r, s = unpack('<i4i4i4', v, p)
  local ats = o - r - s
  if ats > 0 then sum = sum + ats end
end
return sum)";

constexpr std::string_view kReserveScript = R"(
local call = redis.call
for i = 1, 3 do
  if tonumber(call('HGET', KEYS[i], ARGV[2*i-1])) < tonumber(ARGV[2*i]) then return 0 end
end
for i = 1, 3 do call('HINCRBY', KEYS[i], ARGV[2*i-1], -ARGV[2*i]) end
return 1)";

/// A whole reply at the front of some bytes.
struct RespReply {
    std::size_t bytes = 0;
    std::int64_t sum = 0;  ///< Of all integers and numeric strings in it.
    bool is_error = false;
    std::string_view text;  ///< Of a simple string, an error or a bulk string.
};

std::optional<std::int64_t> integer_from(std::string_view text) {
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

std::optional<std::string_view> line_at(std::string_view bytes, std::size_t from) {
    const auto end = bytes.find("\r\n", from);
    if (end == std::string_view::npos) return std::nullopt;
    return bytes.substr(from, end - from);
}

/// nullopt = not all there yet. Arrays are flat in every reply we ask for.
std::optional<RespReply> resp_reply(std::string_view bytes) {
    RespReply reply;
    std::int64_t values = 1;
    while (values-- > 0) {
        const auto line = line_at(bytes, reply.bytes);
        if (!line || line->empty()) return std::nullopt;
        reply.bytes += line->size() + 2;
        const std::string_view rest = line->substr(1);
        const std::int64_t count = integer_from(rest).value_or(0);
        switch (line->front()) {
            case '*':
                values += count;
                break;
            case ':':
                reply.sum += count;
                break;
            case '$': {
                if (count < 0) break;  // No such key: adds nothing.
                const auto length = static_cast<std::size_t>(count);
                if (bytes.size() < reply.bytes + length + 2) return std::nullopt;
                reply.text = bytes.substr(reply.bytes, length);
                reply.sum += integer_from(reply.text).value_or(0);
                reply.bytes += length + 2;
                break;
            }
            case '-':
                reply.is_error = true;
                [[fallthrough]];
            default:
                reply.text = rest;
                break;
        }
    }
    return reply;
}

Error wrong_reply(std::string_view what, const RespReply& reply, std::int64_t expected) {
    return {
        ErrorCode::malformed_frame,
        std::string(what) + ": found " +
            (reply.is_error ? std::string(reply.text) : std::to_string(reply.sum)) + ", expected " +
            std::to_string(expected),
    };
}

void append_le32(std::string& bytes, std::int64_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 0xFFU);
}

class RedisLoader : public Dialogue {
  public:
    RedisLoader(const DataShape& shape, RedisLayout layout, std::uint32_t first, std::uint32_t step)
        : shape_(shape),
          layout_(layout),
          next_(first),
          step_(step),
          workload_(shape, KeySpread::uniform, first) {}

    bool append_request(std::string& bytes) override {
        if (next_ >= shape_.items) return false;
        layout_ == RedisLayout::holds ? append_hold(bytes) : append_item(bytes);
        return true;
    }

    Result<std::size_t> take_reply(std::string_view bytes) override {
        const auto reply = resp_reply(bytes);
        if (!reply) return std::size_t{0};
        if (reply->is_error) return wrong_reply("load", *reply, 0);
        return reply->bytes;
    }

  private:
    void append_item(std::string& bytes) {
        words_ = {layout_ == RedisLayout::packed ? "SET" : "HSET", sku_of(next_)};
        std::string packed;
        for (std::uint32_t node = 0; node < shape_.nodes; ++node)
            add_position(node, initial_stock(next_, node), packed);
        if (layout_ == RedisLayout::packed) words_.push_back(packed);
        append_words(bytes);
        advance();
    }

    /// First the lines, with the next request the expiry.
    void append_hold(std::string& bytes) {
        const std::string key = "reservation-" + std::to_string(next_);
        if (expiry_is_next_) {
            words_ = {"EXPIRE", key, "900"};
            advance();
        } else {
            words_ = {"HSET", key};
            for (const WantedLine& line : workload_.next_order()) {
                words_.push_back(sku_of(line.item) + ":" + std::to_string(line.node));
                words_.push_back(std::to_string(line.units));
            }
        }
        expiry_is_next_ = !expiry_is_next_;
        append_words(bytes);
    }

    void append_words(std::string& bytes) {
        append_command(bytes, std::vector<std::string_view>(words_.begin(), words_.end()));
    }

    void advance() {
        next_ = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(std::uint64_t{next_} + step_, shape_.items)
        );
    }

    void add_counters(const std::string& field, const Stock& stock) {
        words_.insert(words_.end(), {field + "o", std::to_string(stock.on_hand)});
        words_.insert(words_.end(), {field + "r", "0"});
        words_.insert(words_.end(), {field + "s", std::to_string(stock.safety)});
    }

    void add_position(std::uint32_t node, const Stock& stock, std::string& packed) {
        const std::string field = std::to_string(node);
        switch (layout_) {
            case RedisLayout::free:
                words_.insert(words_.end(), {field, std::to_string(stock.ats())});
                break;
            case RedisLayout::fields:
                add_counters(field, stock);
                break;
            case RedisLayout::whole:
                add_counters(field, stock);
                words_.insert(words_.end(), {field + "a", "0"});
                words_.insert(words_.end(), {field + "f", "1"});
                words_.insert(
                    words_.end(), {field + "q", std::to_string(sequence_of(next_, node, shape_))}
                );
                break;
            case RedisLayout::packed:
                append_le32(packed, stock.on_hand);
                append_le32(packed, 0);
                append_le32(packed, stock.safety);
                break;
            case RedisLayout::holds:
                break;
        }
    }

    DataShape shape_;
    RedisLayout layout_;
    std::uint32_t next_;
    std::uint32_t step_;
    Workload workload_;
    bool expiry_is_next_ = false;
    std::vector<std::string> words_;
};

class RedisDialogue : public Dialogue {
  public:
    RedisDialogue(
        const DataShape& shape,
        KeySpread spread,
        RedisWork work,
        std::string script,
        std::uint64_t seed
    )
        : shape_(shape), work_(work), script_(std::move(script)), workload_(shape, spread, seed) {
        for (std::uint32_t node = 0; node < shape.nodes; ++node)
            fields_.push_back(std::to_string(node));
    }

    bool append_request(std::string& bytes) override {
        work_ == RedisWork::reserve ? append_reserve(bytes) : append_query(bytes);
        return true;
    }

    Result<std::size_t> take_reply(std::string_view bytes) override {
        const auto reply = resp_reply(bytes);
        if (!reply) return std::size_t{0};
        if (work_ == RedisWork::reserve) {
            const bool right = !reply->is_error && (reply->sum == 0 || reply->sum == 1);
            if (!right) return wrong_reply("reserve", *reply, 1);
            return reply->bytes;
        }
        const Units expected = initial_stock_ats(asked_.front());
        if (reply->is_error || reply->sum != expected) {
            return wrong_reply("ATS of " + sku_of(asked_.front()), *reply, expected);
        }
        asked_.pop_front();
        return reply->bytes;
    }

  private:
    Units initial_stock_ats(std::uint32_t item) const {
        Units sum = 0;
        for (std::uint32_t node = 0; node < shape_.nodes; ++node)
            sum += initial_stock(item, node).ats();
        return sum;
    }

    void append_query(std::string& bytes) {
        asked_.push_back(workload_.next_item());
        const std::string key = sku_of(asked_.back());
        words_.clear();
        if (work_ == RedisWork::ats_hmget) {
            words_ = {"HMGET", key};
            words_.insert(words_.end(), fields_.begin(), fields_.end());
        } else {
            words_ = {"EVALSHA", script_, "1", key};
        }
        append_command(bytes, words_);
    }

    void append_reserve(std::string& bytes) {
        const WantedOrder order = workload_.next_order();
        std::array<std::string, kReserveLines> keys;
        std::array<std::string, kReserveLines> units;
        words_ = {"EVALSHA", script_, "3"};
        for (std::size_t line = 0; line < order.size(); ++line) {
            keys[line] = sku_of(order[line].item);
            words_.push_back(keys[line]);
        }
        for (std::size_t line = 0; line < order.size(); ++line) {
            units[line] = std::to_string(order[line].units);
            words_.push_back(fields_[order[line].node]);
            words_.push_back(units[line]);
        }
        append_command(bytes, words_);
    }

    DataShape shape_;
    RedisWork work_;
    std::string script_;
    Workload workload_;
    std::vector<std::string> fields_;
    std::vector<std::string_view> words_;
    std::deque<std::uint32_t> asked_;
};

}  // namespace

RedisLayout layout_of(RedisWork work) {
    switch (work) {
        case RedisWork::ats_script:
            return RedisLayout::fields;
        case RedisWork::ats_packed:
            return RedisLayout::packed;
        case RedisWork::ats_hmget:
        case RedisWork::reserve:
            return RedisLayout::free;
    }
    return RedisLayout::free;
}

std::string_view script_of(RedisWork work) {
    switch (work) {
        case RedisWork::ats_script:
            return kAtsScript;
        case RedisWork::ats_packed:
            return kAtsPackedScript;
        case RedisWork::reserve:
            return kReserveScript;
        case RedisWork::ats_hmget:
            return {};
    }
    return {};
}

void append_command(std::string& bytes, std::span<const std::string_view> words) {
    bytes += '*' + std::to_string(words.size()) + "\r\n";
    for (const std::string_view word : words) {
        bytes += '$' + std::to_string(word.size()) + "\r\n";
        bytes += word;
        bytes += "\r\n";
    }
}

std::unique_ptr<Dialogue> make_redis_loader(
    const DataShape& shape, RedisLayout layout, std::uint32_t first, std::uint32_t step
) {
    return std::make_unique<RedisLoader>(shape, layout, first, step);
}

std::unique_ptr<Dialogue> make_redis_dialogue(
    const DataShape& shape, KeySpread spread, RedisWork work, std::string script, std::uint64_t seed
) {
    return std::make_unique<RedisDialogue>(shape, spread, work, std::move(script), seed);
}

Result<std::string> ask_redis(const LoadPlan& plan, std::span<const std::string_view> words) {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    boost::system::error_code failed;
    const auto address = asio::ip::make_address(plan.host, failed);
    if (!failed) socket.connect({address, plan.port}, failed);
    std::string bytes;
    append_command(bytes, words);
    if (!failed) asio::write(socket, asio::buffer(bytes), failed);
    std::string input;
    std::array<char, 4096> chunk{};
    while (!failed) {
        const std::size_t count = socket.read_some(asio::buffer(chunk), failed);
        input.append(chunk.data(), count);
        const auto reply = resp_reply(input);
        if (!reply) continue;
        if (reply->is_error) return Error{ErrorCode::malformed_frame, std::string(reply->text)};
        return std::string(reply->text);
    }
    return Error{
        ErrorCode::unreachable,
        plan.host + ":" + std::to_string(plan.port) + ": " + failed.message()
    };
}

}  // namespace earmark::bench
