// Own folder: the user's state and cache folders are judged, and each test damages its own; no document is read from a workspace.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Consents } from "../../server/src/safety/consent/consents";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
let folder: string;
let cacheFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-damaged-"));
  cacheFolder = join(folder, "cache");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Starts a server in this process over the folders, lets it read everything and complete, ends it, and returns its
 * log's complaints.
 */
async function startOnce(): Promise<string[]> {
  const client = use(
    inMemoryClient({
      createModel: () => new EchoModel(() => "sum(prices);\n"),
      accountsPath: join(folder, "accounts.json"),
      auditPath: join(folder, "sent.jsonl"),
      consents: new Consents(join(folder, "consent.json")),
      cacheFolder,
    }),
  );
  await client.start({ configuration: {} });
  return complaintsOf(client);
}

async function complaintsOf(client: LspClient): Promise<string[]> {
  await client.logLine(/^Completions are kept on disk/);
  client.open(uri, "const total = ");
  expect((await client.complete(uri, 14, { isInvoked: true })).length).toBeGreaterThan(0);
  await client.stop();
  return client.logLines.filter((line) => /damaged|set aside|cannot|could not|not kept/.test(line));
}

/** Returns the file of kept answers, whose name depends on its key. */
const answersFile = (): string => {
  const name = readdirSync(cacheFolder).find((each) => /^answers-\w+\.txt$/.test(each));
  if (name === undefined) throw new Error("No answers were kept.");
  return join(cacheFolder, name);
};

const files: readonly [name: string, path: () => string, sound: string][] = [
  [
    "the accounts",
    () => join(folder, "accounts.json"),
    `{\n"2026-11-29": {"team":{"promptTokens":1,"cachedTokens":0,"completionTokens":1,"usd":0.5}}\n}\n`,
  ],
  [
    "the answers about sending",
    () => join(folder, "consent.json"),
    `{ "answers": {\n"file:///work": {"answer":"no","receivers":[]}\n} }\n`,
  ],
  ["the cache's key", () => join(cacheFolder, "key"), "a2V5\n"],
];

/** Possible contents of a file's place after a crash, a bad disk, another version, or a user's mistake. */
const damages: readonly [name: string, make: (path: string, sound: string) => void][] = [
  ["nothing", (path) => writeFileSync(path, "")],
  ["rubbish", (path) => writeFileSync(path, Buffer.from([0, 255, 7, 10, 13, 0, 200]))],
  ["half of it", (path, sound) => writeFileSync(path, sound.slice(0, sound.length / 2))],
  ["another version's", (path) => writeFileSync(path, '{"version":99,"data":[]}')],
  ["wrong types", (path) => writeFileSync(path, '[1,"2",{"answers":3}]')],
  ["megabytes of lines", (path) => writeFileSync(path, '"a": {},\n'.repeat(600_000))],
  ["gigabytes", (path) => execFileSync("truncate", ["-s", "3G", path])],
  [
    "a folder",
    (path) => {
      mkdirSync(path);
      writeFileSync(join(path, "someone's"), "text");
    },
  ],
  ["a pipe", (path) => execFileSync("mkfifo", [path])],
  ["a link to a device", (path) => symlinkSync("/dev/zero", path)],
];

describe.each(files)(
  "%s: a start works, reports it in one sentence, sets the file aside once, and the next start is clean:",
  (...file) => {
    const [, path, sound] = file;
    test.each(damages)("%s in its place", async (_what, damage) => {
      mkdirSync(cacheFolder);
      damage(path(), sound);
      expect(await startOnce()).toEqual([expect.stringMatching(/damaged and (is|are) set aside/)]);
      const aside = (): string[] =>
        readdirSync(join(path(), "..")).filter(
          (name) => path().endsWith(name.replace(/\.damaged-.*/, "")) && name.includes(".damaged-"),
        );
      expect(aside()).toHaveLength(1);
      expect(await startOnce()).toEqual([]);
      expect(aside()).toHaveLength(1);
    });
  },
);

describe("the kept completions: a start works, reports it in one sentence, and the next start is clean:", () => {
  test.each<[string, (path: string) => void]>([
    ...damages
      .filter(([name]) => name !== "nothing")
      .map(([name, make]): [string, (path: string) => void] => [name, (path) => make(path, "answers")]),
    ["damaged lines", (path) => writeFileSync(path, "\nx y z\n\0\0\n", { flag: "a" })],
  ])("%s in their place", async (_what, damage) => {
    expect(await startOnce()).toEqual([]);
    const path = answersFile();
    if (!/damaged lines/.test(_what)) rmSync(path);
    damage(path);
    expect(await startOnce()).toHaveLength(1);
    expect(await startOnce()).toEqual([]);
  });
});

test("a file in the place of a lock doesn't block a start", async () => {
  expect(await startOnce()).toEqual([]);
  for (const path of [answersFile(), join(cacheFolder, "key")]) {
    rmSync(`${path}.lock`, { recursive: true, force: true });
    writeFileSync(`${path}.lock`, "not a folder");
  }
  rmSync(join(cacheFolder, "key"));
  expect(await startOnce()).toEqual([]);
});

test("an audit log that is a folder, or gigabytes, doesn't prevent a start", async () => {
  mkdirSync(join(folder, "sent.jsonl"));
  expect(await startOnce()).toEqual([]);
  rmSync(join(folder, "sent.jsonl"), { recursive: true });
  execFileSync("truncate", ["-s", "3G", join(folder, "sent.jsonl")]);
  expect(await startOnce()).toEqual([]);
});

test("the built server starts when all its own files are damaged at once, and starts clean the second time", async () => {
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
  vi.stubEnv("NANOTYPE_CACHE", cacheFolder);
  mkdirSync(cacheFolder);
  for (const [, path, sound] of files) writeFileSync(path(), sound.slice(0, sound.length / 2));
  const start = async (): Promise<string[]> => {
    const client = use(stdioClient());
    await client.start({ configuration: {} });
    return complaintsOf(client);
  };
  expect(await start()).toHaveLength(3);
  expect(await start()).toEqual([]);
});
