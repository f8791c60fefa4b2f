// Reads the keys of a JSON object that holds a sourcing problem, and says of the first wrong one
// where it is, what was found and what was expected.
#pragma once

#include "engine/base/result.h"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace earmark {

/// A value as it is shown to people: cut after some characters.
std::string found_text(const boost::json::value& found);

/// Every method returns whether all was well; after the first that was not, error() is set.
class JsonFields {
  public:
    /// prefix: of the object's place in messages: "" or "orders[3].".
    explicit JsonFields(const boost::json::object& object, std::string prefix = "")
        : object_(object), prefix_(std::move(prefix)) {}

    const Error& error() const { return *error_; }

    bool has(const char* key) const { return object_.contains(key); }
    /// Null if it is missing.
    const boost::json::value* find(const char* key);

    bool read_flag(const char* key, bool& flag);
    /// Whole numbers from 0; appended.
    bool read_list(
        const char* key,
        std::vector<std::int64_t>& numbers,
        std::optional<std::size_t> count = std::nullopt
    );
    /// Row by row; replaces what is there.
    bool read_matrix(
        const char* key, std::size_t rows, std::size_t columns, std::vector<std::int64_t>& numbers
    );
    /// Null, or a list whose entries may be null: those become `none`. Nothing is appended for
    /// null.
    bool read_limits(
        const char* key, std::size_t count, std::int64_t none, std::vector<std::int64_t>& limits
    );
    /// A number, or nothing for null.
    bool read_limit(const char* key, std::optional<std::int64_t>& limit);

    const boost::json::array* array_of(
        const std::string& place,
        const boost::json::value& value,
        std::optional<std::size_t> count = std::nullopt
    );
    std::string place_of(const char* key) const { return prefix_ + '"' + key + '"'; }
    bool fail(Error error);

  private:
    bool read_number(
        const std::string& place, const boost::json::value& value, std::int64_t& number
    );
    bool read_numbers(
        const std::string& place,
        const boost::json::array& array,
        std::vector<std::int64_t>& numbers
    );

    const boost::json::object& object_;
    std::string prefix_;
    std::optional<Error> error_;
};

}  // namespace earmark
