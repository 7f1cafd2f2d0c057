// The reference bridge with a fault just where it hurts: an order is on its disk and its answer has
// not gone out. FAULT is die (as by kill -9) or hang (it says which order, and never answers).

import { pathToFileURL } from "node:url";

const { serve } = await import(pathToFileURL(`${process.env.BRIDGE}/serve.js`));

serve({
  accepted: (order) => {
    if (process.env.FAULT === "die") process.kill(process.pid, "SIGKILL");
    console.log(JSON.stringify({ accepted: order.id }));
    return new Promise(() => {});
  },
});
