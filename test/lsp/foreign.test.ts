// Own folder: the set of places, compared with figures of another commit, brings its own files.
import { expect, test } from "vitest";
import { measureForeign } from "../support/foreign/measure";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();

/**
 * Offers with the right first character, and exact lines, at the same places on commit f86a522 with its `balanced`, which showed
 * about as many as `eager` does now. There 18 offers were foreign.
 */
const before = { firstRight: 63, exact: 22 };

/** Requests at every nth place, with TypeScript of the same domain open. */
async function measure(mode: "automatic" | "invoked", everyNth = 1) {
  const client = use(inMemoryClient());
  await client.start({ folders: ["file:///shop"], initializationOptions: { settings: { eagerness: "eager" } } });
  await client.ready();
  return measureForeign(client, { mode, everyNth });
}

// `eager` shows whatever the other levels show, and more.
test("no automatic offer beside TypeScript is of another language, and as many are right as before", async () => {
  const { placeCount, foreign, firstRightCount, exactCount } = await measure("automatic");
  expect(placeCount).toBeGreaterThanOrEqual(200);
  expect(foreign).toEqual([]);
  expect(firstRightCount).toBeGreaterThanOrEqual(before.firstRight);
  expect(exactCount).toBeGreaterThanOrEqual(before.exact);
}, 300_000);

test("nor is a requested one, at every eighth place", async () => {
  expect((await measure("invoked", 8)).foreign).toEqual([]);
}, 600_000);
