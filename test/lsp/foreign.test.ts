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

/** Requests at every place, with TypeScript of the same domain open. */
async function measure(mode: "automatic" | "invoked", eagerness: "eager" | "balanced", everyNth = 1) {
  const client = use(inMemoryClient());
  await client.start({ folders: ["file:///shop"], initializationOptions: { settings: { eagerness } } });
  await client.ready();
  return measureForeign(client, { mode, everyNth });
}

test("no automatic offer beside TypeScript is of another language", async () => {
  const { placeCount, foreign } = await measure("automatic", "balanced");
  expect(placeCount).toBeGreaterThanOrEqual(200);
  expect(foreign).toEqual([]);
}, 300_000);

test("nor is a requested one, at every eighth place", async () => {
  expect((await measure("invoked", "balanced", 8)).foreign).toEqual([]);
}, 600_000);

test("as many automatic offers are right as before", async () => {
  const { firstRightCount, exactCount } = await measure("automatic", "eager");
  expect(firstRightCount).toBeGreaterThanOrEqual(before.firstRight);
  expect(exactCount).toBeGreaterThanOrEqual(before.exact);
}, 300_000);
