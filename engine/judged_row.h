// What is said of one row of a command before it is done: the rows around it are judged by
// themselves.
#pragma once

#include "engine/outcome.h"

#include <string>

namespace earmark {

struct JudgedRow {
    RowVerdict verdict = RowVerdict::applied;
    std::string detail{};  ///< For people; empty where the verdict says all.
};

}  // namespace earmark
