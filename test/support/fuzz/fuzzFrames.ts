import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "./random";

/** Text as it could stand in a user's document: it must come out nowhere but in answers. */
const canary = ["canary", "in", "a", "frame"].join("-");
const dictionary = [
  ...["Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: x\r\n", "\r\n\r\n", "\0", "{", "}", "[]"],
  ...['"id":1', '"id":null', '"method":3', '"params":"x"', '"jsonrpc":"1.0"', canary, "\ufeff"],
];

/**
 * Starts the built server `runCount` times and writes messages to it whose bytes are damaged at random. It ends with its client,
 * or before it with a sentence about the damage and the exit code 1; standard error is silent about what it read.
 * @throws Error where it is not so.
 */
export async function fuzzFrames(seed: number, runCount: number): Promise<void> {
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), "nanotype-fuzz-"));
  try {
    for (let run = 0; run < runCount; run++) await fuzzRun(random, { where: `Seed ${seed}, run ${run}`, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fuzzRun(random: Random, { where, folder }: { where: string; folder: string }): Promise<void> {
  const child = spawn(process.execPath, ["dist/server.js", "--stdio"], {
    env: { ...process.env, NANOTYPE_SETTINGS: join(folder, "settings.json") },
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  child.stdout.resume();
  child.stdin.on("error", () => undefined);
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));

  child.stdin.write(
    frame({ id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } }),
  );
  child.stdin.write(frame({ method: "initialized", params: {} }));
  for (let count = 0; count < 10; count++) {
    const item = {
      uri: "file:///a.ts",
      languageId: "typescript",
      version: 1,
      text: `const a = "${canary}"; ${random.text(5)}`,
    };
    const good = Buffer.from(frame({ method: "textDocument/didOpen", params: { textDocument: item } }));
    child.stdin.write(random.chance(0.3) ? good : random.damage(good, dictionary));
  }
  child.stdin.end();
  const code = await closed;
  if (code === null) throw new Error(`${where}: the server was killed by a signal`);
  if (code !== 1) throw new Error(`${where}: the server ended with ${code} though no client had said shutdown`);
  if (errors.includes(canary)) throw new Error(`${where}: text of a document came out: ${errors}`);
  if (errors.includes("the server failed")) throw new Error(`${where}: ${errors}`);
}

function frame(message: object): string {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
