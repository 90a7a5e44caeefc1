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
  "isGroupSame", // in brackets behind the same word
  "isRoleSame", // 1 if the grammar gives the token and those around it the same types, -1 if not, 0 if unknown
  "lineLikeness", // share of equal tokens of both lines
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
  "newCount", // logarithm of the number of places that have the new form's first name already
  "candidates", // logarithm of the number of places found
  "betterPlaces", // share of them with at least as much context
  "lineDistance", // logarithm of the lines between
  "isBelow",
  "isOtherFile",
  "isBindingSame", // both names mean the same variable, or are both members
  "isMember",
  "isSiteDeclaration",
  "isPlaceDeclaration",
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
}

/** Words that begin an import. */
const importWords = new Set(["import", "from", "use", "using", "include", "require"]);
/** Most tokens of context that are compared. */
const reach = 6;

/** Returns how many tokens before and behind a place are those of the edited place. */
export function contextOf({ change: { before, old } }: Template, { table, start, end }: Match): [number, number] {
  let [left, right] = [0, 0];
  while (left < reach && left < old.start && before.word(old.start - 1 - left) === table.word(start - 1 - left)) left++;
  while (right < reach && old.end + right < before.count && before.word(old.end + right) === table.word(end + right))
    right++;
  return [left, right];
}

/** Collects what is known of a place. */
export function evidenceOf(params: {
  template: Template;
  match: Match;
  place: PlaceEdit;
  /** Contexts of all places found, in tokens. */
  contexts: readonly number[];
  newCount: number;
  isOtherFile: boolean;
  /** Line of the edited place in the document as it is now, if it is this one. */
  siteLine: number;
  roles: RoleFacts | undefined;
  chain: ChainFacts;
}): PlaceEvidence {
  const { template, match, place, contexts, newCount, isOtherFile, siteLine, roles, chain } = params;
  const { change, old } = template;
  const { before, after, now } = change;
  const [leftContext, rightContext] = contextOf(template, match);
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
    isGroupSame: Number(isGroupSame(template, match)),
    isRoleSame: roles === undefined || roles.siteRole === "" ? 0 : roles.siteRole === roles.placeRole ? 1 : -1,
    lineLikeness: lineLikeness(template, match),
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
    newCount: Math.log2(1 + newCount),
    candidates: Math.log2(1 + contexts.length),
    betterPlaces: contexts.filter((each) => each >= leftContext + rightContext).length / Math.max(1, contexts.length),
    lineDistance: isOtherFile ? 12 : Math.log2(1 + Math.abs(line - siteLine)),
    isBelow: Number(!isOtherFile && line > siteLine),
    isOtherFile: Number(isOtherFile),
    isBindingSame: Number(use !== undefined && siteUse !== undefined && siteUse.kind !== "none"),
    isMember: Number(siteUse?.kind === "member"),
    isSiteDeclaration: Number(siteUse?.isDeclaration === true),
    isPlaceDeclaration: Number(use?.isDeclaration === true),
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
  if (site.kind === "none" || place.kind === "none") return site.kind === place.kind;
  return (
    (site.kind === "member") === (place.kind === "member") && (site.kind === "member" || site.scope === place.scope)
  );
}

/** Reports whether two places are in brackets behind the same word. */
export function isGroupSame({ change: { before, old } }: Template, { table, start }: Match): boolean {
  const [site, place] = [groupAround(before, old.start), groupAround(table, start)];
  return site > 0 && place > 0 && isVariable(before.word(site - 1)) && before.word(site - 1) === table.word(place - 1);
}

/** Returns the share of equal tokens of the edited line as it was and a place's line. */
function lineLikeness({ change: { before, old } }: Template, { table, start }: Match): number {
  const site = lineWords(before, old.start);
  const place = new Set(lineWords(table, start));
  const all = new Set([...site, ...place]);
  return all.size === 0 ? 0 : [...new Set(site)].filter((word) => place.has(word)).length / all.size;
}

function lineWords(table: TokenTable, index: number): string[] {
  const at = Math.min(index, table.count - 1);
  let [from, to] = [at, at + 1];
  while (from > 0 && at - from < 40 && !table.gapBefore(from).includes("\n")) from--;
  while (to < table.count && to - at < 40 && !table.gapBefore(to).includes("\n")) to++;
  return Array.from({ length: Math.max(0, to - from) }, (_, each) => table.word(from + each));
}
