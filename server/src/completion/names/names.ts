import type { Enclosing } from "../../code/block";
import type { MembersAt } from "../../code/names/caretMembers";
import { exportsOf } from "../../code/names/memberNames";
import type { Ask } from "../ask";
import type { DocumentState } from "../../documents/documentState";
import { sourceKey, type EditorNames } from "./editorNames";
import type { ImportedModules } from "./importedModules";

/** A caret in a document's text. */
interface Caret {
  readonly uri: string;
  readonly text: string;
  readonly offset: number;
}

/** Parts that know names. */
interface NamesParts {
  /** The editor's language features, if the client answers. */
  readonly editor?: EditorNames | undefined;
  /** Declarations of the files that the document imports. */
  readonly modules: ImportedModules;
  /** Reads the declarations of the document's last tree, and of the imported files. */
  readonly membersAt: (caret: Caret) => MembersAt | undefined;
  /** Returns the function or type around a caret; never parses. */
  readonly aroundAt: (caret: Caret) => Enclosing | undefined;
}

/** Knows which members exist: the editor's word counts, else that of the declarations. */
export class Names {
  readonly #parts: NamesParts;

  constructor(parts: NamesParts) {
    this.#parts = parts;
  }

  /** Reads what a document imports, in the background. */
  opened(document: DocumentState): void {
    this.#parts.modules.prepare(document);
  }

  /** Resolves once everything that documents import is read. */
  settled(): Promise<void> {
    return this.#parts.modules.settled();
  }

  /** Gathers the names that a suggestion may need, in the background. */
  prepare(ask: Ask): void {
    if (ask.place !== "code" || ask.region.languageId !== ask.request.document.languageId) return;
    const { editor, modules } = this.#parts;
    modules.prepare(ask.request.document);
    editor?.prepare(ask, this.around(ask));
  }

  /** Resolves once the editor has answered about the receiver before the caret, if it is being asked. */
  async answered(ask: Ask): Promise<void> {
    await this.#parts.editor?.answered(ask);
  }

  /** Returns what knows the members of receivers at the caret now. It serves until the next `await`. */
  at(ask: Ask): MembersAt {
    const { editor, membersAt } = this.#parts;
    let declared: MembersAt | undefined;
    return (receiver) => {
      const said = editor?.of(ask, receiver.join("."));
      return said ?? (declared ??= membersAt(caretOf(ask)) ?? (() => undefined))(receiver);
    };
  }

  /** Returns the function or type around the caret; never parses. */
  around(ask: Ask): Enclosing | undefined {
    return this.#parts.aroundAt(caretOf(ask));
  }

  /** Returns the names that a module exports; `undefined` unless all of them are known. */
  exportsOf(ask: Ask, name: string): ReadonlySet<string> | undefined {
    const { editor, modules } = this.#parts;
    const said = editor?.of(ask, sourceKey({ module: name }));
    if (said !== undefined) return said;
    const module = modules.find(ask.request.document.uri, name);
    const shape = module && exportsOf(module, (from, other) => modules.find(from, other));
    return shape && new Set(shape.members.keys());
  }

  /** Records a change of a document. */
  changed(uri: string): void {
    this.#parts.editor?.changed(uri);
    this.#parts.modules.changed(uri);
  }

  /** Forgets what is known for a document that was closed. */
  closed(uri: string): void {
    this.#parts.editor?.clear();
    this.#parts.modules.changed(uri);
  }

  /** Forgets everything. */
  clear(): void {
    this.#parts.editor?.clear();
    this.#parts.modules.clear();
  }
}

function caretOf({ request: { document, offset } }: Ask): Caret {
  return { uri: document.uri, text: document.text, offset };
}
