import { normal } from "../../documents/place";
import { nextLineMatch, splitsSurrogates } from "./continuationText";
import { DocumentIndex } from "./documentIndex";
import { LexemeIndex, type Alike } from "./lexemeIndex";
import { ownPlace, type OwnPlace } from "./ownPlace";
import type { MemoryOrigin } from "./memoryReader";
import { Shares } from "./shares";
import { Twins } from "./twins";
import { endOfWord, wordAtEnd } from "./wordRest";
import type { Continuation, FindParams, WorkspaceMemory } from "./workspaceMemory";
import type { CaretSelf } from "./caretSelf";
import { isWorthRemembering, maxDocumentChars } from "./worthRemembering";

/** Places visited in each chain of the caret's own document and of another one. Source: bench/memory.ts, `find` within 50 µs at 20 documents. */
const maxSteps = { own: 400, other: 32 };

/** Places in other languages at which a word is finished; more would repeat the same word. // guess */
const maxWordPlaces = 8;

/** Origin of texts without a project, which answer only requests without one. */
const unknownOrigin: MemoryOrigin = { project: "", languageId: "plaintext" };

/** A document's text as it is remembered. */
interface Remembered {
  readonly index: DocumentIndex;
  readonly shares: Shares;
}

/** Bounds of a `CharacterMemory`. */
export interface CharacterMemoryParams {
  /** Characters of all documents together; the least recently set ones are dropped. Uses about 14 bytes per character. */
  readonly maxChars: number;
}

/** A workspace memory that finds places by the hash of the characters before them. Minified and huge documents are refused. */
export class CharacterMemory implements WorkspaceMemory {
  readonly #maxChars: number;
  /** Least recently set first. */
  readonly #documents = new Map<string, Remembered>();
  /** Addresses of the documents, as the workspace's files are named. */
  readonly #addresses = new Set<string>();
  readonly #twins = new Twins();
  #chars = 0;
  /** Place of the last `self`, which is the same for each token of a completion. */
  #located: { self: CaretSelf; index: DocumentIndex; place: OwnPlace | undefined } | undefined;
  /** Lexemes of the document in which the caret was last. */
  #lexemes: LexemeIndex | undefined;

  constructor(params: CharacterMemoryParams) {
    this.#maxChars = params.maxChars;
  }

