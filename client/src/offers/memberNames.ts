import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { maxNameEntries, namesMethod, type NamesParams, type NamesResult } from "../../../server/src/protocol";

const { CompletionItemKind: Kind } = vscode;

/** Entries that only a language feature that knows the receiver offers; words of the document, snippets and files aren't among them. */
const memberKinds = new Set([
  ...[Kind.Method, Kind.Function, Kind.Constructor, Kind.Field, Kind.Variable, Kind.Property, Kind.Constant],
  ...[Kind.Class, Kind.Interface, Kind.Struct, Kind.Enum, Kind.EnumMember, Kind.Module, Kind.Event, Kind.Value],
]);

/** The name at a label's start. Met: `total` of `total?`, of `★ total` and of `total(price: number)`. Missed: `"a-b"`. */
const labelName = /^[^\p{L}\p{N}_$#@"'[(]*([#@]?[\p{L}_$][\p{L}\p{N}_$]*[!?]?)/u;

/** Answers the server's questions for the names after a dot by what the editor's language features offer there. Opens nothing, and asks one at a time. */
export class MemberNames {
  #isAsking = false;

  answer(client: LanguageClient): void {
    client.onRequest(namesMethod, (params: NamesParams, token: vscode.CancellationToken) => this.#names(params, token));
  }

  async #names({ textDocument, position }: NamesParams, token: vscode.CancellationToken): Promise<NamesResult> {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === textDocument.uri);
    // A slow language feature isn't asked again before it has answered.
    if (document?.version !== textDocument.version || this.#isAsking || token.isCancellationRequested) return null;
    this.#isAsking = true;
    try {
      const list = await vscode.commands.executeCommand<vscode.CompletionList | undefined>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        new vscode.Position(position.line, position.character),
        // Only features that know what a dot means are asked.
        ".",
      );
      return list === undefined || document.version !== textDocument.version ? null : namesIn(list);
    } finally {
      this.#isAsking = false;
    }
  }
}

/** Returns the names of a list; `null` if it isn't complete, or if nothing in it shows that the receiver is known. */
function namesIn({ items, isIncomplete }: vscode.CompletionList): NamesResult {
  const isKnown = items.some(({ kind }) => kind !== undefined && memberKinds.has(kind));
  if (!isKnown || isIncomplete || items.length > maxNameEntries) return null;
  return items.flatMap(({ kind, label }) => {
    const isName = kind === Kind.Keyword || (kind !== undefined && memberKinds.has(kind));
    const name = isName ? labelName.exec(typeof label === "string" ? label : label.label)?.[1] : undefined;
    // TypeScript's feature marks optional members by a question mark, which Ruby's names end with.
    return name === undefined ? [] : name.endsWith("?") ? [name, name.slice(0, -1)] : [name];
  });
}
