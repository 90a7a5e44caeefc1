import { systemClock, type Clock } from "../../server/src/base/clock";
import { lfText } from "../../server/src/base/lineEnds";
import { silentLog } from "../../server/src/base/log";
import type { TextEdit } from "../../server/src/base/textEdit";
import { Syntax } from "../../server/src/code/syntax";
import type { DocumentState } from "../../server/src/documents/documentState";
import { EditHistory } from "../../server/src/documents/editHistory";
import type { LikePlace } from "../../server/src/nextEdit/likePlaces";
import { NextEdits } from "../../server/src/nextEdit/nextEdits";
import { coreOf } from "./atoms";
import { searchOf, type CommitCase } from "./cases";
import { Work, type Proposal } from "./work";

/** Result of a case. */
export interface Outcome {
  readonly offered: number;
  readonly right: number;
  readonly reached: { readonly done: number; readonly all: number };
  readonly hard: { readonly done: number; readonly all: number };
  readonly times: readonly number[];
  /** Every proposal, for people. */
  readonly log: readonly string[];
}

/** A place that was judged, for training. */
export interface JudgedPlace {
  readonly place: LikePlace;
  readonly isRight: boolean;
  /** Number of offers before. */
  readonly step: number;
}

/** Proposals after which an author of the benchmark stops pressing Tab. */
const maxProposals = 60;
/** Steps of a chain whose places are kept for training. */
const trainedSteps = 4;
/** Wrong proposals in a row after which they do. */
const maxWrong = 4;

/** Waits for no time. Unlike the system clock's timers, it keeps the process alive. */
function atOnce(_: number, action: () => void): () => void {
  const timer = setImmediate(action);
  return () => clearImmediate(timer);
}

/** Lets the author of a commit type its first change key by key, and press Tab as long as the offers are right. */
export async function runEngine(
  one: CommitCase,
  params: {
    readonly confidence?: (place: LikePlace) => number;
    /** Offers exactly the right places: the most that any judgement could reach. */
    readonly knowsAuthor?: boolean;
    readonly judged?: (row: JudgedPlace) => void;
  } = {},
): Promise<Outcome> {
  let nowMs = 1_000_000;
  const clock: Clock = { nowMs: () => nowMs, after: atOnce };
  const syntax = new Syntax({
    grammarFolder: "dist/grammars",
    clock: { ...systemClock, after: atOnce },
    log: silentLog,
  });
  const edits = new EditHistory(clock);
  const work = new Work(one);
  const documents: DocumentState[] = one.files.map(({ path, languageId, before }, index) => ({
    ...{ uri: `file:///${index}/${path}`, path, languageId, version: 1, text: lfText(before) },
  }));
  const seen: LikePlace[] = [];
  // The answer's time counts from the end of the user's rest: what the rest is used for delays nothing.
  let restedMs = 0;
  const restingClock: Clock = {
    ...clock,
    after: (delayMs, action) =>
      atOnce(delayMs, () => {
        restedMs = performance.now();
        action();
      }),
  };
  const fileOf = (uri: string): number => documents.findIndex((document) => document.uri === uri);
  const truth = (place: LikePlace): number => Number(work.isRight({ ...place, file: fileOf(place.uri) }));
  const confidence = params.knowsAuthor === true ? truth : params.confidence;
  const engine = new NextEdits({
    ...{ clock: restingClock, edits, documents: () => documents, projectOf: () => "" },
    rolesIn: (uri, text) => syntax.rolesIn(uri, text),
    parsed: (uri, signal) => syntax.parsed(uri, signal),
    ...(confidence && { confidence }),
    onPlaces: (places) => seen.push(...places),
  });
  for (const { uri, languageId, text } of documents) {
    syntax.open(uri, languageId, text);
    edits.opened(uri, text);
  }
  const change = (proposal: Proposal): void => {
    const { file, start, end, newText } = proposal;
    work.apply(proposal);
    const document = (documents[file] = {
      ...documents[file],
      version: documents[file].version + 1,
      text: lfText(work.texts[file]),
    });
    const list: TextEdit[] = [{ startOffset: start, oldEndOffset: end, newEndOffset: start + newText.length }];
    syntax.change(document.uri, list, document.text);
    edits.changed(document.uri, document.text, list, engine.changed(document, list));
  };
  let caret = typeFirst(one, (proposal) => {
    change(proposal);
    nowMs += 90;
  });
  let file = one.first.file;
  const times: number[] = [];
  const log: string[] = [];
  let [offered, right, wrong] = [0, 0, 0];
  const { signal } = new AbortController();
  try {
    while (!syntax.isIdle) await new Promise((resolve) => setTimeout(resolve, 1));
    const lastProposal = params.judged ? trainedSteps : maxProposals;
    for (let count = 0; count < lastProposal && wrong < maxWrong; count++) {
      const startMs = performance.now();
      seen.length = 0;
      const answer = await engine.next({ document: documents[file], offset: caret, mode: "on", signal });
      times.push(performance.now() - Math.max(startMs, restedMs));
      if (params.judged) for (const place of seen) params.judged({ place, isRight: truth(place) === 1, step: count });
      const { edit } = answer;
      if (edit === undefined) {
        log.push(`  none: ${answer.reason}`);
        break;
      }
      offered++;
      const proposal = { file: fileOf(edit.uri), start: edit.start, end: edit.end, newText: edit.newText };
      const isRight = work.isRight(proposal);
      const { text } = documents[proposal.file];
      const line = text.slice(text.lastIndexOf("\n", edit.start - 1) + 1, text.indexOf("\n", edit.end));
      log.push(
        `  ${isRight ? "right" : "WRONG"} ${(edit.chance ?? 0).toFixed(2)} ${JSON.stringify(text.slice(edit.start, edit.end))} → ${JSON.stringify(edit.newText)} in ${JSON.stringify(line.trim().slice(0, 120))}`,
      );
      nowMs += 500;
      if (isRight) {
        right++;
        wrong = 0;
        change(proposal);
        engine.accepted(edit.id);
        file = proposal.file;
        caret = proposal.start + proposal.newText.length;
      } else {
        wrong++;
        engine.refuse(edit.id);
      }
    }
  } finally {
    syntax.dispose();
  }
  log.push(...work.missed());
  return { offered, right, reached: work.reached(false), hard: work.reached(true), times, log };
}

