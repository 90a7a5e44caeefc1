// node scripts/run.mjs scripts/pictures/typeSession.ts [--minutes 42] [--out FOLDER]: a session at the real server with the embedded model,
// typed in real time, for the pictures of the dashboard (docs/dashboard.md). Needs `npm run build` first. The session is kept in parts, a file of
// figures each, which `npm run pictures -- dashboard` dates.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, shuffled } from "../../server/src/base/random";
import { hostDelayMs, type Passage } from "../../bench/typist/typist";
import { stdioClient } from "../../test/support/lspServers";
import { typeAndAccept } from "./acceptingTypist";
import { sessionFolder } from "./typedSession";

/** Languages of the files that are typed: this project's own. */
const languages: Readonly<Partial<Record<string, string>>> = {
  ts: "typescript",
  mjs: "javascript",
  py: "python",
  md: "markdown",
  go: "go",
  rs: "rust",
  java: "java",
};
/** Other files of the same language that are open. */
const neighbourCount = 4;
/** Parts of a session, and their lengths to each other: some days have more work than others. */
const partShares = [3, 4, 2, 5, 4, 3, 1, 4, 5, 3, 4, 6, 3, 5];

type SessionFile = Passage & { readonly languageId: string };

async function main(): Promise<void> {
  const minutes = Number(option("minutes") ?? 42);
  const out = option("out") ?? sessionFolder;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const files = drawFiles();
  const shareSum = partShares.reduce((sum, share) => sum + share, 0);
  for (const [index, share] of partShares.entries()) {
    const partMs = (minutes * 60_000 * share) / shareSum;
    const name = `${String(index + 1).padStart(2, "0")}.json`;
    await typePart({ files, durationMs: partMs, seed: index + 1, target: join(out, name) });
    console.log(`${new Date().toISOString()} ${name}, ${(partMs / 60_000).toFixed(1)} minutes`);
  }
}

/** Types for a time at a server of its own, and keeps the figures that the server has written. */
async function typePart(params: {
  readonly files: SessionFile[];
  readonly durationMs: number;
  readonly seed: number;
  readonly target: string;
}): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), "nanotype-session-"));
  process.env.NANOTYPE_CACHE = cache;
  const client = stdioClient();
  await client.start({ initializationOptions: { hostDelayMs, reportsAcceptance: true } });
  await client.ready();
  const endMs = performance.now() + params.durationMs;
  for (let count = 0; performance.now() < endMs; count++) {
    const file = params.files.shift();
    if (file === undefined) throw new Error("Every file has been typed.");
    const others = params.files.filter(({ languageId }) => languageId === file.languageId).slice(0, neighbourCount);
    for (const other of others) client.open(other.uri, other.before + other.after, other.languageId);
    await typeAndAccept(client, file, { seed: params.seed * 100 + count, endMs });
    for (const other of others) client.close(other.uri);
  }
  await client.stop();
  const figures = join(cache, "figures");
  const [day] = readdirSync(figures).filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name));
  cpSync(join(figures, day), params.target);
  rmSync(cache, { recursive: true, force: true });
}

/** Draws files: most of them TypeScript, as in this project, and others in between. */
function drawFiles(): SessionFile[] {
  const paths = execFileSync(
    "git",
    ["ls-files", "server/src", "scripts", "bench", "docs", "test/support", "test/engines"],
    {
      encoding: "utf8",
    },
  );
  const passages = paths.split("\n").flatMap((path) => passageOf(path) ?? []);
  const random = createRandom("session");
  const scripts = shuffled(
    passages.filter(({ languageId }) => languageId === "typescript"),
    random,
  );
  const others = shuffled(
    passages.filter(({ languageId }) => languageId !== "typescript"),
    random,
  );
  return scripts.flatMap((file, index) => [file, ...(index % 2 === 0 ? others.splice(0, 1) : [])]);
}

/** Returns a part of a file, from one line start to another; nothing of a file that is too short or in none of the languages. */
function passageOf(path: string): SessionFile | undefined {
  const languageId = languages[path.slice(path.lastIndexOf(".") + 1)];
  if (languageId === undefined) return undefined;
  const text = readFileSync(path, "utf8");
  if (text.length < 1_200 || text.length > 60_000) return undefined;
  const start = text.indexOf("\n", Math.floor(text.length * 0.4)) + 1;
  // The text behind the caret begins with a line end.
  const end = text.indexOf("\n", Math.min(start + 700, text.length - 1));
  const uri = `file:///work/${path}`;
  return { uri, languageId, before: text.slice(0, start), toType: text.slice(start, end), after: text.slice(end) };
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

void main();
