import { buildSync } from "esbuild";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../server/src/base/clock";
import { readKeyFile } from "../../../../server/src/completion/stored/keyFile";
import { silentLog } from "../../../../server/src/base/log";
import { AuditLog, readAuditLog } from "../../../../server/src/safety/audit/auditLog";
import { Ledger } from "../../../../server/src/model/routing/ledger";
import { readUserSettings } from "../../../../server/src/settings/userSettings";
import { Consents } from "../../../../server/src/safety/consent/consents";

/** Servers that start at the same moment. */
const serverCount = 20;

let bundles: string;
let folder: string;

beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), "nanotype-store-"));
  buildSync({
    entryPoints: ["test/support/storeProcess.ts"],
    bundle: true,
    platform: "node",
    outfile: join(bundles, "storeProcess.cjs"),
  });
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(mkdtempSync(join(bundles, "case-")), "nanotype");
});

/** A process that uses the shared files. */
class StoreProcess {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #ended: Promise<void>;
  #onLine: () => void = () => undefined;

  constructor(...args: readonly (string | number)[]) {
    this.child = spawn(process.execPath, [join(bundles, "storeProcess.cjs"), ...args.map(String)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.#lines.push(...chunk.toString("utf8").split("\n").filter(Boolean));
      this.#onLine();
    });
    this.#ended = new Promise((resolve) => this.child.once("close", () => resolve()));
  }

