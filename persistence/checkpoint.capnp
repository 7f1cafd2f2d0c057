@0xd3c1a87f5e20b694;
# The rows of a checkpoint file (checkpoint.cpp says how they stand in it). They only grow, as those
# of journal.capnp do, whose numbers and enumerations they share.

using Cxx = import "/capnp/c++.capnp";
using Journal = import "journal.capnp";
$Cxx.namespace("bursar::persistence::wire");

struct CheckpointRow {
  union {
    head @0 :CheckpointHead;
    organization @1 :OrganizationSum;
    systemAccount @2 :SystemAccountSum;
    wallet @3 :WalletSum;
    key @4 :KeySum;
    policy @5 :PolicySum;
    session @6 :SessionSum;
    approval @7 :ApprovalSum;
    service @8 :ServiceSum;
    token @9 :TokenSum;
    course @10 :CourseSum;
    seal @11 :SealSum;
    payout @12 :PayoutSum;
    dispute @13 :DisputeSum;
    webhook @14 :WebhookSum;
  }
}

struct CheckpointHead {
  segment @0 :UInt64;        # the last that is summed up
  chainHash @1 :Data;        # of its last batch, 32 bytes
  genesis @2 :Journal.Genesis;
  last @3 :UInt64;           # its last record
  lastTime @4 :Int64;
  clock @5 :Int64;           # the wall clock's at that record
  epoch @6 :UInt16;
  organizations @7 :UInt64;  # how many rows of each kind follow
  accounts @8 :UInt64;       # system accounts and wallets together
  keys @9 :UInt64;
  policies @10 :UInt64;
  sessions @11 :UInt64;
  approvals @12 :UInt64;
  services @13 :UInt64;
  tokens @14 :UInt64;
  courses @15 :UInt64;
  seals @16 :UInt64;
  payouts @17 :UInt64;
  disputes @18 :UInt64;
  webhooks @19 :UInt64;
}

struct OrganizationSum {
  opened @0 :Journal.OrganizationOpened;
  createdAt @1 :Int64;
  count @2 :UInt64;          # of its records
  last @3 :UInt64;           # the newest of them
}

struct SystemAccountSum {
  account @0 :UInt64;
  owner @1 :UInt64;          # the first of the four that it is one of
  postedHigh @2 :Int64;      # 128 bits in two's complement
  postedLow @3 :UInt64;
  held @4 :Int64;
  last @5 :UInt64;
}

struct WalletSum {
  opened @0 :Journal.WalletOpened;
  policyHigh @1 :UInt64;     # the one that it is shown with
  policyLow @2 :UInt64;
  createdAt @3 :Int64;
  updatedAt @4 :Int64;
  last @5 :UInt64;           # the newest record with an entry of it
  status @6 :UInt8;
  posted @7 :Int64;
  held @8 :Int64;
  terms @9 :Journal.PolicyTerms;  # older files: of these only the id says something still
  usage @10 :UsageSum;
  faucetDay @11 :Int64;
  faucetUsed @12 :Int64;
  budgetLimit :group {
    present @13 :Bool;
    units @14 :Int64;
  }
  totalSpent @15 :Int64;
  totalDrawn @16 :Int64;
  transactionCount @17 :UInt64;
  lastTransactionAt @18 :Int64;
  lastTime @19 :Int64;
  everHeldMoney @20 :Bool;
  peak @21 :UsageSum;        # the most that its payments said they had counted; null: it never paid
  boundHigh @22 :UInt64;     # the policy that binds it
  boundLow @23 :UInt64;
  newestPaid @24 :Int64;     # when it last paid
  recentKept @25 :UInt16;
  recentGaps @26 :List(UInt32);
  holds @27 :List(OpenHold);
  topup @28 :Journal.TopupTerms;  # null: none
  topupDay @29 :Int64;
  topupUsed @30 :Int64;
  tokens @31 :List(OpenToken);
  seals @32 :UInt64;
  payouts @33 :List(OpenPayout);
  owed @34 :Int64;           # to its organisation's treasury
}

struct OpenHold {
  request @0 :UInt64;
  held @1 :Int64;
  amount @2 :Int64;
  countedAt @3 :Int64;
  expiresAt @4 :Int64;
}

struct OpenToken {
  token @0 :UInt64;
  held @1 :Int64;
  amount @2 :Int64;
  countedAt @3 :Int64;
  status @4 :UInt8;
  deadline @5 :Int64;
  completesBy @6 :Int64;
  service @7 :UInt64;
  provider @8 :UInt64;
}

