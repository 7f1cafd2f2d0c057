// What the bridge knows, in a file of its own: a line of JSON for every change of an order, the
// newest of which counts. A line is on disk before anybody hears of it; the last one may be cut
// short by a crash, and then nobody has.

import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export class State {
  #file;
  #orders = new Map();
  #broken = false;

  constructor(path) {
    this.#file = openSync(path, "a+", 0o600);
    const text = readFileSync(path, "utf8");
    const end = text.lastIndexOf("\n") + 1;
    for (const line of text.slice(0, end).split("\n")) {
      if (line === "") continue;
      const order = JSON.parse(line);
      this.#orders.set(order.id, order);
    }
    if (end < text.length) ftruncateSync(this.#file, Buffer.byteLength(text.slice(0, end)));
    const directory = openSync(dirname(path), "r");
    fsyncSync(directory);
    closeSync(directory);
  }

  find(id) {
    return this.#orders.get(id);
  }

  /** Every order, in no order. */
  all() {
    return this.#orders.values();
  }

  /** Throws, now and from then on, where it cannot be brought to disk: a start finds what is there. */
  put(order) {
    if (this.#broken) throw new Error("the state cannot be written; start again");
    this.#broken = true;
    const line = Buffer.from(`${JSON.stringify(order)}\n`);
    if (writeSync(this.#file, line) !== line.length) throw new Error("the disk is full");
    fsyncSync(this.#file);
    this.#broken = false;
    this.#orders.set(order.id, order);
    return order;
  }

  close() {
    closeSync(this.#file);
  }
}
