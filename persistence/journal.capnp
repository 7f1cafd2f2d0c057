@0xbbe72ec4aa39b281;
# The record of the journal on disk. It only grows: a field gets the next number, is never renamed
# to mean something else and never removed; a new kind of fact is a new member of the union. Every
# field that an older writer did not know reads as zero, empty or none, and must mean just that.
#
# Amounts are hundred-millionths of a dollar, times are milliseconds since 1970 in UTC, numbers that
# name something count from 1 with 0 for none. Enumerations are written as the numbers that stand in
# ledger/. A text is UTF-8 where it came through the edge.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("bursar::persistence::wire");

struct Record {
  sequence @0 :UInt64;
  time @1 :Int64;
  stream @2 :UInt16;
  epoch @3 :UInt16;
  answerDialect @4 :UInt8;
  answerVersion @5 :UInt8;
  previousOfPayment @6 :UInt64;
  organizations @7 :List(OrganizationLink);  # at most two; trailing ones that are none are left out
  entries @8 :List(Entry);
  idempotency @9 :Idempotency;               # null: none

  fact :union {
    genesis @10 :Genesis;
    opened @11 :Opened;
    keyRevoked @12 :KeyRevoked;
    policyAttached @13 :PolicyAttached;
    paid @14 :Paid;
    funded @15 :Funded;
    refused @16 :Refused;
    recovered @17 :Recovered;
    clockAccepted @18 :ClockAccepted;
    checkpointed @19 :Checkpointed;
    cleared @20 :Cleared;
    keyRotated @21 :KeyRotated;
    keysUsed @22 :KeysUsed;
    policyChanged @23 :PolicyChanged;
    policyDeleted @24 :PolicyDeleted;
    sessionIssued @25 :SessionIssued;
    walletChanged @26 :WalletChanged;
    walletArchived @27 :WalletArchived;
    withdrawn @28 :Withdrawn;
    paymentHeld @29 :PaymentHeld;
    approvalEnded @30 :ApprovalEnded;
    batchFunded @31 :BatchFunded;
    topupSet @32 :TopupSet;
    serviceMade @33 :ServiceMade;
    serviceChanged @34 :ServiceChanged;
    serviceMarked @35 :ServiceMarked;
    tokenIssued @36 :TokenIssued;
    tokenAdvanced @37 :TokenAdvanced;
    tokenEnded @38 :TokenEnded;
    refunded @39 :Refunded;
    sealed @40 :Sealed;
    payoutAsked @41 :PayoutAsked;
    payoutAdvanced @42 :PayoutAdvanced;
    payoutEnded @43 :PayoutEnded;
    payoutCompleted @44 :PayoutCompleted;
    disputeOpened @45 :DisputeOpened;
    evidenceAdded @46 :EvidenceAdded;
    disputeMoved @47 :DisputeMoved;
    disputeRefunded @48 :DisputeRefunded;
    receivableRepaid @49 :ReceivableRepaid;
    webhookMade @50 :WebhookMade;
    webhookChanged @51 :WebhookChanged;
    webhookRotated @52 :WebhookRotated;
    webhookMarked @53 :WebhookMarked;
    webhookAsked @54 :WebhookAsked;
    deliveriesMade @55 :DeliveriesMade;
  }
}

struct OrganizationLink {
  organization @0 :UInt64;
  sequence @1 :UInt64;
  previous @2 :UInt64;
}

struct Entry {
  account @0 :UInt64;
  amount @1 :Int64;
  balanceAfter @2 :Int64;
  heldAfter @3 :Int64;
  previous @4 :UInt64;
}

struct Idempotency {
  wallet @0 :UInt64;
  contentHigh @1 :UInt64;
  contentLow @2 :UInt64;
  key @3 :Text;
}

struct Genesis {
  permutationKey @0 :Data;       # 32 bytes
  idempotencyKey @1 :Data;       # 16 bytes
  secretsFingerprint @2 :Data;   # 32 bytes
}

struct Opened {
  organization @0 :OrganizationOpened;  # null: none
  wallets @1 :List(WalletOpened);
  keys @2 :List(KeyMade);
  policy @3 :PolicyMade;                # null: none
}

struct OrganizationOpened {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  number @2 :UInt64;
  name @3 :Text;
  sandboxAccounts @4 :UInt64;
}

