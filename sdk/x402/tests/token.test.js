import assert from "node:assert/strict";
import { test } from "node:test";

import { tokenId } from "../token.js";

const ID = "5f3a9c0192d66a2876b1e835a9da4929";
const SIGNATURE = "S2HnyvPT7R6SaYDsbnta9YNn4Oiq3R19ViBrEpVIuB4";

test("a token's id is the digits before its signature, written as ids are", () => {
  const written = [
    [ID, "tokid_2Z7AE034PPD8M7DCF86PMXMJ99"],
    ["00000000000000000000000000000001", "tokid_00000000000000000000000001"],
    ["0000000000000000000000000000000a", "tokid_0000000000000000000000000A"],
    ["ffffffffffffffffffffffffffffffff", "tokid_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
  ];
  for (const [digits, id] of written) assert.equal(tokenId(`x402_tok_${digits}.${SIGNATURE}`), id);
});

test("what is no token has no id", () => {
  const others = [
    undefined,
    42,
    "",
    ID,
    `tokid_${ID}`,
    `x402_tok_${ID}`,
    `x402_tok_${ID}.`,
    `x402_tok_${ID}.${SIGNATURE}=`,
    `x402_tok_${ID}.${SIGNATURE.slice(1)}`,
    `x402_tok_${ID.slice(8)}.${SIGNATURE}`,
    `x402_tok_0${ID}.${SIGNATURE}`,
    `x402_tok_${ID.toUpperCase()}.${SIGNATURE}`,
    `x402_tok_${ID}/../release.${SIGNATURE}`,
    ` x402_tok_${ID}.${SIGNATURE}`,
    `x402_tok_${ID}.${SIGNATURE}\n`,
  ];
  for (const token of others) assert.equal(tokenId(token), undefined, String(token));
});
