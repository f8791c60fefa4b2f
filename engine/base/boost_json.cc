// Boost.JSON is used from its headers; its code is compiled here, once for every program.
#include <boost/json/src.hpp>
