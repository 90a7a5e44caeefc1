import { expect, test } from "vitest";
import type { OffsetEdit } from "../../../../server/src/documents/openText";
import type { Span } from "../../../../server/src/safety/promptText";
import { findSecrets } from "../../../../server/src/safety/secrets/findSecrets";
import { SecretScanner } from "../../../../server/src/safety/secrets/secretScanner";
import { canaries } from "../../../support/canaries";
import { ManualClock } from "../../../support/manualClock";
import { mulberry32 } from "../../../../server/src/base/mulberry32";

const uri = "file:///work/a.ts";

/** An editor whose scanner works only when time passes. */
class ScannedEditor {
  readonly clock = new ManualClock();
  readonly scanner = new SecretScanner(this.clock);

  constructor(public text: string) {
    this.scanner.opened({ uri, text });
  }

  replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    const edit: OffsetEdit = { startOffset: start, oldEndOffset: end, newEndOffset: start + text.length };
    this.scanner.changed({ uri, text: this.text }, [edit]);
  }

  get known() {
    return this.scanner.excerpt({ uri, text: this.text }, 0, this.text.length);
  }

  /** Expects every secret that a search of the whole text finds to be known or in a suspect line. */
  check(): void {
    const { secrets, unscanned } = this.known;
    for (const secret of findSecrets(this.text)) {
      const uncovered = minus(secret, [...secrets, ...unscanned]);
      expect(uncovered.map(({ start, end }) => this.text.slice(start, end))).toEqual([]);
    }
  }
}

/** Returns a span without `others`. */
function minus(span: Span, others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (left, { start, end }) =>
      left.flatMap((part) =>
        [
          { start: part.start, end: Math.min(part.end, start) },
          { start: Math.max(part.start, end), end: part.end },
        ].filter((rest) => rest.end > rest.start),
      ),
    [span],
  );
}

const code = (lineCount: number): string =>
  Array.from({ length: lineCount }, (_, line) => `const value${line} = compute(${line}, "text");\n`).join("");

test("an opened document is in doubt until it has been looked at", async () => {
  const { line, secret } = canaries(1)[2];
  const editor = new ScannedEditor(`${code(5)}${line}\n${code(5)}`);
  expect(editor.known).toMatchObject({ secrets: [], unscanned: [{ start: 0, end: editor.text.length }] });
  await editor.clock.advance(1);
  const start = editor.text.indexOf(secret);
  expect(editor.known).toMatchObject({ secrets: [{ start, end: start + secret.length }], unscanned: [] });
});

test("documents that are opened at once are all looked at", async () => {
  const clock = new ManualClock();
  const scanner = new SecretScanner(clock);
  const opened = ["file:///a.ts", "file:///b.ts"].map((each) => ({ uri: each, text: code(3) }));
  for (const document of opened) scanner.opened(document);
  await clock.advance(1);
  for (const document of opened) expect(scanner.excerpt(document, 0, 9).unscanned).toEqual([]);
});

test("a key pressed puts its line in doubt, and what is known moves along", async () => {
  const { line, secret } = canaries(1)[2];
  const editor = new ScannedEditor(`${code(40)}${line}\n`);
  await editor.clock.advance(1);
  editor.replace(0, 0, "x");
  const start = editor.text.indexOf(secret);
  expect(editor.known.secrets).toMatchObject([{ start, end: start + secret.length }]);
  expect(editor.known.unscanned).toHaveLength(1);
  expect(editor.known.unscanned[0].end).toBeLessThan(200);
  await editor.clock.advance(50);
  expect(editor.known.unscanned).toEqual([]);
});

test("whatever is typed, pasted and deleted, a secret is known or in doubt, and found when the keys rest", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = mulberry32(seed);
    const upTo = (end: number): number => Math.floor(random() * end);
    const lines = canaries(seed).map(({ line }) => line);
    const editor = new ScannedEditor(code(30) + lines.slice(0, 20).join("\n"));
    for (let edit = 0; edit < 60; edit++) {
      const start = upTo(editor.text.length);
      const pasted = [`${lines[upTo(lines.length)]}\n`, "x", "\n", '"', code(2)][upTo(5)];
      editor.replace(
        start,
        Math.min(editor.text.length, start + (upTo(3) === 0 ? upTo(120) : 0)),
        upTo(3) === 0 ? "" : pasted,
      );
      editor.check();
      if (upTo(3) === 0) {
        await editor.clock.advance(30);
        editor.check();
      }
    }
    await editor.clock.advance(30);
    expect(editor.known.unscanned).toEqual([]);
    editor.check();
  }
});

