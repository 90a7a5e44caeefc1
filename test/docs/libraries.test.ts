// Holds what docs/dependencies.md says of libraries that we don't ship: each test runs the real library beside our code.
import { CommitParser } from "conventional-commits-parser";
import { parsePatch } from "diff";
import { buildSync } from "esbuild";
import { distance } from "fastest-levenshtein";
import { spawnSync } from "node:child_process";
import fs, { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import parseDiff from "parse-diff";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLock } from "../../server/src/base/files/fileLock";
import { parsePatches } from "../../server/src/commit/change/patch";
import { respelledCount } from "../../server/src/commit/change/replacements";
import { takeFrame } from "../../server/src/commit/style/frame";

const require = createRequire(import.meta.url);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-libraries-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Replaces a good file of 40,000 bytes by 200,000 on a disk that takes 65,536: the process's limit for files is the same to a program. */
function replaceOnFullDisk(name: string, load: string): { outcome: string; sizeBytes: number } {
  const target = join(folder, `${name}.txt`);
  const script = join(folder, `${name}.cjs`);
  writeFileSync(target, "x".repeat(40_000));
  writeFileSync(
    script,
    `process.on("SIGXFSZ", () => undefined); // the system's signal, which ends a process by default
    (${load})(${JSON.stringify(target)}, "y".repeat(200_000)).then(() => console.log("success"), ({ code }) => console.log(code));`,
  );
  const { stdout } = spawnSync("bash", ["-c", `ulimit -f 64 && exec "$0" "$1"`, process.execPath, script]);
  return { outcome: stdout.toString().trim(), sizeBytes: statSync(target).size };
}

test.skipIf(process.platform === "win32")(
  "write-file-atomic reports success for a text that a full disk has cut; ours reports the fault and leaves the old file",
  () => {
    buildSync({
      entryPoints: ["server/src/base/files/replaceFile.ts"],
      bundle: true,
      platform: "node",
      outfile: join(folder, "ours.cjs"),
    });
    expect({
      theirs: replaceOnFullDisk("theirs", `require(${JSON.stringify(require.resolve("write-file-atomic"))})`),
      ours: replaceOnFullDisk("mine", `require(${JSON.stringify(join(folder, "ours.cjs"))}).replaceFile`),
    }).toEqual({
      theirs: { outcome: "success", sizeBytes: 65_536 },
      ours: { outcome: "EFBIG", sizeBytes: 40_000 },
    });
  },
);

/** A moment that a test chooses. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test("two processes hold a lock of proper-lockfile at once after a third was killed; ours is held by one", async () => {
  const { lock } = require("proper-lockfile") as {
    lock: (file: string, options?: object) => Promise<() => Promise<void>>;
  };
  const file = join(folder, "accounts.json");
  writeFileSync(file, "");
  mkdirSync(`${file}.lock`);
  const before = new Date(Date.now() - 60_000);
  utimesSync(`${file}.lock`, before, before);
  const { open, opened } = gate();
  // The second process found the lock abandoned too, and is only slower to remove it.
  const rmdir = (path: string, done: (error: Error | null) => void): void =>
    void opened.then(() => {
      fs.rmdir(path, done);
    });
  const second = lock(file, { fs: { ...fs, rmdir }, onCompromised: () => undefined });
  const freeFirst = await lock(file, { fs: { ...fs }, onCompromised: () => undefined });
  open();
  const freeSecond = await second; // while the first is still held
  await freeFirst();
  await freeSecond().catch(() => undefined); // the first has removed it

  const path = join(folder, "consent.json");
  mkdirSync(`${path}.lock`);
  writeFileSync(join(`${path}.lock`, "killed"), "");
  let holderCount = 0;
  const hold = () =>
    withLock(
      path,
      async () => {
        expect(++holderCount).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        holderCount--;
      },
      { abandonedMs: 50, patienceMs: 5_000 },
    );
  await Promise.all(Array.from({ length: 8 }, hold));
});

const patch = [
  `diff --git "a/\\303\\274.ts" "b/\\303\\274.ts"`,
  `--- "a/\\303\\274.ts"`,
  `+++ "b/\\303\\274.ts"`,
  "@@ -18,2 +18,2 @@ function outer() {",
  "-20",
  "+twenty",
  " 21",
  "",
].join("\n");

test("diff drops the definition around a hunk and refuses a patch that was cut; ours reads both", () => {
  const cut = patch.slice(0, patch.indexOf(" 21"));
  expect(JSON.stringify(parsePatch(patch))).not.toContain("outer");
  expect(() => parsePatch(cut)).toThrow(/^Hunk at line/);
  expect(parsePatches(patch)).toMatchObject([[{ heading: "function outer() {", lines: ["-20", "+twenty", " 21"] }]]);
  expect(parsePatches(cut)).toMatchObject([[{ lines: ["-20", "+twenty"] }]]);
});

test("parse-diff gives a file a name that it doesn't have; ours takes names from git's own list", () => {
  expect(parseDiff(patch)[0]?.to).toBe(String.raw`\303\274.ts`);
});

test("conventional-commits-parser finds no type in subjects that logs are full of; ours does", () => {
  const parser = new CommitParser();
  const subjects = {
    "feat(api)!: add a page": "feat(api)!: ",
    "fix(core,router): mend it": "fix(core,router): ",
    "✨ feat(core): add it": "feat(core): ",
    "PROJ-12 fix: mend it": "fix: ",
    "net/http, io: mend it": "net/http, io: ",
  };
  for (const [subject, type] of Object.entries(subjects)) {
    expect([subject, parser.parse(subject).type ?? null]).toEqual([subject, null]);
    expect([subject, takeFrame(subject).type]).toEqual([subject, type]);
  }
});

test("fastest-levenshtein counts two swapped letters twice, so that a respelling seems another word; ours counts one", () => {
  const [wrong, right] = ["acheivment", "achievement"];
  expect(distance(wrong, right)).toBe(3);
  const lines = [`-The ${wrong} counts`, `+The ${right} counts`];
  expect(respelledCount([{ oldStart: 1, newStart: 1, heading: "", lines }])).toBe(1);
});

test.each(["server/src/main.ts", "client/src/extension.ts"])("%s loads the small half of zod only", (entry) => {
  const { metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    minify: true,
    write: false,
    metafile: true,
    external: ["vscode", "onnxruntime-node", "openai", "undici"],
    outdir: folder,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const zod = inputs.filter(([file]) => file.includes("node_modules/zod/"));
  expect(zod.length).toBeGreaterThan(0);
  expect(zod.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)).toBeLessThan(60_000);
});

test("each library named here is named in docs/dependencies.md too", () => {
  const page = readFileSync("docs/dependencies.md", "utf8");
  for (const name of [
    "write-file-atomic",
    "proper-lockfile",
    "diff",
    "parse-diff",
    "conventional-commits-parser",
    "fastest-levenshtein",
  ])
    expect([name, page.includes(`\`${name}\``)]).toEqual([name, true]);
});
