// The bytes of a checkpoint file. Numbers are little-endian.
//
//   file     "BURSCKPT"  format u64 (1)  row*
//   row      length u64, in bytes, a multiple of 8  message: checkpoint.capnp
//
// The first row is the head; then every organisation and every account in the order of their
// numbers, then keys and policies, organisation by organisation in the order of their making. What
// was damaged on the way is told by the hash of the whole, which a record of the journal holds.

#include "persistence/checkpoint.hpp"

#include "persistence/archived_mark.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/errors.hpp"
#include "persistence/segment.hpp"
#include "persistence/synced.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

using ledger::Books;

constexpr std::array<char, 8> magic = {'B', 'U', 'R', 'S', 'C', 'K', 'P', 'T'};
constexpr std::uint64_t checkpoint_format = 1;
constexpr std::string_view name_begin = "checkpoint-";
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

/// Writes and hashes.
class Out {
 public:
  explicit Out(const fs::path& file) : file_{file}, out_{file, std::ios::binary | std::ios::trunc} {
    put(magic.data(), magic.size());
    put(&checkpoint_format, sizeof checkpoint_format);
  }

  void row(const CheckpointRow& row) {
    row_.clear();
    encode_row(row, row_);
    const std::uint64_t length = row_.size();
    put(&length, sizeof length);
    put(row_.data(), row_.size());
  }

  crypto::Bytes<32> finish() {
    out_.close();
    if (!out_) throw Broke{file_.string() + " cannot be written; the disk may be full"};
    sync_path(file_);
    return hash_.finish();
  }

 private:
  void put(const void* from, std::size_t size) {
    out_.write(static_cast<const char*>(from), static_cast<std::streamsize>(size));
    hash_.add({static_cast<const std::uint8_t*>(from), size});
  }

  fs::path file_;
  std::ofstream out_;
  crypto::Blake2b hash_;
  std::vector<std::byte> row_;
};

CheckpointHead head_of(const Checkpoint& checkpoint) {
  const Books& books = checkpoint.books;
  return {.segment = checkpoint.segment,
          .chain_hash = checkpoint.chain_hash,
          .standing = books.standing(),
          .organizations = books.organizations.size() - 1,
          .accounts = books.accounts.size() - 1,
          .keys = books.keys.size(),
          .policies = books.policies.size(),
          .sessions = books.sessions.size(),
          .approvals = books.approvals.size(),
          .services = books.services.size(),
          .tokens = books.tokens.size(),
          .courses = books.courses.size(),
          .seals = books.seals.size(),
          .payouts = books.payouts.size(),
          .disputes = books.disputes.size(),
          .webhooks = books.webhooks.size()};
}

CheckpointRow account_row(const Checkpoint& checkpoint, ledger::AccountNumber account) {
  const Books& books = checkpoint.books;
  const ledger::AccountHead& head = books.accounts[account.value];
  const auto wallet = books.wallets.find(account);
  if (wallet == books.wallets.end())
    return SystemAccountSum{.account = account, .owner = books.owners[account.value], .head = head};
  WalletSum sum{
      .profile = books.profiles.at(account), .state = wallet->second.state(), .last = head.last};
  const auto peak = checkpoint.peaks.find(account);
  if (peak != checkpoint.peaks.end()) sum.peak = peak->second;
  return sum;
}

void write_rows(const Checkpoint& checkpoint, Out& out) {
  const Books& books = checkpoint.books;
  out.row(head_of(checkpoint));
  for (std::size_t i = 1; i < books.organizations.size(); ++i)
    out.row(OrganizationSum{.opened = books.organizations[i].opened,
                            .created_at = books.organizations[i].created_at,
                            .head = books.organization_heads[i]});
  for (std::uint64_t i = 1; i < books.accounts.size(); ++i) out.row(account_row(checkpoint, {i}));
  for (const ledger::Organization& organization : books.organizations)
    for (const ledger::KeyId id : organization.keys) out.row(books.keys.at(id));
  for (const ledger::Organization& organization : books.organizations)
    for (const ledger::PolicyId id : organization.policies) out.row(books.policies.at(id));
  for (std::uint64_t i = 1; i < books.accounts.size(); ++i)
    if (const auto session = books.sessions.find({i}); session != books.sessions.end())
      out.row(SessionSum{.account = session->first, .session = session->second});
  for (const auto& [request, approval] : books.approvals)
    out.row(ApprovalSum{.request = request, .approval = approval});
  for (const auto& [made, service] : books.services)
    out.row(ServiceSum{.made = made, .service = service});
  for (const auto& [issued, token] : books.tokens)
    out.row(TokenSum{.issued = issued, .token = token});
  for (const auto& [payment, course] : books.courses)
    out.row(CourseSum{.payment = payment, .course = course});
  for (const auto& [key, by] : books.seals)
    out.row(SealSum{.wallet = key.first, .key = key.second, .by = by});
  for (const auto& [asked, payout] : books.payouts)
    out.row(PayoutSum{.asked = asked, .payout = payout});
  for (const auto& [opened, dispute] : books.disputes)
    out.row(DisputeSum{.opened = opened, .dispute = dispute});
  for (const auto& [made, webhook] : books.webhooks)
    out.row(WebhookSum{.record = made, .webhook = webhook});
}

