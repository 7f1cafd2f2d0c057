#pragma once

// Somebody outside who moves money, and remembers what came by its id: a payout is made once,
// however often it is submitted. What is said on the way there or back may be lost.

#include "actors/ports.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace bursar::tests {

class FakeConnector final : public actors::Connector {
 public:
  using Order = actors::SettlementOrder;
  using Report = actors::SettlementReport;
  using Standing = actors::Standing;

  /// What it has been told of one.
  struct Had {
    ledger::Money amount = {};
    std::string destination = {};  // as masked
    int submitted = 0;             // how often it came
    Standing standing = Standing::accepted;
  };
  enum class Loss : std::uint8_t { none, on_the_way, answer };

  std::array<std::uint8_t, 2> destinations() const override { return served; }

  void authorize(const Order& order, Heard heard) override {
    ++asked;
    last_id = order.id;
    last_asked_at = order.asked_at;
    if (silent) return;
    say(std::move(heard), {.standing = authorizes ? Standing::accepted : Standing::refused,
                           .reason = authorizes ? "" : "destination_refused"});
  }
  void submit(const Order& order, Heard heard) override {
    ++asked;
    sees(order);
    const Loss lost = loses();
    if (lost != Loss::on_the_way) {
      Had& had_now = had[order.id];
      had_now.amount = order.amount.money();
      had_now.destination = order.destination.masked;
      if (had_now.submitted++ == 0 && !takes) had_now.standing = Standing::refused;
    }
    answer(order, lost, std::move(heard));
  }
  void status(const Order& order, Heard heard) override {
    ++asked;
    answer(order, loses(), std::move(heard));
  }
  void cancel(const Order& /*order*/, Heard heard) override {
    heard({.standing = Standing::refused});
  }
  void refund(const Order& /*order*/, Heard heard) override {
    heard({.standing = Standing::refused});
  }

  void finish(Standing standing) {
    for (auto& [id, one] : had)
      if (one.standing == Standing::accepted) one.standing = standing;
  }
  /// What it has moved in all.
  ledger::Money moved() const {
    ledger::Money sum;
    for (const auto& [id, one] : had)
      if (one.standing == Standing::completed) sum = sum + one.amount;
    return sum;
  }

  std::array<std::uint8_t, 2> served = {0b111, 0};
  std::string calls_them = "bank ";  // before their ids
  std::map<std::string, Had> had;
  std::string last_id;
  ledger::Time last_asked_at = {};
  int asked = 0;
  bool silent = false;  // hears, and says nothing at all
  bool authorizes = true;
  bool takes = true;  // what is submitted
  std::function<Loss()> loses = [] { return Loss::none; };
  std::function<void(const Order&)> sees = [](const Order&) {};  // what is submitted
  /// Takes an answer that is on its way.
  std::function<void(std::function<void()>)> sends = [](const auto& answer) { answer(); };

 private:
  void say(Heard heard, Report report) {
    sends([heard = std::move(heard), report = std::move(report)] { heard(report); });
  }
  void answer(const Order& order, Loss lost, Heard heard) {
    if (silent) return;
    if (lost != Loss::none) return say(std::move(heard), {});
    const auto known = had.find(order.id);
    if (known == had.end()) return say(std::move(heard), {.standing = Standing::unknown});
    const bool refused = known->second.standing == Standing::refused;
    say(std::move(heard), {.standing = known->second.standing,
                           .reference = calls_them + order.id,
                           .reason = refused ? "account_closed" : ""});
  }
};

}  // namespace bursar::tests
