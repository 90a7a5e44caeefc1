import { systemClock, type Clock } from "../../server/src/base/clock";
import { buildPrompt } from "../../server/src/completion/buildPrompt";
import { lfText } from "../../server/src/base/lineEnds";
import { cloudLimits } from "../../server/src/model/cloud/wires";
import { findSecrets } from "../../server/src/safety/secrets/findSecrets";
import { SecretNames } from "../../server/src/safety/secrets/secretNames";
import { SecretScanner } from "../../server/src/safety/secrets/secretScanner";
import { canaries } from "../../test/support/canaries";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { askAt } from "../../test/support/askAt";
import { percentile, type Figure } from "../latency/figures";
import { findClone, pinnedRepositories, readFiles, repositoriesVariable } from "../quality/repositories";

const uri = "file:///work/src/long.ts";

/** Measures the cost of removing secrets, and how often ordinary code is taken for one. */
export async function measureTrust(): Promise<Figure[]> {
  return [...(await measureOpening()), ...(await measureKey()), ...falseAlarms(), await measureHostile()];
}

/**
 * Counts lines of public repositories in which something is cut, whether or not it is a secret: their tests contain
 * some.
 */
function falseAlarms(): Figure[] {
  const folder = process.env[repositoriesVariable];
  if (folder === undefined) {
    console.log(`False alarms are not measured: name a folder of bare clones in ${repositoriesVariable}.`);
    return [];
  }
  let [lineCount, cutCount, repositoryCount] = [0, 0, 0];
  for (const pin of [...pinnedRepositories.dev, ...pinnedRepositories.test]) {
    const clone = findClone(folder, pin);
    if (clone === undefined) continue;
    repositoryCount++;
    const isText = /\.(?:[cm]?[jt]sx?|py|go|rs|java|rb|php|cs|c|h|cpp|sh|md|rst|json|ya?ml|toml|html|css|ini|cfg)$/;
    const isLock = /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|bun\.lock|poetry\.lock|uv\.lock)$/;
    for (const { text } of readFiles(
      clone,
      pin,
      (path, size) => isText.test(path) && !isLock.test(path) && size < 1e6,
    )) {
      lineCount += text.split("\n").length;
      cutCount += new Set(findSecrets(text).map(({ start }) => text.slice(0, start).split("\n").length)).size;
    }
  }
  return [
    {
      name: "lines in which something is cut",
      value: lineCount === 0 ? 0 : (cutCount / lineCount) * 1_000,
      unit: "‰",
      goal: 1,
      note: `${cutCount} of ${lineCount.toLocaleString("en")} lines, ${repositoryCount} repositories; key material of their tests included`,
    },
  ];
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function longText(lineCount: number): string {
  const random = mulberry32(1);
  const secrets = canaries(1);
  return Array.from({ length: lineCount }, (_, line) =>
    line % 250 === 249
      ? secrets[Math.floor(random() * secrets.length)].line
      : `${"  ".repeat(line % 4)}const value${line} = await compute(request.body.items[${line}], { retries: ${line % 7} });`,
  ).join("\n");
}

/** Measures the time that the scanner and the cutting add to a key in a scanned document of 10,000 lines. */
async function measureKey(): Promise<Figure[]> {
  let text = longText(10_000);
  const scanner = new SecretScanner(systemClock);
  scanner.opened({ uri, text });
  await whenScanned(scanner, text);
  const names = new SecretNames();
  const timesMs: { readonly key: number[]; readonly check: number[] } = { key: [], check: [] };
  for (let key = 0; key < 1_000; key++) {
    const offset = Math.floor(text.length / 2) + key;
    text = `${text.slice(0, offset)}x${text.slice(offset)}`;
    const document = { uri, path: "src/long.ts", languageId: "typescript", version: key, text: lfText(text) };
    const ask = askAt(
      { document, offset: offset + 1, trigger: "automatic" },
      { clock: systemClock, settings: { maxLines: 1, memory: "off" } },
    );
    const startMs = performance.now();
    scanner.changed(document, [{ startOffset: offset, oldEndOffset: offset, newEndOffset: offset + 1 }]);
    const built = buildPrompt(ask, cloudLimits, { names, excerpt: scanner.excerpt.bind(scanner) });
    timesMs.key.push(performance.now() - startMs);
    const checkMs = performance.now();
    built.checked();
    timesMs.check.push(performance.now() - checkMs);
    if (key % 10 === 9) await whenScanned(scanner, text);
  }
  scanner.dispose();
  const median = (values: readonly number[]): string => `p50 ${percentile(values, 0.5).toFixed(3)} ms`;
  return [
    {
      name: "secrets' share of a key, 10,000 lines, p95",
      value: percentile(timesMs.key, 0.95),
      unit: "ms",
      goal: 0.5,
      note: `${median(timesMs.key)}; following the change and cutting the prompt`,
    },
    {
      name: "looking at the lines in doubt before a prompt leaves, p95",
      value: percentile(timesMs.check, 0.95),
      unit: "ms",
      note: median(timesMs.check),
    },
  ];
}

