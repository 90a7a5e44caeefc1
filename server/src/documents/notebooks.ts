/** Knows the order of the cells of the open notebooks, as the client tells it. */
export class Notebooks {
  readonly #cells = new Map<string, readonly string[]>();

  /** Takes the cells of a notebook; one without any is forgotten. */
  set(notebookUri: string, cellUris: readonly string[]): void {
    if (cellUris.length > 0) this.#cells.set(notebookUri, cellUris);
    else this.#cells.delete(notebookUri);
  }

  /** The cells that stand above one, top first; none for what is no cell. */
  above(cellUri: string): readonly string[] {
    for (const cells of this.#cells.values()) {
      const index = cells.indexOf(cellUri);
      if (index >= 0) return cells.slice(0, index);
    }
    return [];
  }
}
