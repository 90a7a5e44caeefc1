import { tokenKinds } from "../code/tokenChunk";
import type { TokenTable } from "../code/tokenTable";
import type { NameUse } from "../code/bindings";
import { groupAround, type Match } from "./matchTemplate";
import type { Template } from "./template";
import { isName, isVariable } from "./tokenChange";
import type { PlaceEdit } from "./writePlace";

/** Names of the facts that a place is judged by, in the order in which a trained file may name them. */
export const evidenceNames = [
  "leftContext", // equal tokens before the place, up to 6
  "rightContext", // equal tokens behind it, up to 6
  "lesserContext", // the smaller of both
  "leftForm", // equal tokens before the place, up to 8, where any name equals any other
  "rightForm", // the same behind it
  "isGroupSame", // in brackets behind the same word
  "isSameList", // inside the same brackets as the edited place
  "isRoleSame", // 1 if the grammar gives the token and those around it the same types, -1 if not, 0 if unknown
  "lineLikeness", // share of equal tokens of both lines
  "aboveLikeness", // the same of the lines above
  "belowLikeness", // the same of the lines below
  "indentDifference", // characters
  "oldNames", // names in the replaced text that both have
  "oldTokens",
  "oldLength", // characters of them
  "newTokens",
  "newNames",
  "isInsertion",
  "isDeletion",
  "isRename", // one name by another
  "isNumber", // only numbers replaced
  "holes",
  "areHolesSame",
  "hasOwnNames",
  "isImport",
  "addsLine",
  "isComment",
  "isString",
  "isTest", // the path of the place's file says that it holds tests
  "siteTokens", // tokens of the edited line
  "newCount", // logarithm of the number of places that have the new form's first name already
  "candidates", // logarithm of the number of places found
  "betterPlaces", // share of them with at least as much context
  "closerPlaces", // number of places between the edited one and this, up to 8
  "lineDistance", // logarithm of the lines between
  "isBelow",
  "isOtherFile",
  "isBindingSame", // both names mean the same variable, or are both members
  "isMember",
  "isSiteDeclaration",
  "isPlaceDeclaration",
  "siteScope", // of a renamed name: 2 if a function or block declares it, 1 if the text does, -1 if nothing in it does, 0 if unknown
  "isOldDeclared", // 1 if the old name still is declared in the edited text, -1 if not, 0 if unknown
  "isNewDeclared", // the same of the new name
  "byHand", // equal edits by hand, up to 3
  "accepted", // places accepted in this chain, up to 3
  "refused", // places refused in this chain, up to 2
] as const;

type EvidenceName = (typeof evidenceNames)[number];

/** Facts about a like place, as numbers. */
export type PlaceEvidence = Readonly<Record<EvidenceName, number>>;

/** Facts about the whole chain. */
export interface ChainFacts {
  readonly byHand: number;
  readonly accepted: number;
  readonly refused: number;
}

/** Facts that need the grammar; absent where there is none. */
export interface RoleFacts {
  readonly siteRole: string;
  readonly placeRole: string;
  readonly siteUse: NameUse | undefined;
  readonly placeUse: NameUse | undefined;
  /** Whether the document declares the old and the new name of a rename; absent for other edits, and where it isn't the edited document. */
  readonly declared: { readonly old: boolean; readonly now: boolean } | undefined;
  /** True unless the scope that declares the renamed name declares another one of the new name. */
  readonly isNewFree: boolean;
}

/** Words that begin an import. */
const importWords = new Set(["import", "from", "use", "using", "include", "require"]);
/** Most tokens of context that are compared. */
const reach = 6;
/** The same where any name equals any other. */
const formReach = 8;
/** Most tokens of a line that are compared, on each side of the place. */
const maxLineTokens = 40;

/** Returns how many tokens before and behind a place are those of the edited place. */
export function contextOf({ change: { before, old } }: Template, { table, start, end }: Match): [number, number] {
  let [left, right] = [0, 0];
  while (left < reach && left < old.start && before.word(old.start - 1 - left) === table.word(start - 1 - left)) left++;
  while (right < reach && old.end + right < before.count && before.word(old.end + right) === table.word(end + right))
    right++;
  return [left, right];
}

