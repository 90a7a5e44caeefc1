import { headsIn, type DeclarationHead } from "../../code/declarations/heads";
import type { Syntax } from "../../code/syntax";
import type { Slices } from "../../base/slices";
import { wordLines, type WordLines } from "./similarLines";
import type { SnippetSource } from "./snippetSource";

/** Largest text whose words or declarations are read, in UTF-16 units. // guess */
export const maxChars = 200_000;

/** Facts about a text, as far as they were read. */
interface Facts {
  readonly text: string;
  words?: WordLines;
  heads?: readonly DeclarationHead[] | undefined;
}

/** Facts about the open documents, which are read once for each state of their text. */
export class TextFacts {
  readonly #syntax: Pick<Syntax, "read">;
  readonly #facts = new Map<string, Facts>();

  constructor(syntax: Pick<Syntax, "read">) {
    this.#syntax = syntax;
  }

  /** Returns the heads of an open document's declarations; none if it is too large, or once `signal` aborts. */
  async heads(source: SnippetSource, signal: AbortSignal): Promise<readonly DeclarationHead[]> {
    const { uri, languageId, text } = source;
    if (text.length > maxChars) return [];
    const facts = this.#of(source);
    facts.heads ??= await this.#syntax.read({ uri, languageId, text, signal }, (tree) => headsIn(tree, text));
    return facts.heads ?? [];
  }

  /** Returns the heads of the declarations of a file that isn't open, which are not kept. */
  async headsOfClosed({ languageId, text }: SnippetSource, signal: AbortSignal): Promise<readonly DeclarationHead[]> {
    if (text.length > maxChars) return [];
    return (await this.#syntax.read({ languageId, text, signal }, (tree) => headsIn(tree, text))) ?? [];
  }

  /** Returns the lines of each word of an open document. */
  async words(source: SnippetSource, slices: Slices): Promise<WordLines> {
    return (this.#of(source).words ??= await slices.run(wordLines(source.text)));
  }

  /** Forgets all documents but these. */
  keepOnly(uris: ReadonlySet<string>): void {
    for (const uri of this.#facts.keys()) if (!uris.has(uri)) this.#facts.delete(uri);
  }

  forget(uri: string): void {
    this.#facts.delete(uri);
  }

  #of({ uri, text }: SnippetSource): Facts {
    const known = this.#facts.get(uri);
    const facts = known?.text === text ? known : { text };
    this.#facts.set(uri, facts);
    return facts;
  }
}
