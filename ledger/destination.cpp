#include "ledger/destination.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace bursar::ledger {

namespace {

constexpr std::size_t routing_digits = 9;
constexpr std::size_t account_digits_min = 4;
constexpr std::size_t account_digits_max = 17;
constexpr std::size_t holder_bytes_max = 100;
constexpr std::size_t shown_max = 4;
constexpr char between = '\n';  // no member may have one
constexpr std::string_view hidden = "****";
constexpr std::string_view stripe_begin = "acct_";

constexpr std::array<std::string_view, destination_types> type_words = {"bank", "crypto", "stripe"};

enum class Form : std::uint8_t { evm, solana };
struct Network {
  std::string_view name;
  Form form;
};
constexpr std::array<Network, 6> networks = {{{"ethereum", Form::evm},
                                              {"base", Form::evm},
                                              {"polygon", Form::evm},
                                              {"arbitrum", Form::evm},
                                              {"optimism", Form::evm},
                                              {"solana", Form::solana}}};

constexpr bool digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool hex_digit(char c) {
  return digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}
constexpr bool letter_or_digit(char c) {
  return digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}
constexpr bool control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
bool digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && std::ranges::all_of(text, digit);
}
std::string lowered(std::string_view text) {
  std::string made{text};
  std::ranges::transform(made, made.begin(), lower);
  return made;
}

const Network* find_network(std::string_view name) {
  const auto* const found = std::ranges::find(networks, name, &Network::name);
  return found == networks.end() ? nullptr : found;
}

bool evm_address(std::string_view text) {
  return text.size() == 42 && text.starts_with("0x") &&
         std::ranges::all_of(text.substr(2), hex_digit) &&
         !std::ranges::all_of(text.substr(2), [](char c) { return c == '0'; });
}

/// 32 bytes in base58: leading ones are leading zero bytes, the rest is one number. 44 digits are
/// less than 33 bytes can say.
bool solana_address(std::string_view text) {
  constexpr std::string_view alphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  if (text.size() < 32 || text.size() > 44) return false;
  std::array<std::uint8_t, 33> number = {};  // the most significant byte first; one to spare
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return false;
    auto carry = static_cast<std::uint32_t>(value);
    for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
      carry += 58U * *byte;
      *byte = static_cast<std::uint8_t>(carry & 0xFF);
      carry >>= 8;
    }
  }
  const auto zeros = static_cast<std::size_t>(
      std::ranges::find_if(number, [](std::uint8_t byte) { return byte != 0; }) - number.begin());
  const std::size_t ones = std::min(text.find_first_not_of('1'), text.size());
  return ones < text.size() && number.size() - zeros + ones == 32;
}

using Wrong = std::optional<WrongMember>;

Wrong wrong(const BankAccount& bank) {
  if (!routing_number(bank.routing_number))
    return WrongMember{"routing_number",
                       "must be an ABA routing number: 9 digits, the last of which checks them"};
  if (!digits(bank.account_number, account_digits_min, account_digits_max))
    return WrongMember{"account_number", "must be 4 to 17 digits"};
  if (bank.account_type != "checking" && bank.account_type != "savings")
    return WrongMember{"account_type", "must be checking or savings"};
  if (bank.account_holder.empty() || bank.account_holder.size() > holder_bytes_max ||
      std::ranges::any_of(bank.account_holder, control))
    return WrongMember{"account_holder", "must be 1 to 100 bytes without control characters"};
  return {};
}

Wrong wrong(const ChainAddress& chain) {
  const Network* const network = find_network(chain.network);
  if (network == nullptr)
    return WrongMember{"network",
                       "must be one of ethereum, base, polygon, arbitrum, optimism, solana"};
  if (network->form == Form::evm && !evm_address(chain.address))
    return WrongMember{"address", "must be 0x and 40 hexadecimal digits, not all zero"};
  if (network->form == Form::solana && !solana_address(chain.address))
    return WrongMember{"address", "must be 32 bytes in base58"};
  return {};
}

Wrong wrong(const StripeAccount& stripe) {
  const std::string_view written = stripe.account;
  const std::string_view name = written.substr(std::min(written.size(), stripe_begin.size()));
  if (!written.starts_with(stripe_begin) || name.size() < 8 || name.size() > 64 ||
      !std::ranges::all_of(name, letter_or_digit))
    return WrongMember{"account", "must be acct_ and 8 to 64 letters and digits"};
  return {};
}

