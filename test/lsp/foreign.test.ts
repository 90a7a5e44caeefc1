import { test } from "vitest";
import { measureForeign } from "../support/foreign/measure";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();

test.each([
  ["automatic", "balanced"],
  ["automatic", "quiet"],
  ["invoked", "balanced"],
] as const)(
  "%s offers beside TypeScript of the same domain are of the document's language (%s)",
  async (mode, eagerness) => {
    const client = use(inMemoryClient());
    await client.start({ folders: ["file:///shop"], initializationOptions: { settings: { eagerness } } });
    await client.ready();
    const startMs = performance.now();
    const { all, foreign, ...counts } = await measureForeign(client, mode);
    console.log(mode, eagerness, JSON.stringify(counts), foreign.length, Math.round(performance.now() - startMs));
    if (process.env.FOREIGN_OUT)
      (await import("node:fs")).writeFileSync(
        `${process.env.FOREIGN_OUT}-${mode}-${eagerness}.txt`,
        `${JSON.stringify(counts)}\n\nFOREIGN ${foreign.length}\n${foreign.join("\n")}\n\nALL\n${all.join("\n")}\n`,
      );
  },
  300_000,
);
