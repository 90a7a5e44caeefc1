/** Kinds of settings: the values that each accepts, and their description. */
import * as z from "zod/mini";
import { endpointKinds, endpointType, explainEndpoint, type Endpoint } from "./endpoint";

/** One setting. Editors put `nanotype.` before its key. */
export interface Row<T> {
  readonly key: string;
  /** Reads a value, and refuses one that isn't legal. */
  readonly type: z.ZodMiniType<T>;
  /** Completes "it must be …": "a whole number from 1 to 50". */
  readonly expected: string;
  readonly default: T;
  /** Default in VS Code, if it differs from other editors'. */
  readonly defaultInVsCode?: T;
  /** One sentence about its effect. Markdown. */
  readonly sentence: string;
  readonly unit?: string;
  /** A sentence for each option of a choice, which settings pages show beside it. Markdown. */
  readonly meanings?: Readonly<Partial<Record<string, string>>>;
  /** For benchmarks only: read from clients that send it, but not offered in VS Code's settings page. */
  readonly hidden?: boolean;
  /** True if it decides where text and keys go, so that a folder's settings cannot change it. */
  readonly isMachines?: boolean;
  /** Explains the fault of an illegal value more exactly than `expected`. */
  readonly explain?: (issue: z.core.$ZodIssue, raw: unknown) => string;
  /** Returns an illegal value without the part at fault, so that the others are used; `undefined` if none would be left to use. */
  readonly without?: (issue: z.core.$ZodIssue, raw: unknown) => unknown;
}

type Texts = Pick<Row<unknown>, "sentence" | "unit" | "hidden" | "isMachines">;

/** Makes a setting that is on or off. */
export function toggle(key: string, row: { default: boolean } & Texts): Row<boolean> {
  return { ...row, key, type: z.boolean(), expected: "true or false" };
}

/** Makes a setting with a text that is not empty. */
export function text(key: string, row: { default: string } & Texts): Row<string> {
  const type = z.string().check(z.refine((value) => value.trim() !== ""));
  return { ...row, key, type, expected: "a text that is not empty" };
}

/** Makes a setting with a text; empty means none. */
export function optionalText(key: string, row: { default: string } & Texts): Row<string> {
  return { ...row, key, type: z.string().check(z.trim()), expected: "a text" };
}

/** Makes a setting with a list of texts. */
export function texts(key: string, row: { default: readonly string[] } & Texts): Row<readonly string[]> {
  return { ...row, key, type: z.array(z.string()), expected: "a list of texts" };
}

/** Makes the setting with the list of endpoints; their names must differ. */
export function endpointList(key: string, row: { default: readonly Endpoint[] } & Texts): Row<readonly Endpoint[]> {
  const type = z.array(endpointType).check(({ value, issues }) => {
    const index = value.findIndex(({ name }, at) => value.findIndex((other) => other.name === name) < at);
    const message = `Two endpoints are called "${value[index]?.name}".`;
    if (index > 0) issues.push({ code: "custom", input: value, message, path: [index] });
  });
  return {
    ...row,
    key,
    type,
    expected: `a list of \`{name, kind, url, model}\`, kind one of ${endpointKinds.join(", ")}`,
    explain(issue, raw) {
      const [index, ...inner] = issue.path;
      if (typeof index !== "number" || !Array.isArray(raw)) return "it must be a list.";
      return issue.code === "custom" && inner.length === 0 ? issue.message : explainEndpoint(issue, raw[index], 1);
    },
    without: ({ path: [wrong] }, raw) =>
      typeof wrong === "number" && Array.isArray(raw) ? raw.filter((_, index) => index !== wrong) : undefined,
  };
}

/** Makes a setting with one of a few words. */
export function choice<const T extends string>(
  key: string,
  options: readonly T[],
  row: { default: NoInfer<T>; defaultInVsCode?: NoInfer<T>; meanings?: Readonly<Record<NoInfer<T>, string>> } & Texts,
): Row<T> {
  const expected = `one of ${options.map((option) => `"${option}"`).join(", ")}`;
  return { ...row, key, type: z.enum(options), expected };
}

/** Makes a setting with a whole number in a range. */
export function number(key: string, row: { default: number; min: number; max: number } & Texts): Row<number> {
  const { min, max, ...rest } = row;
  const type = z.int().check(z.gte(min), z.lte(max));
  return { ...rest, key, type, expected: `a whole number from ${min} to ${max}` };
}

/** Makes a setting with any number in a range. */
export function amount(key: string, row: { default: number; min: number; max: number } & Texts): Row<number> {
  const { min, max, ...rest } = row;
  const type = z.number().check(z.gte(min), z.lte(max));
  return { ...rest, key, type, expected: `a number from ${min} to ${max}` };
}

export type Switches = Readonly<Partial<Record<string, boolean>>>;

/** Makes a setting that is on or off for each of several names. */
export function switches(key: string, row: { default: Switches } & Texts): Row<Switches> {
  const type = z.record(z.string(), z.boolean());
  return { ...row, key, type, expected: "an object of language ids that are true or false" };
}
