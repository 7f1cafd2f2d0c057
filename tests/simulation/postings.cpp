#include "tests/simulation/postings.hpp"

#include "tests/simulation/calendar.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace bursar::simulation {
namespace {

using ledger::AccountNumber;
using ledger::Record;

// As every organisation's and environment's system accounts stand, from its first.
constexpr std::uint64_t treasury = 0;
constexpr std::uint64_t fees = 1;
constexpr std::uint64_t outside = 2;
constexpr std::uint64_t between_organizations = 3;

AccountNumber of(const ledger::WalletAddress& wallet, std::uint64_t which) {
  return {wallet.system_accounts.value + which};
}

/// What a budget draws from: in production its organisation's own wallet, the first one there.
AccountNumber source_of(const ledger::WalletAddress& wallet) {
  if (wallet.environment == ledger::Environment::sandbox) return of(wallet, treasury);
  return own_wallet(wallet);
}

/// 40 basis points, half to even.
Wide fee_on(ledger::Amount amount) {
  const Wide product = Wide{amount.money().units()} * 40;
  const Wide whole = product / 10'000;
  const Wide rest = product % 10'000;
  const bool up = rest > 5'000 || (rest == 5'000 && whole % 2 != 0);
  return whole + (up ? 1 : 0);
}

/// Those that move nothing are there for wallets alone, whose histories they belong to.
void post(std::vector<Posting>& postings, AccountNumber account, Wide units) {
  if (units != 0) postings.emplace_back(account, units);
}

std::vector<Posting> postings_of(const ledger::Pay& pay, Money drawn) {
  const Wide amount = pay.amount.money().units();
  std::vector<Posting> all{{pay.payer.account, -debit_of(pay, drawn)}};
  const bool back_to_source = pay.payee && pay.payee->account == source_of(pay.payer);
  if (!back_to_source) post(all, source_of(pay.payer), -Wide{drawn.units()});
  post(all, of(pay.payer, fees), fee_on(pay.amount));
  if (!pay.payee) {
    post(all, of(pay.payer, outside), amount);
    return all;
  }
  if (pay.payee->organization != pay.payer.organization) {
    post(all, of(pay.payer, between_organizations), amount);
    post(all, of(*pay.payee, between_organizations), -amount);
  }
  all.emplace_back(pay.payee->account, back_to_source ? amount - drawn.units() : amount);
  return all;
}

std::vector<Posting> postings_of(const ledger::Fund& fund) {
  const Wide amount = fund.amount.money().units();
  const AccountNumber from = fund.org_wallet ? fund.org_wallet->account : of(fund.wallet, treasury);
  return {{from, -amount}, {fund.wallet.account, amount}};
}

std::vector<Posting> postings_of(const ledger::Clear& clear) {
  const Wide amount = clear.amount.money().units();
  const AccountNumber inside = clear.kind == ledger::Clearing::fees_withdrawal
                                   ? of(clear.wallet, fees)
                                   : clear.wallet.account;
  const Wide in = clear.kind == ledger::Clearing::deposit ? amount : -amount;
  return {{inside, in}, {of(clear.wallet, outside), -in}};
}

std::vector<Posting> postings_of(const ledger::FundBatch& batch) {
  std::vector<Posting> all;
  Wide sum = 0;
  for (const auto& [wallet, amount] : batch.parts) {
    all.emplace_back(wallet.account, amount.money().units());
    sum += amount.money().units();
  }
  all.emplace_back(batch.org_wallet.account, -sum);
  return all;
}

std::vector<Posting> postings_of(const ledger::Withdraw& withdraw, Money moved) {
  const Wide amount = moved.units();
  return {{withdraw.wallet.account, -amount}, {withdraw.org_wallet.account, amount}};
}

bool posts(const Record& record, std::vector<Posting> expected) {
  std::vector<Posting> posted;
  for (const ledger::Entry& entry : record.entries)
    posted.emplace_back(entry.account, entry.amount.units());
  std::ranges::sort(posted);
  std::ranges::sort(expected);
  return posted == expected;
}

