import { join } from "node:path";
import { Language, Parser } from "@vscode/tree-sitter-wasm";

/** Tree-sitter, ready to load grammars and to parse. */
export interface TreeSitterRuntime {
  readonly parser: Parser;
  readonly loadGrammar: (path: string) => Promise<Language>;
}

/** Starts tree-sitter from the folder that holds `tree-sitter.wasm`. Import this file only when it is needed: it is large. */
export async function loadRuntime(folder: string): Promise<TreeSitterRuntime> {
  await Parser.init({ locateFile: (file) => join(folder, file) });
  return { parser: new Parser(), loadGrammar: (path) => Language.load(path) };
}
