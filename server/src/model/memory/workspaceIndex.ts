import { normal } from "../../documents/place";
import { familyOf, type LanguageFamily } from "../../code/languageFamily";
import { stretchesOf } from "../../code/stretches";
import { nextLineMatch, splitsSurrogates } from "./continuationText";
import type { Elsewhere, ElsewherePlace } from "./elsewhere";
import { hasStem, type WorkspaceFinds, type WorkspaceQuestion, type WorkspaceText } from "./workspaceSearch";
import { VotedPlaces } from "./votedPlaces";
import { anchorOf, countPlaces, IndexSegment, type SegmentFile, type SegmentPlace } from "./indexSegment";

/** Most characters of a segment: one is built in well under a second of slices. // guess */
const maxSegmentChars = 4_000_000;

/** Places that are visited, those of each segment that are nearest to the caret's folder; and the fewest of one segment. // measured: docs/memory.md */
const maxSteps = 96;
const minSteps = 16;

/** Bytes that a file takes beside its text and places. // guess: its address, its entry and its name */
const bytesAFile = 300;

/** Bytes of a place with its share of the buckets, at most. */
const bytesAPlace = 6;

/** Places of one character of source. Measured on the repositories of `bench:quality`. */
const placesAChar = 0.27;

/** Addresses that are compared between two pauses. // guess: a millisecond's work */
const filesATurn = 2_000;

/** Most files that are given whole, and their longest text. // guess */
const maxFilesGiven = 6;
const maxCharsGiven = 60_000;

/** A file of the workspace. */
export interface WorkspaceFile {
  /** Its `normal` address. */
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly project: string;
}

/** Files that answer the same readers. */
interface Group {
  /** The largest first. */
  segments: IndexSegment[];
  waiting: SegmentFile[];
}

/** Estimates the memory that a file will take, in bytes, from its size on disk or its length. */
export function indexedBytes(size: number): number {
  return Math.ceil(size * (1 + placesAChar * bytesAPlace)) + bytesAFile;
}

/** Returns the memory of a file with its places, in bytes, at most. */
function memoryOf({ bytes, placeCount }: SegmentFile): number {
  return bytes + placeCount * bytesAPlace + bytesAFile;
}

/** Returns the memory of a text: the engine stores one of these characters in a byte each, any other in two. */
function bytesOf(text: string): number {
  return /[^\0-\u00ff]/.test(text) ? text.length * 2 : text.length;
}

/**
 * Remembers the files of the workspace that aren't open. Each language family of a project is a group of its own, a
 * list of segments, of which small ones are merged: a change costs the building of a small one.
 */