/** Returns how many tokens before and behind a place are of the same form as those of the edited place: equal, or both variable. */
export function formContextOf({ change: { before, old } }: Template, { table, start, end }: Match): [number, number] {
  const fits = (site: number, here: number): boolean => {
    const [theirs, ours] = [before.word(site), table.word(here)];
    return theirs !== "" && (theirs === ours || (isVariable(theirs) && isVariable(ours)));
  };
  let [left, right] = [0, 0];
  while (left < formReach && fits(old.start - 1 - left, start - 1 - left)) left++;
  while (right < formReach && fits(old.end + right, end + right)) right++;
  return [left, right];
}

/** Facts about the edited place, read once for all places of a search. */
export interface SiteFacts {
  /** Tokens of the line above, of its own and of the line below, as they were. */
  readonly lines: readonly ReadonlySet<string>[];
  readonly indentLength: number;
  readonly isTest: boolean;
}

/** Reads the facts about the edited place that a search compares its places with. */
export function siteFactsOf({ change: { before, old } }: Template, uri: string): SiteFacts {
  return {
    lines: linesAround(before, old.start),
    indentLength: before.indentOf(old.start).length,
    isTest: /test|spec/i.test(uri.slice(uri.lastIndexOf("/", uri.lastIndexOf("/") - 1) + 1)),
  };
}

/** Collects what is known of a place. */
export function evidenceOf(params: {
  template: Template;
  match: Match;
  siteFacts: SiteFacts;
  place: PlaceEdit;
  /** Contexts of all places found, in tokens. */
  contexts: readonly number[];
  newCount: number;
  isOtherFile: boolean;
  /** Line of the edited place in the document as it is now, if it is this one. */
  siteLine: number;
  closerPlaces: number;
  roles: RoleFacts | undefined;
  chain: ChainFacts;
}): PlaceEvidence {
  const { template, match, siteFacts, place, contexts, newCount, isOtherFile, siteLine, closerPlaces, roles, chain } =
    params;
  const { change, old } = template;
  const { before, after, now } = change;
  const [leftContext, rightContext] = contextOf(template, match);
  const [leftForm, rightForm] = formContextOf(template, match);
  const [aboveLikeness, lineLikeness, belowLikeness] = linesAround(match.table, match.start).map((words, index) =>
    likeness(siteFacts.lines[index], words),
  );
  const oldTokens = old.flatMap((part) => (part.kind === "token" ? [part.text] : []));
  const newWords = template.now.flatMap((part) => (part.kind === "text" ? part.words : []));
  const holes = old.flatMap((part) => (part.kind === "hole" ? [part.source] : []));
  const isInsertion = change.old.start === change.old.end;
  const kind = isInsertion ? after.kinds[now.start] : before.kinds[change.old.start];
  const line = match.table.lineAt(place.start);
  const use = roles?.placeUse;
  const siteUse = roles?.siteUse;
  return {
    leftContext,
    rightContext,
    lesserContext: Math.min(leftContext, rightContext),
    leftForm,
    rightForm,
    isGroupSame: Number(isGroupSame(template, match)),
    isSameList: Number(!isOtherFile && isSameList(template, match)),
    isRoleSame: roles === undefined || roles.siteRole === "" ? 0 : roles.siteRole === roles.placeRole ? 1 : -1,
    lineLikeness,
    aboveLikeness,
    belowLikeness,
    indentDifference: Math.abs(match.table.indentOf(match.start).length - siteFacts.indentLength),
    oldNames: oldTokens.filter(isName).length,
    oldTokens: Math.min(20, oldTokens.length),
    oldLength: Math.min(60, oldTokens.join("").length),
    newTokens: Math.min(20, newWords.length),
    newNames: newWords.filter(isName).length,
    isInsertion: Number(isInsertion),
    isDeletion: Number(now.start === now.end),
    isRename: Number(isRename(template)),
    isNumber: Number(oldTokens.length > 0 && oldTokens.every((token) => /^\d/.test(token))),
    holes: holes.length,
    areHolesSame: Number(holes.every((hole, index) => hole === match.holes[index])),
    hasOwnNames: Number(place.hasOwnNames),
    isImport: Number([oldTokens[0] ?? "", newWords[0] ?? ""].some((word) => importWords.has(word))),
    addsLine: Number(place.newText.includes("\n")),
    isComment: Number(kind === tokenKinds.comment),
    isString: Number(kind === tokenKinds.content),
    isTest: Number(siteFacts.isTest),
    siteTokens: siteFacts.lines[1].size,
    newCount: Math.log2(1 + newCount),
    candidates: Math.log2(1 + contexts.length),
    betterPlaces: contexts.filter((each) => each >= leftContext + rightContext).length / Math.max(1, contexts.length),
    closerPlaces: Math.min(8, closerPlaces),
    lineDistance: isOtherFile ? 12 : Math.log2(1 + Math.abs(line - siteLine)),
    isBelow: Number(!isOtherFile && line > siteLine),
    isOtherFile: Number(isOtherFile),
    isBindingSame: Number(use !== undefined && siteUse !== undefined && siteUse.kind !== "none"),
    isMember: Number(siteUse?.kind === "member"),
    isSiteDeclaration: Number(siteUse?.isDeclaration === true),
    isPlaceDeclaration: Number(use?.isDeclaration === true),
    siteScope:
      siteUse === undefined || siteUse.kind === "none" ? 0 : Math.sign(siteUse.scope) + Number(siteUse.scope >= 0),
    isOldDeclared: roles?.declared === undefined ? 0 : roles.declared.old ? 1 : -1,
    isNewDeclared: roles?.declared === undefined ? 0 : roles.declared.now ? 1 : -1,
    byHand: Math.min(3, chain.byHand),
    accepted: Math.min(3, chain.accepted),
    refused: Math.min(2, chain.refused),
  };
}

