/** A function of a real file with its doc comment replaced by a new one's opening. The caret is behind that opening. */
export interface DocCase {
  readonly path: string;
  readonly languageId: string;
  readonly name: string;
  readonly text: string;
  readonly offset: number;
}

/** Another parser's view of a function and its new doc comment. */
export type Checked =
  | { readonly kind: "unparsed"; readonly reason: string }
  | {
      readonly kind: "parsed";
      /** The declared parameters in order; a destructured one has no name. */
      readonly declared: readonly { readonly name: string | undefined; readonly properties: readonly string[] }[];
      readonly documented: readonly string[];
      readonly hasReturns: boolean;
      /** True if the function returns a value; `undefined` if that is unclear. */
      readonly returns: boolean | undefined;
      /** Documented errors that the function does not raise by name. */
      readonly wrongThrows: readonly string[];
    };

/** Faults of a doc comment. */
export interface Verdict {
  readonly declaredCount: number;
  readonly invented: readonly string[];
  readonly missing: readonly string[];
  readonly faults: readonly string[];
}

/** Compares the documentation with the declaration: every name real, in order, none left out. */
export function judge(checked: Checked): Verdict {
  if (checked.kind === "unparsed") return { declaredCount: 0, invented: [], missing: [], faults: [checked.reason] };
  const { declared, documented, hasReturns, returns, wrongThrows } = checked;
  const tops = documented.filter((name) => !name.includes("."));
  const named = new Set(declared.flatMap(({ name }) => name ?? []));
  const openCount = declared.length - named.size;
  const others = tops.filter((name) => !named.has(name));
  const isRealProperty = (name: string): boolean =>
    declared.some(({ properties }) => properties.includes(name.slice(name.indexOf(".") + 1)));
  const nested = documented.filter((name) => name.includes(".") && !isRealProperty(name));
  const inOrder = declared.every(({ name }, index) => name === undefined || tops[index] === name);
  return {
    declaredCount: declared.length,
    invented: [...others.slice(openCount), ...nested],
    missing: declared.flatMap(({ name }) => (name !== undefined && !tops.includes(name) ? name : [])),
    faults: [
      ...(others.length === openCount && tops.length === declared.length && !inOrder
        ? ["not in the order of the declaration"]
        : []),
      ...(openCount > others.length ? ["a parameter that is taken apart is missing"] : []),
      ...(returns !== undefined && returns !== hasReturns ? [hasReturns ? "a result that is none" : "no result"] : []),
      ...wrongThrows.map((type) => `${type} is not raised`),
    ],
  };
}
