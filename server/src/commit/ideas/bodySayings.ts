import { missingIn, subjectOf } from "./askedOf";
import type { CodePart, PartKind } from "../../code/codeParts";
import type { Declaration } from "../../code/declarations/declaration";
import { code, listed } from "../wording/naming";
import { compareParts, lastOf, ofKind, type PartChanges } from "../symbols/partChanges";
import type { Phrase } from "../wording/phrases";
import type { SymbolChange } from "../symbols/symbolChanges";

/** A statement about a declaration's new code; a phrase without its `y` leaves that to the declaration's name. */
export interface BodySaying extends Phrase {
  /** Information beyond "something changed", from 0 to 1. Source: looked at on bench/commits' development repositories. */
  readonly weight: number;
}

/** Most names of one kind in one saying. */
const maxListed = 2;
/** Longest code that is quoted, in UTF-16 units. // guess */
const maxQuoted = 24;

/** States what a change did inside a declaration, as far as its parts show. Every statement is a fact of the syntax. */
export function bodySayings(change: SymbolChange): BodySaying[] {
  if (change.kind !== "changed" && change.kind !== "signature") return [];
  const before = change.before.parts;
  const now = change.symbol.parts;
  if (before === undefined || now === undefined) return [];
  const changes = compareParts(before, now);
  const { symbol } = change;
  const newParameters = change.kind === "signature" ? change.addedParameters : [];
  const sayings =
    symbol.kind === "function"
      ? [
          ...defaultSayings(changes, newParameters),
          ...innerSayings(changes, symbol),
          ...conditionSayings(changes, symbol),
          ...errorSayings(changes),
          ...callSayings(changes),
          ...waitSayings(changes),
          ...entrySayings(changes),
          ...onlySayings(changes),
        ]
      : valueSayings(changes, symbol);
  return sayings.filter(({ values }) => !Object.values(values).includes("``"));
}

/** States changes in the value of a constant, a field or a type. */
function valueSayings(changes: PartChanges, { name }: Declaration): BodySaying[] {
  const values = ofKind(changes.added, "number", "string");
  const value = values.at(0);
  const isOne = values.length === 1 && ofKind(changes.removed, "number", "string").length === 1;
  const sayings: BodySaying[] = [];
  if (value !== undefined && isOne && changes.now.length <= 2 && isQuotable(value.text))
    sayings.push({ phrase: "setTo", values: { x: code(name), b: code(value.text) }, weight: 0.8 });
  const [members, lost] = [changes.fresh("element", "entry"), changes.gone("element", "entry")];
  if (isFew(members) && lost.length === 0)
    sayings.push({ phrase: "addTo", values: { x: names(members), y: code(name) }, weight: 0.8 });
  if (isFew(lost) && members.length === 0)
    sayings.push({ phrase: "removeFrom", values: { x: names(lost), y: code(name) }, weight: 0.8 });
  return sayings;
}

/** States changed defaults of parameters that existed before. */
function defaultSayings({ added, removed }: PartChanges, newParameters: readonly string[]): BodySaying[] {
  return ofKind(added, "default").flatMap(({ name, text }): BodySaying[] => {
    if (newParameters.includes(name) || !isQuotable(text)) return [];
    const isChanged = ofKind(removed, "default").some((old) => old.name === name);
    return [{ phrase: isChanged ? "defaultTo" : "default", values: { x: code(name), b: code(text) }, weight: 0.9 }];
  });
}

/** States new and removed named parts inside: functions, properties, options. */
function innerSayings({ fresh, gone }: PartChanges, { name }: Declaration): BodySaying[] {
  const sayings: BodySaying[] = [];
  for (const inner of ["function", "property"] as const) {
    const [appeared, vanished] = [fresh(inner), gone(inner)];
    // A property set outside a constructor may have existed before.
    const isNew = inner === "function" || /^(constructor|__init__|initialize|\p{Lu}\w*)$/u.test(name);
    if (isFew(appeared))
      sayings.push({ phrase: isNew ? "addTo" : "setKey", values: { x: names(appeared) }, weight: isNew ? 0.9 : 0.5 });
    else if (isFew(vanished))
      sayings.push({
        phrase: isNew ? "removeFrom" : "noUse",
        values: { x: names(vanished) },
        weight: isNew ? 0.9 : 0.5,
      });
  }
  const options = fresh("option");
  if (isFew(options)) sayings.push({ phrase: "option", values: { x: names(options) }, weight: 0.9 });
  return sayings;
}