/** Waits for the scanner: the clock's own timers do not keep a process alive. */
async function whenScanned(scanner: SecretScanner, text: string): Promise<void> {
  const keptAlive = setInterval(() => undefined, 1_000);
  await new Promise<void>((resolve) => scanner.whenClean({ uri, text }, () => resolve()));
  clearInterval(keptAlive);
}

/** Measures a newly opened document of 5,000 lines, with the rules not yet compiled. */
async function measureOpening(): Promise<Figure[]> {
  const slicesMs = await slicesOf(longText(5_000));
  const wholeMs = slicesMs.reduce((sum, ms) => sum + ms, 0);
  const note = `${slicesMs.length} slices; the first makes the rules ready`;
  return [
    { name: "looking at a newly opened document of 5,000 lines", value: wholeMs, unit: "ms", goal: 100, note },
    { name: "longest slice of it", value: Math.max(...slicesMs), unit: "ms", goal: 5, note },
  ];
}

/**
 * Measures documents of lines of the greatest length, made of text that the rules search for, so that they search
 * repeatedly.
 */
async function measureHostile(): Promise<Figure> {
  const words = [
    ...[
      "password=",
      "server=a;",
      "://a:b",
      "authorization: bearer ",
      "?sig=",
      "aws_secret_key = ",
      "curl -u ",
      "secret: ",
    ],
    ...["a.b-c_d", "key = '", "token:", "A", "0", "/+", "=", " ", "eyJ.", "kind: secret data: ", "api=", "eaam"],
    ...["PASS", "KEY_", "TOKEN0", ...canaries(1).map(({ line }) => line.replaceAll("\n", " "))],
  ];
  const lines = words.map((word) => [word, `${repeated(word, 19_999)}\n`.repeat(5)] as const);
  const keys = ["-----BEGIN PRIVATE KEY-----", "PuTTY-User-Key-File-2: x\n", "password: 'a1b2c3d4e5!'\n"];
  const texts = [...lines, ...keys.map((word) => [word, repeated(`${word}\n`, 2_000_000)] as const)];
  let worst = { ms: 0, word: "" };
  for (const [word, text] of texts) {
    // The first run compiles the expressions; that takes as long for any text.
    await slicesOf(text);
    const ms = Math.max(...(await slicesOf(text)));
    if (ms > worst.ms) worst = { ms, word: word.slice(0, 20) };
  }
  return {
    name: `longest slice of ${texts.length} documents made to choke the rules`,
    value: worst.ms,
    unit: "ms",
    goal: 5,
    note: `made of "${worst.word.trim()}"; lines of 20,000 characters, and two million characters of keys`,
  };
}

function repeated(word: string, length: number): string {
  return word.repeat(Math.ceil(length / word.length)).slice(0, length);
}

/** Returns the times of the uninterrupted slices in which a newly opened document is scanned, in ms. */
async function slicesOf(text: string): Promise<number[]> {
  const slicesMs: number[] = [];
  const clock: Clock = {
    nowMs: () => systemClock.nowMs(),
    after: (delayMs, action) =>
      systemClock.after(delayMs, () => {
        const start = { ms: performance.now(), cpuMs: cpuMs() };
        action();
        // Time that other processes take on a busy machine does not count.
        slicesMs.push(Math.min(performance.now() - start.ms, cpuMs() - start.cpuMs));
      }),
  };
  const full: string[] = [];
  const scanner = new SecretScanner(clock, (each) => full.push(each));
  scanner.opened({ uri, text });
  while (full.length === 0 && scanner.excerpt({ uri, text }, 0, text.length).unscanned.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 1));
  scanner.dispose();
  return slicesMs;
}