struct WalletAddress {
  account @0 :UInt64;
  idHigh @1 :UInt64;
  idLow @2 :UInt64;
  organization @3 :UInt64;
  environment @4 :UInt8;
  type @5 :UInt8;
  systemAccounts @6 :UInt64;
}

struct WalletOpened {
  address @0 :WalletAddress;
  number @1 :UInt64;
  agentId @2 :Text;
  label @3 :Text;
  name @4 :Text;
  agentName @5 :Text;
  operatorName @6 :Text;
  tags @7 :List(Text);
  metadata @8 :Text;
  policy @9 :PolicyTerms;  # older journals: of these only the id says something still
  budgetLimit :group {
    present @10 :Bool;
    units @11 :Int64;
  }
  agent @12 :Bool;
  policyHigh @13 :UInt64;
  policyLow @14 :UInt64;
}

struct KeyMade {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  name @2 :Text;
  keyClass @3 :UInt8;
  environment @4 :UInt8;
  permissions @5 :UInt16;
  walletHigh @6 :UInt64;
  walletLow @7 :UInt64;
  secretHash @8 :Data;  # 32 bytes
}

struct PolicyTerms {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  version @2 :UInt32;
  maxPerTx :group {
    present @3 :Bool;
    units @4 :Int64;
  }
  maxPerDay :group {
    present @5 :Bool;
    units @6 :Int64;
  }
  maxPerMonth :group {
    present @7 :Bool;
    units @8 :Int64;
  }
  maxTotal :group {
    present @9 :Bool;
    units @10 :Int64;
  }
  velocityCount @11 :UInt16;           # 0: no such rule
  velocityWindowSeconds @12 :UInt32;
  allowedRecipients @13 :Recipients;   # null: no such rule, as with those that follow
  blockedRecipients @14 :Recipients;
  allowedCategories @15 :List(Text);
  blockedCategories @16 :List(Text);
  activeHours @17 :ActiveHours;
  expiresAt :group {
    present @18 :Bool;
    milliseconds @19 :Int64;
  }
  approvalAbove :group {
    present @20 :Bool;
    units @21 :Int64;
  }
  requireApproval @22 :Bool;
}

struct Recipients {
  wallets @0 :List(Id);
  services @1 :List(Id);
  labels @2 :List(Text);
}

struct Id {
  high @0 :UInt64;
  low @1 :UInt64;
}

struct ActiveHours {
  from @0 :UInt16;  # minutes of the day
  to @1 :UInt16;
  timezone @2 :Text;
}

struct PolicyMade {
  terms @0 :PolicyTerms;
  environment @1 :UInt8;
  name @2 :Text;
}

struct KeyRevoked {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
}

struct PolicyAttached {
  wallet @0 :UInt64;
  terms @1 :PolicyTerms;  # older journals: of these only the id says something still
  policyHigh @2 :UInt64;
  policyLow @3 :UInt64;
}

struct PolicyChanged {
  terms @0 :PolicyTerms;
  name @1 :Text;
}

struct PolicyDeleted {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
}

struct Paid {
  payer @0 :UInt64;
  payerIdHigh @1 :UInt64;
  payerIdLow @2 :UInt64;
  payee @3 :UInt64;
  payeeIdHigh @4 :UInt64;
  payeeIdLow @5 :UInt64;
  payeeExternal @6 :Text;
  amount @7 :Int64;
  fee @8 :Int64;
  drawn @9 :Int64;
  policyHigh @10 :UInt64;
  policyLow @11 :UInt64;
  policyVersion @12 :UInt32;
  asUsdc @13 :Bool;
  usageAfter :group {
    day @14 :Int64;
    month @15 :Int64;
    inDay @16 :Int64;
    inMonth @17 :Int64;
    inTotal @18 :Int64;
  }
  description @19 :Text;
  category @20 :Text;
  metadata @21 :Text;
  salt @22 :UInt64;
  velocityCount @23 :UInt16;
  countedAt @24 :Int64;  # 0: of no journal that knew velocity
  approved @25 :Approved;  # null: it needed no approval
  settles @26 :Settled;    # null: no token was settled with it
}

struct Approved {
  request @0 :UInt64;
  requestEpoch @1 :UInt16;
  decidedByHigh @2 :UInt64;
  decidedByLow @3 :UInt64;
  note @4 :Text;
}

