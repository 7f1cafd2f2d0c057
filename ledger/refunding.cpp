#include "ledger/refunding.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/giving.hpp"
#include "ledger/payment_entries.hpp"
#include "ledger/payment_states.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

/// Who gives, who gets, and of it what goes to where a budget had drawn it.
struct Sides {
  const WalletAddress& payer;
  const WalletAddress* from;  // none: somebody outside
  const WalletAddress& to;
};

// Whoever gets it has a place in its chain even where all of it goes to the source; whoever gives
// nothing of it has none. An account on two sides has one entry of both.
std::vector<Entry> entries_between(const Sides& sides, Money amount, Money to_source,
                                   Money covered) {
  std::vector<Entry> entries;
  const auto post = [&](AccountNumber account, Money money) {
    const auto there = std::ranges::find(entries, account, &Entry::account);
    if (there == entries.end())
      entries.push_back({.account = account, .amount = money});
    else
      there->amount = there->amount + money;
  };
  const auto of = [](const WalletAddress& wallet, SystemAccount which) {
    return system_account(wallet.system_accounts, which);
  };
  if (sides.from == nullptr) {
    post(of(sides.payer, SystemAccount::external), -amount);
  } else {
    if (covered != amount) post(sides.from->account, covered - amount);
    if (!covered.zero()) post(of(*sides.from, SystemAccount::treasury), -covered);
    if (sides.from->organization != sides.payer.organization) {
      post(of(*sides.from, SystemAccount::inter_org), amount);
      post(of(sides.payer, SystemAccount::inter_org), -amount);
    }
  }
  post(sides.to.account, amount - to_source);
  if (!to_source.zero()) post(budget_source(sides.payer), to_source);
  return entries;
}

bool to_outside(const Refund& refund) {
  return refund.paid.payee.none();
}

Result<Money> asked_back(const Refund& refund) {
  const PaymentCourse course{.principal = refund.paid.amount.money(), .refunded = refund.refunded};
  if (!after(state_of(course), PaymentEvent::refund_rest)) return refuse(Errc::invalid_state);
  const Money left = course.principal - course.refunded;
  const Money amount = refund.amount ? refund.amount->money() : left;
  if (amount <= left) return amount;
  return std::unexpected{
      Error{.code = Errc::refund_exceeds, .limit = course.principal, .max_allowed_now = left}};
}

/// Somebody outside gives whatever it has; else it is a debit like any other.
Result<void> may_give(const Refund& refund, const WalletState& giver, Money debit, Money free) {
  if (to_outside(refund)) return {};
  if (const auto is = active(giver); !is) return is;
  if (debit > free)
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return {};
}

const WalletAddress* address_of(const Books& books, AccountNumber wallet, WalletId id) {
  const auto profile = books.profiles.find(wallet);
  if (profile == books.profiles.end()) return nullptr;
  const WalletAddress& address = profile->second.opened.address;
  return address.id == id ? &address : nullptr;
}

}  // namespace

Money back_at_source(Money drawn, Money refunded) {
  return std::min(drawn, refunded);
}

const WalletAddress& gets_back(const Refund& refund, const WalletState& giver) {
  const bool archived =
      refund.payer_archived || (to_outside(refund) && giver.status == WalletStatus::archived);
  return archived ? refund.org_wallet : refund.to;
}

Refunded refund_fact(const Refund& refund, const WalletAddress& to, Money amount) {
  const Paid& paid = refund.paid;
  const Money after = refund.refunded + amount;
  return {
      .payment_place = refund.place,
      .payment = refund.payment,
      .from = paid.payee,
      .from_id = paid.payee_id,
      .from_external = paid.payee_external,
      .payer = paid.payer,
      .payer_id = paid.payer_id,
      .to = to.account,
      .to_id = to.id,
      .principal = paid.amount,
      .drawn = paid.drawn,
      .counted_at = counted_at(paid),
      .amount = Amount::of(amount).value(),
      .refunded_after = after,
      .to_source = back_at_source(paid.drawn, after) - back_at_source(paid.drawn, refund.refunded),
      .as_usdc = paid.as_usdc,
      .salt = refund.salt};
}

std::vector<Entry> refund_entries(const Refund& refund, const WalletAddress& to,
                                  const Refunded& refunded, Money covered) {
  const Sides sides{
      .payer = refund.to, .from = to_outside(refund) ? nullptr : &refund.giver, .to = to};
  return entries_between(sides, refunded.amount.money(), refunded.to_source, covered);
}

Result<Decided> refunded(const Refund& refund, const WalletState& giver, Money free) {
  CHECK(refund.giver.account == giver.address.account);
  const auto amount = asked_back(refund);
  if (!amount) return std::unexpected{amount.error()};
  const WalletAddress& to = gets_back(refund, giver);
  if (!to_outside(refund) && to.account == refund.giver.account)
    return refuse(Errc::payee_archived);
  Refunded fact = refund_fact(refund, to, *amount);
  auto entries = refund_entries(refund, to, fact);
  const Money debit = -posted_to(refund.giver.account, entries);
  if (const auto may = may_give(refund, giver, debit, free); !may)
    return std::unexpected{may.error()};
  return Decided{.fact = std::move(fact), .entries = std::move(entries)};
}

