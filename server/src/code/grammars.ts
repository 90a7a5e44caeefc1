import { join } from "node:path";
import type { Language as Grammar, Parser } from "@vscode/tree-sitter-wasm";
import { describeError, type Logger } from "../base/log";
import type { TreeSitterRuntime } from "./treeSitterRuntime";

/** Loads the parser's runtime and grammars from a folder, each once and only when a document needs it. */
export class Grammars {
  readonly #folder: string;
  readonly #log: Logger;
  #runtime: Promise<TreeSitterRuntime | undefined> | undefined;
  readonly #grammars = new Map<string, Promise<Grammar | undefined>>();

  constructor(params: { folder: string; log: Logger }) {
    this.#folder = params.folder;
    this.#log = params.log;
  }

  /** Makes a new parser, which its owner deletes: one that has paused must not be given another text. `undefined` if the runtime cannot be loaded. */
  async createParser(): Promise<Parser | undefined> {
    this.#runtime ??= this.#loadRuntime();
    return (await this.#runtime)?.createParser();
  }

  /** Loads the grammar `tree-sitter-NAME.wasm`; `undefined`, reported once in the log, if it is missing or does not fit. */
  load(name: string): Promise<Grammar | undefined> {
    let grammar = this.#grammars.get(name);
    if (grammar === undefined) this.#grammars.set(name, (grammar = this.#loadGrammar(name)));
    return grammar;
  }

  /** Disables a grammar after it failed; its documents do without from here on. */
  disable(name: string): void {
    this.#grammars.set(name, Promise.resolve(undefined));
  }

  async #loadRuntime(): Promise<TreeSitterRuntime | undefined> {
    try {
      const { loadRuntime } = await import("./treeSitterRuntime");
      return await loadRuntime(this.#folder);
    } catch (error) {
      this.#log.warn("The syntax parser did not load; comments and strings are recognised by the text alone.", {
        error: describeError(error),
      });
      return undefined;
    }
  }

  async #loadGrammar(name: string): Promise<Grammar | undefined> {
    this.#runtime ??= this.#loadRuntime();
    const runtime = await this.#runtime;
    if (runtime === undefined) return undefined;
    try {
      return await runtime.loadGrammar(join(this.#folder, `tree-sitter-${name}.wasm`));
    } catch (error) {
      this.#log.warn("A grammar did not load; its language is read from the text alone.", {
        grammar: name,
        error: describeError(error),
      });
      return undefined;
    }
  }
}
