// Whole numbers of 128 bits: for products of money, weights and units before they are divided.
#pragma once

namespace earmark {

__extension__ using Wide = __int128;

}  // namespace earmark