/** States changes of guard conditions and other conditions. */
function conditionSayings(
  { added, removed, fresh }: PartChanges,
  { parameters }: Pick<Declaration, "parameters">,
): BodySaying[] {
  const sayings: BodySaying[] = [];
  const [guards, oldGuards] = [ofKind(added, "guard"), ofKind(removed, "guard")];
  const thrown = fresh("throw").at(0);
  for (const guard of guards) {
    const lacking = guard.name === "break" ? undefined : missingIn(guard.text, parameters);
    if (lacking !== undefined && !oldGuards.some(({ text }) => text.includes(lacking.name)))
      sayings.push({
        phrase: lacking.isEmpty ? "handleEmpty" : "handleMissing",
        values: { x: code(lacking.name) },
        weight: 0.8,
      });
    else if (oldGuards.length === 0 && guard.name === "throw" && thrown !== undefined)
      sayings.push({ phrase: "throwError", values: { x: code(thrown) }, weight: 0.7 });
    else if (oldGuards.length === 0 && guard.name === "return")
      sayings.push({ phrase: "returnEarly", values: {}, weight: 0.3 });
  }
  const [asked, notAsked] = [ofKind(added, "condition", "guard"), ofKind(removed, "condition", "guard")];
  const [only, old] = [asked.at(0), notAsked.at(0)];
  if (asked.length === 1 && only !== undefined && notAsked.length <= 1 && !isRespelled(only.text, old?.text)) {
    const about = subjectOf(only.text, textsOf(notAsked));
    if (about !== undefined) sayings.push({ phrase: "checkFor", values: { x: code(about) }, weight: 0.5 });
    else if (notAsked.length === 1) sayings.push({ phrase: "condition", values: {}, weight: 0.35 });
  }
  const dropped =
    asked.length === 0 && notAsked.length === 1 && old !== undefined ? subjectOf(old.text, []) : undefined;
  if (dropped !== undefined) sayings.push({ phrase: "noCheck", values: { x: code(dropped) }, weight: 0.5 });
  return sayings;
}

