// A process of its own at the files that servers share: node FILE spend|answer|set|stall|stop PATH …; see test/server/storage.
import { kill } from "node:process";
import { systemClock } from "../../server/src/base/clock";
import { silentLog } from "../../server/src/base/log";
import { Ledger } from "../../server/src/model/routing/ledger";
import { withLock } from "../../server/src/base/files/fileLock";
import { Consents } from "../../server/src/safety/consent/consents";
import { changeUserSettings } from "../../server/src/settings/userSettings";

const [task = "", path = "", ...rest] = process.argv.slice(2);
const alive = setInterval(() => undefined, 60_000); // the clock's timers keep no process alive

/** Asks an endpoint as often as told, while there is money; prints how often it did. */
async function spend(count: number, usd: number, capUsd: number): Promise<void> {
  const ledger = new Ledger({ path, clock: systemClock, log: silentLog });
  await ledger.open(() => undefined);
  await begun();
  let sentCount = 0;
  for (let at = 0; at < count && ledger.hasMoney(capUsd); at++) {
    const giveBack = ledger.reserve(usd);
    await new Promise((resolve) => setTimeout(resolve, 20)); // the answer
    ledger.add("team", { promptTokens: 100, cachedTokens: 0, completionTokens: 10 }, usd);
    giveBack();
    sentCount++;
  }
  ledger.dispose();
  await ledger.save();
  process.stdout.write(`${sentCount}\n`);
}

async function answer(place: string, word: string): Promise<void> {
  const consents = new Consents(path);
  await begun();
  const kept = await consents.set(
    place,
    word === "yes" ? { answer: "yes", receivers: ["ai.example.com"] } : { answer: "no", receivers: [] },
  );
  process.stdout.write(`${kept ? "kept" : "not kept"}\n`);
}

/** Adds one setting to the settings file. */
async function set(key: string): Promise<void> {
  await begun();
  await changeUserSettings(({ settings }) => ({ ...settings, [key]: true }), path);
  process.stdout.write("set\n");
}

/** Takes the lock and never gives it back. */
async function stall(): Promise<void> {
  await withLock(path, async () => {
    process.stdout.write("held\n");
    await new Promise(() => undefined);
  });
}

/** Stops itself while it holds the lock, and adds a dollar once it is continued. */
async function stop(): Promise<void> {
  const ledger = new Ledger({ path, clock: systemClock, log: silentLog });
  const { stringify } = JSON;
  JSON.stringify = (value: unknown) => {
    JSON.stringify = stringify;
    process.stdout.write("stopping\n");
    kill(process.pid, "SIGSTOP"); // the new text is made under the lock, from the old one
    return stringify(value);
  };
  ledger.add("stopped", { promptTokens: 1, cachedTokens: 0, completionTokens: 1 }, 1);
  await ledger.save();
  process.stdout.write(`${ledger.obstacle ?? "saved"}\n`);
}

/** Says that this process is ready, and waits until all are. */
async function begun(): Promise<void> {
  process.stdout.write("ready\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  process.stdin.destroy();
}

const tasks: Readonly<Partial<Record<string, () => Promise<void>>>> = {
  spend: () => spend(Number(rest[0]), Number(rest[1]), Number(rest[2])),
  set: () => set(rest[0] ?? ""),
  answer: () => answer(rest[0] ?? "", rest[1] ?? ""),
  stall,
  stop,
};
void (tasks[task] ?? (() => Promise.reject(new Error(task))))().then(() => clearInterval(alive));
