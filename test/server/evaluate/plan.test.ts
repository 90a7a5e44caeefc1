import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGit } from "../../../server/src/commit/change/git";
import { planEvaluation, type EvaluationPlan } from "../../../server/src/evaluate/plan";
import { Exclusion } from "../../../server/src/safety/exclusion/exclusion";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => (repository = createRepository()));
afterEach(() => repository.dispose());

function plan(
  more: { lineCount?: number; seed?: string; exclude?: string[]; signal?: AbortSignal } = {},
): Promise<EvaluationPlan> {
  const { folder, environment } = repository;
  const exclusion = new Exclusion();
  exclusion.setFolders([pathToFileURL(folder).href]);
  exclusion.setPatterns(more.exclude ?? []);
  return planEvaluation({
    git: createGit({ folder, environment, keepsPlace: false, signal: new AbortController().signal }),
    ...{ folder, exclusion, isEnabled: () => true, commitCount: 50, lineCount: more.lineCount ?? 100 },
    ...{ seed: more.seed ?? "1", onCommit: () => undefined, signal: more.signal ?? new AbortController().signal },
  });
}

const lines = (name: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `const ${name}${index} = compute${name}(${index * 17}, "${name}");`).join(
    "\n",
  ) + "\n";
const pathsOf = ({ steps }: EvaluationPlan): string[] => [
  ...new Set(steps.flatMap(({ cases }) => cases.map(({ path }) => path))),
];

test("a line is written where the author wrote it: below what the commit has, above what the parent had", async () => {
  repository.commit("Start", { "a.ts": "const head = 1;\nconst gone = 2;\nconst tail = 3;\n" });
  repository.commit("Replace", {
    "a.ts": "const head = 1;\nconst one = first(1);\nconst two = second(2);\nconst tail = 3;\nconst last = third(3);\n",
  });
  const texts = new Set<string>();
  // The seeds choose among lines by their commit's id, which differs from run to run.
  for (let seed = 0; seed < 30 && texts.size < 3; seed++)
    for (const { cases } of (await plan({ seed: String(seed) })).steps)
      for (const { prefix, truth, suffix, typedLength } of cases) {
        texts.add(`${prefix}${truth}${suffix}`);
        expect(prefix.slice(-typedLength)).toMatch(/^\n[^\n]*$/);
      }
  expect([...texts].sort()).toEqual([
    "const head = 1;\nconst one = first(1);\nconst tail = 3;\n",
    "const head = 1;\nconst one = first(1);\nconst two = second(2);\nconst tail = 3;\n",
    "const head = 1;\nconst one = first(1);\nconst two = second(2);\nconst tail = 3;\nconst last = third(3);\n",
  ]);
});

test("the memory has the parent's tree and the files that are written already, whatever the working tree holds", async () => {
  repository.commit("Start", {
    "old.ts": lines("Old", 3),
    "changed.ts": lines("Before", 3),
    "removed.ts": lines("Gone", 3),
  });
  repository.git("rm", "--quiet", "removed.ts");
  repository.commit("Change", {
    "changed.ts": lines("Before", 3) + lines("After", 9),
    "second.ts": lines("Second", 9),
  });
  repository.commit("Later", { "later.ts": lines("Later", 9) });
  repository.write("unsaved.ts", lines("Unsaved", 9));
  const { steps } = await plan();
  const known: string[][] = [];
  const files = new Map<string, string>();
  for (const { gone, changed } of steps) {
    for (const uri of gone) files.delete(uri);
    for (const { uri, text } of changed) files.set(uri, text);
    known.push([...files].map(([uri, text]) => `${uri.split("/").at(-1) ?? ""} ${text.split("\n").length}`).sort());
  }
  expect(known).toEqual([
    ["changed.ts 4", "old.ts 4", "removed.ts 4"],
    ["changed.ts 13", "old.ts 4", "second.ts 10"],
  ]);
  expect(steps[0].written.map((file) => file?.uri.split("/").at(-1))).toEqual(["changed.ts", "second.ts"]);
});