export class WorkspaceIndex implements Elsewhere {
  readonly #groups = new Map<string, Group>();
  readonly #parts = new Map<string, readonly { readonly file: SegmentFile; readonly group: Group }[]>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(params: { readonly maxBytes: number }) {
    this.#maxBytes = params.maxBytes;
  }

  /** Adds or replaces a file; it answers once `settle` has run. A file for which there is no room is forgotten. */
  set({ uri, languageId, text, project }: WorkspaceFile): void {
    this.delete(uri);
    const files = stretchesOf(languageId, text).map((stretch) => {
      const part = text.slice(stretch.start, stretch.end);
      const file = { uri, text: part, bytes: bytesOf(part), placeCount: countPlaces(part) };
      return { file, languageId: stretch.languageId };
    });
    const added = files.reduce((sum, { file }) => sum + memoryOf(file), 0);
    if (this.#bytes + added > this.#maxBytes) return;
    this.#bytes += added;
    const parts = files.map(({ file, languageId: ofPart }) => {
      const group = this.#groupOf(project, familyOf(ofPart));
      group.waiting.push(file);
      return { file, group };
    });
    this.#parts.set(uri, parts);
  }

  /** Forgets a file at once: from now on nothing of it is offered. */
  delete(uri: string): void {
    for (const { file, group } of this.#parts.get(uri) ?? []) {
      this.#bytes -= memoryOf(file);
      file.text = "";
      group.waiting = group.waiting.filter((each) => each !== file);
    }
    this.#parts.delete(uri);
  }

  /** Forgets every file. */
  clear(): void {
    // A segment that is being built may still hold them.
    for (const parts of this.#parts.values()) for (const { file } of parts) file.text = "";
    this.#parts.clear();
    this.#groups.clear();
    this.#bytes = 0;
  }

  /** Number of files. */
  get fileCount(): number {
    return this.#parts.size;
  }

  /** Characters that `settle` has yet to take up. */
  get waitingChars(): number {
    let sum = 0;
    for (const { waiting } of this.#groups.values()) for (const { text } of waiting) sum += text.length;
    return sum;
  }

  /** Memory in use, in bytes. */
  get sizeBytes(): number {
    let sum = this.#parts.size * bytesAFile;
    for (const { segments, waiting } of this.#groups.values()) {
      for (const segment of segments) sum += segment.sizeBytes;
      for (const { text, bytes } of waiting) sum += text === "" ? 0 : bytes;
    }
    return sum;
  }

  /** Takes up the files that were set, in turns. */
  *settle(): Generator<undefined, void> {
    for (const group of this.#groups.values()) {
      while (group.waiting.length > 0) {
        const files = group.waiting.splice(0);
        let chars = files.reduce((sum, { text }) => sum + text.length, 0);
        const merged: IndexSegment[] = [];
        // Merging with each segment that isn't much larger keeps their number small, and each file is merged few times.
        for (const segment of [...group.segments].reverse()) {
          const isHalfGone = segment.liveChars < segment.builtChars / 2;
          if ((segment.liveChars > 2 * chars || chars + segment.liveChars > maxSegmentChars) && !isHalfGone) continue;
          merged.push(segment);
          chars += segment.liveChars;
        }
        const live = [...files, ...merged.flatMap((segment) => segment.files)].filter(({ text }) => text !== "");
        const built = live.length === 0 ? undefined : yield* IndexSegment.build(live);
        group.segments = group.segments
          .filter((segment) => !merged.includes(segment))
          .concat(built ?? [])
          .sort((a, b) => b.builtChars - a.builtChars);
      }
    }
  }

  findElsewhere(history: string, params: Parameters<Elsewhere["findElsewhere"]>[1]): ElsewherePlace[] {
    const { self, maxCount, maxChars, isKnown } = params;
    const { reader, documentId } = self;
    const anchor = anchorOf(history);
    if (reader === undefined || anchor === undefined) return [];
    const own = normal(documentId);
    const folder = own.slice(0, own.lastIndexOf("/") + 1);
    const found: SegmentPlace[] = [];
    const segments = this.#groups.get(keyOf(reader.project, reader.family))?.segments ?? [];
    for (const segment of segments) {
      segment.visit(anchor, own, Math.max(minSteps, Math.ceil(maxSteps / segments.length)), (place) => {
        const { file, offset, matchLength } = place;
        if (file.uri === own || isKnown(file.uri) || splitsSurrogates(file.text, offset)) return;
        let at = found.length;
        while (at > 0 && found[at - 1].matchLength < matchLength) at--;
        if (at >= maxCount) return;
        found.splice(at, 0, place);
        if (found.length > maxCount) found.pop();
      });
    }
    return found.map(({ file, offset, matchLength }) => {
      let end = Math.min(file.text.length, offset + maxChars);
      if (splitsSurrogates(file.text, end)) end--;
      return {
        uri: file.uri,
        matchLength,
        text: file.text.slice(offset, end),
        isSibling: file.uri.startsWith(folder) && !file.uri.includes("/", folder.length),
        afterMatchLength: nextLineMatch(file.text, offset, self.afterLine ?? ""),
      };
    });
  }

  /** Answers a question about the files, in turns. */
  *search(question: WorkspaceQuestion): Generator<undefined, WorkspaceFinds> {
    const { project, family, uri, text, stems } = question;
    const group = this.#groups.get(keyOf(project, family));
    if (group === undefined) return { places: [], files: [] };
    const { segments } = group;
    const steps = Math.max(minSteps, Math.ceil(maxSteps / Math.max(1, segments.length)));
    const voted = new VotedPlaces(uri);
    for (const anchor of voted.anchorsIn(text)) {
      for (const segment of segments) segment.visit(anchor, uri, steps, (place) => voted.vote(place));
      voted.count();
      yield;
    }
    const files: WorkspaceText[] = [];
    let looked = 0;
    for (const [address, parts] of stems.length === 0 ? [] : this.#parts) {
      if (++looked % filesATurn === 0) yield;
      const isAsked = address !== uri && hasStem(address, stems) && parts.every((part) => part.group === group);
      if (!isAsked || files.length >= maxFilesGiven) continue;
      const whole = parts.map(({ file }) => file.text).join("");
      if (whole.length <= maxCharsGiven) files.push({ uri: address, text: whole });
    }
    return { places: voted.best(), files };
  }

  #groupOf(project: string, family: LanguageFamily): Group {
    const key = keyOf(project, family);
    const known = this.#groups.get(key) ?? { segments: [], waiting: [] };
    this.#groups.set(key, known);
    return known;
  }
}

function keyOf(project: string, family: LanguageFamily): string {
  return `${family} ${project}`;
}