  set(documentId: string, text: string, origin: MemoryOrigin = unknownOrigin): void {
    const known = this.#documents.get(documentId);
    this.#drop(documentId);
    if (text.length > this.#maxChars || !isWorthRemembering(text)) {
      this.#twins.delete(documentId);
      return;
    }
    const index = known?.index.text === text ? known.index : new DocumentIndex(text);
    this.#documents.set(documentId, { index, shares: new Shares(text, origin) });
    this.#addresses.add(normal(documentId));
    if (index !== known?.index) this.#twins.set(documentId, text);
    this.#chars += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#chars <= this.#maxChars) break;
      this.delete(oldest);
    }
  }

  delete(documentId: string): void {
    this.#drop(documentId);
    this.#twins.delete(documentId);
  }

  /** Reports whether the document with this `normal` address is remembered. */
  isRemembered(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** Returns the documents of which this one is a copy; the relation is mutual. */
  copiesOf(documentId: string): string[] {
    return [...this.#twins.of(documentId)].filter((twin) => this.#twins.of(twin).has(documentId));
  }

  /**
   * Returns the remembered text of a document that is (nearly) the same as `text`. The document must be of the same project or, like an
   * untitled document, of none. `undefined` for a document that is remembered itself.
   */
  pastOf(documentId: string, text: string, project: string): string | undefined {
    const twin = this.#documents.has(documentId) ? undefined : this.#twins.like(text);
    const past = twin === undefined ? undefined : this.#documents.get(twin);
    const from = past?.shares.origin.project;
    return from === project || /^[a-z][a-z0-9+.-]*:$/.test(from ?? "") ? past?.index.text : undefined;
  }

  #drop(documentId: string): void {
    const index = this.#documents.get(documentId)?.index;
    if (!index) return;
    this.#documents.delete(documentId);
    this.#addresses.delete(normal(documentId));
    if (this.#lexemes?.text === index.text) this.#lexemes = undefined;
    this.#chars -= index.text.length;
  }

  get sizeBytes(): number {
    let sum = 0;
    for (const { index, shares } of this.#documents.values()) sum += index.sizeBytes + shares.sizeBytes;
    return sum + (this.#lexemes?.sizeBytes ?? 0);
  }

  find(history: string, { self, maxCount, maxChars }: FindParams): Continuation[] {
    const reader = self?.reader;
    const twins = self && this.#twins.of(self.documentId);
    const documents = [...this.#documents]
      .filter(([documentId]) => !twins?.has(documentId))
      .filter(([, { shares }]) => reader === undefined || shares.origin.project === reader.project)
      .reverse();
    const own = documents.findIndex(([documentId]) => documentId === self?.documentId);
    if (own > 0) documents.unshift(...documents.splice(own, 1));
    const ownIndex = self && this.#documents.get(self.documentId)?.index;
    const place = ownIndex && this.#locate(self, ownIndex);

    const best = new BestFound(maxCount);
    const words = new BestFound(Math.min(maxCount, maxWordPlaces));
    const word = reader && wordAtEnd(history, reader.family);
    for (const reach of ["long", "short"] as const) {
      if (best.isFull) break; // only shorter matches would follow
      for (const [rank, [documentId, { index, shares }]] of documents.entries()) {
        const isOwn = documentId === self?.documentId;
        const visit = (offset: number, matchLength: number): void => {
          if (offset === index.text.length || splitsSurrogates(index.text, offset)) return;
          if (isOwn && place && offset >= place.start && offset <= place.end) return;
          const distance = isOwn && place ? distanceFrom(place, offset) : index.text.length - offset;
          const order = rank * 2 ** 32 + distance;
          const end = reader === undefined ? index.text.length : shares.endFor(reader, offset);
          if (end !== undefined) best.add({ documentId, index, offset, end, matchLength, order });
          else if (word !== undefined && matchLength >= word.leastMatch) {
            if (word.typed === "" && shares.isProse(offset)) return;
            const wordEnd = endOfWord(index.text, offset, word);
            if (wordEnd === undefined) return;
            words.add({
              documentId,
              index,
              offset,
              end: wordEnd,
              matchLength: word.matchLength,
              order: order + 2 ** 52,
            });
          }
        };
        const steps = isOwn ? maxSteps.own : maxSteps.other;
        if (reach === "long") index.visitLong(history, steps, visit);
        else index.visitShort(history, steps, visit);
      }
    }
    for (const word of words.found) if (!best.isFull) best.add(word);
    const afterLine = self?.afterLine ?? "";
    return best.found.map(({ documentId, index, offset, end: shareEnd, matchLength }) => {
      let end = Math.min(offset + maxChars, shareEnd);
      if (splitsSurrogates(index.text, end)) end--;
      const here = index === ownIndex ? place : undefined;
      return {
        documentId,
        offset,
        matchLength,
        text: index.text.slice(offset, end),
        distance: here && (offset < here.start ? here.start - offset : offset - here.end),
        isBeforeCaret: here !== undefined && offset < here.start,
        afterMatchLength: nextLineMatch(index.text, offset, afterLine),
      };
    });
  }

  findAlike(history: string, self: CaretSelf): Alike | undefined {
    const known = this.#documents.get(self.documentId);
    const place = known && this.#locate(self, known.index);
    if (!place) return undefined;
    const { index, shares } = known;
    const { reader } = self;
    if (reader !== undefined && shares.origin.project !== reader.project) return undefined;
    if (this.#lexemes?.text !== index.text) this.#lexemes = new LexemeIndex(index.text);
    const isGiven = (offset: number): boolean => reader === undefined || shares.endFor(reader, offset) !== undefined;
    return this.#lexemes.find(history, place, isGiven);
  }

  #locate(self: CaretSelf, index: DocumentIndex): OwnPlace | undefined {
    if (this.#located?.self !== self || this.#located.index !== index) {
      this.#located = { self, index, place: ownPlace(index.text, self) };
    }
    return this.#located.place;
  }
}

interface Found {
  readonly documentId: string;
  readonly index: DocumentIndex;
  readonly offset: number;
  /** End of the text that may be given. */
  readonly end: number;
  readonly matchLength: number;
  /** Among equal lengths the lower order comes first. */
  readonly order: number;
}

/** Keeps the best few of many found places, best first. */
class BestFound {
  readonly found: Found[] = [];
  readonly #maxCount: number;

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  get isFull(): boolean {
    return this.found.length >= this.#maxCount;
  }

  add(candidate: Found): void {
    const worst = this.found.at(-1);
    if (this.isFull && worst && !isBetter(candidate, worst)) return;
    let at = this.found.length;
    while (at > 0 && isBetter(candidate, this.found[at - 1])) at--;
    this.found.splice(at, 0, candidate);
    if (this.found.length > this.#maxCount) this.found.pop();
  }
}

function isBetter(one: Found, other: Found): boolean {
  return one.matchLength === other.matchLength ? one.order < other.order : one.matchLength > other.matchLength;
}

/** Returns the distance from the caret's line in characters; places before the caret count as nearer than places after it. */
function distanceFrom(place: OwnPlace, offset: number): number {
  return offset < place.start ? place.start - offset : maxDocumentChars + offset - place.end;
}
