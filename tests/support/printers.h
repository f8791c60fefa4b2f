// How GoogleTest prints the domain's enumerators.
#pragma once

#include "engine/outcome.h"

#include <ostream>

namespace earmark {

inline void PrintTo(Outcome outcome, std::ostream* out) {
    *out << to_string(outcome);
}

inline void PrintTo(LineVerdict verdict, std::ostream* out) {
    *out << to_string(verdict);
}

inline void PrintTo(RowVerdict verdict, std::ostream* out) {
    *out << to_string(verdict);
}

inline void PrintTo(QueryVerdict verdict, std::ostream* out) {
    *out << to_string(verdict);
}

inline void PrintTo(ReservationState state, std::ostream* out) {
    *out << to_string(state);
}

}  // namespace earmark