test("in a line of 20,000 characters each secret is found, wherever the line is split", async () => {
  const filler = "f(1); ";
  for (const { line, secret, kind } of canaries(1)) {
    if (line.includes("\n") || kind.includes(".env")) continue; // those are at a line's beginning
    for (const place of [3_900, 3_999, 8_000 - (line.length >> 1), 12_000]) {
      const editor = new ScannedEditor(filler.repeat(3_333));
      const start = place - (place % filler.length);
      editor.replace(start, start, line + filler);
      await editor.clock.advance(30);
      const at = start + line.indexOf(secret);
      expect(minus({ start: at, end: at + secret.length }, editor.known.secrets), `${kind} at ${place}`).toEqual([]);
      editor.check();
    }
  }
});

test("a token longer than one piece is found to its end", async () => {
  const random = mulberry32(1);
  const part = (length: number): string =>
    Array.from({ length }, () => "abcdefghijkmnpqrstuvwxyzABCDEF0123456789".charAt(random() * 40)).join("");
  const token = ["eyJ" + part(60), "eyJ" + part(14_000), part(43)].join(".");
  const editor = new ScannedEditor(`const a = 1; ${"f(1); ".repeat(600)} use("${token}"); ${"f(1); ".repeat(600)}`);
  await editor.clock.advance(30);
  const start = editor.text.indexOf(token);
  expect(minus({ start, end: start + token.length }, editor.known.secrets)).toEqual([]);
  expect(editor.known.text.slice(editor.known.secrets.at(-1)?.end)).toMatch(/^"\); f\(1\);/);
});

test("a document with more than 1,000 secrets is left alone, until it is reopened", async () => {
  const clock = new ManualClock();
  const full: string[] = [];
  const scanner = new SecretScanner(clock, (each) => full.push(each));
  const { line } = canaries(1)[28];
  scanner.opened({ uri, text: `${line}\n`.repeat(900) });
  await clock.advance(100);
  expect([full, scanner.reason(uri)]).toEqual([[], undefined]);
  scanner.opened({ uri, text: `${line}\n`.repeat(3_000) });
  await clock.advance(100);
  expect([full, scanner.reason(uri)]).toEqual([[uri], expect.stringContaining("more than 1,000 secrets")]);
  scanner.forget(uri);
  expect(scanner.reason(uri)).toBeUndefined();
});

test("what takes the place of a secret is not cut for its sake", async () => {
  const { line, secret } = canaries(1)[2];
  const editor = new ScannedEditor(`${line}\n`);
  await editor.clock.advance(1);
  const start = editor.text.indexOf(secret);
  editor.replace(start + 1, start + secret.length, code(100));
  await editor.clock.advance(30);
  expect(editor.known).toMatchObject({ secrets: [], unscanned: [] });
});

test("of a text that is not the one scanned, everything is in doubt", async () => {
  const editor = new ScannedEditor(code(3));
  await editor.clock.advance(1);
  const other = `${editor.text}x`;
  expect(editor.scanner.excerpt({ uri, text: other }, 2, 9)).toMatchObject({ unscanned: [{ start: 0, end: 7 }] });
});

test("a memory gets the text without its secrets, once all of it has been looked at", async () => {
  const { line, secret } = canaries(1)[28];
  const editor = new ScannedEditor(`a;\n${line}\nb;\n`);
  const taken: string[] = [];
  editor.scanner.whenClean({ uri, text: editor.text }, (text) => taken.push(text));
  expect(taken).toEqual([]);
  await editor.clock.advance(1);
  expect(taken).toEqual([`a;\n${line.replace(secret, "")}\nb;\n`]);
});

test("a memory gets no line in doubt of a document that is closed", () => {
  const editor = new ScannedEditor(`a;\n${canaries(1)[2].line}\n`);
  const taken: string[] = [];
  editor.scanner.whenClean({ uri, text: editor.text }, (text) => taken.push(text));
  editor.scanner.closed({ uri, text: editor.text });
  expect(taken).toEqual([""]);
});