/** Reports whether an edit replaced one name in code by another. */
export function isRename({ change: { before, after, old, now } }: Template): boolean {
  return (
    old.end - old.start === 1 &&
    now.end - now.start === 1 &&
    before.kinds[old.start] === tokenKinds.word &&
    isName(before.word(old.start)) &&
    isName(after.word(now.start))
  );
}

/** Reports whether two names are one variable, or both members; true if the grammar knows no name there. */
export function isBindingSame(site: NameUse, place: NameUse): boolean {
  // The types of a language itself aren't names.
  const isTypeOrNone = ({ kind }: NameUse): boolean => kind === "type" || kind === "none";
  if (site.kind === "none" || place.kind === "none") return isTypeOrNone(site) && isTypeOrNone(place);
  return (
    (site.kind === "member") === (place.kind === "member") && (site.kind === "member" || site.scope === place.scope)
  );
}

/** Reports whether two places are in brackets behind the same word. */
export function isGroupSame({ change: { before, old } }: Template, { table, start }: Match): boolean {
  const [site, place] = [groupAround(before, old.start), groupAround(table, start)];
  return site > 0 && place > 0 && isVariable(before.word(site - 1)) && before.word(site - 1) === table.word(place - 1);
}

/** Reports whether a place is in the same brackets as the edited one, by the place of what opens them. */
function isSameList({ change: { before, old } }: Template, { table, start }: Match): boolean {
  const [site, place] = [groupAround(before, old.start), groupAround(table, start)];
  // Brackets that open before the edit are where they were; those behind it hold another list.
  return site >= 0 && place >= 0 && site === place && before.starts[site] === table.starts[place];
}

/** Returns the share of equal tokens of two lines. */
function likeness(site: ReadonlySet<string>, place: ReadonlySet<string>): number {
  let both = 0;
  for (const word of site) if (place.has(word)) both++;
  const all = site.size + place.size - both;
  return all === 0 ? 0 : both / all;
}

/** Returns the tokens of the line above a token, of its own and of the line below. */
function linesAround(
  table: TokenTable,
  index: number,
): [ReadonlySet<string>, ReadonlySet<string>, ReadonlySet<string>] {
  const at = Math.min(index, table.count - 1);
  const startOf = (token: number): number => {
    let from = token;
    while (from > 0 && token - from < maxLineTokens && !table.gapBefore(from).includes("\n")) from--;
    return Math.max(0, from);
  };
  const endOf = (token: number): number => {
    let to = token + 1;
    while (to < table.count && to - token < maxLineTokens && !table.gapBefore(to).includes("\n")) to++;
    return Math.min(table.count, to);
  };
  const words = (from: number, to: number): ReadonlySet<string> =>
    new Set(Array.from({ length: Math.max(0, to - from) }, (_, each) => table.word(from + each)));
  const [start, end] = [startOf(at), endOf(at)];
  return [
    words(start > 0 ? startOf(start - 1) : 0, start),
    words(start, end),
    words(end, end < table.count ? endOf(end) : end),
  ];
}
