#include "net/let_in.hpp"

#include "crypto/secret.hpp"
#include "crypto/session_token.hpp"
#include "net/authority.hpp"
#include "net/wallet_sessions.hpp"

#include <memory>
#include <string>

namespace bursar::net {

actors::LetIn let_in(const Visit& visit) {
  const actors::Engine& engine = visit.edge.engine;
  const std::string_view secret = credential(visit.request).secret;
  if (crypto::SessionTokens::resembles(secret))
    return [&engine, claim = session_claim(visit.edge, secret)](ledger::Time now) {
      return claim && engine.authenticate_session(claim->wallet, claim->session, now).has_value();
    };
  return [&engine, key = std::make_shared<const crypto::Secret>(std::string{secret})](
             ledger::Time now) { return engine.lets_in(key->reveal(), now); };
}

}  // namespace bursar::net