/** The baseline: an author who searches for what they have just changed, and replaces it wherever it is found and right. */
export function runSearch(one: CommitCase): Outcome {
  const work = new Work(one);
  const caret = typeFirst(one, (proposal) => work.apply(proposal));
  const { file: firstFile, atom } = one.first;
  const [from, to] = searchOf(one.files[firstFile].atoms[atom]);
  let [offered, right] = [0, 0];
  const files = [firstFile, ...one.files.keys()].filter((file, index, all) => all.indexOf(file) === index);
  if (from.trim() !== "")
    for (const file of files) {
      const isOwn = file === firstFile;
      let end = isOwn ? undefined : Infinity;
      for (let at = isOwn ? caret : 0; offered < maxProposals;) {
        let start = work.texts[file].indexOf(from, at);
        if (start < 0 && end === undefined) {
          end = caret - to.length;
          start = work.texts[file].indexOf(from);
        }
        if (start < 0 || (end !== undefined && start >= end)) break;
        at = start + from.length;
        if (isInWord(work.texts[file], start, start + from.length)) continue;
        const proposal = { file, start, end: start + from.length, newText: to };
        offered++;
        if (!work.isRight(proposal)) continue;
        right++;
        work.apply(proposal);
        at = start + to.length;
        if (end !== undefined && end !== Infinity) end += to.length - from.length;
      }
    }
  return { offered, right, reached: work.reached(false), hard: work.reached(true), times: [], log: [] };
}

/** Types the first change, as an author does: what goes is selected, and replaced key by key. Returns the caret's offset. */
function typeFirst({ files, first }: CommitCase, change: (proposal: Proposal) => void): number {
  const { file } = first;
  const atom = files[file].atoms[first.atom];
  const { oldSpan, newSpan } = coreOf(atom);
  const lines = files[file].before.split("\n");
  const lineStart = lines.slice(0, atom.line).reduce((sum, line) => sum + line.length + 1, 0);
  const [old, now] = [atom.old.join("\n"), atom.now.join("\n")];
  const whole = atom.old.length === 0 || atom.now.length === 0;
  // Whole lines come or go with a line end.
  const start = whole ? lineStart : lineStart + oldSpan[0];
  const removed = whole ? (atom.old.length === 0 ? "" : `${old}\n`) : old.slice(...oldSpan);
  // The blanks around the changed part belong to it too if they differ.
  const typed = whole ? (atom.now.length === 0 ? "" : `${now}\n`) : now.slice(...newSpan);
  const rest = whole ? undefined : restOf(old, now, oldSpan, newSpan);
  const from = rest ? lineStart + rest.start : start;
  const gone = rest ? old.slice(rest.start, rest.oldEnd) : removed;
  const text = rest ? now.slice(rest.start, rest.newEnd) : typed;
  if (text === "") change({ file, start: from, end: from + gone.length, newText: "" });
  for (let index = 0; index < text.length; index++) {
    const at = from + index;
    change({ file, start: at, end: index === 0 ? at + gone.length : at, newText: text.charAt(index) });
  }
  return from + text.length;
}

/** Returns the smallest part that makes one text of the other, from the changed tokens outwards. */
function restOf(old: string, now: string, oldSpan: readonly [number, number], newSpan: readonly [number, number]) {
  let start = Math.min(oldSpan[0], newSpan[0]);
  while (start > 0 && old.slice(0, start) !== now.slice(0, start)) start--;
  let tail = Math.min(old.length - Math.max(oldSpan[1], start), now.length - Math.max(newSpan[1], start));
  while (tail > 0 && old.slice(old.length - tail) !== now.slice(now.length - tail)) tail--;
  return { start, oldEnd: old.length - tail, newEnd: now.length - tail };
}

function isInWord(text: string, start: number, end: number): boolean {
  const isWord = (char: string): boolean => /[\p{L}\p{N}_$]/u.test(char);
  const [first, last] = [text.charAt(start), text.charAt(end - 1)];
  return (isWord(first) && isWord(text.charAt(start - 1))) || (isWord(last) && isWord(text.charAt(end)));
}
