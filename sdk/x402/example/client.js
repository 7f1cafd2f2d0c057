// Buys from example/server.js. BURSAR names the engine, SHOP the server (http://127.0.0.1:4021),
// BURSAR_KEY and BURSAR_WALLET who pays; without a key an agent is made, with sandbox money.

import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from "@x402/fetch";

import { BursarClientScheme } from "../client.js";
import { account, balance } from "./account.js";

const shop = process.env.SHOP ?? "http://127.0.0.1:4021";
const payer = await account("WeatherReader", "1.00");

const client = new x402Client()
  .register("bursar:*", new BursarClientScheme(payer))
  .setSpendControls({ maxAmountPerPayment: "$0.10" });
const fetchAndPay = wrapFetchWithPayment(fetch, client);

console.log("before:", await balance(payer));

const weather = await fetchAndPay(`${shop}/weather`);
console.log("weather:", weather.status, await weather.json());
const receipt = decodePaymentResponseHeader(weather.headers.get("PAYMENT-RESPONSE"));
console.log("paid by:", receipt.transaction);

const forecast = await fetchAndPay(`${shop}/forecast`);
console.log("forecast:", forecast.status, await forecast.json());

console.log("after:", await balance(payer)); // the failed call has cost nothing
