// A token is `x402_tok_`, the id of the key that signed it (8 hex digits), 24 hex digits of its
// own, a dot and its signature. Only the engine can tell whether it is genuine; its id anybody can
// tell: the same 128 bits written as all ids are, 26 characters of Crockford's base 32.

const TOKEN = /^x402_tok_([0-9a-f]{32})\.[A-Za-z0-9_-]{43}$/;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS = 26;

/** The id under which the engine knows a token; undefined for what is no token at all. */
export function tokenId(token) {
  const match = typeof token === "string" ? TOKEN.exec(token) : null;
  if (!match) return undefined;
  let bits = BigInt(`0x${match[1]}`);
  let id = "";
  for (let at = 0; at < CHARACTERS; ++at, bits >>= 5n) id = ALPHABET[Number(bits & 31n)] + id;
  return `tokid_${id}`;
}