// It moves nothing yet.
std::vector<Posting> postings_of(const ledger::PaymentHeld& held) {
  return {{held.payment.payer, 0}};
}

const Movement* awaited(const Evidence& before, std::uint64_t salt) {
  const Movement* asked = before.movements.find(salt);
  if (asked == nullptr || asked->recorded || asked->state != Movement::State::asked) return nullptr;
  return asked;
}

bool is_what_was_asked(const ledger::Paid& paid, const ledger::Pay& asked) {
  const AccountNumber payee = asked.payee ? asked.payee->account : AccountNumber{};
  return paid.payer == asked.payer.account && paid.payee == payee && paid.amount == asked.amount &&
         paid.payee_external == asked.payee_external && paid.fee.units() == fee_on(asked.amount);
}

bool is_what_was_asked(const Record& next, const ledger::Paid& paid, const ledger::Pay& asked) {
  const auto* held = std::get_if<ledger::PaymentHeld>(&next.fact);
  return is_what_was_asked(paid, asked) &&
         posts(next, held == nullptr ? postings_of(asked, paid.drawn) : postings_of(*held));
}

bool is_what_was_asked(const Record& next, const ledger::Funded& funded,
                       const ledger::Fund& asked) {
  return funded.wallet == asked.wallet.account && funded.source == asked.source &&
         funded.amount == asked.amount && funded.adjusts_budget == asked.adjusts_budget &&
         posts(next, postings_of(asked));
}

bool is_what_was_asked(const Record& next, const ledger::Cleared& cleared,
                       const ledger::Clear& asked) {
  return cleared.wallet == asked.wallet.account && cleared.kind == asked.kind &&
         cleared.amount == asked.amount && posts(next, postings_of(asked));
}

bool is_what_was_asked(const Record& next, const ledger::BatchFunded& funded,
                       const ledger::FundBatch& asked) {
  return funded.from == asked.org_wallet.account &&
         std::ranges::equal(funded.allocations, asked.parts,
                            [](const ledger::Allocation& told, const auto& part) {
                              return told.wallet == part.wallet.account &&
                                     told.wallet_id == part.wallet.id && told.amount == part.amount;
                            }) &&
         posts(next, postings_of(asked));
}

bool is_what_was_asked(const Record& next, const ledger::Withdrawn& withdrawn,
                       const ledger::Withdraw& asked) {
  const bool as_much = !asked.amount || withdrawn.amount == asked.amount->money();
  return as_much && withdrawn.amount > Money{} && withdrawn.wallet == asked.wallet.account &&
         withdrawn.to == asked.org_wallet.account &&
         withdrawn.adjusts_budget == asked.adjusts_budget &&
         posts(next, postings_of(asked, withdrawn.amount));
}

}  // namespace

AccountNumber own_wallet(const ledger::WalletAddress& beside) {
  return of(beside, ledger::system_accounts_count);
}

// One that gives or gets and is the source too has one posting of both.
std::vector<Posting> postings_of(const ledger::Refund& asked, const ledger::Refunded& told) {
  const Wide amount = told.amount.money().units();
  const Wide to_source = told.to_source.units();
  std::map<AccountNumber, Wide> sums;
  if (asked.paid.payee.none()) {
    sums[of(asked.to, outside)] -= amount;
  } else {
    sums[asked.giver.account] -= amount;
    if (asked.giver.organization != asked.to.organization) {
      sums[of(asked.giver, between_organizations)] += amount;
      sums[of(asked.to, between_organizations)] -= amount;
    }
  }
  sums[told.to] += amount - to_source;
  if (to_source != 0) sums[source_of(asked.to)] += to_source;
  return {sums.begin(), sums.end()};
}

