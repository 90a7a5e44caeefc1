import { access } from "node:fs/promises";
import { join } from "node:path";
import { Language, Parser } from "@vscode/tree-sitter-wasm";

/** Tree-sitter, ready to load grammars and to parse. */
export interface TreeSitterRuntime {
  readonly createParser: () => Parser;
  readonly loadGrammar: (path: string) => Promise<Language>;
}

/** The library keeps one runtime a process; starting it again would pull it from under the parsers of other servers. */
let started: Promise<void> | undefined;

/** Starts tree-sitter from the folder that contains `tree-sitter.wasm`. Import this file only when it is needed: it is large. */
export async function loadRuntime(folder: string): Promise<TreeSitterRuntime> {
  // Checked here, because the library would report a missing file on the console.
  await access(join(folder, "tree-sitter.wasm"));
  started ??= Parser.init({ locateFile: (file) => join(folder, file) });
  try {
    await started;
  } catch (error) {
    started = undefined; // another folder may contain a sound one
    throw error;
  }
  return { createParser: () => new Parser(), loadGrammar: (path) => Language.load(path) };
}
