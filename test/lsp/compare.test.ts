// Own settings: two scripted models are compared over the real pipeline.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "../../server/src/base/log";
import { offersEach } from "../../server/src/metrics/comparedCounts";
import { Figures } from "../../server/src/metrics/figures";
import { History } from "../../server/src/metrics/history";
import { usageMethod, type ComparisonReport, type UsageReport } from "../../server/src/protocol";
import { comparisonOf } from "../../server/src/settings/comparison";
import { defaultSettings } from "../../server/src/settings/settings";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { StandIn } from "../support/standIn/standIn";

const keep = usingClients();
let statsFolder: string;
beforeEach(() => (statsFolder = mkdtempSync(join(tmpdir(), "nanotype-compare-"))));
afterEach(() => rmSync(statsFolder, { recursive: true, force: true }));

const uri = "file:///work/a.ts";
const early = "file:///work/early.ts";
const other = "/models/other";
const placeCount = 60;
const lines = Array.from(
  { length: placeCount },
  (_, line) => `const total${line} = compute(${line * 7});\nlet next${line} = `,
);

async function start(more: Readonly<Record<string, unknown>> = {}): Promise<LspClient> {
  const client = keep(
    inMemoryClient({
      statsFolder,
      createModel: ({ modelFolder }) => new EchoModel(() => (modelFolder === other ? "fromOther();" : "fromUsual();")),
    }),
  );
  await client.start({ initializationOptions: { settings: { compareWith: other, eagerness: "eager", ...more } } });
  client.open(uri, `${lines.join("\n")}\n`);
  await client.ready();
  // The comparison begins once the settings are applied; until then the usual model answers, and nothing counts.
  client.open(early, "");
  await expect
    .poll(async () => {
      const line = `const early${client.text(early).length} = `;
      await client.complete(early, client.type(early, client.text(early).length, line));
      return JSON.stringify(await client.explain(early));
    })
    .toMatch(/Asks [^"]* or /);
  return client;
}

/** The counts that the beginning of the comparison has left. */
async function begun(client: LspClient): Promise<{ a: number; b: number }> {
  const report = await comparison(client);
  return { a: report?.a.offered ?? 0, b: report?.b.offered ?? 0 };
}

/** Asks at the end of each place; returns the authors. */
async function askEverywhere(client: LspClient, onItem: (author: "a" | "b", item: string) => void): Promise<void> {
  for (const line of lines) {
    const offset = client.text(uri).indexOf(line) + line.length;
    const [item] = await client.complete(uri, offset);
    onItem(item.insertText.startsWith("fromOther") ? "b" : "a", String(item.command.arguments?.[0]));
  }
}

async function comparison(client: LspClient): Promise<ComparisonReport | undefined> {
  const report = (await client.request(usageMethod, { days: 1 })) as UsageReport;
  return report.comparison;
}

test("two models take turns by place, keep their places while one types, and are counted apart without a verdict", async () => {
  const client = await start();
  const shown = await begun(client);
  const taken = { a: 0, b: 0 };
  await askEverywhere(client, (author, item) => {
    shown[author]++;
    if (shown.a % 3 !== 0) return;
    client.accepted(item);
    taken[author]++;
  });
  expect(Math.min(shown.a, shown.b)).toBeGreaterThan(15);

  const report = await comparison(client);
  expect(report?.verdict).toBeUndefined();
  expect(report?.a).toMatchObject({ name: "nanotype-6m", offered: shown.a, accepted: taken.a });
  expect(report?.b).toMatchObject({ name: "other", offered: shown.b, accepted: taken.b });

  // Whoever begins a line writes its rest, also once another text than the suggestion is typed.
  for (const line of lines.slice(0, 10)) {
    const offset = client.text(uri).indexOf(line) + line.length;
    const [before] = await client.complete(uri, offset);
    const typedAlong = client.type(uri, offset, "f");
    const [along] = await client.complete(uri, typedAlong);
    expect(along.insertText).toBe(before.insertText.slice(1));
    const elsewhere = client.type(uri, typedAlong, "oo(1) + ");
    const [again] = await client.complete(uri, elsewhere);
    expect(again.insertText).toBe(before.insertText);
  }
});

test("the verdict comes once each was shown as often as was set beforehand; then nothing counts and the usual model answers", async () => {
  const { id = "" } = comparisonOf({ ...defaultSettings, compareWith: other }) ?? {};
  const earlier = new Figures();
  for (const [arm, acceptedCount] of [
    ["a", 100],
    ["b", 200],
  ] as const) {
    earlier.count("compared", [id, arm, "offered"], offersEach - 5);
    earlier.count("compared", [id, arm, "accepted"], acceptedCount);
  }
  await new History({ folder: statsFolder, log: silentLog }).add(earlier);

  const client = await start();
  expect((await begun(client)).a).toBeLessThan(offersEach);
  const authors: string[] = [];
  await askEverywhere(client, (author) => authors.push(author));
  const report = await comparison(client);
  expect([report?.a.offered, report?.b.offered]).toEqual([offersEach, offersEach]);
  expect(report?.verdict).toMatchObject({ better: "b" });
  expect(authors.slice(-20)).not.toContain("b");
});

test("an endpoint is compared by its name, and gets the text of its own places only", async () => {
  const standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "fromOther();" };
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  const client = await start({ compareWith: "team", mode: "hybrid", endpoints });
  const shown = await begun(client);
  const sentCount = standIn.requests.length;
  await askEverywhere(client, (author) => shown[author]++);
  const report = await comparison(client);
  expect(report?.b.name).toBe("team (gpt-4.1-nano)");
  expect([report?.a.offered, report?.b.offered]).toEqual([shown.a, shown.b]);
  expect(shown.b).toBeGreaterThan(15);
  expect(standIn.requests.length - sentCount).toBeLessThan(placeCount - 15);
  vi.unstubAllEnvs();
  await standIn.close();
});

test("a model that isn't there is named", async () => {
  const client = keep(inMemoryClient({ statsFolder }));
  await client.start({ initializationOptions: { settings: { compareWith: "smollm2-135" } } });
  client.open(uri, lines[0]);
  await client.ready();
  await expect
    .poll(async () => (await comparison(client))?.obstacle, { timeout: 20_000 })
    .toMatch(/^There is no model folder at .*smollm2-135\./);
});

test("an endpoint in a mode without endpoints is named, and gets nothing", async () => {
  const endpoints = [{ name: "team", kind: "azure", url: "http://127.0.0.1:9", model: "gpt-4.1-nano" }];
  const model = new EchoModel(() => "fromUsual();");
  const client = keep(inMemoryClient({ statsFolder, createModel: () => model }));
  await client.start({ initializationOptions: { settings: { compareWith: "team", mode: "local", endpoints } } });
  client.open(uri, lines.join("\n"));
  await client.ready();
  await askEverywhere(client, (author) => expect(author).toBe("a"));
  expect((await comparison(client))?.obstacle).toContain("The endpoint team can't be asked with these settings");
});
