import type { ChangedText } from "../base/changedText";
import type { Clock } from "../base/clock";
import type { TextEdit } from "../base/textEdit";
import { familyOf } from "../code/languageFamily";
import type { RoleReader } from "../code/syntax";
import type { DocumentState } from "../documents/documentState";
import type { EditHistory, PlacedEdit } from "../documents/editHistory";
import { removedParameter, type RemovedParameter } from "./callers";
import { Chains, isRefused, isRepeated, type Chain } from "./chains";
import { confidenceOf, leastChance } from "./confidence";
import { isRename, type ChainFacts } from "./evidence";
import { likePlaces, type LikePlace, type SearchedDocument } from "./likePlaces";
import { RefusedPlaces } from "./refusedPlaces";
import type { Template } from "./template";
import { isName } from "./tokenChange";
import { TokenTables } from "./tokenTables";
import { TokenTable } from "../code/tokenTable";

/** A change that is offered: the next place of a chain, or a model's proposal. */
export interface NextEdit extends ChangedText {
  readonly id: string;
  readonly uri: string;
  readonly version: number;
  /** 0–1; unknown of a proposal. */
  readonly chance?: number;
  /** Places of the chain that would be offered now, this one included. */
  readonly leftCount: number;
  /** Places of the chain that the user has accepted. */
  readonly acceptedCount: number;
  /** Why it is offered, in a sentence without text of a document. */
  readonly reason: string;
}

/** A name that the user has replaced by hand. Offsets count UTF-16 units. */
export interface RenamedName {
  readonly start: number;
  readonly end: number;
  readonly oldName: string;
  readonly newName: string;
}

/** A chain that may continue in files that aren't open. */
export interface FurtherPlaces {
  /** A word that each of its places has. */
  readonly name: string;
  readonly languageId: string;
  /** Reports whether a text has places of the chain; whether they are likely shows once the file is open. */
  readonly fits: (text: string) => boolean;
  /** Files that the editor was asked to open for the chain before, with the number of times. */
  readonly opened: Map<string, number>;
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
  readonly count?: (
    event: "offered" | "taken" | "refused" | "chained",
    edit: Pick<LikePlace, "uri" | "start" | "newText"> & { readonly kind: "place" | "endpoint" },
  ) => void;
  /** Judges places by something else than the trained trees; for training. */
  readonly confidence?: (place: LikePlace) => number;
  /** Hears of all places found for a request; for training. */
  readonly onPlaces?: (places: readonly LikePlace[]) => void;
}

/** Rest after a key at the caret from which an edit is finished, in ms. // guess: above a typist's gaps within a word */
const settleMs = 350;

/** Documents whose last reason is remembered. */
const maxReasons = 100;

/** Most files that are opened for a chain. // guess: as many as a user may want to see */
const maxOpened = 20;

/** Tokens on each side of an insertion among which the word is that its places have. // guess */
const besideTokens = 3;

/** Most other documents that are searched: those changed last. // guess */
const maxDocuments = 20;

interface OpenOffer {
  readonly edit: NextEdit;
  /** A model's proposal has none. */
  readonly chain?: Chain;
  state: "open" | "accepted" | "refused";
}

/**
 * Finds where the user's last change is to be made too, and remembers accepted and refused places. Nothing is searched before a request;
 * a change costs a comparison with the last offer.
 */
export class NextEdits {
  readonly #parts: NextEditParts;
  readonly #tables = new TokenTables();
  readonly #refused = new RefusedPlaces();
  readonly #chains: Chains;
  #offer: OpenOffer | undefined;
  /** Text before the last edit by hand, if a syntax error was at its place already, as in code full of macros. */
  #brokenBefore: string | undefined;
  /** Reason of the last answer by document. */
  readonly #reasons = new Map<string, string>();
  #offerCount = 0;

