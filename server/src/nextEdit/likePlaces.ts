import { orphanedArguments, type RemovedParameter } from "./callers";
import type { NameUse } from "../code/bindings";
import type { RoleReader } from "../code/syntax";
import type { TokenTable } from "../code/tokenTable";
import {
  contextOf,
  evidenceOf,
  formContextOf,
  isBindingSame,
  isGroupSame,
  isRename,
  siteFactsOf,
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
  /** The parameter that the edit removed, whose arguments calls still pass. */
  readonly removed: RemovedParameter | undefined;
}

/** A place like the edited one, and the same change there. */
export interface LikePlace extends PlaceEdit {
  readonly uri: string;
  readonly evidence: PlaceEvidence;
  /** True for a use whose variable was renamed at its declaration to a name that its scope has for nothing else: without the change it means nothing. */
  readonly isOrphan: boolean;
  /** True for an argument of a call whose parameter was removed. */
  readonly isArgument: boolean;
}

/** Most places of a document that are judged; those nearest to the edit. // guess */
const maxPlaces = 120;

/** Fewest equal tokens on one side of a place for an insertion. Source: bench/nextedit; of those with fewer, 1 in 40 was right. */
const leastContext = 3;

/** The same if any name equals any other, and at least one token on each side does. // guess: a short statement */
const leastForm = 6;

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
  const passed = argumentsOf(document);
  const own = matchesOf(template, table).filter(({ start, end }) => !site || !overlaps(table, { start, end }, site));
  const like = own.filter((match) => isLike(template, match) && !isNewForm(template, match));
  const matches = nearest([...like.filter(({ start }) => !passed.has(start)), ...passed.values()], site, table);
  const { siteUse, readRoles } = roleFacts(template, document);
  if (matches.length === 0) return { places: [], siteUse };
  const contexts = matches.map((match) => contextOf(template, match).reduce((sum, each) => sum + each, 0));
  const { after, now } = template.change;
  const newName = Array.from({ length: now.end - now.start }, (_, index) => after.word(now.start + index)).find(isName);
  const known = newName === undefined ? 0 : table.find(newName, 50).length - (site ? 1 : 0);
  const siteLine = site ? table.lineAt(site.start) : 0;
  const siteFacts = siteFactsOf(template, document.uri);
  const firstBelow = site ? matches.findIndex(({ start }) => table.starts[start] >= site.start) : 0;
  const middle = firstBelow < 0 ? matches.length : firstBelow;
  const places = matches.flatMap((match, index): LikePlace[] => {
    const isArgument = passed.get(match.start) === match;
    const written = isArgument ? withoutArgument(match) : writePlace(template, match);
    if (written === undefined) return [];
    const roles = readRoles(match);
    const place = roles?.placeUse?.isShorthand ? asProperty(written, table) : written;
    // A name that means another variable is left out.
    const placeUse = roles?.placeUse;
    if (!isArgument && siteUse && placeUse && !isBindingSame(siteUse, placeUse)) return [];
    if (table.text.slice(place.start, place.end) === place.newText || isThere(place, table.text)) return [];
    const evidence = evidenceOf({
      ...{ template, match, siteFacts, place, contexts, siteLine, roles, chain },
      closerPlaces: index >= middle ? index - middle : middle - 1 - index,
      newCount: Math.max(0, known),
      isOtherFile: site === undefined,
    });
    const isOrphan =
      isRename(template) &&
      siteUse?.isDeclaration === true &&
      siteUse.kind !== "member" &&
      evidence.isBindingSame === 1 &&
      roles?.isNewFree === true;
    return [{ ...place, uri: document.uri, evidence, isOrphan, isArgument }];
  });
  return { places, siteUse };
}

