#include "net/agent_view.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/wallet_view.hpp"
#include "net/wallets.hpp"

#include <memory>
#include <utility>

namespace bursar::net {

using actors::WalletsCall;
using actors::WalletsQuery;

namespace {

// A status is derived from what a wallet's actor knows, so it is filtered here: a page asks for
// rows until it is full, but not for ever, and in all its rounds looks at no more rows than a page
// may. Then it is short and goes on where it stopped.
constexpr int rounds_max = 20;

class Listing {
 public:
  Listing(Edge& edge, Exchange& exchange, ListPlace place, WalletsQuery query, const Seen& seen)
      : edge_{edge},
        exchange_{exchange},
        place_{std::move(place)},
        query_{std::move(query)},
        seen_{seen} {
    query_.page.before = place_.position;
  }

  /// The listing lives in the continuation that it awaits.
  static void go_on(std::shared_ptr<Listing> listing) {
    auto call = std::make_shared<WalletsCall>();
    listing->query_.page.limit = listing->place_.query.limit - listing->rows_;
    call->command = listing->query_;
    call->organization = listing->query_.organization;
    Edge& edge = listing->edge_;
    Exchange& exchange = listing->exchange_;
    exchange.await(*call, [listing = std::move(listing)](actors::Call* answered) {
      if (!listing->take(static_cast<WalletsCall*>(answered))) return listing->exchange_.done();
      go_on(listing);
    });
    edge.engine.wallets(std::move(call));
  }

 private:
  // Whether another round is needed.
  bool take(WalletsCall* answered) {
    if (answered == nullptr || !answered->outcome) {
      exchange_.response.body.clear();
      settled_as<WalletsCall>(edge_, exchange_, answered);
      return false;
    }
    if (rounds_++ == 0) begin_list(exchange_);
    JsonWriter json{exchange_.response.body};
    for (const actors::WalletView& view : answered->outcome->rows) {
      const bool wanted =
          place_.query.status.empty() || wallet_status(view, seen_.now) == place_.query.status;
      if (wanted) write(json, view);
    }
    const std::uint64_t next = answered->outcome->next;
    query_.page.before = next;
    query_.page.looked_at_max -= answered->outcome->looked_at;
    if (next != 0 && rows_ < place_.query.limit && may_go_on()) return true;
    rests_on(exchange_, answered->rests_on);
    end_list(edge_, exchange_, place_, next);
    return false;
  }

  bool may_go_on() const { return rounds_ < rounds_max && query_.page.looked_at_max > 0; }

  void write(JsonWriter& json, const actors::WalletView& view) {
    ++rows_;
    const Dialect dialect = exchange_.route->dialect;
    if (!query_.agents_only) return write_wallet(json, view, seen_, dialect);
    write_agent(json, view, seen_, dialect);
  }

  Edge& edge_;
  Exchange& exchange_;
  ListPlace place_;
  WalletsQuery query_;
  Seen seen_;
  std::uint32_t rows_ = 0;
  int rounds_ = 0;
};

void list(Visit& visit, bool agents_only) {
  const auto of = scope(visit);
  if (!of) return;
  auto place = list_place(visit);
  if (!place) return;
  const ledger::Principal& caller = visit.caller();
  WalletsQuery query{.organization = of->organization,
                     .environment = of->environment,
                     .agents_only = agents_only,
                     .type = visit.query.type,
                     .tags = visit.query.tags,
                     .only = caller.wallet ? caller.wallet->account : ledger::AccountNumber{},
                     .page = {}};
  Listing::go_on(std::make_shared<Listing>(visit.edge, visit.exchange, std::move(*place),
                                           std::move(query),
                                           Seen{of->organization_id, visit.now()}));
}

}  // namespace

void list_wallets(Visit& visit) {
  list(visit, false);
}

void list_agents(Visit& visit) {
  list(visit, true);
}

}  // namespace bursar::net
