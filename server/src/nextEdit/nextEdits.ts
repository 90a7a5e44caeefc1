import type { Clock } from "../base/clock";
import type { TextEdit } from "../base/textEdit";
import { familyOf } from "../code/languageFamily";
import type { RoleReader } from "../code/syntax";
import { languageOf } from "../code/languages";
import type { DocumentState } from "../documents/documentState";
import type { EditHistory, PlacedEdit } from "../documents/editHistory";
import { confidenceOf, leastChance } from "./confidence";
import type { ChainFacts } from "./evidence";
import { likePlaces, type LikePlace, type SearchedDocument } from "./likePlaces";
import { RefusedPlaces } from "./refusedPlaces";
import { templateOf, type Template } from "./template";
import { tokenChangeOf } from "./tokenChange";
import { TokenTables } from "./tokenTables";

/** A change that is offered: the next place of a chain. */
export interface NextEdit extends LikePlace {
  readonly id: string;
  readonly version: number;
  /** 0–1. */
  readonly chance: number;
  /** Places of the chain that would be offered now, this one included. */
  readonly leftCount: number;
  /** Places of the chain that the user has accepted. */
  readonly acceptedCount: number;
  /** Why it is offered, in a sentence without text of a document. */
  readonly reason: string;
}

/** Result of a request: an edit, or why there is none. */
type NextEditAnswer =
  { readonly edit: NextEdit; readonly reason?: undefined } | { readonly edit?: undefined; readonly reason: string };

/** A request for the next edit at a caret. */
interface NextEditRequest {
  readonly document: DocumentState;
  readonly offset: number;
  readonly mode: "on" | "quiet";
  readonly signal: AbortSignal;
}

/** Parts that next edits are found with. */
interface NextEditParts {
  readonly clock: Clock;
  readonly edits: EditHistory;
  /** Every document that is served. */
  readonly documents: () => readonly DocumentState[];
  readonly projectOf: (uri: string) => string;
  readonly rolesIn: (uri: string, text: string) => RoleReader | undefined;
  readonly parsed: (uri: string, signal: AbortSignal | undefined) => Promise<void>;
  readonly count?: (event: "offered" | "taken" | "refused" | "chained") => void;
  /** Judges places by something else than the trained trees; for training. */
  readonly confidence?: (place: LikePlace) => number;
  /** Hears of all places found for a request; for training. */
  readonly onPlaces?: (places: readonly LikePlace[]) => void;
}

/** Rest after a key at the caret from which an edit is finished, in ms. // guess: above a typist's gaps within a word */
const settleMs = 350;

/** Time for which an edit is worth repeating, in ms. // guess */
const freshMs = 10 * 60_000;

/** Refusals after which a chain ends, unless more was accepted. // guess */
const maxRefused = 2;

/** Documents whose last reason is remembered. */
const maxReasons = 100;

/** Chains that are remembered, each with the tokens of its two texts: some megabytes in large files. // guess */
const maxChains = 8;

/** Most other documents that are searched: those changed last. // guess */
const maxDocuments = 20;

interface OpenOffer {
  readonly edit: NextEdit;
  readonly chain: Chain;
  state: "open" | "accepted" | "refused";
}

interface Chain {
  readonly template: Template;
  readonly source: PlacedEdit;
  /** Ids of the edits by hand that did the same. */
  readonly byHand: Set<number>;
  accepted: number;
  refused: number;
}

/**
 * Finds where the user's last change is to be made too, and remembers accepted and refused places. Nothing is searched before a request;
 * a change costs a comparison with the last offer.
 */
export class NextEdits {
  readonly #parts: NextEditParts;
  readonly #tables = new TokenTables();
  readonly #refused = new RefusedPlaces();
  /** By what their edits do, the last used last. */
  readonly #chains = new Map<string, Chain>();
  readonly #templates = new Map<number, { readonly edit: PlacedEdit; readonly template: Template | undefined }>();
  #offer: OpenOffer | undefined;
  /** Reason of the last answer by document. */
  readonly #reasons = new Map<string, string>();
  #count = 0;

  constructor(parts: NextEditParts) {
    this.#parts = parts;
  }

