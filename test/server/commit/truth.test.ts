// Own folder: each case is one known edit to one real file, and everything that the rules say of it is judged.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock as clock } from "../../../server/src/base/clock";
import { silentLog } from "../../../server/src/base/log";
import { Grammars } from "../../../server/src/code/grammars";
import { createGit } from "../../../server/src/commit/change/git";
import { readSummary } from "../../../server/src/commit/change/summary";
import { learnStyle } from "../../../server/src/commit/style/style";
import { writeSubjects } from "../../../server/src/commit/writers/offlineWriter";
import { judge } from "../../support/commitTruth/claims";
import { editKinds, knownEdits, type EditKind, type KnownEdit } from "../../support/commitTruth/knownEdits";
import { realSources } from "../../support/commitTruth/sources";
import { createRepository, type GitFixture } from "../../support/gitFixture";

const grammars = new Grammars({ folder: join(process.cwd(), "dist", "grammars"), log: silentLog });
const style = { ...learnStyle([], ""), form: "plain", hasBackticks: true, isCapitalized: true } as const;
let repository: GitFixture;
const edits: KnownEdit[] = [];
const subjects: string[][] = [];

beforeAll(async () => {
  repository = createRepository();
  for (const [index, source] of realSources().entries()) edits.push(...(await knownEdits(source, 1, index)));
  // Every edit is two commits without a parent.
  const commit = (name: string, path: string, text: string): string => {
    const data = (value: string): string => `data ${Buffer.byteLength(value)}\n${value}\n`;
    return `commit refs/heads/${name}\ncommitter A <a@b.c> 0 +0000\n${data("x")}M 100644 inline ${path}\n${data(text)}`;
  };
  const input = edits.map(
    ({ path, before, after }, index) => commit(`from${index}`, path, before) + commit(`to${index}`, path, after),
  );
  execFileSync("git", ["fast-import", "--quiet"], {
    cwd: repository.folder,
    env: repository.environment,
    input: input.join(""),
  });
  const { signal } = new AbortController();
  const git = createGit({ folder: repository.folder, environment: repository.environment, keepsPlace: true, signal });
  for (const index of edits.keys()) {
    const range = { kind: "between", from: `from${index}`, to: `to${index}` } as const;
    const summary = await readSummary(range, { git, filters: new Set(), folder: undefined, grammars, clock, signal });
    const author = { name: "A", email: "a@b.c" };
    subjects.push(
      writeSubjects({ folder: "", summary, style, history: [], branch: "main", author, instructions: "" }, 6),
    );
  }
}, 300_000);
afterAll(() => repository.dispose());

test("no draft claims another kind of change than the one that was made", () => {
  const wrong = edits.flatMap((edit, index) =>
    (subjects[index] ?? []).flatMap((subject) =>
      judge(subject, edit) === "false"
        ? [`${edit.kind} ${edit.from} → ${edit.to} in ${edit.path}: ${subject} ${JSON.stringify(edit.asked ?? {})}`]
        : [],
    ),
  );
  expect(wrong).toEqual([]);
});

/** Edits of which the first draft said something specific and true before drafts were held to facts, of all: main at da9fc53. */
const specificBefore: Readonly<Record<EditKind, readonly [said: number, all: number]>> = {
  string: [12, 31],
  comment: [22, 22],
  name: [31, 31],
  condition: [8, 21],
  default: [18, 19],
  call: [27, 27],
};

test("nine of ten specific and true things that drafts said before are still said", () => {
  const counts = editKinds.map((kind) => {
    const its = edits.flatMap((edit, index) => (edit.kind === kind ? [judge(subjects[index]?.[0] ?? "", edit)] : []));
    return { kind, said: its.filter((verdict) => verdict === "true").length, all: its.length };
  });
  const expected = counts.reduce(
    (sum, { kind, all }) => sum + all * (specificBefore[kind][0] / specificBefore[kind][1]),
    0,
  );
  expect(counts.reduce((sum, { said }) => sum + said, 0)).toBeGreaterThanOrEqual(0.9 * expected);
});
