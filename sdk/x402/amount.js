// Prices as exact counts of 1e-8 dollars, the atomic unit of Bursar's only asset. No price ever
// passes through a double's arithmetic, and what does not fit exactly is refused, never rounded.

export const ASSET = "USD";
export const DECIMALS = 8;
const NETWORKS = ["bursar:sandbox", "bursar:production"];
const AMOUNT_MAX = 10n ** 17n; // 1,000,000,000.00, the most that the engine moves at once

export function isBursar(network) {
  return NETWORKS.includes(network);
}

/** The atomic amount, a decimal integer, of "$0.005", "0.005", "0.005 USD" or 0.005. */
export function atomicAmount(price) {
  const { digits, places } = typeof price === "number" ? fromNumber(price) : fromText(price);
  const shift = DECIMALS - places;
  const unit = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && digits % unit !== 0n) {
    throw new TypeError(`price ${shown(price)} has more than ${DECIMALS} decimals; round it first`);
  }
  return inBounds(shift < 0 ? digits / unit : digits * unit, price);
}

/** What is atomic already: an integer written as a string. */
export function checkedAtomic(amount) {
  if (typeof amount !== "string" || !/^[0-9]{1,18}$/.test(amount)) {
    throw new TypeError(`amount ${shown(amount)} is not a string of digits, in units of 1e-8 USD`);
  }
  return inBounds(BigInt(amount), amount);
}

function fromText(price) {
  const written = /^\$?\s*([0-9]{1,30})(?:\.([0-9]{1,30}))?(?:\s+USDC?)?$/i;
  const match = typeof price === "string" ? written.exec(price.trim()) : null;
  if (!match) {
    throw new TypeError(`price ${shown(price)} is not like "$0.005", "0.005 USD" or 0.005`);
  }
  const fraction = match[2] ?? "";
  return { digits: BigInt(match[1] + fraction), places: fraction.length };
}

// JavaScript writes small and large numbers with an exponent: 5e-7.
function fromNumber(price) {
  const match = /^([0-9]+)(?:\.([0-9]+))?(?:e([+-][0-9]+))?$/.exec(String(price));
  if (!match) throw new TypeError(`price ${shown(price)} is not a number above 0`);
  const fraction = match[2] ?? "";
  return {
    digits: BigInt(match[1] + fraction),
    places: fraction.length - Number(match[3] ?? "0"),
  };
}

function inBounds(atomic, price) {
  if (atomic <= 0n || atomic > AMOUNT_MAX) {
    throw new RangeError(`price ${shown(price)} is not above 0 and at most 1,000,000,000.00 USD`);
  }
  return atomic.toString();
}

function shown(value) {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
}
