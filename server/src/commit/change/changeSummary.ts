import type { ChangeDepth } from "../../code/bareCode";
import type { DeclaredSymbol } from "../../code/declarations/declaredSymbol";
import type { SymbolChange } from "../symbols/symbolChanges";
import type { ChangedFile } from "./changes";
import type { DependencyChange, VersionChange } from "./dependencies";
import type { FileKind } from "./fileKind";
import type { Hunk } from "./patch";

/** A changed file, with the facts about its change. */
export interface FileChange extends ChangedFile {
  readonly kind: FileKind;
  /** Empty if the file was not read: too many files, too large, not text. */
  readonly hunks: readonly Hunk[];
  readonly oldText: string | undefined;
  readonly newText: string | undefined;
  /** Depth of the change: blanks or line ends only, comments and documentation only, or code. */
  readonly depth: ChangeDepth;
  /** Declarations of the new text; undefined if it was not parsed. */
  readonly declarations: readonly DeclaredSymbol[] | undefined;
  /** Secrets in the changed lines and those around them; undefined if these are too long to be searched. */
  readonly secrets: readonly string[] | undefined;
}

/** Facts that a message can be written from. Every name in it comes from the changes. */
export interface ChangeSummary {
  /** True if there is no earlier commit. */
  readonly isFirst: boolean;
  readonly files: readonly FileChange[];
  readonly symbols: readonly SymbolChange[];
  readonly dependencies: readonly DependencyChange[];
  /** True if the files that name dependencies contain no other change. */
  readonly isDependenciesOnly: boolean;
  readonly version: VersionChange | undefined;
}
