#include "actors/session_changes.hpp"

namespace bursar::actors {

namespace {

constexpr std::int64_t second_ms = 1'000;

// A token says seconds.
ledger::Time end_of(const IssueSession& asked) {
  const std::int64_t seconds = (asked.now.milliseconds + asked.ttl_ms + second_ms - 1) / second_ms;
  return {seconds * second_ms};
}

}  // namespace

ledger::Result<std::shared_ptr<Draft>> new_session(const RegistryBooks& books,
                                                   const IssueSession& asked) {
  const auto wallet = books.wallet(asked.wallet);
  if (!wallet || wallet->profile.opened.address.organization != asked.organization)
    return ledger::refuse(ledger::Errc::not_found);
  if (books.status(asked.wallet) == ledger::WalletStatus::archived)
    return ledger::refuse(ledger::Errc::wallet_archived);
  auto draft = std::make_shared<Draft>();
  draft->record.time = asked.now;
  draft->record.organizations[0].organization = asked.organization;
  draft->record.fact =
      ledger::SessionIssued{.wallet = asked.wallet,
                            .generation = books.session(asked.wallet).generation + 1,
                            .expires = end_of(asked)};
  return draft;
}

}  // namespace bursar::actors
