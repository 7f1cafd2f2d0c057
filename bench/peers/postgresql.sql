-- The same work as a payment of Bursar's: an idempotency key has one effect and one answer, four
-- limits, a fee, a balance that never goes below zero, three entries that sum to zero. Money is in
-- hundred-millionths, as there.

CREATE TABLE policies (
  id int PRIMARY KEY,
  max_per_tx bigint NOT NULL,
  max_per_day bigint NOT NULL,
  max_per_month bigint NOT NULL,
  max_total bigint NOT NULL
);

CREATE TABLE wallets (
  id int PRIMARY KEY,
  policy int NOT NULL REFERENCES policies,
  balance bigint NOT NULL CHECK (balance >= 0),
  day date NOT NULL DEFAULT '1970-01-01',
  day_spent bigint NOT NULL DEFAULT 0,
  month_spent bigint NOT NULL DEFAULT 0,
  total_spent bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);  -- so that an update finds room on its own page

CREATE TABLE payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wallet int NOT NULL,
  key text NOT NULL,
  payee text NOT NULL,
  amount bigint NOT NULL,
  fee bigint NOT NULL,
  balance_after bigint NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (wallet, key)
);

-- Accounts above zero are wallets; -1 is fees, -2 is outside.
CREATE TABLE entries (
  payment bigint NOT NULL,
  account int NOT NULL,
  amount bigint NOT NULL
);
CREATE INDEX entries_payment ON entries (payment);

CREATE FUNCTION receipt(paid payments) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', paid.id, 'from_wallet_id', paid.wallet, 'to_external', paid.payee,
    'amount', paid.amount, 'fee', paid.fee, 'status', 'completed',
    'balance_after', paid.balance_after, 'created_at', paid.created_at)
$$;

CREATE FUNCTION pay(wallet_id int, new_key text, payee text, amount bigint) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  payer wallets;
  rule policies;
  paid payments;
  fee bigint := round(amount * 40 / 10000.0);
  today date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  SELECT * INTO payer FROM wallets WHERE id = wallet_id FOR UPDATE;
  IF NOT FOUND THEN RETURN json_build_object('code', 'NOT_FOUND'); END IF;
  SELECT * INTO paid FROM payments p WHERE p.wallet = wallet_id AND p.key = new_key;
  IF FOUND THEN
    IF paid.payee <> pay.payee OR paid.amount <> pay.amount THEN
      RETURN json_build_object('code', 'IDEMPOTENCY_CONFLICT');
    END IF;
    RETURN receipt(paid);
  END IF;
  IF payer.day < today THEN
    IF date_trunc('month', payer.day) < date_trunc('month', today) THEN payer.month_spent := 0; END IF;
    payer.day_spent := 0;
    payer.day := today;
  END IF;
  SELECT * INTO rule FROM policies WHERE id = payer.policy;
  IF amount > rule.max_per_tx OR payer.day_spent + amount > rule.max_per_day
     OR payer.month_spent + amount > rule.max_per_month
     OR payer.total_spent + amount > rule.max_total THEN
    RETURN json_build_object('code', 'POLICY_DENIED');
  END IF;
  IF payer.balance < amount + fee THEN RETURN json_build_object('code', 'INSUFFICIENT_FUNDS'); END IF;
  UPDATE wallets SET balance = payer.balance - amount - fee, day = payer.day,
    day_spent = payer.day_spent + amount, month_spent = payer.month_spent + amount,
    total_spent = payer.total_spent + amount
    WHERE id = wallet_id;
  INSERT INTO payments (wallet, key, payee, amount, fee, balance_after, created_at)
    VALUES (wallet_id, new_key, pay.payee, pay.amount, fee, payer.balance - pay.amount - fee, now())
    RETURNING * INTO paid;
  INSERT INTO entries VALUES (paid.id, wallet_id, -pay.amount - fee), (paid.id, -1, fee),
    (paid.id, -2, pay.amount);
  RETURN receipt(paid);
END $$;
