/** Keeps the order of the cells of the open notebooks, as the client reports it. */
export class Notebooks {
  readonly #cells = new Map<string, readonly string[]>();

  /** Sets the cells of a notebook; a notebook without cells is forgotten. */
  set(notebookUri: string, cellUris: readonly string[]): void {
    if (cellUris.length > 0) this.#cells.set(notebookUri, cellUris);
    else this.#cells.delete(notebookUri);
  }

  /** Returns the cells above a cell, top first; none if the document isn't a notebook cell. */
  above(cellUri: string): readonly string[] {
    for (const cells of this.#cells.values()) {
      const index = cells.indexOf(cellUri);
      if (index >= 0) return cells.slice(0, index);
    }
    return [];
  }
}
