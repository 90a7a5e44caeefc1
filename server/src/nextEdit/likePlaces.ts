import type { NameUse } from "../code/bindings";
import type { RoleReader } from "../code/syntax";
import type { TokenTable } from "../code/tokenTable";
import {
  contextOf,
  evidenceOf,
  isBindingSame,
  isGroupSame,
  isRename,
  type ChainFacts,
  type PlaceEvidence,
  type RoleFacts,
} from "./evidence";
import { matchesOf, type Match } from "./matchTemplate";
import type { Template } from "./template";
import { isName } from "./tokenChange";
import { writePlace, type PlaceEdit } from "./writePlace";

/** A document in which like places are looked for. */
export interface SearchedDocument {
  readonly uri: string;
  readonly table: TokenTable;
  readonly roles: RoleReader | undefined;
  /** Place of the edited text, if it is in this document. */
  readonly site: { readonly start: number; readonly end: number } | undefined;
}

/** A place like the edited one, and the same change there. */
export interface LikePlace extends PlaceEdit {
  readonly uri: string;
  readonly evidence: PlaceEvidence;
  /** True for a use whose variable was renamed at its declaration to a name that nothing but this chain wrote: without the change it means nothing. */
  readonly isOrphan: boolean;
}

/** Most places of a document that are judged; those nearest to the edit. // guess */
const maxPlaces = 120;

/** Fewest equal tokens on one side of a place for an insertion. Source: bench/nextedit; of those with fewer, 1 in 40 was right. */
const leastContext = 3;

/** Most places of a name that are resolved. // guess: 2 ms */
const maxUses = 600;

/** Result of a search. */
interface Found {
  readonly places: readonly LikePlace[];
  /** Meaning of the renamed name at the edited place, if that is in this document and known. */
  readonly siteUse: NameUse | undefined;
}

/** Finds the places of a document at which an edit could be made too, in their order, whether likely or not. */
export function likePlaces(template: Template, document: SearchedDocument, chain: ChainFacts): Found {
  const { table, site } = document;
  const own = matchesOf(template, table).filter(({ start, end }) => !site || !overlaps(table, { start, end }, site));
  const matches = nearest(
    own.filter((match) => isLike(template, match)),
    site,
    table,
  ).filter((match) => !isNewForm(template, match));
  const { siteUse, readRoles } = roleFacts(template, document);
  if (matches.length === 0) return { places: [], siteUse };
  const contexts = matches.map((match) => contextOf(template, match).reduce((sum, each) => sum + each, 0));
  const { after, now } = template.change;
  const newName = Array.from({ length: now.end - now.start }, (_, index) => after.word(now.start + index)).find(isName);
  const known = newName === undefined ? 0 : table.find(newName, 50).length - (site ? 1 : 0);
  const siteLine = site ? table.lineAt(site.start) : 0;
  const places = matches.flatMap((match): LikePlace[] => {
    const written = writePlace(template, match);
    if (written === undefined) return [];
    const roles = readRoles(match);
    const place = roles?.placeUse?.isShorthand ? asProperty(written, table) : written;
    // A name that means another variable is left out.
    const placeUse = roles?.placeUse;
    if (siteUse && placeUse && !isBindingSame(siteUse, placeUse)) return [];
    if (table.text.slice(place.start, place.end) === place.newText) return [];
    const evidence = evidenceOf({
      ...{ template, match, place, contexts, siteLine, roles, chain },
      newCount: Math.max(0, known),
      isOtherFile: site === undefined,
    });
    const isOrphan =
      isRename(template) &&
      siteUse?.isDeclaration === true &&
      siteUse.kind !== "member" &&
      evidence.isBindingSame === 1 &&
      known <= chain.accepted + chain.byHand - 1;
    return [{ ...place, uri: document.uri, evidence, isOrphan }];
  });
  return { places, siteUse };
}