  constructor(parts: NextEditParts) {
    this.#parts = parts;
    this.#chains = new Chains({ ...parts, tables: this.#tables });
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

  /** Returns the name that the last edit by hand replaced at its declaration, if other files may use it, which excludes variables of functions. */
  renamed(document: DocumentState): RenamedName | undefined {
    const last = this.#parts.edits.edits().find((edit) => !edit.isAccepted);
    if (last?.uri !== document.uri || !this.#chains.isFresh(last)) return undefined;
    const template = this.#chains.templateOf(last);
    const place = template && isRename(template) ? siteOf(last, template) : undefined;
    if (template === undefined || place === undefined) return undefined;
    const { siteUse } = this.#search(document, last, template, { byHand: 1, accepted: 0, refused: 0 });
    if (siteUse && (!siteUse.isDeclaration || (siteUse.kind !== "member" && siteUse.scope > 0))) return undefined;
    const { before, after, old, now } = template.change;
    const newName = after.word(now.start);
    if (document.text.slice(place.start, place.end) !== newName) return undefined;
    return { ...place, oldName: before.word(old.start), newName };
  }

  /** Returns the chain whose change the user has made or accepted again, for the search of files that aren't open. */
  further(document: DocumentState, mode: "on" | "quiet"): FurtherPlaces | undefined {
    const last = this.#parts.edits.edits().find((edit) => !edit.isAccepted);
    const chain =
      last && this.#chains.candidates(last, document.uri).find((each) => isRepeated(each) && !isRefused(each));
    if (chain === undefined || chain.opened.size >= maxOpened || (mode === "quiet" && chain.byHand.size < 2))
      return undefined;
    const { template, opened } = chain;
    const { languageId } = template.change.after;
    const removed = this.#removedIn(chain.source, template);
    const name = removed?.callee ?? wordOf(template);
    const facts: ChainFacts = { byHand: chain.byHand.size, accepted: chain.accepted, refused: chain.refused };
    const fits = (text: string): boolean => {
      const table = new TokenTable(languageId, text);
      const searched = { uri: "", table, roles: undefined, site: undefined, removed };
      return likePlaces(template, searched, facts).places.length > 0;
    };
    return name === undefined ? undefined : { name, languageId, fits, opened };
  }

  async #find({ document, offset, mode, signal }: NextEditRequest): Promise<NextEditAnswer> {
    const last = this.#parts.edits.edits().find((edit) => !edit.isAccepted);
    if (last === undefined) return none("Nothing has been edited yet.");
    await this.#settle(last, document, offset, signal);
    const current = this.#parts.documents().find(({ uri }) => uri === document.uri);
    if (signal.aborted || current?.version !== document.version)
      return none("The text changed before the answer was ready.");
    if (last.before !== this.#brokenBefore && isBroken(last, this.#parts))
      return none("The last edit isn't complete yet.");
    const chains = this.#chains.candidates(last, document.uri);
    let reason = "The last edit has no like places.";
    for (const chain of chains) {
      if (isRefused(chain)) {
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
    const first = edits.at(0);
    if (before !== undefined && first !== undefined) this.#noteError(uri, text, before, first);
    if (before === undefined || offer === undefined || offer.edit.uri !== uri) return false;
    const { start, end, newText } = offer.edit;
    if (offer.state === "accepted" && first !== undefined) {
      // Taken back: as good as refused.
      const isUndone = text.length - before.length === end - start - newText.length && first.startOffset >= start;
      if (isUndone && before.startsWith(newText, start) && first.startOffset <= start + newText.length) {
        if (offer.chain) offer.chain.accepted--;
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

  /** Remembers whether an edit begins where a syntax error is: then that error says nothing about the edit. */
  #noteError(uri: string, text: string, before: string, edit: TextEdit): void {
    const last = this.#parts.edits.edits().at(0);
    const { start, end } = (last?.uri === uri ? last.now : undefined) ?? { start: Infinity, end: -1 };
    if (edit.startOffset <= end && edit.oldEndOffset >= start) return; // continues the last one
    // The tree is still that of the text before the edit, and maps the new text's offsets to its own.
    const roles = this.#parts.rolesIn(uri, text);
    this.#brokenBefore = roles?.hasError(edit.startOffset, edit.startOffset) === true ? before : undefined;
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
    this.#count("taken", offer);
    if (offer.chain && ++offer.chain.accepted > 1) this.#count("chained", offer);
  }

  #count(event: "offered" | "taken" | "refused" | "chained", { edit, chain }: Pick<OpenOffer, "edit" | "chain">): void {
    this.#parts.count?.(event, { ...edit, kind: chain ? "place" : "endpoint" });
  }

  /** Records that the user doesn't want an offer. Returns whether it was still open. */
  refuse(id: string): boolean {
    const offer = this.#offer;
    if (offer?.edit.id !== id || offer.state !== "open") return false;
    offer.state = "refused";
    if (offer.chain) offer.chain.refused++;
    this.#count("refused", offer);
    this.#refused.add(offer.edit.uri, offer.edit);
    return true;
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#tables.forget(uri);
    this.#refused.forget(uri);
    if (this.#offer?.edit.uri === uri) this.#offer = undefined;
    this.#chains.forget(uri);
  }

  /** Waits for the rest after which an edit at the caret is finished. */
  async #settle(last: PlacedEdit, document: DocumentState, offset: number, signal: AbortSignal): Promise<void> {
    const { clock, parsed } = this.#parts;
    const { uri, now, atMs } = last;
    const isAtCaret = uri === document.uri && now !== undefined && offset >= now.start && offset <= now.end;
    const restMs = settleMs - (clock.nowMs() - atMs);
    // What has changed is read while the user rests, so that the answer takes little after that.
    this.#chains.templateOf(last);
    if (isAtCaret && restMs > 0)
      await new Promise<void>((resolve) => {
        const cancel = clock.after(restMs, resolve);
        signal.addEventListener("abort", () => {
          cancel();
          resolve();
        });
      });
    if (!signal.aborted && this.#offer?.state !== "accepted") await parsed(uri, signal);
    // A file that was opened for a chain.
    for (const opened of this.#chains.opened()) if (!signal.aborted) await parsed(opened, signal);
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
    // Another file is far away: a quiet user is led there only by a change that was made by hand twice.
    if (mode === "quiet" && chain.byHand.size < 2) return own;
    return [...own, ...others.flatMap((each) => this.#search(each, source, template, facts).places.filter(isWanted))];
  }

  #search(document: DocumentState, source: PlacedEdit, template: Template, facts: ChainFacts) {
    const { uri, languageId, text } = document;
    const table = this.#tables.of(uri, languageId, text);
    const searched: SearchedDocument = {
      ...{ uri, table },
      roles: this.#parts.rolesIn(uri, text),
      site: source.uri === uri ? siteOf(source, template) : undefined,
      removed: this.#removedIn(source, template),
    };
    return likePlaces(template, searched, facts);
  }

  /** Finds the parameter that an edit removed from a declared function, if its document is open. */
  #removedIn({ uri, edit, now }: PlacedEdit, template: Template): RemovedParameter | undefined {
    const text = this.#parts.documents().find((document) => document.uri === uri)?.text;
    const roles = text === undefined ? undefined : this.#parts.rolesIn(uri, text);
    const shift = now === undefined ? undefined : now.start - edit.startOffset;
    if (roles === undefined || shift === undefined) return undefined;
    const { starts } = template.change.before;
    return removedParameter(template, (name) => roles.resolve([starts[name] + shift]).at(0)?.isDeclaration === true);
  }

  /** Offers a model's proposal for a document; `undefined` if the user refused it there. */
  offerProposal(uri: string, place: ChangedText): NextEdit | undefined {
    if (this.#refused.has(uri, place)) return undefined;
    const edit = this.#open({ ...place, uri }, undefined, {
      ...{ leftCount: 1, acceptedCount: 0 },
      reason: "A model of yours proposed it after your last changes.",
    });
    this.#reasons.set(uri, edit.reason);
    return edit;
  }

  #offerOf(chain: Chain, { place, chance }: Judged, leftCount: number): NextEdit {
    const shown = { leftCount, acceptedCount: chain.accepted, reason: reasonOf(chain, place), chance };
    return this.#open(place, chain, shown);
  }

  #open(
    place: ChangedText & { readonly uri: string },
    chain: Chain | undefined,
    shown: Pick<NextEdit, "leftCount" | "acceptedCount" | "reason" | "chance">,
  ): NextEdit {
    const { uri, start, end, newText } = place;
    const version = this.#parts.documents().find((document) => document.uri === uri)?.version ?? 0;
    const last = this.#offer?.state === "open" ? this.#offer.edit : undefined;
    const isSame = last?.uri === uri && last.start === start && last.end === end && last.newText === newText;
    const id = isSame ? last.id : `next-${++this.#offerCount}`;
    const edit: NextEdit = { id, uri, version, start, end, newText, ...shown };
    this.#offer = { edit, ...(chain && { chain }), state: "open" };
    if (!isSame) this.#count("offered", this.#offer);
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

function leastFor(chain: Chain, mode: "on" | "quiet"): number {
  const { first, next } = leastChance[mode];
  return isRepeated(chain) ? next : first;
}

/** Returns the longest word that every place of a change has: a removed one, or one beside an insertion. */
function wordOf({ change: { before, old }, old: parts }: Template): string | undefined {
  const isInsertion = old.start === old.end;
  const beside = Array.from({ length: 2 * besideTokens }, (_, index) => before.word(old.start - besideTokens + index));
  const words = isInsertion ? beside : parts.flatMap((part) => (part.kind === "token" ? [part.text] : []));
  return words.filter(isName).sort((a, b) => b.length - a.length)[0];
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

function reasonOf({ accepted, byHand, template }: Chain, { evidence, isArgument }: LikePlace): string {
  const same = isArgument
    ? "You removed the parameter that this argument is for."
    : evidence.isRename === 1
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
