// Signatures and shapes of docs/connectors.md. Nothing here knows what the money is for.

import { createHmac, timingSafeEqual } from "node:crypto";

/** So many seconds the two clocks may be apart. */
export const TOLERANCE = 300;
const DEEDS = ["authorize", "submit", "status", "cancel", "refund", "statement"];
const AMOUNT = /^(0|[1-9][0-9]{0,9})\.[0-9]{2,8}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What is wrong with a request, with the status that says so. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The keys of a file's text: a line each, one or, while it is changed, two. */
export function keysOf(text) {
  const keys = text.split("\n").filter(Boolean).map((line) => {
    const key = Buffer.from(line.replace(/^whsec_/, ""), "base64");
    const whole = line === `whsec_${key.toString("base64")}`;
    if (!whole || key.length < 24 || key.length > 64)
      throw new Error('a secret must be "whsec_" and base64 of 24 to 64 random bytes');
    return key;
  });
  if (keys.length < 1 || keys.length > 2) throw new Error("there must be one secret, or two");
  return keys;
}

function mac(key, id, seconds, body) {
  return createHmac("sha256", key).update(`${id}.${seconds}.`).update(body).digest();
}

/** The header fields of a signed body. */
export function signed(keys, id, seconds, body) {
  const signatures = keys.map((key) => `v1,${mac(key, id, seconds, body).toString("base64")}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}

/** Throws where the body was not signed with one of the keys within the last minutes. */
export function verify(keys, headers, body, now) {
  const id = headers["webhook-id"] ?? "";
  const stamp = headers["webhook-timestamp"] ?? "";
  if (!/^req_[0-9A-Z]{26}$/.test(id) || !/^\d{1,12}$/.test(stamp))
    throw new Refusal(401, "it is not signed");
  const given = (headers["webhook-signature"] ?? "").split(" ").slice(0, 8)
    .filter((one) => one.startsWith("v1,")).map((one) => Buffer.from(one.slice(3), "base64"));
  const known = keys.map((key) => mac(key, id, stamp, body));
  const match = given.some((one) => known.some(
    (other) => one.length === other.length && timingSafeEqual(one, other)));
  if (!match) throw new Refusal(401, "it is signed by somebody else");
  if (Math.abs(Number(stamp) - now) > TOLERANCE)
    throw new Refusal(401, "it was signed minutes from now");
  return id;
}

/** An answer is signed under its question's id. */
export function answerId(questionId) {
  return `ans_${questionId.slice(4)}`;
}

export function deedOf(path, prefix = "") {
  const deed = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : "";
  if (!DEEDS.includes(deed)) throw new Refusal(404, "there is no such question");
  return deed;
}

function need(condition, what) {
  if (!condition) throw new Refusal(400, what);
}

/** The order that a question is about. */
export function orderOf(deed, asked) {
  need(/^payout_[0-9A-Z]{26}$/.test(asked.id), "id must be a payout's");
  need(["SANDBOX", "PRODUCTION"].includes(asked.environment), "environment is unknown");
  need(AMOUNT.test(asked.amount), "amount must be a decimal string");
  need(asked.currency === "USD", "currency must be USD");
  need(TIME.test(asked.created_at), "created_at must be a time");
  const moves = deed === "authorize" || deed === "submit";
  need(!moves || typeof asked.destination === "object", "destination is missing");
  return asked;
}

export function spanOf(asked) {
  need(["SANDBOX", "PRODUCTION"].includes(asked.environment), "environment is unknown");
  need(TIME.test(asked.from) && TIME.test(asked.to), "from and to must be times");
  need(Number.isInteger(asked.limit) && asked.limit > 0 && asked.limit <= 1000,
    "limit must be 1 to 1000");
  need(asked.cursor === null || typeof asked.cursor === "string", "cursor must be text or null");
  return asked;
}
