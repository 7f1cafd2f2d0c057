// Runs a bridge with the pretended bank. From the environment: SECRET_FILE, STATE_FILE, HOST
// (127.0.0.1), PORT (any free one), SETTLE_MS (1000). Says where it listens in a line of JSON.

import { readFileSync } from "node:fs";
import { PretendedBank } from "./bank.js";
import { Bridge } from "./bridge.js";
import { keysOf } from "./contract.js";
import { State } from "./state.js";

export function serve(more = {}) {
  const { SECRET_FILE, STATE_FILE, HOST = "127.0.0.1", PORT = "0", SETTLE_MS = "1000" }
    = process.env;
  if (!SECRET_FILE || !STATE_FILE) throw new Error("SECRET_FILE and STATE_FILE must be set");
  const bridge = new Bridge({
    keys: keysOf(readFileSync(SECRET_FILE, "utf8")),
    state: new State(STATE_FILE),
    bank: new PretendedBank({ settleMs: Number(SETTLE_MS) }),
    ...more,
  });
  const server = bridge.server();
  server.listen(Number(PORT), HOST, () => {
    console.log(JSON.stringify({ url: `http://${HOST}:${server.address().port}` }));
  });
  return server;
}

if (process.argv[1] === new URL(import.meta.url).pathname) serve();
