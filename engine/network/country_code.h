// Countries, as nodes and addresses name them.
#pragma once

#include <string_view>

namespace earmark {

/// "US": two capital letters, as ISO 3166-1 alpha-2 has them. Which of them are countries is not
/// known here.
constexpr bool is_country_code(std::string_view text) {
    const auto is_letter = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    return text.size() == 2 && is_letter(text[0]) && is_letter(text[1]);
}

inline constexpr std::string_view kCountryCodeExpected =
    "a code of two capital letters, such as US";

}  // namespace earmark