/** Whether two conditions ask the same under other names: what a rename does to code. */
function isRespelled(now: string, old: string | undefined): boolean {
  const names = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|[\p{L}_$][\p{L}\p{N}_$]*/gu;
  const shape = (text: string): string => text.replace(names, (word) => (/^["']/.test(word) ? word : "x"));
  return old !== undefined && shape(now) === shape(old);
}

/** States changes in caught and thrown errors. */
function errorSayings({ added, removed, fresh, gone }: PartChanges): BodySaying[] {
  const sayings: BodySaying[] = [];
  const caught = fresh("catch");
  const isCaughtMore = ofKind(added, "catch").length > ofKind(removed, "catch").length;
  if (isFew(caught)) sayings.push({ phrase: "handleError", values: { x: names(caught) }, weight: 0.8 });
  else if (isCaughtMore) sayings.push({ phrase: "handleErrors", values: {}, weight: 0.7 });
  const [thrown, unthrown] = [fresh("throw"), gone("throw")];
  const instead = unthrown.at(0);
  if (isFew(thrown) && unthrown.length === 0)
    sayings.push({ phrase: "throwError", values: { x: names(thrown) }, weight: 0.6 });
  if (thrown.length === 1 && unthrown.length === 1 && instead !== undefined)
    sayings.push({ phrase: "useInstead", values: { a: code(instead), b: names(thrown) }, weight: 0.8 });
  return sayings;
}

const logging = /^(console|log|logger|logging|debug|warnings?)(\.|$)|\.(log|debug|warn|warning)$/;

/** States new and removed calls, and names used for the first time. */
function callSayings({ fresh, gone, lost, now }: PartChanges): BodySaying[] {
  const called = fresh("call");
  const uncalled = lost("call").filter(
    (one) => gone("call").includes(one) || called.some((other) => lastOf(other) === lastOf(one)),
  );
  const [one, other] = [called.at(0), uncalled.at(0)];
  const isSame = other?.endsWith(`.${one ?? ""}`) === true || one?.endsWith(`.${other ?? ""}`) === true;
  if (called.length === 1 && uncalled.length === 1 && one !== undefined && other !== undefined && !isSame)
    return [{ phrase: "useInstead", values: { a: code(other), b: code(one) }, weight: 0.8 }];
  if (called.length > 0 && called.every((each) => logging.test(each)))
    return [{ phrase: "log", values: {}, weight: 0.6 }];
  if (isFew(called)) return [{ phrase: "use", values: { x: names(called) }, weight: called.length === 1 ? 0.5 : 0.35 }];
  if (called.length > 0) return [];
  if (uncalled.length > 0 && uncalled.every((each) => logging.test(each)))
    return [{ phrase: "noLog", values: {}, weight: 0.6 }];
  if (isFew(uncalled)) return [{ phrase: "noUse", values: { x: names(uncalled) }, weight: 0.5 }];
  const used = fresh("name").filter(
    (each) => isTelling(each) && !ofKind(now, "local").some(({ name }) => name === each),
  );
  return isFew(used) ? [{ phrase: "use", values: { x: names(used) }, weight: 0.4 }] : [];
}

/** States changes in awaited values and loops. */
function waitSayings({ added, removed, fresh }: PartChanges): BodySaying[] {
  const sayings: BodySaying[] = [];
  const called = fresh("call");
  const awaited = fresh("await").filter((each) => !called.includes(each));
  if (isFew(awaited)) sayings.push({ phrase: "awaitCall", values: { x: names(awaited) }, weight: 0.7 });
  else if (ofKind(added, "async").length > 0) sayings.push({ phrase: "makeAsync", values: {}, weight: 0.6 });
  const loop = fresh("loop").at(0);
  const isLoopedMore = ofKind(added, "loop").length > ofKind(removed, "loop").length;
  if (loop !== undefined && isLoopedMore) sayings.push({ phrase: "loopOver", values: { x: code(loop) }, weight: 0.3 });
  return sayings;
}

/** States changes in keys of passed or returned objects. */
function entrySayings({ added, removed, fresh, gone, lost }: PartChanges): BodySaying[] {
  const entries = ofKind(added, "entry");
  const sayings: BodySaying[] = [];
  const keys = fresh("entry");
  const holders = new Set(entries.filter(({ name }) => keys.includes(name)).map(({ within }) => within));
  const holder = [...holders].at(0);
  if (isFew(keys) && lost("entry").length === 0 && holders.size === 1 && holder !== undefined)
    sayings.push({
      phrase: holder === "" ? "setKey" : "pass",
      values: { x: names(keys), b: code(holder) },
      weight: 0.6,
    });
  const left = gone("entry");
  if (isFew(left) && keys.length === 0) sayings.push({ phrase: "removeFrom", values: { x: names(left) }, weight: 0.4 });
  for (const { name, text } of entries)
    if (isQuotable(text) && isLiteral(text) && isOtherwise(ofKind(removed, "entry"), { name, text }))
      sayings.push({ phrase: "setTo", values: { x: code(name), b: code(text) }, weight: 0.6 });
  return sayings;
}

/** Whether a key had another value, and not the same one elsewhere. */
function isOtherwise(removed: readonly CodePart[], { name, text }: Pick<CodePart, "name" | "text">): boolean {
  const old = removed.filter((each) => each.name === name);
  return old.length > 0 && old.every((each) => each.text !== text);
}

/** States a change of only one kind of part. */
function onlySayings({ added, removed }: PartChanges): BodySaying[] {
  const all = [...added, ...removed];
  const isOnly = (...kinds: PartKind[]): boolean => all.length > 0 && all.every(({ kind }) => kinds.includes(kind));
  if (isOnly("string") && removed.length > 0)
    return all.every(({ within }) => within === "throw")
      ? [{ phrase: "errorMessage", values: {}, weight: 0.7 }]
      : [{ phrase: "text", values: {}, weight: 0.3 }];
  const hasPattern = all.some(({ kind }) => kind === "pattern");
  if (hasPattern && isOnly("pattern", "condition", "guard", "return"))
    return [{ phrase: "pattern", values: {}, weight: 0.6 }];
  if (isOnly("type")) return [{ phrase: "types", values: {}, weight: 0.6 }];
  const returned = ofKind(added, "return");
  const value = returned.at(0);
  const isReturned = isOnly("return", "name", "local", "number", "string") && returned.length === 1;
  return value !== undefined && isReturned && isQuotable(value.text)
    ? [{ phrase: "returnValue", values: { x: code(value.text) }, weight: 0.6 }]
    : [];
}

function names(list: readonly string[]): string {
  return listed(list.map(code));
}

function textsOf(parts: readonly CodePart[]): string[] {
  return parts.map(({ text }) => text);
}

function isFew(list: readonly string[]): boolean {
  return list.length > 0 && list.length <= maxListed;
}

/** Reports whether code may be quoted in a message: short, without blanks or anything that would end backticks. */
function isQuotable(text: string): boolean {
  return text.length > 0 && text.length <= maxQuoted && !/[`\s]/.test(text);
}

function isLiteral(text: string): boolean {
  return /^(["'].*["']|-?\d[\d._]*\w*|true|false|True|False|null|None|undefined)$/.test(text);
}

/** Reports whether a name is clear without its surroundings. */
function isTelling(name: string): boolean {
  return (
    name.length >= 4 &&
    !/^(this|self|true|false|null|undefined|none|length|name|type|value|data|result|error|args|index|items?)$/i.test(
      name,
    )
  );
}
