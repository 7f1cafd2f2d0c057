// The same work as a payment of Bursar's, as services of this kind are usually built: Node in front of
// PostgreSQL, a transaction of several queries for each request, the row of the wallet locked first.
//
//   service.mjs PORT DATABASE_PORT POOL PROCESSES KEY
//
// With one process it serves itself; with more of them Node's cluster does.

import cluster from 'node:cluster';
import { createServer } from 'node:http';
import pg from 'pg';

const [port, databasePort, poolSize, processes] = process.argv.slice(2).map(Number);
const credential = `Bearer ${process.argv[6]}`;
const pool = new pg.Pool({
  host: '127.0.0.1', port: databasePort, user: 'postgres', database: 'postgres',
  max: Math.ceil(poolSize / processes),
});

const UNITS = 100_000_000n;
const prepared = (name, text, values) => ({ name, text, values });

function unitsOf(written) {
  const match = /^(\d+)(?:\.(\d{1,8}))?$/.exec(String(written));
  return match && BigInt(match[1]) * UNITS + BigInt((match[2] ?? '').padEnd(8, '0'));
}

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

function receipt(row) {
  return {
    id: row.id, from_wallet_id: row.wallet, to_external: row.payee, amount: row.amount, fee: row.fee,
    status: 'completed', balance_after: row.balance_after, created_at: row.created_at,
  };
}

async function pay(client, wallet, key, payee, amount) {
  const { rows: [payer] } = await client.query(prepared('payer',
    'SELECT w.balance, w.day_spent, w.month_spent, w.total_spent, p.max_per_tx, p.max_per_day, p.max_per_month, p.max_total, ' +
    "w.day = (now() AT TIME ZONE 'UTC')::date AS same_day, date_trunc('month', w.day) = " +
    "date_trunc('month', now() AT TIME ZONE 'UTC') AS same_month " +
    'FROM wallets w JOIN policies p ON p.id = w.policy WHERE w.id = $1 FOR UPDATE OF w', [wallet]));
  if (!payer) throw new Refusal(404, 'NOT_FOUND');
  const { rows: [known] } = await client.query(prepared('known',
    'SELECT * FROM payments WHERE wallet = $1 AND key = $2', [wallet, key]));
  if (known) {
    if (known.payee !== payee || BigInt(known.amount) !== amount) {
      throw new Refusal(409, 'IDEMPOTENCY_CONFLICT');
    }
    return receipt(known);
  }
  const day = payer.same_day ? BigInt(payer.day_spent) : 0n;
  const month = payer.same_month ? BigInt(payer.month_spent) : 0n;
  const total = BigInt(payer.total_spent);
  if (amount > BigInt(payer.max_per_tx) || day + amount > BigInt(payer.max_per_day)
    || month + amount > BigInt(payer.max_per_month) || total + amount > BigInt(payer.max_total)) {
    throw new Refusal(403, 'POLICY_DENIED');
  }
  const fee = (amount * 40n + 5_000n) / 10_000n;
  const after = BigInt(payer.balance) - amount - fee;
  if (after < 0n) throw new Refusal(402, 'INSUFFICIENT_FUNDS');
  await client.query(prepared('spend',
    "UPDATE wallets SET balance = $2, day = (now() AT TIME ZONE 'UTC')::date, day_spent = $3, " +
    'month_spent = $4, total_spent = $5 WHERE id = $1',
    [wallet, after, day + amount, month + amount, total + amount]));
  const { rows: [paid] } = await client.query(prepared('paid',
    'INSERT INTO payments (wallet, key, payee, amount, fee, balance_after, created_at) ' +
    'VALUES ($1, $2, $3, $4, $5, $6, now()) RETURNING *', [wallet, key, payee, amount, fee, after]));
  await client.query(prepared('entries',
    'INSERT INTO entries VALUES ($1, $2, $3), ($1, -1, $4), ($1, -2, $5)',
    [paid.id, wallet, -amount - fee, fee, amount]));
  return receipt(paid);
}

async function serve(request, body) {
  if (request.method !== 'POST' || request.url !== '/v1/payments') throw new Refusal(404, 'NOT_FOUND');
  if (request.headers.authorization !== credential) throw new Refusal(401, 'UNAUTHORIZED');
  const key = request.headers['idempotency-key'];
  const wanted = JSON.parse(body);
  const wallet = Number(String(wanted.from_wallet_id).replace(/^wal_0*/, ''));
  const amount = unitsOf(wanted.amount);
  if (!key || !amount || !Number.isSafeInteger(wallet)) throw new Refusal(400, 'INVALID_REQUEST');
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const answer = await pay(client, wallet, key, wanted.to_external, amount);
    await client.query('COMMIT');
    return answer;
  } catch (failure) {
    await client.query('ROLLBACK');
    throw failure;
  } finally {
    client.release();
  }
}

function answer(request, response) {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', async () => {
    let status = 201;
    let answered;
    try {
      answered = await serve(request, Buffer.concat(pieces).toString());
    } catch (failure) {
      status = failure.status ?? 500;
      answered = { code: failure.status ? failure.message : 'INTERNAL', detail: String(failure) };
    }
    const text = JSON.stringify(answered);
    response.writeHead(status, {
      'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}

if (processes > 1 && cluster.isPrimary) {
  for (let n = 0; n < processes; n += 1) cluster.fork();
} else {
  createServer(answer).listen(port, '127.0.0.1', 16_384);
}
