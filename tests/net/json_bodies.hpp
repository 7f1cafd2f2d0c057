#pragma once

// A body as a session hands it over: with readable bytes behind it, which here are no friends.

#include "net/json_reader.hpp"
#include "net/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bursar::tests {

class PaddedBody {
 public:
  explicit PaddedBody(std::string_view json) : size_{json.size()}, bytes_{json} {
    bytes_.append(net::body_padding_bytes, '}');
  }
  std::string_view view() const { return std::string_view{bytes_}.substr(0, size_); }

 private:
  std::size_t size_;
  std::string bytes_;
};

template <class Body>
std::vector<net::Fault> faults_of(std::string_view json, Body& body) {
  return net::read_json(PaddedBody{json}.view(), Body::schema, &body);
}

}  // namespace bursar::tests
