import { inBackground } from "../base/inBackground";
import { buildRequest } from "../completion/buildRequest";
import { completionSettings } from "../completion/completionSettings";
import { caretRestedMethod, caretRestedParams, type CaretRestedParams } from "../protocol";
import { isEnabled } from "../settings/settings";
import { cellsAbove } from "./cellsAbove";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";

/** Registers `nanotype/caretRested`: the local model reads the text around the caret before the first key there. */
export function registerCaretRest({ connection, engine, configuration }: Face): Feature {
  const { documents, provider, exclusion, router, secrets, models } = engine;
  const prepare = async ({ textDocument: { uri }, position }: CaretRestedParams): Promise<void> => {
    const settings = await configuration.settled();
    await exclusion.decide(uri);
    const access = documents.access(uri);
    if (access.kind !== "open" || router.mode === "cloud" || !isEnabled(settings, access.document.languageId)) return;
    const { document } = access;
    const offset = documents.offsetAt(uri, position);
    const request = { document, offset, trigger: "automatic" as const, above: cellsAbove(engine, document) };
    const ask = provider.ask(request, completionSettings(settings));
    models.prepare(router.localRequest(buildRequest(ask, router.limits, secrets).request));
  };
  connection.onNotification(
    caretRestedMethod,
    checked(caretRestedParams, (params) => inBackground("reading the text around the caret", prepare(params))),
  );
  return {};
}