  async line(at: number): Promise<string> {
    for (;;) {
      const line = this.#lines.at(at);
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => (this.#onLine = resolve));
    }
  }

  go(): void {
    this.child.stdin?.write("go\n");
  }

  /** Returns its last output. */
  async result(): Promise<string> {
    await this.#ended;
    return this.#lines.at(-1) ?? "";
  }
}

/** Starts processes, releases them at the same moment, and returns each one's last output. */
async function together(processes: readonly StoreProcess[]): Promise<string[]> {
  await Promise.all(processes.map((each) => each.line(0)));
  for (const each of processes) each.go();
  return Promise.all(processes.map((each) => each.result()));
}

const openLedger = (path: string): Ledger => new Ledger({ path, clock: systemClock, log: silentLog });

test("72 requests of 24 servers at once are all counted, in a file that only the user can read", async () => {
  const path = join(folder, "accounts.json");
  const sent = await together(Array.from({ length: 24 }, () => new StoreProcess("spend", path, 3, 0.01, 0)));
  expect(sent).toEqual(Array.from({ length: 24 }, () => "3"));
  const { today } = openLedger(path).used("team");
  expect([today.promptTokens, Math.round(today.usd * 100)]).toEqual([7_200, 72]);
  expect([statSync(path).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(readdirSync(folder).sort()).toEqual(["accounts.json", "accounts.json.lock"]);
}, 60_000);

test("18 answers of 18 servers at once are all kept", async () => {
  const path = join(folder, "consent.json");
  const kept = await together(
    Array.from(
      { length: 18 },
      (_, at) => new StoreProcess("answer", path, `file:///work/${at}`, at % 3 === 0 ? "no" : "yes"),
    ),
  );
  expect(kept).toEqual(Array.from({ length: 18 }, () => "kept"));
  const answers = new Map(new Consents(path).all());
  expect(Array.from({ length: 18 }, (_, at) => answers.get(`file:///work/${at}`)?.answer)).toEqual(
    Array.from({ length: 18 }, (_, at) => (at % 3 === 0 ? "no" : "yes")),
  );
}, 60_000);

test("9 commands that change the settings file at once lose none of the changes", async () => {
  const path = join(folder, "settings.json");
  const keys = Array.from({ length: 9 }, (_, at) => `key${at}`);
  await together(keys.map((key) => new StoreProcess("set", path, key)));
  expect(Object.keys(readUserSettings(path).settings).sort()).toEqual(keys);
  expect(statSync(path).mode & 0o777).toBe(0o600);
}, 60_000);

test("among 20 answers for one place at once, a single no is the one that counts", async () => {
  const path = join(folder, "consent.json");
  const words = Array.from({ length: serverCount }, (_, at) => (at === 7 ? "no" : "yes"));
  const kept = await together(words.map((word) => new StoreProcess("answer", path, "file:///work/app", word)));
  expect(kept[7]).toBe("kept");
  expect(new Consents(path).get("file:///work/app")?.answer).toBe("no");
}, 60_000);

test("a limit that 8 servers share is passed by no more than half a second of their requests", async () => {
  const path = join(folder, "accounts.json");
  const sent = await together(Array.from({ length: 8 }, () => new StoreProcess("spend", path, 1_000, 0.01, 4)));
  const usd = openLedger(path).todayUsd();
  expect(usd).toBeCloseTo(sent.reduce((sum, count) => sum + Number(count), 0) * 0.01, 6);
  expect(usd).toBeGreaterThanOrEqual(4);
  expect(usd).toBeLessThan(4 + 8 * 0.01 * 25); // a request takes 20 ms
}, 60_000);

test("where the accounts can't be written, none of 24 servers sends a request that costs money", async () => {
  const path = join(folder, "accounts.json");
  mkdirSync(path, { recursive: true });
  const sent = await together(Array.from({ length: 24 }, () => new StoreProcess("spend", path, 1, 0.01, 0.01)));
  expect(sent).toEqual(Array.from({ length: 24 }, () => "0"));
}, 60_000);

test("a lock that a killed process has left is taken over by one server after the other, and every request is counted", async () => {
  const path = join(folder, "accounts.json");
  mkdirSync(folder);
  const dead = new StoreProcess("stall", path);
  await dead.line(0);
  dead.child.kill("SIGKILL");
  await dead.result();
  const sent = await together(Array.from({ length: serverCount }, () => new StoreProcess("spend", path, 2, 0.01, 0)));
  expect(sent).toEqual(Array.from({ length: serverCount }, () => "2"));
  expect(openLedger(path).todayUsd()).toBeCloseTo(serverCount * 0.02, 6);
}, 60_000);

test("a server that was stopped while it wrote takes nothing back that others wrote meanwhile, and its own is counted too", async () => {
  const path = join(folder, "accounts.json");
  const stopped = new StoreProcess("stop", path);
  await stopped.line(0);
  expect(await together([new StoreProcess("spend", path, 3, 0.01, 0)])).toEqual(["3"]);
  stopped.child.kill("SIGCONT");
  expect(await stopped.result()).toBe("saved");
  expect(openLedger(path).todayUsd()).toBeCloseTo(1.03, 6);
}, 60_000);

test("two servers that make the key of kept answers at once agree on it", async () => {
  const keys = await Promise.all(Array.from({ length: 10 }, () => readKeyFile(folder)));
  expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
});

test("what servers note at once about requests is all in the audit log", async () => {
  const path = join(folder, "sent.jsonl");
  const logs = Array.from({ length: 10 }, () => new AuditLog({ path, clock: systemClock, log: silentLog }));
  for (const [at, log] of logs.entries())
    log.note({
      receiver: "ai.example.com",
      endpoint: "team",
      purpose: "completion",
      subject: `file:///${at}`,
      bytes: 1,
    });
  await Promise.all(logs.map((log) => log.flush()));
  expect((await readAuditLog(path)).map(({ subject }) => subject).sort()).toEqual(logs.map((_, at) => `file:///${at}`));
});

test("temporary files of ended processes go at the next start; those of running ones and of other programs stay", () => {
  mkdirSync(folder);
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const old = [
    `accounts.json.${ended}-0123456789abcdef.tmp`,
    "accounts.json.999999999.tmp",
    `accounts.json.${process.pid}-0123456789abcdef.tmp`,
    "accounts.json.backup.tmp",
    "other.json.999999999.tmp",
  ];
  for (const name of [...old, "accounts.json.999999998.tmp"]) writeFileSync(join(folder, name), "");
  for (const name of old) utimesSync(join(folder, name), 1, 1);
  mkdirSync(join(folder, "accounts.json.lock.999999999-0123456789abcdef.tmp"));
  utimesSync(join(folder, "accounts.json.lock.999999999-0123456789abcdef.tmp"), 1, 1);
  openLedger(join(folder, "accounts.json"));
  expect(readdirSync(folder).sort()).toEqual(
    [
      "accounts.json.999999998.tmp",
      "accounts.json.backup.tmp",
      `accounts.json.${process.pid}-0123456789abcdef.tmp`,
      "other.json.999999999.tmp",
    ].sort(),
  );
  expect(existsSync(dirname(folder))).toBe(true);
});

test("a damaged file of answers keeps its readable refusals; the user is asked again about everything else", async () => {
  const path = join(folder, "consent.json");
  const consents = new Consents(path);
  const yes = { answer: "yes", receivers: ["ai.example.com"] } as const;
  await consents.set("file:///a", { answer: "no", receivers: [] });
  await consents.set("file:///b", yes);
  await consents.set("file:///c", yes);
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -20));
  const next = new Consents(path);
  expect([next.isDamaged, ...["a", "b", "c"].map((name) => next.get(`file:///${name}`)?.answer)]).toEqual([
    true,
    "no",
    undefined,
    undefined,
  ]);
  await next.set("file:///c", yes);
  expect(new Consents(path).all().map(([place, { answer }]) => [place, answer])).toEqual([
    ["file:///a", "no"],
    ["file:///c", "yes"],
  ]);
  expect(readdirSync(folder).filter((name) => name.includes(".damaged-"))).toHaveLength(1);
});

test("a yes does not replace a no that its giver could not know of; who knows of it can", async () => {
  const path = join(folder, "consent.json");
  const [one, other] = [new Consents(path), new Consents(path)];
  const yes = { answer: "yes", receivers: ["ai.example.com"] } as const;
  expect(await other.set("file:///a", { answer: "no", receivers: [] })).toBe(true);
  expect(await one.set("file:///a", yes)).toBe(false);
  expect([one.get("file:///a")?.answer, new Consents(path).get("file:///a")?.answer]).toEqual(["no", "no"]);
  expect(await one.set("file:///a", yes)).toBe(true);
  expect(new Consents(path).get("file:///a")?.answer).toBe("yes");
});
