import { buildRequest } from "../completion/buildRequest";
import { previewMethod, previewParams, type Preview, type PreviewParams } from "../protocol";
import { isEnabled } from "../settings/settings";
import { hindrance } from "../safety/consent/hindrance";
import { completionSettings } from "../completion/completionSettings";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { cellsAbove } from "./cellsAbove";

/** Registers `nanotype/preview`: what would be sent for a caret. */
export function registerPreview(face: Face): Feature {
  face.connection.onRequest(previewMethod, face.lifecycle.guard(checked(previewParams, createHandler(face))));
  return {};
}

/** Makes the handler. The code that knows endpoints is loaded when it is first asked. */
function createHandler({ engine, configuration }: Face): (params: PreviewParams) => Promise<Preview> {
  const { documents, provider, exclusion, secrets, snippets, gate, router } = engine;
  return async ({ textDocument: { uri }, position }) => {
    const settings = await configuration.settled();
    const { preview } = await import("../completion/preview");
    await exclusion.decide(uri);
    const access = documents.access(uri);
    if (access.kind !== "open") {
      const reason = access.kind === "skipped" ? `: ${access.reason}` : "";
      return nothing(`Nothing would be sent for this document${reason}.`);
    }
    const { document } = access;
    if (!isEnabled(settings, document.languageId))
      return nothing(`Nothing would be sent: completions are off for ${document.languageId} (nanotype.enable).`);
    const request = {
      document,
      offset: documents.offsetAt(uri, position),
      trigger: "automatic" as const,
      above: cellsAbove(engine, document),
    };
    const ask = provider.ask(request, completionSettings(settings));
    await snippets.gather(ask);
    return preview({
      ask,
      secrets,
      snippets: (asked) => snippets.ready(asked),
      endpoints: settings.endpoints,
      hindrance: hindrance(settings, gate, uri),
      local: router.localRequest(buildRequest(ask, router.limits, secrets).request).prompt,
    });
  };
}

function nothing(text: string): Preview {
  return { text: `${text}\n`, hindrance: text, requests: [], cuts: [] };
}
