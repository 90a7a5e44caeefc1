import type { LanguageFamily } from "../../code/languageFamily";

/** A question about the files of the workspace that aren't open. */
export interface WorkspaceQuestion {
  readonly project: string;
  readonly family: LanguageFamily;
  /** `normal` address of the document that asks. */
  readonly uri: string;
  /** Text around its caret; places that share its words are looked for. */
  readonly text: string;
  /** Ends of addresses without their extension, such as `/src/shop`: files with one of them are given whole. */
  readonly stems: readonly string[];
  /** True to wait until every file that was sent before is taken up; only evaluation does. */
  readonly isPatient?: boolean;
}

/** A text of the workspace without its secrets. */
export interface WorkspaceText {
  /** Its `normal` address. */
  readonly uri: string;
  readonly text: string;
}

/** The answer to a question. */
export interface WorkspaceFinds {
  /** Some lines each, the likest first. */
  readonly places: readonly WorkspaceText[];
  readonly files: readonly WorkspaceText[];
}

/** Reports whether an address is one that a stem names: with any extension, or as the index of a folder. */
export function hasStem(uri: string, stems: readonly string[]): boolean {
  if (!stems.some((stem) => uri.includes(stem))) return false;
  const bare = uri.replace(/(?:\.d)?\.\w+$/, "").replace(/\/(?:index|__init__|mod)$/, "");
  return stems.some((stem) => bare.endsWith(stem));
}
