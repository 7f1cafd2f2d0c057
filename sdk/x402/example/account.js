// Whose key the examples use: the one in the environment, or one made for the occasion.

export async function account(name, funds) {
  const engineUrl = process.env.BURSAR ?? "http://127.0.0.1:3100";
  const { BURSAR_KEY: apiKey, BURSAR_WALLET: walletId } = process.env;
  if (apiKey !== undefined) return { engineUrl, apiKey, walletId };

  const agent = await ask(`${engineUrl}/v1/agents`, undefined, { name });
  const made = { engineUrl, apiKey: agent.api_key, walletId: agent.wallet_id };
  if (funds !== undefined) {
    const body = { amount: funds, source: "test_faucet" };
    await ask(`${engineUrl}/v1/wallets/${made.walletId}/fund`, made.apiKey, body);
  }
  return made;
}

export async function balance({ engineUrl, apiKey, walletId }) {
  const shown = await ask(`${engineUrl}/v1/wallets/${walletId}/balance`, apiKey);
  return `${shown.available} free, ${shown.reserved} reserved`;
}

async function ask(url, apiKey, body) {
  const headers = { "Content-Type": "application/json" };
  if (apiKey !== undefined) headers.Authorization = `Bearer ${apiKey}`;
  const method = body === undefined ? "GET" : "POST";
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const members = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${url}: ${members.code} ${members.detail}`);
  return members;
}
