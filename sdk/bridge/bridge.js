// The bridge itself: answers the engine's questions from what it has written down, and lets a bank
// move the money. An order is taken once, whatever comes how often, and is on disk before the engine
// hears that it was taken.

import { createServer } from "node:http";
import { Refusal, answerId, deedOf, orderOf, signed, spanOf, verify } from "./contract.js";

const BODY_MAX = 65536;
const SEEN_MAX = 100000;
const SEEN_SECONDS = 900;
const AGAIN_MS = 10000;

export class Bridge {
  #keys;
  #state;
  #bank;
  #now;
  #prefix;
  #accepted;
  #seen = new Map(); // questions by their ids, and when they came
  #paying = new Set();

  /** `accepted` is waited for when an order is on disk and before its answer goes out. */
  constructor({ keys, state, bank, prefix = "", accepted = () => {},
    now = () => Math.floor(Date.now() / 1000) }) {
    this.#keys = keys;
    this.#state = state;
    this.#bank = bank;
    this.#prefix = prefix;
    this.#accepted = accepted;
    this.#now = now;
    for (const order of [...state.all()])
      if (order.status === "accepted") this.#settle(order);
  }

  /** An HTTP server that nobody listens with yet. */
  server() {
    return createServer(async (request, response) => {
      try {
        const body = await wholeBody(request);
        const { text, fields } = await this.answer(request.method, request.url, request.headers,
          body);
        response.writeHead(200, { "content-type": "application/json",
          "content-length": Buffer.byteLength(text), ...fields }).end(text);
      } catch (fault) {
        const status = fault instanceof Refusal ? fault.status : 500;
        if (status === 500) console.error(fault);
        const told = { error: status === 500 ? "something went wrong" : fault.message };
        response.writeHead(status, { "content-type": "application/json", connection: "close" })
          .end(JSON.stringify(told));
      }
    });
  }

  /** The signed answer to a request; throws a Refusal. */
  async answer(method, path, headers, body) {
    if (method !== "POST") throw new Refusal(405, "questions are POSTs");
    const deed = deedOf(path, this.#prefix);
    const question = verify(this.#keys, headers, body, this.#now());
    this.#once(question);
    let asked;
    try {
      asked = JSON.parse(body);
    } catch {
      throw new Refusal(400, "the body must be JSON");
    }
    if (asked === null || typeof asked !== "object") throw new Refusal(400, "it must be an object");
    const said = deed === "statement" ? this.#statement(spanOf(asked))
      : await this.#deed(deed, orderOf(deed, asked));
    const text = JSON.stringify(said);
    return { text, fields: signed(this.#keys, answerId(question), this.#now(), text) };
  }

  /** A question that somebody sends again has been copied: the engine asks anew each time. */
  #once(id) {
    const now = this.#now();
    for (const [old, came] of this.#seen) {
      if (now - came <= SEEN_SECONDS) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(id)) throw new Refusal(401, "it was sent before");
    if (this.#seen.size >= SEEN_MAX) throw new Refusal(503, "too many questions at once");
    this.#seen.set(id, now);
  }

  async #deed(deed, asked) {
    const known = this.#state.find(asked.id);
    if (known && !same(known, asked)) throw new Refusal(409, "that id is another order's");
    switch (deed) {
      case "authorize":
        return this.#authorize(asked, known);
      case "submit":
        return told(known ?? await this.#take(asked));
      case "status":
        return told(known ?? { ...asked, status: "unknown" });
      case "cancel":
        return told(this.#cancel(asked, known));
      default:
        return told(await this.#refund(asked, known));
    }
  }

  /** Nothing is written down: the same may be asked again, and answered otherwise. */
  #authorize(asked, known) {
    const why = known ? undefined : this.#bank.objection(asked);
    return told(why ? { ...asked, status: "refused", reason: why }
      : { ...asked, status: "accepted" });
  }

  async #take(asked) {
    const why = this.#bank.refusal(asked);
    const order = this.#state.put(why ? { ...asked, status: "refused", reason: why }
      : { ...asked, status: "accepted" });
    if (!why) this.#settle(order);
    await this.#accepted(order);
    return order;
  }

  /** What is being paid is no longer given up. What never came must not be taken if it comes late. */
  #cancel(asked, known) {
    if (known) return known;
    return this.#state.put({ ...asked, status: "refused", reason: "cancelled" });
  }

  async #refund(asked, known) {
    if (!known) return { ...asked, status: "unknown" };
    if (known.status !== "completed" || !(await this.#bank.refund(known))) return known;
    return this.#state.put({ ...known, status: "refused", reason: "refunded" });
  }

  async #settle(order) {
    if (this.#paying.has(order.id)) return;
    this.#paying.add(order.id);
    try {
      const outcome = await this.#bank.pay(order);
      this.#state.put({ ...order, ...outcome });
    } catch (fault) {
      // What became of it nobody knows: the bank is asked again, with the same id.
      console.error(fault);
      setTimeout(() => this.#settle(order), AGAIN_MS).unref();
    } finally {
      this.#paying.delete(order.id);
    }
  }

  #statement({ environment, from, to, cursor, limit }) {
    const place = ({ created_at, id }) => `${created_at} ${id}`;
    const rows = [...this.#state.all()]
      .filter((order) => order.environment === environment && order.created_at >= from
        && order.created_at < to && (cursor === null || place(order) > cursor))
      .sort((a, b) => (place(a) < place(b) ? -1 : 1));
    const page = rows.slice(0, limit);
    return {
      payouts: page.map((order) => ({ ...told(order), reason: undefined,
        created_at: order.created_at })),
      next_cursor: rows.length > limit ? place(page.at(-1)) : null,
    };
  }
}

/** What is said of an order: as it was asked for, and how it stands. */
function told({ id, amount, currency, status, reference, reason }) {
  return { id, amount, currency, status, reference, reason };
}

function same(known, asked) {
  return known.environment === asked.environment && known.amount === asked.amount
    && (asked.destination === undefined || known.destination === undefined
      || JSON.stringify(known.destination) === JSON.stringify(asked.destination));
}

async function wholeBody(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > BODY_MAX) throw new Refusal(413, "the body is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