/// Makes a checkpoint of rows, each in its turn.
class Reading {
 public:
  void take(const CheckpointRow& row) {
    std::visit([this](const auto& one) { add(one); }, row);
  }

  Checkpoint complete() && {
    const CheckpointHead found = head_of(made_);
    if (!begun_ || found != head_) throw Corrupt{"it has not the rows that its head says"};
    for (const auto& [account, profile] : made_.books.profiles) {
      const auto policy = made_.books.policies.find(profile.policy);
      if (policy != made_.books.policies.end()) ++policy->second.wallets;
    }
    return std::move(made_);
  }

 private:
  void add(const CheckpointHead& head) {
    if (std::exchange(begun_, true)) throw Corrupt{"it has two heads"};
    head_ = head;
    made_.segment = head.segment;
    made_.chain_hash = head.chain_hash;
    made_.books = Books{head.standing};
  }
  void add(const OrganizationSum& row) {
    require(row.opened.number.value == made_.books.organizations.size());
    ledger::Organization& organization = made_.books.organizations.emplace_back();
    organization.opened = row.opened;
    organization.created_at = row.created_at;
    made_.books.organization_heads.push_back(row.head);
  }
  void add(const SystemAccountSum& row) {
    require(row.account.value == made_.books.accounts.size());
    made_.books.accounts.push_back(row.head);
    made_.books.owners.push_back(row.owner);
  }
  void add(const WalletSum& row) {
    const ledger::WalletAddress& address = row.state.address;
    require(address.account.value == made_.books.accounts.size());
    made_.books.accounts.push_back(
        {.posted = row.state.posted.units(), .held = row.state.held, .last = row.last});
    made_.books.owners.push_back(address.system_accounts);
    made_.books.wallets.emplace(address.account, ledger::Wallet{row.state});
    made_.books.profiles.emplace(address.account, row.profile);
    organization(address.organization).wallets.push_back(address.account);
    if (row.peak) made_.peaks.emplace(address.account, *row.peak);
  }
  void add(const ledger::Key& row) {
    made_.books.keys.emplace(row.made.id, row);
    organization(row.organization).keys.push_back(row.made.id);
  }
  void add(const ledger::Policy& row) {
    made_.books.policies.emplace(row.made.terms.id, row);
    organization(row.organization).policies.push_back(row.made.terms.id);
  }
  void add(const SessionSum& row) {
    require(made_.books.wallets.contains(row.account));
    made_.books.sessions.emplace(row.account, row.session);
  }
  void add(const ApprovalSum& row) {
    require(made_.books.wallets.contains(row.approval.wallet));
    made_.books.approvals.emplace(row.request, row.approval);
  }
  void add(const ServiceSum& row) {
    require(made_.books.wallets.contains(row.service.made.provider));
    made_.books.services.emplace(row.made, row.service);
  }
  void add(const TokenSum& row) {
    require(made_.books.wallets.contains(row.token.payer));
    made_.books.tokens.emplace(row.issued, row.token);
  }
  void add(const CourseSum& row) { made_.books.courses.emplace(row.payment, row.course); }
  void add(const SealSum& row) {
    require(made_.books.wallets.contains(row.wallet));
    made_.books.seals.emplace(std::pair{row.wallet, row.key}, row.by);
  }
  void add(const PayoutSum& row) {
    require(made_.books.wallets.contains(row.payout.wallet));
    made_.books.payouts.emplace(row.asked, row.payout);
  }
  void add(const DisputeSum& row) {
    for (const ledger::AccountNumber wallet : row.dispute.wallets)
      require(made_.books.wallets.contains(wallet));
    made_.books.disputes.emplace(row.opened, row.dispute);
  }
  void add(const WebhookSum& row) {
    organization(row.webhook.organization);
    ledger::Webhook& webhook = made_.books.webhooks.emplace(row.record, row.webhook).first->second;
    // Older checkpoints have them still.
    if (webhook.status == ledger::WebhookStatus::removed) webhook.made.terms = {};
  }

  ledger::Organization& organization(ledger::OrganizationNumber number) {
    require(!number.none() && number.value < made_.books.organizations.size());
    return made_.books.organizations[number.value];
  }
  static void require(bool in_turn) {
    if (!in_turn) throw Corrupt{"a row stands out of its turn"};
  }

  bool begun_ = false;
  CheckpointHead head_;
  Checkpoint made_;
};

/// A file read in order, by its size and no further.
class In {
 public:
  explicit In(const fs::path& file) : in_{file, std::ios::binary} {
    std::error_code error;
    left_ = fs::file_size(file, error);
    if (error || !in_) throw Unusable{file.string() + " cannot be read"};
  }

  std::uint64_t left() const { return left_; }
  void take(void* to, std::uint64_t size) {
    if (size > left_ || !in_.read(static_cast<char*>(to), static_cast<std::streamsize>(size)))
      throw Corrupt{"it is cut off"};
    left_ -= size;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    take(&value, sizeof value);
    return value;
  }

