import type { Slices } from "../../base/slices";
import { cleanExcerpt } from "../../safety/secrets/excerpt";
import type { Ask } from "../ask";
import { editHunk } from "./editHunk";
import type { EditHistory, RecentEdit } from "../../documents/editHistory";
import type { FoundSnippet } from "./foundSnippet";

/** Parts that the edits are read with. */
interface EditParts {
  readonly edits: EditHistory;
  /** Reports whether text of another file may be in a prompt of this project now. */
  readonly mayShare: (uri: string, project: string) => boolean;
  readonly pathOf: (uri: string) => string;
}

/** Shows the recent edits as small diffs; each is compared once. */
export class EditSnippets {
  readonly #parts: EditParts;
  readonly #hunks = new WeakMap<RecentEdit, { readonly text: string | undefined }>();

  constructor(parts: EditParts) {
    this.#parts = parts;
  }

  /** Finds the edits that may be in the prompt of a request, without the line that is being written, which is there anyway. */
  async find(ask: Ask, slices: Slices): Promise<FoundSnippet[]> {
    const { edits, mayShare, pathOf } = this.#parts;
    const { document } = ask.request;
    const found: FoundSnippet[] = [];
    for (const recent of edits.recent()) {
      await slices.pause();
      const { uri } = recent;
      const mayBeSeen = uri === document.uri ? !isAtCaret(recent, ask) : mayShare(uri, ask.reader.project);
      const text = mayBeSeen ? this.#hunkOf(recent) : undefined;
      if (text !== undefined) found.push({ kind: "edits", uri, path: pathOf(uri), excerpt: cleanExcerpt(text) });
    }
    return found;
  }

  #hunkOf(recent: RecentEdit): string | undefined {
    const { text } = this.#hunks.get(recent) ?? { text: editHunk(recent) };
    this.#hunks.set(recent, { text });
    return text;
  }
}

function isAtCaret({ after, edit }: RecentEdit, { prefix, request }: Ask): boolean {
  const lineStart = prefix.lastIndexOf("\n") + 1;
  return after === request.document.text && edit.startOffset <= request.offset && edit.newEndOffset >= lineStart;
}
