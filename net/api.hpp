#pragma once

// The service behind the sockets: finds a request's row, lets its caller in or not, and hands it to
// the row's handler.

#include "net/authority.hpp"
#include "net/edge.hpp"
#include "net/service.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bursar::net {

class Api final : public Service {
 public:
  using Options = EdgeOptions;

  Api(Options options, actors::Engine& engine);

  /// An address that is listened on; requests may name it in Host. Before serving.
  const Edge& edge() const { return edge_; }
  void listen(std::string_view host, std::uint16_t port) { edge_.hosts.listen(host, port); }

  void serve(const Request& request, Exchange& exchange) override;
  bool admits(const Request& request, Exchange& exchange) override;
  void refuse(const FramingRefusal& refusal, Exchange& exchange) override;
  BodyLimit body_limit(Verb verb, std::string_view path) const override;
  std::span<const std::string_view> route_labels() const override { return labels_; }

 private:
  /// Or where there is no other.
  bool at_operators_door(const Request& request) const;
  Router::Hidden hidden_from(const Request& request) const;
  /// What is known of a request before anything about it is judged.
  Match met(const Request& request, Exchange& exchange) const;
  // Each is a step on a request's way; false when it ended there, answered.
  bool addressed(const Request& request, Exchange& exchange) const;
  bool routed(const Request& request, Exchange& exchange, const Match& match, bool body) const;
  bool admitted(const Request& request, Exchange& exchange, const Route& route) const;
  bool paced(const Request& request, Exchange& exchange) const;
  bool has_room(Exchange& exchange, const Route& route) const;

  /// Finds out whose the credential is, if there is one that counts.
  Credential identify(const Request& request, Exchange& exchange) const;

  Edge edge_;
  std::vector<std::string_view> labels_;
};

}  // namespace bursar::net