/** Reports whether a place for an insertion has enough in common with the edited one: both neighbours, the group, or some tokens on one side. */
function isLike(template: Template, match: Match): boolean {
  if (template.old.length > 0) return true;
  const [left, right] = contextOf(template, match);
  return (left > 0 && right > 0) || left + right >= leastContext || isGroupSame(template, match);
}

/** Reports whether the tokens of a match touch a stretch of text. */
function overlaps(
  table: TokenTable,
  { start, end }: { readonly start: number; readonly end: number },
  site: { readonly start: number; readonly end: number },
): boolean {
  const from = start >= table.count ? table.text.length : table.starts[start];
  const to = end > start ? table.ends[end - 1] : from;
  return from < site.end && to > site.start ? true : start === end && from >= site.start && from <= site.end;
}

function nearest(matches: Match[], site: SearchedDocument["site"], table: TokenTable): Match[] {
  if (matches.length <= maxPlaces) return matches;
  const middle = table.indexAt(site?.start ?? 0);
  return matches
    .toSorted((a, b) => Math.abs(a.start - middle) - Math.abs(b.start - middle))
    .slice(0, maxPlaces)
    .sort((a, b) => a.start - b.start);
}

/** Reports whether a place looks as the edited one does now. */
function isNewForm({ change, now }: Template, { table, start, end }: Match): boolean {
  const first = now.findIndex((part) => part.kind === "hole");
  const words = (parts: Template["now"]): string[] => parts.flatMap((part) => (part.kind === "text" ? part.words : []));
  const isInsertion = change.old.start === change.old.end;
  const isAt = (from: number, expected: readonly string[]): boolean =>
    expected.every((word, index) => table.word(from + index) === word);
  if (isInsertion) {
    const all = words(now);
    return isAt(start - all.length, all) || isAt(start, all);
  }
  if (first < 0 || change.now.start === change.now.end) return false;
  const head = words(now.slice(0, first));
  const last = now.findLastIndex((part) => part.kind === "hole");
  const tail = words(now.slice(last + 1));
  return head.length + tail.length > 0 && isAt(start - head.length, head) && isAt(end, tail);
}

/** Makes the reader of what the grammar says of places; of a rename, only names of the same meaning are left. */
function roleFacts(
  template: Template,
  { table, roles, site }: SearchedDocument,
): { readonly siteUse: NameUse | undefined; readonly readRoles: (match: Match) => RoleFacts | undefined } {
  if (roles === undefined) return { siteUse: undefined, readRoles: () => undefined };
  const siteOffset = site === undefined ? undefined : tokenAt(table, site.start);
  const siteRole = siteOffset === undefined ? "" : roles.roleAt(siteOffset);
  let uses: ReadonlyMap<number, NameUse | undefined> = new Map();
  if (isRename(template)) {
    const name = template.change.before.word(template.change.old.start);
    const offsets = table.find(name, maxUses).map((index) => table.starts[index]);
    if (siteOffset !== undefined) offsets.push(siteOffset);
    const resolved = roles.resolve(offsets);
    uses = new Map(offsets.map((offset, index) => [offset, resolved[index]]));
  }
  const siteUse = siteOffset === undefined ? undefined : uses.get(siteOffset);
  const readRoles = ({ start }: Match): RoleFacts => {
    const offset = start >= table.count ? table.text.length : table.starts[start];
    const placeRole = siteRole === "" ? "" : roles.roleAt(offset);
    return { siteRole, placeRole, siteUse, placeUse: uses.get(offset) };
  };
  return { siteUse, readRoles };
}

function tokenAt(table: TokenTable, offset: number): number {
  const index = table.indexAt(offset);
  return index < table.count ? table.starts[index] : offset;
}

/** Writes `{ name }` as `{ name: newName }`. */
function asProperty(place: PlaceEdit, table: TokenTable): PlaceEdit {
  return { ...place, newText: `${table.text.slice(place.start, place.end)}: ${place.newText}` };
}
