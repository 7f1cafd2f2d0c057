// A provider on Express. ENGINE, KEY and PAY_TO say whom it asks, as whom, and who is paid. Its
// first line says where it listens.

import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";

import { BursarServerScheme, bursarFacilitator } from "bursar-x402/server";

const NETWORK = "bursar:sandbox";
const TOGETHER = 8;

const engine = { engineUrl: process.env.ENGINE, apiKey: process.env.KEY };
const charging = new x402ResourceServer(bursarFacilitator(engine)).register(
  NETWORK,
  new BursarServerScheme(engine),
);

function costs(price, more = {}) {
  const payTo = process.env.PAY_TO;
  return { accepts: { scheme: "exact", network: NETWORK, price, payTo, ...more } };
}

let runs = 0; // of handlers that somebody had to pay for
const gathered = []; // who waits for the others

const app = express();
app.get("/runs", (_, response) => response.json({ runs }));
app.use(
  paymentMiddleware(
    {
      "GET /weather": costs("$0.005"),
      "GET /brief": costs("$0.005", { maxTimeoutSeconds: 1 }),
      "GET /report": costs("$2"),
      "GET /broken": costs("$0.005"),
      "GET /throwing": costs("$0.005"),
      "GET /together": costs("$0.005"),
      "GET /upfront": costs("$0.005", { extra: { paymentFlow: "upfront" } }),
    },
    charging,
  ),
);
app.use((_, __, next) => {
  ++runs;
  next();
});
app.get("/broken", (_, response) => response.status(500).json({ error: "broken" }));
app.get("/throwing", () => {
  throw new Error("thrown");
});
// Nobody is answered, and so nothing is settled, before all of them have been verified.
app.get("/together", (_, response) => {
  gathered.push(() => response.json({ sky: "clear" }));
  if (gathered.length === TOGETHER) for (const answer of gathered.splice(0)) answer();
});
app.use((_, response) => response.json({ sky: "clear" }));

const listening = app.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${listening.address().port}` }));
});
