#include "commands/payouts_asked.hpp"

#include "commands/opened_books.hpp"
#include "crypto/hash.hpp"
#include "net/sandbox_connector.hpp"
#include "telemetry/log.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/answers.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/temporary_directory.hpp"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::commands::payouts_asked_test {
namespace {

using ledger::Environment;
using ledger::PayoutStatus;
using tests::usd;

constexpr std::int64_t hour_ms = 3'600'000;

/// The real engine on a real journal and its views; the time is the test's.
class PayoutsAskedTest : public testing::Test {
 protected:
  PayoutsAskedTest() {
    crypto::start();
    telemetry::set_log_sink([](std::string_view) {});
    config::Settings settings;
    settings.data.dir = (place_.path() / "data").string();
    settings.journal.fill_ahead_mib = 0;
    opened_ = std::make_unique<OpenedBooks>(settings, DataDirectory::made(settings));
    actors::Engine::Options options;
    options.keys_directory = place_.path() / "keys";
    options.terms.payout_pending_ms = 100 * ledger::day_ms;
    engine_ =
        std::make_unique<actors::Engine>(options,
                                         actors::Engine::Ports{.store = *opened_->journal,
                                                               .reader = *opened_->journal,
                                                               .clock = clock_,
                                                               .random = random_,
                                                               .follower = opened_->views.get(),
                                                               .connector = &connector_},
                                         *opened_->books, opened_->secrets.fingerprint());
  }
  ~PayoutsAskedTest() override { telemetry::set_log_sink({}); }

  template <class C, class Command>
  tests::Told<C> ask(Command command, void (actors::Engine::*deed)(std::shared_ptr<C>)) {
    auto call = std::make_shared<C>();
    call->command = std::move(command);
    tests::Told<C> told{*call};
    (*engine_.*deed)(std::move(call));
    told.wait();
    return told;
  }
  ledger::WalletAddress sign_up() {
    actors::MakeKey command;
    command.owner.new_organization_name = "Acme";
    command.owner.new_organization_balance = usd("1000.00");
    command.now = clock_.now();
    const auto made = ask<actors::MakeKeyCall>(std::move(command), &actors::Engine::make_key);
    const auto principal = engine_->authenticate(made.outcome()->secret, clock_.now()).value();
    actors::WalletsQuery query;
    query.organization = principal.organization;
    query.now = clock_.now();
    const auto wallets = ask<actors::WalletsCall>(std::move(query), &actors::Engine::wallets);
    return wallets.outcome()->rows.at(0).profile.opened.address;
  }
  ledger::Bits128 pay_out(const ledger::WalletAddress& wallet, std::string_view amount) {
    actors::PayOutCommand command;
    command.payout = {.pay = {.payer = wallet,
                              .payee_external = "dest_1",
                              .amount = tests::amount(amount),
                              .description = "rent"},
                      .destination = {.masked = "{}", .sealed = {1, 2}}};
    command.destination = {1, 1};
    command.now = clock_.now();
    const auto told = ask<actors::PayOutCall>(std::move(command), &actors::Engine::pay_out);
    last_ = *told.outcome()->record;
    return engine_->payment_id(last_);
  }
  void cancel() {
    actors::CancelPayoutCommand command;
    command.act = {.payout = last_.sequence,
                   .payout_epoch = last_.epoch,
                   .asked = std::get<ledger::PayoutAsked>(last_.fact),
                   .event = ledger::PayoutEvent::cancel};
    command.now = clock_.now();
    EXPECT_TRUE(ask<actors::CancelPayoutCall>(std::move(command), &actors::Engine::cancel_payout)
                    .allowed());
  }
  void let_views_follow() {
    while (engine_->watermark() < engine_->last_durable()) std::this_thread::yield();
  }
  std::vector<ledger::Bits128> between(ledger::Time from, ledger::Time to,
                                       Environment environment = Environment::sandbox) {
    std::vector<ledger::Bits128> found;
    asked().each({.environment = environment, .from = from, .to = to},
                 [&](const ledger::Bits128& id, const auto&) { found.push_back(id); });
    return found;
  }
  PayoutsAsked asked() { return {*opened_->views, *engine_}; }
  ledger::Time later(std::int64_t ms) const { return {clock_.now().milliseconds + ms}; }

  tests::TemporaryDirectory place_;
  tests::SimulatedClock clock_;
  tests::SeededRandom random_{1};
  net::SandboxConnector connector_{{}, clock_};
  std::unique_ptr<OpenedBooks> opened_;
  std::unique_ptr<actors::Engine> engine_;
  ledger::Record last_;
};

TEST_F(PayoutsAskedTest, ThoseOfASpanAreFoundInEveryOrganisation) {
  const ledger::WalletAddress one = sign_up();
  sign_up();
  const ledger::WalletAddress third = sign_up();
  const ledger::Time begun = clock_.now();
  std::vector<ledger::Bits128> all;
  for (int hour = 0; hour < 5; ++hour) {
    clock_.advance(hour_ms);
    all.push_back(pay_out(one, "1.00"));
  }
  clock_.advance(1);
  const ledger::Bits128 other = pay_out(third, "2.00");
  let_views_follow();
  const auto at = [&](int hour) { return ledger::Time{begun.milliseconds + hour * hour_ms}; };
  EXPECT_EQ(between(at(0), at(9)), (std::vector{all[0], all[1], all[2], all[3], all[4], other}));
  EXPECT_EQ(between(at(2), at(4)), (std::vector{all[1], all[2]})) << "whose end is not part of it";
  EXPECT_EQ(between(at(5), at(9)), (std::vector{all[4], other}));
  EXPECT_EQ(between({at(5).milliseconds + 1}, at(9)), std::vector{other});
  EXPECT_TRUE(between(at(6), at(9)).empty());
  EXPECT_TRUE(between(at(-9), at(1)).empty());
  EXPECT_TRUE(between(at(0), at(9), Environment::production).empty());
}

TEST_F(PayoutsAskedTest, OneIsFoundByItsIdAsItStands) {
  const ledger::WalletAddress wallet = sign_up();
  const ledger::Bits128 id = pay_out(wallet, "1.50");
  const ledger::Time then = clock_.now();
  let_views_follow();
  const auto found = asked().find(id, Environment::sandbox);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->amount, usd("1.50"));
  EXPECT_EQ(found->status, PayoutStatus::pending);
  EXPECT_EQ(found->since, then);
  EXPECT_FALSE(asked().find(id, Environment::production).has_value());
  EXPECT_FALSE(asked().find({1, 2}, Environment::sandbox).has_value());
  clock_.advance(hour_ms);
  cancel();
  let_views_follow();
  const auto ended = asked().find(id, Environment::sandbox);
  EXPECT_EQ(ended->status, PayoutStatus::cancelled);
  EXPECT_EQ(ended->since, clock_.now());
}

TEST_F(PayoutsAskedTest, APaymentIsNoPayout) {
  const ledger::WalletAddress wallet = sign_up();
  actors::PayCommand command;
  command.pay.payer = wallet;
  command.pay.payee_external = "a shop";
  command.pay.amount = tests::amount("1.00");
  command.now = clock_.now();
  const auto paid = ask<actors::PayCall>(std::move(command), &actors::Engine::pay);
  let_views_follow();
  EXPECT_FALSE(
      asked().find(engine_->payment_id(*paid.outcome()->record), Environment::sandbox).has_value());
}

}  // namespace
}  // namespace bursar::commands::payouts_asked_test