 private:
  std::ifstream in_;
  std::uint64_t left_ = 0;
};

crypto::Bytes<32> hash_of(const fs::path& file) {
  In in{file};
  crypto::Blake2b hash;
  std::vector<std::uint8_t> piece(piece_bytes);
  while (in.left() > 0) {
    const std::uint64_t size = std::min<std::uint64_t>(in.left(), piece.size());
    in.take(piece.data(), size);
    hash.add({piece.data(), size});
  }
  return hash.finish();
}

Checkpoint parsed(const fs::path& file) {
  In in{file};
  std::array<char, magic.size()> begin = {};
  in.take(begin.data(), begin.size());
  if (begin != magic) throw Corrupt{"it does not begin as one"};
  if (const std::uint64_t format = in.number(); format != checkpoint_format)
    throw Corrupt{"it has format version " + std::to_string(format) +
                  ", this bursar knows version " + std::to_string(checkpoint_format)};
  Reading reading;
  std::vector<std::uint64_t> row;  // words
  while (in.left() > 0) {
    const std::uint64_t length = in.number();
    if (length > in.left() || length % sizeof(std::uint64_t) != 0) throw Corrupt{"it is cut off"};
    row.resize(length / sizeof(std::uint64_t));
    in.take(row.data(), length);
    reading.take(decode_row(std::as_bytes(std::span{row})));
  }
  return std::move(reading).complete();
}

std::string remedy(const fs::path& journal, const ArchivedMark& mark) {
  return ". Bring the file back from a backup; or bring back the archived segments up to " +
         segment_path({}, mark.segment - 1).string() + " and remove " +
         (journal / "archived").string();
}

ledger::Checkpointed vouching(const ledger::Record& record, const ArchivedMark& mark) {
  const auto* const fact = std::get_if<ledger::Checkpointed>(&record.fact);
  if (fact != nullptr && fact->segment + 1 == mark.segment &&
      fact->through.value + 1 == mark.sequence)
    return *fact;
  throw Corrupt{"record " + std::to_string(record.sequence.value) +
                " of the journal is not about what was archived"};
}

}  // namespace

fs::path checkpoint_path(const fs::path& journal, std::uint64_t segment) {
  const std::string digits = segment_path({}, segment).string();
  return journal / (std::string{name_begin} + digits.substr(digits.rfind('-') + 1));
}

std::vector<std::uint64_t> checkpoint_numbers(const fs::path& journal) {
  std::vector<std::uint64_t> numbers;
  std::error_code error;
  for (fs::directory_iterator entry{journal, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::uint64_t number = 0;
    if (!name.starts_with(name_begin)) continue;
    std::from_chars(name.data() + name_begin.size(), name.data() + name.size(), number);
    if (checkpoint_path({}, number) == name) numbers.push_back(number);
  }
  if (error) throw Unusable{journal.string() + " cannot be read: " + error.message()};
  std::ranges::sort(numbers);
  return numbers;
}

crypto::Bytes<32> write_checkpoint(const fs::path& journal, const Checkpoint& checkpoint) {
  const fs::path file = checkpoint_path(journal, checkpoint.segment);
  fs::path draft = file;
  draft += ".new";
  try {
    Out out{draft};
    fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write);
    write_rows(checkpoint, out);
    const crypto::Bytes<32> hash = out.finish();
    fs::rename(draft, file);
    sync_path(journal);
    return hash;
  } catch (const fs::filesystem_error& error) {
    throw Broke{file.string() + " cannot be written: " + error.code().message()};
  }
}

Checkpoint read_checkpoint(const fs::path& file, const crypto::Bytes<32>& hash) {
  try {
    if (hash_of(file) != hash) throw Corrupt{"its hash is another"};
    return parsed(file);
  } catch (const Corrupt& damage) {
    throw Corrupt{file.string() +
                  " is not the checkpoint that the journal vouches for: " + damage.what()};
  }
}

Checkpoint checkpoint_before(const fs::path& journal,
                             const std::function<ledger::Record(ledger::Sequence)>& record,
                             const ChainHash& previous) {
  const auto mark = read_archived_mark(journal);
  if (!mark) return {};
  try {
    const ledger::Checkpointed fact = vouching(record(mark->checkpointed), *mark);
    Checkpoint read = read_checkpoint(checkpoint_path(journal, fact.segment), fact.file_hash);
    if (read.segment != fact.segment || read.books.last() != fact.through ||
        read.chain_hash != previous)
      throw Corrupt{"the checkpoint of " + segment_path({}, fact.segment).string() +
                    " does not stand where the journal begins"};
    return read;
  } catch (const Damage&) {
    throw;
  } catch (const Corrupt& damage) {
    throw Corrupt{damage.what() + remedy(journal, *mark)};
  } catch (const Unusable& missing) {
    throw Unusable{missing.what() + remedy(journal, *mark)};
  }
}

}  // namespace bursar::persistence
