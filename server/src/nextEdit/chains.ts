import type { Clock } from "../base/clock";
import { languageOf } from "../code/languages";
import type { TokenTable } from "../code/tokenTable";
import type { DocumentState } from "../documents/documentState";
import type { EditHistory, PlacedEdit } from "../documents/editHistory";
import { matchesOf } from "./matchTemplate";
import { templateOf, type Template } from "./template";
import { isName, spacedChangeOf, tokenChangeOf } from "./tokenChange";
import type { TokenTables } from "./tokenTables";

/** Parts that chains are remembered with. */
interface ChainParts {
  readonly clock: Clock;
  readonly edits: EditHistory;
  readonly tables: TokenTables;
  readonly documents: () => readonly DocumentState[];
  readonly projectOf: (uri: string) => string;
}

/** Time for which an edit is worth repeating, in ms. // guess */
const freshMs = 10 * 60_000;

/** Refusals after which a chain ends, unless more was accepted. // guess */
const maxRefused = 2;

/** Chains that are remembered, each with the tokens of its two texts: some megabytes in large files. // guess */
const maxChains = 8;

/** A change that the user made, and what became of it at like places. */
export interface Chain {
  readonly template: Template;
  readonly source: PlacedEdit;
  /** Ids of the edits by hand that did the same. */
  readonly byHand: Set<number>;
  accepted: number;
  refused: number;
  /** Files that the editor was asked to open for it, with the number of times. */
  readonly opened: Map<string, number>;
}

/** Remembers the user's last changes in their general form, and how often each was made, accepted and refused. */
export class Chains {
  readonly #parts: ChainParts;
  /** By what their edits do, the last used last. */
  readonly #chains = new Map<string, Chain>();
  readonly #templates = new Map<number, { readonly edit: PlacedEdit; readonly template: Template | undefined }>();

  constructor(parts: ChainParts) {
    this.#parts = parts;
  }

  /** Reports whether an edit is worth repeating still. */
  isFresh({ atMs }: PlacedEdit): boolean {
    return this.#parts.clock.nowMs() - atMs < freshMs;
  }

  /** Lists the files that were opened for any chain. */
  opened(): ReadonlySet<string> {
    return new Set([...this.#chains.values()].flatMap((chain) => [...chain.opened.keys()]));
  }

  /** Forgets the chains that began in a document. */
  forget(uri: string): void {
    for (const [key, { source }] of this.#chains) if (source.uri === uri) this.#chains.delete(key);
  }

  /** Returns the chains that may continue, the likeliest first: the last edit's, and the last one with an accepted place. */
  candidates(last: PlacedEdit, uri: string): Chain[] {
    const { projectOf } = this.#parts;
    const isNear = (edit: PlacedEdit): boolean => this.isFresh(edit) && projectOf(edit.uri) === projectOf(uri);
    const chains: Chain[] = [];
    const own = isNear(last) ? this.#chainOf(last) : undefined;
    if (own) chains.push(own);
    const known = [...this.#chains.values()].reverse();
    const running = known.find((chain) => chain !== own && isRepeated(chain) && isNear(chain.source));
    if (running) chains.push(running);
    return chains;
  }

  #chainOf(edit: PlacedEdit): Chain | undefined {
    const template = this.templateOf(edit);
    if (template === undefined) return undefined;
    const known = this.#chains.get(template.key);
    const chain: Chain = {
      ...{ template, source: edit },
      byHand: (known?.byHand ?? new Set()).add(edit.id),
      accepted: known?.accepted ?? 0,
      refused: known?.refused ?? 0,
      opened: known?.opened ?? new Map<string, number>(),
    };
    this.#chains.delete(template.key);
    if (known && known.source.id === edit.id) {
      this.#chains.set(template.key, known);
      return known;
    }
    this.#chains.set(template.key, chain);
    for (const oldest of this.#chains.keys()) {
      if (this.#chains.size <= maxChains) break;
      this.#chains.delete(oldest);
    }
    return chain;
  }

  /** Returns the general form of an edit; `undefined` if it has none, as in prose. */
  templateOf(edit: PlacedEdit): Template | undefined {
    const known = this.#templates.get(edit.id);
    if (known && known.edit.after === edit.after && known.edit.before === edit.before) return known.template;
    const document = this.#parts.documents().find(({ uri }) => uri === edit.uri);
    if (document === undefined || languageOf(document.languageId).kind !== "code") return undefined;
    const after = this.#parts.tables.of(edit.uri, document.languageId, edit.after);
    const before = this.#parts.tables.of(`${edit.uri} before`, document.languageId, edit.before, after);
    const template = widestTemplate(edit, before, after);
    this.#templates.set(edit.id, { edit, template });
    if (this.#templates.size > maxChains) this.#templates.delete([...this.#templates.keys()][0]);
    return template;
  }
}

/** Reports whether the user has made or accepted a chain's change again. */
export function isRepeated({ accepted, byHand }: Chain): boolean {
  return accepted > 0 || byHand.size > 1;
}

/** Reports whether the user has refused a chain more often than is worth another offer. */
export function isRefused({ accepted, refused }: Chain): boolean {
  return refused >= maxRefused && refused >= accepted;
}

/** Generalizes an edit with the blanks that it changed if such places are elsewhere in its text, else without them. */
function widestTemplate(edit: PlacedEdit, before: TokenTable, after: TokenTable): Template | undefined {
  const change = tokenChangeOf(edit, before, after);
  const spaced = change && spacedChangeOf(edit, before, after);
  if (spaced && (spaced.old.start !== change.old.start || spaced.old.end !== change.old.end)) {
    const template = templateOf(spaced);
    const hasWord = template.old.some((part) => part.kind === "token" && isName(part.text));
    if (hasWord && matchesOf(template, after).length > 0) return template;
  }
  return change && templateOf(change);
}