Wide debit_of(const ledger::Pay& pay, Money drawn) {
  return pay.amount.money().units() + fee_on(pay.amount) - drawn.units();
}

// Nobody asked for it by hand: its terms did, once for each payment at the most.
bool tops_up_as_set(const Evidence& before, const Record& next) {
  const auto* funded = std::get_if<ledger::Funded>(&next.fact);
  if (funded == nullptr || funded->topped_up_on == 0) return true;
  const WalletRow* wallet = before.books.wallet(funded->wallet);
  if (wallet == nullptr || !wallet->topup || !wallet->topup->enabled) return false;
  const ledger::TopupTerms& terms = *wallet->topup;
  const AccountNumber own{wallet->address.system_accounts.value + ledger::system_accounts_count};
  const Wide amount = terms.amount.money().units();
  const std::int64_t last_day = day_at(wallet->reached);
  return funded->source == ledger::FundingSource::organization && funded->from == own &&
         funded->amount == terms.amount && terms.trigger_below > Money{} &&
         funded->topped_up_on <= last_day && wallet->topups < wallet->payments &&
         posts(next, {{own, -amount}, {funded->wallet, amount}});
}

bool tops_up_within_the_day(const Evidence& before, const Record& next) {
  const auto* funded = std::get_if<ledger::Funded>(&next.fact);
  if (funded == nullptr || funded->topped_up_on == 0) return true;
  const WalletRow* wallet = before.books.wallet(funded->wallet);
  if (wallet == nullptr || !wallet->topup) return false;
  const auto day = wallet->topped_up.find(funded->topped_up_on);
  const Wide seen = day == wallet->topped_up.end() ? Wide{0} : day->second;
  return seen + funded->amount.money().units() <= wallet->topup->max_per_day.units();
}

bool is_paid_as_it_waited(const Evidence& before, const Record& next) {
  const auto* paid = std::get_if<ledger::Paid>(&next.fact);
  if (paid == nullptr || !paid->approved) return true;
  const auto waited = before.books.approvals.find(paid->approved->request);
  const Movement* asked = before.movements.find(paid->salt);
  if (waited == before.books.approvals.end() || asked == nullptr) return false;
  ledger::Paid as_it_waited = *paid;
  as_it_waited.approved.reset();
  const ledger::Pay& pay = std::get<actors::PayCommand>(asked->command).pay;
  return as_it_waited == waited->second.held().payment &&
         posts(next, postings_of(pay, paid->drawn));
}

