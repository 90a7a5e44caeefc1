import type { Node } from "@vscode/tree-sitter-wasm";
import { familyOf } from "../languageFamily";
import { pythonModule, pythonTypeAt } from "./pythonModule";
import { scriptModule } from "./scriptModule";
import type { ModuleNames, TypeName } from "./shape";
import { typeAt } from "./typeAt";

/** Reads the names of one family of languages. */
export interface NameReader {
  /** True if indentation ends blocks. */
  readonly isIndented: boolean;
  /** Reads a module from its tree; `readAll` reads what would be read later, so that the tree may go. */
  readonly module: (root: Node) => ModuleNames & { readAll(): void };
  /** Finds the type of a name in the scopes around a node; `column` is the depth of the caret's line. */
  readonly typeAt: (at: Node, name: string, column: number) => TypeName | "unknown" | undefined;
}

const readers: Readonly<Record<string, NameReader>> = {
  script: { isIndented: false, module: scriptModule, typeAt },
  python: { isIndented: true, module: pythonModule, typeAt: pythonTypeAt },
};

/** Returns the reader for a language; `undefined` if its names aren't read. */
export function nameReaderOf(languageId: string): NameReader | undefined {
  const family = familyOf(languageId);
  return Object.hasOwn(readers, family) ? readers[family] : undefined;
}