struct Funded {
  source @0 :UInt8;
  wallet @1 :UInt64;
  walletIdHigh @2 :UInt64;
  walletIdLow @3 :UInt64;
  from @4 :UInt64;
  amount @5 :Int64;
  faucetUsedAfter @6 :Int64;
  asUsdc @7 :Bool;
  salt @8 :UInt64;
  faucetDay @9 :Int64;
  adjustsBudget @10 :Bool;
  toppedUpOn @11 :Int64;  # a day; 0: somebody asked for it
}

struct Refused {
  wallet @0 :UInt64;
  code @1 :UInt8;
  rule @2 :UInt8;
  limit @3 :Int64;
  used @4 :Int64;
  maxAllowedNow @5 :Int64;
  resetsAt @6 :Int64;
  requestId @7 :Text;
  part @8 :UInt16;  # of a batch, from 1
  ofPayments @9 :Bool;  # the batch is of payments, else of fundings
}

struct Recovered {
  verifiedFrom @0 :UInt64;
}

struct ClockAccepted {
  from @0 :Int64;
  to @1 :Int64;
}

struct Checkpointed {
  segment @0 :UInt64;
  through @1 :UInt64;
  fileHash @2 :Data;  # 32 bytes
}

struct Cleared {
  kind @0 :UInt8;
  wallet @1 :UInt64;
  walletIdHigh @2 :UInt64;
  walletIdLow @3 :UInt64;
  organizationIdHigh @4 :UInt64;
  organizationIdLow @5 :UInt64;
  environment @6 :UInt8;
  amount @7 :Int64;
  reference @8 :Text;
  requestId @9 :Text;
  salt @10 :UInt64;
}

struct KeyRotated {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  made @2 :KeyMade;
  ends @3 :Int64;  # zero: at once
}

struct KeysUsed {
  uses @0 :List(KeyUse);
}

struct SessionIssued {
  wallet @0 :UInt64;
  generation @1 :UInt64;
  expires @2 :Int64;
}

struct KeyUse {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  at @2 :Int64;
}

struct WalletChanged {
  wallet @0 :UInt64;
  label @1 :Text;           # null: unchanged, as the next ones
  name @2 :Text;
  tags @3 :List(Text);
  metadata @4 :Text;
  policy @5 :Id;
  statusChanged @6 :Bool;
  status @7 :UInt8;
}

struct WalletArchived {
  wallet @0 :UInt64;
  walletIdHigh @1 :UInt64;
  walletIdLow @2 :UInt64;
  agentDeleted @3 :Bool;
  sweptTo @4 :UInt64;       # none: it held nothing
  sweptToIdHigh @5 :UInt64;
  sweptToIdLow @6 :UInt64;
  swept @7 :Int64;
  keys @8 :List(KeyName);   # that end with it
}

struct BatchFunded {
  from @0 :UInt64;
  fromIdHigh @1 :UInt64;
  fromIdLow @2 :UInt64;
  allocations @3 :List(Allocation);
  salt @4 :UInt64;
}

struct Allocation {
  wallet @0 :UInt64;
  walletIdHigh @1 :UInt64;
  walletIdLow @2 :UInt64;
  amount @3 :Int64;
}

struct TopupSet {
  wallet @0 :UInt64;
  terms @1 :TopupTerms;  # null: none any more
}

struct TopupTerms {
  enabled @0 :Bool;
  triggerBelow @1 :Int64;
  amount @2 :Int64;
  maxPerDay @3 :Int64;
  from @4 :UInt64;       # the org wallet
  fromIdHigh @5 :UInt64;
  fromIdLow @6 :UInt64;
}

struct Withdrawn {
  wallet @0 :UInt64;
  walletIdHigh @1 :UInt64;
  walletIdLow @2 :UInt64;
  to @3 :UInt64;            # the org wallet
  toIdHigh @4 :UInt64;
  toIdLow @5 :UInt64;
  amount @6 :Int64;
  adjustsBudget @7 :Bool;
  salt @8 :UInt64;
}

struct KeyName {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
}

struct PaymentHeld {
  payment @0 :Paid;
  rule @1 :UInt8;
  above @2 :Int64;
  expiresAt @3 :Int64;
}

struct ApprovalEnded {
  request @0 :UInt64;
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  amount @4 :Int64;
  held @5 :Int64;
  countedAt @6 :Int64;
  status @7 :UInt8;
  decidedByHigh @8 :UInt64;
  decidedByLow @9 :UInt64;
  note @10 :Text;
  reason @11 :UInt8;
}