bool was_asked(const Evidence& before, const Record& next) {
  if (const ledger::Paid* paid = judged(next)) {
    const Movement* asked = awaited(before, paid->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::PayCommand>(&asked->command) : nullptr;
    return command != nullptr && is_what_was_asked(next, *paid, command->pay);
  }
  if (const auto* funded = std::get_if<ledger::Funded>(&next.fact)) {
    if (funded->topped_up_on != 0) return true;  // which has rows of its own
    const Movement* asked = awaited(before, funded->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::FundCommand>(&asked->command) : nullptr;
    return command != nullptr && is_what_was_asked(next, *funded, command->fund);
  }
  if (const auto* cleared = std::get_if<ledger::Cleared>(&next.fact)) {
    const Movement* asked = awaited(before, cleared->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::ClearCommand>(&asked->command) : nullptr;
    return command != nullptr && is_what_was_asked(next, *cleared, command->clear);
  }
  if (const auto* funded = std::get_if<ledger::BatchFunded>(&next.fact)) {
    const Movement* asked = awaited(before, funded->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::FundBatchCommand>(&asked->command) : nullptr;
    return command != nullptr && is_what_was_asked(next, *funded, command->batch);
  }
  if (const auto* withdrawn = std::get_if<ledger::Withdrawn>(&next.fact)) {
    const Movement* asked = awaited(before, withdrawn->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::WithdrawCommand>(&asked->command) : nullptr;
    return command != nullptr && is_what_was_asked(next, *withdrawn, command->withdraw);
  }
  if (const auto* refunded = std::get_if<ledger::Refunded>(&next.fact)) {
    const Movement* asked = awaited(before, refunded->salt);
    const auto* command =
        asked != nullptr ? std::get_if<actors::RefundCommand>(&asked->command) : nullptr;
    return command != nullptr && refunds_as_asked(before, *refunded, *asked) &&
           posts(next, postings_of(command->refund, *refunded));
  }
  // Which have rows of their own.
  return next.entries.empty() || std::holds_alternative<ledger::Opened>(next.fact) ||
         std::holds_alternative<ledger::WalletArchived>(next.fact) || end_of_approval(next);
}

namespace {

/// What a movement may have set aside at its wallet, at the most.
Wide may_hold(const Movement& beside, Wide all) {
  if (const auto* paying = std::get_if<actors::PayCommand>(&beside.command))
    return debit_of(paying->pay, {});
  if (const auto* funding = std::get_if<actors::FundCommand>(&beside.command))
    return funding->fund.org_wallet ? Wide{funding->fund.amount.money().units()} : 0;
  if (std::holds_alternative<actors::ClearCommand>(beside.command)) return 0;
  const Money some = money_of(beside.command);
  return some.zero() ? all : Wide{some.units()};
}

/// Of what a wallet had been told it got, when all is gone that is durable or may be held.
Wide least_free(const Evidence& before, const Movement& asked, const WalletRow& wallet) {
  const Wide all = std::max<Wide>(0, available(asked.told, wallet.durable).least);
  Wide least = all;
  for (const Movement* beside : before.movements.beside(asked)) least -= may_hold(*beside, all);
  return std::max<Wide>(0, least);
}

}  // namespace

// What the wallet had lies between that and all that is durable.
bool draws_what_lacks(const Evidence& before, const Record& next) {
  const ledger::Paid* paid = judged(next);
  const Movement* asked = paid == nullptr ? nullptr : before.movements.find(paid->salt);
  if (asked == nullptr) return true;
  const WalletRow& payer = *before.books.wallet(paid->payer);
  if (!payer.budget) return paid->drawn.zero();
  const Wide least = least_free(before, *asked, payer);
  const Wide needed = debit_of(std::get<actors::PayCommand>(asked->command).pay, {});
  const Wide most = available(asked->told, payer.durable).most;
  const Wide drawn = paid->drawn.units();
  return drawn >= std::max<Wide>(0, needed - most) && drawn <= std::max<Wide>(0, needed - least);
}

// All lies between what its wallet had been told it got, with all that may have been set aside
// gone, and all that it can have had.
bool fetches_all_there_is(const Evidence& before, const Record& next) {
  const auto* withdrawn = std::get_if<ledger::Withdrawn>(&next.fact);
  const Movement* asked = withdrawn == nullptr ? nullptr : before.movements.find(withdrawn->salt);
  if (asked == nullptr || !money_of(asked->command).zero()) return true;
  const WalletRow& giver = *before.books.wallet(withdrawn->wallet);
  const Wide moved = withdrawn->amount.units();
  return moved >= least_free(before, *asked, giver) &&
         moved <= available(asked->told, giver.durable).most;
}

bool says_faucet_day(const Evidence& before, const Record& next) {
  const auto* funded = std::get_if<ledger::Funded>(&next.fact);
  const Movement* asked = funded == nullptr ? nullptr : before.movements.find(funded->salt);
  if (asked == nullptr || funded->source != ledger::FundingSource::test_faucet) return true;
  const auto given = before.faucet.find({funded->wallet.value, funded->faucet_day});
  const Wide of_day = given == before.faucet.end() ? Wide{0} : given->second;
  const bool counts = limited_funding(asked->command) != nullptr;
  return funded->faucet_used_after.units() ==
         of_day + (counts ? funded->amount.money().units() : Wide{0});
}

}  // namespace bursar::simulation
