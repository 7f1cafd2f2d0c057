#include "net/agent_templates.hpp"
#include "net/agents.hpp"
#include "net/approvals.hpp"
#include "net/audit.hpp"
#include "net/authorizing.hpp"
#include "net/auto_topup.hpp"
#include "net/backups.hpp"
#include "net/clearing.hpp"
#include "net/clock.hpp"
#include "net/connector_audit.hpp"
#include "net/dialects/agentpay.hpp"
#include "net/dialects/theros.hpp"
#include "net/dialects/trove.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/disputes.hpp"
#include "net/events.hpp"
#include "net/fund_batch.hpp"
#include "net/funding.hpp"
#include "net/health.hpp"
#include "net/keys.hpp"
#include "net/organizations.hpp"
#include "net/outcomes.hpp"
#include "net/payment_list.hpp"
#include "net/payments.hpp"
#include "net/payouts.hpp"
#include "net/policies.hpp"
#include "net/policy_evaluation.hpp"
#include "net/policy_replay.hpp"
#include "net/purchase.hpp"
#include "net/refunds.hpp"
#include "net/route.hpp"
#include "net/services.hpp"
#include "net/tokens.hpp"
#include "net/wallet_life.hpp"
#include "net/wallet_sessions.hpp"
#include "net/wallets.hpp"
#include "net/webhooks.hpp"
#include "net/withdrawals.hpp"
#include "net/x402_discovery.hpp"
#include "net/x402_facilitator.hpp"

#include <vector>

namespace bursar::net {

std::span<const Route> routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> rows;
    // Payments first: the router looks from the top. Names come before what may be an id.
    for (const auto& part :
         {payment_routes(),         funding_routes(),        fund_batch_routes(),
          withdrawal_routes(),      auto_topup_routes(),     purchase_routes(),
          wallet_routes(),          wallet_session_routes(), agent_template_routes(),
          agent_routes(),           wallet_life_routes(),    key_routes(),
          approval_routes(),        policy_routes(),         policy_evaluation_routes(),
          policy_replay_routes(),   organization_routes(),   clearing_routes(),
          audit_routes(),           clock_routes(),          backup_routes(),
          health_routes(),          wallgent_routes(),       wallgent_key_routes(),
          theros_routes(),          trove_routes(),          service_routes(),
          authorizing_routes(),     token_routes(),          facilitator_routes(),
          discovery_routes(),       refund_routes(),         outcome_routes(),
          payment_list_routes(),    event_routes(),          payout_routes(),
          connector_audit_routes(), dispute_routes(),        webhook_routes(),
          agentpay_routes()})
      rows.insert(rows.end(), part.begin(), part.end());
    return rows;
  }();
  return all;
}

}  // namespace bursar::net
