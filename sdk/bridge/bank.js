// A bank that is only pretended: what it does with an order follows from the cents of its amount, as
// the engine's own scripted connector has it. Put your own in its place.
//
//   .01  is not taken in the first place: destination_refused
//   .02  is refused when it is submitted: account_closed
//   .03  is taken, and comes back: returned
//   .05  is taken, and never heard of again
//   else is paid `settleMs` after it was submitted

export class PretendedBank {
  #settleMs;

  constructor({ settleMs = 1000 } = {}) {
    this.#settleMs = settleMs;
  }

  /** Why it would not take the order; nothing: it would. Moves nothing. */
  objection(order) {
    return cents(order) === "01" ? "destination_refused" : undefined;
  }

  /** The same once it is meant. */
  refusal(order) {
    return cents(order) === "02" ? "account_closed" : this.objection(order);
  }

  /**
   * Moves the money, and says what has come of it. It may be called again with the same order after
   * a crash: a real bank is given the order's id as its own idempotency key, so that it pays once.
   */
  async pay(order) {
    if (cents(order) === "05") return new Promise(() => {});
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs).unref());
    if (cents(order) === "03") return { status: "refused", reason: "returned" };
    return { status: "completed", reference: `pretended ${order.id}` };
  }

  /** Fetches back what was paid, or not. */
  async refund() {
    return true;
  }
}

function cents(order) {
  return order.amount.split(".")[1].slice(0, 2);
}
