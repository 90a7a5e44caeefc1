import type { CancellationToken } from "vscode-languageserver";
import { describeError } from "../base/log";
import type { Documents } from "../documents/documents";
import type { NextEdit } from "../nextEdit/nextEdits";
import {
  editorEditMethod,
  editorEditParams,
  inlineEditMethod,
  nextEditAcceptedCommand,
  nextEditMethod,
  nextEditParams,
  nextEditRefusedMethod,
  nextEditRefusedParams,
  type InlineEdit,
  type InlineEditResult,
  type NextEditParams,
  type NextEditResult,
} from "../protocol";
import { isEnabled } from "../settings/settings";
import { checked } from "./checked";
import { createElsewhereFinder } from "./nextEditElsewhere";
import type { Face, Feature } from "./feature";
import { withSignal } from "./withSignal";

/** Registers the next edit: in the form of Copilot's message, in our own, and its refusal. */
export function registerNextEdit(face: Face): Feature {
  const { connection, lifecycle, engine } = face;
  const find = createFinder(face);
  const propose = createProposer(face);
  const findElsewhere = createElsewhereFinder(face);
  connection.onRequest(
    inlineEditMethod,
    lifecycle.guard(
      checked(nextEditParams, async (params, token: CancellationToken): Promise<InlineEditResult | null> => {
        const edit = (await find(params, token)) ?? (await propose(params, token));
        return edit ? { edits: [inlineEdit(engine.documents, edit)] } : null;
      }),
    ),
  );
  connection.onRequest(
    nextEditMethod,
    lifecycle.guard(
      checked(nextEditParams, async (params, token: CancellationToken): Promise<NextEditResult | null> => {
        let edit = await find(params, token);
        if (edit === undefined) {
          const { renamed, further } = await findElsewhere(params, token);
          if (renamed || further !== undefined) return { edits: [], renamed, further };
          edit = await propose(params, token);
        }
        if (edit === undefined) return null;
        const { id, chance: confidence, reason, leftCount, acceptedCount } = edit;
        return {
          edits: [{ ...inlineEdit(engine.documents, edit), id, confidence, reason, leftCount, acceptedCount }],
        };
      }),
    ),
  );
  connection.onNotification(
    nextEditRefusedMethod,
    checked(nextEditRefusedParams, ({ id }) => {
      engine.nextEdits.refuse(id);
    }),
  );
  connection.onNotification(
    editorEditMethod,
    checked(editorEditParams, (event) => engine.metrics.editorEdit(event)),
  );
  return {};
}

/** Makes the function that finds the edit for a position; `undefined` for a version that isn't the document's, before or after. */
function createFinder({ engine, configuration }: Face) {
  const { documents, exclusion, nextEdits, metrics, clock, log } = engine;
  return async (
    { textDocument: { uri, version }, position }: NextEditParams,
    token: CancellationToken,
  ): Promise<NextEdit | undefined> => {
    const startMs = clock.nowMs();
    try {
      // A document that was opened a moment ago is being compared with the ignore files.
      if (exclusion.verdict(uri).kind === "pending") await exclusion.decide(uri);
      const settings = await configuration.settled();
      const { nextEdit: mode } = settings;
      const access = documents.access(uri);
      if (mode === "off" || access.kind !== "open" || access.document.version !== version) return undefined;
      const { document } = access;
      if (!isEnabled(settings, document.languageId)) return undefined;
      const offset = documents.offsetAt(uri, position);
      const { edit } = await withSignal(token, (signal) => nextEdits.next({ document, offset, mode, signal }));
      return edit !== undefined && documents.version(edit.uri) === edit.version ? edit : undefined;
    } catch (error) {
      log.error("A next edit failed.", { error: describeError(error) });
      return undefined;
    } finally {
      metrics.observe("nextEdit", clock.nowMs() - startMs);
    }
  };
}

/** Makes the function that asks an endpoint for an edit, if the user wants that; `undefined` without one. */
function createProposer({ engine, configuration }: Face) {
  const { clock, documents, gate, modelEdits, nextEdits, router } = engine;
  return async (
    { textDocument: { uri, version } }: NextEditParams,
    token: CancellationToken,
  ): Promise<NextEdit | undefined> => {
    const settings = await configuration.settled();
    if (settings.nextEdit === "off" || !settings.nextEditEndpoint || !router.canDraft) return undefined;
    const access = documents.access(uri);
    if (access.kind !== "open" || access.document.version !== version) return undefined;
    const { document } = access;
    gate.opened(uri);
    if (!gate.mayLeave(uri) || !isEnabled(settings, document.languageId)) return undefined;
    const edit = await withSignal(token, (signal) => modelEdits.next(document, clock.nowMs(), signal));
    return edit && documents.version(uri) === version ? nextEdits.offerProposal(uri, edit) : undefined;
  };
}

function inlineEdit(documents: Documents, { id, uri, version, start, end, newText }: NextEdit): InlineEdit {
  const edit = documents.textEdit(uri, { start, end, text: newText });
  return {
    text: edit.newText,
    range: edit.range,
    textDocument: { uri, version },
    command: { title: "Next edit accepted", command: nextEditAcceptedCommand, arguments: [id] },
  };
}
