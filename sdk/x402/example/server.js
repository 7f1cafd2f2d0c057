// Sells two things over HTTP. BURSAR names the engine (http://127.0.0.1:3100), BURSAR_KEY and
// BURSAR_WALLET the wallet that is paid; without a key an agent is made in the sandbox.

import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";

import { BursarServerScheme, bursarFacilitator } from "../server.js";
import { account } from "./account.js";

const { engineUrl, apiKey, walletId } = await account("WeatherDesk");
const engine = { engineUrl, apiKey };
const network = process.env.BURSAR_NETWORK ?? "bursar:sandbox";

const charging = new x402ResourceServer(bursarFacilitator(engine)).register(
  network,
  new BursarServerScheme(engine),
);
const costs = (price) => ({ accepts: { scheme: "exact", network, price, payTo: walletId } });

const app = express();
app.use(
  paymentMiddleware(
    { "GET /weather": costs("$0.005"), "GET /forecast": costs("$0.02") },
    charging,
  ),
);
app.get("/weather", (_, response) => response.json({ city: "Lisbon", sky: "clear" }));
app.get("/forecast", (_, response) => response.status(503).json({ error: "out of forecasts" }));

const listening = app.listen(Number(process.env.PORT ?? 4021), "127.0.0.1", () => {
  console.log(`selling to ${walletId} on http://127.0.0.1:${listening.address().port}`);
});
