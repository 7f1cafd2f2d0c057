// Between a client and ENGINE: carries everything, and loses the first answer under each key after
// the engine has given it. Its first line says where it listens.

import { createServer, request } from "node:http";

const engine = new URL(process.env.ENGINE);
const seen = new Set();

const lossy = createServer((asked, response) => {
  const { method, url: path, headers } = asked;
  const key = headers["idempotency-key"];
  const onward = request(engine, { method, path, headers: { ...headers, host: engine.host } });
  onward.on("error", () => response.destroy());
  onward.on("response", (answer) => {
    if (key !== undefined && !seen.has(key)) {
      seen.add(key);
      answer.resume().on("end", () => response.destroy());
      return;
    }
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  asked.pipe(onward);
});
lossy.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${lossy.address().port}` }));
});