struct ServiceTerms {
  name @0 :Text;
  description @1 :Text;
  price @2 :Int64;
  category @3 :Text;
  endpointUrl @4 :Text;
  metered @5 :Bool;
  acceptSeconds @6 :UInt32;    # 0: no such promise, as the next one
  completeSeconds @7 :UInt32;
}

struct ServiceMade {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  slug @2 :Text;
  provider @3 :UInt64;
  providerIdHigh @4 :UInt64;
  providerIdLow @5 :UInt64;
  environment @6 :UInt8;
  terms @7 :ServiceTerms;
}

struct ServiceChanged {
  service @0 :UInt64;          # the record that made it, here and below
  terms @1 :ServiceTerms;
}

struct ServiceMarked {
  service @0 :UInt64;
  mark @1 :UInt8;
}

struct TokenIssued {
  payment @0 :Paid;
  service @1 :UInt64;          # 0: none
  serviceIdHigh @2 :UInt64;
  serviceIdLow @3 :UInt64;
  payeeOrganization @4 :UInt64;
  resource @5 :Text;
  metered @6 :Bool;
  acceptSeconds @7 :UInt32;
  completeSeconds @8 :UInt32;
  expiresAt @9 :Int64;
}

struct TokenAdvanced {
  token @0 :UInt64;            # the record that issued it, here and below
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  status @4 :UInt8;
  deadline @5 :Int64;
  completesBy @6 :Int64;
}

struct TokenEnded {
  token @0 :UInt64;
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  amount @4 :Int64;
  held @5 :Int64;
  countedAt @6 :Int64;
  status @7 :UInt8;
  service @8 :UInt64;          # 0: none
}

struct Settled {
  token @0 :UInt64;
  tokenEpoch @1 :UInt16;
  reserved @2 :Int64;
  held @3 :Int64;
  service @4 :UInt64;          # 0: none
}

struct Refunded {
  placeEpoch @0 :UInt16;     # what the payment's id tells, this and the next four
  placeStream @1 :UInt16;
  placeSequence @2 :UInt64;
  placeIndex @3 :UInt16;
  placeSalt @4 :UInt64;
  payment @5 :UInt64;        # the record that made it
  from @6 :UInt64;           # none: somebody outside
  fromIdHigh @7 :UInt64;
  fromIdLow @8 :UInt64;
  fromExternal @9 :Text;
  payer @10 :UInt64;
  payerIdHigh @11 :UInt64;
  payerIdLow @12 :UInt64;
  to @13 :UInt64;            # the payer, or its org wallet
  toIdHigh @14 :UInt64;
  toIdLow @15 :UInt64;
  principal @16 :Int64;
  drawn @17 :Int64;
  countedAt @18 :Int64;
  amount @19 :Int64;
  refundedAfter @20 :Int64;
  toSource @21 :Int64;
  asUsdc @22 :Bool;
  salt @23 :UInt64;
}

struct Sealed {
  wallet @0 :UInt64;
  walletIdHigh @1 :UInt64;
  walletIdLow @2 :UInt64;
}

struct PayoutAsked {
  payment @0 :Paid;
  type @1 :UInt8;
  masked @2 :Text;           # a JSON object
  sealed @3 :Data;           # the destination, encrypted
  arrivesOn @4 :Int64;       # a day
  submitAt @5 :Int64;
}

struct PayoutAdvanced {
  payout @0 :UInt64;         # the record that asked for it, here and below
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  status @4 :UInt8;
  reference @5 :Text;
  at @6 :Int64;
}

struct PayoutEnded {
  payout @0 :UInt64;
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  amount @4 :Int64;
  held @5 :Int64;
  countedAt @6 :Int64;
  status @7 :UInt8;
  reason @8 :Text;
}

struct PayoutCompleted {
  payout @0 :UInt64;
  payoutEpoch @1 :UInt16;
  payer @2 :UInt64;
  payerIdHigh @3 :UInt64;
  payerIdLow @4 :UInt64;
  amount @5 :Int64;
  drawn @6 :Int64;
  countedAt @7 :Int64;
  type @8 :UInt8;
  masked @9 :Text;
  description @10 :Text;
  reference @11 :Text;
  asUsdc @12 :Bool;
  salt @13 :UInt64;
}