test("merges, moved and renamed lines, generated, ignored, excluded, foreign and huge files are left out", async () => {
  repository.commit("Start", { "moved.ts": lines("Moved", 9), "a.ts": lines("A", 3), ".gitignore": "ignored.ts\n" });
  repository.git("checkout", "--quiet", "-b", "side");
  repository.commit("Side", { "side.ts": lines("Side", 9) });
  repository.git("checkout", "--quiet", "main");
  repository.commit("Main", { "main.ts": lines("Main", 9) });
  repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
  repository.git("mv", "moved.ts", "renamed.ts");
  repository.write("ignored.ts", lines("Ignored", 9));
  repository.git("add", "-f", "ignored.ts");
  repository.commit("Much", {
    "made.ts": `// @generated\n${lines("Made", 9)}`,
    "package-lock.json": '{\n  "lockfileVersion": 3,\n  "packages": "many"\n}\n',
    "private/secret.ts": lines("Private", 9),
    ".env": "TOKEN_NAME=many words here\n",
    "vendor/lib.ts": lines("Vendor", 9),
    "huge.ts": lines("Huge", 9_000),
    "data.bin": Buffer.from([0, 1, 2, 3]),
    "good.ts": lines("Good", 9),
  });
  repository.commit("Move", { "a.ts": "", "b.ts": lines("A", 3) + lines("B", 9) });
  const drawn = await plan({ exclude: ["private/"] });
  expect(pathsOf(drawn).sort()).toEqual(["b.ts", "good.ts", "main.ts", "side.ts"]);
  for (const { cases } of drawn.steps) for (const { truth } of cases) expect(truth).not.toMatch(/computeA\(/);
});

test("the same seed draws the same lines, another one others, and no commit takes all the room", async () => {
  repository.commit("Start", { "a.ts": lines("A", 1) });
  repository.commit("Large", { "large.ts": lines("Large", 400) });
  for (let index = 0; index < 3; index++) repository.commit("Small", { [`${index}.ts`]: lines(`S${index}`, 5) });
  const ids = async (seed: string): Promise<string[]> =>
    (await plan({ seed, lineCount: 6 })).steps.flatMap(({ cases }) => cases.map(({ id }) => id));
  const first = await ids("1");
  expect(first).toHaveLength(6);
  expect(await ids("1")).toEqual(first);
  expect(await ids("2")).not.toEqual(first);
  const { steps } = await plan({ lineCount: 9 });
  expect(steps).toHaveLength(4);
});

test("nothing of the repository is run", async () => {
  const sprung = join(repository.folder, "sprung");
  const trap = join(repository.folder, "trap.sh");
  writeFileSync(trap, `#!/bin/sh\ntouch '${sprung}'\ncat\n`);
  chmodSync(trap, 0o755);
  repository.commit("Start", { "a.ts": lines("A", 3), ".gitattributes": "*.ts diff=evil filter=evil\n" });
  repository.commit("More", { "a.ts": lines("A", 3) + lines("B", 9) });
  for (const key of [
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "core.fsmonitor",
    "core.pager",
    "core.sshCommand",
    "alias.diff",
  ])
    repository.git("config", key, key.startsWith("alias") ? `!${trap}` : trap);
  mkdirSync(join(repository.folder, "hooks"), { recursive: true });
  repository.git("config", "core.hooksPath", join(repository.folder, "hooks"));
  rmSync(sprung, { force: true });
  expect((await plan()).lineCount).toBeGreaterThan(0);
  expect(existsSync(sprung)).toBe(false);
});

test("a byte order mark is in no text, since no editor shows one", async () => {
  repository.commit("Start", { "a.ts": `\ufeff${lines("one", 2)}` });
  repository.commit("More", { "a.ts": `\ufeff${lines("one", 30)}` });
  const { steps } = await plan();
  expect(steps.flatMap(({ cases }) => cases)).not.toEqual([]);
  expect(JSON.stringify(steps)).not.toContain("\ufeff");
});

test("the plan of a stopped run ends while files are read", async () => {
  repository.commit("Start", { "a.ts": lines("one", 2) });
  repository.commit("More", { "a.ts": lines("one", 30) });
  await expect(plan({ signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});