/// Of a short one the end would be all of it: no more than half is shown.
std::string ends_with(std::string_view text) {
  const std::size_t shown = std::min(text.size() / 2, shown_max);
  return std::string{hidden}.append(text.substr(text.size() - shown));
}
/// UTF-8: a letter may be several bytes. One that is all there is is hidden, too.
std::string begins_with(std::string_view text) {
  std::size_t size = std::min<std::size_t>(text.size(), 1);
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return std::string{text.substr(0, size < text.size() ? size : 0)}.append(hidden);
}

std::vector<Member> masked(const BankAccount& bank) {
  return {{"routing_number", bank.routing_number},
          {"account_number", ends_with(bank.account_number)},
          {"account_type", bank.account_type},
          {"account_holder", begins_with(bank.account_holder)}};
}
std::vector<Member> masked(const ChainAddress& chain) {
  return {{"address", ends_with(chain.address)}, {"network", chain.network}};
}
std::vector<Member> masked(const StripeAccount& stripe) {
  return {{"account", std::string{stripe_begin} + ends_with(stripe.account)}};
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part) += between;
  return text;
}

std::string whole(const BankAccount& bank) {
  return joined({word(DestinationType::bank), bank.routing_number, bank.account_number,
                 bank.account_type, bank.account_holder});
}
std::string whole(const ChainAddress& chain) {
  return joined({word(DestinationType::crypto), chain.network, chain.address});
}
std::string whole(const StripeAccount& stripe) {
  return joined({word(DestinationType::stripe), stripe.account});
}

std::string identity(const BankAccount& bank) {
  return joined({word(DestinationType::bank), bank.routing_number, bank.account_number});
}
// Its digits may be written in either case; a letter of base58 may not.
std::string identity(const ChainAddress& chain) {
  const Network* const network = find_network(chain.network);
  const bool either_case = network != nullptr && network->form == Form::evm;
  return joined({word(DestinationType::crypto), chain.network,
                 either_case ? lowered(chain.address) : chain.address});
}
std::string identity(const StripeAccount& stripe) {
  return whole(stripe);
}

}  // namespace

std::string_view word(DestinationType type) {
  return type_words.at(static_cast<std::size_t>(type));
}

std::optional<DestinationType> destination_type(std::string_view written) {
  const auto* const found = std::ranges::find(type_words, written);
  if (found == type_words.end()) return std::nullopt;
  return static_cast<DestinationType>(found - type_words.begin());
}

std::optional<WrongMember> wrong_member(const Destination& destination) {
  return std::visit([](const auto& one) { return wrong(one); }, destination);
}

bool routing_number(std::string_view written) {
  if (!digits(written, routing_digits, routing_digits)) return false;
  constexpr std::array<int, 3> weights = {3, 7, 1};
  int sum = 0;
  for (std::size_t i = 0; i < routing_digits; ++i) sum += weights[i % 3] * (written[i] - '0');
  const int district = 10 * (written[0] - '0') + (written[1] - '0');
  const bool known = (district >= 1 && district <= 12) || (district >= 21 && district <= 32) ||
                     (district >= 61 && district <= 72) || district == 80;
  return known && sum % 10 == 0;
}

std::vector<Member> masked_members(const Destination& destination) {
  return std::visit([](const auto& one) { return masked(one); }, destination);
}

std::string whole_text(const Destination& destination) {
  return std::visit([](const auto& one) { return whole(one); }, destination);
}

std::optional<Destination> parse_whole(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t end = text.find(between); end != std::string_view::npos;
       end = text.find(between)) {
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (parts.empty() || !text.empty()) return std::nullopt;
  const auto type = destination_type(parts[0]);
  if (type == DestinationType::bank && parts.size() == 5)
    return BankAccount{parts[1], parts[2], parts[3], parts[4]};
  if (type == DestinationType::crypto && parts.size() == 3) return ChainAddress{parts[1], parts[2]};
  if (type == DestinationType::stripe && parts.size() == 2) return StripeAccount{parts[1]};
  return std::nullopt;
}

std::string identity_text(const Destination& destination) {
  return std::visit([](const auto& one) { return identity(one); }, destination);
}

}  // namespace bursar::ledger
