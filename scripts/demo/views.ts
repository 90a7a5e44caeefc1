import type { WriteStream } from "node:tty";
import type { Frame } from "./session";

/** Shows the frames of a session. */
export interface View {
  show(frame: Frame): void;
  /** Leaves the output ready for the next text. */
  end(): void;
}

const dim = "\u001b[2;3m";
const green = "\u001b[32m";
const inverse = "\u001b[7m";
const reset = "\u001b[0m";
/** Lines of code on the screen. */
const codeRows = 16;

/**
 * Redraws a window of the document in place. Typed text is plain, accepted text green, ghost text dimmed; the times are
 * below.
 */
export function createScreen(out: WriteStream): View {
  let drawnRows = 0;
  out.write("\u001b[?25l");
  const paint = (lines: readonly string[]): void => {
    const up = drawnRows > 0 ? `\u001b[${drawnRows}A` : "";
    out.write(`${up}\r${lines.map((line) => `\u001b[2K${line}\n`).join("")}`);
    drawnRows = lines.length;
  };
  return {
    show(frame) {
      const rows = windowOf(frame, Math.max(4, Math.min(codeRows, out.rows - 5)));
      const lines = rows.map((row) => screenLine(frame, row, out.columns));
      paint([...lines, "", statusOf(frame)]);
    },
    end: () => out.write("\u001b[?25h"),
  };
}

/** Prints every line once it is complete, with accepted text in ⟦ ⟧ and, `withTimes`, the answers' times behind it. */
export function createListing(
  write: (text: string) => void,
  { firstLine, withTimes }: { firstLine: number; withTimes: boolean },
): View {
  let line = firstLine;
  let last: Frame | undefined;
  let shownAnswerCount = 0;
  const print = ({ text, acceptedSpans, tally }: Frame, end: number): void => {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    let marked = "";
    let from = start;
    for (const span of acceptedSpans) {
      if (span.start < start || span.end > end) continue;
      marked += `${text.slice(from, span.start)}⟦${text.slice(span.start, span.end)}⟧`;
      from = span.end;
    }
    const times = tally.answerTimesMs.slice(shownAnswerCount).map((timeMs) => timeMs.toFixed(0));
    shownAnswerCount = tally.answerTimesMs.length;
    write(`${String(line++).padStart(5)}  ${marked}${text.slice(from, end)}\n`);
    if (withTimes && times.length > 0) write(`       · answers after ${times.join(" ")} ms\n`);
  };
  return {
    show(frame) {
      const before = last?.text.length ?? frame.text.lastIndexOf("\n") + 1;
      const newline = frame.text.indexOf("\n", Math.max(0, before));
      if (newline >= 0) print(frame, newline);
      last = frame;
    },
    end() {
      if (last !== undefined) print(last, last.text.length);
    },
  };
}

interface Row {
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

/** Returns the last `count` lines of the document. */
function windowOf({ text }: Frame, count: number): Row[] {
  const rows: Row[] = [];
  let start = 0;
  for (const [index, line] of text.split("\n").entries()) {
    rows.push({ number: index + 1, start, text: line });
    start += line.length + 1;
  }
  const shown = rows.slice(-count);
  while (shown.length < count) shown.push({ number: 0, start: -1, text: "" });
  return shown;
}

/** Columns kept free behind the caret for the suggestion. */
const ghostRoom = 30;

function screenLine(frame: Frame, row: Row, columns: number): string {
  if (row.number === 0) return "";
  const width = columns - 8;
  const isCaretLine = row.start + row.text.length === frame.text.length;
  // A long line is shown from the column at which its caret still has room behind it.
  const shift = isCaretLine ? Math.max(0, row.text.length - Math.max(20, width - ghostRoom)) : 0;
  const end = Math.min(row.text.length, shift + width);
  let painted = "";
  let from = shift;
  for (const span of frame.acceptedSpans) {
    const start = Math.max(from, span.start - row.start);
    const stop = Math.min(end, span.end - row.start);
    if (start >= stop) continue;
    painted += `${row.text.slice(from, start)}${green}${row.text.slice(start, stop)}${reset}`;
    from = stop;
  }
  painted += row.text.slice(from, end);
  if (isCaretLine) {
    const ghost = (frame.ghost.split("\n")[0] ?? "").slice(0, Math.max(0, width - (end - shift) - 1));
    painted +=
      ghost === "" ? `${inverse} ${reset}` : `${inverse}${ghost.charAt(0)}${reset}${dim}${ghost.slice(1)}${reset}`;
  }
  return `${dim}${String(row.number).padStart(5)}${reset} ${shift > 0 ? "…" : " "}${painted}`;
}

function statusOf({ tally }: Frame): string {
  const lastMs = tally.answerTimesMs.at(-1);
  const answer = lastMs === undefined ? "waiting for an answer" : `last answer after ${lastMs.toFixed(1)} ms`;
  const accepted = `${green}${tally.acceptedCharCount} characters accepted${reset}`;
  return `       ${answer} · ${tally.keyCount} typed · ${accepted} · ${dim}suggestion${reset}`;
}
