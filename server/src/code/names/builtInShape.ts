import type { Shape, TypeName } from "./shape";

/** Constructors whose objects have the same members everywhere. */
const constructors: Readonly<Record<string, unknown>> = {
  ...{ Array, Boolean, Date, Error, Map, Number, Object, Promise, RangeError, RegExp, Set, String, Symbol, TypeError },
  ...{ SyntaxError, Uint8Array, WeakMap, WeakSet, URL, URLSearchParams, AbortController },
};

/** Objects that have the same members everywhere. */
const objects: Readonly<Record<string, unknown>> = { JSON, Math, Reflect };

/**
 * Names that newer runtimes than the one of this process have, or that JavaScript's engines add.
 * Source: ECMAScript 2023 to 2026, https://tc39.es/proposals
 */
const newer: readonly string[] = [
  ...["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with", "fromAsync", "groupBy"],
  ...["isWellFormed", "toWellFormed", "withResolvers", "try", "union", "intersection", "difference", "isSubsetOf"],
  ...["symmetricDifference", "isSupersetOf", "isDisjointFrom", "hasOwn", "canParse", "parse", "escape", "f16round"],
  ...["sumPrecise", "rawJSON", "isRawJSON", "isError", "captureStackTrace", "stackTraceLimit", "cause", "flags"],
  ...[
    "getOrInsert",
    "getOrInsertComputed",
    "setFromBase64",
    "setFromHex",
    "toBase64",
    "toHex",
    "fromBase64",
    "fromHex",
  ],
];

const known = new Map<string, Shape | undefined>();

/** Returns the members that the language gives a type or an object; `undefined` if it is another one. */
export function builtInShape({ name, isStatic = false }: TypeName): Shape | undefined {
  const key = `${isStatic ? "static " : ""}${name}`;
  if (!known.has(key)) known.set(key, read(name, isStatic));
  return known.get(key);
}

function read(name: string, isStatic: boolean): Shape | undefined {
  if (isStatic && Object.hasOwn(objects, name)) return shape(objects[name]);
  if (!Object.hasOwn(constructors, name)) return undefined;
  const made = constructors[name];
  return shape(isStatic || typeof made !== "function" ? made : made.prototype);
}

function shape(object: unknown): Shape {
  const members = new Map<string, TypeName | undefined>(newer.map((name) => [name, undefined]));
  for (let each = object; each !== null && each !== undefined; each = Object.getPrototypeOf(each))
    for (const name of Object.getOwnPropertyNames(each)) members.set(name, undefined);
  return { members, parents: [], isOpen: false };
}
