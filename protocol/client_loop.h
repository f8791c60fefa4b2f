// Inside of ClientLoop, for the client's own files.
#pragma once

#include "protocol/async_client.h"

#include <boost/asio/io_context.hpp>

namespace earmark::protocol {

class ClientLoop::State {
  public:
    boost::asio::io_context context{1};
};

}  // namespace earmark::protocol