struct OpenPayout {
  payout @0 :UInt64;
  held @1 :Int64;
  amount @2 :Int64;
  countedAt @3 :Int64;
  status @4 :UInt8;
  submitAt @5 :Int64;
  since @6 :Int64;
}

struct UsageSum {
  day @0 :Int64;
  month @1 :Int64;
  inDay @2 :Int64;
  inMonth @3 :Int64;
  inTotal @4 :Int64;
}

struct KeySum {
  made @0 :Journal.KeyMade;
  organization @1 :UInt64;
  createdAt @2 :Int64;
  revoked @3 :Bool;
  ends @4 :Int64;            # once it was rotated and left a while; else 0
  lastUsed @5 :Int64;        # 0: never
}

struct PolicySum {
  made @0 :Journal.PolicyMade;
  organization @1 :UInt64;
  createdAt @2 :Int64;
  updatedAt @3 :Int64;
  deleted @4 :Bool;
}

struct SessionSum {
  account @0 :UInt64;
  generation @1 :UInt64;
  expires @2 :Int64;
}

struct ApprovalSum {
  request @0 :UInt64;        # the record that asked for it
  organization @1 :UInt64;
  environment @2 :UInt8;
  wallet @3 :UInt64;
  status @4 :UInt8;
  ended @5 :UInt64;          # the record that decided it; 0: it waits
}

struct ServiceSum {
  made @0 :UInt64;           # the record that made it
  service @1 :Journal.ServiceMade;  # with its terms as they are by now
  organization @2 :UInt64;
  createdAt @3 :Int64;
  updatedAt @4 :Int64;
  verified @5 :Bool;
  removed @6 :Bool;
  trust @7 :UInt8;           # points of 100
}

struct TokenSum {
  issued @0 :UInt64;         # the record that issued it
  organization @1 :UInt64;
  environment @2 :UInt8;
  payer @3 :UInt64;
  status @4 :UInt8;
  last @5 :UInt64;           # its newest record
}

struct CourseSum {
  payment @0 :UInt64;        # the record that made it
  principal @1 :Int64;
  refunded @2 :Int64;
  last @3 :UInt64;           # the newest record of it
  dispute @4 :UInt64;        # the record that opened its dispute; 0: nobody did
  disputeStatus @5 :UInt8;
  evidenceOfPayer @6 :UInt16;
  disputeLast @7 :UInt64;    # the newest record of the dispute
  evidenceOfPayee @8 :UInt16;
  newestEvidence @9 :UInt64; # the record of it; 0: there is none
}

struct SealSum {
  wallet @0 :UInt64;
  key @1 :Text;
  by @2 :UInt64;             # the record that sealed it
}

struct PayoutSum {
  asked @0 :UInt64;          # the record that asked for it
  organization @1 :UInt64;
  environment @2 :UInt8;
  wallet @3 :UInt64;
  status @4 :UInt8;
  last @5 :UInt64;           # its newest record
}

struct DisputeSum {
  opened @0 :UInt64;         # the record that opened it
  payeeOrganization @1 :UInt64;
  payerOrganization @2 :UInt64;  # 0: the same
  environment @3 :UInt8;
  payee @4 :UInt64;
  payer @5 :UInt64;
  payment @6 :UInt64;        # the record that made it
  service @7 :UInt64;        # 0: none
  byPayee @8 :Bool;
}

struct WebhookSum {
  record @0 :UInt64;         # that made it
  made @1 :Journal.WebhookMade;  # with its terms and its secret as they are by now
  organization @2 :UInt64;
  createdAt @3 :Int64;
  updatedAt @4 :Int64;
  status @5 :UInt8;
  reason @6 :UInt8;
  previousSecret @7 :Data;
  previousEnds @8 :Int64;
  nextPlace @9 :UInt64;      # how far it has heard
  nextIndex @10 :UInt16;
  pending @11 :List(PendingDelivery);
  recent @12 :List(PastAttempt);  # oldest first
  delivered @13 :UInt64;
  failed @14 :UInt64;
}

struct PendingDelivery {
  record @0 :UInt64;
  place @1 :UInt64;
  index @2 :UInt16;
  attempts @3 :UInt8;
  test @4 :Bool;
  due @5 :Int64;
}

struct PastAttempt {
  attempt @0 :Journal.DeliveryAttempt;
  number @1 :UInt8;
}