  /** Finds the next edit for a caret, once the last edit is finished; none if the text changes meanwhile. */
  async next(params: NextEditRequest): Promise<NextEditAnswer> {
    const answer = await this.#find(params);
    const { uri } = params.document;
    this.#reasons.delete(uri);
    this.#reasons.set(uri, answer.edit ? answer.edit.reason : answer.reason);
    if (this.#reasons.size > maxReasons) this.#reasons.delete([...this.#reasons.keys()][0]);
    return answer;
  }

  /** Returns the reason of the last answer, of a document or of all, in a sentence without text of a document. */
  why(uri: string | undefined): string | undefined {
    return uri === undefined ? [...this.#reasons.values()].at(-1) : this.#reasons.get(uri);
  }

  async #find({ document, offset, mode, signal }: NextEditRequest): Promise<NextEditAnswer> {
    const last = this.#parts.edits.edits().find((edit) => !edit.isAccepted);
    if (last === undefined) return none("Nothing has been edited yet.");
    await this.#settle(last, document, offset, signal);
    const current = this.#parts.documents().find(({ uri }) => uri === document.uri);
    if (signal.aborted || current?.version !== document.version)
      return none("The text changed before the answer was ready.");
    if (isBroken(last, this.#parts)) return none("The last edit isn't complete yet.");
    const chains = this.#candidates(last, document);
    let reason = "The last edit has no like places.";
    for (const chain of chains) {
      if (chain.refused >= maxRefused && chain.refused >= chain.accepted) {
        reason = "You refused this change at other places.";
        continue;
      }
      const places = this.#placesOf(chain, document, mode);
      this.#parts.onPlaces?.(places);
      const judged = places.map((place) => ({ place, chance: (this.#parts.confidence ?? confidenceOf)(place) }));
      const wanted = judged.filter(({ chance }) => chance >= leastFor(chain, mode));
      const best = inOrder(wanted, document.uri, offset).at(0);
      if (best !== undefined) return { edit: this.#offerOf(chain, best, wanted.length) };
      if (judged.length > 0) reason = "Like places were found, but none of them is likely enough.";
    }
    return none(reason);
  }

  /** Records a change before the history does, and returns whether it is the acceptance of the last offer. */
  changed({ uri, text }: DocumentState, edits: readonly TextEdit[]): boolean {
    this.#refused.changed(uri, edits);
    const offer = this.#offer;
    const before = this.#parts.edits.textOf(uri);
    if (before === undefined || offer === undefined || offer.edit.uri !== uri) return false;
    const { start, end, newText } = offer.edit;
    const first = edits.at(0);
    if (offer.state === "accepted" && first !== undefined) {
      // Taken back: as good as refused.
      const isUndone = text.length - before.length === end - start - newText.length && first.startOffset >= start;
      if (isUndone && before.startsWith(newText, start) && first.startOffset <= start + newText.length) {
        offer.chain.accepted--;
        offer.state = "refused";
        this.#refused.add(uri, { start, end, newText });
        return false;
      }
    }
    if (offer.state !== "open" || first === undefined) return false;
    const isIts =
      text.length - before.length === newText.length - (end - start) &&
      text.startsWith(newText, start) &&
      edits.every(({ startOffset, newEndOffset }) => startOffset >= start && newEndOffset <= start + newText.length);
    if (isIts) this.#take(offer);
    else this.#offer = undefined;
    return isIts;
  }

  /** Records that the user took an offer, in case its change came in another form. Returns whether it was the last one. */
  accepted(id: string): boolean {
    const offer = this.#offer;
    if (offer?.edit.id !== id) return false;
    if (offer.state === "open") this.#take(offer);
    return true;
  }

  #take(offer: OpenOffer): void {
    offer.state = "accepted";
    offer.chain.accepted++;
    this.#parts.count?.("taken");
    if (offer.chain.accepted > 1) this.#parts.count?.("chained");
  }

  /** Records that the user doesn't want an offer. Returns whether it was still open. */
  refuse(id: string): boolean {
    const offer = this.#offer;
    if (offer?.edit.id !== id || offer.state !== "open") return false;
    offer.state = "refused";
    offer.chain.refused++;
    this.#parts.count?.("refused");
    this.#refused.add(offer.edit.uri, offer.edit);
    return true;
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#tables.forget(uri);
    this.#refused.forget(uri);
    if (this.#offer?.edit.uri === uri) this.#offer = undefined;
    for (const [key, { source }] of this.#chains) if (source.uri === uri) this.#chains.delete(key);
  }

  /** Waits for the rest after which an edit at the caret is finished. */
  async #settle(last: PlacedEdit, document: DocumentState, offset: number, signal: AbortSignal): Promise<void> {
    const { clock, parsed } = this.#parts;
    const { uri, now, atMs } = last;
    const isAtCaret = uri === document.uri && now !== undefined && offset >= now.start && offset <= now.end;
    const restMs = settleMs - (clock.nowMs() - atMs);
    // What has changed is read while the user rests, so that the answer takes little after that.
    this.#templateOf(last);
    if (isAtCaret && restMs > 0)
      await new Promise<void>((resolve) => {
        const cancel = clock.after(restMs, resolve);
        signal.addEventListener("abort", () => {
          cancel();
          resolve();
        });
      });
    if (!signal.aborted && this.#offer?.state !== "accepted") await parsed(uri, signal);
  }

  /** Returns the chains that may continue, the likeliest first: the last edit's, and the last one with an accepted place. */
  #candidates(last: PlacedEdit, { uri }: DocumentState): Chain[] {
    const { clock, projectOf } = this.#parts;
    const isNear = (edit: PlacedEdit): boolean =>
      clock.nowMs() - edit.atMs < freshMs && projectOf(edit.uri) === projectOf(uri);
    const chains: Chain[] = [];
    const own = isNear(last) ? this.#chainOf(last) : undefined;
    if (own) chains.push(own);
    const known = [...this.#chains.values()].reverse();
    const running = known.find(
      (chain) => chain !== own && (chain.accepted > 0 || chain.byHand.size > 1) && isNear(chain.source),
    );
    if (running) chains.push(running);
    return chains;
  }

  #chainOf(edit: PlacedEdit): Chain | undefined {
    const template = this.#templateOf(edit);
    if (template === undefined) return undefined;
    const known = this.#chains.get(template.key);
    const chain: Chain = {
      ...{ template, source: edit },
      byHand: (known?.byHand ?? new Set()).add(edit.id),
      accepted: known?.accepted ?? 0,
      refused: known?.refused ?? 0,
    };
    this.#chains.delete(template.key);
    if (known && known.source.id === edit.id) {
      this.#chains.set(template.key, known);
      return known;
    }
    this.#chains.set(template.key, chain);
    for (const oldest of this.#chains.keys()) {
      if (this.#chains.size <= maxChains) break;
      this.#chains.delete(oldest);
    }
    return chain;
  }

  #templateOf(edit: PlacedEdit): Template | undefined {
    const known = this.#templates.get(edit.id);
    if (known && known.edit.after === edit.after && known.edit.before === edit.before) return known.template;
    const document = this.#parts.documents().find(({ uri }) => uri === edit.uri);
    if (document === undefined || languageOf(document.languageId).kind !== "code") return undefined;
    const after = this.#tables.of(edit.uri, document.languageId, edit.after);
    const before = this.#tables.of(`${edit.uri} before`, document.languageId, edit.before, after);
    const change = tokenChangeOf(edit, before, after);
    const template = change && templateOf(change);
    this.#templates.set(edit.id, { edit, template });
    if (this.#templates.size > maxChains) this.#templates.delete([...this.#templates.keys()][0]);
    return template;
  }

  /** Finds the places of a chain: in the caret's document, and in the others of its project and language. */
  #placesOf(chain: Chain, document: DocumentState, mode: "on" | "quiet"): LikePlace[] {
    const { documents, projectOf } = this.#parts;
    const { template } = chain;
    // Where it is now; an edit that was undone has no places.
    const source = this.#parts.edits.edits().find(({ id }) => id === chain.source.id);
    if (source === undefined) return [];
    const facts: ChainFacts = { byHand: chain.byHand.size, accepted: chain.accepted, refused: chain.refused };
    const origin = documents().find(({ uri }) => uri === source.uri);
    const others = documents()
      .filter(
        (each) =>
          each.uri !== document.uri &&
          projectOf(each.uri) === projectOf(document.uri) &&
          familyOf(each.languageId) === familyOf(origin?.languageId ?? document.languageId),
      )
      .slice(-maxDocuments);
    const isWanted = (place: LikePlace): boolean => !this.#refused.has(place.uri, place);
    const { places, siteUse } = this.#search(document, source, template, facts);
    const own = places.filter(isWanted);
    // A variable of a function has no uses in another file.
    const use = source.uri === document.uri ? siteUse : origin && this.#search(origin, source, template, facts).siteUse;
    if (use && use.kind !== "member" && use.scope > 0) return source.uri === document.uri ? own : [];
    if (own.some((place) => (this.#parts.confidence ?? confidenceOf)(place) >= leastFor(chain, mode))) return own;
    return [...own, ...others.flatMap((each) => this.#search(each, source, template, facts).places.filter(isWanted))];
  }

  #search(document: DocumentState, source: PlacedEdit, template: Template, facts: ChainFacts) {
    const { uri, languageId, text } = document;
    const table = this.#tables.of(uri, languageId, text);
    const searched: SearchedDocument = {
      ...{ uri, table },
      roles: this.#parts.rolesIn(uri, text),
      site: source.uri === uri ? siteOf(source, template) : undefined,
    };
    return likePlaces(template, searched, facts);
  }

  #offerOf(chain: Chain, { place, chance }: Judged, leftCount: number): NextEdit {
    const version = this.#parts.documents().find(({ uri }) => uri === place.uri)?.version ?? 0;
    const last = this.#offer?.state === "open" ? this.#offer.edit : undefined;
    const isSame =
      last?.uri === place.uri && last.start === place.start && last.end === place.end && last.newText === place.newText;
    if (!isSame) this.#parts.count?.("offered");
    const edit: NextEdit = {
      ...place,
      ...{ id: isSame ? last.id : `next-${++this.#count}`, version, chance, leftCount },
      acceptedCount: chain.accepted,
      reason: reasonOf(chain, place),
    };
    this.#offer = { edit, chain, state: "open" };
    return edit;
  }
}

interface Judged {
  readonly place: LikePlace;
  readonly chance: number;
}

function none(reason: string): NextEditAnswer {
  return { reason };
}

function leastFor({ accepted, byHand }: Chain, mode: "on" | "quiet"): number {
  const { first, next } = leastChance[mode];
  return accepted > 0 || byHand.size > 1 ? next : first;
}

/** Sorts places: those behind the caret, those before it, then other documents. */
function inOrder(places: readonly Judged[], uri: string, offset: number): Judged[] {
  const rank = ({ place }: Judged): number => (place.uri !== uri ? 2 : place.start >= offset ? 0 : 1);
  return [...places].sort(
    (a, b) => rank(a) - rank(b) || (a.place.uri === b.place.uri ? a.place.start - b.place.start : 0),
  );
}

/** Returns the place of an edit's new tokens in the document as it is now. */
function siteOf({ now, edit }: PlacedEdit, { change }: Template): { start: number; end: number } | undefined {
  if (now === undefined) return { start: 0, end: 0 };
  const { after, now: tokens } = change;
  if (tokens.start === tokens.end) return now;
  const start = now.start + after.starts[tokens.start] - edit.startOffset;
  return { start, end: start + after.ends[tokens.end - 1] - after.starts[tokens.start] };
}

/** Reports whether an edit left a syntax error where it was made. */
function isBroken({ uri, now }: PlacedEdit, { documents, rolesIn }: NextEditParts): boolean {
  const text = documents().find((document) => document.uri === uri)?.text;
  if (now === undefined || text === undefined) return false;
  const roles = rolesIn(uri, text);
  return roles?.isFresh === true && roles.hasError(now.start, now.end);
}

function reasonOf({ accepted, byHand, template }: Chain, { evidence }: LikePlace): string {
  const same =
    evidence.isRename === 1
      ? evidence.isBindingSame === 1
        ? "This is the same name as the one that you changed."
        : "This name is written as the one that you changed."
      : evidence.isInsertion === 1
        ? "You added the same at a like place."
        : template.change.now.start === template.change.now.end
          ? "You removed the same at a like place."
          : "You changed the same code at a like place.";
  const again =
    accepted > 0 ? ` You accepted ${accepted} like it.` : byHand.size > 1 ? ` You did so ${byHand.size} times.` : "";
  return same + again;
}
