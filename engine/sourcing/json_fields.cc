#include "engine/sourcing/json_fields.h"

#include <boost/json/serialize.hpp>

#include <utility>

namespace earmark {

namespace {

namespace json = boost::json;

constexpr std::size_t kFoundTextMax = 40;

Error unexpected(const std::string& place, const json::value& found, const char* expected) {
    return {ErrorCode::bad_input, place + " is " + found_text(found) + ", expected " + expected};
}

std::string entry_of(const std::string& place, std::size_t index) {
    return place + "[" + std::to_string(index) + "]";
}

}  // namespace

std::string found_text(const json::value& found) {
    std::string text = json::serialize(found);
    if (text.size() > kFoundTextMax) text = text.substr(0, kFoundTextMax) + "...";
    return text;
}

bool JsonFields::fail(Error error) {
    if (!error_) error_ = std::move(error);
    return false;
}

const json::value* JsonFields::find(const char* key) {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) fail({ErrorCode::bad_input, place_of(key) + " is missing"});
    return value;
}

const json::array* JsonFields::array_of(
    const std::string& place, const json::value& value, std::optional<std::size_t> count
) {
    const json::array* array = value.if_array();
    if (array == nullptr) {
        fail(unexpected(place, value, "a list"));
        return nullptr;
    }
    if (count && array->size() != *count) {
        fail(
            {ErrorCode::bad_input,
             place + " has " + std::to_string(array->size()) + " entries, expected " +
                 std::to_string(*count)}
        );
        return nullptr;
    }
    return array;
}

bool JsonFields::read_number(
    const std::string& place, const json::value& value, std::int64_t& number
) {
    const std::int64_t* found = value.if_int64();
    if (found == nullptr || *found < 0)
        return fail(unexpected(place, value, "a whole number from 0 to 2^63 - 1"));
    number = *found;
    return true;
}

bool JsonFields::read_numbers(
    const std::string& place, const json::array& array, std::vector<std::int64_t>& numbers
) {
    for (std::size_t i = 0; i < array.size(); ++i) {
        // The place is spelt out only for what is wrong: there are many numbers.
        const std::int64_t* found = array[i].if_int64();
        if (found == nullptr || *found < 0) {
            std::int64_t number = 0;
            return read_number(entry_of(place, i), array[i], number);
        }
        numbers.push_back(*found);
    }
    return true;
}

bool JsonFields::read_list(
    const char* key, std::vector<std::int64_t>& numbers, std::optional<std::size_t> count
) {
    const json::value* value = find(key);
    if (value == nullptr) return false;
    const json::array* array = array_of(place_of(key), *value, count);
    return array != nullptr && read_numbers(place_of(key), *array, numbers);
}

bool JsonFields::read_matrix(
    const char* key, std::size_t rows, std::size_t columns, std::vector<std::int64_t>& numbers
) {
    numbers.clear();
    const json::value* value = find(key);
    if (value == nullptr) return false;
    const json::array* given = array_of(place_of(key), *value, rows);
    if (given == nullptr) return false;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::string place = entry_of(place_of(key), row);
        const json::array* entries = array_of(place, (*given)[row], columns);
        if (entries == nullptr || !read_numbers(place, *entries, numbers)) return false;
    }
    return true;
}

bool JsonFields::read_limits(
    const char* key, std::size_t count, std::int64_t none, std::vector<std::int64_t>& limits
) {
    const json::value* value = find(key);
    if (value == nullptr) return false;
    if (value->is_null()) return true;
    const json::array* array = array_of(place_of(key), *value, count);
    if (array == nullptr) return false;
    for (std::size_t i = 0; i < count; ++i) {
        std::int64_t limit = none;
        const json::value& entry = (*array)[i];
        if (!entry.is_null() && !read_number(entry_of(place_of(key), i), entry, limit))
            return false;
        limits.push_back(limit);
    }
    return true;
}

bool JsonFields::read_limit(const char* key, std::optional<std::int64_t>& limit) {
    limit.reset();
    const json::value* value = find(key);
    if (value == nullptr) return false;
    if (value->is_null()) return true;
    std::int64_t number = 0;
    if (!read_number(place_of(key), *value, number)) return false;
    limit = number;
    return true;
}

bool JsonFields::read_flag(const char* key, bool& flag) {
    const json::value* value = find(key);
    if (value == nullptr) return false;
    const bool* found = value->if_bool();
    if (found == nullptr) return fail(unexpected(place_of(key), *value, "true or false"));
    flag = *found;
    return true;
}

}  // namespace earmark
