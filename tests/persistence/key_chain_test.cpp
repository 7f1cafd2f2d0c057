#include "persistence/key_chain.hpp"

#include "crypto/hash.hpp"
#include "tests/persistence/random_history.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::key_chain_test {
namespace {

using namespace bursar;
using ledger::KeyId;
using persistence::KeyChains;
using persistence::KeyLinks;

/// One wallet's chain, as whoever keeps rows has it.
struct Chain {
  KeyId newest = {};
  std::map<KeyId, KeyLinks> rows;

  KeyLinks& links_of(KeyId id) { return rows[id]; }
  void link(KeyId id) {
    persistence::join_chain(newest, id, [this](KeyId other) -> auto& { return links_of(other); });
  }
  void unlink(KeyId id) {
    persistence::leave_chain(newest, id, [this](KeyId other) -> auto& { return links_of(other); });
  }

  std::vector<KeyId> oldest_first() {
    std::vector<KeyId> all;
    KeyId newer = {};
    for (KeyId id = newest; !id.bits.none(); id = links_of(id).older) {
      RC_ASSERT(links_of(id).newer == newer);
      RC_ASSERT(all.size() < rows.size());
      all.push_back(id);
      newer = id;
    }
    std::ranges::reverse(all);
    return all;
  }
};

RC_GTEST_PROP(KeyChainTest, HoldsThoseThatAreCurrentInTheOrderOfTheirMaking,
              (std::vector<std::uint8_t> deeds)) {
  Chain chain;
  std::vector<KeyId> wanted;
  std::uint64_t made = 0;
  for (const std::uint8_t deed : deeds) {
    if (deed % 2 == 0 || wanted.empty()) {
      wanted.push_back({{1, ++made}});
      chain.link(wanted.back());
    } else {
      const auto gone = wanted.begin() + deed % static_cast<std::ptrdiff_t>(wanted.size());
      chain.unlink(*gone);
      RC_ASSERT(chain.links_of(*gone) == KeyLinks{});
      wanted.erase(gone);
    }
    RC_ASSERT(chain.oldest_first() == wanted);
  }
}

RC_GTEST_PROP(KeyChainTest, OfBooksNamesTheNewestThatIsCurrent, ()) {
  crypto::start();
  tests::RandomHistory history;
  history.go_on(60);
  const ledger::Books& books = history.books;
  std::map<ledger::WalletId, KeyId> wanted;
  for (const ledger::Organization& organization : books.organizations)
    for (const KeyId id : organization.keys)
      if (const ledger::Key& key = books.keys.at(id); key.current()) wanted[key.made.wallet] = id;
  const KeyChains chains{books};
  for (const auto& [account, profile] : books.profiles)
    RC_ASSERT(chains.newest(account) == wanted[profile.opened.address.id]);
  for (const auto& [id, key] : books.keys)
    if (!key.current()) RC_ASSERT(chains.row(key).links == KeyLinks{});
}

}  // namespace
}  // namespace bursar::persistence::key_chain_test
