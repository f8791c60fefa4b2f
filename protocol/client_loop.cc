#include "protocol/client_loop.h"

namespace earmark::protocol {

ClientLoop::ClientLoop() : state_(std::make_unique<State>()) {}
ClientLoop::~ClientLoop() = default;

std::size_t ClientLoop::poll() {
    state_->context.restart();
    return state_->context.poll();
}

std::size_t ClientLoop::run_one_until(std::chrono::steady_clock::time_point moment) {
    state_->context.restart();
    return state_->context.run_one_until(moment);
}

std::size_t ClientLoop::run_one_for(std::chrono::microseconds span) {
    return run_one_until(std::chrono::steady_clock::now() + span);
}

}  // namespace earmark::protocol
