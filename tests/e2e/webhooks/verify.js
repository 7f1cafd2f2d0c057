// Says of each line whether the standard's own library takes it for signed with that secret.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ verified: new Webhook(secret).verify(body, headers) }));
  } catch (refused) {
    console.log(JSON.stringify({ refused: String(refused.message) }));
  }
}
