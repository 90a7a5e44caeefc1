import type { CompletionProvider } from "../completion/provideCompletion";
import type { Secrets } from "../completion/buildPrompt";
import { buildRequest } from "../completion/buildRequest";
import type { Documents } from "../documents/documents";
import type { Notebooks } from "../documents/notebooks";
import type { Exclusion } from "../safety/exclusion/exclusion";
import type { Preview, PreviewParams } from "../protocol";
import type { Router } from "../model/routing/router";
import { isEnabled, type Settings } from "../settings/settings";
import type { Gate } from "../safety/consent/gate";
import { hindrance } from "../safety/consent/hindrance";
import { completionSettings } from "../completion/completionSettings";
import { cellsAbove } from "./inlineCompletionHandler";

/** What the handler of `nanotype/preview` is made of. */
export interface PreviewHandlerParts {
  readonly documents: Documents;
  readonly notebooks: Notebooks;
  readonly provider: CompletionProvider;
  readonly exclusion: Exclusion;
  readonly secrets: Secrets;
  readonly gate: Gate;
  readonly router: Router;
  readonly settings: () => Promise<Settings>;
}

/** Makes the handler that shows what would be sent for a caret. The code that knows endpoints is loaded when it is first asked. */
export function createPreviewHandler(parts: PreviewHandlerParts): (params: PreviewParams) => Promise<Preview> {
  const { documents, provider, exclusion, secrets, gate, router } = parts;
  return async ({ textDocument: { uri }, position }) => {
    const settings = await parts.settings();
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
      above: cellsAbove(parts, document),
    };
    const ask = provider.ask(request, completionSettings(settings));
    return preview({
      ask,
      secrets,
      endpoints: settings.endpoints,
      hindrance: hindrance(settings, gate, uri),
      local: router.localRequest(buildRequest(ask, router.limits, secrets).request).prompt,
    });
  };
}

function nothing(text: string): Preview {
  return { text: `${text}\n`, hindrance: text, requests: [], cuts: [] };
}
