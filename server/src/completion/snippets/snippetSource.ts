import type { DocumentState } from "../../documents/documentState";
import type { Span } from "../../safety/promptText";
import { cleanExcerpt, type Excerpt } from "../../safety/secrets/excerpt";
import { searchSecrets } from "../../safety/secrets/findSecrets";
import type { Slices } from "../../base/slices";
import type { Secrets } from "../buildPrompt";

/** A text that snippets are taken from. */
export interface SnippetSource {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** Returns a part with its secrets; `undefined` while not all of it has been searched. */
  readonly excerpt: (span: Span) => Excerpt | undefined;
}

/** Makes an open document a source: its secrets are known, except in lines that have just changed. */
export function openSource(document: DocumentState, secrets: Secrets): SnippetSource {
  const { uri, path, languageId, text } = document;
  return {
    ...{ uri, path, languageId, text },
    excerpt({ start, end }) {
      const excerpt = secrets.excerpt(document, start, end);
      return excerpt.unscanned.length === 0 ? excerpt : undefined;
    },
  };
}

/** Makes a text of the workspace a source. Its secrets were cut out when it was read; what their lack has joined is searched again. */
export async function closedSource(
  file: Pick<SnippetSource, "uri" | "path" | "languageId" | "text">,
  slices: Slices,
): Promise<SnippetSource> {
  const secrets = await slices.run(searchSecrets(file.text));
  return {
    ...file,
    excerpt({ start, end }) {
      if (secrets.some((secret) => secret.end > start && secret.start < end)) return undefined;
      return cleanExcerpt(file.text.slice(start, end));
    },
  };
}
