#pragma once

// Many requests that make ready for a run: as many at once as there are connections, each until it
// is done.

#include "net/client_load.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bursar::load {

struct Crowd {
  net::LoadClient::Options client;
  std::uint64_t count = 0;
  int wanted = 0;                                     // status
  std::function<std::string(std::uint64_t)> request;  // the whole text, by number from 0
  std::function<void(std::uint64_t, std::string_view)> answered;
  std::function<void(std::uint64_t)> progress;  // so many are done; may be left out
};

/// An engine that is asked for too much at once (503) is asked again a little later. Throws
/// std::runtime_error at any other answer, and when there is none.
void do_all(const Crowd& crowd);

}  // namespace bursar::load
