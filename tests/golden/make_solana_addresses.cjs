// Writes tests/golden/solana_addresses.txt with the real client of Solana:
//
//   npm install --no-save @solana/web3.js@1.99.0
//   node tests/golden/make_solana_addresses.cjs > tests/golden/solana_addresses.txt
//
// With the file as an argument it compares it with what the client says instead, and ends with 1
// where they differ. Everything follows from hashes, so that each run writes the same.
'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { PublicKey } = require('@solana/web3.js');

const sha256 = (text) => createHash('sha256').update(text).digest();
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function idText(bytes) {
  let number = BigInt('0x' + bytes.toString('hex'));
  let text = '';
  for (let i = 0; i < 26; ++i, number >>= 5n) text = crockford[Number(number & 31n)] + text;
  return text;
}

const lines = [
  '# Made by make_solana_addresses.cjs with @solana/web3.js.',
  '# wallet ID ADDRESS BUMP                    a wallet\'s address',
  '# derived PROGRAM BUMP ADDRESS SEED ...     hex but the address; "-" is an empty seed',
  '# curve BYTES yes|no                        whether they are a point of the curve',
];

function derived(seeds, program) {
  const [address, bump] = PublicKey.findProgramAddressSync(seeds, program);
  return { address: address.toBase58(), bump };
}

function wallet(bytes) {
  const { address, bump } = derived(
    [Buffer.from('wallet'), bytes], new PublicKey(sha256('bursar:wallet')));
  lines.push(`wallet wal_${idText(bytes)} ${address} ${bump}`);
  return bump;
}

wallet(Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
wallet(Buffer.alloc(16, 0xff));
for (let i = 0; i < 200; ++i) wallet(sha256(`wallet ${i}`).subarray(0, 16));
// Ids whose first addresses are all on the curve.
for (let i = 0, rare = 0; rare < 10; ++i) {
  const bytes = sha256(`rare wallet ${i}`).subarray(0, 16);
  const { bump } = derived([Buffer.from('wallet'), bytes], new PublicKey(sha256('bursar:wallet')));
  if (bump > 246) continue;
  ++rare;
  wallet(bytes);
}

for (let i = 0; i < 150; ++i) {
  const program = new PublicKey(i % 10 === 0 ? Buffer.alloc(32, i) : sha256(`program ${i}`));
  const seeds = [];
  for (let n = 0; n < i % 16; ++n) seeds.push(sha256(`seed ${i} ${n}`).subarray(0, (7 * i + n) % 33));
  const { address, bump } = derived(seeds, program);
  const shown = seeds.map((seed) => seed.toString('hex') || '-');
  lines.push(['derived', program.toBuffer().toString('hex'), bump, address, ...shown].join(' '));
}

function curve(bytes) {
  const yes = PublicKey.isOnCurve(bytes) ? 'yes' : 'no';
  lines.push(`curve ${Buffer.from(bytes).toString('hex')} ${yes}`);
}

// Points of small order, which other questions refuse.
for (const small of [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]) curve(Buffer.from(small, 'hex'));
for (let i = 0; i < 100; ++i) curve(sha256(`point ${i}`));

const text = lines.join('\n') + '\n';
if (process.argv.length < 3) {
  process.stdout.write(text);
} else if (readFileSync(process.argv[2], 'utf8') !== text) {
  console.error('@solana/web3.js says otherwise');
  process.exit(1);
}