Finding broken_course(const Books& books, const Record& record) {
  const Refunded* const refunded = refund_of(record.fact);
  if (refunded == nullptr) return {};
  const Money after = refunded->refunded_after;
  const Money before = after - refunded->amount.money();
  if (before.negative() || after > refunded->principal.money())
    return "refunds " + text(after) + " of a payment of " + text(refunded->principal.money());
  const auto course = books.courses.find(refunded->payment);
  const bool first = course == books.courses.end();
  const Money told = first ? Money{} : course->second.refunded;
  if (before != told)
    return "says that " + text(before) +
           " of its payment was refunded before; its refunds sum to " + text(told);
  if (!first && course->second.principal != refunded->principal.money())
    return "refunds a payment of " + text(refunded->principal.money()) + "; it was of " +
           text(course->second.principal);
  if (refunded->drawn.negative() || refunded->drawn > balance_max)
    return "draws " + text(refunded->drawn);
  return {};
}

Finding wrong_refund(const Books& books, const Record& record, const Refunded& refunded,
                     Money covered) {
  const WalletAddress* const payer = address_of(books, refunded.payer, refunded.payer_id);
  const WalletAddress* const to = address_of(books, refunded.to, refunded.to_id);
  const WalletAddress* const from = address_of(books, refunded.from, refunded.from_id);
  if (payer == nullptr || to == nullptr || (from == nullptr && !refunded.from.none()))
    return "refunds between wallets that are not there";
  if (to != payer && !own_wallet_beside(books, *payer, refunded.to, refunded.to_id))
    return "refunds to a wallet that is neither the payer nor its organisation's own";
  const auto course = books.courses.find(refunded.payment);
  const Sequence newest = course == books.courses.end() ? refunded.payment : course->second.last;
  if (record.previous_of_payment != newest)
    return "does not follow the newest record of its payment";
  const Money after = refunded.refunded_after;
  const Money to_source = back_at_source(refunded.drawn, after) -
                          back_at_source(refunded.drawn, after - refunded.amount.money());
  if (refunded.to_source != to_source)
    return "gives " + text(refunded.to_source) + " back to the budget's source; its share is " +
           text(to_source);
  const auto expected = entries_between({.payer = *payer, .from = from, .to = *to},
                                        refunded.amount.money(), to_source, covered);
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(refunded.amount.money()) + " that it refunds";
  if (refunded.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

std::optional<PaymentClaim> payment_claim(const Record& record) {
  if (const auto* const opened = std::get_if<DisputeOpened>(&record.fact))
    return PaymentClaim{.payment = opened->of.payment,
                        .refund = record.sequence,
                        .disputes = true,
                        .place = opened->payment_place,
                        .payer = opened->of.payer,
                        .payee = opened->of.payee,
                        .principal = opened->of.principal.money(),
                        .paid_at = opened->paid_at,
                        .service = opened->service};
  const Refunded* const refunded = refund_of(record.fact);
  if (refunded == nullptr) return {};
  return PaymentClaim{.payment = refunded->payment,
                      .refund = record.sequence,
                      .place = refunded->payment_place,
                      .payer = refunded->payer,
                      .payee = refunded->from,
                      .principal = refunded->principal.money(),
                      .drawn = refunded->drawn,
                      .counted_at = refunded->counted_at};
}

Finding wrong_claim(const PaymentClaim& claim, const Record& payment) {
  const std::string deed = claim.disputes ? "disputes" : "refunds";
  const auto* const paid = std::get_if<Paid>(&payment.fact);
  if (paid == nullptr) return deed + " a record that made no payment";
  if (payment_place(payment) != claim.place) return "names another payment than it " + deed;
  if (paid->payer != claim.payer || paid->payee != claim.payee)
    return deed + " between others than its payment was made by";
  if (paid->amount.money() != claim.principal)
    return deed + " a payment of " + text(claim.principal) + "; it was of " +
           text(paid->amount.money());
  if (claim.disputes) {
    if (payment.time != claim.paid_at) return "disputes a payment of another time than it says";
    const Sequence service = paid->settles ? paid->settles->service : Sequence{};
    if (service != claim.service) return "disputes a payment for another service than it says";
    return {};
  }
  if (paid->drawn != claim.drawn)
    return "refunds a payment for which " + text(claim.drawn) + " was drawn; it was " +
           text(paid->drawn);
  if (counted_at(*paid) != claim.counted_at)
    return "gives back to other windows than its payment has counted in";
  return {};
}

}  // namespace bursar::ledger
