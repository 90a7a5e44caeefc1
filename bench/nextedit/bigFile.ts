import { runEngine } from "./author";
import type { Atom } from "./atoms";
import type { CommitCase } from "./cases";

const lineCount = 5_000;
const documentCount = 20;
/** Lines between two like places. */
const stride = 100;

/** Times answers in a file of 5,000 lines, with 20 open documents: after an edit by hand, and along its chain. Returns them in ms. */
export async function timeBigFile(): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const outcome = await runEngine(bigCase(round), {
      // Every like argument is offered, so that each round times a whole chain.
      confidence: ({ evidence }) => (evidence.isOtherFile === 0 && evidence.isRoleSame === 1 ? 1 : 0),
    });
    times.push(...outcome.times);
  }
  return times;
}

function bigCase(round: number): CommitCase {
  const atoms: Atom[] = [];
  const lines = Array.from({ length: lineCount }, (_, line) => {
    if (line % stride !== 0) return lineOfCode(line);
    const old = `  report(entry${line}, "line ${line}", options${round});`;
    atoms.push({ line, old: [old], now: [old.replace(`, options${round}`, `, context, options${round}`)] });
    return old;
  });
  const path = (index: number): string => `big${index}.ts`;
  const other = Array.from({ length: lineCount / 5 }, (_, line) => lineOfCode(line)).join("\n");
  return {
    ...{ repository: "", commit: "", first: { file: 0, atom: 0 } },
    files: [
      { path: path(0), languageId: "typescript", before: lines.join("\n"), atoms },
      ...Array.from({ length: documentCount - 1 }, (_, index) => ({
        ...{ path: path(index + 1), languageId: "typescript", before: other, atoms: [] },
      })),
    ],
    expected: atoms.slice(1).map((_, index) => ({ file: 0, atom: index + 1, isExact: false })),
  };
}

function lineOfCode(line: number): string {
  return line % 7 === 0
    ? ""
    : `  const value${line} = compute(first.part${line % 13}, second[${line}] + "text ${line % 5}");`;
}
