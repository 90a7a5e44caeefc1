/** The kinds of settings: what each accepts, and how it is said. */
import { endpointKinds, parseEndpoint, type Endpoint } from "./endpoint";
import { isRecord } from "../base/isRecord";

/** One setting. Keys stand under `nanotype.` in editors. */
export interface Row<T> {
  readonly key: string;
  readonly default: T;
  /** Default in VS Code, if it differs from other editors'. */
  readonly defaultInVsCode?: T;
  /** One sentence: what it does. Markdown. */
  readonly sentence: string;
  readonly unit?: string;
  readonly schema: Schema;
  /** For benchmarks only: read from clients that send it, but not offered in VS Code's settings page. */
  readonly hidden?: boolean;
  /** It decides where text and keys go, so a folder's settings cannot change it. */
  readonly isMachines?: boolean;
  /** The value if `raw` is a legal one, else `undefined`. */
  readonly parse: (raw: unknown) => T | undefined;
  /** What is wrong with an illegal value, where more can be said than what it must be. */
  readonly complaint?: (raw: unknown) => string | undefined;
}

/** The form of a value, as far as a settings page and a warning need it. */
export type Schema =
  | { readonly type: "boolean" }
  | { readonly type: "string" }
  | {
      readonly type: "choice";
      readonly options: readonly string[];
      /** A sentence for each option, which settings pages show beside it. Markdown. */
      readonly meanings?: Readonly<Record<string, string>>;
    }
  | { readonly type: "number" | "amount"; readonly min: number; readonly max: number }
  | { readonly type: "switches" }
  | { readonly type: "optionalString" }
  | { readonly type: "strings" }
  | { readonly type: "endpoints" };

/** Says in words what a value must be: "a whole number from 1 to 50". */
export function expectation(schema: Schema): string {
  switch (schema.type) {
    case "boolean":
      return "true or false";
    case "string":
      return "a text that is not empty";
    case "choice":
      return `one of ${schema.options.map((option) => `"${option}"`).join(", ")}`;
    case "number":
      return `a whole number from ${schema.min} to ${schema.max}`;
    case "amount":
      return `a number from ${schema.min} to ${schema.max}`;
    case "switches":
      return "an object of language ids that are true or false";
    case "optionalString":
      return "a text";
    case "strings":
      return "a list of texts";
    case "endpoints":
      return `a list of \`{name, kind, url, model}\`, kind one of ${endpointKinds.join(", ")}`;
  }
}

type Texts = Pick<Row<unknown>, "sentence" | "unit" | "hidden" | "isMachines">;

/** On or off. */
export function toggle(key: string, row: { default: boolean } & Texts): Row<boolean> {
  return { ...row, key, schema: { type: "boolean" }, parse: (raw) => (typeof raw === "boolean" ? raw : undefined) };
}

/** A text that is not empty. */
export function text(key: string, row: { default: string } & Texts): Row<string> {
  const parse = (raw: unknown) => (typeof raw === "string" && raw.trim() !== "" ? raw : undefined);
  return { ...row, key, schema: { type: "string" }, parse };
}

/** A text; empty means none. */
export function optionalText(key: string, row: { default: string } & Texts): Row<string> {
  const parse = (raw: unknown) => (typeof raw === "string" ? raw.trim() : undefined);
  return { ...row, key, schema: { type: "optionalString" }, parse };
}

/** A list of texts. */
export function texts(key: string, row: { default: readonly string[] } & Texts): Row<readonly string[]> {
  const parse = (raw: unknown) =>
    Array.isArray(raw) && raw.every((text) => typeof text === "string") ? raw : undefined;
  return { ...row, key, schema: { type: "strings" }, parse };
}

/** The list of endpoints. */
export function endpointList(key: string, row: { default: readonly Endpoint[] } & Texts): Row<readonly Endpoint[]> {
  const read = (raw: unknown): readonly Endpoint[] | string => {
    if (!Array.isArray(raw)) return "it must be a list.";
    const endpoints: Endpoint[] = [];
    for (const entry of raw) {
      const parsed = parseEndpoint(entry);
      if (typeof parsed === "string") return parsed;
      if (endpoints.some(({ name }) => name === parsed.name)) return `Two endpoints are called "${parsed.name}".`;
      endpoints.push(parsed);
    }
    return endpoints;
  };
  return {
    ...row,
    key,
    schema: { type: "endpoints" },
    parse(raw) {
      const parsed = read(raw);
      return typeof parsed === "string" ? undefined : parsed;
    },
    complaint(raw) {
      const parsed = read(raw);
      return typeof parsed === "string" ? parsed : undefined;
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(
  key: string,
  options: readonly T[],
  row: { default: NoInfer<T>; defaultInVsCode?: NoInfer<T>; meanings?: Readonly<Record<NoInfer<T>, string>> } & Texts,
): Row<T> {
  const { meanings, ...rest } = row;
  const parse = (raw: unknown) => options.find((option) => option === raw);
  return { ...rest, key, schema: { type: "choice", options, ...(meanings && { meanings }) }, parse };
}

/** A whole number in a range. */
export function number(key: string, row: { default: number; min: number; max: number } & Texts): Row<number> {
  const { min, max, ...rest } = row;
  const parse = (raw: unknown) =>
    typeof raw === "number" && Number.isInteger(raw) && raw >= min && raw <= max ? raw : undefined;
  return { ...rest, key, schema: { type: "number", min, max }, parse };
}

/** Any number in a range. */
export function amount(key: string, row: { default: number; min: number; max: number } & Texts): Row<number> {
  const { min, max, ...rest } = row;
  const parse = (raw: unknown) => (typeof raw === "number" && raw >= min && raw <= max ? raw : undefined);
  return { ...rest, key, schema: { type: "amount", min, max }, parse };
}

export type Switches = Readonly<Partial<Record<string, boolean>>>;

/** On or off for each of several names. */
export function switches(key: string, row: { default: Switches } & Texts): Row<Switches> {
  const parse = (raw: unknown): Switches | undefined => {
    if (!isRecord(raw)) return undefined;
    const entries = Object.entries(raw).filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean");
    return entries.length === Object.keys(raw).length ? Object.fromEntries(entries) : undefined;
  };
  return { ...row, key, schema: { type: "switches" }, parse };
}