struct Disputed {
  payment @0 :UInt64;        # the record that made it
  payer @1 :UInt64;
  payerIdHigh @2 :UInt64;
  payerIdLow @3 :UInt64;
  payee @4 :UInt64;
  payeeIdHigh @5 :UInt64;
  payeeIdLow @6 :UInt64;
  principal @7 :Int64;
  refunded @8 :Int64;
}

struct DisputeOpened {
  of @0 :Disputed;
  placeEpoch @1 :UInt16;     # what the payment's id tells, this and the next four
  placeStream @2 :UInt16;
  placeSequence @3 :UInt64;
  placeIndex @4 :UInt16;
  placeSalt @5 :UInt64;
  paidAt @6 :Int64;
  service @7 :UInt64;        # 0: none
  byPayee @8 :Bool;
  openedByHigh @9 :UInt64;
  openedByLow @10 :UInt64;
  reason @11 :Text;
  description @12 :Text;
  salt @13 :UInt64;
  environment @14 :UInt8;
}

struct EvidenceAdded {
  dispute @0 :UInt64;        # the record that opened it, here and below
  of @1 :Disputed;
  byPayee @2 :Bool;
  addedByHigh @3 :UInt64;
  addedByLow @4 :UInt64;
  type @5 :Text;
  sha256 @6 :Data;           # 32 bytes, and the name of its file
  bytes @7 :UInt32;
  salt @8 :UInt64;
  previous @9 :UInt64;       # the record of the piece before it; 0: it is the first
}

struct DisputeMoved {
  dispute @0 :UInt64;
  of @1 :Disputed;
  status @2 :UInt8;
  byHigh @3 :UInt64;         # none: the operator
  byLow @4 :UInt64;
  note @5 :Text;
  service @6 :UInt64;        # whose trust it is about; 0: nobody's
}

struct DisputeRefunded {
  dispute @0 :UInt64;
  refund @1 :Refunded;
  covered @2 :Int64;
  note @3 :Text;
  service @4 :UInt64;
}

struct ReceivableRepaid {
  wallet @0 :UInt64;
  walletIdHigh @1 :UInt64;
  walletIdLow @2 :UInt64;
  amount @3 :Int64;
  owedAfter @4 :Int64;
}

struct WebhookTerms {
  url @0 :Text;
  events @1 :List(Text);     # types, families ("payment.*") or "*"
}

struct WebhookMade {
  idHigh @0 :UInt64;
  idLow @1 :UInt64;
  environment @2 :UInt8;
  wallet @3 :UInt64;         # that its maker's key was bound to; 0: to none
  walletIdHigh @4 :UInt64;
  walletIdLow @5 :UInt64;
  permissions @6 :UInt16;    # of that key
  terms @7 :WebhookTerms;
  secret @8 :Data;           # encrypted
}

struct WebhookName {
  made @0 :UInt64;           # the record that made it
  idHigh @1 :UInt64;
  idLow @2 :UInt64;
  environment @3 :UInt8;
  wallet @4 :UInt64;
}

struct WebhookChanged {
  webhook @0 :WebhookName;
  terms @1 :WebhookTerms;
}

struct WebhookRotated {
  webhook @0 :WebhookName;
  secret @1 :Data;           # encrypted
  previousEnds @2 :Int64;
}

struct WebhookMarked {
  webhook @0 :WebhookName;
  mark @1 :UInt8;
  reason @2 :UInt8;
}

struct WebhookAsked {
  webhook @0 :WebhookName;
  record @1 :UInt64;         # that the event is told of; 0: this one, and it is a test
  place @2 :UInt64;          # that record's among those of the organisation
  index @3 :UInt16;          # which of its events
}

struct DeliveriesMade {
  webhooks @0 :List(WebhookProgress);
}

struct WebhookProgress {
  webhook @0 :UInt64;        # the record that made it
  nextPlace @1 :UInt64;      # the first event that may not have been tried
  nextIndex @2 :UInt16;
  attempts @3 :List(DeliveryAttempt);
}

struct DeliveryAttempt {
  record @0 :UInt64;
  place @1 :UInt64;
  index @2 :UInt16;
  end @3 :UInt8;
  status @4 :UInt16;         # of an HTTP answer; 0: none
  time @5 :Int64;
  due @6 :Int64;             # when it is tried again; 0: never
}
