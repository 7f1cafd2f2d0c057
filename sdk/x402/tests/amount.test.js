import assert from "node:assert/strict";
import { test } from "node:test";

import { atomicAmount, checkedAtomic } from "../amount.js";

const EXACT = [
  ["$0.005", "500000"],
  ["0.005", "500000"],
  [" $ 0.005 ", "500000"],
  ["0.005 USD", "500000"],
  ["0.005 usdc", "500000"],
  ["1", "100000000"],
  ["$12.50", "1250000000"],
  ["0.00000001", "1"],
  ["0.000000010", "1"],
  ["1000000000", "100000000000000000"],
  ["123456789.12345678", "12345678912345678"],
  [0.005, "500000"],
  [1, "100000000"],
  [0.1, "10000000"],
  [1e-8, "1"],
  [5e-7, "50"],
  [1.5e-7, "15"],
  [1e9, "100000000000000000"],
  [123456.789, "12345678900000"],
];

const REFUSED = [
  ["0", RangeError],
  [0, RangeError],
  ["1000000000.00000001", RangeError],
  [1e21, RangeError],
  ["0.000000001", TypeError],
  [1e-9, TypeError],
  [0.1 + 0.2, TypeError],
  ["5e-7", TypeError],
  ["-1", TypeError],
  [-1, TypeError],
  ["$", TypeError],
  ["", TypeError],
  ["1,000", TypeError],
  [".5", TypeError],
  ["5.", TypeError],
  ["0.005 EUR", TypeError],
  ["0x10", TypeError],
  [NaN, TypeError],
  [Infinity, TypeError],
  [undefined, TypeError],
  [null, TypeError],
  [true, TypeError],
];

test("a price is counted exactly in units of 1e-8", () => {
  for (const [price, atomic] of EXACT) assert.equal(atomicAmount(price), atomic, String(price));
});

test("what does not fit exactly is refused and never rounded", () => {
  for (const [price, kind] of REFUSED) {
    assert.throws(() => atomicAmount(price), kind, String(price));
  }
});

test("every amount of atomic units comes back from its decimals", () => {
  for (let shift = 0n; shift < 17n; ++shift) {
    for (const digit of [1n, 7n, 9n]) {
      const atomic = digit * 10n ** shift + (shift > 8n ? 1n : 0n);
      if (atomic > 10n ** 17n) continue;
      const padded = atomic.toString().padStart(9, "0");
      const written = `${padded.slice(0, -8)}.${padded.slice(-8)}`;
      assert.equal(atomicAmount(written), atomic.toString(), written);
    }
  }
});

test("an atomic amount is a string of digits within the engine's bounds", () => {
  assert.equal(checkedAtomic("500000"), "500000");
  assert.equal(checkedAtomic("0500000"), "500000");
  for (const amount of [500000, "0.5", "-1", "", "1e5", undefined]) {
    assert.throws(() => checkedAtomic(amount), TypeError, String(amount));
  }
  for (const amount of ["0", "100000000000000001"]) {
    assert.throws(() => checkedAtomic(amount), RangeError, amount);
  }
});
