// What plans cost by term, for eyes and for programs.
#pragma once

#include "engine/reply.h"

#include <boost/json/object.hpp>

#include <string_view>
#include <vector>

namespace earmark::cli {

struct NamedCost {
    std::string_view term;
    Micros amount = 0;
};

/// Every term, in one order.
std::vector<NamedCost> terms_of(const CostTerms& cost);

/// Those of every plan, and others that are not 0.
std::vector<NamedCost> terms_told(const CostTerms& cost);

/// Every term by its name, and their total.
boost::json::object cost_json(const CostTerms& cost);

}  // namespace earmark::cli
