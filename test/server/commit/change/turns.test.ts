// Own folder: the loop is timed over one change of 1,200 functions.
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../../../server/src/base/clock";
import type { DeclaredSymbol } from "../../../../server/src/code/declarations/declaredSymbol";
import { parseSource } from "../../../../server/src/code/parseSource";
import { compareSymbols } from "../../../../server/src/commit/symbols/symbolChanges";
import { createTurns } from "../../../../server/src/commit/change/turns";
import { bareCodeOf } from "../../../../server/src/code/bareCode";
import { Grammars } from "../../../../server/src/code/grammars";
import { silentLog } from "../../../../server/src/base/log";
import { draftFor } from "../../../support/draftFixture";
import { createRepository } from "../../../support/gitFixture";

const folder = join(process.cwd(), "dist", "grammars");
const fileCount = 30;
const functionCount = 40;

/** A repository in which every function of every file has changed. */
function bigChange() {
  const repository = createRepository();
  const write = (version: number): void => {
    for (let file = 0; file < fileCount; file++)
      repository.write(
        `src/part${file}.ts`,
        Array.from(
          { length: functionCount },
          (_, index) => `export function work${file}x${index}(a: number) {\n  return a * ${index + version};\n}\n`,
        ).join("\n"),
      );
    repository.git("add", "-A");
  };
  write(1);
  repository.git("commit", "--quiet", "-m", "Start");
  write(2);
  return repository;
}

/** A clock on which time passes only by looking at it, so that what happens between two turns can be counted. */
function countingClock(): Clock & { looks: () => number } {
  let nowMs = 0;
  return { ...systemClock, nowMs: () => ++nowMs, looks: () => nowMs };
}

test("a big draft lets others go first all the time", async () => {
  const repository = bigChange();
  const clock = countingClock();
  const between: number[] = [];
  let last = 0;
  let isDone = false;
  const turn = (): void => {
    between.push(clock.looks() - last);
    last = clock.looks();
    if (!isDone) setImmediate(turn);
  };
  turn();
  const draft = await draftFor(repository, {}, { clock });
  isDone = true;
  repository.dispose();
  expect(draft.kind).toBe("drafted");
  // Two texts a file are parsed, and each is a reason to look at the clock several times.
  expect(clock.looks()).toBeGreaterThan(6 * fileCount);
  expect(Math.max(...between)).toBeLessThan(30);
});

test("a draft that is cancelled in the middle reads no further file", async () => {
  const repository = bigChange();
  const cancel = new AbortController();
  let parsedCount = 0;
  class CancellingGrammars extends Grammars {
    override load(name: string) {
      if (++parsedCount === 5) cancel.abort();
      return super.load(name);
    }
  }
  const grammars = new CancellingGrammars({ folder, log: silentLog });
  await expect(draftFor(repository, {}, { grammars }, cancel.signal)).rejects.toMatchObject({ kind: "aborted" });
  expect(parsedCount).toBe(5);
  repository.dispose();
});

test("thousands of names that came for thousands of others are not compared each with each", async () => {
  let comparedCount = 0;
  const declaration = (name: string, word: string): DeclaredSymbol => ({
    ...{ name, kind: "function", container: "", isPublic: true, startLine: 1, endLine: 3 },
    ...{ signature: "", parameters: [], typeParameters: [], throws: [] },
    ...{ start: 0, coreStart: 0, end: 60, bodyStart: 10 },
    get code() {
      comparedCount++;
      return `function(){${Array.from({ length: 20 }, (_, index) => `${word}${index}`).join("+")}}`;
    },
  });
  const list = (name: string, word: string) =>
    Array.from({ length: 2_000 }, (_, index) => declaration(`${name}${index}`, word));
  const changes = await compareSymbols(
    [{ path: "a.ts", old: list("old", "x"), new: list("fresh", "y"), removedLines: [1], addedLines: [1] }],
    createTurns({ clock: countingClock(), signal: new AbortController().signal }),
  );
  expect(changes.filter(({ kind }) => kind === "removed")).toHaveLength(2_000);
  expect(changes.filter(({ kind }) => kind === "added")).toHaveLength(2_000);
  expect(comparedCount).toBeLessThan(500_000);
});

test("a text that its grammar would read over and over is not parsed, a long one is", async () => {
  const turns = createTurns({ clock: countingClock(), signal: new AbortController().signal });
  const grammars = new Grammars({ folder, log: silentLog });
  const read = async (text: string) =>
    (await parseSource({ grammars, turns, path: "a.py", text, bare: bareCodeOf("python", text) }))?.declarations;
  expect(await read(`x = 1\n${"# a\n".repeat(8_000)}`)).toBeUndefined();
  expect(await read(`${"# a\n".repeat(200)}x = 1\n`)).toHaveLength(1);
  const classes = Array.from({ length: 20 }, (_, index) => `class C${index}:\n${"    def m(self): pass\n".repeat(60)}`);
  expect(await read(classes.join("\n"))).toHaveLength(20 * 61);
});
