import type { DocumentState } from "../documents/documentState";
import type { Engine } from "../engine";

/** Returns the cells above a notebook's cell that are in its language and may be read. */
export function cellsAbove(
  { documents, notebooks }: Pick<Engine, "documents" | "notebooks">,
  cell: DocumentState,
): DocumentState[] {
  return notebooks.above(cell.uri).flatMap((uri) => {
    const above = documents.access(uri);
    return above.kind === "open" && above.document.languageId === cell.languageId ? [above.document] : [];
  });
}
