import type { CancellationToken } from "vscode-languageserver";
import { describeError } from "../base/log";
import { familyOf } from "../code/languageFamily";
import type { DocumentState } from "../documents/documentState";
import { normal } from "../documents/place";
import type { FurtherPlaces, RenamedName } from "../nextEdit/nextEdits";
import type { NextEditParams, NextEditResult } from "../protocol";
import { isEnabled } from "../settings/settings";
import { findFileWithName, hasName } from "../workspace/nameSearch";
import type { Face } from "./feature";
import { withSignal } from "./withSignal";

/** Answers that name a file before it counts as one that can't be opened: the editor may have dropped the first one. */
const maxNamings = 2;

/** Work that the user's change leaves in files besides the open ones. */
type Elsewhere = Pick<NextEditResult, "renamed" | "further">;

/** Makes the function that looks for more to do in the workspace's files, once the open documents have no more places. */
export function createElsewhereFinder({ engine, configuration }: Face) {
  const { documents, exclusion, nextEdits, projects, workspace, log } = engine;

  /** The remembered files of a document's project that aren't open, the nearest first. */
  const closedFiles = (uri: string): string[] => {
    const open = new Set(documents.usable().map((each) => normal(each.uri)));
    const project = projects.of(uri);
    return workspace.uris.filter((each) => !open.has(each) && projects.of(each) === project);
  };

  const renamedIn = async (
    { uri, languageId }: DocumentState,
    { start, end, oldName, newName }: RenamedName,
    signal: AbortSignal,
  ): Promise<Elsewhere> => {
    const isUsing = (other: DocumentState): boolean =>
      other.uri !== uri && familyOf(other.languageId) === familyOf(languageId) && hasName(other.text, oldName);
    const isUsed =
      documents.usable().some(isUsing) ||
      (await findFileWithName(closedFiles(uri), { name: oldName, languageId }, signal)) !== undefined;
    if (!isUsed) return {};
    const { range } = documents.textEdit(uri, { start, end, text: newName });
    return { renamed: { range, oldName, newName } };
  };

  const furtherFrom = async (uri: string, places: FurtherPlaces, signal: AbortSignal): Promise<Elsewhere> => {
    const unseen = closedFiles(uri).filter((each) => (places.opened.get(each) ?? 0) < maxNamings);
    const further = await findFileWithName(unseen, places, signal);
    // The editor drops a cancelled answer.
    if (further === undefined || signal.aborted) return {};
    places.opened.set(further, (places.opened.get(further) ?? 0) + 1);
    // Once it is open, it can be used at once.
    await exclusion.decide(further);
    return { further };
  };

  return async ({ textDocument: { uri, version } }: NextEditParams, token: CancellationToken): Promise<Elsewhere> => {
    try {
      const settings = await configuration.settled();
      const access = documents.access(uri);
      const { nextEdit: mode } = settings;
      if (mode === "off" || access.kind !== "open" || access.document.version !== version) return {};
      const { document } = access;
      if (!isEnabled(settings, document.languageId)) return {};
      const renamed = nextEdits.renamed(document);
      const further = nextEdits.further(document, mode);
      return await withSignal(token, async (signal) => ({
        ...(renamed && (await renamedIn(document, renamed, signal))),
        ...(further && (await furtherFrom(uri, further, signal))),
      }));
    } catch (error) {
      log.error("Places in other files could not be found.", { error: describeError(error) });
      return {};
    }
  };
}
