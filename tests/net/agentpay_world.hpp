#pragma once

// AgentPay's document against the service: requests as they are printed, whose $NAMES are filled in
// with what earlier answers have told, and answers held to what is printed of them.

#include "tests/net/api_world.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bursar::tests {

/// A request of the document and its answer. In an answer "tx_..." is any text that begins so, a
/// time any time, a date any date; other members than the printed ones may stand beside.
struct Printed {
  const char* what;
  net::Verb verb;
  const char* path;
  const char* body;
  int status;
  const char* answer;
};

/// A member of an error's body.
std::string of_error(const Answer& refused, std::string_view member);

class AgentPayWorld {
 public:
  explicit AgentPayWorld(net::Api::Options options = ApiWorld::open_signup());

  /// Sends it by that key, or by the agent's; holds the answer to what is printed and remembers the
  /// ids that it tells.
  Answer send(const Printed& one, const std::string& by = {});

  // Of the dialect's paths. Without a key: the agent's, where there is one.

  Answer get(const std::string& path, const std::string& by = {});
  Answer post(const std::string& path, const std::string& body, const std::string& by = {},
              const std::string& idempotency = {});
  Answer remove(const std::string& path);

  /// $WALLET_ID and its key, with 100 from the faucet; in an organisation of its own, or that
  /// one's.
  void open_agent(const std::string& org = {});
  struct Named {
    std::string wallet;
    std::string key;
  };
  Named another_agent();
  /// The provider sells calls at that URL as $SERVICE_ID, which is verified and of "data".
  void offer(const std::string& name, const std::string& price, const std::string& url);
  /// The token of a call of it, and $TOKEN_ID.
  std::string authorize();
  /// $PAYMENT_ID: 5 to the provider's wallet.
  void pay_a_wallet();
  void fund(const std::string& wallet, int amount);

  void name(const std::string& variable, std::string value) { values_[variable] = value; }
  std::string value(const std::string& variable) const { return values_.at(variable); }
  /// The text with every $NAME that is known.
  std::string filled(std::string text) const;

  ApiWorld api;
  std::string key;       // the agent's
  std::string provider;  // the key of whoever sells and is paid

 private:
  void learn(const Answer& answer);

  std::map<std::string, std::string> values_;
  std::string providers_wallet_;
};

}  // namespace bursar::tests