/** Finds the arguments that calls of a document pass to a removed parameter, by their first token. */
function argumentsOf({ removed, table, roles, site }: SearchedDocument): ReadonlyMap<number, Match> {
  const found = new Map<number, Match>();
  if (removed === undefined) return found;
  for (const { call, start, end } of orphanedArguments(removed, table)) {
    const isDeclaration = roles?.resolve([table.starts[call]]).at(0)?.isDeclaration === true;
    const isOwn = site !== undefined && overlaps(table, { start: call, end }, site);
    if (!isDeclaration && !isOwn) found.set(start, { table, start, end, holes: [] });
  }
  return found;
}

/** Writes the removal of an argument with the comma and the blanks that part it from the others. */
function withoutArgument({ table, start, end }: Match): PlaceEdit {
  const isBehindComma = table.word(start) === ",";
  return {
    start: isBehindComma ? table.ends[start - 1] : table.starts[start],
    end: isBehindComma || table.word(end - 1) !== "," ? table.ends[end - 1] : table.starts[end],
    ...{ newText: "", hasOwnNames: false },
  };
}

/** Reports whether a place for an insertion has enough in common with the edited one: both neighbours, the group, or some tokens on one side. */
function isLike(template: Template, match: Match): boolean {
  if (template.old.length > 0) return true;
  const [left, right] = contextOf(template, match);
  if ((left > 0 && right > 0) || left + right >= leastContext || isGroupSame(template, match)) return true;
  const { before, old } = template.change;
  if (Math.max(left, right) === 2 && isName(before.word(left > 0 ? old.start - 1 : old.end))) return true;
  const [leftForm, rightForm] = formContextOf(template, match);
  return Math.min(leftForm, rightForm) > 0 && leftForm + rightForm >= leastForm;
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
  if (matches.length <= maxPlaces) return matches.sort((a, b) => a.start - b.start);
  const middle = table.indexAt(site?.start ?? 0);
  return matches
    .toSorted((a, b) => Math.abs(a.start - middle) - Math.abs(b.start - middle))
    .slice(0, maxPlaces)
    .sort((a, b) => a.start - b.start);
}

/** Reports whether what would be added with a place's own names is beside it already. */
function isThere({ start, end, newText, hasOwnNames }: PlaceEdit, text: string): boolean {
  if (!hasOwnNames || start < end) return false;
  const added = newText.trim();
  const reach = 2 * newText.length;
  return (
    text
      .slice(Math.max(0, start - reach), start)
      .trimEnd()
      .endsWith(added) ||
    text
      .slice(start, start + reach)
      .trimStart()
      .startsWith(added)
  );
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
  let declared: RoleFacts["declared"];
  let isNewFree = true;
  if (isRename(template)) {
    const { before, old, after, now } = template.change;
    const placesOf = (name: string): number[] => table.find(name, maxUses).map((index) => table.starts[index]);
    const offsets = placesOf(before.word(old.start));
    if (siteOffset !== undefined) offsets.push(siteOffset);
    const resolved = roles.resolve(offsets);
    uses = new Map(offsets.map((offset, index) => [offset, resolved[index]]));
    if (siteOffset !== undefined) {
      const others = placesOf(after.word(now.start)).filter((offset) => offset !== siteOffset);
      const isDeclared = (all: readonly (NameUse | undefined)[]): boolean =>
        all.some((use) => use?.isDeclaration === true);
      const taken = roles.resolve(others);
      const site = resolved.at(-1);
      declared = {
        old: isDeclared(resolved.filter((_, index) => offsets[index] !== siteOffset)),
        now: isDeclared(taken),
      };
      isNewFree = !taken.some(({ kind, scope }) => kind === site?.kind && scope === site.scope);
    }
  }
  const siteUse = siteOffset === undefined ? undefined : uses.get(siteOffset);
  const readRoles = ({ start }: Match): RoleFacts => {
    const offset = start >= table.count ? table.text.length : table.starts[start];
    const placeRole = siteRole === "" ? "" : roles.roleAt(offset);
    return { siteRole, placeRole, siteUse, placeUse: uses.get(offset), declared, isNewFree };
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
