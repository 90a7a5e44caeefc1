/** `npm run demo [-- FILE]`: types a real file through the real language server and shows what the user would see. */
import { readFileSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { languageOfPath } from "../server/src/code/languages";
import { readSiblings } from "../server/src/cli/siblings";
import { stdioClient } from "../test/support/lspServers";
import { excerptOf, type Excerpt } from "./demo/excerpt";
import { typeExcerpt, type Tally } from "./demo/session";
import { medianPauseMs, reactionMs } from "./demo/typist";
import { createListing, createScreen, type View } from "./demo/views";

/** Source file typed by default: one of this repository, which the model has never seen. */
const defaultFile = "server/src/completion/flight.ts";
/** Longest typing time, in ms; with start and end the demo stays under a minute. */
const typingMs = 50_000;
/** Number of other open files from the same folder, as in an editor. */
const openFileCount = 3;

const write = (text: string): void => void process.stdout.write(text);

async function main(file: string, withTimes: boolean): Promise<void> {
  const path = resolve(file);
  const text = readText(path);
  const languageId = languageOfPath(path)?.id ?? "plaintext";
  const excerpt = excerptOf(text);
  const startMs = performance.now();
  const client = stdioClient(["dist/nanotype.js", "serve", "--stdio"]);
  const view = process.stdout.isTTY
    ? createScreen(process.stdout)
    : createListing(write, { firstLine: excerpt.firstLine, withTimes });
  const leave = (): void => {
    view.end();
    client.process?.kill();
    process.exit(130);
  };
  process.once("SIGINT", leave);
  try {
    await client.start({ folders: [pathToFileURL(process.cwd()).href], initializationOptions: {} });
    const neighbours = readSiblings(path).slice(-openFileCount);
    for (const neighbour of neighbours) client.open(pathToFileURL(neighbour.path).href, neighbour.text, languageId);
    const { state, message, model } = await client.status(({ state }) => state === "ready" || state === "stopped");
    const readyMs = performance.now() - startMs;
    if (state === "stopped") write(`The model is not running: ${message}\n`);
    write(
      introduction({ file, excerpt, model, readyMs, neighbourNames: neighbours.map((other) => basename(other.path)) }),
    );
    const tally = await typeExcerpt({
      client,
      uri: pathToFileURL(path).href,
      languageId,
      excerpt,
      show: (frame) => view.show(frame),
      untilMs: performance.now() + typingMs,
    });
    finish(view, tally);
  } finally {
    process.removeListener("SIGINT", leave);
    await client.stop();
  }
}

function finish(view: View, tally: Tally): void {
  view.end();
  write(summary(tally));
}

function introduction(params: {
  file: string;
  excerpt: Excerpt;
  model: string;
  readyMs: number;
  neighbourNames: readonly string[];
}): string {
  const { file, excerpt, model, readyMs, neighbourNames } = params;
  const machine = cpus().at(0)?.model;
  const others = neighbourNames.length === 0 ? "no other file" : neighbourNames.join(", ");
  return [
    `Nanotype: ${model}, offline, ready after ${readyMs.toFixed(0)} ms. ${machine ?? "This machine"}, Node ${process.version}.`,
    `Typing lines ${excerpt.firstLine} to ${excerpt.lastLine} of ${file} at ${medianPauseMs} ms a key.`,
    `The lines above already exist. Also open: ${others}.`,
    "",
    "",
  ].join("\n");
}

function summary(tally: Tally): string {
  const { keyCount, suggestedKeyCount, rightKeyCount, acceptedCount, acceptedCharCount, acceptKeyCount } = tally;
  const charCount = keyCount + acceptedCharCount;
  const sorted = tally.answerTimesMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
  const suggested = percent(suggestedKeyCount, keyCount);
  const right = percent(rightKeyCount, suggestedKeyCount);
  const saved = percent(acceptedCharCount - acceptKeyCount, charCount);
  const failed = tally.failures.length === 0 ? "" : `; ${tally.failures.length} failed (${tally.failures.at(0)})`;
  return `
  keys          ${keyCount + acceptKeyCount} for ${charCount} characters
  suggestions   one was up at ${suggested} of the keys; its first character was right at ${right} of those
  accepted      ${acceptedCount} times: ${acceptedCharCount} characters for ${acceptKeyCount} keys, ${saved} of the keys saved
  answers       ${sorted.length}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms; ${tally.overtakenCount} more were overtaken by the next key${failed}

Only what was right was accepted, ${reactionMs} ms after it came up: whole suggestions, or the right words of one.
`;
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

function readText(path: string): string {
  try {
    if (statSync(path).size > 1_000_000) throw new Error("it is larger than 1 MB");
    const text = readFileSync(path, "utf8");
    if (text.includes("\0")) throw new Error("it is a binary file");
    if (text.trim() === "") throw new Error("it is empty");
    return text;
  } catch (error) {
    write(`The demo cannot type ${path}: ${error instanceof Error ? error.message : "it cannot be read"}.\n`);
    process.exit(1);
  }
}

const usage =
  "Usage: npm run demo [-- [--times] [FILE]]\nTypes FILE (or a source of this repository) through the language server. --times prints how long each answer took.\n";
const { values, positionals } = readArguments();
if (values.help === true) write(usage);
else void main(positionals.at(0) ?? defaultFile, values.times === true);

/** Reads the command line; ends with 2 on wrong use. */
function readArguments(): { values: { times?: boolean; help?: boolean }; positionals: string[] } {
  const options = { times: { type: "boolean" }, help: { type: "boolean" } } as const;
  try {
    const parsed = parseArgs({ options, allowPositionals: true });
    if (parsed.positionals.length <= 1) return parsed;
  } catch {
    // An option that doesn't exist: the usage says which do.
  }
  write(usage);
  process.exit(2);
}
